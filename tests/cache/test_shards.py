"""A build in parts: every brand in one, always the same one, and all of them together what one build makes."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from factory import make_brand
from hypothesis import given
from hypothesis import strategies as st

from noticepress.build import Shard
from noticepress.cli import main
from noticepress.model import Brand

from .workspaces import BRANDS, DAY, Run, build, swap, tree

IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,3})?", fullmatch=True)


def brands(ids: list[str]) -> list[Brand]:
    return [replace(make_brand(), id=name) for name in ids]


@given(st.lists(IDS, unique=True, max_size=30), st.integers(1, 20), IDS)
def test_every_brand_is_in_one_shard_and_stays_there(ids: list[str], of: int, more: str) -> None:
    def placed(known: list[Brand]) -> dict[str, int]:
        found = [(brand.id, number) for number in range(1, of + 1) for brand in Shard(number, of).brands(known)]
        assert len(found) == len(known)
        return dict(found)

    before = placed(brands(ids))
    after = placed(brands([more, *(name for name in ids if name != more)]))
    assert {name: number for name, number in after.items() if name in before} == before


def test_shards_are_about_as_large_as_each_other() -> None:
    many = brands([f"brand-{number}" for number in range(1600)])
    sizes = [len(Shard(number, 16).brands(many)) for number in range(1, 17)]
    assert min(sizes) > 60
    assert max(sizes) < 140


def shard(root: Path, number: int, of: int = 2, *options: str) -> Path:
    out = root / f"part-{number}"
    assert build(root, "--no-pdf", "--shard", f"{number}/{of}", "--out", str(out), *options) == 0
    return out


def merge(root: Path, *parts: Path) -> int:
    return main(["merge", *map(str, parts), "--workspace", str(root), "--out", str(root / "merged")])


def test_the_shards_together_are_the_whole_build(root: Path) -> None:
    parts = [shard(root, number, 5) for number in range(1, 6)]  # some are empty
    assert sum(len(list(part.glob("*/404.html"))) for part in parts) == len(BRANDS)
    assert merge(root, *reversed(parts)) == 0
    assert build(root, "--no-pdf", "--no-cache") == 0
    assert tree(root / "merged") == tree(root / "site")
    # And over what was merged before.
    assert merge(root, *parts) == 0
    assert tree(root / "merged") == tree(root / "site")


@pytest.fixture
def parts(root: Path) -> list[Path]:
    return [shard(root, 1), shard(root, 2)]


def refused(root: Path, capsys: pytest.CaptureFixture[str], *folders: Path) -> str:
    capsys.readouterr()
    assert merge(root, *folders) == 2
    assert not (root / "merged").exists()
    return capsys.readouterr().err


def test_a_missing_a_double_and_a_foreign_shard_are_refused(
    root: Path, parts: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not all shards" in refused(root, capsys, parts[0])
    assert "not all shards" in refused(root, capsys, parts[0], parts[0])
    assert "not all shards" in refused(root, capsys, parts[0], parts[1], parts[1])
    third = shard(root, 3, 3)
    assert "not all shards" in refused(root, capsys, *parts, third)
    assert "no shard of a build" in refused(root, capsys, parts[0], root / "brands")


def test_shards_of_different_inputs_are_refused(
    root: Path, parts: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    swap(root, "templates/site/style.css", "{", "{--x:1;")
    again = shard(root, 1)
    assert "different inputs" in refused(root, capsys, again, parts[1])
    shard(root, 2)
    assert merge(root, *parts) == 0


@pytest.mark.parametrize("day", [DAY, "2026-05-31"])
def test_shards_of_different_days_are_refused(
    root: Path, parts: list[Path], capsys: pytest.CaptureFixture[str], day: str
) -> None:
    again = shard(root, 1, 2, "--as-at", day)
    if day == DAY:
        assert merge(root, again, parts[1]) == 0
    else:
        assert "different inputs" in refused(root, capsys, again, parts[1])


def test_a_shard_that_lost_something_on_its_way_is_refused(
    root: Path, parts: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    full = next(part for part in parts if list(part.glob("*/404.html")))
    (brand, *_) = sorted(path.parent for path in full.glob("*/404.html"))
    page = brand / "privacy/index.html"
    text = page.read_bytes()
    page.write_bytes(text[:-1])
    assert f"'{brand.name}' is not what its shard built" in refused(root, capsys, *parts)
    page.unlink()
    assert f"'{brand.name}' is not what its shard built" in refused(root, capsys, *parts)
    page.write_bytes(text)
    (brand / "more.html").write_text("x", encoding="utf-8")
    assert f"'{brand.name}' is not what its shard built" in refused(root, capsys, *parts)
    shutil.rmtree(brand)
    assert "is missing" in refused(root, capsys, *parts)


def test_a_shard_of_fewer_brands_than_there_are_is_refused(
    root: Path, parts: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "brands/dot.yml").write_text("name: Dot Works\nparent: acme\n", encoding="utf-8")
    assert "'dot' is in no shard" in refused(root, capsys, *parts)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"shard": 1}', '{"shard": "x", "of": 2, "inputs": "", "brands": []}'])
def test_a_mark_that_cannot_be_read_is_refused(
    root: Path, parts: list[Path], capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (mark,) = parts[0].glob("shard-*.json")
    mark.write_text(text, encoding="utf-8")
    assert "cannot be read" in refused(root, capsys, *parts)


def test_what_travels_as_a_zip_file_is_merged_with_its_modes(root: Path, parts: list[Path]) -> None:
    for part in parts:
        for path in part.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o640)
    assert merge(root, *parts) == 0
    assert build(root, "--no-pdf", "--no-cache") == 0
    assert tree(root / "merged") == tree(root / "site")


def test_a_whole_build_over_a_shard_is_a_shard_no_more(root: Path, parts: list[Path]) -> None:
    assert json.loads(next(parts[0].glob("shard-*.json")).read_bytes())["shard"] == 1
    assert build(root, "--no-pdf", "--out", str(parts[0])) == 0
    assert not list(parts[0].glob("shard-*.json"))


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3"])
def test_a_part_that_there_is_not_is_refused(root: Path, text: str, run: Run) -> None:
    code, _, said = run(root, "--shard", text)
    assert code == 2
    assert "is no part of a build: write 3/16 for the third of sixteen" in said or "expected one argument" in said
