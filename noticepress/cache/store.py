"""Where products are kept: a folder of files named for their keys, each with the digest of what it holds.

Any number of processes, on any number of machines that share the folder, may use it at once: a file appears whole,
by renaming, and what is damaged is not served.
"""

import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from noticepress.files import replace_file

FOLDER = ".noticepress-cache"
#: Bytes on the disk. A thousand brands of twenty versions take about half of it.
LIMIT = 4 << 30
_KIND = b"noticepress 2\n"
_DIGEST = sha256().digest_size
#: Room that is made at once, so that a full store is not walked for every product.
_KEPT = 0.8
#: One in sixteen of the folders that products fall on; and how many products there have to be to judge all by those.
_SAMPLE, _ENOUGH = tuple(f"{number:02x}" for number in range(0, 256, 16)), 500


@dataclass(frozen=True)
class Store:
    """Products below ``folder``, together at most about ``limit`` bytes: ``prune`` drops those unused for longest."""

    folder: Path
    limit: int = LIMIT

    def get(self, key: str) -> bytes | None:
        """Return what is kept under ``key``; ``None`` where there is nothing, nothing whole, or no reading it."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        product = _unpacked(key, data)
        if product is None:
            with suppress(OSError):
                path.unlink()
        else:
            with suppress(OSError):
                os.utime(path)  # what was used last goes last
        return product

    def put(self, key: str, product: bytes) -> None:
        """Keep ``product`` under ``key``. Where that cannot be done it is not kept, and nothing else is wrong."""
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, _packed(key, product))

    def kept(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under ``key``; else what ``make`` returns, which is kept from then on."""
        product = self.get(key)
        if product is None:
            product = make()
            self.put(key, product)
        return product

    def prune(self) -> int:
        """Bring the store below its limit, where it is above; return how many products went."""
        if self._is_surely_below():
            return 0
        found = sorted(_files(self.folder))
        total, gone = sum(size for _, size, _ in found), 0
        if total <= self.limit:
            return 0
        for _, size, path in found:
            if total <= self.limit * _KEPT:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - as it was found
            total, gone = total - size, gone + 1
        return gone

    def _is_surely_below(self) -> bool:
        """Whether a part of a large store says that all of it is below its limit: keys fall evenly on its folders."""
        sizes = [size for folder in _SAMPLE for _, size, _ in _files(self.folder / folder)]
        return len(sizes) >= _ENOUGH and sum(sizes) * (256 / len(_SAMPLE)) < self.limit / 2

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def _files(folder: Path | str) -> Iterator[tuple[float, int, str]]:
    """Yield when each file below ``folder`` was used last, its size and its path."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(entry.path)
                else:
                    facts = entry.stat()
                    yield facts.st_mtime, facts.st_size, entry.path


def clear(root: Path) -> int:
    """Delete all that was kept for the workspace ``root``; return how many bytes that frees."""
    folder = root / FOLDER
    before = _size(folder)
    if folder.is_dir():
        # A link, as to a disk that outlives the workspace, stays: what it leads to is emptied.
        for path in folder.iterdir():
            _delete(path)
    if not folder.is_symlink():
        _delete(folder)
    return before - _size(folder)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _size(folder: Path) -> int:
    sizes = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            sizes += path.lstat().st_size if path.is_file() else 0
    return sizes


def _packed(key: str, product: bytes) -> bytes:
    return _KIND + _seal(key, product) + zlib.compress(product, 1)


def _seal(key: str, product: bytes) -> bytes:
    """Return what tells a whole product from a damaged one, and from a whole one under another's key."""
    return sha256(key.encode() + b"\n" + product).digest()


def _unpacked(key: str, data: bytes) -> bytes | None:
    """Return the product in a file, unless it is of another kind, cut, changed, or another key's."""
    start = len(_KIND) + _DIGEST
    if not data.startswith(_KIND):
        return None
    try:
        product = zlib.decompress(data[start:])
    except zlib.error:
        return None
    return product if _seal(key, product) == data[len(_KIND) : start] else None
