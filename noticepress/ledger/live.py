"""What was seen live: what the ledger knows of a moment, target by target, and what it cannot know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from noticepress.ledger.entry import Action, Entry, spoken_time

#: ``seen``: found before the moment, and again after it with nothing published in between. ``seen-before``: found
#: before it, and nobody looked again before something else happened. ``changed``: the last look before it found
#: something else than what was published. ``published``: put there, and not looked at by then. ``unknown``: nothing.
Certainty = Literal["seen", "seen-before", "changed", "published", "unknown"]

SITE_ACTIONS: frozenset[Action] = frozenset({"published", "verified", "drifted", "rolled-back"})


@dataclass(frozen=True)
class Sight:
    """What the ledger knows of one target at a moment. ``version`` is ``None`` where none, or an unknown one, stood.

    ``before`` and ``after`` are the last entry until the moment and the first one after it. ``until`` is the last
    moment (UTC) for which what was seen is known to have stood.
    """

    brand: str
    notice: str
    target: str
    certainty: Certainty
    version: str | None
    before: Entry | None
    after: Entry | None
    until: datetime | None = None


def live_at(entries: Sequence[Entry], brand: str, notice: str, moment: datetime) -> tuple[Sight, ...]:
    """Return what is known of each target of a brand on which a notice ever stood, at a moment."""
    own = [entry for entry in entries if entry.action in SITE_ACTIONS]
    own = [entry for entry in own if entry.brand == brand and entry.notice == notice]
    targets = dict.fromkeys(entry.target for entry in own if entry.target)
    return tuple(_sight([e for e in own if e.target == target], brand, notice, target, moment) for target in targets)


def _sight(entries: Sequence[Entry], brand: str, notice: str, target: str, moment: datetime) -> Sight:
    past = [entry for entry in entries if entry.at <= moment]
    before = past[-1] if past else None
    after = next((entry for entry in entries if entry.at > moment), None)
    if before is None:
        return Sight(brand, notice, target, "unknown", None, None, after)
    if before.action == "drifted":
        return Sight(brand, notice, target, "changed", None, before, after)
    if before.action in {"published", "rolled-back"}:
        return Sight(brand, notice, target, "published", before.version, before, after)
    until = _seen_until(before, after)
    certainty: Certainty = "seen" if moment <= until else "seen-before"
    return Sight(brand, notice, target, certainty, before.version, before, after, until)


def _seen_until(seen: Entry, after: Entry | None) -> datetime:
    """Return the last moment for which what was seen is known to have stood.

    A later check that found the same bears witness to the time between, if nobody could change the site and put it
    back unseen; that much is assumed, and said.
    """
    if after is not None and after.action == "verified" and after.manifest == seen.manifest:
        return after.at
    if after is not None and after.action == "drifted" and after.since is not None and after.manifest == seen.manifest:
        return max(seen.at, after.since)
    return seen.at


def sight_lines(sight: Sight) -> Iterator[str]:
    """Yield in words what is known of a target, and what is not."""
    what = f"version {sight.version}" if sight.version else "a site with no version in force"
    before, after = sight.before, sight.after
    if before is None:
        yield "not known: nothing is recorded of this target by then"
    elif sight.certainty == "changed":
        yield f"not known: a check found it changed on {_when(before)}: {', '.join(before.differs)}"
    elif sight.certainty == "published":
        yield f"not verified: {what} was put there on {_when(before)}, and nobody had fetched it by then"
    elif sight.certainty == "seen" and sight.until is not None and sight.until > before.at:
        yield f"{what}: fetched on {_when(before)}, and found the same by the check of {spoken_time(sight.until)}"
        yield "between the two checks nobody looked"
    else:
        yield f"{what}: last fetched on {_when(before)}" + (f" from {before.url}" if before.url else "")
        if sight.until is not None and sight.until > before.at:
            yield f"found the same until the check of {spoken_time(sight.until)}"
    if after is not None and sight.certainty != "seen":
        yield f"the next record is that it was {after.action} on {_when(after)}"
    elif after is None and before is not None:
        yield "nothing is recorded of it since"


def _when(entry: Entry) -> str:
    return f"{spoken_time(entry.at)} (entry {entry.number})"
