"""Which files of a workspace somebody saved: told when a burst of changes is over."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

#: What a build is made from, below the workspace.
FOLDERS = ("notices", "brands", "templates")
FILES = ("noticepress.yml", "mkdocs.yml")
#: An editor saves in several steps: nothing is read until it is quiet for so long, or for so long at most, in seconds.
QUIET, AT_MOST = 0.04, 0.4
#: What editors leave beside a file while they write it.
_SCRATCH = ("~", ".swp", ".swx", ".tmp", "4913")
#: Opened and closed without a write is no change.
_CHANGES = frozenset({"created", "modified", "moved", "deleted", "closed"})


class Changes(FileSystemEventHandler):
    """The paths that changed below ``root`` since they were last taken, and when the first of them did."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._paths: set[str] = set()
        self._first = self._last = 0.0
        self._there = threading.Condition()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Remember a change, as the observer tells it."""
        if event.is_directory or event.event_type not in _CHANGES:
            return
        self.note(*(str(path) for path in (event.src_path, event.dest_path) if path))

    def note(self, *paths: str) -> None:
        """Remember that files changed; those that are no part of a workspace are not."""
        ours = {shown for path in paths if (shown := self._shown(path)) is not None}
        if not ours:
            return
        with self._there:
            self._last = time.monotonic()
            if not self._paths:
                self._first = self._last
            self._paths |= ours
            self._there.notify_all()

    def take(self, timeout: float | None = None) -> tuple[frozenset[str], float]:
        """Wait until a burst of changes is over; return its paths, and when it began by ``time.monotonic``.

        No paths after ``timeout`` seconds without a change.
        """
        with self._there:
            if not self._there.wait_for(lambda: bool(self._paths), timeout):
                return frozenset(), time.monotonic()
            while (wait := min(self._last + QUIET, self._first + AT_MOST) - time.monotonic()) > 0:
                self._there.wait(wait)
            paths, self._paths = frozenset(self._paths), set()
            return paths, self._first

    def _shown(self, path: str) -> str | None:
        try:
            shown = Path(path).relative_to(self._root)
        except ValueError:
            return None
        if any(part.startswith(".") for part in shown.parts) or shown.name.endswith(_SCRATCH):
            return None
        is_input = shown.parts[0] in FOLDERS or shown.as_posix() in FILES
        return shown.as_posix() if is_input else None


@contextmanager
def watching(root: Path) -> Iterator[Changes]:
    """Give the changes below ``root`` while the context is open. Where the system tells of none, files are polled."""
    changes = Changes(root)
    observer = _started(Observer(), changes, root) or _started(PollingObserver(), changes, root)
    try:
        yield changes
    finally:
        if observer is not None:
            observer.stop()
            observer.join()


def _started(observer: BaseObserver, changes: Changes, root: Path) -> BaseObserver | None:
    try:
        observer.schedule(changes, str(root), recursive=False)
        for folder in FOLDERS:
            if (root / folder).is_dir():
                observer.schedule(changes, str(root / folder), recursive=True)
        observer.start()
    except OSError:  # the system's limit of watches, as on a small machine
        return None
    return observer
