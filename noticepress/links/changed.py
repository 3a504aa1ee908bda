"""The references that a change touched: those that are new or other than in a revision of git, or newly used."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from noticepress.config import Workspace
from noticepress.config.files import read_text
from noticepress.config.references import parse_references
from noticepress.errors import NoticepressError, UsageError
from noticepress.links.documents import REGISTRY
from noticepress.links.targets import names_used
from noticepress.model import Reference


def changed_references(workspace: Workspace, revision: str) -> frozenset[str]:
    """Return the names of the references that differ from ``revision``, that notices use anew, or whose brands changed.

    Raises ``UsageError`` where git does not know the revision.
    """
    root = workspace.root
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise UsageError(
            f"git knows no revision '{revision}' here", "fetch it: a shallow clone holds the last one only"
        )
    commit = commit.strip()
    before = _references(_shown(root, commit, REGISTRY))
    changed = {name for name, now in workspace.references.items() if _asked(before.get(name)) != _asked(now)}
    for notice in workspace.notices:
        path = Path("notices") / notice / "notice.md"
        old = {name for name, _ in names_used(_shown(root, commit, path) or "", workspace.references)}
        text = read_text(root / path, path) if (root / path).exists() else ""
        changed |= {name for name, _ in names_used(text, workspace.references)} - old
    if any(_shown(root, commit, brand.path) != read_text(root / brand.path, brand.path) for brand in workspace.brands):
        changed |= {name for name, reference in workspace.references.items() if reference.brand_value}
    return frozenset(changed)


def _asked(reference: Reference | None) -> object:
    """Return what a check depends on; where a line stands and what a note says is none of it."""
    if reference is None:
        return None
    return (
        reference.url,
        reference.brand_value,
        reference.must,
        reference.must_not,
        reference.allow_temporary_redirect,
    )


def _references(text: str | None) -> Mapping[str, Reference]:
    """Return the registry of another time; one that cannot be read today counts as empty, so all of it is checked."""
    try:
        return parse_references(text, REGISTRY) if text else {}
    except NoticepressError:
        return {}


def _shown(root: Path, commit: str, path: Path) -> str | None:
    return _git(root, "show", f"{commit}:./{path.as_posix()}")


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - git, with a commit that git itself named
            ["git", "-C", str(root), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
