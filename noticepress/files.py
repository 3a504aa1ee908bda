"""Writing files whole or not at all: what is never edited again, over nothing; what is kept, over what was there."""

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from noticepress.errors import BuildError, Finding


def write_folder(folder: Path, files: Mapping[str, bytes], rule: str) -> None:
    """Write ``files`` as ``folder``, which appears whole or not at all.

    They are written beside it under a hidden name, which no other command reads, then renamed. Raises
    ``BuildError`` of ``rule`` where the folder exists or the file system refuses.
    """
    staging = folder.parent / f".{folder.name}.{uuid.uuid4().hex}"
    try:
        for name, data in files.items():
            write_through(staging / name, data)
        if folder.exists():
            raise FileExistsError(f"{folder.name} exists")
        staging.rename(folder)
        flush_folder(folder.parent)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise BuildError(Finding(rule, "error", f"cannot be written: {error}", folder)) from error


def write_through(path: Path, data: bytes) -> None:
    """Write a new file and have the system put it on the disk; ``OSError`` where that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the system put a folder's names on the disk, where it can be asked to."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_once(path: Path, data: bytes, rule: str = "RELEASE") -> Path:
    """Write one file, whole or not at all; ``BuildError`` of ``rule`` where it exists or cannot be written.

    Of two that write the same file at once, one gets the error: its cause is a ``FileExistsError``.
    """
    staging = path.parent.with_name(f".{path.parent.name}.{path.name}.{uuid.uuid4().hex}")
    try:
        write_through(staging, data)
        os.link(staging, path)
        flush_folder(path.parent)
    except OSError as error:
        raise BuildError(Finding(rule, "error", f"cannot be written: {error.strerror}", path)) from error
    finally:
        staging.unlink(missing_ok=True)
    return path


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in the place of the one before, if any, whole or not at all; ``OSError`` where that cannot be.

    Of two that write it at once, one file stands.
    """
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes the place of ``path`` when it is whole; as ``replace_file``."""
    staging = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with staging.open("xb") as file:
            yield file
        staging.replace(path)
    except BaseException:
        with suppress(OSError):
            staging.unlink(missing_ok=True)
        raise
