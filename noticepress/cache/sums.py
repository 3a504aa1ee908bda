"""The digests of files, and an index of those that were taken before, so that not every byte is read each time.

The index is for commands that people run all day. What decides or proves something reads every byte: releasing,
approving, publishing, verifying and evidence never ask it.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from noticepress.cache.store import FOLDER
from noticepress.files import replace_file

#: Returns the SHA-256 of a file's bytes in hexadecimal; ``OSError`` where it cannot be read.
DigestOf = Callable[[Path | str], str]

NAME = "sums"
_FORMAT = "noticepress-sums-1"
#: Clocks of file systems are as coarse as this, in nanoseconds: a file that is younger may change and not show it.
_COARSEST = 2_000_000_000


class Stat(NamedTuple):
    """What the file system says of a file; times in nanoseconds. A write changes ``ctime``, which nobody can set."""

    size: int
    mtime: int
    ctime: int
    inode: int


def file_digest(path: Path | str) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal, each of them read."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - asked for each of many thousand files
        return sha256(file.readall()).hexdigest()


@contextmanager
def remembered_sums(root: Path) -> Iterator[DigestOf]:
    """Give a ``DigestOf`` for the files below ``root`` that reads again only what may have changed.

    A digest is taken from the index where size, both times and inode of the file are as they were when every byte of
    it was read, and both times are two seconds and more before that. So a changed byte is found although its ``mtime``
    was put back, and so is another file in its place. It is not proof against somebody who sets the machine's
    clock or writes to the disk past the file system: for that there is ``ledger verify``.

    An index that is damaged, or of another format, is as good as none. One that cannot be written is not.
    """
    path = root / FOLDER / NAME
    start = _clock(path.parent)
    known = _load(path)
    found = dict(known)
    asked = set[str]()

    above = f"{root}{os.sep}"

    def digest_of(file: Path | str) -> str:
        # Asked for each of many thousand files: no Path is made of one.
        name = str(file).removeprefix(above).replace(os.sep, "/")
        asked.add(name)
        before = _stat(file)
        entry = found.get(name)
        if entry is not None and entry[0] == before:
            return entry[1]
        digest = file_digest(file)
        found.pop(name, None)
        settled = start is not None and max(before.mtime, before.ctime) < start - _COARSEST
        if settled and _stat(file) == before:
            found[name] = before, digest
        return digest

    yield digest_of
    kept = {name: entry for name, entry in found.items() if name in asked or (root / name).is_file()}
    if start is not None and kept != known:
        _save(path, kept)


Entries = dict[str, tuple[Stat, str]]


def _stat(path: Path | str) -> Stat:
    found = os.stat(path)  # noqa: PTH116 - asked for each of many thousand files
    return Stat(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _clock(folder: Path) -> int | None:
    """Return the time by the clock that dates files, not the machine's, which may differ; ``None`` where none can be.

    The folder is made, and Git is told to leave it out.
    """
    try:
        folder.mkdir(exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"now")
            file.flush()
            return os.fstat(file.fileno()).st_mtime_ns
    except OSError:
        return None


def _load(path: Path) -> Entries:
    """Return what the index holds; nothing where it is not there, damaged, or not ours."""
    try:
        head, _, rest = path.read_text(encoding="utf-8").partition("\n")
        if head != _head(rest):
            return {}
        return dict(map(_parsed, rest.splitlines()))
    except (OSError, ValueError):
        return {}


def _head(rest: str) -> str:
    return f"{_FORMAT} {sha256(rest.encode()).hexdigest()}"


def _parsed(line: str) -> tuple[str, tuple[Stat, str]]:
    digest, size, mtime, ctime, inode, name = line.split(" ", 5)
    return name, (Stat(int(size), int(mtime), int(ctime), int(inode)), digest)


def _save(path: Path, entries: Entries) -> None:
    """Write the index, whole or not at all; of two that write at once, one index stands."""
    lines = (
        f"{digest} {stat.size} {stat.mtime} {stat.ctime} {stat.inode} {name}\n"
        for name, (stat, digest) in sorted(entries.items())
        if len(name.splitlines()) == 1
    )
    rest = "".join(lines)
    with suppress(OSError, UnicodeError):
        replace_file(path, f"{_head(rest)}\n{rest}".encode())
