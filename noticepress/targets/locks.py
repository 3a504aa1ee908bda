"""A lock that exactly one holds, on any host that can create a name only if it is not there yet.

Locks are numbered. The highest number is the lock; its holder wrote it. Whoever finds it released or expired
creates the next number, which only one can do. A number is never used again: the highest one stays, released, so
that somebody who was asleep between looking and creating cannot come by a number that has had its day.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from noticepress.errors import Finding, TargetError
from noticepress.targets.protocol import Lease


class Claims(Protocol):
    """The numbered locks of a host."""

    async def numbers(self) -> Mapping[int, datetime | None]:
        """Return every number there is, and when it was written (UTC) where the host says so."""
        ...

    async def create(self, number: int, data: bytes) -> bool:
        """Create a number; ``False`` where it is there already. It is either there or not, also without ``data``."""
        ...

    async def get(self, number: int) -> bytes | None:
        """Return what its holder wrote, ``None`` where that is not there (yet)."""
        ...

    async def put(self, number: int, data: bytes) -> None:
        """Overwrite, whole, what its holder wrote."""
        ...

    async def drop(self, number: int) -> None:
        """Remove a number that is not the highest."""
        ...


@dataclass(frozen=True)
class Taken:
    """The number that is the lock, and those before it, which go when the lock is given up."""

    number: int
    older: tuple[int, ...]


@dataclass(frozen=True)
class _Held:
    owner: str
    token: str
    expires: datetime
    released: bool = False

    def is_free(self, now: datetime) -> bool:
        return self.released or self.expires <= now


async def take(claims: Claims, lease: Lease, name: str) -> Taken:
    """Take the lock of the target called ``name`` and return its number; ``TargetError`` where somebody holds it."""
    known = await claims.numbers()
    highest = max(known, default=0)
    if highest:
        held = await _holder(claims, highest, known[highest], lease)
        if not held.is_free(lease.taken):
            raise _locked(name, held)
    number = highest + 1
    if not await claims.create(number, _written(lease)):
        raise _locked(name, await _holder(claims, number, None, lease))
    after = await claims.numbers()
    if max(after, default=number) != number:
        # Asleep between looking and creating: the numbers have moved on, and this one has had its day.
        await claims.drop(number)
        raise _locked(name, await _holder(claims, max(after), after[max(after)], lease))
    return Taken(number, tuple(sorted(old for old in after if old < number)))


async def release(claims: Claims, lease: Lease, taken: Taken) -> None:
    """Give up the lock ``taken``, if it is still that of ``lease``: after its end another may have it.

    Older numbers go at the same time; those that a dead run leaves go with the lock of the next.
    """
    if datetime.now(UTC) >= lease.expires - _SKEW:
        held = _parsed(await claims.get(taken.number))
        if held is None or held.token != lease.token:
            return
    last = claims.put(taken.number, _written(lease, released=True))
    done = await asyncio.gather(last, *(claims.drop(old) for old in taken.older), return_exceptions=True)
    for failed in done:
        if failed is not None:
            raise failed


async def _holder(claims: Claims, number: int, since: datetime | None, lease: Lease) -> _Held:
    """Return who holds ``number``. One whose name is not (yet) written holds it for as long as we would."""
    held = _parsed(await claims.get(number))
    length = lease.expires - lease.taken
    return held or _Held("another publish that has just begun", "", (since or lease.taken) + length + _SKEW)


#: By how much the clocks of a host and of this machine may differ.
_SKEW = timedelta(minutes=1)


def _written(lease: Lease, *, released: bool = False) -> bytes:
    fields = {"owner": lease.owner, "token": lease.token, "expires": lease.expires.isoformat(), "released": released}
    if released:
        fields["owner"] = ""
    return (json.dumps(fields) + "\n").encode()


def _parsed(data: bytes | None) -> _Held | None:
    try:
        fields = json.loads(data or b"")
        expires = datetime.fromisoformat(fields["expires"]).astimezone(UTC)
        return _Held(str(fields["owner"]), str(fields["token"]), expires, fields["released"] is True)
    except (ValueError, KeyError, TypeError):
        return None


def _locked(name: str, held: _Held) -> TargetError:
    until = held.expires.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    message = f"{name}: locked by {held.owner or 'another publish'} until {until}"
    return TargetError(Finding("LOCK", "error", message, hint="wait for it; a lock whose run died ends by itself"))
