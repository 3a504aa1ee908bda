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
_KIND = b"noticepress 1\n"
_DIGEST = sha256().digest_size
#: Room that is made at once, so that a full store is not walked for every product.
_KEPT = 0.8


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
        product = _unpacked(data)
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
            replace_file(path, _packed(product))

    def kept(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under ``key``; else what ``make`` returns, which is kept from then on."""
        product = self.get(key)
        if product is None:
            product = make()
            self.put(key, product)
        return product

    def prune(self) -> int:
        """Bring the store below its limit, where it is above; return how many products went."""
        found = sorted(self._files())
        total, gone = sum(size for _, size, _ in found), 0
        if total <= self.limit:
            return 0
        for _, size, path in found:
            if total <= self.limit * _KEPT:
                break
            with suppress(OSError):
                path.unlink()
            total, gone = total - size, gone + 1
        return gone

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield when each file was used last, its size and its path."""
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = Path(folder, name)
                with suppress(OSError):
                    facts = path.stat()
                    yield facts.st_mtime, facts.st_size, path


def clear(root: Path) -> int:
    """Delete all that was kept for the workspace ``root``; return how many bytes that frees."""
    folder = root / FOLDER
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(folder, ignore_errors=True)
    return size


def _packed(product: bytes) -> bytes:
    return _KIND + sha256(product).digest() + zlib.compress(product, 1)


def _unpacked(data: bytes) -> bytes | None:
    """Return the product in a file, unless it is of another kind, cut, or changed."""
    start = len(_KIND) + _DIGEST
    if not data.startswith(_KIND):
        return None
    try:
        product = zlib.decompress(data[start:])
    except zlib.error:
        return None
    return product if sha256(product).digest() == data[len(_KIND) : start] else None
