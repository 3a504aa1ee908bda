"""Timelines as people and machines read them."""

import json
from collections.abc import Sequence
from datetime import date

from noticepress.model import Timeline, Version


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
