"""Where a finished site goes: files below a folder, and the folder in the place of the one before."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from noticepress.errors import BuildError, Finding

FILE_MODE, FOLDER_MODE = 0o644, 0o755
#: What every built site has; a folder that is not empty and lacks them is not replaced.
MARKS = ("404.html", "style.css")


def write_file(folder: Path, path: str, data: bytes) -> None:
    """Write a file below ``folder``, refusing a path that leads out of it or that is taken."""
    pure = PurePosixPath(path)
    target = folder / pure
    if pure.is_absolute() or ".." in pure.parts:
        raise BuildError(Finding("SITE", "error", f"'{path}' does not lie inside the site"))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        message = f"two pages or files of the site have the path '{path}'"
        raise BuildError(Finding("SITE", "error", message)) from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by path below ``folder``, as ``write_file`` does."""
    for path, data in files.items():
        write_file(folder, path, data)


def set_modes(folder: Path) -> None:
    """Give every file and folder the mode that it has on a web server, whatever the umask."""
    for path, _, names in os.walk(folder):
        Path(path).chmod(FOLDER_MODE)
        for name in names:
            (Path(path) / name).chmod(FILE_MODE)


def refuse_foreign(
    out: Path, marks: Sequence[str] = MARKS, *, rule: str = "SITE", what: str = "site", by: str = "build"
) -> None:
    """Raise ``BuildError`` of ``rule`` where ``out`` holds something that lacks ``marks``: it must not be replaced.

    ``what`` it should have been and ``by`` what that is made are words for people.
    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not all((out / mark).is_file() for mark in marks):
        hint = f"name an empty folder, or one that an earlier {by} made"
        raise BuildError(Finding(rule, "error", f"this is not a built {what}, so it is not replaced", out, hint=hint))


def put_in_place(built: Path, out: Path, old: Path) -> None:
    """Swap the finished site in by renaming; where that fails, or is interrupted, the old one goes back."""
    try:
        if out.exists():
            out.rename(old)
        built.rename(out)
    except BaseException:
        if old.exists() and not out.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
