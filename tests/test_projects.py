"""Tiny real projects, one for each thing that a person can get wrong, with the words that they are told.

A project is the base workspace with its own files over it; ``command`` is what is run, ``expected`` what is
printed and the exit code. ``NOTICEPRESS_WRITE_EXPECTED=1 pytest tests/test_projects.py`` writes it anew, to be read.
"""

import os
import shutil
from pathlib import Path

import pytest

from noticepress.cache import FOLDER
from noticepress.cli import main

PROJECTS = Path(__file__).parent / "projects"
CASES = sorted(path.parent for path in PROJECTS.glob("*/command"))


def tree(root: Path) -> dict[str, bytes]:
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(FOLDER)}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_project(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(PROJECTS / "base", root)
    shutil.copytree(case, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("command", "expected"))
    before = tree(root)
    monkeypatch.chdir(root)
    code = main((case / "command").read_text(encoding="utf-8").split())
    printed = capsys.readouterr()
    found = f"{printed.out}{printed.err}exit {code}\n"
    if "NOTICEPRESS_WRITE_EXPECTED" in os.environ:
        (case / "expected").write_text(found, encoding="utf-8")
    assert found == (case / "expected").read_text(encoding="utf-8")
    assert tree(root) == before, "nothing is written"
    assert "Traceback" not in found
