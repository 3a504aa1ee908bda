"""Jobs on every core: a process each, that starts once, ends with its parent, and leaves interrupts to it."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from multiprocessing import get_start_method
from pathlib import Path
from typing import TypeVar

from noticepress.build.order import BuiltSite, Order
from noticepress.errors import BuildError, Finding, NoticepressError
from noticepress.model import Brand
from noticepress.workers import begin, work

#: Below this many brands one process is done before a second one has imported what it needs; a copy has it already.
_WORTH_PROCESSES, _WORTH_COPIES = 12, 2
#: Jobs that wait, by process: enough that none is ever idle, and few enough to hold in memory.
_AHEAD = 4
_GONE = "what builds the sites ended in the middle of its work"
_AGAIN = "build again: what was made is kept; if a machine ran out of memory, let it do fewer jobs at once"

T = TypeVar("T")
Outcome = BuiltSite | NoticepressError
Progress = Callable[[int, int, str], None]


def processes(asked: int | None, tasks: int) -> int:
    """Return how many processes ``tasks`` jobs are worth: as many as were asked for, else every core for many."""
    if asked is not None:
        return max(1, min(asked, tasks))
    worth = _WORTH_COPIES if _can_copy() else _WORTH_PROCESSES
    return min(os.cpu_count() or 1, tasks) if tasks >= worth else 1


def _can_copy() -> bool:
    """Whether new processes are copies of this one, and safely so: it has no other thread, which a copy would lack."""
    try:
        return get_start_method() == "fork" and len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


def outcomes(order: Order, brands: Sequence[Brand], folder: Path, jobs: int | None) -> Iterator[tuple[Brand, Outcome]]:
    """Build each site below ``folder`` and yield what came of it, in whatever order they are done.

    With one process that is this one. Leaving early, as at an interrupt, drops the jobs that wait and lets those
    that run come to their end.
    """
    number = processes(jobs, len(brands))
    if number <= 1:
        yield from ((brand, _attempt(order, brand, folder)) for brand in brands)
        return
    _warm_up(order)
    with ProcessPoolExecutor(number, initializer=begin, initargs=((order, folder),)) as pool:
        done = in_flight(pool, brands, lambda executor, brand: executor.submit(_in_worker, brand.id), number)
        yield from ((brand, future.result()) for brand, future in done)


def in_flight(
    executor: Executor, brands: Sequence[Brand], submit: Callable[[Executor, Brand], Future[T]], workers: int
) -> Iterator[tuple[Brand, Future[T]]]:
    """Submit a job for each of ``brands``, a few ahead of the workers, and yield each when it is done.

    Raises ``BuildError`` where the executor itself is gone.
    """
    waiting = iter(brands)
    running: dict[Future[T], Brand] = {}
    try:
        while True:
            while len(running) < _AHEAD * workers and (brand := next(waiting, None)) is not None:
                running[submit(executor, brand)] = brand
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), _sound(future)
    except BrokenExecutor as error:
        raise BuildError(Finding("EXECUTOR", "error", _GONE, hint=_AGAIN)) from error
    finally:
        for future in running:
            future.cancel()


def _sound(future: Future[T]) -> Future[T]:
    """Return a future that is done; ``BuildError`` where its executor let it fall."""
    if future.cancelled():
        raise BuildError(Finding("EXECUTOR", "error", _GONE, hint=_AGAIN))
    if isinstance(error := future.exception(), BrokenExecutor):
        raise error
    return future


def _warm_up(order: Order) -> None:
    """Read what all brands share before the processes part, so that those that are copies of this one have it."""
    import noticepress.build.brand  # noqa: PLC0415
    import noticepress.site.engine  # noqa: F401, PLC0415

    _ = order.releases, order.ledger


def _in_worker(brand: str) -> Outcome:
    order, folder = work()
    return _attempt(order, order.workspace.brand(brand), folder)


def _attempt(order: Order, brand: Brand, folder: Path) -> Outcome:
    from noticepress.build.brand import build_brand  # noqa: PLC0415 - a build with nothing to do needs none of it

    try:
        return build_brand(order.job(brand, folder / brand.id))
    except NoticepressError as error:
        return error
