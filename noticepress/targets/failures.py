"""How a host's failure is told: in one line, and with no secret in it."""

import asyncio
from collections.abc import Iterable

from noticepress.errors import Finding, TargetError

_HIDDEN = "[hidden]"
#: A shorter secret would hide common words; nobody can keep one that short from being guessed anyway.
_LEAST = 4


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` with every secret, and every line of one, hidden."""
    parts = {part.strip() for secret in secrets for part in (secret, *secret.splitlines())}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _LEAST:
            text = text.replace(part, _HIDDEN)
    return text


def failure(name: str, doing: str, error: BaseException | str, secrets: Iterable[str] = ()) -> TargetError:
    """Return the error of a target called ``name`` that failed at ``doing``.

    Raise it ``from None``: what a library says may hold a secret, and here it has been taken out.
    """
    said = str(error).strip() or (type(error).__name__ if isinstance(error, BaseException) else "")
    if isinstance(error, asyncio.TimeoutError | TimeoutError) and not str(error).strip():
        said = "no answer in time"
    words = scrub(" ".join(said.split()), secrets)
    return TargetError(Finding("TARGET", "error", f"{name}: {doing}: {words}"))
