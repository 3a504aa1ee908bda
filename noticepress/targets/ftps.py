"""FTP over TLS, by the standard library: four connections, each file under a temporary name and then renamed."""

import asyncio
import ftplib
import secrets
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from noticepress.model import TargetSettings
from noticepress.targets.failures import failure
from noticepress.targets.files import Entry
from noticepress.targets.protocol import PART
from noticepress.targets.secrets import Secrets

T = TypeVar("T")

_SECONDS = 30
#: What hosts commonly let one user open.
_CONNECTIONS = 4
#: RFC 959: the file is not there, or may not be reached, and, for MKD, it is there already.
_UNAVAILABLE = "550"
#: What servers say to a listing of a folder that is not there.
_NO_FOLDER = ("550", "501")
_HOLDER = "owner.json"
_CHUNK = 65536


class _Connection(ftplib.FTP_TLS):
    """An FTP connection whose data connections resume the TLS session of the control connection.

    Servers that ask for that (``require_ssl_reuse``) know by it that both ends of the data are those that logged in.
    """

    encoding = "utf-8"

    def transfer(self, command: str) -> ssl.SSLSocket:
        """Open a data connection for ``command``, which is sent while the connection is being made."""
        host, port = self.makepasv()
        self.putcmd(command)
        plain = socket.create_connection((host, port), self.timeout, self.source_address)
        try:
            session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
            data = self.context.wrap_socket(plain, server_hostname=self.host, session=session)
        except OSError:
            plain.close()
            self._begun()  # the server's own word, where it refused the command
            raise
        try:
            self._begun()
        except BaseException:
            data.close()
            raise
        return data

    def _begun(self) -> None:
        answer = self.getresp()
        if not answer.startswith("1"):
            raise ftplib.error_reply(answer)

    def store(self, path: str, content: bytes) -> None:
        """Upload a file; the server's word that it has it all is waited for."""
        data = self.transfer(f"STOR {path}")
        with data:
            data.sendall(content)
            _say_goodbye(data)
            self.voidresp()

    def fetch(self, command: str) -> bytes:
        """Return what a command sends."""
        chunks = []
        with self.transfer(command) as data:
            while chunk := data.recv(_CHUNK):
                chunks.append(chunk)
            _say_goodbye(data)
        self.voidresp()
        return b"".join(chunks)

    def rename_over(self, source: str, destination: str) -> None:
        """Send both halves of a renaming at once: one way there and back instead of two."""
        self.putcmd(f"RNFR {source}")
        self.putcmd(f"RNTO {destination}")
        try:
            first = self.getresp()
        except ftplib.error_perm:
            with suppress(ftplib.Error):
                self.getresp()
            raise
        if not first.startswith("3"):
            raise ftplib.error_reply(first)
        self.voidresp()


def _say_goodbye(data: ssl.SSLSocket) -> None:
    """End the TLS stream properly, so that its end is no truncation, without waiting for the other side to do so."""
    with suppress(OSError, ValueError):
        data.settimeout(0)
        data.unwrap()
    with suppress(OSError):
        data.shutdown(socket.SHUT_WR)


class Ftps:
    """The operations of an FTP server over TLS. Its certificate is always checked, and data is always encrypted."""

    #: Twice the connections: while one file waits for its turn, another uses the line.
    width = 8

    def __init__(self, settings: TargetSettings, hidden: Secrets, name: str) -> None:
        self.settings = settings
        self.secrets = hidden
        self.name = name
        parts = urlsplit(settings.address)
        self.base = f"{unquote(parts.path).rstrip('/')}{settings.path}"
        self._idle: list[_Connection] = []
        self._free: asyncio.Semaphore | None = None

    async def open(self) -> None:
        """Connect once, so that a wrong certificate or password is known at once; three more follow as needed."""
        self._free = asyncio.Semaphore(_CONNECTIONS)
        await self._do("connecting", lambda connection: connection.voidcmd("NOOP"))

    async def close(self) -> None:
        """Hang up."""
        while self._idle:
            await asyncio.to_thread(_hang_up, self._idle.pop())

    async def get(self, path: str) -> bytes | None:
        """Return a file's bytes."""

        def fetch(connection: _Connection) -> bytes | None:
            try:
                return connection.fetch(f"RETR {self._at(path)}")
            except ftplib.error_perm as error:
                if not str(error).startswith(_UNAVAILABLE):
                    raise
            folder, _, name = path.rpartition("/")
            if name in (_listed(connection, self._at(folder)) or {}):
                raise ftplib.error_perm("it is there and cannot be read")
            return None

        return await self._do(path, fetch)

    async def upload(self, path: str, data: bytes) -> bytes:
        """Write a file and fetch it."""

        def store(connection: _Connection) -> bytes:
            connection.store(self._at(path), data)
            return connection.fetch(f"RETR {self._at(path)}")

        return await self._do(path, store)

    async def rename(self, source: str, destination: str) -> None:
        """Rename over the old file."""
        await self._do(destination, lambda c: c.rename_over(self._at(source), self._at(destination)))

    async def remove(self, path: str) -> None:
        """Remove a file."""

        def delete(connection: _Connection) -> None:
            try:
                connection.delete(self._at(path))
            except ftplib.error_perm as error:
                folder, _, name = path.rpartition("/")
                if not str(error).startswith(_UNAVAILABLE) or name in (_listed(connection, self._at(folder)) or {}):
                    raise

        await self._do(path, delete)

    async def make_folder(self, path: str) -> bool:
        """Make a folder and those above it."""

        def make(connection: _Connection) -> bool:
            whole = self._at(path)
            if _made(connection, whole):
                return True
            parts = [part for part in whole.split("/") if part]
            for count in range(1, len(parts) + 1):
                _made(connection, f"/{'/'.join(parts[:count])}")
            if _listed(connection, whole) is None:
                raise ftplib.error_perm("the folder cannot be made")
            return False

        return await self._do(path or "the folder", make)

    async def entries(self, folder: str) -> Mapping[str, Entry] | None:
        """Return what lies in a folder, by MLSD (RFC 3659)."""
        return await self._do(folder or "listing", lambda connection: _listed(connection, self._at(folder)))

    async def claim(self, path: str, data: bytes) -> bool:
        """Create a lock by MKD, which one alone can do; who holds it is written into the folder."""

        def make(connection: _Connection) -> bool:
            if not _made(connection, self._at(path)):
                folder, _, name = path.rpartition("/")
                if name in (_listed(connection, self._at(folder)) or {}):
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
        part = f"{path}/{_HOLDER}.{secrets.token_hex(4)}{PART}"
        await self.upload(part, data)
        await self.rename(part, f"{path}/{_HOLDER}")

    async def unclaim(self, path: str) -> None:
        """Remove a lock and all that lies in it."""

        def remove(connection: _Connection) -> None:
            for name in _listed(connection, self._at(path)) or {}:
                with suppress(ftplib.error_perm):
                    connection.delete(f"{self._at(path)}/{name}")
            with suppress(ftplib.error_perm):
                connection.rmd(self._at(path))

        await self._do(path, remove)

    async def _do(self, what: str, job: Callable[[_Connection], T]) -> T:
        """Run ``job`` in a thread with a connection of its own; one that failed is not used again."""
        assert self._free is not None, "open() comes first"
        async with self._free:
            thread = asyncio.create_task(asyncio.to_thread(self._attempt, what, job))
            try:
                return await asyncio.shield(thread)
            except asyncio.CancelledError:
                # A thread cannot be stopped: nothing of it may go on after the lock was given up.
                await asyncio.wait([thread])
                raise

    def _attempt(self, what: str, job: Callable[[_Connection], T]) -> T:
        with self._doing(what):
            connection = self._idle.pop() if self._idle else self._connect()
            try:
                result = job(connection)
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)
            return result

    def _connect(self) -> _Connection:
        parts = urlsplit(self.settings.address)
        connection = _Connection(context=self._context(), timeout=_SECONDS)
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


def _made(connection: _Connection, path: str) -> bool:
    try:
        connection.mkd(path)
    except ftplib.error_perm as error:
        if not str(error).startswith(("550", "521")):
            raise
        return False
    return True


def _listed(connection: _Connection, folder: str) -> dict[str, Entry] | None:
    try:
        lines = connection.fetch(f"MLSD {folder}").decode("utf-8", "replace").splitlines()
    except ftplib.error_perm as error:
        if str(error).startswith(_NO_FOLDER):
            return None
        raise
    found = {}
    for line in lines:
        facts, _, name = line.partition(" ")
        known = dict(fact.lower().partition("=")[::2] for fact in facts.rstrip(";").split(";"))
        if known.get("type") not in {"cdir", "pdir"}:
            found[name] = Entry(known.get("type") == "dir", _time(known.get("modify")))
    return found


def _time(fact: str | None) -> datetime | None:
    """Return the time of a ``modify`` fact, which RFC 3659 has in UTC."""
    with suppress(ValueError, TypeError):
        return datetime.strptime(str(fact)[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return None


def _hang_up(connection: _Connection) -> None:
    with suppress(OSError, EOFError, ftplib.Error):
        connection.quit()
    connection.close()
