"""Many sites are looked at by a copy of this process, and what it says of each is what this one would."""

from multiprocessing import get_start_method
from pathlib import Path

import pytest

from noticepress import workers
from noticepress.build import looking
from noticepress.build.records import listing


@pytest.mark.skipif(get_start_method() != "fork", reason="new processes are no copies of this one")
@pytest.mark.parametrize("number", [3, 120])
def test_each_site_is_listed_as_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    # A worker of the tests has a second thread, and a build has none.
    monkeypatch.setattr(workers, "can_copy", lambda: True)
    for site in range(number):
        (tmp_path / f"{site}" / "privacy").mkdir(parents=True)
        (tmp_path / f"{site}" / "privacy" / "index.html").write_text(f"{site}", encoding="utf-8")
    (tmp_path / "no-site").touch()
    before = {path: listing(path) for path in tmp_path.iterdir()}
    with looking(tmp_path) as look:
        assert {path: look(path) for path in before} == before
        assert look(tmp_path / "nothing") is None
    assert before[tmp_path / "no-site"] is None


def test_where_no_site_was_ever_built_there_is_none(tmp_path: Path) -> None:
    with looking(tmp_path / "site") as look:
        assert look(tmp_path / "site" / "acme") is None
