"""SFTP over SSH: many operations at once on one connection, and ``posix-rename@openssh.com`` to put files in place."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncssh

from noticepress.model import TargetSettings
from noticepress.targets.failures import failure
from noticepress.targets.files import Entry, FileLocks
from noticepress.targets.secrets import Secrets

#: A larger file is read in several requests.
_BLOCK = 1 << 18
_CONNECT_SECONDS = 30
#: A server that says nothing for this long has gone away.
_KEEPALIVE_SECONDS = 15


class Sftp(FileLocks):
    """The operations of an SFTP server. Its key must be one that the settings give: none is ever trusted unseen."""

    #: Enough to hide a slow line, and below the number of files that OpenSSH lets a session hold open.
    width = 64

    def __init__(self, settings: TargetSettings, hidden: Secrets, name: str) -> None:
        self.settings = settings
        self.secrets = hidden
        self.name = name
        self.base = _base(settings)
        self._connection: asyncssh.SSHClientConnection | None = None
        self._client: asyncssh.SFTPClient | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def client(self) -> asyncssh.SFTPClient:
        """The open session."""
        assert self._client is not None, "open() comes first"
        return self._client

    async def open(self) -> None:
        """Connect; the host's key is held against the known ones before a password or a signature is given."""
        parts = urlsplit(self.settings.address)
        async with self._doing("connecting"):
            self._connection = await asyncssh.connect(
                parts.hostname or "",
                parts.port or 22,
                username=unquote(parts.username or ""),
                known_hosts=asyncssh.import_known_hosts(self._known_hosts()),
                connect_timeout=_CONNECT_SECONDS,
                login_timeout=_CONNECT_SECONDS,
                keepalive_interval=_KEEPALIVE_SECONDS,
                config=None,
                **self._credentials(),
            )
            self._client = await self._connection.start_sftp_client()

    def _known_hosts(self) -> str:
        return "\n".join([*self.settings.known_hosts, self.secrets["known_hosts"] or "", ""])

    def _credentials(self) -> dict[str, object]:
        """Return what to log in with: the key or the password that is named, else the agent of the environment."""
        password, key = self.secrets["password"], self.secrets["key"]
        if key is None and self.settings.key_file is not None:
            key = Path(self.settings.key_file).expanduser().read_text(encoding="utf-8")
        if key is None and password is None:
            return {"client_keys": None}
        keys = [asyncssh.import_private_key(key.strip() + "\n")] if key else None
        return {"client_keys": keys, "password": password, "agent_path": None}

    async def close(self) -> None:
        """Hang up."""
        if self._closing:
            await asyncio.wait(self._closing, timeout=1)
        if self._connection is not None:
            if self._client is not None:
                self._client.exit()
            self._connection.abort()
            with suppress(OSError, asyncssh.Error):
                await self._connection.wait_closed()
        self._connection = self._client = None

    async def get(self, path: str) -> bytes | None:
        """Return a file's bytes."""
        async with self._doing(path):
            try:
                file = await self.client.open(self._at(path), "rb")
                try:
                    return await _whole(file)
                finally:
                    self._leave(file)
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return None

    async def upload(self, path: str, data: bytes) -> bytes:
        """Write a new file and read it through the same handle."""
        async with self._doing(path):
            file = await self.client.open(self._at(path), "xb+")
            try:
                await file.write(data)
                held: bytes = await file.read(len(data), 0) if data else b""
                return held
            finally:
                self._leave(file)

    def _leave(self, file: asyncssh.SFTPClientFile) -> None:
        """Close a file without waiting for the host to say so: by then it has said all that matters."""
        task = asyncio.create_task(file.close())
        self._closing.add(task)
        task.add_done_callback(self._left)

    def _left(self, task: "asyncio.Task[None]") -> None:
        self._closing.discard(task)
        if not task.cancelled():
            task.exception()

    async def rename(self, source: str, destination: str) -> None:
        """Rename over the old file; a server that cannot is refused, since uploading over a live page tears it."""
        async with self._doing(destination):
            await self.client.posix_rename(self._at(source), self._at(destination))

    async def remove(self, path: str) -> None:
        """Remove a file."""
        async with self._doing(path):
            try:
                await self.client.remove(self._at(path))
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return

    async def make_folder(self, path: str) -> bool:
        """Make a folder: its last part alone where that is enough."""
        async with self._doing(path or "the folder"):
            whole = self._at(path)
            try:
                await self.client.mkdir(whole)
            except asyncssh.SFTPError:
                await self.client.makedirs(whole, exist_ok=True)
                return False
            return True

    async def entries(self, folder: str) -> Mapping[str, Entry] | None:
        """Return what lies in a folder."""
        async with self._doing(folder or "listing"):
            found = {}
            try:
                async for item in self.client.scandir(self._at(folder)):
                    is_folder = item.attrs.type == asyncssh.FILEXFER_TYPE_DIRECTORY
                    written = datetime.fromtimestamp(item.attrs.mtime, UTC) if item.attrs.mtime is not None else None
                    found[str(item.filename)] = Entry(is_folder, written)
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return None
            return {name: entry for name, entry in found.items() if name not in {".", ".."}}

    async def claim(self, path: str, data: bytes) -> bool:
        """Create a lock by an exclusive open."""
        async with self._doing(path):
            try:
                file = await self.client.open(self._at(path), "xb")
            except asyncssh.SFTPError:
                # Before version 5 of the protocol there is no code of its own for what exists.
                if await self.client.exists(self._at(path)):
                    return False
                raise
            await file.write(data)
            self._leave(file)
            return True

    def _at(self, path: str) -> str:
        return f"{self.base}{path}".rstrip("/") or "."

    @asynccontextmanager
    async def _doing(self, what: str) -> AsyncIterator[None]:
        try:
            yield
        except asyncssh.HostKeyNotVerifiable:
            message = "the host's key is none of those in known_hosts, so nothing was sent"
            raise failure(self.name, what, message) from None
        except (OSError, asyncssh.Error, ValueError) as error:
            raise failure(self.name, what, error, self.secrets) from None


async def _whole(file: asyncssh.SFTPClientFile) -> bytes:
    """Return a file's bytes: in one request where it is not large, without asking for its length first."""
    data: bytes = await file.read(_BLOCK, 0)
    while data and len(data) % _BLOCK == 0:
        more: bytes = await file.read(_BLOCK, len(data))
        if not more:
            break
        data += more
    return data


def _base(settings: TargetSettings) -> str:
    """Return the site's folder with a slash at its end; ``sftp://user@host/~/www`` is below the user's own folder."""
    folder = unquote(urlsplit(settings.address).path).rstrip("/")
    if folder == "/~" or folder.startswith("/~/"):
        folder = folder[3:]
        return f"{folder}{settings.path}".lstrip("/")
    return f"{folder}{settings.path}"
