"""What takes effect, runs out or is due, and when: for a table, for months to look at, and for a calendar program."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal

from noticepress.desk.model import Desk, Text
from noticepress.law import Law
from noticepress.law.load import active
from noticepress.model import State, Version

Kind = Literal["upcoming", "proposed", "waiver", "review", "law", "retirement", "look"]

#: What happened shortly before is shown too: what took effect last month is still being asked about.
PAST = timedelta(days=60)
#: More months than this are no longer looked at in one glance.
MOST_MONTHS = 6
_WEEK = 7


@dataclass(frozen=True)
class Event:
    """Something that happens on a day, Europe/London. ``overdue`` asks for somebody; ``to`` is a page of the desk."""

    day: date
    kind: Kind
    what: str
    who: tuple[str, ...] = ()
    to: str = ""
    overdue: bool = False


@dataclass(frozen=True)
class Month:
    """A month to look at: weeks from Monday to Sunday, a day with its events, ``None`` for days of another month."""

    first: date
    weeks: tuple[tuple[tuple[date, tuple[Event, ...]] | None, ...], ...]


def events(desk: Desk) -> tuple[Event, ...]:
    """Return what is to come, what happened shortly before, and whatever is overdue, earliest first."""
    found = [*_of_versions(desk), *_of_sources(desk), *_of_law(desk.law, desk.as_at), *_of_ends(desk), *_of_looks(desk)]
    wanted = [event for event in found if event.overdue or event.day >= desk.as_at - PAST]
    return tuple(sorted(wanted, key=lambda event: (event.day, event.kind, event.what, event.who)))


def _of_versions(desk: Desk) -> Iterator[Event]:
    """Yield a version once for all the brands that have it on the same day in the same state."""
    found: dict[tuple[date, State, str, str], list[Text]] = {}
    for text in desk.texts:
        for version in text.timeline.versions if text.is_source else ():
            starts = version.start or version.document.effective
            if starts is not None and version.state in {"in-force", "upcoming", "proposed"}:
                key = (starts, version.state, text.notice, version.document.version)
                found.setdefault(key, []).append(text)
    for (day, state, notice, number), texts in found.items():
        names = tuple(text.brand.name for text in texts)
        title = f"{desk.title(notice)} {number}"
        if state == "proposed":
            is_late = day <= desk.as_at
            what = (
                f"{title} was to take effect; nobody has approved it"
                if is_late
                else f"{title} takes effect if approved"
            )
            yield Event(day, "proposed", what, names, "publication", is_late)
        else:
            verb = "takes effect" if state == "upcoming" else "took effect"
            yield Event(day, "upcoming", f"{title} {verb}", names, "publication")


def _of_sources(desk: Desk) -> Iterator[Event]:
    for notice in desk.sources.values():
        if notice.review is not None:
            what = f"{notice.title} ({notice.path.name}) is to be read again"
            yield Event(notice.review, "review", what, (), "findings", notice.review < desk.as_at)
        for waiver in notice.waivers:
            what = f"Last day of the waiver of {waiver.rule} by {waiver.by}"
            yield Event(waiver.until, "waiver", what, (), "findings", waiver.until < desk.as_at)


def _of_law(law: Law, as_at: date) -> Iterator[Event]:
    for rule in law.rules.values():
        if rule.applies_from is not None and rule.applies_from > as_at - PAST:
            verb = "applies from this day" if rule.applies_from > as_at else "has applied since this day"
            yield Event(rule.applies_from, "law", f"{rule.title} ({rule.cite}) {verb}", (), f"rule:{rule.id}")
        if rule.applies_to is not None and active(rule, as_at):
            yield Event(rule.applies_to, "law", f"Last day of {rule.title} ({rule.cite})", (), f"rule:{rule.id}")


def _of_ends(desk: Desk) -> Iterator[Event]:
    for brand in desk.brands:
        if brand.retired is not None:
            yield Event(brand.retired.on, "retirement", f"{brand.name} ends: {brand.retired.because}", (brand.name,))


def _of_looks(desk: Desk) -> Iterator[Event]:
    for target in desk.targets:
        if target.verified is not None:
            day = target.verified + timedelta(days=target.max_age_days)
            what = f"Somebody is to open {target.label} again: the last look was on {target.verified}"
            yield Event(day, "look", what, (), "links", day < desk.as_at)


def months(found: Sequence[Event], as_at: date) -> tuple[Month, ...]:
    """Return the months from that of ``as_at`` to that of the last event, ``MOST_MONTHS`` at most."""
    last = max([as_at, *(event.day for event in found)])
    count = min(MOST_MONTHS, (last.year - as_at.year) * 12 + last.month - as_at.month + 1)
    firsts = [date(as_at.year + (as_at.month - 1 + n) // 12, (as_at.month - 1 + n) % 12 + 1, 1) for n in range(count)]
    return tuple(_month(first, found) for first in firsts)


def _month(first: date, found: Sequence[Event]) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(first, tuple(tuple(_day(day, first, found) for day in week) for week in weeks))


def _day(day: date, first: date, found: Sequence[Event]) -> tuple[date, tuple[Event, ...]] | None:
    return (day, tuple(event for event in found if event.day == day)) if day.month == first.month else None


def icalendar(found: Sequence[Event], as_at: date) -> bytes:
    """Return the events as an iCalendar file (RFC 5545): whole days, lines folded at 75 octets, CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//noticepress//desk//EN", "CALSCALE:GREGORIAN"]
    for event in found:
        uid = sha256(repr((event.day, event.kind, event.what, event.who)).encode()).hexdigest()[:32]
        lines += ["BEGIN:VEVENT", f"UID:{uid}@noticepress", f"DTSTAMP:{as_at:%Y%m%d}T000000Z"]
        lines += [f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"]
        lines += [f"SUMMARY:{_escaped(event.what)}"]
        lines += [f"DESCRIPTION:{_escaped(', '.join(event.who))}"] if event.who else []
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)).encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str, limit: int = 75) -> Iterator[str]:
    """Yield a line in pieces of at most ``limit`` octets, no character cut, each further one indented."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > limit:
            yield piece
            piece = " "
        piece += character
    yield piece


def next_of(versions: Sequence[Version]) -> tuple[Version, ...]:
    """Return the versions that may still come into force, approved ones first."""
    return tuple(
        sorted((v for v in versions if v.state in {"upcoming", "proposed"}), key=lambda v: v.state != "upcoming")
    )
