"""What the files of a workspace were found to say: a file with the same text is not parsed a second time.

Each file is read, every byte of it, each time: what is kept is what the text means, under its SHA-256 and that of all
else that it was held to. It is sealed with the program, so that another version of it reads none of this.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from noticepress.cache import FOLDER, fingerprint, program
from noticepress.cache.plain import from_plain, to_json
from noticepress.files import replace_file

NAME = "config"
T = TypeVar("T")


def is_kept(root: Path) -> bool:
    """Whether anything is kept for the workspace ``root``."""
    return (root / FOLDER / NAME).is_file()


class Kept:
    """What was kept for the workspace ``root``, and what is kept from now on; nothing at all without one."""

    def __init__(self, root: Path | None = None) -> None:
        self._path = root / FOLDER / NAME if root is not None else None
        self._before = _load(self._path) if self._path is not None else {}
        self._now: dict[str, tuple[str, Any]] = {}

    def value(self, kind: Any, name: str, made_from: object, make: Callable[[], T]) -> T:
        """Return what ``make`` returns, of ``kind``, for what is called ``name``: as kept, or made just now.

        ``made_from`` is all that it is made from, a value for a key. What ``make`` raises is raised, and is not kept.
        """
        if self._path is None:
            return make()
        key = fingerprint(made_from)
        found = self._before.get(name)
        if found is not None and found[0] == key:
            with suppress(TypeError, ValueError, AttributeError):
                value: T = from_plain(kind, found[1])
                self._now[name] = found
                return value
        value = make()
        self._now[name] = key, value
        return value

    def save(self) -> None:
        """Keep what was asked for since, and nothing else. Where that cannot be done nothing is kept."""
        if self._path is None or self._now == self._before:
            return
        rest = to_json(self._now)
        with suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            replace_file(self._path, f"{_seal(rest)}\n{rest}".encode())


def _load(path: Path) -> dict[str, tuple[str, Any]]:
    """Return what a file keeps; nothing where it is not there, damaged, or another program's."""
    try:
        seal, _, rest = path.read_text(encoding="utf-8").partition("\n")
        return {name: (key, plain) for name, (key, plain) in json.loads(rest).items()} if seal == _seal(rest) else {}
    except (OSError, ValueError):
        return {}


def _seal(rest: str) -> str:
    return sha256(f"{program()}\n{rest}".encode()).hexdigest()
