"""What a publish refuses before it touches anything: each is a finding, and all of them are told at once."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from noticepress.errors import BuildError, Finding
from noticepress.model import Release
from noticepress.publish.manifest import Manifest, Published

#: What a site is made from.
SOURCES = ("notices", "brands", "templates", "mkdocs.yml")
_SECONDS = 60
#: A new entry of the ledger, or its time stamp, as Git says it. The chain is held to account before anything else.
_ENTRY = re.compile(r"(\?\?|A ) notices/ledger/\d{6,}\.(json|tsr)")
#: So many names are enough to see what happened.
_SHOWN = 10
_NEVER = "a published version stays as it is for ever: restore it with 'git checkout', or release a new version"


def git_commit(root: Path) -> str | None:
    """Return the commit that is checked out at ``root``, ``None`` where no Git repository or no commit is there."""
    said = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return said.strip() if said else None


def tree_findings(root: Path) -> Iterator[Finding]:
    """Yield an error for each file below the sources that Git does not hold as it is.

    Entries that were added to the ledger and not committed yet are none: each publish writes its own.
    """
    said = _git(root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *SOURCES)
    for line in (said or "").split("\0"):
        if line and not _ENTRY.fullmatch(line):
            hint = "commit it, so that what goes live can be found again, or undo it"
            message = "this is not committed" if line.startswith("??") else "this differs from the commit"
            yield Finding("DIRTY", "error", message, Path(line[3:]), hint=hint)


def _git(root: Path, *arguments: str) -> str | None:
    """Return what Git says, ``None`` where it has nothing to say of this folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        run = subprocess.run(  # noqa: S603 - no shell, and the arguments are ours
            ["git", "-C", str(root), *arguments],  # noqa: S607
            env={**environment, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise BuildError(Finding("GIT", "error", "git does not answer", root)) from error
    return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else None


def commit_findings(target: str, commit: str | None, *, is_local: bool) -> Iterator[Finding]:
    """Yield an error where a target that the public may read is to get what no commit holds."""
    if commit is None and not is_local:
        hint = "commit the workspace to a Git repository: what went live has to be found again"
        yield Finding("DIRTY", "error", f"{target}: no commit holds what would be published", hint=hint)


def frozen_findings(brand: str, files: Mapping[str, Published], frozen: Mapping[str, str]) -> Iterator[Finding]:
    """Yield an error for each frozen text and PDF of the releases in Git that the site lacks or has otherwise."""
    for path, digest in sorted(frozen.items()):
        if path not in files:
            yield _fault("FROZEN", brand, f"{path} is missing from the built site", _NEVER)
        elif files[path].sha256 != digest:
            yield _fault("FROZEN", brand, f"{path} is not what was released", _NEVER)


def unapproved_findings(brand: str, files: Mapping[str, Published], paths: Mapping[str, Release]) -> Iterator[Finding]:
    """Yield an error for each file of a release that nobody has approved; ``paths`` says where those would be."""
    for path in sorted(files.keys() & paths.keys()):
        message = f"{path} is of version {paths[path].version}, which nobody has approved"
        yield _fault("UNAPPROVED", brand, message, "build the site with: noticepress build --published")


def published_findings(
    target: str, brand: str, files: Mapping[str, Published], manifest: Manifest | None, ledger: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield an error for each version that was published, as manifest or ledger has it, and would change or go."""
    if manifest is not None and manifest.brand != brand:
        message = f"{target}: the site that stands there is that of '{manifest.brand}'"
        yield Finding("TARGET", "error", message, hint="give each brand a path of its own", brands=(brand,))
        return
    known = {path: f.sha256 for path, f in manifest.files.items() if f.role == "version"} if manifest else {}
    for path, digest in sorted({**known, **ledger}.items()):
        if path not in files:
            yield _fault("FROZEN", brand, f"{target}: {path} was published and would be deleted", _NEVER)
        elif digest != files[path].sha256 or known.get(path, digest) != files[path].sha256:
            yield _fault("FROZEN", brand, f"{target}: {path} was published with other bytes", _NEVER)
    if manifest is not None:
        for path, old in sorted(manifest.files.items()):
            new = files.get(path)
            if old.immutable and old.role != "version" and new is not None and new.sha256 != old.sha256:
                hint = "browsers keep it for a year: other bytes need another name"
                yield _fault("FROZEN", brand, f"{target}: {path} was published as unchanging and would change", hint)


def deletion_findings(target: str, most: int, paths: Sequence[str]) -> Iterator[Finding]:
    """Yield an error where more files would be deleted than a run may."""
    if len(paths) > most:
        shown = ", ".join(paths[:_SHOWN]) + (" …" if len(paths) > _SHOWN else "")
        message = f"{target}: {len(paths)} files would be deleted and 'max_deletes' allows {most}: {shown}"
        yield Finding("DELETES", "error", message, hint="if that is meant, raise 'max_deletes' of this target for once")


def _fault(rule: str, brand: str, message: str, hint: str) -> Finding:
    return Finding(rule, "error", message, hint=hint, brands=(brand,))
