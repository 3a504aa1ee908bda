"""Processes that work for another one: they end with it, and leave it to decide what an interrupt means."""

import os
import signal
import threading
from multiprocessing import connection, parent_process


def begin() -> None:
    """Make this process a worker of the one that started it: the initializer of a pool of processes."""
    # An interrupt reaches every process of a terminal: the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
