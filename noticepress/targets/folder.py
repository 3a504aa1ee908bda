"""A folder of this machine, or one that is mounted: each file renamed over the old one, or releases and a link."""

import asyncio
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from noticepress.model import File
from noticepress.targets.failures import failure
from noticepress.targets.files import Entry, FileLocks, FileTarget
from noticepress.targets.protocol import MANIFEST, PART, Lease

#: How many releases stay beside the one that is live: those who look at an old page may finish.
_KEPT = 2
_RELEASES = "releases"
_CURRENT = "current"


class Disk(FileLocks):
    """The operations of a folder on disk."""

    width = 8

    def __init__(self, root: Path, name: str) -> None:
        self.root = root
        self.name = name

    async def open(self) -> None:
        """Do nothing: the folder is made when there is something to put into it."""

    async def close(self) -> None:
        """Do nothing."""

    async def get(self, path: str) -> bytes | None:
        """Return a file's bytes."""
        with self._doing(path):
            try:
                return (self.root / path).read_bytes()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return None

    async def upload(self, path: str, data: bytes) -> bytes:
        """Write a file through to the disk, and read it."""
        with self._doing(path):
            _write(self.root / path, data)
            return (self.root / path).read_bytes()

    async def rename(self, source: str, destination: str) -> None:
        """Rename over the old file."""
        with self._doing(destination):
            (self.root / source).replace(self.root / destination)

    async def remove(self, path: str) -> None:
        """Remove a file."""
        with self._doing(path), suppress(FileNotFoundError, NotADirectoryError):
            (self.root / path).unlink()

    async def make_folder(self, path: str) -> bool:
        """Make a folder."""
        with self._doing(path):
            try:
                (self.root / path).mkdir(parents=True)
            except FileExistsError:
                return False
            return True

    async def entries(self, folder: str) -> Mapping[str, Entry] | None:
        """Return what lies in a folder."""
        with self._doing(folder or "listing"):
            try:
                with os.scandir(self.root / folder) as found:
                    return {entry.name: _entry(entry) for entry in found}
            except (FileNotFoundError, NotADirectoryError):
                return None

    async def claim(self, path: str, data: bytes) -> bool:
        """Create a lock by O_EXCL."""
        with self._doing(path):
            try:
                _write(self.root / path, data)
            except FileExistsError:
                return False
            return True

    @contextmanager
    def _doing(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise failure(self.name, what, error.strerror or str(error)) from None


def _entry(found: "os.DirEntry[str]") -> Entry:
    is_folder = found.is_dir()
    written = datetime.fromtimestamp(found.stat(follow_symlinks=False).st_mtime, UTC)
    return Entry(is_folder, written)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


class ReleasesTarget:
    """A folder with ``releases/`` and the link ``current``, which the web server follows.

    A publish fills a release of its own, in which what is unchanged is a hard link, and then swaps the link: every
    file changes at once.
    """

    atomic = True

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        self.root = root
        self._outer = FileTarget(Disk(root, name))
        self._live = FileTarget(Disk(root / _CURRENT, name))
        self._staged: FileTarget | None = None
        self._release: Path | None = None
        self.width = self._live.width

    async def __aenter__(self) -> Self:
        """Do nothing."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop a release that never became current."""
        self._drop()

    async def read(self, path: str) -> bytes | None:
        """Return a file of the release that is being filled, else of the current one."""
        return await (self._staged or self._live).read(path)

    async def replace(self, file: File, *, create: bool = False, turn: asyncio.Event | None = None) -> None:  # noqa: ARG002
        """Put a file into the new release, where it waits for no turn; the manifest makes that release current."""
        staged = self._stage()
        await staged.replace(file, create=create)
        if file.path == MANIFEST:
            self._swap()

    async def delete(self, path: str) -> None:
        """Leave a file out of the new release."""
        await self._stage().delete(path)

    async def list(self, folder: str = "") -> Mapping[str, bool]:
        """Return what lies in a folder of the site."""
        return await (self._staged or self._live).list(folder)

    async def lock(self, lease: Lease) -> None:
        """Take the lock beside the releases."""
        await self._outer.lock(lease)

    async def unlock(self, lease: Lease) -> None:
        """Drop what was not finished and releases that are too old, then give up the lock."""
        self._drop()
        self._prune()
        await self._outer.unlock(lease)

    def _stage(self) -> FileTarget:
        if self._staged is None:
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
            self._release = self.root / _RELEASES / f"{stamp}-{secrets.token_hex(4)}"
            try:
                self._release.parent.mkdir(parents=True, exist_ok=True)
                current = self.root / _CURRENT
                if current.exists():
                    shutil.copytree(current, self._release, symlinks=True, copy_function=_link)
                else:
                    self._release.mkdir()
            except OSError as error:
                raise failure(self.name, "a new release", error) from None
            self._staged = FileTarget(Disk(self._release, self.name))
        return self._staged

    def _swap(self) -> None:
        assert self._release is not None
        link = self.root / f"{_CURRENT}.{secrets.token_hex(4)}{PART}"
        try:
            link.symlink_to(self._release.relative_to(self.root), target_is_directory=True)
            link.replace(self.root / _CURRENT)
        except OSError as error:
            raise failure(self.name, "the link to the new release", error) from None
        self._staged = self._release = None

    def _drop(self) -> None:
        if self._release is not None:
            shutil.rmtree(self._release, ignore_errors=True)
        self._staged = self._release = None

    def _prune(self) -> None:
        """Remove all releases but the current one and the newest before it, and links that were never swapped in."""
        current = (self.root / _CURRENT).resolve()
        with suppress(OSError):
            releases = sorted((self.root / _RELEASES).iterdir(), reverse=True)
            older = [path for path in releases if path.name < current.name]
            for path in [p for p in releases if p not in {current, *older[:_KEPT]} and p.name != current.name]:
                shutil.rmtree(path, ignore_errors=True)
            for link in self.root.glob(f"{_CURRENT}.*{PART}"):
                link.unlink()


def _link(source: str, destination: str) -> None:
    """Let two releases share a file that no publish ever writes into; copy it where the disk knows no links."""
    try:
        os.link(source, destination, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, destination, follow_symlinks=False)
