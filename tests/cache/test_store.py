"""The store and the records: damaged, cut, mixed up, unreadable, full, and in use by two at once."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from pprint import pformat

import pytest
from conftest import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

import noticepress.build
from noticepress.build.records import FOLDERS
from noticepress.cache import FOLDER, Store, clear, fingerprint, store
from noticepress.cache.keys import files_below
from noticepress.cache.parcel import pack, unpack
from noticepress.cli import main

from .workspaces import DAY, build, tree

KEY, OTHER = "ab" * 32, "cd" * 32


def test_what_was_put_is_got(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    assert kept.get(KEY) is None
    kept.put(KEY, b"x" * 9999)
    assert kept.get(KEY) == b"x" * 9999
    assert kept.kept(KEY, lambda: b"not asked") == b"x" * 9999


def only(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "cut to nothing": lambda path: path.write_bytes(b""),
    "cut in its head": lambda path: path.write_bytes(path.read_bytes()[:20]),
    "a bit flipped": lambda path: path.write_bytes(path.read_bytes()[:-6] + b"!" + path.read_bytes()[-5:]),
    "a digest flipped": lambda path: path.write_bytes(path.read_bytes()[:20] + b"!!" + path.read_bytes()[22:]),
    "longer": lambda path: path.write_bytes(path.read_bytes() * 2),
    "of another kind": lambda path: path.write_bytes(b"<html>"),
    "zeros": lambda path: path.write_bytes(bytes(4096)),
    "unreadable": lambda path: path.chmod(0),
    "a folder": lambda path: [path.unlink(), path.mkdir()],
    "a link to nowhere": lambda path: [path.unlink(), path.symlink_to("nowhere")],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_damaged_is_never_served(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    kept = Store(tmp_path)
    kept.put(KEY, b"right" * 100)
    damage(only(tmp_path))
    assert kept.get(KEY) in (None, b"right" * 100)  # nobody is kept from reading who is root
    assert kept.kept(KEY, lambda: b"right" * 100) == b"right" * 100


def test_what_is_whole_under_anothers_key_is_never_served(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    kept.put(KEY, b"one")
    kept.put(OTHER, b"other")
    shutil.copy(tmp_path / KEY[:2] / KEY[2:], tmp_path / OTHER[:2] / OTHER[2:])
    assert kept.get(OTHER) is None


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_build_over_damaged_products_and_records_is_as_a_clean_one(
    root: Path, damage: Callable[[Path], object]
) -> None:
    assert build(root, "--no-pdf") == 0
    clean = tree(root / "site")
    for path in sorted((root / FOLDER).rglob("*")):
        if path.is_file() and not path.is_symlink():
            damage(path)
    shutil.rmtree(root / "site/acme")
    assert build(root, "--no-pdf") == 0
    assert tree(root / "site") == clean
    assert build(root, "--no-pdf") == 0
    assert tree(root / "site") == clean


@pytest.mark.parametrize("there", ["a file", "a link to nowhere", "files where folders are"])
def test_where_nothing_can_be_kept_the_build_is_right_all_the_same(root: Path, there: str) -> None:
    folder = root / FOLDER
    shutil.rmtree(folder)
    if there == "a file":
        folder.write_text("x", encoding="utf-8")
    elif there == "a link to nowhere":
        folder.symlink_to(root / "nowhere/at/all")
    else:
        folder.mkdir()
        (folder / "products").write_text("x", encoding="utf-8")
        (folder / "sites").write_text("x", encoding="utf-8")
        (folder / "sums").mkdir()
    assert build(root, "--no-pdf", "cog") == 0
    assert build(root, "--no-pdf", "cog") == 0
    assert clear(root) >= 0


def test_a_full_disk_keeps_nothing_and_stops_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    shutil.rmtree(root / FOLDER)
    monkeypatch.setattr(store, "replace_file", full)
    assert build(root, "--no-pdf", "cog") == 0
    assert not list((root / FOLDER / "products").rglob("*.*"))


def test_a_writer_that_was_killed_leaves_no_half_product(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    kept.put(KEY, b"one")
    path = only(tmp_path)
    (path.parent / f".{path.name}.x1").write_bytes(path.read_bytes()[:10])  # what it was about to rename
    assert kept.get(KEY) == b"one"
    assert Store(tmp_path, limit=1).prune() == 2


def test_a_store_is_bounded_and_drops_what_was_not_used_for_longest(tmp_path: Path) -> None:
    kept = Store(tmp_path, limit=10_000)
    names = [f"{number:064x}"[::-1] for number in range(20)]
    for number, name in enumerate(names):
        kept.put(name, os.urandom(1000))
        os.utime(kept._path(name), (number, number))
    assert kept.get(names[0])  # used just now
    gone = kept.prune()
    assert 11 <= gone <= 13
    assert [bool(kept.get(name)) for name in names[:2]] == [True, False]
    assert kept.get(names[-1])
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 8_000
    assert kept.prune() == 0


def test_a_large_store_is_judged_by_a_part_of_it_and_never_grows_past_its_limit(tmp_path: Path) -> None:
    count, size = 9000, 64
    for number in range(count):
        path = tmp_path / f"{number % 256:02x}" / f"{number:062x}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(size))
    (tmp_path / "00" / "unreadable").symlink_to("nowhere")
    assert Store(tmp_path, limit=count * size * 3).prune() == 0
    assert Store(tmp_path, limit=count * size).prune() == 0
    assert Store(tmp_path, limit=count * size - 1).prune() >= count // 5
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= count * size * 0.8


def test_a_build_keeps_its_store_below_the_limit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticepress.build, "LIMIT", 20_000)
    assert build(root, "--no-pdf") == 0
    sizes = [path.stat().st_size for path in (root / FOLDER / "products").rglob("*") if path.is_file()]
    assert sum(sizes) <= 20_000


def test_no_more_than_so_many_folders_of_sites_are_known(root: Path) -> None:
    for number in range(FOLDERS + 4):
        old = root / FOLDER / "sites" / f"old-{number}"
        old.mkdir(parents=True)
        os.utime(old, (number, number))
    assert build(root, "--no-pdf", "cog") == 0
    left = {path.name for path in (root / FOLDER / "sites").iterdir()}
    assert len(left) == FOLDERS
    assert "old-0" not in left
    assert f"old-{FOLDERS + 3}" in left


def test_clearing_the_cache_clears_it_and_nothing_else(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(root, "--no-pdf", "cog") == 0
    before = tree(root / "site")
    capsys.readouterr()
    assert main(["cache", "clear", "--workspace", str(root)]) == 0
    assert "freed" in capsys.readouterr().out
    assert not (root / FOLDER).exists()
    assert tree(root / "site") == before
    assert main(["cache", "clear", "--workspace", str(root)]) == 0
    assert "freed 0.0 MB" in capsys.readouterr().out


def test_a_cache_on_another_disk_is_emptied_and_its_link_stays(root: Path, tmp_path: Path) -> None:
    shutil.rmtree(root / FOLDER)
    (tmp_path / "disk").mkdir()
    (root / FOLDER).symlink_to(tmp_path / "disk")
    assert build(root, "--no-pdf", "cog") == 0
    assert list((tmp_path / "disk").iterdir())
    assert clear(root) > 0
    assert (root / FOLDER).is_symlink()
    assert not list((tmp_path / "disk").iterdir())


def test_two_builds_at_once_are_both_right(root: Path) -> None:
    shutil.rmtree(root / FOLDER)
    command = [sys.executable, REPOSITORY / "build.py", "build", "--no-pdf", "--workspace", root, "--as-at"]
    days = [DAY, "2026-06-01"] * 2
    running = [
        subprocess.Popen(
            [*map(str, command), day], cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for day in days
    ]
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4, said
    assert not list((root / "site").glob(".*"))
    # Whoever came last: what stands is what its day asks for, and what is remembered of it is so.
    for day in days[:2]:
        assert build(root, "--no-pdf", "--as-at", day) == 0
        assert build(root, "--no-pdf", "--no-cache", "--as-at", day, "--out", str(root / day)) == 0
        assert tree(root / "site") == tree(root / day)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9)


@given(st.dictionaries(NAMES, st.binary(max_size=30), max_size=5))
def test_a_parcel_is_unpacked_as_it_was_packed(files: dict[str, bytes]) -> None:
    assert unpack(pack(files)) == files
    assert pack(dict(reversed(files.items()))) == pack(files)
    for cut in (pack(files)[:-1], pack(files) + b"x"):
        with pytest.raises(ValueError, match=r"."):
            unpack(cut)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(PLAIN, PLAIN)
def test_two_values_have_one_fingerprint_only_where_they_are_one(one: object, other: object) -> None:
    assert (fingerprint(one) == fingerprint(other)) is (pformat(one) == pformat(other))
    assert fingerprint(one, other) != fingerprint([one, other])


def test_a_path_of_one_machine_is_no_part_of_a_key() -> None:
    with pytest.raises(TypeError):
        fingerprint(Path("/somewhere"))
    assert fingerprint(Path("a/b")) != fingerprint("a/b")


def test_files_behind_links_are_found_and_a_circle_ends(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/x").touch()
    (tmp_path / "a/around").symlink_to(tmp_path / "a")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    (tmp_path / "a/again").symlink_to(tmp_path / "a/b")
    names = [path.relative_to(tmp_path / "a").as_posix() for path in files_below(tmp_path / "a")]
    assert names == ["again/x", "b/x"]
