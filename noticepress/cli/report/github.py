"""Findings as GitHub's workflow commands, which annotate a pull request."""

from collections.abc import Sequence

from noticepress.errors import Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def to_github(findings: Sequence[Finding]) -> str:
    """Return a workflow command for each finding; what stops nothing is no more than a notice."""
    return "\n".join(_annotation(finding) for finding in findings)


def _annotation(finding: Finding) -> str:
    level = "notice" if finding.frozen or finding.waived else _LEVELS[finding.severity]
    places = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.rule}
    place = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in places.items() if value is not None)
    more = (finding.citation, finding.hint, finding.waived and f"waived {finding.waived}")
    text = "\n".join([finding.message, *(line for line in more if line)])
    return f"::{level} {place}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    """Escape as GitHub's workflow commands ask for."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
