"""The index of verified sums takes no file for what it is not."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from noticepress.cache import FOLDER, sums
from noticepress.cache.sums import NAME, DigestOf, file_digest, remembered_sums
from noticepress.errors import IntegrityError

HOUR = 3600


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files of which every byte was read."""
    names: list[str] = []

    def noted(path: Path) -> str:
        names.append(path.name)
        return file_digest(path)

    monkeypatch.setattr(sums, "file_digest", noted)
    return names


@contextmanager
def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> Iterator[None]:
    """Let the clock of the file system, as the index asks for it, be ahead: no test waits for files to age."""
    clock = sums._clock
    with monkeypatch.context() as patch:
        patch.setattr(sums, "_clock", lambda folder: (clock(folder) or 0) + int(seconds * 1e9))
        yield


@pytest.fixture
def aged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace with two files that were settled when they were verified."""
    (tmp_path / "a.html").write_text("one", encoding="utf-8")
    (tmp_path / "b.html").write_text("two", encoding="utf-8")
    with later(monkeypatch, HOUR):
        digests(tmp_path)
        yield tmp_path


def digests(root: Path) -> dict[str, str]:
    with remembered_sums(root) as digest_of:
        return {path.name: digest_of(path) for path in sorted(root.glob("*.html"))}


def right(root: Path) -> dict[str, str]:
    return {path.name: file_digest(path) for path in sorted(root.glob("*.html"))}


def test_what_was_verified_and_stands_as_it_stood_is_not_read_again(aged: Path, read: list[str]) -> None:
    assert digests(aged) == right(aged)
    assert read == []


def test_a_changed_byte_is_found_although_its_time_was_put_back(aged: Path, read: list[str]) -> None:
    path = aged / "a.html"
    before = path.stat()
    path.write_text("onE", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert digests(aged) == right(aged)
    assert read == ["a.html"]


def test_a_file_in_the_place_of_another_of_its_size_and_time_is_found(aged: Path, read: list[str]) -> None:
    path, other = aged / "a.html", aged / "other"
    before = path.stat()
    other.write_text("ONE", encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert digests(aged) == right(aged)
    assert read == ["a.html"]


def test_two_files_that_change_places_are_found(aged: Path, read: list[str]) -> None:
    one, two, third = aged / "a.html", aged / "b.html", aged / "c"
    one.replace(third)
    two.replace(one)
    third.replace(two)
    assert digests(aged) == right(aged)
    assert sorted(read) == ["a.html", "b.html"]


def test_a_young_file_is_read_each_time(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "a.html").write_text("one", encoding="utf-8")
    for _ in range(3):
        assert digests(tmp_path) == right(tmp_path)
    assert read == ["a.html"] * 3


def test_a_file_from_the_future_is_read_each_time(aged: Path, read: list[str]) -> None:
    ahead = time.time_ns() + 2 * HOUR * 10**9
    os.utime(aged / "a.html", ns=(ahead, ahead))
    for _ in range(2):
        assert digests(aged) == right(aged)
    assert read == ["a.html", "a.html"]


def test_by_a_clock_that_was_put_back_nothing_is_old_enough(
    aged: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    with later(monkeypatch, -3 * HOUR):
        for text in ("One", "oNe"):
            (aged / "a.html").write_text(text, encoding="utf-8")
            assert digests(aged) == right(aged)
        assert digests(aged) == right(aged)
    assert read == ["a.html"] * 3


def test_a_file_that_changes_while_it_is_read_is_not_remembered(
    aged: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    path = aged / "a.html"
    path.write_text("new", encoding="utf-8")

    def overtaken(file: Path) -> str:
        found = file_digest(file)
        file.write_text("newer", encoding="utf-8")
        return found

    with monkeypatch.context() as patch, remembered_sums(aged) as digest_of:
        patch.setattr(sums, "file_digest", overtaken)
        digest_of(path)
    assert digests(aged) == right(aged)
    assert read == ["a.html"]


def cut(data: bytes) -> bytes:
    return data[:-9]


def changed(data: bytes) -> bytes:
    return data.replace(b" a.html", b" b.html", 1)


def of_another_format(data: bytes) -> bytes:
    return data.replace(b"sums-1", b"sums-2", 1)


@pytest.mark.parametrize("damage", [cut, changed, of_another_format, lambda _: b"", lambda _: b"\xff\n\x00"])
def test_a_damaged_index_is_as_good_as_none(
    aged: Path, read: list[str], damage: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = aged / FOLDER / NAME
    index.write_bytes(damage(index.read_bytes()))
    with later(monkeypatch, HOUR):
        assert digests(aged) == right(aged)
    assert read == ["a.html", "b.html"]
    assert digests(aged) == right(aged)
    assert len(read) == 2


def test_without_a_place_for_an_index_every_byte_is_read(tmp_path: Path, read: list[str]) -> None:
    (tmp_path / "a.html").write_text("one", encoding="utf-8")
    (tmp_path / FOLDER).write_text("a file stands where the folder would", encoding="utf-8")
    assert digests(tmp_path) == right(tmp_path)
    assert read == ["a.html"]


def test_git_is_told_to_leave_it_out(aged: Path) -> None:
    assert (aged / FOLDER / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_what_is_gone_is_forgotten_and_what_was_not_asked_for_is_kept(aged: Path, read: list[str]) -> None:
    (aged / "a.html").unlink()
    with remembered_sums(aged):
        pass
    assert b"a.html" not in (aged / FOLDER / NAME).read_bytes()
    assert digests(aged) == right(aged)
    assert read == []


def test_an_error_in_between_leaves_the_index_as_it_was(aged: Path) -> None:
    before = (aged / FOLDER / NAME).read_bytes()
    (aged / "c.html").write_text("three", encoding="utf-8")

    def fails(digest_of: DigestOf) -> None:
        digest_of(aged / "c.html")
        raise IntegrityError

    with pytest.raises(IntegrityError), remembered_sums(aged) as digest_of:
        fails(digest_of)
    assert (aged / FOLDER / NAME).read_bytes() == before


def test_what_decides_or_proves_never_asks_the_index() -> None:
    package = Path(sums.__file__).parent
    asking = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "remembered_sums" in path.read_text(encoding="utf-8") and path.name != "sums.py"
    }
    assert asking <= {"build.py", "cli/checking.py", "cli/commands.py", "cli/past.py"}
