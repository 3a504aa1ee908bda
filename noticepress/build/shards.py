"""A build in parts, for machines that share nothing: each builds the brands of its shard, and one merges the sites."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from noticepress.errors import BuildError, Finding, UsageError
from noticepress.model import Brand
from noticepress.site.place import put_in_place, refuse_foreign

RULE = "SHARD"


@dataclass(frozen=True)
class Shard:
    """One of ``of`` parts of a build, counted from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        """As it is written on the command line: ``3/16``."""
        return f"{self.number}/{self.of}"

    @property
    def mark(self) -> str:
        """The name of the file that says which part of which build a folder of sites is."""
        return f"shard-{self.number}-of-{self.of}.json"

    def brands(self, brands: Sequence[Brand]) -> tuple[Brand, ...]:
        """Return the brands of this shard: always the same ones, whatever other brands there are."""
        return tuple(brand for brand in brands if _place(brand.id) % self.of == self.number - 1)


def _place(brand: str) -> int:
    return int.from_bytes(sha256(brand.encode()).digest()[:8], "big")


@dataclass(frozen=True)
class Part:
    """What a folder of sites says of itself: its shard, the digest of the whole build's inputs, and its brands."""

    shard: int
    of: int
    inputs: str
    brands: tuple[str, ...]


def mark(out: Path, shard: Shard, inputs: str, brands: Sequence[Brand]) -> None:
    """Write beside the sites in ``out`` which part of which build they are."""
    for old in out.glob("shard-*-of-*.json"):
        old.unlink()
    out.mkdir(parents=True, exist_ok=True)
    part = Part(shard.number, shard.of, inputs, tuple(brand.id for brand in brands))
    (out / shard.mark).write_text(json.dumps(asdict(part), indent=2) + "\n", encoding="utf-8")


def merge(folders: Sequence[Path], out: Path, brands: Sequence[Brand]) -> tuple[str, ...]:
    """Put the sites of all shards of one build together in ``out``; return their brands, which have to be ``brands``.

    Each of ``folders`` is what one shard made. Raises ``UsageError`` where a shard is missing or there twice, where two
    were built from other inputs, or where a site is missing, before anything below ``out`` changes.
    """
    parts = {folder: _part(folder) for folder in folders}
    findings = list(_faults(parts, {brand.id for brand in brands}))
    if findings:
        raise BuildError(*findings)
    sites = {brand: folder / brand for folder, part in parts.items() for brand in part.brands}
    for brand in sites:
        refuse_foreign(out / brand)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".merging-", dir=out) as temporary:
            for brand, folder in sites.items():
                shutil.copytree(folder, Path(temporary, brand))
            for brand in sites:
                put_in_place(Path(temporary, brand), out / brand, Path(temporary, f"old-{brand}"))
    except OSError as error:
        raise BuildError(Finding("SITE", "error", f"the sites cannot be put together: {error}", out)) from error
    return tuple(sorted(sites))


def _part(folder: Path) -> Part:
    marks = sorted(folder.glob("shard-*-of-*.json"))
    if len(marks) != 1:
        hint = "give the folder that `build --shard` wrote, whole"
        raise UsageError(f"{folder} is no shard of a build", hint)
    try:
        said = json.loads(marks[0].read_bytes())
        return Part(int(said["shard"]), int(said["of"]), str(said["inputs"]), tuple(map(str, said["brands"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{marks[0]} cannot be read: {error}", "build this shard again") from error


def _faults(parts: Mapping[Path, Part], brands: set[str]) -> Iterator[Finding]:
    """Yield why the parts are not one whole build of ``brands``."""
    numbers = sorted(part.shard for part in parts.values())
    of = {part.of for part in parts.values()}
    expected = list(range(1, max(of, default=0) + 1))
    if len(of) > 1 or numbers != expected:
        given = ", ".join(f"{part.shard}/{part.of}" for part in parts.values())
        yield Finding(RULE, "error", f"these are not all shards of one build: {given or 'none'}")
    if len({part.inputs for part in parts.values()}) > 1:
        hint = "build all shards of one commit, for one day and with the same options"
        yield Finding(RULE, "error", "the shards were built from different inputs", hint=hint)
    found = [brand for part in parts.values() for brand in part.brands]
    sites = [folder / brand for folder, part in parts.items() for brand in part.brands]
    for path in (site for site in sites if not site.is_dir()):
        yield Finding(RULE, "error", f"the site is missing: {path}", hint="build this shard again")
    for brand in sorted(brands ^ set(found)):
        what = "is in no shard" if brand in brands else "is no brand of this workspace"
        yield Finding(RULE, "error", f"'{brand}' {what}", hint="build all shards of one commit")
