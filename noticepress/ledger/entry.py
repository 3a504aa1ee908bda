"""An entry of the ledger: one event that changed something, and the one way in which it is written."""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, TypeAdapter, ValidationError
from pydantic.json_schema import SkipJsonSchema

Action = Literal["released", "approved", "withdrawn", "published", "verified", "drifted", "rolled-back"]
Decision = Literal["approved", "withdrawn"]

_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Entry:
    """One event. Times are UTC, whole seconds; digests are SHA-256 in hexadecimal.

    ``previous`` is the digest of the entry before, ``None`` for the first. ``sums`` is the digest of the release's
    ``SHA256SUMS``, ``decision`` that of its ``approval.yml`` or ``withdrawn.yml``, ``manifest`` that of the site's
    manifest. ``version`` is the one that stood at the notice's own address, ``None`` where none was in force.
    ``to`` is the number of the entry that a rollback went back to. ``since`` is the last check that found the site as
    published, ``differs`` the paths that a drifted site shows otherwise.
    ``recorded_later`` says that the event is older than the entry.
    """

    action: Action
    at: datetime
    notice: str
    version: str | None = None
    brand: str | None = None
    target: str | None = None
    url: str | None = None
    sums: str | None = None
    decision: str | None = None
    manifest: str | None = None
    to: int | None = None
    since: datetime | None = None
    differs: tuple[str, ...] = ()
    recorded_later: bool = False
    commit: str | None = None
    number: int = 0
    previous: str | None = None


def spoken_time(moment: datetime) -> str:
    """Return a moment as RFC 3339 in UTC, whole seconds: ``2026-12-03T10:00:00Z``."""
    return moment.astimezone(UTC).strftime(_TIME)


def now() -> datetime:
    """Return this moment in UTC, whole seconds, as entries have it."""
    return datetime.now(UTC).replace(microsecond=0)


def _instant(text: str) -> str:
    datetime.fromisoformat(text)  # the pattern holds the form; this, that there is such a day
    return text


Sha = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Line = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
Name = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Number = Annotated[int, Field(ge=1)]
Version = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){0,3}$")]
Time = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"), AfterValidator(_instant)]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]
Commit = Annotated[str, Field(pattern="^([0-9a-f]{40}|[0-9a-f]{64})$")]
#: A field that an entry may leave out; ``null`` is never written.
Absent = SkipJsonSchema[None]


class _EntryFields(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    number: Number = Field(description="1 for the first entry, then one more each")
    previous: Sha | None = Field(description="SHA-256 of the bytes of the entry before; null in the first")
    at: Time = Field(description="when the entry was written, UTC")
    notice: Name
    commit: Commit | Absent = Field(None, description="the Git commit that the event was made from")


class _OfRelease(_EntryFields):
    version: Version
    sums: Sha = Field(description="SHA-256 of the release's SHA256SUMS")
    recorded_later: Literal[True] | Absent = Field(None, description="the event is older than this entry")


class ReleasedFields(_OfRelease):
    """A version was frozen."""

    action: Literal["released"]


class DecidedFields(_OfRelease):
    """A frozen version was approved, or withdrawn before it came into force."""

    action: Literal["approved", "withdrawn"]
    decision: Sha = Field(description="SHA-256 of approval.yml or withdrawn.yml")


class _OfSite(_EntryFields):
    brand: Name
    target: Line = Field(description="the target's name in the brand's file")
    manifest: Sha = Field(description="SHA-256 of the site's manifest")
    version: Version | Absent = Field(None, description="the version that stands as the notice; absent: none does")
    sums: Sha | Absent = Field(None, description="SHA-256 of that release's SHA256SUMS")

    def model_post_init(self, _context: object) -> None:
        """Hold a version to its sums: one is there where the other is."""
        if (self.version is None) != (self.sums is None):
            raise ValueError("'version' and 'sums' go together")


class PublishedFields(_OfSite):
    """A brand's site was put on a target, and each byte read back from it."""

    action: Literal["published"]
    url: Url | Absent = Field(None, description="the site's public address; absent for a target without one")


class VerifiedFields(_OfSite):
    """The public address was fetched and showed what was published."""

    action: Literal["verified"]
    url: Url


class DriftedFields(_OfSite):
    """The public address was fetched and showed something else than what was published."""

    action: Literal["drifted"]
    url: Url
    since: Time | Absent = Field(None, description="the last check that found the site as published")
    differs: Annotated[list[Line], Field(min_length=1)] = Field(description="the paths that are not as published")


class RolledBackFields(_OfSite):
    """A target was put back to a site that it had before."""

    action: Literal["rolled-back"]
    url: Url | Absent = None
    to: Number = Field(description="the number of the entry whose site stands again")


class EntryFile(RootModel[Any], defer_build=True):
    """A file of ``notices/ledger``: one event, in UTF-8, one field a line."""

    root: Annotated[
        ReleasedFields | DecidedFields | PublishedFields | VerifiedFields | DriftedFields | RolledBackFields,
        Field(discriminator="action"),
    ]


#: The order in which fields are written. What happened and when stands first for the reader.
_ORDER = (
    "number", "previous", "action", "at", "notice", "version", "brand", "target", "url", "sums", "decision",
    "manifest", "to", "since", "differs", "recorded_later", "commit",
)  # fmt: skip
_TUPLES, _TIMES = frozenset({"differs"}), frozenset({"at", "since"})
_encode = json.JSONEncoder(ensure_ascii=False).encode


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(EntryFile)


def spelt(data: dict[str, Any]) -> bytes:
    """Return the one spelling of an entry's fields.

    UTF-8; ``{``, then each field that there is on a line of its own, in a fixed order, two spaces before it, as
    ``"name": value``; then ``}`` and a line end. Text is escaped no more than JSON asks for. So ``sed`` can read it.
    """
    lines = [f'  "{name}": {_word(data[name])}' for name in _ORDER if name in data]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _word(value: Any) -> str:
    # Most fields are text, and each entry is spelt anew whenever it is read.
    return encode_basestring(value) if type(value) is str else _encode(value)


def entry_bytes(entry: Entry) -> bytes:
    """Return an entry as it is written; ``ValueError`` where its action asks for other fields than it has."""
    data: dict[str, Any] = {"number": entry.number, "previous": entry.previous}
    for name in _ORDER:
        value = getattr(entry, name)
        if value is not None and value != () and value is not False:
            data[name] = spoken_time(value) if name in _TIMES else list(value) if name in _TUPLES else value
    _validate(json.dumps(data).encode())
    return spelt(data)


def parse_entry(data: bytes) -> Entry:
    """Return the entry that ``data`` spells; ``ValueError`` says what is wrong with its fields or its spelling."""
    found = _validate(data)
    given = {name: value for name, value in vars(found).items() if value is not None}
    if spelt({"previous": None, **given}) != data:
        raise ValueError("it is not spelt as the ledger spells entries: it was edited or reformatted")
    for name in _TIMES & given.keys():
        given[name] = datetime.fromisoformat(given[name])
    for name in _TUPLES & given.keys():
        given[name] = tuple(given[name])
    return Entry(**given)


def _validate(data: bytes) -> Any:
    try:
        return _adapter().validate_json(data).root
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        said = first["msg"].removeprefix("Value error, ").replace("Input should", "it should")
        raise ValueError(f"'{where}': {said}" if where else said) from None


def numbered(entry: Entry, number: int, previous: str | None) -> Entry:
    """Return an event with its place in the chain."""
    return replace(entry, number=number, previous=previous)


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal."""
    return sha256(data).hexdigest()


def file_name(number: int) -> str:
    """Return the name of an entry's file: six digits, more where they are needed."""
    return f"{number:06}.json"


#: What an entry's file is called.
FILE_NAME = re.compile(r"([0-9]{6}|[1-9][0-9]{6,})\.json")
