"""Keys: the SHA-256 of all that a product is made from, the same on every machine and in every process."""

import hashlib
import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from typing import Any

#: Libraries whose own version can change a byte of what is built, or what is found in it. Fonts come inside ``typst``.
LIBRARIES = frozenset(
    [
        *("babel", "codespell", "html5lib", "jinja2", "markdown_it_py", "mdit_py_plugins", "mkdocs", "pydantic"),
        *("pypdf", "pypdfium2", "pyyaml", "rapidfuzz", "typst", "tzdata", "markupsafe", "markdown", "mkdocs_material"),
    ]
)
#: An installed library's folder of facts, as the packaging standards name it: ``Jinja2-3.1.6.dist-info``.
_INSTALLED = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)\.dist-info")
_PACKAGE = Path(__file__).resolve().parent.parent


def fingerprint(*values: object) -> str:
    """Return the SHA-256, in hexadecimal, of plain values and dataclasses of such, all their fields told apart.

    Plain are ``None``, booleans, numbers, texts, bytes, days and moments, relative paths, and sequences, sets and
    mappings of what is plain. ``TypeError`` for anything else, an absolute path among it: what matters of a file is
    what it holds, wherever it lies.
    """
    parts: list[bytes] = []
    _spell(values, parts)
    return hashlib.sha256(b"".join(parts)).hexdigest()


_NONE = b"NoneType4:None"


def _spell(value: Any, parts: list[bytes]) -> None:
    """Add bytes that no other value has: each with its kind and its length before it."""
    if isinstance(value, str):
        data = value.encode("utf-8", "surrogatepass")
        parts.append(b"s%d:%s" % (len(data), data))
    elif value is None:
        parts.append(_NONE)
    elif isinstance(value, tuple | list):
        _all("l", value, parts)
    elif is_dataclass(value) and not isinstance(value, type):
        head, names = _shape(type(value))
        parts.append(head)
        for name in names:
            _spell(getattr(value, name), parts)
    else:
        _spell_more(value, parts)


def _spell_more(value: Any, parts: list[bytes]) -> None:
    """Add what stands for a value that there are fewer of."""
    if isinstance(value, bool | int | float | date):
        _say(type(value).__name__, str(value), parts)
    elif isinstance(value, Mapping):
        _all("m", [item for key in sorted(value) for item in (key, value[key])], parts)
    elif isinstance(value, set | frozenset):
        _all("f", sorted(value), parts)
    elif isinstance(value, bytes):
        parts += (b"b%d:" % len(value), value)
    elif isinstance(value, PurePath) and not value.is_absolute():
        _say("p", value.as_posix(), parts)
    else:
        raise TypeError(f"{type(value).__name__} is nothing that a key is made of")


@cache
def _shape(kind: type[Any]) -> tuple[bytes, tuple[str, ...]]:
    """Return the names of a dataclass's fields, and what stands for them and for it before their values."""
    names = tuple(field.name for field in fields(kind))
    parts: list[bytes] = []
    _say("d", kind.__qualname__, parts)
    _all("l", names, parts)
    return b"".join(parts), names


def _say(kind: str, text: str, parts: list[bytes]) -> None:
    data = text.encode("utf-8", "surrogatepass")
    parts.append(b"%s%d:%s" % (kind.encode(), len(data), data))


def _all(kind: str, items: Sequence[Any], parts: list[bytes]) -> None:
    parts.append(b"%s%d:" % (kind.encode(), len(items)))
    for item in items:
        _spell(item, parts)


@cache
def program() -> str:
    """Return what stands for this program: its own files, the libraries that it builds with, and Python's version."""
    return fingerprint(platform.python_version(), _libraries(), tree(_PACKAGE))


def _libraries() -> list[str]:
    """Return name and version of each library, from the names of folders alone: their contents take long to read.

    Of a library that is installed twice the first one counts: it is the one that Python imports.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            matches = map(_INSTALLED.fullmatch, sorted(os.listdir(folder or ".")))  # noqa: PTH208 - names are all
            here = {m["name"].lower().replace("-", "_"): m[0] for m in matches if m}
            found = {**{name: whole for name, whole in here.items() if name in LIBRARIES}, **found}
    return sorted(found.values())


def tree(folder: Path) -> str:
    """Return what stands for every file below ``folder``, by name and bytes; compiled Python aside."""
    start = len(os.path.join(folder, ""))  # noqa: PTH118 - texts, for hundreds of files each time
    return fingerprint([(path[start:].replace(os.sep, "/"), _bytes(path)) for path in _files(str(folder))])


def _bytes(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - no Path is made of each, and nothing is buffered
        return file.readall()


def files_below(folder: Path) -> list[Path]:
    """Return every file below ``folder``, also behind links, where whoever opens it finds it; compiled Python aside."""
    return sorted(map(Path, _files(str(folder))))


def _files(folder: str, above: frozenset[str] = frozenset()) -> list[str]:
    here = os.path.realpath(folder)
    if here in above:  # a link to a folder that it stands in leads nowhere new
        return []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []
    found: list[str] = []
    for entry in entries:
        if entry.is_dir():
            found += _files(entry.path, above | {here}) if entry.name != "__pycache__" else []
        elif entry.is_file():
            found.append(entry.path)
    return found
