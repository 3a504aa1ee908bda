"""Findings and timelines as people and machines read them."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from noticepress.errors import Finding
from noticepress.model import Timeline, Version

_ANNOTATION = {"error": "error", "warning": "warning", "info": "notice"}


def findings_report(findings: Sequence[Finding], form: str) -> str:
    """Return ``findings`` as ``text``, ``json`` or ``github`` (workflow commands that annotate a pull request)."""
    return {"json": _json, "github": _github}.get(form, _text)(findings)


def _text(findings: Sequence[Finding]) -> str:
    lines = []
    for finding in findings:
        brands = f" [{', '.join(finding.brands)}]" if finding.brands else ""
        first, *rest = str(finding).split("\n")
        cite = f", {finding.citation}" if finding.citation else ""
        lines.extend([f"{first} ({finding.severity} {finding.rule}{cite}){brands}", *rest])
    counts = Counter(finding.severity for finding in findings)
    total = ", ".join(f"{count} {name}{'s' if count != 1 else ''}" for name, count in counts.items())
    return "\n".join([*lines, total or "no findings"])


def _json(findings: Sequence[Finding]) -> str:
    rows = [{**asdict(finding), "path": finding.path.as_posix() if finding.path else None} for finding in findings]
    return json.dumps({"findings": rows}, indent=2, ensure_ascii=False)


def _github(findings: Sequence[Finding]) -> str:
    return "\n".join(_annotation(finding) for finding in findings)


def _annotation(finding: Finding) -> str:
    places = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.rule}
    place = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in places.items() if value is not None)
    text = finding.message + (f"\n{finding.hint}" if finding.hint else "")
    return f"::{_ANNOTATION[finding.severity]} {place}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    """Escape as GitHub's workflow commands ask for."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def timeline_report(timelines: Sequence[Timeline]) -> str:
    """Return every version of each timeline, newest first, a line each."""
    lines = []
    for timeline in timelines:
        lines.append(f"{timeline.brand.name}: {timeline.title}")
        lines.extend(_row(version) for version in reversed(timeline.versions))
        if not timeline.versions:
            lines.append("  no version yet")
    return "\n".join(lines)


def _row(version: Version) -> str:
    release = version.release
    summary = release.summary if release else "the unreleased source"
    fingerprint = version.document.sha256[:12]
    kind = version.change_class or "-"
    return f"  {version.document.version:8} {version.state:11} {period(version):43} {kind:10} {fingerprint}  {summary}"


def period(version: Version) -> str:
    """Return from when to when a version applies, in words."""
    if version.state == "draft":
        return "not released"
    recorded = version.release.recorded if version.release else None
    begin = f"from {_spoken(version.start)}" if version.start else f"in use on or before {_spoken(recorded)}"
    return f"{begin} until {_spoken(version.last_day)}" if version.last_day else begin


def _spoken(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "an unknown day"


def timeline_json(timelines: Sequence[Timeline]) -> str:
    """Return the same as data, dates as ISO 8601."""
    rows = [
        {
            "notice": timeline.notice,
            "brand": timeline.brand.id,
            "as_at": timeline.as_at.isoformat(),
            "versions": [_version_fields(version) for version in timeline.versions],
        }
        for timeline in timelines
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def _version_fields(version: Version) -> dict[str, str | None]:
    release = version.release
    return {
        "version": version.document.version,
        "state": version.state,
        "class": version.change_class,
        "effective": version.start.isoformat() if version.start else None,
        "last_day": version.last_day.isoformat() if version.last_day else None,
        "recorded": release.recorded.isoformat() if release else None,
        "summary": release.summary if release else None,
        "approved_by": release.approval.by if release and release.approval else None,
        "sha256": version.document.sha256,
    }
