"""The overview as data: for each brand and notice how it stands, in one row; and what asks for somebody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from noticepress.dates import in_words
from noticepress.desk.calendar import Event, next_of
from noticepress.desk.model import Desk, Text
from noticepress.errors import Finding, Severity
from noticepress.ledger import Entry, Ledger
from noticepress.links.evidence import Entry as Seen
from noticepress.links.verdict import GOOD
from noticepress.model import Version


@dataclass(frozen=True)
class Tally:
    """Open findings by how grave they are: none of released text and none that is waived."""

    errors: int
    warnings: int
    infos: int


@dataclass(frozen=True)
class LinkTally:
    """A text's outside addresses: good, faulty, and those that no check has looked at yet."""

    good: int
    faulty: int
    unknown: int


@dataclass(frozen=True)
class Standing:
    """A row of the overview. ``changes`` counts the draft's changes against its base, ``None`` without either.

    ``same_as`` is the version that has the draft's very text. ``verified`` is the last check that found the site live
    as published, ``drifted`` a later one that did not; both as in the ledger.
    """

    text: Text
    in_force: Version | None
    coming: tuple[Version, ...]
    changes: int | None
    same_as: str | None
    tally: Tally
    links: LinkTally
    verified: Entry | None
    drifted: Entry | None
    published: Entry | None


def standings(desk: Desk) -> tuple[Standing, ...]:
    """Return a row for each notice of each brand; a translation stands where its source does."""
    return tuple(_standing(desk, text) for text in desk.texts if text.is_source)


def _standing(desk: Desk, text: Text) -> Standing:
    versions = text.timeline.versions
    last = {action: _last(desk.ledger, text, action) for action in ("verified", "drifted", "published")}
    verified, drifted = last["verified"], last["drifted"]
    later = drifted if drifted and (verified is None or drifted.number > verified.number) else None
    return Standing(
        text=text,
        in_force=text.timeline.first("in-force"),
        coming=next_of(versions),
        changes=len(text.redline.changes) if text.redline else None,
        same_as=same_as(text),
        tally=tally(text.findings),
        links=link_tally(text.addresses, desk.evidence),
        verified=verified,
        drifted=later,
        published=last["published"],
    )


def same_as(text: Text) -> str | None:
    """Return the last version that has the draft's very text."""
    draft = text.draft.document.sha256 if text.draft else None
    found = (v.document.version for v in reversed(text.timeline.versions) if v.release and v.document.sha256 == draft)
    return next(found, None)


def _last(ledger: Ledger, text: Text, action: str) -> Entry | None:
    """Return the last entry of an action on a brand's site; one that was renamed since keeps its own."""
    brands, notices = {text.brand.id, *text.brand.was}, {text.notice, *text.timeline.was}
    own = (e for e in reversed(ledger.entries) if e.action == action and e.brand in brands and e.notice in notices)
    return next(own, None)


def is_open(finding: Finding) -> bool:
    """Whether somebody has to decide on a finding: it is neither of released text nor waived."""
    return not finding.frozen and finding.waived is None


def tally(findings: Sequence[Finding]) -> Tally:
    """Count the open findings by how grave they are."""
    grave: list[Severity] = [finding.severity for finding in findings if is_open(finding)]
    return Tally(grave.count("error"), grave.count("warning"), grave.count("info"))


def link_tally(addresses: Sequence[str], evidence: Mapping[str, Seen]) -> LinkTally:
    """Count addresses by what link checks last saw of them."""
    seen = [evidence.get(address) for address in addresses]
    good = sum(entry is not None and entry.verdict in GOOD for entry in seen)
    unknown = sum(entry is None for entry in seen)
    return LinkTally(good, len(seen) - good - unknown, unknown)


def wanted(desk: Desk, rows: Sequence[Standing], events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Yield what asks for somebody, the gravest first, each with the page of the desk that shows it."""
    for fault in desk.faults:
        yield f"A brand's site could not be built: {fault.message}", "findings"
    broken = [row.text.brand.name for row in rows if row.drifted]
    if broken:
        yield f"What is live is not what was published: {', '.join(dict.fromkeys(broken))}", "publication"
    errors = sum(finding.severity == "error" and is_open(finding) for finding in desk.findings)
    if errors:
        noun = "error stops" if errors == 1 else "errors stop"
        yield f"{errors} {noun} the next release until mended or accepted with a reason", "findings"
    for event in events:
        if event.overdue:
            yield f"{event.what}, {in_words(event.day)}", event.to
    for event in events:
        if event.kind == "proposed" and not event.overdue:
            yield f"{event.what}, on {in_words(event.day)}: {_all(event.who, desk)} wait for a decision", event.to
    yield from ((said, "draft/index") for said in _without(desk, rows))
    faulty = {a for row in rows for a in row.text.addresses if (s := desk.evidence.get(a)) and s.verdict not in GOOD}
    if faulty:
        yield (
            f"{len(faulty)} outside {'link does' if len(faulty) == 1 else 'links do'} not lead where it should",
            "links",
        )


def _without(desk: Desk, rows: Sequence[Standing]) -> Iterator[str]:
    """Yield for each notice which brands have no version of it in force."""
    without: dict[str, list[str]] = {}
    for row in rows:
        if row.in_force is None and row.text.timeline.retired is None:
            without.setdefault(row.text.timeline.title, []).append(row.text.brand.name)
    for title, names in without.items():
        yield f"{title}: no version is in force for {_all(list(dict.fromkeys(names)), desk)}"


def _all(names: Sequence[str], desk: Desk) -> str:
    return "all brands" if 1 < len(desk.brands) == len(names) else ", ".join(names)


def spoken(moment: datetime) -> str:
    """Return a moment as people read it, in UTC: ``3 May 2027, 10:00 UTC``."""
    at = moment.astimezone(UTC)
    return f"{in_words(at.date())}, {at:%H:%M} UTC"
