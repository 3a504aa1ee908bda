"""A target over any host that keeps files in folders and can rename them: local disk, SFTP, FTPS."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from types import TracebackType
from typing import Protocol, Self

from noticepress.model import File
from noticepress.targets import locks
from noticepress.targets.failures import failure
from noticepress.targets.protocol import LOCK, PART, Lease

_ROOT = PurePosixPath()


@dataclass(frozen=True)
class Entry:
    """What a folder's listing says of a name; ``written`` is in UTC where the host tells it."""

    is_folder: bool
    written: datetime | None = None


class Transport(Protocol):
    """The few operations of a host. Each raises ``TargetError``; paths are relative to the site's folder."""

    name: str
    width: int

    async def open(self) -> None:
        """Connect."""
        ...

    async def close(self) -> None:
        """Hang up; never raises."""
        ...

    async def get(self, path: str) -> bytes | None:
        """Return a file's bytes, ``None`` where there is no such file."""
        ...

    async def upload(self, path: str, data: bytes) -> bytes:
        """Write a file under a name that nobody looks at, and return what the host then holds there."""
        ...

    async def rename(self, source: str, destination: str) -> None:
        """Rename a file over whatever has the other name, in one go."""
        ...

    async def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        ...

    async def make_folder(self, path: str) -> bool:
        """Make a folder and those above it, where they are missing; ``True`` where this very call made it."""
        ...

    async def entries(self, folder: str) -> Mapping[str, Entry] | None:
        """Return what lies in a folder, ``None`` where there is no such folder."""
        ...

    async def claim(self, path: str, data: bytes) -> bool:
        """Create a lock of that name and write ``data`` into it; ``False`` where the name is taken."""
        ...

    async def claimed(self, path: str) -> bytes | None:
        """Return what a lock holds, ``None`` where nothing is written yet."""
        ...

    async def reclaim(self, path: str, data: bytes) -> None:
        """Overwrite what a lock holds, in one go."""
        ...

    async def unclaim(self, path: str) -> None:
        """Remove a lock, if it is there."""
        ...


class FileLocks:
    """What a transport does with a lock that is a file like others."""

    async def claimed(self: Transport, path: str) -> bytes | None:
        """Return what a lock holds."""
        return await self.get(path)

    async def reclaim(self: Transport, path: str, data: bytes) -> None:
        """Overwrite what a lock holds."""
        part = f"{path}.{secrets.token_hex(4)}{PART}"
        await self.upload(part, data)
        await self.rename(part, path)

    async def unclaim(self: Transport, path: str) -> None:
        """Remove a lock."""
        await self.remove(path)


class FileTarget:
    """A target whose files are uploaded under a temporary name beside their own and renamed over it."""

    atomic = False

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.name = transport.name
        self.width = transport.width
        self._there: set[str] = set()
        self._made: set[str] = set()  # what we made ourselves, so that nothing of anybody else can be in it
        self._making: dict[PurePosixPath, asyncio.Task[None]] = {}
        self._taken: locks.Taken | None = None

    async def __aenter__(self) -> Self:
        """Connect."""
        await self.transport.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up, when nothing is under way any more."""
        await asyncio.gather(*self._making.values(), return_exceptions=True)
        await self.transport.close()

    async def read(self, path: str) -> bytes | None:
        """Return a file's bytes, or ``None``."""
        return await self.transport.get(path)

    async def replace(self, file: File, *, create: bool = False, turn: asyncio.Event | None = None) -> None:
        """Upload, read back, and when it is its turn rename: bytes that the host did not keep are never seen."""
        folder = PurePosixPath(file.path).parent
        await self._make_folder(folder)
        if create and str(folder) not in self._made:
            there = await self.transport.get(file.path)
            if there is not None:
                if there != file.data:
                    raise failure(self.name, file.path, "it stands there with other bytes, and is never overwritten")
                return
        part = f"{file.path}.{secrets.token_hex(4)}{PART}"
        if await self.transport.upload(part, file.data) != file.data:
            await self.transport.remove(part)
            raise failure(self.name, file.path, "what was read back is not what was sent; nothing was put in place")
        if turn is not None:
            await turn.wait()
        await self.transport.rename(part, file.path)

    async def _make_folder(self, folder: PurePosixPath) -> None:
        """Make a folder once, those above it first, however many files wait for it."""
        if str(folder) in self._there:
            return
        if folder not in self._making:
            task = self._making[folder] = asyncio.create_task(self._make(folder))
            task.add_done_callback(
                lambda done: done.cancelled() or done.exception()
            )  # also where nobody waits any more
        await asyncio.shield(self._making[folder])

    async def _make(self, folder: PurePosixPath) -> None:
        if folder != folder.parent:
            await self._make_folder(folder.parent)
        if await self.transport.make_folder("" if folder == _ROOT else str(folder)):
            self._made.add(str(folder))
        self._there.add(str(folder))

    async def delete(self, path: str) -> None:
        """Remove a file, if it is there."""
        await self.transport.remove(path)

    async def list(self, folder: str = "") -> Mapping[str, bool]:
        """Return the names in a folder; a folder that was seen need not be made."""
        found = await self.transport.entries(folder)
        if found is None:
            return {}
        here = PurePosixPath(folder)
        self._there |= {str(here), *(str(here / name) for name, entry in found.items() if entry.is_folder)}
        return {name: entry.is_folder for name, entry in found.items()}

    async def lock(self, lease: Lease) -> None:
        """Take the highest number, as ``locks`` explains."""
        await self._make_folder(_ROOT)
        self._taken = await locks.take(_Numbers(self.transport), lease, self.name)

    async def unlock(self, lease: Lease) -> None:
        """Write that the lock is released."""
        if self._taken is not None:
            await locks.release(_Numbers(self.transport), lease, self._taken)
            self._taken = None


@dataclass(frozen=True)
class _Numbers:
    """The numbered locks in the site's folder."""

    transport: Transport

    async def numbers(self) -> Mapping[int, datetime | None]:
        found = await self.transport.entries("") or {}
        names = {name.removeprefix(LOCK): entry for name, entry in found.items() if name.startswith(LOCK)}
        return {int(name): entry.written for name, entry in names.items() if name.isdecimal()}

    async def create(self, number: int, data: bytes) -> bool:
        return await self.transport.claim(f"{LOCK}{number}", data)

    async def get(self, number: int) -> bytes | None:
        return await self.transport.claimed(f"{LOCK}{number}")

    async def put(self, number: int, data: bytes) -> None:
        await self.transport.reclaim(f"{LOCK}{number}", data)

    async def drop(self, number: int) -> None:
        await self.transport.unclaim(f"{LOCK}{number}")
