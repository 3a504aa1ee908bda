"""Workspaces whose registry leads to servers on loopback."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import BASE

from links.playground import Playground, playground
from noticepress.cli import main

Check = Callable[..., int]


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Playground]:
    folder = tmp_path / "certificates"
    folder.mkdir()
    with playground(folder) as place:
        yield place


def entry(url: str, more: str = "") -> str:
    return f"  title: A page\n  url: {url}\n{more}"


def write_registry(root: Path, entries: Mapping[str, str]) -> None:
    """Write a registry of ``name → entry`` beside the names that the base notice uses."""
    base = (BASE / "notices/references.yml").read_text(encoding="utf-8")
    text = "".join(f"{name}:\n{value}" for name, value in entries.items())
    (root / "notices/references.yml").write_text(base + text, encoding="utf-8")


def check(root: Path, place: Playground, *arguments: str) -> int:
    return main(["links", "--workspace", str(root), "--allow-loopback", "--ca-file", str(place.ca_file), *arguments])
