"""S3 and its like: an object changes at once, so there is nothing to rename; versions are put create-only."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from noticepress.model import File, TargetSettings
from noticepress.targets import locks
from noticepress.targets.failures import failure
from noticepress.targets.protocol import IMMUTABLE, LOCK, SHORT, Lease
from noticepress.targets.secrets import Secrets

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config

#: Enough to hide a slow line; S3 itself takes thousands of requests a second for one prefix.
_WIDTH = 64
_RETRIES = 3
_RETRY_SECONDS = 30
#: What the environment may hold for the service although no target names it, such as after a login by OIDC.
_USUAL = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN")


class S3Target:
    """A bucket, or a prefix in one. Each object has its media type and how long it may be kept."""

    atomic = False
    width = _WIDTH

    def __init__(self, settings: TargetSettings, hidden: Secrets, name: str) -> None:
        self.settings = settings
        self.name = name
        self.secrets = hidden
        parts = urlsplit(settings.address)
        self.bucket = parts.hostname or ""
        self.prefix = f"{unquote(parts.path).strip('/')}{settings.path}".lstrip("/")
        self._open: S3Store | None = None
        self._taken: locks.Taken | None = None

    async def __aenter__(self) -> Self:
        """Make ready; the service is first asked by the first verb."""
        async with self._doing("connecting"):
            options: dict[str, Any] = {
                "allow_http": (self.settings.endpoint or "").startswith("http://"),
                "timeout": "60s",
                "connect_timeout": "15s",
            }
            ca = self.secrets["ca"] or _text(self.settings.ca_file)
            if ca:
                options["root_certificate"] = ca
            self._open = S3Store(
                self.bucket,
                config=cast("S3Config", self._config()),
                client_options=cast("ClientConfig", options),
                retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
            )
        return self

    def _config(self) -> dict[str, Any]:
        config = {
            "endpoint": self.settings.endpoint,
            "region": self.settings.region,
            "access_key_id": self.secrets["access_key"],
            "secret_access_key": self.secrets["secret_key"],
            "session_token": self.secrets["session_token"],
        }
        return {name: value for name, value in config.items() if value is not None}

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing: there is no session."""
        self._open = None

    @property
    def store(self) -> S3Store:
        """The open bucket."""
        assert self._open is not None, "use it in 'async with'"
        return self._open

    async def read(self, path: str) -> bytes | None:
        """Return an object's bytes."""
        async with self._doing(path):
            try:
                found = await obstore.get_async(self.store, self._key(path))
                return bytes(await found.bytes_async())
            except FileNotFoundError:
                return None

    async def replace(self, file: File, *, create: bool = False, turn: asyncio.Event | None = None) -> None:
        """Put an object when it is its turn, only if it is not there with ``create``, and get it again."""
        if turn is not None:
            await turn.wait()
        attributes = {"Content-Type": file.media_type, "Cache-Control": IMMUTABLE if file.immutable else SHORT}
        async with self._doing(file.path):
            try:
                await obstore.put_async(
                    self.store,
                    self._key(file.path),
                    file.data,
                    attributes=attributes,
                    mode="create" if create else "overwrite",
                    use_multipart=False,
                )
            except AlreadyExistsError:
                if await self.read(file.path) != file.data:
                    message = "it stands there with other bytes, and is never overwritten"
                    raise failure(self.name, file.path, message) from None
        if await self.read(file.path) != file.data:
            raise failure(self.name, file.path, "what was read back is not what was sent")

    async def delete(self, path: str) -> None:
        """Remove an object."""
        async with self._doing(path):
            try:
                await obstore.delete_async(self.store, self._key(path))
            except FileNotFoundError:
                return

    async def list(self, folder: str = "") -> Mapping[str, bool]:
        """Return the objects and common prefixes directly below ``folder/``."""
        return {name: is_folder for name, (is_folder, _) in (await self._listing(folder)).items()}

    async def _listing(self, folder: str) -> dict[str, tuple[bool, datetime | None]]:
        async with self._doing(folder or "listing"):
            prefix = self._key(f"{folder}/" if folder else "").rstrip("/")
            found = await obstore.list_with_delimiter_async(self.store, f"{prefix}/" if prefix else None)
            names: dict[str, tuple[bool, datetime | None]] = {}
            for item in found["objects"]:
                names[item["path"].rpartition("/")[2]] = (False, item["last_modified"].astimezone(UTC))
            for common in found["common_prefixes"]:
                names[common.rstrip("/").rpartition("/")[2]] = (True, None)
            return names

    async def lock(self, lease: Lease) -> None:
        """Take the highest number by a create-only put, as ``locks`` explains."""
        self._taken = await locks.take(_Numbers(self), lease, self.name)

    async def unlock(self, lease: Lease) -> None:
        """Write that the lock is released."""
        if self._taken is not None:
            await locks.release(_Numbers(self), lease, self._taken)
            self._taken = None

    def _key(self, path: str) -> str:
        return f"{self.prefix}{path}"

    @asynccontextmanager
    async def _doing(self, what: str) -> AsyncIterator[None]:
        try:
            yield
        except (OSError, BaseError, ValueError) as error:
            usual = [os.environ.get(name, "") for name in _USUAL]
            raise failure(self.name, what, _short(error), [*self.secrets, *usual]) from None


def _text(path: str | None) -> str | None:
    return None if path is None else Path(path).expanduser().read_text(encoding="utf-8")


def _short(error: BaseException) -> str:
    """Return the first line of what the library says; the rest repeats it for those who debug the library."""
    return str(error).strip().split("\n\nDebug source", 1)[0] or type(error).__name__


class _Numbers:
    """The numbered locks in the bucket."""

    def __init__(self, target: S3Target) -> None:
        self._target = target

    async def numbers(self) -> Mapping[int, datetime | None]:
        listing = await self._target._listing("")  # noqa: SLF001 - one class in two
        names = {name.removeprefix(LOCK): written for name, (_, written) in listing.items() if name.startswith(LOCK)}
        return {int(name): written for name, written in names.items() if name.isdecimal()}

    async def create(self, number: int, data: bytes) -> bool:
        target = self._target
        async with target._doing("locking"):  # noqa: SLF001
            try:
                await obstore.put_async(target.store, target._key(f"{LOCK}{number}"), data, mode="create")  # noqa: SLF001
            except AlreadyExistsError:
                # A retried request may meet what it made itself; the lease's token tells.
                return await self.get(number) == data
            return True

    async def get(self, number: int) -> bytes | None:
        return await self._target.read(f"{LOCK}{number}")

    async def put(self, number: int, data: bytes) -> None:
        target = self._target
        async with target._doing("locking"):  # noqa: SLF001
            await obstore.put_async(target.store, target._key(f"{LOCK}{number}"), data)  # noqa: SLF001

    async def drop(self, number: int) -> None:
        await self._target.delete(f"{LOCK}{number}")
