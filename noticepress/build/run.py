"""Jobs on every core: a process each, that starts once, ends with its parent, and leaves interrupts to it."""

import gc
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from pathlib import Path
from typing import TypeVar

from noticepress.build.order import BuiltSite, Order
from noticepress.build.ready import warm_up
from noticepress.errors import BuildError, Finding, NoticepressError
from noticepress.model import Brand
from noticepress.workers import AGAIN, GONE, can_copy, work, working

#: Below this many brands one process is done before a second one has imported what it needs; a copy has it already.
_WORTH_PROCESSES, _WORTH_COPIES = 12, 2
#: Jobs that wait, by process: enough that none is ever idle, and few enough to hold in memory.
_AHEAD = 4

T = TypeVar("T")
Outcome = BuiltSite | NoticepressError
Outcomes = Generator[tuple[Brand, Outcome], None, None]
Progress = Callable[[int, int, str], None]


def processes(asked: int | None, tasks: int) -> int:
    """Return how many processes ``tasks`` jobs are worth: as many as were asked for, else every core for many."""
    if asked is not None:
        return max(1, min(asked, tasks))
    worth = _WORTH_COPIES if can_copy() else _WORTH_PROCESSES
    return min(os.cpu_count() or 1, tasks) if tasks >= worth else 1


def outcomes(order: Order, brands: Sequence[Brand], folder: Path, jobs: int | None) -> Outcomes:
    """Build each site below ``folder`` and yield what came of it, in whatever order they are done.

    With one process that is this one. Leaving early, as at an interrupt, drops the jobs that wait and ends those that
    run: close it, so that nobody writes below ``folder`` any more.
    """
    number = processes(jobs, len(brands))
    if number <= 1:
        for at, brand in enumerate(brands):
            if at > 0:
                _collect()
            yield brand, _attempt(order, brand, folder)
        return
    warm_up(order, len(brands))
    with working(number, (order, folder)) as pool:
        done = in_flight(
            pool, brands, lambda executor, brand: executor.submit(_in_worker, brand.id), number, cancel=False
        )
        yield from ((brand, future.result()) for brand, future in done)


def in_flight(
    executor: Executor,
    brands: Sequence[Brand],
    submit: Callable[[Executor, Brand], Future[T]],
    workers: int,
    *,
    cancel: bool = True,
) -> Iterator[tuple[Brand, Future[T]]]:
    """Submit a job for each of ``brands``, a few ahead of the workers, and yield each when it is done.

    Left early, it cancels the jobs that wait, unless the executor is to do that itself: one whose processes were ended
    under it takes a job that somebody else cancelled for a fault. Raises ``BuildError`` where the executor is gone.
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
        raise BuildError(Finding("EXECUTOR", "error", GONE, hint=AGAIN)) from error
    finally:
        for future in running if cancel else ():
            future.cancel()


def _sound(future: Future[T]) -> Future[T]:
    """Return a future that is done; ``BuildError`` where its executor let it fall."""
    if future.cancelled():
        raise BuildError(Finding("EXECUTOR", "error", GONE, hint=AGAIN))
    if isinstance(error := future.exception(), BrokenExecutor):
        raise error
    return future


def _in_worker(brand: str) -> Outcome:
    order, folder = work()
    _collect()
    return _attempt(order, order.workspace.brand(brand), folder)


def _collect() -> None:
    # What the site before left in circles goes before there is more: few searches come by themselves, and what outlives
    # one of them may stay for hundreds of sites.
    gc.collect()


def _attempt(order: Order, brand: Brand, folder: Path) -> Outcome:
    from noticepress.build.brand import build_brand  # noqa: PLC0415 - a build with nothing to do needs none of it

    try:
        return build_brand(order.job(brand, folder / brand.id))
    except NoticepressError as error:
        return error
