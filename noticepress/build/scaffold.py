"""Where sites are built until they are whole, and how they take their places: undisturbed, and one build at a time."""

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from noticepress.errors import BuildError, Finding

try:
    import fcntl
except ImportError:  # not on Windows: there nothing is cleared, and nothing waits
    fcntl = None  # type: ignore[assignment]

_PREFIX = ".building-"
#: What a folder holds while its build lives. No brand's id holds a full stop.
_CLAIM = "in.use"
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def scaffold(out: Path) -> Iterator[Path]:
    """Give a folder on the same file system as ``out``, so that a rename puts a site in place; it is gone afterwards.

    What a build that was killed left there is cleared, unless it or a process of its own still lives.
    """
    is_new = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        _clear(out)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=out))
    except OSError as error:
        raise BuildError(Finding("SITE", "error", f"cannot be written: {error.strerror}", out)) from error
    claim = _claim(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if claim is not None:
            os.close(claim)
        if is_new:
            with suppress(OSError):  # it holds the sites, unless no site was built
                out.rmdir()


def _claim(folder: Path) -> int | None:
    """Say that ``folder`` is in use for as long as this process lives; ``None`` where the file system has no locks."""
    if fcntl is None:
        return None
    hidden = folder / f".{_CLAIM}"
    try:
        descriptor = os.open(hidden, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Nobody meets it before it is locked.
        hidden.rename(folder / _CLAIM)
    except OSError:
        return None
    return descriptor


def _clear(out: Path) -> None:
    """Delete what builds left that no longer live; what says nothing of who uses it stays."""
    if fcntl is None:
        return
    for claim in out.glob(f"{_PREFIX}*/{_CLAIM}"):
        with suppress(OSError), claim.open("rb") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(claim.parent, ignore_errors=True)


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Wait until no other build is putting sites into ``out``, and be the only one until it is done."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(out, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let an interrupt, or a request to end, wait until this is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def wait(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {asked: signal.signal(asked, wait) for asked in _SIGNALS}
    try:
        yield
    finally:
        for asked, handler in before.items():
            signal.signal(asked, signal.SIG_DFL if handler is None else handler)
        for number in came[:1]:
            signal.raise_signal(number)
