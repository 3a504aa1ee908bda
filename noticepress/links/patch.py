"""The registry, mended: a page that moved for good gets its new address, and nothing else changes."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from noticepress.config.files import read_text
from noticepress.config.references import parse_references
from noticepress.config.yaml import parse_yaml
from noticepress.errors import BuildError, Finding
from noticepress.links.documents import REGISTRY
from noticepress.links.online import Result


@dataclass(frozen=True)
class Patch:
    """One line of the registry: the reference, the line's number, and the line before and after."""

    name: str
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        """Return the change as a unified diff would show it."""
        return f"{REGISTRY.as_posix()}:{self.line} ({self.name})\n- {self.before.strip()}\n+ {self.after.strip()}"


def patches(root: Path, results: Sequence[Result]) -> tuple[Patch, ...]:
    """Return a patch for each reference of the registry whose page moved for good, in the order of the lines."""
    moved = {r.target.address: r.judgement.replacement for r in results if r.target.fixable and r.judgement.replacement}
    path = root / REGISTRY
    if not moved or not path.exists():
        return ()
    written = read_text(path, REGISTRY)
    text = parse_yaml(written, REGISTRY)
    lines = written.split("\n")
    found = []
    for name, reference in parse_references(written, REGISTRY).items():
        new = moved.get((reference.url or "").strip())
        if reference.url is None or new is None:
            continue
        line, column = text.places[(name, "url")]
        before = lines[line - 1]
        after = _with_address(before, column - 1, reference.url, new)
        if after is not None:
            found.append(Patch(name, line, before, after))
    return tuple(sorted(found, key=lambda patch: patch.line))


def _with_address(line: str, start: int, old: str, new: str) -> str | None:
    """Return ``line`` with another address, quoted as the old one is; ``None`` where that is not written plainly."""
    rest = line[start:]
    for quote in ("", "'", '"'):
        if rest.startswith(f"{quote}{old}{quote}"):
            return f"{line[:start]}{quote}{_escaped(new, quote)}{quote}{rest[len(old) + 2 * len(quote) :]}"
    return None


def _escaped(address: str, quote: str) -> str:
    """Return an address as YAML writes it between ``quote``; what would end or change it is percent-encoded."""
    for character in ("'", '"', "\\", *(" ,[]{}`" if not quote else " ")):
        address = address.replace(character, f"%{ord(character):02X}")
    return address


def apply_patches(root: Path, found: Sequence[Patch]) -> None:
    """Write the registry with ``found`` made, whole or not at all; every other byte of it stays."""
    if not found:
        return
    path = root / REGISTRY
    data = path.read_bytes()
    pieces = data.splitlines(keepends=True)
    for patch in found:
        old = pieces[patch.line - 1]
        pieces[patch.line - 1] = old.replace(patch.before.encode(), patch.after.encode(), 1)
    new = b"".join(pieces)
    parse_references(new.decode("utf-8-sig").replace("\r\n", "\n"), REGISTRY)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".references-", delete=False) as file:
            try:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).chmod(path.stat().st_mode & 0o777)
                Path(file.name).replace(path)
            except BaseException:
                with suppress(OSError):
                    Path(file.name).unlink()
                raise
    except OSError as error:
        message = f"the registry cannot be written: {error.strerror}"
        raise BuildError(Finding("LINKS", "error", message, REGISTRY)) from error
