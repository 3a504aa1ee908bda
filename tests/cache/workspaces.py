"""A small workspace with a past, for tests of what is kept: built, changed, and held to a clean build of the same."""

import re
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from conftest import BASE, REPOSITORY
from sites import LOGO
from test_release import FIRST, SECOND, edit, released

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.release import approve

BRANDS = ("acme", "bolt", "cog")
#: Version 1.0 is in force, 1.1 is to come.
DAY = "2026-05-30"
APPROVED = datetime(2025, 12, 1, tzinfo=UTC)
_MORE = """site_url: https://privacy.acme.example/
theme: {accent: "#8a2f6b", logo: logo.svg}
moved: {/old-privacy/: /privacy/}
company: {number: "01234567", registered_in: Wales, registered_office: [9 High Road, Anytown, AN1 1AB]}
"""
_TIME = re.compile(r" in [\d.]+ s$")

Tree = dict[str, tuple[int, bytes]]
#: Exit code, standard output and standard error.
Said = tuple[int, list[str], str]
Run = Callable[..., Said]


def make_lived(root: Path) -> Path:
    """Copy the base workspace, with its templates, and give it two versions."""
    shutil.copytree(BASE, root)
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    shutil.copy(REPOSITORY / "mkdocs.yml", root)
    write(root, "brands/acme/logo.svg", LOGO)
    acme = root / "brands/acme.yml"
    acme.write_text(acme.read_text("utf-8") + _MORE, encoding="utf-8")
    words = ["You can:", "You can do this:", "You can do all this:"]
    for number, declared in enumerate((FIRST, SECOND)):
        released(root, declared)
        approve(load_workspace(root), "privacy", declared.version, "Ann Editor, Head of Legal", at=APPROVED)
        edit(root, words[number], words[number + 1])
    return root


def write(root: Path, name: str, text: str) -> None:
    """Write a file of a workspace."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def swap(root: Path, name: str, old: str, new: str) -> None:
    """Replace what stands in a file of a workspace, wherever it stands."""
    text = (root / name).read_text(encoding="utf-8")
    assert old in text, f"{name} holds no {old!r}"
    write(root, name, text.replace(old, new))


def tree(folder: Path) -> Tree:
    """Every file and folder below ``folder`` with its mode and its bytes."""
    return {
        path.relative_to(folder).as_posix(): (
            stat.S_IMODE(path.lstat().st_mode),
            path.read_bytes() if path.is_file() else b"",
        )
        for path in folder.rglob("*")
    }


def as_said(code: int, out: str, err: str, root: Path) -> Said:
    """What a build says, but for the time it took, where it was, and whether there was anything to do."""
    lines = out.replace(str(root), "ROOT").splitlines()
    if lines and _TIME.search(lines[-1]):
        lines.pop()
    return code, lines, err.replace(str(root), "ROOT")


def build(root: Path, *options: str) -> int:
    """Build the sites of a workspace."""
    return main(["build", "--workspace", str(root), *(("--as-at", DAY) if "--as-at" not in options else ()), *options])
