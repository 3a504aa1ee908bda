"""What ``check`` looks at: the workspace, what was released, or one file."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from noticepress.check import check_document, check_notice, check_text, check_workspace, read_view, replay
from noticepress.config import Workspace
from noticepress.errors import Finding, UsageError, did_you_mean, merged
from noticepress.law import workspace_law
from noticepress.model import Brand
from noticepress.source import load_notice
from noticepress.timelines import load_timelines


def findings_asked(
    arguments: Namespace, workspace: Workspace, brands: tuple[Brand, ...], as_at: date
) -> tuple[Finding, ...]:
    """Return the findings on the workspace, on a released version, or on one file, ours or anybody's."""
    if arguments.timeline or arguments.release:
        return merged(_frozen_findings(arguments, workspace, brands, as_at))
    if arguments.file is None:
        return check_workspace(replace(workspace, brands=brands), as_at)
    path, law = arguments.file.resolve(), workspace_law(workspace.root)
    if path.suffix.lower() == ".md" and path.is_relative_to(workspace.root / "notices"):
        notice = load_notice(path, workspace.root, path.parent.name)
        return check_notice(notice, brands, workspace.references, as_at, law)[1]
    view = read_view(path, shown=arguments.file)
    if not arguments.brand:
        return check_text(view, None, as_at, law)
    return merged(replace(f, brands=(brand.id,)) for brand in brands for f in check_text(view, brand, as_at, law))


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
                    path = (version.release.path / f"{timeline.brand.id}.html").relative_to(workspace.root)
                    yield from check_document(version.document, timeline.brand, as_at, path, law)
    if arguments.release and arguments.release not in known:
        raise UsageError(f"no version is called '{arguments.release}'", did_you_mean(arguments.release, sorted(known)))


def _shown(finding: Finding, workspace: Workspace) -> Finding:
    path = finding.path
    return replace(finding, path=path.relative_to(workspace.root)) if path and path.is_absolute() else finding
