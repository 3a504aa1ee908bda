"""What each site says of the ledger: its last entry, so that somebody outside remembers it, and the text in force."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noticepress.errors import BuildError, Finding, UsageError
from noticepress.ledger.chain import FOLDER, RULE, Ledger, fault
from noticepress.ledger.entry import Name, Sha, Version, file_name
from noticepress.model import File, Timeline
from noticepress.pages import addresses

#: Where a site says it: below /.well-known/, as RFC 8615 keeps for facts about a site.
PATH = ".well-known/privacy-notices.json"
_SECONDS, _LARGEST = 30, 1 << 20


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class LedgerHead(_Fields):
    """The last entry of the ledger when the site was built."""

    entries: Annotated[int, Field(ge=1)] = Field(description="the number of the last entry")
    sha256: Sha = Field(description="SHA-256 of the bytes of that entry, which holds that of the one before, and so on")


class InForce(_Fields):
    """A version in force, and where to find it. Addresses are below the site's root."""

    version: Version
    since: str | None = Field(description="the day, Europe/London, from which it stands; null: unknown")
    sha256: Sha = Field(description="SHA-256 of the text alone, the file at 'text'")
    page: str
    text: str
    pdf: str


class NoticeHead(_Fields):
    """A notice of the site. ``in_force`` is null while no version of it is."""

    notice: Name
    title: str
    in_force: InForce | None
    history: str


class HeadFile(_Fields):
    """``/.well-known/privacy-notices.json``: the notices of a site, and the record that they come from."""

    format: Literal[1]
    brand: Name
    ledger: LedgerHead | None = Field(description="null where no ledger was kept when the site was built")
    notices: list[NoticeHead]


def head_file(timelines: Sequence[Timeline], ledger: Ledger) -> File:
    """Return the file that states the head of ``ledger`` and the versions in force of a brand's ``timelines``.

    It holds no time of its own: it changes when a version comes into force, and when the ledger grows.
    """
    head = LedgerHead(entries=ledger.last, sha256=ledger.head) if ledger.head else None
    notices = [_notice(timeline) for timeline in timelines]
    found = HeadFile(format=1, brand=timelines[0].brand.id, ledger=head, notices=notices)
    return File(PATH, _spelt(found), "application/json")


def head_at(data: bytes, ledger: Ledger, number: int) -> bytes:
    """Return the same file as a site that was built when entry ``number`` was the last would have it.

    Raises ``ValueError`` for bytes that are no such file, or where there is no such entry.
    """
    digest = ledger.digest(number)
    if digest is None:
        raise ValueError(f"there is no entry {number}")
    found = HeadFile.model_validate_json(data)
    return _spelt(found.model_copy(update={"ledger": LedgerHead(entries=number, sha256=digest)}))


def _spelt(found: HeadFile) -> bytes:
    return (json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n").encode()


def _notice(timeline: Timeline) -> NoticeHead:
    now, notice = timeline.first("in-force"), timeline.notice
    in_force = None
    if now is not None:
        number = now.document.version
        in_force = InForce(
            version=number,
            since=now.start.isoformat() if now.start else None,
            sha256=now.document.sha256,
            page=addresses.version(notice, number),
            text=addresses.body(notice, number),
            pdf=addresses.pdf(notice, number),
        )
    return NoticeHead(notice=notice, title=timeline.title, in_force=in_force, history=addresses.history(notice))


def is_event(paths: Sequence[str]) -> bool:
    """Whether a publish that changed ``paths`` is one for the ledger: the head alone is not.

    The head moves with each entry. If publishing it were an event of its own, each publish would ask for another.
    """
    return any(path != PATH for path in paths)


def read_head(where: str) -> HeadFile:
    """Return what a site says of the ledger; ``where`` is its address, the folder it was built in, or that file.

    Raises ``UsageError`` for something else, and ``BuildError`` (exit code 3) for a site that does not answer.
    """
    data = _fetched(where) if urlsplit(where).scheme in {"http", "https"} else _read(Path(where))
    try:
        return HeadFile.model_validate_json(data)
    except ValidationError as error:
        raise UsageError(f"{where} does not say what the ledger's head is", f"it should hold {PATH}") from error


def _fetched(url: str) -> bytes:
    address = url if url.endswith(".json") else urljoin(url if url.endswith("/") else f"{url}/", PATH)
    import urllib.request  # noqa: PLC0415 - a build asks no address

    request = urllib.request.Request(address, headers={"Cache-Control": "no-cache"})  # noqa: S310 - http or https alone
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            data: bytes = answer.read(_LARGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise BuildError(Finding(RULE, "error", f"{address} cannot be fetched: {reason}")) from error
    return data


def _read(path: Path) -> bytes:
    file = path / PATH if path.is_dir() else path
    try:
        return file.read_bytes()
    except OSError as error:
        hint = "name a web address, or the folder of a built site"
        raise UsageError(f"{file} cannot be read: {error.strerror}", hint) from error


def head_findings(ledger: Ledger, head: LedgerHead, where: str) -> tuple[Finding, ...]:
    """Return an error where the ledger is not the one, or is shorter than the one, that a site remembers."""
    if head.entries > ledger.last:
        message = f"{where} knows entry {head.entries}, and the ledger ends with {ledger.last}: its end was cut off"
        shown = FOLDER / file_name(head.entries)
        return (Finding(RULE, "error", message, shown, hint="restore the entries with 'git checkout', or 'git pull'"),)
    if ledger.digest(head.entries) != head.sha256:
        message = f"this is not the entry {head.entries} that {where} knows: the chain was made anew, up to it at least"
        return (fault(head.entries, message),)
    return ()
