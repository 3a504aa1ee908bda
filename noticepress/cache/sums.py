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

from noticepress.cache.store import FOLDER
from noticepress.cache.table import Table

#: Returns the SHA-256 of a file's bytes in hexadecimal; ``OSError`` where it cannot be read.
DigestOf = Callable[[Path | str], str]

NAME = "sums"
_FORMAT = "noticepress-sums-1"
#: Clocks of file systems are as coarse as this, in nanoseconds: a file that is younger may change and not show it.
_COARSEST = 2_000_000_000
#: Digest, size, both times and inode: so many words stand before a file's name.
_WORDS = 5
_DIGEST = 64


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
    known = Table(path, _FORMAT, _WORDS)
    above = f"{root}{os.sep}"

    def digest_of(file: Path | str) -> str:
        # Asked for each of many thousand files: no Path is made of one.
        name = _spelt(str(file).removeprefix(above))
        before, settled = _facts(file)
        entry = known.get(name) if name else None
        if entry is not None and entry[_DIGEST + 1 :] == before:
            return entry[:_DIGEST].decode()
        digest = file_digest(file)
        if name:
            sure = start is not None and settled < start - _COARSEST and _facts(file)[0] == before
            known.put(name, b"%s %s" % (digest.encode(), before) if sure else None)
        return digest

    try:
        yield digest_of
        if start is not None:
            with suppress(OSError):
                known.save(lambda name: (root / name.decode()).is_file())
    finally:
        known.close()


def _spelt(name: str) -> bytes:
    """Return a file's name as a line holds it; nothing for one that cannot be remembered."""
    try:
        return name.replace(os.sep, "/").encode() if len(name.splitlines()) == 1 else b""
    except UnicodeError:
        return b""


def _facts(path: Path | str) -> tuple[bytes, int]:
    """Return what the file system says of a file, and when it was last changed; times in nanoseconds.

    They are its size, both times and its inode. A write changes ``ctime``, which nobody can set.
    """
    found = os.stat(path)  # noqa: PTH116 - asked for each of many thousand files
    facts = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return b"%d %d %d %d" % facts, max(found.st_mtime_ns, found.st_ctime_ns)


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
