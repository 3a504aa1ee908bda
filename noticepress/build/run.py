"""Jobs on every core: a process each, that starts once, ends with its parent, and leaves interrupts to it."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import TypeVar

from noticepress.build.order import BuiltSite, Order
from noticepress.errors import NoticepressError
from noticepress.model import Brand

#: Below this many brands one process is done before a second one has imported what it needs.
_WORTH_PROCESSES = 12
#: Jobs that wait, by process: enough that none is ever idle, and few enough to hold in memory.
_AHEAD = 4

T = TypeVar("T")
Outcome = BuiltSite | NoticepressError
Progress = Callable[[int, int, str], None]


def processes(asked: int | None, tasks: int) -> int:
    """Return how many processes ``tasks`` jobs are worth: as many as were asked for, else every core for many."""
    if asked is not None:
        return max(1, min(asked, tasks))
    return min(os.cpu_count() or 1, tasks) if tasks >= _WORTH_PROCESSES else 1


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
    with ProcessPoolExecutor(number, initializer=_begin, initargs=(order, folder)) as pool:
        yield from in_flight(pool, brands, lambda executor, brand: executor.submit(_in_worker, brand.id), number)


def in_flight(
    executor: Executor, brands: Sequence[Brand], submit: Callable[[Executor, Brand], Future[T]], workers: int
) -> Iterator[tuple[Brand, T]]:
    """Submit a job for each of ``brands``, a few ahead of the workers, and yield what came of each as it is done."""
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
                yield running.pop(future), future.result()
    finally:
        for future in running:
            future.cancel()


def _warm_up(order: Order) -> None:
    """Read what all brands share before the processes part, so that those that are copies of this one have it."""
    import noticepress.build.brand  # noqa: PLC0415
    import noticepress.site.engine  # noqa: F401, PLC0415

    _ = order.releases, order.ledger


_worker: tuple[Order, Path] | None = None


def _begin(order: Order, folder: Path) -> None:
    """Make this process a worker."""
    global _worker  # noqa: PLW0603 - what a worker is given when it starts has no other place
    _worker = order, folder
    become_worker()


def become_worker() -> None:
    """Make this process one that leaves interrupts to its parent and ends when that one does."""
    # An interrupt reaches every process of a terminal: the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _in_worker(brand: str) -> Outcome:
    if _worker is None:
        raise RuntimeError("this process was not started as a worker")
    order, folder = _worker
    return _attempt(order, order.workspace.brand(brand), folder)


def _attempt(order: Order, brand: Brand, folder: Path) -> Outcome:
    from noticepress.build.brand import build_brand  # noqa: PLC0415 - a build with nothing to do needs none of it

    try:
        return build_brand(order.job(brand, folder / brand.id))
    except NoticepressError as error:
        return error
