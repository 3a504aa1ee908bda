"""Processes that work for another one: they end with it, and leave it to decide what an interrupt means."""

import os
import signal
import threading
from multiprocessing import connection, parent_process
from typing import Any

_given: object = None


def begin(given: object = None) -> None:
    """Make this process a worker of the one that started it: the initializer of a pool of processes.

    What it is ``given`` for all of its jobs is what ``work`` returns.
    """
    global _given  # noqa: PLW0603 - what a worker is given when it starts has no other place
    _given = given
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
