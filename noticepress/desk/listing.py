"""The long lists as rows: findings, links, what was published, and the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from noticepress.desk.model import Desk, Text
from noticepress.desk.repository import Web
from noticepress.errors import Finding
from noticepress.ledger import FOLDER, Entry, file_name
from noticepress.ledger.live import SITE_ACTIONS
from noticepress.links.evidence import Entry as Seen
from noticepress.links.evidence import broken_since
from noticepress.links.target import Target
from noticepress.links.verdict import GOOD

#: What each verdict of a link check means, and what to do; ``never`` is that of no check.
VERDICTS: Mapping[str, tuple[str, str]] = {
    "ok": ("good", ""),
    "temporary": ("good, redirected for now", ""),
    "moved": ("moved for good", "write the new address: `links --fix` does it"),
    "broken": ("broken", "find the page's new address, or take the link out"),
    "content": ("another page", "open it: is it still what the notice promises?"),
    "fragment": ("place gone", "the page is there and the place on it is not: find the new one"),
    "blocked": ("answers no program", "open it in a browser and write into the registry who looked, and when"),
    "outage": ("did not answer", "the next check asks again; open it if that goes on"),
    "refused": ("not asked", "an address that no public page should lead to: mend it"),
    "never": ("never checked", "run `links`; the weekly run of CI does it too"),
}


@dataclass(frozen=True)
class FindingRow:
    """A finding with where its line can be read and edited. ``standing`` is open, waived, or of released text."""

    finding: Finding
    names: tuple[str, ...]
    notices: tuple[str, ...]
    place: str
    view: str | None
    edit: str | None
    standing: str


@dataclass(frozen=True)
class LinkRow:
    """An outside address with what is known of it."""

    target: Target
    seen: Seen | None
    verdict: str
    says: str
    do: str
    names: tuple[str, ...]
    place: str
    view: str | None
    since: date | None


@dataclass(frozen=True)
class SiteRow:
    """A target of a brand with the last entry of each kind that is on record of a notice there."""

    text: Text
    target: str
    url: str | None
    published: Entry | None
    checked: Entry | None
    standing: str


@dataclass(frozen=True)
class EntryRow:
    """An entry of the ledger, its digest, whether an authority stamped it, and where its file is."""

    entry: Entry
    digest: str
    stamped: bool
    view: str | None
    brand: str


def finding_rows(desk: Desk) -> tuple[FindingRow, ...]:
    """Return every finding, in the order of ``check``."""
    return tuple(finding_row(finding, desk) for finding in desk.findings)


def finding_row(finding: Finding, desk: Desk) -> FindingRow:
    """Return a finding with the names of its brands and the addresses of its line."""
    path = finding.path.as_posix() if finding.path else ""
    place = f"{path}:{finding.line}" if finding.line else path
    parts = path.split("/")
    notices = tuple(n for n in desk.notices if parts[0] != "notices" or len(parts) == 2 or parts[1] == n)  # noqa: PLR2004
    standing = "of released text" if finding.frozen else "waived" if finding.waived else "open"
    view, edit = addresses(desk.web, path, finding.line, frozen=finding.frozen)
    return FindingRow(finding, names_of(finding.brands, desk), notices, place, view, edit, standing)


def addresses(web: Web, path: str, line: int | None, *, frozen: bool = False) -> tuple[str | None, str | None]:
    """Return where a line is read and where its file is edited; what is released is never edited."""
    if not path:
        return None, None
    is_file = "." in path.rpartition("/")[2]
    return web.at(path, line), web.edited(path) if is_file and not frozen and "/releases/" not in path else None


def names_of(ids: Sequence[str], desk: Desk) -> tuple[str, ...]:
    """Return the names of brands; those of all where none is meant in particular."""
    known = {brand.id: brand.name for brand in desk.brands}
    return tuple(known.get(one, one) for one in ids) or tuple(known.values())


def link_rows(desk: Desk) -> tuple[LinkRow, ...]:
    """Return every outside address, faulty ones first."""
    found = (_link_row(target, desk) for target in desk.targets)
    return tuple(sorted(found, key=lambda row: (row.verdict in GOOD, row.verdict == "never", row.target.address)))


def _link_row(target: Target, desk: Desk) -> LinkRow:
    seen = desk.evidence.get(target.address)
    verdict = seen.verdict if seen else "never"
    says, do = VERDICTS[verdict]
    if target.frozen and verdict not in GOOD:
        do = "it stands in released text alone, which stays as it is"
    elif verdict in GOOD | {"never"} and target.names and target.verified is None:
        do = f"{do}; nobody has opened it yet".removeprefix("; ")
    path = target.path.as_posix()
    place = f"{path}:{target.line}" if target.line else path
    since = broken_since(seen) if seen else None
    users = [text.brand.name for text in desk.texts if target.address in text.addresses]
    return LinkRow(
        target,
        seen,
        verdict,
        says,
        do,
        tuple(dict.fromkeys(users)),
        place,
        desk.web.at(path, target.line),
        since.date() if since else None,
    )


def site_rows(desk: Desk) -> tuple[SiteRow, ...]:
    """Return a row for each target of each brand's notices, those that only the ledger knows too."""
    return tuple(row for text in desk.texts if text.is_source for row in _site_rows(text, desk))


def _site_rows(text: Text, desk: Desk) -> Iterator[SiteRow]:
    brands, notices = {text.brand.id, *text.brand.was}, {text.notice, *text.timeline.was}
    own = [e for e in desk.ledger.entries if e.action in SITE_ACTIONS and e.brand in brands and e.notice in notices]
    urls = {target.name: target.url or text.brand.site_url for target in text.brand.targets}
    for name in dict.fromkeys([*urls, *(entry.target for entry in own if entry.target)]):
        of_target = [entry for entry in own if entry.target == name]
        published = next((e for e in reversed(of_target) if e.action in {"published", "rolled-back"}), None)
        checked = next((e for e in reversed(of_target) if e.action in {"verified", "drifted"}), None)
        if checked and published and checked.number < published.number:
            checked = None
        url = next((e.url for e in reversed(of_target) if e.url), urls.get(name))
        yield SiteRow(text, name, url, published, checked, _standing(published, checked))


def _standing(published: Entry | None, checked: Entry | None) -> str:
    if published is None and checked is None:
        return "never published"
    if checked is None:
        return "published, not yet verified"
    return "live as published" if checked.action == "verified" else "live differs"


def entry_rows(desk: Desk) -> tuple[EntryRow, ...]:
    """Return the ledger's entries, the newest first."""
    ledger = desk.ledger
    return tuple(
        EntryRow(
            entry,
            ledger.digest(entry.number) or "",
            entry.number in ledger.tokens,
            desk.web.at(f"{FOLDER.as_posix()}/{file_name(entry.number)}"),
            next((b.name for b in desk.brands if entry.brand in {b.id, *b.was}), entry.brand or ""),
        )
        for entry in reversed(ledger.entries)
    )
