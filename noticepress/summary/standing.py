"""How things stand: what is in force, what comes, what the draft changes, what was found, what was seen live."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from noticepress.errors import Finding
from noticepress.ledger import Entry
from noticepress.model import Notice, Timeline, Version
from noticepress.summary.changes import Summary, next_version
from noticepress.summary.due import last_release

#: A look at what is live, and at outside addresses, is old after so many days.
OLD = 7


@dataclass(frozen=True)
class Live:
    """What the ledger knows of a brand's notice on its website: the last publish, and the last look, if any.

    ``public`` says whether it was published to an address that anybody can look at.
    """

    version: str | None = None
    published: datetime | None = None
    seen: datetime | None = None
    differs: bool = False
    public: bool = False


@dataclass(frozen=True)
class Row:
    """One brand's notice. Versions are numbers, ``None`` where there is none.

    ``added`` and ``removed`` are the words that the draft changes in the last release, ``passages`` its changes of any
    kind; ``None`` where there is no draft or it cannot be made.
    """

    notice: str
    brand: str
    in_force: str | None
    coming: str | None
    coming_state: str | None
    last: str | None
    added: int | None
    removed: int | None
    passages: int | None
    errors: int
    warnings: int
    live: Live


@dataclass(frozen=True)
class Standing:
    """A workspace as at a day in London. ``dirty`` counts files that are not committed, ``None`` without a repository.

    ``links`` is the last run that asked outside addresses. ``dates`` are days to come, or that passed and ask for
    something, each with what it is.
    """

    as_at: date
    rows: tuple[Row, ...]
    dirty: int | None
    links: datetime | None
    dates: tuple[tuple[date, str], ...]
    broken: tuple[str, ...] = ()
    findings: Mapping[str, int] = field(default_factory=dict)


def make_row(timeline: Timeline, draft: Summary | None, findings: Sequence[Finding], live: Live) -> Row:
    """Return how one brand's notice stands. ``draft`` is held against the last release; there may be none."""
    coming, standing, last = next_version(timeline), timeline.first("in-force"), last_release(timeline)
    return Row(
        notice=timeline.notice,
        brand=timeline.brand.id,
        in_force=_number(standing),
        coming=_number(coming),
        coming_state=coming.state if coming else None,
        last=_number(last),
        added=draft.added if draft and draft.before else draft.words if draft else None,
        removed=draft.removed if draft else None,
        passages=(draft.passages if draft.before else 1) if draft else None,
        errors=_count(findings, timeline, "error"),
        warnings=_count(findings, timeline, "warning"),
        live=live,
    )


def _number(version: Version | None) -> str | None:
    return version.document.version if version else None


def _count(findings: Sequence[Finding], timeline: Timeline, severity: str) -> int:
    """Count the findings that somebody has to look at, on one brand's notice or on the brand itself."""
    return sum(
        finding.severity == severity
        and not finding.frozen
        and finding.waived is None
        and (not finding.brands or timeline.brand.id in finding.brands)
        and _concerns(finding, timeline.notice)
        for finding in findings
    )


def _concerns(finding: Finding, notice: str) -> bool:
    parts = finding.path.parts if finding.path else ()
    return len(parts) < len(("notices", notice, "file")) or parts[:2] == ("notices", notice)


def live_of(entries: Sequence[Entry], notice: str) -> Live:
    """Return what entries of a brand's site, oldest first, say of a notice."""
    found = Live()
    for entry in entries:
        if entry.notice != notice:
            continue
        if entry.action in {"published", "rolled-back"}:
            found = Live(entry.version, entry.at, found.seen, public=entry.url is not None)
        elif entry.action in {"verified", "drifted"}:
            found = replace(
                found, version=entry.version or found.version, seen=entry.at, differs=entry.action == "drifted"
            )
    return found


def dates_of(timelines: Sequence[Timeline], sources: Sequence[Notice], as_at: date) -> tuple[tuple[date, str], ...]:
    """Return the days that matter next, earliest first: versions that are coming, reviews, ends of waivers."""
    found: dict[tuple[date, str], None] = {}
    for timeline in timelines:
        for version in timeline.versions:
            day = version.start or version.document.effective
            if day is not None and version.state in {"upcoming", "proposed"}:
                said = "applies" if version.state == "upcoming" else "is proposed to apply"
                found[day, f"{timeline.notice} {version.document.version} {said}"] = None
    for source in sources:
        found.update(dict.fromkeys(_own_dates(source, as_at)))
    return tuple(sorted(found))


def _own_dates(source: Notice, as_at: date) -> Iterator[tuple[date, str]]:
    if source.review is not None:
        late = ", and the day has passed" if source.review < as_at else ""
        yield source.review, f"{source.id} is to be reviewed{late}"
    for waiver in source.waivers:
        yield waiver.until, f"the waiver of {waiver.rule} in {source.id} ends"


def to_do(standing: Standing) -> tuple[str, ...]:
    """Return what to do next, the most pressing first, each with the command that does it."""
    rows = standing.rows
    found = [f"mend what keeps a draft from being made: {words}" for words in standing.broken]
    if any(row.live.differs for row in rows):
        names = _some([row.brand for row in rows if row.live.differs])
        found.append(f"look at what is live and is not what was published: verify {names}")
    if standing.findings.get("error"):
        found.append(f"mend {standing.findings['error']} errors: check")
    found += [
        f"review {what.partition(' ')[0]}: its day has passed" for day, what in standing.dates if "passed" in what
    ]
    changed = sorted({row.notice for row in rows if row.passages})
    found += [f"release what changed: new release {notice}" for notice in changed]
    proposed = sorted({(row.notice, row.coming) for row in rows if row.coming_state == "proposed" and row.coming})
    found += [f"decide on it: approve {notice} {number} --by NAME, or withdraw" for notice, number in proposed]
    behind = [row.brand for row in rows if row.in_force is not None and row.in_force != row.live.version]
    if behind:
        found.append(f"publish what is in force: plan, then publish {_some(behind)}")
    if standing.dirty:
        found.append("commit what is changed: git status names it")
    found += _looks(standing)
    return tuple(found)


def _looks(standing: Standing) -> list[str]:
    """Return which looks at the outside are due."""
    found = []
    live = [row for row in standing.rows if row.live.public]
    if live and any(_is_old(row.live.seen, standing.as_at) for row in live):
        found.append("look at what is live: verify")
    if _is_old(standing.links, standing.as_at):
        found.append("look at outside addresses: links")
    return found


def _is_old(moment: datetime | None, as_at: date) -> bool:
    return moment is None or (as_at - moment.date()).days > OLD


def _some(names: Sequence[str]) -> str:
    """Return a few names, nothing where all can be meant."""
    unique = list(dict.fromkeys(names))
    few = 3
    return " ".join(unique) if len(unique) <= few else f"({len(unique)} brands)"
