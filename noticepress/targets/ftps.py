"""FTP over TLS, by the standard library: as many connections as the host lets us open, up to eight.

Each file comes under a temporary name and is then renamed.
"""

import asyncio
import ftplib
import secrets
import ssl
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from noticepress.model import TargetSettings
from noticepress.targets.failures import failure
from noticepress.targets.files import Entry
from noticepress.targets.ftp import Connection, hang_up, listed, made
from noticepress.targets.protocol import PART
from noticepress.targets.secrets import Secrets

T = TypeVar("T")

_SECONDS = 30
#: What hosts commonly let one user open. One that allows fewer is used with as many as it gives.
_CONNECTIONS = 8
#: RFC 959: the file is not there, or may not be reached, and, for MKD, it is there already.
_UNAVAILABLE = "550"
_HOLDER = "owner.json"


class _EnoughError(Exception):
    """The host lets us open no more connections."""


class Ftps:
    """The operations of an FTP server over TLS. Its certificate is always checked, and data is always encrypted."""

    #: Twice the connections: while one file waits for its turn, another uses the line.
    width = 2 * _CONNECTIONS

    def __init__(self, settings: TargetSettings, hidden: Secrets, name: str) -> None:
        self.settings = settings
        self.secrets = hidden
        self.name = name
        parts = urlsplit(settings.address)
        self.base = f"{unquote(parts.path).rstrip('/')}{settings.path}"
        self._idle: deque[Connection] = deque()
        self._open: set[Connection] = set()  # those that are logged in; threads add and discard
        self._free: asyncio.Semaphore | None = None
        self._threads: ThreadPoolExecutor | None = None

    async def open(self) -> None:
        """Connect once, so that a wrong certificate or password is known at once; more follow as needed."""
        self._free = asyncio.Semaphore(_CONNECTIONS)
        self._threads = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="ftps")
        await self._do("connecting", lambda connection: connection.voidcmd("NOOP"))

    async def close(self) -> None:
        """Hang up on all connections at once."""
        if self._threads is not None:
            leaving = [self._in_thread(hang_up, connection) for connection in self._idle]
            await asyncio.gather(*leaving)
            self._threads.shutdown()
        self._idle.clear()
        self._open.clear()
        self._threads = None

    async def get(self, path: str) -> bytes | None:
        """Return a file's bytes."""

        def fetch(connection: Connection) -> bytes | None:
            try:
                return connection.fetch(f"RETR {self._at(path)}")
            except ftplib.error_perm as error:
                if not str(error).startswith(_UNAVAILABLE):
                    raise
            folder, _, name = path.rpartition("/")
            if name in (listed(connection, self._at(folder)) or {}):
                raise ftplib.error_perm("it is there and cannot be read")
            return None

        return await self._do(path, fetch)

    async def upload(self, path: str, data: bytes) -> bytes:
        """Write a file and fetch it."""

        def store(connection: Connection) -> bytes:
            connection.store(self._at(path), data)
            return connection.fetch(f"RETR {self._at(path)}")

        return await self._do(path, store)

    async def rename(self, source: str, destination: str) -> None:
        """Rename over the old file."""
        await self._do(destination, lambda c: c.rename_over(self._at(source), self._at(destination)))

    async def remove(self, path: str) -> None:
        """Remove a file."""

        def delete(connection: Connection) -> None:
            try:
                connection.delete(self._at(path))
            except ftplib.error_perm as error:
                folder, _, name = path.rpartition("/")
                if not str(error).startswith(_UNAVAILABLE) or name in (listed(connection, self._at(folder)) or {}):
                    raise

        await self._do(path, delete)

    async def make_folder(self, path: str) -> bool:
        """Make a folder and those above it."""

        def make(connection: Connection) -> bool:
            whole = self._at(path)
            if made(connection, whole):
                return True
            parts = [part for part in whole.split("/") if part]
            for count in range(1, len(parts) + 1):
                made(connection, f"/{'/'.join(parts[:count])}")
            if listed(connection, whole) is None:
                raise ftplib.error_perm("the folder cannot be made")
            return False

        return await self._do(path or "the folder", make)

    async def entries(self, folder: str) -> Mapping[str, Entry] | None:
        """Return what lies in a folder."""
        return await self._do(folder or "listing", lambda connection: listed(connection, self._at(folder)))

    async def claim(self, path: str, data: bytes) -> bool:
        """Create a lock by MKD, which one alone can do; who holds it is written into the folder."""

        def make(connection: Connection) -> bool:
            if not made(connection, self._at(path)):
                folder, _, name = path.rpartition("/")
                if name in (listed(connection, self._at(folder)) or {}):
                    return False
                raise ftplib.error_perm("the lock cannot be made")
            connection.store(f"{self._at(path)}/{_HOLDER}", data)
            return True

        return await self._do(path, make)

    async def claimed(self, path: str) -> bytes | None:
        """Return what a lock holds."""
        return await self.get(f"{path}/{_HOLDER}")

    async def reclaim(self, path: str, data: bytes) -> None:
        """Overwrite what a lock holds."""
        holder = f"{self._at(path)}/{_HOLDER}"
        part = f"{holder}.{secrets.token_hex(4)}{PART}"

        def overwrite(connection: Connection) -> None:
            connection.store(part, data)
            connection.rename_over(part, holder)

        await self._do(path, overwrite)

    async def unclaim(self, path: str) -> None:
        """Remove a lock and all that lies in it."""

        def remove(connection: Connection) -> None:
            for name in listed(connection, self._at(path)) or {}:
                with suppress(ftplib.error_perm):
                    connection.delete(f"{self._at(path)}/{name}")
            with suppress(ftplib.error_perm):
                connection.rmd(self._at(path))

        await self._do(path, remove)

    async def _do(self, what: str, job: Callable[[Connection], T]) -> T:
        """Run ``job`` in a thread with a connection of its own; one that failed is not used again."""
        assert self._free is not None, "open() comes first"
        while True:
            await self._free.acquire()
            thread: asyncio.Future[T] = self._in_thread(self._attempt, what, job)
            try:
                result: T = await asyncio.shield(thread)
            except _EnoughError:
                # The host opens no more: the place that this one had is never given back, and another's is waited for.
                continue
            except asyncio.CancelledError:
                # A thread cannot be stopped: nothing of it may go on after the lock was given up.
                await asyncio.wait([thread])
                thread.exception()  # asked for, so that nobody warns of it
                self._free.release()
                raise
            except BaseException:
                self._free.release()
                raise
            self._free.release()
            return result

    def _in_thread(self, work: Callable[..., T], *arguments: object) -> "asyncio.Future[T]":
        future: asyncio.Future[T] = asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        return future

    def _attempt(self, what: str, job: Callable[[Connection], T]) -> T:
        with self._doing(what):
            connection = self._idle_one() or self._one_more()
            try:
                result = job(connection)
            except BaseException:
                connection.close()
                self._open.discard(connection)
                raise
            self._idle.append(connection)
            return result

    def _idle_one(self) -> Connection | None:
        with suppress(IndexError):
            return self._idle.pop()
        return None

    def _one_more(self) -> Connection:
        """Connect; ``_EnoughError`` where the host refuses another connection while it keeps those that we have."""
        try:
            connection = self._connect()
        except ssl.SSLCertVerificationError:
            raise
        except (OSError, EOFError, ftplib.Error):
            if self._open:
                raise _EnoughError from None
            raise
        self._open.add(connection)
        return connection

    def _connect(self) -> Connection:
        parts = urlsplit(self.settings.address)
        connection = Connection(context=self._context(), timeout=_SECONDS)
        try:
            connection.connect(parts.hostname or "", parts.port or 21)
            connection.login(unquote(parts.username or ""), self.secrets["password"] or "")
            connection.prot_p()
            connection.voidcmd("TYPE I")
        except BaseException:
            connection.close()
            raise
        return connection

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.settings.ca_file, cadata=self.secrets["ca"])
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _at(self, path: str) -> str:
        if "\r" in path or "\n" in path:
            raise ValueError("a path holds a line end")
        return f"{self.base}{path}".rstrip("/") or "/"

    @contextmanager
    def _doing(self, what: str) -> Iterator[None]:
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            message = f"the certificate is not trusted ({error.verify_message}), so nothing was sent"
            raise failure(self.name, what, message) from None
        except (OSError, EOFError, ValueError, ftplib.Error) as error:
            raise failure(self.name, what, str(error) or "the server hung up", self.secrets) from None
