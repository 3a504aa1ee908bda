"""What a check adds to the ledger: the first time that a site is seen as published, and each time that this changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from noticepress.ledger import Entry
from noticepress.verify.difference import Verdict


def verdict_entries(verdict: Verdict, entries: Sequence[Entry], names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the entries, not numbered yet, that a verdict is worth: none where the last check found the same.

    ``entries`` are those of the target, ``names`` the ids now of notices that were renamed. A target without
    a public address has none: nobody saw what readers see. Nor has one from which some answers did not come and the
    others were right.
    """
    settings = verdict.settings
    if settings.url is None or (verdict.silent and not verdict.differences):
        return ()
    found = []
    for notice, put in verdict.standing.items():
        own = [entry for entry in entries if names.get(entry.notice, entry.notice) == notice]
        differs = verdict.paths
        if own and own[-1].action == ("drifted" if differs else "verified") and own[-1].differs == differs:
            continue
        seen = replace(put, at=verdict.at, brand=verdict.brand, notice=notice, url=settings.url, to=None)
        if differs:
            since = last_seen(own, put)
            found.append(replace(seen, action="drifted", differs=differs, since=since))
        else:
            found.append(replace(seen, action="verified"))
    return tuple(found)


def last_seen(entries: Sequence[Entry], put: Entry) -> datetime | None:
    """Return when the site that ``put`` put there was last recorded as seen; ``None`` where nobody has seen it."""
    seen = [entry.at for entry in entries if entry.action == "verified" and entry.number > put.number]
    return seen[-1] if seen else None
