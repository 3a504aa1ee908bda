"""From a workspace to all that the desk shows of it. Reading happens here; nothing is rendered, nothing written."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from noticepress.bind import bind
from noticepress.check import View, check_workspace
from noticepress.check.marked import bound_view
from noticepress.config import Workspace
from noticepress.desk.model import Desk, Text
from noticepress.desk.repository import find_web
from noticepress.errors import Finding, NoticepressError
from noticepress.history import find_version
from noticepress.law import workspace_law
from noticepress.ledger import read_ledger
from noticepress.links.evidence import read_evidence
from noticepress.links.rules import OUTSIDE, scheme_of
from noticepress.links.targets import find_targets, released_addresses
from noticepress.model import Brand, Notice, State, Timeline, Version
from noticepress.redline import compare
from noticepress.source import load_notice, load_translations
from noticepress.timelines import load_timelines, told_notices

#: What a draft is held against, in this order: the text that stands, else the one that is to come.
_BASES: tuple[State, ...] = ("in-force", "upcoming", "proposed")
#: The versions that a reader may meet, or that may still come.
_READ: frozenset[State] = frozenset({"in-force", "upcoming", "proposed", "draft"})


def gather(workspace: Workspace, as_at: date, environ: Mapping[str, str] | None = None) -> Desk:
    """Return what the desk shows, as at a day in Europe/London.

    A draft that cannot be rendered leaves its place empty, and is among the findings. Raises ``IntegrityError`` where a
    release is not what was released, and ``ConfigError`` for link evidence or law that cannot be read. ``environ`` is
    what CI says of itself; the process's own by default.
    """
    findings = check_workspace(workspace, as_at)
    told = told_notices(workspace)
    # What readers have comes first, what was never released after it.
    notices = sorted(workspace.notices, key=lambda name: name not in told)
    sources = {notice.path: notice for name in notices for notice in _sources(workspace, name)}
    texts = [
        text
        for name in notices
        for timeline in _timelines(workspace, name, as_at)
        for text in _texts(workspace, timeline, sources, findings)
    ]
    return Desk(
        as_at=as_at,
        brands=workspace.brands,
        texts=tuple(texts),
        findings=findings,
        law=workspace_law(workspace.root),
        ledger=read_ledger(workspace.root),
        targets=find_targets(workspace, {}, released_addresses(workspace)),
        evidence=read_evidence(workspace.root),
        sources=sources,
        web=find_web(workspace.settings.repository, os.environ if environ is None else environ),
    )


def _sources(workspace: Workspace, notice: str) -> Iterator[Notice]:
    path = workspace.root / "notices" / notice / "notice.md"
    try:
        if path.exists():
            yield load_notice(path, workspace.root, notice)
            yield from load_translations(workspace.root, notice)
    except NoticepressError:  # it is among the findings
        return


def _timelines(workspace: Workspace, notice: str, as_at: date) -> Sequence[Timeline]:
    """Return every brand's timeline with its draft; one whose draft cannot be had costs no other brand its own."""
    try:
        return load_timelines(workspace, notice, workspace.brands, as_at, draft=True)
    except NoticepressError:
        return [_timeline(workspace, notice, brand, as_at) for brand in workspace.brands]


def _timeline(workspace: Workspace, notice: str, brand: Brand, as_at: date) -> Timeline:
    try:
        return load_timelines(workspace, notice, (brand,), as_at, draft=True)[0]
    except NoticepressError:
        return load_timelines(workspace, notice, (brand,), as_at)[0]


def _texts(
    workspace: Workspace, timeline: Timeline, sources: Mapping[Path, Notice], findings: Sequence[Finding]
) -> Iterator[Text]:
    own = tuple(finding for finding in findings if concerns(finding, timeline.brand.id, timeline.notice))
    by_language = {n.language: n for n in sources.values() if n.id == timeline.notice}
    for each in timeline.in_each_language:
        draft = find_version(each, "draft")
        base = next((v for state in _BASES if (v := each.first(state)) is not None), None)
        redline = compare(base.document, draft.document) if base and draft else None
        source = by_language.get(each.language)
        view = _view(workspace, source, each.brand) if source and draft else None
        yield Text(each, base, draft, redline, view, own, _addresses(each.versions))


def _view(workspace: Workspace, source: Notice, brand: Brand) -> View | None:
    try:
        return bound_view(bind(source, brand), workspace.references)
    except NoticepressError:
        return None


def concerns(finding: Finding, brand: str, notice: str) -> bool:
    """Whether a finding is about a brand, or about what all share, and not about another notice alone."""
    if finding.brands and brand not in finding.brands:
        return False
    parts = finding.path.parts if finding.path else ()
    of_notice = parts[1] if len(parts) > 2 and parts[0] == "notices" and parts[1] != "ledger" else None  # noqa: PLR2004
    return of_notice in (None, notice)


def _addresses(versions: Sequence[Version]) -> tuple[str, ...]:
    """Return the outside addresses of the versions that may be read, each once."""
    shown = [version.document for version in versions if version.state in _READ]
    return tuple(dict.fromkeys(link.href for doc in shown for link in doc.links if scheme_of(link.href) in OUTSIDE))


def with_sites(desk: Desk, built: Sequence[str], faults: Sequence[Finding] = ()) -> Desk:
    """Return the desk with the sites that were built, by brand, and what kept the others from it."""
    texts = tuple(replace(t, site=f"sites/{t.brand.id}/" if t.brand.id in built else None) for t in desk.texts)
    return replace(desk, texts=texts, faults=tuple(faults))
