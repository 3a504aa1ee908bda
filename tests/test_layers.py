"""The modules import in one direction only: from those to their left."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "noticepress"
ORDER = [
    "characters",
    "dates",
    "errors",
    "extras",
    "model",
    "files",
    "workers",
    "cache",
    "config",
    "languages",
    "source",
    "bind",
    "markdown",
    "document",
    "redline",
    "archive",
    "history",
    "timelines",
    "pages",
    "machine",
    "hosts",
    "ledger",
    "pdf",
    "law",
    "links",
    "check",
    "release",
    "look",
    "site",
    "evidence",
    "build",
    "importer",
    "targets",
    "publish",
    "verify",
    "summary",
    "desk",
    "schemas",
    "serve",
    "cli",
]
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def part(path: Path) -> str:
    """The top-level module of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("noticepress"):
            assert node.level == 0
            dotted = node.module.split(".")
            names |= {dotted[1]} if len(dotted) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {a.name.split(".")[1] for a in node.names if a.name.startswith("noticepress.")}
    return names - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_point_left(path: Path) -> None:
    own = part(path)
    assert own in ORDER, f"add '{own}' to the order of modules"
    right = {name for name in imported(path) if ORDER.index(name) > ORDER.index(own)}
    assert not right, f"{path.name} imports {right}, which stand to its right"


def test_every_module_says_what_it_is_for() -> None:
    for path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_no_function_is_longer_than_fifty_lines() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 50, f"{path.name}: {node.name}"
