"""The staged tree: a plain folder of pages, assets, theme and mkdocs.yml that more than one engine can build."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from noticepress.errors import BuildError, Finding

#: An entry of the navigation: a page's path, or a title with further entries.
Nav = list[dict[str, Any]]


@dataclass(frozen=True)
class DeskPage:
    """A page of the tree: its path, such as ``draft/privacy/loop.md``, its title, and its Markdown.

    ``indexed`` pages are found by the search. ``plain`` pages keep the navigation and the contents at their sides.
    """

    path: str
    title: str
    text: str
    indexed: bool = True
    plain: bool = False


def stage(
    pages: Sequence[DeskPage], files: Mapping[str, bytes], nav: Nav, templates: Path, tree: Path, site: Path
) -> tuple[str, ...]:
    """Make ``tree`` the tree of these pages and ``files``; return the paths that had to be written or removed.

    What is there already with the same bytes is not touched, so that whoever watches the tree sees changes alone, and
    what belongs to no page is removed. The same pages give the same bytes. ``site`` is where the engine is to build.
    Raises ``BuildError`` where two pages want one path or the file system refuses.
    """
    wanted: dict[str, bytes] = {}
    for path, data in _all(pages, files, nav, templates, tree, site):
        if path in wanted:
            raise BuildError(Finding("DESK", "error", f"two pages or files of the desk have the path '{path}'"))
        wanted[path] = data
    try:
        return (*_removed(tree, wanted), *_written(tree, wanted))
    except OSError as error:
        raise BuildError(Finding("DESK", "error", f"the desk cannot be staged: {error.strerror}", tree)) from error


def _all(
    pages: Sequence[DeskPage], files: Mapping[str, bytes], nav: Nav, templates: Path, tree: Path, site: Path
) -> Iterator[tuple[str, bytes]]:
    yield "mkdocs.yml", _config(templates / "mkdocs.yml", nav, tree, site)
    for folder, into in (("theme", "theme"), ("assets", "docs/assets")):
        for path in sorted((templates / folder).rglob("*")):
            if path.is_file():
                yield f"{into}/{path.relative_to(templates / folder).as_posix()}", path.read_bytes()
    for page in pages:
        yield f"docs/{page.path}", f"{_front_matter(page)}{page.text}".encode()
    for name, data in files.items():
        yield f"docs/{name}", data


def _config(base: Path, nav: Nav, tree: Path, site: Path) -> bytes:
    config = yaml.safe_load(base.read_text(encoding="utf-8"))
    config["site_dir"] = PurePosixPath(os.path.relpath(site, tree)).as_posix()
    return yaml.safe_dump({**config, "nav": nav}, sort_keys=False, allow_unicode=True, width=120).encode()


def _front_matter(page: DeskPage) -> str:
    matter: dict[str, Any] = {"title": escape(page.title)}
    if not page.indexed:
        matter["search"] = {"exclude": True}
    if not page.plain:
        matter["hide"] = ["navigation", "toc"]
    return f"---\n{yaml.safe_dump(matter, sort_keys=False, allow_unicode=True)}---\n"


def _removed(tree: Path, wanted: Mapping[str, bytes]) -> Iterator[str]:
    for path in sorted(tree.rglob("*"), reverse=True) if tree.is_dir() else ():
        name = path.relative_to(tree).as_posix()
        if path.is_file() and name not in wanted:
            path.unlink()
            yield name
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _written(tree: Path, wanted: Mapping[str, bytes]) -> Iterator[str]:
    for name, data in wanted.items():
        path = tree / PurePosixPath(name)
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            yield name
