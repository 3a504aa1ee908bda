"""A table on disk holds what a mapping would, in whatever order and number it is asked and told."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noticepress.cache import table
from noticepress.cache.table import Table

NAMES = [b"a", b"a b", b"a/b", b"a.b", b"b", "é".encode(), b"z/1", b"z/10", b"z/2"]
ENTRIES = st.sampled_from([b"1 2", b"33 4", b"5 666"])
STEPS = st.lists(st.tuples(st.sampled_from(NAMES), st.none() | ENTRIES), max_size=30)
RUNS = st.lists(st.tuples(STEPS, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES))), max_size=4)


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    """Blocks of a line or two, and few entries in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_BLOCK", 8)
        patch.setattr(table, "_NEW", 3)
        yield


def opened(path: Path) -> Table:
    return Table(path, "test-1", 2)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """As many paths as there are examples."""
    folder = tmp_path_factory.mktemp("tables")
    return (folder / str(number) for number in count())


@settings(deadline=None)
@given(RUNS)
def test_it_holds_what_a_mapping_would(
    paths: Iterator[Path], runs: list[tuple[list[tuple[bytes, bytes | None]], set[bytes], set[bytes]]]
) -> None:
    path, model = next(paths), dict[bytes, bytes]()
    for steps, asked, there in runs:
        known = opened(path)
        told = dict[bytes, bytes | None]()
        for name, entry in steps:
            known.put(name, entry)
            told[name] = entry
        model = {name: entry for name, entry in {**model, **told}.items() if entry is not None}
        assert {name: known.get(name) for name in asked} == {name: model.get(name) for name in asked}
        known.save(there.__contains__)
        known.close()
        # What a step put out of the table, or into it, was asked for thereby.
        model = {name: entry for name, entry in model.items() if name in asked | there | told.keys()}
        again = opened(path)
        assert {name: again.get(name) for name in NAMES} == {name: model.get(name) for name in NAMES}
        again.close()


def test_what_is_new_goes_to_the_disk_before_it_is_much(tmp_path: Path) -> None:
    known = opened(tmp_path / "table")
    for number in range(100):
        known.put(b"%03d" % number, b"1 %d" % number)
        assert len(known._new) < 3
    assert [known.get(b"%03d" % number) for number in range(100)] == [b"1 %d" % number for number in range(100)]
    assert not list(tmp_path.iterdir())
    known.save(lambda _: False)
    assert [path.name for path in tmp_path.iterdir()] == ["table"]
    assert len((tmp_path / "table").read_bytes().splitlines()) == 101


def test_it_is_written_only_where_something_changed(tmp_path: Path) -> None:
    path = tmp_path / "table"
    known = opened(path)
    known.put(b"a", b"1 2")
    known.save(lambda _: True)
    before = path.stat().st_ino
    known = opened(path)
    assert known.get(b"a") == b"1 2"
    known.put(b"b", None)
    known.save(lambda _: False)
    assert path.stat().st_ino == before
    known.close()


@pytest.mark.parametrize("data", [b"", b"test-1", b"test-1 \n1 2 a\n", b"\n\n\n", b"1 2 a\n"])
def test_what_is_no_table_holds_nothing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "table"
    path.write_bytes(data)
    assert opened(path).get(b"a") is None
