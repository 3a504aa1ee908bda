"""Timelines as people and machines read them."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from noticepress.dates import in_words
from noticepress.model import Timeline, Version


def timeline_report(timelines: Sequence[Timeline], on: date | None = None) -> str:
    """Return every version of each timeline, newest first, a line each; ``on`` says that only that day is asked for."""
    lines = []
    for timeline in timelines:
        lines.append(f"{timeline.brand.name}: {timeline.title}")
        lines.extend(_row(version) for version in reversed(timeline.versions))
        if not timeline.versions:
            lines.append(f"  no version in force on {in_words(on)}" if on else "  no version yet")
    return "\n".join(lines)


def _row(version: Version) -> str:
    release = version.release
    summary = " ".join(release.summary.split()) if release else "the unreleased source"
    fingerprint = version.document.sha256[:12]
    kind = version.change_class or "-"
    return f"  {version.document.version:8} {version.state:11} {period(version):43} {kind:10} {fingerprint}  {summary}"


def period(version: Version) -> str:
    """Return from when to when a version applies, in words."""
    if version.state == "draft":
        return "not released"
    if version.never_applied or version.state == "withdrawn":
        return "never in force"
    if version.state == "proposed":
        return f"from {_spoken(version.start)} if approved" if version.start else "no date"
    recorded = version.release.recorded if version.release else None
    begin = f"from {_spoken(version.start)}" if version.start else f"in use on or before {_spoken(recorded)}"
    return f"{begin} until {_spoken(version.last_day)}" if version.last_day else begin


def doubts(timeline: Timeline, day: date) -> Iterator[str]:
    """Yield a sentence where the version in force on ``day`` has an unknown start, and was recorded only later."""
    for version in timeline.versions:
        recorded = version.release.recorded if version.release else day
        if version.state == "in-force" and version.start is None and day < recorded:
            name = f"{timeline.brand.name} {version.document.version}"
            known = f"note: {name} was recorded on {in_words(recorded)}"
            yield f"{known}; whether it was in use by {in_words(day)} is unknown"


def _spoken(day: date | None) -> str:
    return in_words(day) if day else "an unknown day"


def timeline_json(timelines: Sequence[Timeline]) -> str:
    """Return the same as data, dates as ISO 8601."""
    return json.dumps([timeline_fields(timeline) for timeline in timelines], indent=2, ensure_ascii=False)


def timeline_fields(timeline: Timeline) -> dict[str, Any]:
    """Return one timeline as JSON values."""
    return {
        "notice": timeline.notice,
        "brand": timeline.brand.id,
        "as_at": timeline.as_at.isoformat(),
        "versions": [_version_fields(version) for version in timeline.versions],
    }


def _version_fields(version: Version) -> dict[str, str | None]:
    release = version.release
    return {
        "version": version.document.version,
        "state": version.state,
        "class": version.change_class,
        "effective": version.document.effective.isoformat() if version.document.effective else None,
        "start": version.start.isoformat() if version.start else None,
        "last_day": version.last_day.isoformat() if version.last_day else None,
        "recorded": release.recorded.isoformat() if release else None,
        "summary": release.summary if release else None,
        "approved_by": release.approval.by if release and release.approval else None,
        "approved_at": release.approval.at.isoformat() if release and release.approval else None,
        "sha256": version.document.sha256,
    }
