"""A table on disk: what is known of each of many names, sealed, sorted, and read a block at a time.

A workspace of a thousand brands has more than a hundred thousand files. What is known of them is asked for folder by
folder, so that a few blocks are all that has to be in memory, and what is new goes to the disk before it is much.
"""

import os
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from heapq import merge
from pathlib import Path
from typing import IO

from noticepress.files import replacing

#: Bytes of a block, some hundred lines, and how many of them are in memory.
_BLOCK, _BLOCKS = 1 << 16, 4
#: How many new entries are in memory before they go to the disk.
_NEW = 4096


@dataclass(slots=True)
class _Block:
    """Where lines stand in the file, the name on the first of them, and which of them were asked for."""

    start: int
    size: int
    first: bytes
    asked: bytearray


class Table:
    """Names, each with an entry of so many ``words``: those of the file ``path``, and those that are ``put``.

    A file that is damaged, or of another ``format``, is as good as none. Close it when it is no longer asked.
    """

    def __init__(self, path: Path, format_: str, words: int) -> None:
        self._path, self._format, self._words = path, format_, words
        self._new: dict[bytes, bytes | None] = {}
        self._read: dict[int, dict[bytes, tuple[bytes, int]]] = {}
        self._changed = False
        self._file: IO[bytes] | None = None
        self._blocks: list[_Block] = []
        self._firsts: list[bytes] = []
        with suppress(OSError):
            self._open(path.open("rb"))

    def get(self, name: bytes) -> bytes | None:
        """Return the entry of ``name``, which is thereby asked for; ``None`` where there is none."""
        if name in self._new:
            return self._new[name]
        number = bisect_right(self._firsts, name) - 1
        entry, line = self._lines(number).get(name, (None, 0)) if number >= 0 else (None, 0)
        if entry is not None:
            self._blocks[number].asked[line] = True
        return entry

    def put(self, name: bytes, entry: bytes | None) -> None:
        """Give ``name`` another entry, or none. Neither may hold a line end."""
        if entry is not None or self.get(name) is not None:
            self._new[name] = entry
            self._changed = True
            if len(self._new) % _NEW == 0:
                with suppress(OSError):  # then they stay in memory
                    self._move()

    def save(self, is_there: Callable[[bytes], bool]) -> None:
        """Write the file, whole or not at all, where anything changed; ``OSError`` where that cannot be.

        A name that nobody asked for stays in it where it ``is_there``.
        """
        blocks = ((n, block) for n, block in enumerate(self._blocks) if not all(block.asked))
        rows = (row for number, block in blocks for row in self._rows_of(number, block))
        gone = {name for name, _, asked in rows if not asked and not is_there(name)}
        if not gone and not self._changed:
            return
        with replacing(self._path) as file:
            file.write(self._head(""))
            seal = sha256()
            for name, entry, _ in self._rows():
                if name not in gone:
                    line = b"%s %s\n" % (entry, name)
                    seal.update(line)
                    file.write(line)
            file.seek(0)
            file.write(self._head(seal.hexdigest()))
            # Some systems put nothing in the place of a file that is open.
            self.close()

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()

    def _head(self, seal: str) -> bytes:
        return f"{self._format} {seal:64}\n".encode()

    def _open(self, file: IO[bytes]) -> None:
        """Take what a whole file holds."""
        head, seal = file.readline(len(self._head(""))), sha256()
        with suppress(ValueError, IndexError):
            blocks = list(_blocks(file, self._words, seal.update))
            if head == self._head(seal.hexdigest()):
                self._take(file, blocks)
                return
        file.close()

    def _take(self, file: IO[bytes], blocks: list[_Block]) -> None:
        self._file, self._blocks, self._firsts = file, blocks, [block.first for block in blocks]
        self._read.clear()

    def _lines(self, number: int) -> dict[bytes, tuple[bytes, int]]:
        """Return the entries of a block by name, in order, each with the number of its line."""
        known = self._read.pop(number, None)
        if known is None:
            assert self._file is not None
            block = self._blocks[number]
            lines = _read(self._file, block).split(b"\n")[:-1]
            names = [line.split(b" ", self._words)[self._words] for line in lines]
            known = {name: (line[: -len(name) - 1], n) for n, (name, line) in enumerate(zip(names, lines, strict=True))}
            while len(self._read) >= _BLOCKS:
                del self._read[next(iter(self._read))]
        self._read[number] = known
        return known

    def _rows(self) -> Iterator[tuple[bytes, bytes, bool]]:
        """Yield all names in order, each with its entry and whether it was asked for."""
        old = (row for number, block in enumerate(self._blocks) for row in self._rows_of(number, block))
        new = ((name, entry, True) for name, entry in sorted(self._new.items(), key=_name) if entry is not None)
        return merge(old, new, key=_name)

    def _rows_of(self, number: int, block: _Block) -> Iterator[tuple[bytes, bytes, bool]]:
        for name, (entry, line) in self._lines(number).items():
            if name not in self._new:
                yield name, entry, bool(block.asked[line])

    def _move(self) -> None:
        """Write all lines to a file without a name, and go on from there."""
        file = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115 - closed when the table is
        asked = bytearray()
        for name, entry, was_asked in self._rows():
            file.write(b"%s %s\n" % (entry, name))
            asked.append(was_asked)
        file.seek(0)
        self.close()
        self._take(file, list(_blocks(file, self._words, bytes)))
        self._new = {}
        end = 0
        for block in self._blocks:
            start, end = end, end + len(block.asked)
            block.asked[:] = asked[start:end]


def _blocks(file: IO[bytes], words: int, seen: Callable[[bytes], object]) -> Iterator[_Block]:
    """Yield the blocks of what is left of a file, each as it is ``seen``; an error where one holds no such lines."""
    start = file.tell()
    while data := file.read(_BLOCK):
        data += file.readline()
        seen(data)
        first = data[: data.index(b"\n")].split(b" ", words)[words]
        yield _Block(start, len(data), first, bytearray(data.count(b"\n")))
        start += len(data)


def _read(file: IO[bytes], block: _Block) -> bytes:
    if hasattr(os, "pread"):  # a process that is a copy of this one has the same place in the file
        return os.pread(file.fileno(), block.size, block.start)
    file.seek(block.start)
    return file.read(block.size)


def _name(row: tuple[bytes, object] | tuple[bytes, object, object]) -> bytes:
    return row[0]
