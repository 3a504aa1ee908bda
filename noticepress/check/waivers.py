"""Faults that somebody answers for until a day, each by name: what a waiver covers, and what none can."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from noticepress.check.blocking import is_waivable
from noticepress.config.cookies import COOKIES
from noticepress.errors import Finding, Severity
from noticepress.model import Notice, Waiver

RULE = "WAIVER"
#: A waiver is for a while: beyond a year it is a decision that belongs in the text or in the rules.
LONGEST = timedelta(days=366)


def with_waivers(notice: Notice, findings: Sequence[Finding], as_at: date) -> tuple[Finding, ...]:
    """Return ``findings``, those of this notice's source that a waiver covers marked, and the faults of the waivers.

    A waiver covers the faults of one rule in this notice's own file, and in that of its cookies. One that has expired,
    covers nothing, goes too far ahead or is for a rule that cannot be waived is itself a finding, and covers nothing.
    """
    faults = {waiver: _fault(notice, waiver, as_at) for waiver in notice.waivers}
    standing = [waiver for waiver, fault in faults.items() if fault is None]
    marked = tuple(_marked(finding, notice, standing) for finding in findings)
    used = {waiver for waiver in standing if any(_covers(waiver, finding, notice) for finding in findings)}
    return (*marked, *(fault for fault in faults.values() if fault), *_unused(notice, standing, used))


def _fault(notice: Notice, waiver: Waiver, as_at: date) -> Finding | None:
    if not is_waivable(waiver.rule):
        message = f"{waiver.rule} cannot be waived: integrity, binding and other brands' words never can"
        return _finding(notice, waiver, "error", message, "mend what it finds")
    if waiver.until < as_at:
        message = f"the waiver of {waiver.rule} by {waiver.by} expired on {waiver.until}"
        return _finding(notice, waiver, "error", message, "mend what it covered, or let someone decide anew")
    if waiver.until > as_at + LONGEST:
        message = f"the waiver of {waiver.rule} runs until {waiver.until}, more than a year ahead"
        return _finding(notice, waiver, "error", message, "choose a day within a year, and look again then")
    return None


def _unused(notice: Notice, standing: Sequence[Waiver], used: set[Waiver]) -> Iterator[Finding]:
    for waiver in standing:
        if waiver not in used:
            message = f"the waiver of {waiver.rule} covers nothing: no such fault is found here"
            yield _finding(notice, waiver, "warning", message, "remove it")


def _covers(waiver: Waiver, finding: Finding, notice: Notice) -> bool:
    own = {notice.path, notice.path.with_name(COOKIES)}
    if finding.rule != waiver.rule or finding.path not in own or finding.frozen:
        return False
    return waiver.words is None or waiver.words in f"{finding.words or ''}\n{finding.message}"


def _marked(finding: Finding, notice: Notice, standing: Sequence[Waiver]) -> Finding:
    for waiver in standing:
        if _covers(waiver, finding, notice):
            return replace(finding, waived=f"by {waiver.by} until {waiver.until}: {waiver.reason}")
    return finding


def _finding(notice: Notice, waiver: Waiver, severity: Severity, message: str, hint: str) -> Finding:
    return Finding(RULE, severity, message, notice.path, waiver.line, waiver.column, hint, words=waiver.words)
