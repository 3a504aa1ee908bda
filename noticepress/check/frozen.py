"""Frozen text and later law: what a day's law says of a version, and which change of law broke which version."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from noticepress.check.hypertext import html_view
from noticepress.check.judge import check_text
from noticepress.check.view import View
from noticepress.errors import Finding
from noticepress.law import Law, commencements, uk_law
from noticepress.model import Brand, Document, Timeline, Version


def document_view(document: Document, path: Path) -> View:
    """Return the view of a body of record; lines and columns are those of its HTML."""
    view = html_view(document.html, path, dated=True)
    declares = any(heading.covers for heading in document.headings)
    return replace(view, title=document.title, ours=declares, about=document.about, cookies=document.cookies)


def check_document(
    document: Document, brand: Brand, as_at: date, path: Path, law: Law | None = None
) -> tuple[Finding, ...]:
    """Return what the law of ``as_at`` says of a body of record. Nothing of it blocks: released text is not edited."""
    findings = check_text(document_view(document, path), brand, as_at, law)
    return tuple(replace(finding, brands=(brand.id,)) for finding in findings)


def replay(timeline: Timeline, law: Law | None = None) -> tuple[Finding, ...]:
    """Return a finding for each fault that a commencement brought to a version of ``timeline`` while it stood.

    A version is followed from its effective date, or the day it was recorded where that is unknown, to its
    last day or the day of the timeline; versions that were withdrawn or only proposed never stood. Each finding
    names the version, the day and the rule; those of one version come in the order of the days.
    """
    rules = law or uk_law()
    standing = [v for v in timeline.versions if v.state in {"superseded", "in-force"} and v.release is not None]
    return tuple(finding for version in standing for finding in _broken(version, timeline, rules))


def _broken(version: Version, timeline: Timeline, law: Law) -> Iterator[Finding]:
    assert version.release is not None
    first = version.start or version.release.recorded
    last = version.last_day or timeline.as_at
    path = version.release.path / f"{version.release.frozen_as(timeline.brand.id)}.html"
    view = document_view(version.document, path)
    for day in commencements(law):
        if not first < day <= min(last, timeline.as_at):
            continue
        before = {_fault(finding) for finding in check_text(view, timeline.brand, day - timedelta(days=1), law)}
        for finding in check_text(view, timeline.brand, day, law):
            if _fault(finding) not in before:
                yield _later(finding, version.document.version, day, timeline.brand.id)


def _fault(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.line, finding.column, finding.message


def _later(finding: Finding, version: str, day: date, brand: str) -> Finding:
    message = f"version {version}: since {day} {finding.rule} is not met: {finding.message}"
    return replace(finding, rule="VER-LAW", severity="warning", message=message, brands=(brand,), fix=None)
