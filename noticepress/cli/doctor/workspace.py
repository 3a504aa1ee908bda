"""The workspace around us: its files, its repository, where sites go, and secrets by their names."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from noticepress.cli.doctor.finding import Finding


def workspace(named: Path | None) -> Iterator[Finding]:
    """Yield what is said of the workspace around us: its files, its repository, where sites go, secrets by name."""
    root = _root(named)
    if root is None:
        yield Finding("workspace", "note", "none here", "run this in a folder that holds 'notices' and 'brands'")
        return
    yield _readable(root)
    yield _writable(root / "site" if (root / "site").is_dir() else root)
    yield from _repository(root)
    yield from _secrets(root)


def _root(named: Path | None) -> Path | None:
    start = (named or Path.cwd()).resolve()
    folders = (start,) if named else (start, *start.parents)
    return next((f for f in folders if (f / "notices").is_dir() and (f / "brands").is_dir()), None)


def _readable(root: Path) -> Finding:
    try:
        from noticepress.config import load_workspace  # noqa: PLC0415

        found = load_workspace(root)
    except Exception as error:  # noqa: BLE001 - a missing package, or a file that is not what it must be
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Finding("workspace", "problem", first, "'check' names every mistake")
    return Finding("workspace", "ok", f"{root}: {len(found.brands)} brands, {len(found.notices)} notices")


def _writable(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding("site folder", "ok", f"{folder} can be written to")
    except OSError as error:
        said = f"{folder} cannot be written to: {error.strerror}"
        return Finding("site folder", "problem", said, "build --out DIR writes elsewhere")


def _repository(root: Path) -> Iterator[Finding]:
    program = shutil.which("git")
    if program is None:
        return
    command = [program, "-C", str(root), "status", "--porcelain", "--branch", "--", "."]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the user's own git
    if done.returncode:
        yield Finding("repository", "note", "the workspace is in none", "git init: history is a part of the evidence")
        return
    branch, *files = done.stdout.splitlines() or ["## unknown"]
    changed = f"{len(files)} file{'s'[: len(files) != 1]} not committed" if files else "all committed"
    yield Finding("repository", "ok", f"{branch.removeprefix('## ').partition('...')[0]}, {changed}")
    shallow = [program, "-C", str(root), "rev-parse", "--is-shallow-repository"]
    if subprocess.run(shallow, capture_output=True, text=True, check=False).stdout.strip() == "true":  # noqa: S603
        yield Finding("history", "note", "the clone is shallow", "git fetch --unshallow")


def _secrets(root: Path) -> Iterator[Finding]:
    """Yield whether the environment holds the secrets that targets name; never what they are."""
    try:
        from noticepress.config import load_workspace  # noqa: PLC0415

        brands = load_workspace(root).brands
    except Exception:  # noqa: BLE001 - told already
        return
    names = sorted({name for brand in brands for target in brand.targets for name in target.secrets.values()})
    for name in names:
        if os.environ.get(name):
            yield Finding("secret", "ok", f"{name} is set")
        else:
            yield Finding("secret", "note", f"{name} is not set", "only a run that publishes or plans needs it")
