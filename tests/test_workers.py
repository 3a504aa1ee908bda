"""Workers that are left early end at once, and none is left."""

import os
import signal
import time
from functools import partial
from multiprocessing import active_children, get_start_method
from pathlib import Path

import pytest

from noticepress.errors import BuildError
from noticepress.workers import ahead, beside, work, working

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
#: How long a job would take that is ended where it is.
LONG = 120


def long_job(number: int) -> None:
    begin_in(work(), number)


def begin_in(folder: Path, number: int) -> None:
    (folder / f"begun-{number}").touch()
    time.sleep(LONG)
    (folder / f"done-{number}").touch()


def doubled(number: int) -> int:
    return 2 * number


def fail() -> None:
    raise ValueError("as it was asked to")


def until_begun(folder: Path, number: int) -> None:
    while len(list(folder.glob("begun-*"))) < number:
        os.sched_yield()


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit, ValueError])
def test_jobs_that_run_are_ended_where_they_are(
    tmp_path: Path, error: type[BaseException], capfd: pytest.CaptureFixture[str]
) -> None:
    before = set(active_children())
    with pytest.raises(error), working(2, tmp_path) as executor:  # noqa: PT012 - what comes after it is the point
        futures = [executor.submit(long_job, number) for number in range(20)]
        until_begun(tmp_path, 2)
        assert not any(future.done() for future in futures)
        raise error
    assert set(active_children()) <= before
    assert not list(tmp_path.glob("done-*"))
    assert len(list(tmp_path.glob("begun-*"))) <= 4
    assert capfd.readouterr().err == ""


def test_a_signal_ends_them_too(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), working(2, tmp_path) as executor:  # noqa: PT012
        future = executor.submit(long_job, 1)
        until_begun(tmp_path, 1)
        signal.raise_signal(signal.SIGINT)
        future.result()
    assert not list(tmp_path.glob("done-*"))


def test_left_in_order_they_do_all_their_work(tmp_path: Path) -> None:
    with working(2, tmp_path) as executor:
        futures = [executor.submit(doubled, number) for number in range(20)]
    assert [future.result() for future in futures] == list(range(0, 40, 2))


@pytest.mark.skipif(get_start_method() != "fork", reason="new processes are no copies of this one")
class TestBeside:
    """A job in a copy of this process, while this one does something else."""

    def test_both_are_done_and_the_job_returns_what_it_makes(self) -> None:
        done: list[int] = []
        mine = os.getpid()
        assert beside(lambda: (os.getpid() != mine, len(done)), lambda: done.append(1)) == (True, 0)
        assert done == [1]

    def test_what_the_job_raises_is_raised(self) -> None:
        with pytest.raises(ValueError, match="as it was asked to"):
            beside(fail, lambda: None)

    def test_what_is_raised_meanwhile_ends_the_job(self, tmp_path: Path) -> None:
        def wait_then_fail() -> None:
            until_begun(tmp_path, 1)
            fail()

        before = set(active_children())
        job = partial(begin_in, tmp_path, 1)
        with pytest.raises(ValueError, match="as it was asked to"):
            beside(job, wait_then_fail)
        assert set(active_children()) <= before
        assert not list(tmp_path.glob("done-*"))

    def test_a_job_that_ends_unasked_is_told(self) -> None:
        with pytest.raises(BuildError, match="ended in the middle of its work"):
            beside(partial(os._exit, 0), lambda: None)

    def test_a_job_that_nobody_waits_for_is_ended(self, tmp_path: Path) -> None:
        before = set(active_children())
        with ahead(partial(begin_in, tmp_path, 1)):
            until_begun(tmp_path, 1)
        assert set(active_children()) <= before
        assert not list(tmp_path.glob("done-*"))
