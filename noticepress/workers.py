"""Processes that work for another one: they end with it, and leave it to decide what an interrupt means."""

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import Pipe, Process, active_children, connection, get_start_method, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from noticepress.errors import BuildError, Finding

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: What is told where a process ended that had not been asked to.
GONE = "what builds the sites ended in the middle of its work"
AGAIN = "build again: what was made is kept; if a machine ran out of memory, let it do fewer jobs at once"

#: So many new objects lead to a search for circles of them: of what a job leaves few live on.
_MANY = 50_000
T = TypeVar("T")
_given: object = None


def can_copy() -> bool:
    """Whether new processes are copies of this one, and safely so: it has no other thread, which a copy would lack."""
    try:
        return get_start_method() == "fork" and len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


@contextmanager
def working(number: int, given: object) -> Iterator[ProcessPoolExecutor]:
    """Give an executor of ``number`` workers; what they are ``given`` for all of their jobs is what ``work`` returns.

    Where it is left early, as by an interrupt, the jobs that wait are dropped and those that run are ended where they
    are: none of what they write may count before they have returned. No worker is left in either case.
    """
    others = set(active_children())
    with ProcessPoolExecutor(number, initializer=begin, initargs=(given,)) as executor:
        try:
            yield executor
        except BaseException:
            for worker in set(active_children()) - others:
                worker.terminate()
            executor.shutdown(cancel_futures=True)
            raise


@contextmanager
def ahead(job: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Call ``job`` in a copy of this process, and give what returns what it returns, or raises what it raises.

    Only for where ``can_copy``. A job that nobody waited for is ended. Raises ``BuildError`` where it ended unasked.
    """
    receiver, sender = Pipe(duplex=False)
    with receiver:
        with sender:
            process = Process(target=_send, args=(job, sender))
            process.start()

        def result() -> T:
            try:
                returned, value = receiver.recv()
            except EOFError as error:
                raise BuildError(Finding("EXECUTOR", "error", GONE, hint=AGAIN)) from error
            process.join()
            if not returned:
                raise value
            return value  # type: ignore[no-any-return] # what the job returned

        try:
            yield result
        finally:
            process.terminate()
            process.join()


def beside(job: Callable[[], T], meanwhile: Callable[[], object]) -> T:
    """Return what ``job`` returns, called in a copy of this process while this one calls ``meanwhile``.

    What either raises is raised. Only for where ``can_copy``.
    """
    with ahead(job) as result:
        meanwhile()
        return result()


def _send(job: Callable[[], object], sender: "Connection") -> None:
    begin()
    try:
        sent = True, job()
    except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
        import traceback  # noqa: PLC0415 - few jobs fail

        # Where it came from is known here alone; it is shown to those who ask to see it.
        error.add_note("".join(traceback.format_exception(error)))
        sent = False, error
    with sender:
        sender.send(sent)


def begin(given: object = None) -> None:
    """Make this process a worker of the one that started it: the initializer of a pool of processes.

    What it is ``given`` for all of its jobs is what ``work`` returns.
    """
    global _given  # noqa: PLW0603 - what a worker is given when it starts has no other place
    _given = given
    # What it has from the other one is shared for as long as nobody writes to it, as searches for garbage do.
    gc.freeze()
    gc.set_threshold(_MANY, 20, 20)
    # An interrupt reaches every process of a terminal: the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def work() -> Any:
    """Return what this process was given when it became a worker; ``RuntimeError`` where it was given nothing."""
    if _given is None:
        raise RuntimeError("this process was not started as a worker")
    return _given


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
