"""Whether a link passes: its verdict, held against what is known of it, and against what a person saw."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from noticepress.errors import Severity
from noticepress.links.dates import span
from noticepress.links.evidence import Entry, age, broken_since
from noticepress.links.target import Target
from noticepress.links.verdict import GOOD, SILENT, Judgement

#: A page is called broken when it still is after so long: servers are restarted, and certificates renewed.
CONFIRMED_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Standing:
    """``fails`` the run, or passes it as ``severity``, ``None`` where there is nothing to say; ``note`` says why."""

    fails: bool
    severity: Severity | None
    note: str | None = None


def standing(target: Target, judgement: Judgement, entry: Entry, now: datetime, *, strict: bool) -> Standing:
    """Return how a verdict stands at ``now``, UTC; ``entry`` is the evidence with this run in it.

    What stands in released text alone is reported and fails nothing.
    """
    found = _standing(target, judgement, entry, now, strict=strict)
    return Standing(fails=False, severity=found.severity, note=found.note) if target.frozen else found


def _standing(target: Target, judgement: Judgement, entry: Entry, now: datetime, *, strict: bool) -> Standing:
    verdict = judgement.verdict
    if verdict in GOOD:
        is_expected = verdict == "ok" or (verdict == "temporary" and target.allow_temporary_redirect)
        return Standing(fails=False, severity=None if is_expected else "warning")
    if verdict == "broken":
        return _broken(entry, now, strict=strict)
    if verdict in SILENT:
        return _silent(target, entry, now)
    return Standing(fails=True, severity="error", note=_last_good(entry))


def _broken(entry: Entry, now: datetime, *, strict: bool) -> Standing:
    since = broken_since(entry)
    length = age(since, now) if since else timedelta()
    if length >= CONFIRMED_AFTER:
        return Standing(fails=True, severity="error", note=f"broken for {span(length)}; {_last_good(entry)}")
    if strict:
        return Standing(fails=True, severity="error", note=_last_good(entry))
    note = f"seen so for {span(length)}: it fails when a run finds it so an hour after the first; {_last_good(entry)}"
    return Standing(fails=False, severity="warning", note=note)


def _silent(target: Target, entry: Entry, now: datetime) -> Standing:
    """Judge a page that answers no program by the last time that it, or a person, said that it was good."""
    checked = datetime.combine(target.verified, time(), UTC) if target.verified else None
    if checked and checked > now + timedelta(days=1):
        checked = None  # nobody has looked yet on a day that is still to come
    looks = [moment for moment in (entry.last_good, checked) if moment]
    if not looks:
        note = "no run and no person has ever found it good: open it, and write by whom and when under 'verified'"
        return Standing(fails=True, severity="error", note=note)
    last = max(looks)
    length = age(last, now)
    how = f"opened by {target.verified_by} on {target.verified}" if last == checked else _last_good(entry)
    if length <= timedelta(days=target.max_age_days):
        return Standing(fails=False, severity="info", note=f"{how}, which is good for {target.max_age_days} days")
    note = f"{how}, longer ago than {target.max_age_days} days: open it, and write by whom and when under 'verified'"
    return Standing(fails=True, severity="error", note=note)


def _last_good(entry: Entry) -> str:
    return f"last good on {entry.last_good:%Y-%m-%d}" if entry.last_good else "never seen good"
