"""The chain of entries: each holds the digest of the one before, so that none can be changed or taken out unseen."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from noticepress.errors import BuildError, Finding
from noticepress.files import write_once
from noticepress.ledger.entry import FILE_NAME, Entry, digest, entry_bytes, file_name, numbered, parse_entry

FOLDER = Path("notices/ledger")
#: The certificates of the authorities whose time stamps are trusted, PEM; beside the entries that they vouch for.
AUTHORITY = "authority.pem"
RULE = "LEDGER"
_TOKEN = re.compile(FILE_NAME.pattern.replace("json", "tsr"))
_RESTORE = "entries are never edited or removed: restore it with 'git checkout', or find out who did this"


@dataclass(frozen=True)
class Ledger:
    """The entries in their order, with the digest of each one's bytes, and what is wrong with them as a chain.

    ``tokens`` are the numbers of the entries that have a time stamp beside them. An entry that cannot be read is in
    ``findings`` alone.
    """

    entries: tuple[Entry, ...] = ()
    digests: Mapping[int, str] | None = None
    tokens: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()

    @property
    def last(self) -> int:
        """The number of the last entry, 0 where there is none."""
        return max(self.digests or {}, default=0)

    @property
    def head(self) -> str | None:
        """The digest of the last entry, which stands for every byte of the chain; ``None`` where there is none."""
        return (self.digests or {}).get(self.last)

    def digest(self, number: int) -> str | None:
        """Return the digest of an entry's bytes; ``None`` where there is no such entry."""
        return (self.digests or {}).get(number)


class EntryTakenError(BuildError):
    """Another command wrote the entry of this number first: exit code 3."""


def read_ledger(root: Path) -> Ledger:
    """Read the ledger of a workspace; what is wrong with it is in its findings. ``BuildError`` where the disk fails."""
    folder = root / FOLDER
    try:
        names = sorted(entry.name for entry in os.scandir(folder)) if folder.is_dir() else []
        return chain({name: b"" if name.endswith(".tsr") else _read(f"{folder}/{name}") for name in names})
    except OSError as error:
        raise BuildError(Finding(RULE, "error", f"cannot be read: {error.strerror}", FOLDER)) from error


def _read(path: str) -> bytes:
    # A thousand entries are read at each command: no Path is made of each, and nothing is buffered.
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.readall()


def chain(files: Mapping[str, bytes]) -> Ledger:
    """Return the ledger that ``files``, by name, make up. Hidden files are what an interrupted command left behind."""
    names = {int(found.group(1)): name for name in files if (found := FILE_NAME.fullmatch(name))}
    tokens = frozenset(int(found.group(1)) for name in files if (found := _TOKEN.fullmatch(name)))
    digests = {number: digest(files[names[number]]) for number in sorted(names)}
    entries: list[Entry] = []
    findings = list(_foreign(files, names))
    for number in digests:
        try:
            entry = parse_entry(files[names[number]])
        except ValueError as error:
            findings.append(fault(number, f"this is no entry of the ledger: {error}"))
        else:
            findings.extend(_place(number, entry, digests, entries))
            entries.append(entry)
    return Ledger(tuple(entries), digests, tokens, tuple(findings))


def _foreign(files: Mapping[str, bytes], names: Mapping[int, str]) -> Iterator[Finding]:
    known = {*names.values(), AUTHORITY}
    for name in sorted(files):
        token = _TOKEN.fullmatch(name)
        if token and int(token.group(1)) not in names:
            yield Finding(RULE, "error", "a time stamp of an entry that is not there", FOLDER / name, hint=_RESTORE)
        elif not token and name not in known and not name.startswith("."):
            message = "this file is no part of the ledger"
            yield Finding(RULE, "error", message, FOLDER / name, hint="delete it, or move it elsewhere")
    for number in range(1, max(names, default=0)):
        if number not in names:
            yield fault(number, "the entry is missing, and later ones are there")


def _place(number: int, entry: Entry, digests: Mapping[int, str], before: list[Entry]) -> Iterator[Finding]:
    """Yield what is wrong with an entry's place in the chain."""
    if entry.number != number:
        yield fault(number, f"the entry says of itself that it is number {entry.number}")
    if number == 1 and entry.previous is not None:
        yield fault(number, "the first entry says that another one came before it")
    if number > 1 and number - 1 in digests and entry.previous != digests[number - 1]:
        message = f"entry {number} does not follow {file_name(number - 1)} as it stands: one of the two was changed"
        yield fault(number, message)
    if before and entry.at < before[-1].at:
        message = f"entry {number} says that it was written before entry {before[-1].number}"
        hint = "a clock was wrong: set it by the network, and see what time stamps there are"
        yield Finding(RULE, "warning", message, FOLDER / file_name(number), hint=hint)


def fault(number: int, message: str, hint: str = _RESTORE) -> Finding:
    """Return an error that points to an entry."""
    return Finding(RULE, "error", message, FOLDER / file_name(number), hint=hint)


def next_entry(ledger: Ledger, event: Entry) -> Entry:
    """Return ``event`` with the number and the digest that make it follow the ledger's last entry."""
    return numbered(event, ledger.last + 1, ledger.head)


def append(root: Path, entry: Entry) -> Path:
    """Write a numbered entry, whole or not at all and never over another; return its file.

    Raises ``EntryTakenError`` where an entry of that number is there, ``BuildError`` where it cannot be written, and
    ``ValueError`` for an entry that lacks what its action asks for.
    """
    data = entry_bytes(entry)
    path = root / FOLDER / file_name(entry.number)
    try:
        path.parent.mkdir(exist_ok=True)
        return write_once(path, data, RULE)
    except OSError as error:
        raise BuildError(Finding(RULE, "error", f"cannot be written: {error.strerror}", path)) from error
    except BuildError as error:
        if isinstance(error.__cause__, FileExistsError):
            message = f"entry {entry.number} was written by another command in the meantime"
            shown = FOLDER / path.name
            raise EntryTakenError(Finding(RULE, "error", message, shown, hint="run this again")) from error
        raise
