"""``versions.json``: every version of a notice as data, for programs. Its JSON Schema comes from the models here."""

from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Literal
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field

from noticepress.history import redline_pairs
from noticepress.model import ChangeClass, Timeline, Version
from noticepress.pages import addresses
from noticepress.pages.record import Record

Number = str


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, serialize_by_alias=True, defer_build=True)


class RedlineData(_Data):
    """What changed from an earlier version to the one that lists this."""

    earlier: Number = Field(alias="from", description="the number of the earlier version")
    html: str = Field(description="address of the page that shows the changes")


class VersionData(_Data):
    """One version. Days are days in Europe/London, times are UTC."""

    number: Number = Field(description="the version's number, such as 1.1; versions are ordered part by part")
    state: Literal["in-force", "upcoming", "proposed", "superseded", "withdrawn"] = Field(
        description="what it is on the day 'as_at'; nobody has approved a proposed one, and it is never in force"
    )
    effective: date | None = Field(description="the day from which it applies or is meant to; null where unknown")
    end: date | None = Field(description="the last day on which it applies, once that is known; else null")
    change: ChangeClass = Field(alias="class", description="what kind of change it was declared to be")
    summary: str = Field(description="what changed, in a sentence or two")
    declared_by: str = Field(description="who declared the kind of change")
    approved: datetime | None = Field(description="when its approval was recorded; null where nobody has approved it")
    withdrawn: datetime | None = Field(description="when it was withdrawn before it applied; else null")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of the file 'body', the text of record")
    html: str = Field(description="address of its page, which stays")
    body: str = Field(description="address of the text of record alone: a fragment of HTML in UTF-8 that never changes")
    pdf: str | None = Field(description="address of its PDF, which never changes; null where there is none")
    markdown: str = Field(description="address of the text in Markdown, made from the text of record")
    text: str = Field(description="address of the plain text, made from the text of record")
    redlines: list[RedlineData] = Field(description="what changed, nearest earlier version first")


class BrandData(_Data):
    """Whose notice it is."""

    id: str = Field(description="the brand's id")
    name: str = Field(description="the name that readers know")


class RetirementData(_Data):
    """The end of a brand or a notice."""

    on: date = Field(description="the day from which it is kept as a record alone")
    because: str = Field(description="why, in a sentence")
    see: str | None = Field(description="where readers look instead; else null")


class VersionsFile(_Data):
    """Every released version of one notice of one brand, newest first."""

    format: Literal["noticepress-versions-1"] = Field(
        description="1 stays while fields are only added; readers should ignore those that they do not know"
    )
    base: str | None = Field(
        description="the site's own address, below which every address here stands in full; "
        "null where it is unknown: then addresses are relative to the site's root"
    )
    notice: str = Field(description="the notice's id")
    title: str = Field(description="the notice's title")
    brand: BrandData
    language: str = Field(description="the language of the text (BCP 47)")
    languages: dict[str, str] | None = Field(
        None, description="address of the same list for each other language of the notice; left out where it has none"
    )
    as_at: date = Field(description="the day in Europe/London for which states are given")
    current: Number | None = Field(description="the number of the version in force; null where there is none")
    upcoming: Number | None = Field(description="the number of the approved version that comes next; else null")
    html: str = Field(description="address of the notice in force")
    history: str = Field(description="address of the list of every version, for people")
    feed: str = Field(description="address of the Atom feed that announces versions")
    retired: RetirementData | None = Field(description="its end, once that has come; else null")
    versions: list[VersionData]


def versions_file(timeline: Timeline, pdfs: Collection[str]) -> str:
    """Return ``versions.json``; ``pdfs`` are the numbers of the versions whose PDF is on the site.

    What ``timeline`` holds is listed, drafts never: to leave out proposed versions, leave them out of the timeline.
    """
    found = VersionsFile.model_validate(_fields(timeline, pdfs))
    return found.model_dump_json(indent=2, exclude=None if found.languages else {"languages"}) + "\n"


def base_of(timeline: Timeline) -> str | None:
    """Return the address below which the brand's site stands, with its last slash, or ``None`` where it is unknown."""
    url = timeline.brand.site_url
    return f"{url.rstrip('/')}/" if url else None


def _fields(timeline: Timeline, pdfs: Collection[str]) -> dict[str, object]:
    notice, base, language = timeline.notice, base_of(timeline), timeline.language
    others = [one.language for one in timeline.family if one.language != language]
    record = Record(timeline, {}, pdfs)
    current, upcoming = timeline.first("in-force"), timeline.first("upcoming")
    released = [version for version in reversed(timeline.versions) if version.release]
    return {
        "format": "noticepress-versions-1",
        "base": base,
        "notice": notice,
        "title": timeline.title,
        "brand": {"id": timeline.brand.id, "name": timeline.brand.name},
        "language": language,
        "languages": {tag: urljoin(base or "", addresses.versions(notice, tag)) for tag in others} or None,
        "as_at": timeline.as_at,
        "current": current.document.version if current else None,
        "upcoming": upcoming.document.version if upcoming else None,
        "html": urljoin(base or "", addresses.current(notice, language)),
        "history": urljoin(base or "", addresses.history(notice, language)),
        "feed": urljoin(base or "", addresses.feed(notice, language)),
        "retired": asdict(timeline.retired) if timeline.retired else None,
        "versions": [_version(record, version, base or "") for version in released],
    }


def _version(record: Record, version: Version, base: str) -> dict[str, object]:
    number, release, notice, language = version.document.version, version.release, record.notice, record.language
    assert release is not None
    pdf = record.pdf(version)
    return {
        "number": number,
        "state": version.state,
        "effective": release.effective,
        "end": version.last_day if version.state in {"in-force", "superseded", "upcoming"} else None,
        "class": version.change_class,
        "summary": release.summary,
        "declared_by": release.declared_by,
        "approved": release.approval.at if release.approval else None,
        "withdrawn": release.withdrawal.at if release.withdrawal else None,
        "sha256": version.document.sha256,
        "html": urljoin(base, addresses.version(notice, number, language)),
        "body": urljoin(base, addresses.body(notice, number, language)),
        "pdf": urljoin(base, pdf) if pdf else None,
        "markdown": urljoin(base, addresses.markdown(notice, number, language)),
        "text": urljoin(base, addresses.text(notice, number, language)),
        "redlines": list(_redlines(record, version, base)),
    }


def _redlines(record: Record, version: Version, base: str) -> Iterator[dict[str, str]]:
    pairs = [old for old, new in redline_pairs(record.timeline) if new is version]
    order = list(record.timeline.versions)
    for old in sorted(pairs, key=order.index, reverse=True):
        number = old.document.version
        address = record.changes_addresses(number, version.document.version)[0]
        yield {"from": number, "html": urljoin(base, address)}
