"""Values as JSON and back: dataclasses of texts, numbers, days, relative paths, and tuples and mappings of such.

A dataclass is the list of its fields in their order: what is written is for the same program alone, which whoever keeps
it has to see to.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_AsIs = (str, bool, int, float)
#: Makes a value of what JSON has of it; ``None`` where that is the value itself.
_Reader = Callable[[Any], Any] | None


def to_json(value: object) -> str:
    """Return ``value`` as JSON in one line; ``TypeError`` for what ``from_plain`` would not bring back."""
    return json.dumps(value, default=_plain, separators=(",", ":"))


def _plain(value: object) -> Any:
    """Return what JSON can hold of a value that it does not know."""
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, PurePath) and not value.is_absolute():
        return str(value)
    if type(value) is date:
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that JSON brings back")


def from_plain(kind: Any, plain: Any) -> Any:
    """Return the value of ``kind``, a type as an annotation says it, of which ``to_json`` wrote ``plain``.

    Raises ``TypeError`` or ``ValueError`` for what stands for no such value, as far as that shows, and ``TypeError``
    for a kind that it never brings back. Keys of mappings are texts.
    """
    read = _reader(kind)
    return plain if read is None else read(plain)


@cache
def _reader(kind: Any) -> _Reader:
    origin, arguments = get_origin(kind), get_args(kind)
    found: _Reader = None
    if is_dataclass(kind):
        found = _of_fields(kind)
    elif origin in {Union, UnionType}:
        found = _of_choice(arguments)
    elif origin is tuple and arguments[1:] != (...,):
        found = _of_pair([_reader(one) for one in arguments])
    elif origin in {tuple, frozenset}:
        found = _of_many(origin, _reader(arguments[0]))
    elif origin is Mapping:
        found = _of_mapping(_reader(arguments[1]))
    elif kind in {date, Path}:
        found = date.fromisoformat if kind is date else Path
    elif kind not in {*_AsIs, NoneType} and origin is not Literal:
        raise TypeError(f"{kind} is nothing that JSON brings back")
    return found


def _of_fields(kind: Any) -> _Reader:
    hints = get_type_hints(kind)
    readers = [(place, _reader(hints[field.name])) for place, field in enumerate(fields(kind))]
    wanted = [(place, read) for place, read in readers if read is not None]

    def read_fields(plain: list[Any]) -> Any:
        if len(plain) != len(readers):
            raise ValueError(f"this is no {kind.__name__}")
        values = list(plain)
        for place, read in wanted:
            values[place] = read(values[place])
        return kind(*values)

    return read_fields


def _of_choice(kinds: tuple[Any, ...]) -> _Reader:
    """Return the reader of what is one thing or nothing, or of texts and numbers."""
    readers = [read for read in map(_reader, kinds) if read is not None]
    if not readers:
        return None
    if len(kinds) > 2 or NoneType not in kinds:  # noqa: PLR2004 - a thing, or nothing
        raise TypeError(f"{kinds} cannot be told apart in JSON")
    return lambda plain: None if plain is None else readers[0](plain)


def _of_pair(readers: list[_Reader]) -> _Reader:
    if not any(readers):
        return tuple

    def read_pair(plain: list[Any]) -> tuple[Any, ...]:
        return tuple(one if read is None else read(one) for one, read in zip(plain, readers, strict=True))

    return read_pair


def _of_many(kind: Callable[[Any], Any], read: _Reader) -> _Reader:
    return kind if read is None else lambda plain: kind(map(read, plain))


def _of_mapping(read: _Reader) -> _Reader:
    return dict if read is None else lambda plain: {name: read(item) for name, item in plain.items()}
