"""What the pages say about versions, days and states: plain British English, addressed to the public.

A sentence is a list of parts, so that templates can set a day in ``<time>`` and a link in ``<a>`` without
any HTML in Python: a part is text, ``{"day": "2026-12-01", "text": "1 December 2026"}`` or
``{"to": "privacy/1.1/", "text": "…"}``, the address below the site's root.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

from noticepress.dates import LONDON, in_words
from noticepress.model import ChangeClass, State, Version

Part: TypeAlias = str | dict[str, str]
Sentence: TypeAlias = list[Part]

LABELS: dict[State, str] = {
    "in-force": "In force",
    "upcoming": "Upcoming",
    "proposed": "Proposal",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
    "draft": "Draft",
}

CLASSES: dict[ChangeClass, str] = {
    "initial": "First version",
    "editorial": "Editorial: changes to the wording only",
    "material": "Material: what the notice says has changed",
}


def on(day: date) -> dict[str, str]:
    """Return a day as a part of a sentence."""
    return {"day": day.isoformat(), "text": in_words(day)}


def to(address: str, text: str) -> dict[str, str]:
    """Return a link to an address of this site as a part of a sentence."""
    return {"to": address, "text": text}


def london_day(moment: datetime) -> date:
    """Return the day in London of a moment; one without a zone is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(LONDON).date()


def plain(sentence: Sequence[Part]) -> str:
    """Return a sentence as text alone, for a page's description."""
    return "".join(part if isinstance(part, str) else part["text"] for part in sentence)


def lowered(sentence: Sentence) -> Sentence:
    """Return a sentence as it goes on from other words: its first letter small."""
    first, *rest = sentence
    return [first[:1].lower() + first[1:], *rest] if isinstance(first, str) else sentence


def period(version: Version) -> Sentence:
    """Say from when to when a version applies, without a full stop."""
    match version.state:
        case "in-force" | "superseded":
            return _in_force(version)
        case "upcoming":
            return _upcoming(version)
        case "proposed":
            day = _starts(version)
            return ["Proposed for ", on(day), ", not approved"] if day else ["Proposed, not approved, no date set"]
        case "withdrawn":
            return _withdrawn(version)
        case "draft":
            return ["No date set"]


def meaning(version: Version) -> Sentence:
    """Say what a version's state means to its reader; nothing for the one in force."""
    match version.state:
        case "upcoming":
            return ["This version is approved but not in force yet."]
        case "proposed":
            return ["Nobody has approved this version, and it is not in force."]
        case "draft":
            return ["Work in progress: nobody has released or approved it, and it is not in force."]
        case "superseded":
            return [_superseded(version)]
        case "withdrawn":
            return ["It never applied.", *_reason(version)]
        case "in-force":
            return []


def _superseded(version: Version) -> str:
    if version.never_applied:
        return "This version never applied. It is kept so that anyone can see what was released."
    return "This version is no longer in force. It is kept so that anyone can see what applied at the time."


def _in_force(version: Version) -> Sentence:
    if version.start and version.end and version.never_applied:
        when = "by the day on which it was approved" if is_late(version) else "the day it was meant for"
        return ["Never in force: another version took its place on ", on(version.end), ", ", when]
    last: Sentence = [on(version.last_day)] if version.last_day else []
    if version.start and version.state == "superseded" and last:
        return ["In force from ", on(version.start), " until ", *last, *_late(version)]
    if version.start:
        return ["In force since ", on(version.start), *([", until ", *last] if last else []), *_late(version)]
    known = _recorded(version)
    start: Sentence = ["In use on or before ", on(known)] if known else ["Its first day is not known"]
    if last:
        return [*start, ", in force until ", *last]
    return ["In force; ", *lowered(start)] if version.state == "in-force" else start


def is_late(version: Version) -> bool:
    """Whether a version was approved only after the day that it names as its first."""
    effective = version.document.effective
    return version.start is not None and effective is not None and effective < version.start


def _late(version: Version) -> Sentence:
    """Say why a version stands from a later day than the one that it names."""
    effective = version.document.effective
    return [", not before its approval; it is dated ", on(effective)] if effective and is_late(version) else []


def _upcoming(version: Version) -> Sentence:
    day = _starts(version)
    until: Sentence = [" until ", on(version.last_day)] if version.last_day else []
    return ["In force from ", on(day), *until, *_late(version)] if day else ["Approved, no date set"]


def _withdrawn(version: Version) -> Sentence:
    withdrawal = version.release and version.release.withdrawal
    if not withdrawal:
        return ["Withdrawn before it came into force"]
    return ["Withdrawn on ", on(london_day(withdrawal.at)), ", before it came into force"]


def _reason(version: Version) -> Sentence:
    withdrawal = version.release and version.release.withdrawal
    return [f" Reason given: {withdrawal.reason.rstrip('.')}."] if withdrawal else []


def _recorded(version: Version) -> date | None:
    return version.release.recorded if version.release else None


def _starts(version: Version) -> date | None:
    return version.start or version.document.effective
