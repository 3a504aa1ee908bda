"""The workspace that tests of what is kept begin with, its products made already."""

import shutil
from pathlib import Path

import pytest

from noticepress.cache import FOLDER

from .workspaces import Run, as_said, build, make_lived


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that was built, to be copied: it keeps the products, and has no site."""
    root = make_lived(tmp_path_factory.mktemp("lived") / "workspace")
    assert build(root, "--draft") == 0
    assert build(root) == 0
    shutil.rmtree(root / "site")
    shutil.rmtree(root / FOLDER / "sites")
    return root


@pytest.fixture
def root(lived: Path, tmp_path: Path) -> Path:
    """A copy of that workspace, to be changed."""
    return Path(shutil.copytree(lived, tmp_path / "workspace"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that builds and returns what was said."""

    def build_and_listen(root: Path, *options: str):  # type: ignore[no-untyped-def]
        capsys.readouterr()
        code = build(root, *options)
        said = capsys.readouterr()
        return as_said(code, said.out, said.err, root)

    return build_and_listen
