"""What was in force and what was seen live at a moment, each with its evidence: two questions, answered apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from noticepress.cli.report.timelines import doubts, timeline_fields, timeline_report
from noticepress.history import make_timeline
from noticepress.ledger import Entry, Ledger, spoken_time
from noticepress.ledger.live import Sight, live_at, sight_lines
from noticepress.model import Release, Timeline


@dataclass(frozen=True)
class Answer:
    """What is known of a moment (UTC): ``timeline`` holds the version in force alone, ``records`` the entries on it."""

    timeline: Timeline
    moment: datetime
    records: tuple[Entry, ...]
    sights: tuple[Sight, ...]
    tokens: frozenset[int]


def answer(timeline: Timeline, ledger: Ledger, moment: datetime) -> Answer:
    """Return what was in force for a brand at a moment, by releases and approvals, and what was seen live."""
    releases = [_as_of(version.release, moment) for version in timeline.versions if version.release]
    then = make_timeline(timeline.brand, timeline.notice, timeline.title, releases, timeline.as_at)
    then = replace(then, versions=tuple(version for version in then.versions if version.state == "in-force"))
    numbers = {version.document.version for version in then.versions}
    of_release = [e for e in ledger.entries if e.notice == timeline.notice and e.version in numbers and e.brand is None]
    sights = live_at(ledger.entries, timeline.brand.id, timeline.notice, moment)
    return Answer(then, moment, tuple(of_release), sights, ledger.tokens)


def _as_of(release: Release, moment: datetime) -> Release:
    """Return a release without an approval that came later, unless it was in use before anybody recorded it."""
    late = release.approval is not None and release.approval.at > moment
    return replace(release, approval=None) if late and release.effective is not None else release


def answer_lines(found: Answer, day: date) -> Iterator[str]:
    """Yield an answer as a person reads it."""
    yield timeline_report((found.timeline,), day)
    yield from doubts(found.timeline, day)
    if found.records:
        yield "  in force, as recorded:"
        yield from (f"    {_record(entry, found)}" for entry in found.records)
    if found.records or found.sights:
        yield f"  verified live, at {spoken_time(found.moment)}:"
    if found.records and not found.sights:
        yield "    not known: nothing was ever published from here, as the ledger has it"
    for sight in found.sights:
        yield f"    {sight.target}:"
        yield from (f"      {line}" for line in sight_lines(sight))


def _record(entry: Entry, found: Answer) -> str:
    release = next(version.release for version in found.timeline.versions)
    approval = release.approval if release else None
    decided = entry.action == "approved" and approval is not None
    what = f"approved by {approval.by}, {spoken_time(approval.at)}" if decided and approval else entry.action
    later = ", recorded later" if entry.recorded_later else ""
    stamp = ", with a time stamp" if any(number >= entry.number for number in found.tokens) else ""
    return f"{what}: entry {entry.number} of {spoken_time(entry.at)}{later}{stamp}"


def answer_fields(found: Answer, ledger: Ledger) -> dict[str, Any]:
    """Return an answer as data: the timeline as ``history`` gives it, then the entries and sights."""
    fields = timeline_fields(found.timeline)
    fields["at"] = spoken_time(found.moment)
    fields["recorded"] = [_entry_fields(entry, ledger) for entry in found.records]
    fields["live"] = [_sight_fields(sight, ledger) for sight in found.sights]
    return fields


def _entry_fields(entry: Entry | None, ledger: Ledger) -> dict[str, Any] | None:
    if entry is None:
        return None
    return {
        "number": entry.number,
        "sha256": ledger.digest(entry.number),
        "action": entry.action,
        "at": spoken_time(entry.at),
        "recorded_later": entry.recorded_later,
        "url": entry.url,
    }


def _sight_fields(sight: Sight, ledger: Ledger) -> dict[str, Any]:
    return {
        "target": sight.target,
        "certainty": sight.certainty,
        "version": sight.version,
        "until": spoken_time(sight.until) if sight.until else None,
        "before": _entry_fields(sight.before, ledger),
        "after": _entry_fields(sight.after, ledger),
        "words": list(sight_lines(sight)),
    }
