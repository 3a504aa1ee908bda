"""Findings, fixes and timelines as people and machines read them."""

from collections.abc import Callable, Mapping, Sequence

from noticepress.cli.report.data import to_json
from noticepress.cli.report.github import to_github
from noticepress.cli.report.junit import to_junit
from noticepress.cli.report.sarif import to_sarif
from noticepress.cli.report.text import fixes_report, to_text
from noticepress.cli.report.timelines import doubts, timeline_json, timeline_report
from noticepress.errors import Finding, merged

__all__ = ["FORMATS", "doubts", "findings_report", "fixes_report", "timeline_json", "timeline_report"]

#: What ``check --format`` offers, and what writes it.
FORMATS: Mapping[str, Callable[[Sequence[Finding]], str]] = {
    "text": to_text,
    "json": to_json,
    "sarif": to_sarif,
    "junit": to_junit,
    "github": to_github,
}


def findings_report(findings: Sequence[Finding], form: str) -> str:
    """Return ``findings`` in one of ``FORMATS``, errors first, no fault twice."""
    return FORMATS[form](merged(findings))
