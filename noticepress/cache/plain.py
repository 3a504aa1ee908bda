"""Values as JSON and back: dataclasses of texts, numbers, days, relative paths and sequences and mappings of such.

A dataclass is the list of its fields in their order: what is written is for the same program alone, which whoever keeps
it has to see to.
"""

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


def to_plain(value: object) -> Any:
    """Return what JSON can hold of ``value``; ``TypeError`` for what ``from_plain`` would not bring back."""
    plain = value
    if is_dataclass(value) and not isinstance(value, type):
        plain = [to_plain(getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, tuple | list):
        plain = [to_plain(item) for item in value]
    elif isinstance(value, frozenset):
        plain = sorted(to_plain(item) for item in value)
    elif isinstance(value, Mapping) and all(type(name) is str for name in value):
        plain = {name: to_plain(item) for name, item in value.items()}
    elif isinstance(value, PurePath) and not value.is_absolute():
        plain = str(value)
    elif type(value) is date:
        plain = value.isoformat()
    elif value is not None and not isinstance(value, _AsIs):
        raise TypeError(f"{type(value).__name__} is nothing that JSON brings back")
    return plain


def from_plain(kind: Any, plain: Any) -> Any:
    """Return the value of ``kind``, a type as an annotation says it, that ``to_plain`` made ``plain`` of.

    Raises ``TypeError`` or ``ValueError`` for what it made of no such value, as far as that shows, and ``TypeError``
    for a kind that it never brings back.
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
    def read_pair(plain: list[Any]) -> tuple[Any, ...]:
        return tuple(one if read is None else read(one) for one, read in zip(plain, readers, strict=True))

    return read_pair


def _of_many(kind: Callable[[Any], Any], read: _Reader) -> _Reader:
    return kind if read is None else lambda plain: kind(map(read, plain))


def _of_mapping(read: _Reader) -> _Reader:
    return dict if read is None else lambda plain: {name: read(item) for name, item in plain.items()}
