"""What every host can do for a publish: six verbs, and nothing else."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from noticepress.model import File

#: The file on a target that says what is ours. No dot in front: some hosts neither list nor serve such names.
#: It holds nothing that the site does not show.
MANIFEST = "noticepress-manifest.json"
#: How the names of locks begin, and of files that are not yet in place end. Neither is ever part of a site.
LOCK = "noticepress-lock-"
PART = ".noticepress-part"

#: RFC 9111: what never changes under its name may be kept for a year; the rest for five minutes.
IMMUTABLE = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300"


@dataclass(frozen=True)
class Lease:
    """A claim to be the only one who publishes, by ``owner``, from ``taken`` until ``expires`` (UTC).

    ``token`` tells two leases of one owner apart.
    """

    owner: str
    token: str
    taken: datetime
    expires: datetime


def make_lease(owner: str, minutes: float, now: datetime | None = None) -> Lease:
    """Return a new lease of ``owner`` that ends ``minutes`` after ``now`` (default: the machine's clock, in UTC)."""
    taken = now or datetime.now(UTC)
    return Lease(owner, secrets.token_hex(8), taken, taken + timedelta(minutes=minutes))


class Target(Protocol):
    """A host's folder for one site. Paths are relative to it, with ``/`` between their parts.

    Every verb raises ``TargetError`` where the host refuses or goes away, with no secret in its words. Verbs may run
    at the same time, ``width`` of them to advantage. It is opened and closed by ``async with``.

    On a target that is ``atomic`` nothing can be seen before ``MANIFEST`` is replaced, and then everything can;
    on any other each file changes by itself, whole.
    """

    name: str
    width: int
    atomic: bool

    async def __aenter__(self) -> Self:
        """Connect."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up; whatever was not committed on an atomic target is dropped."""
        ...

    async def read(self, path: str) -> bytes | None:
        """Return a file's bytes, or ``None`` where there is no file."""
        ...

    async def replace(self, file: File, *, create: bool = False, turn: asyncio.Event | None = None) -> None:
        """Put a file in place: a reader sees the old bytes or the new ones, never a part.

        It is not seen before ``turn`` is set; where the host can, its bytes are brought there before that.

        It returns when the bytes have been read back from the host and are those of ``file``. With ``create`` a file
        that stands there with other bytes is an error and stays.
        """
        ...

    async def delete(self, path: str) -> None:
        """Remove a file; one that is not there is no error."""
        ...

    async def list(self, folder: str = "") -> Mapping[str, bool]:
        """Return what lies directly in a folder: each name, and whether it is a folder. Nothing for no folder."""
        ...

    async def lock(self, lease: Lease) -> None:
        """Become the only publisher until ``lease`` expires; ``TargetError`` that names the owner where there is one.

        A lock that has expired is taken over, by exactly one.
        """
        ...

    async def unlock(self, lease: Lease) -> None:
        """Give up the lock, if it is still that of ``lease``."""
        ...
