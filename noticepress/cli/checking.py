"""What ``check`` looks at: the workspace, what was released, or one file."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from noticepress.cache.sums import remembered_sums
from noticepress.check import (
    check_document,
    check_source,
    check_text,
    check_translation,
    check_workspace,
    read_view,
    replay,
    with_waivers,
)
from noticepress.check.guard import released_findings
from noticepress.check.unbound import unbound_findings
from noticepress.config import Workspace
from noticepress.config.files import read_text
from noticepress.errors import Finding, UsageError, did_you_mean, merged
from noticepress.law import workspace_law
from noticepress.model import SOURCE, About, Brand, Notice
from noticepress.source import load_notice
from noticepress.timelines import load_timelines

#: Of a text that was not bound here, the words that belong to another brand; ``check_text`` judges the rest.
LEAKS_IN_TEXT = frozenset({"BRAND-LEAK", "BRAND-DOMAIN"})


def findings_asked(
    arguments: Namespace, workspace: Workspace, brands: tuple[Brand, ...], as_at: date
) -> tuple[Finding, ...]:
    """Return the findings on the workspace, on a released version, or on one file, ours or anybody's."""
    if arguments.timeline or arguments.release:
        found = _frozen_findings(arguments, workspace, brands, as_at)
        return merged(replace(finding, frozen=True) for finding in found)
    if arguments.file is None:
        with remembered_sums(workspace.root) as digest_of:
            return check_workspace(workspace, as_at, brands, digest_of=digest_of)
    arguments.file = _named(arguments.file, workspace)
    path = arguments.file.resolve()
    if path.suffix.lower() == ".md" and path.is_relative_to(workspace.root / "notices"):
        notice = load_notice(path, workspace.root, path.parent.name)
        if notice.language != SOURCE:
            return with_waivers(notice, _translation_findings(workspace, notice, path, brands), as_at)
        return with_waivers(notice, check_source(workspace, notice, brands, as_at)[1], as_at)
    return _any_text_findings(arguments, workspace, brands if arguments.brand else (), as_at)


def _named(file: Path, workspace: Workspace) -> Path:
    """Return the source of the notice that has this name, as other commands take it, unless there is such a file."""
    source = workspace.root / "notices" / file / "notice.md"
    return source if str(file) in workspace.notices and not file.is_file() else file


def _translation_findings(
    workspace: Workspace, translation: Notice, path: Path, brands: tuple[Brand, ...]
) -> tuple[Finding, ...]:
    """Hold a translation to the source beside it; ``UsageError`` where there is none."""
    beside = path.with_name("notice.md")
    if not beside.is_file():
        raise UsageError(f"{translation.path} translates nothing: there is no notice.md beside it")
    source = load_notice(beside, workspace.root, translation.id)
    documents = check_source(workspace, source, brands, None)[0]
    return check_translation(workspace, source, translation, documents)[1]


def _any_text_findings(
    arguments: Namespace, workspace: Workspace, brands: tuple[Brand, ...], as_at: date
) -> tuple[Finding, ...]:
    """Judge a notice that was not bound here: by itself, or as one of each of ``brands``.

    Unless a day was asked for, one that says from which day it applies is held to the law of that day.
    """
    path, law = arguments.file.resolve(), workspace_law(workspace.root)
    view = read_view(path, shown=arguments.file)
    day = arguments.as_at or view.effective or as_at
    if not brands:
        return check_text(view, None, day, law)
    found: list[Finding] = []
    for brand in brands:
        text = read_text(path, arguments.file)
        judged = check_text(view, brand, day, law)
        words = (f for f in unbound_findings(text, arguments.file, brand, workspace.brands) if f.rule in LEAKS_IN_TEXT)
        found.extend(replace(finding, brands=(brand.id,)) for finding in (*judged, *words))
    return merged(found)


def _frozen_findings(
    arguments: Namespace, workspace: Workspace, brands: tuple[Brand, ...], as_at: date
) -> Iterator[Finding]:
    """Yield what the law of a day says of a released version, or which change of law broke which version."""
    if arguments.file is not None:
        raise UsageError("--timeline and --release look at what was released, not at a file", "leave the file out")
    known, law = set[str](), workspace_law(workspace.root)
    for notice in workspace.notices:
        for timeline in load_timelines(workspace, notice, brands, as_at):
            if arguments.timeline:
                yield from (_shown(finding, workspace) for finding in replay(timeline, law))
            for version in timeline.versions:
                known.add(version.document.version)
                if version.release is not None and version.document.version == arguments.release:
                    path = (version.release.path / f"{version.release.frozen_as(timeline.brand.id)}.html").relative_to(
                        workspace.root
                    )
                    yield from check_document(version.document, timeline.brand, as_at, path, law)
                    yield from released_findings(workspace, timeline, version.release)
    if arguments.release and arguments.release not in known:
        raise UsageError(f"no version is called '{arguments.release}'", did_you_mean(arguments.release, sorted(known)))


def _shown(finding: Finding, workspace: Workspace) -> Finding:
    path = finding.path
    return replace(finding, path=path.relative_to(workspace.root)) if path and path.is_absolute() else finding


def checklist(workspace: Workspace, reviewed: Sequence[str], day: date, about: About) -> Iterator[str]:
    """Yield a line for each rule of the law of ``day`` that only a person can judge, ticked or not, below a headline.

    What is asked of a privacy notice alone is left out where the notice is ``about`` cookies.
    """
    rules = [rule for rule in workspace_law(workspace.root).on(day) if rule.manual]
    asked = [rule for rule in rules if rule.of == "any" or about != "cookies"]
    if asked:
        yield "only a person can judge this; an x marks what 'release --reviewed ID' said had been:"
    for rule in asked:
        yield f"  [{'x' if rule.id in reviewed else ' '}] {rule.id}: {rule.manual}"
