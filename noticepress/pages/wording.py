"""What the pages say about versions, days and states, addressed to the public, in the language of the page."""

from datetime import UTC, date, datetime

from noticepress.dates import LONDON
from noticepress.languages import Part, Sentence, Words, plain, words
from noticepress.model import Version

__all__ = ["ENGLISH", "Part", "Sentence", "london_day", "lowered", "meaning", "on", "period", "plain", "to"]

ENGLISH = words()


def on(day: date, said: Words = ENGLISH) -> dict[str, str]:
    """Return a day as a part of a sentence."""
    return {"day": day.isoformat(), "text": said.on(day)}


def to(address: str, text: str) -> dict[str, str]:
    """Return a link to an address of this site as a part of a sentence."""
    return {"to": address, "text": text}


def london_day(moment: datetime) -> date:
    """Return the day in London of a moment; one without a zone is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(LONDON).date()


def lowered(sentence: Sentence) -> Sentence:
    """Return a sentence as it goes on from other words: its first letter small."""
    first, *rest = sentence
    return [first[:1].lower() + first[1:], *rest] if isinstance(first, str) else sentence


def theirs(text: str, said: Words) -> Sentence:
    """Return what people wrote of a version, which is in the language of the source, for a page in another."""
    return [text] if said.lang == ENGLISH.lang else [{"lang": ENGLISH.lang, "text": text}]


def period(version: Version, said: Words = ENGLISH) -> Sentence:
    """Say from when to when a version applies, without a full stop."""
    match version.state:
        case "in-force" | "superseded":
            return _in_force(version, said)
        case "upcoming":
            return _upcoming(version, said)
        case "proposed":
            day = _starts(version)
            return said.say("period", "proposed", day=on(day, said)) if day else said.say("period", "proposed-undated")
        case "withdrawn":
            return _withdrawn(version, said)
        case "draft":
            return said.say("period", "draft")


def meaning(version: Version, said: Words = ENGLISH) -> Sentence:
    """Say what a version's state means to its reader; nothing for the one in force."""
    match version.state:
        case "in-force":
            return []
        case "superseded":
            return said.say("meaning", "never-applied" if version.never_applied else "superseded")
        case "withdrawn":
            withdrawal = version.release and version.release.withdrawal
            if not withdrawal:
                return said.say("meaning", "withdrawn")
            return said.say("meaning", "withdrawn-because", reason=theirs(withdrawal.reason.rstrip("."), said))
        case "upcoming" | "proposed" | "draft":
            return said.say("meaning", version.state)


def _in_force(version: Version, said: Words) -> Sentence:
    late = "-late" if is_late(version) else ""
    if version.start and version.end and version.never_applied:
        return said.say("period", f"never{late}", day=on(version.end, said))
    if version.start:
        how = "was" if version.state == "superseded" and version.last_day else "since"
        until = "-until" if version.last_day and how == "since" else ""
        return said.say("period", f"{how}{until}{late}", **_days(version, said))
    known = version.release.recorded if version.release else None
    how = "used" if known else "unknown"
    when = "-until" if version.last_day else "-now" if version.state == "in-force" else ""
    days = _days(version, said) | ({"known": on(known, said)} if known else {})
    return said.say("period", f"{how}{when}", **days)


def is_late(version: Version) -> bool:
    """Whether a version was approved only after the day that it names as its first."""
    effective = version.document.effective
    return version.start is not None and effective is not None and effective < version.start


def _days(version: Version, said: Words) -> dict[str, object]:
    """Return the days that a sentence about a version may name."""
    named = {"start": version.start, "last": version.last_day, "dated": version.document.effective}
    return {name: on(day, said) for name, day in named.items() if day}


def _upcoming(version: Version, said: Words) -> Sentence:
    day = _starts(version)
    if day is None:
        return said.say("period", "coming-undated")
    until = "-until" if version.last_day else ""
    late = "-late" if is_late(version) else ""
    return said.say("period", f"coming{until}{late}", day=on(day, said), **_days(version, said))


def _withdrawn(version: Version, said: Words) -> Sentence:
    withdrawal = version.release and version.release.withdrawal
    if not withdrawal:
        return said.say("period", "withdrawn")
    return said.say("period", "withdrawn-on", day=on(london_day(withdrawal.at), said))


def _starts(version: Version) -> date | None:
    return version.start or version.document.effective
