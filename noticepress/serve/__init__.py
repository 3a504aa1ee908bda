"""The desk while somebody writes: built on this machine, built again on each save, and shown in the browser at once.

``watch`` tells what was saved, ``rebuild`` makes the previews and the desk, ``news`` tells the browsers that ``server``
serves. A fault stops nothing: the pages stay as they were, and say what it is and in which line.
"""

import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from noticepress.errors import BuildError, Finding, NoticepressError
from noticepress.serve.news import News, faults_of
from noticepress.serve.rebuild import Rebuilt, Workshop, desk_worker
from noticepress.serve.server import HOST, Served, Server
from noticepress.serve.watch import Changes, watching

__all__ = ["PORT", "serve"]

PORT = 8000
Say = Callable[[str], None]


def serve(
    root: Path,
    *,
    parser: Callable[[], ArgumentParser],
    say: Say,
    port: int = PORT,
    as_at: date | None = None,
    opened: Say | None = None,
) -> None:
    """Serve the desk of the workspace ``root`` to browsers of this machine until interrupted.

    ``say`` is given a line for each thing that happens, ``opened`` the address once it answers. ``as_at`` is the day in
    Europe/London to look from, by default whatever today is. ``parser`` makes the command line's parser, for the
    handbook. Raises ``BuildError`` where the port is taken.
    """
    workshop, news = Workshop(root, as_at, parser), News()
    with (
        watching(root) as changes,
        desk_worker() as worker,
        _serving(Served(workshop.desk, workshop.sites, news), port) as at,
    ):
        session = _Session(workshop, news, worker, say)
        session.rebuild(frozenset(), time.monotonic())
        session.wait_for_desk()
        say(f"the desk is at {at}; Ctrl-C ends it")
        if opened:
            opened(at)
        session.run(changes)


@contextmanager
def _serving(served: Served, port: int) -> Iterator[str]:
    try:
        server = Server(served, port)
    except OSError as error:
        message = f"port {port} of {HOST} cannot be had: {error.strerror}"
        raise BuildError(
            Finding("SERVE", "error", message, hint="give another with --port; 0 is any that is free")
        ) from error
    with server:
        threading.Thread(target=server.serve_forever, name="server", daemon=True).start()
        try:
            yield server.address
        finally:
            server.shutdown()


class _Session:
    """One run of the server: what is being made, and what has to be made once that is done."""

    def __init__(self, workshop: Workshop, news: News, worker: ProcessPoolExecutor, say: Say) -> None:
        self._workshop, self._news, self._worker, self._say = workshop, news, worker, say
        self._desk: Future[float] | None = None
        self._again = False

    def run(self, changes: Changes) -> None:
        """Make anew whatever changes touch, until interrupted."""
        while True:
            paths, since = changes.take(timeout=None if self._desk is None else 0.1)
            if paths:
                self.rebuild(paths, since)
            self._look_at_desk()

    def rebuild(self, paths: frozenset[str], since: float) -> None:
        """Make the previews anew, then have the desk made; ``paths`` changed at ``since``, by ``time.monotonic``."""
        rebuilt = self._workshop.previews()
        faults = faults_of(rebuilt.faults, self._workshop.root)
        note = _note(rebuilt, paths, time.monotonic() - since)
        self._news.tell(rebuilt.pages, faults, note)
        self._say(note)
        for finding in rebuilt.faults:
            self._say(f"  {finding}")
        if self._desk is None:
            self._desk = self._workshop.refreshed(self._worker)
        else:
            self._again = True

    def wait_for_desk(self) -> None:
        """Wait until the desk stands as it should."""
        while self._desk is not None:
            self._look_at_desk(timeout=None)

    def _look_at_desk(self, timeout: float | None = 0) -> None:
        """Tell of a desk that is done; where something changed meanwhile it is made once more."""
        if self._desk is None or (timeout == 0 and not self._desk.done()):
            return
        try:
            seconds = self._desk.result(timeout)
        except NoticepressError as error:
            # What stops the previews as well has been told.
            self._say(f"the desk stays as it was: {error}")
        else:
            note = f"desk in {seconds:.1f} s"
            self._news.tell(self._workshop.desk_pages(), None, note)
            self._say(note)
        self._desk = self._workshop.refreshed(self._worker) if self._again else None
        self._again = False


def _note(rebuilt: Rebuilt, paths: frozenset[str], seconds: float) -> str:
    """Say in one line what a rebuild did."""
    what = ", ".join(sorted(paths)) or "start"
    if rebuilt.faults:
        count = len(rebuilt.faults)
        return f"{what}: {count} {'thing stops' if count == 1 else 'things stop'} the build"
    if not rebuilt.brands:
        return f"{what}: no page changes"
    return f"{what}: {', '.join(rebuilt.brands)} in {seconds:.2f} s"
