"""A build in parts, for machines that share nothing: each builds the brands of its shard, and one merges the sites."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from noticepress.build.scaffold import alone, undisturbed
from noticepress.cache import tree
from noticepress.errors import BuildError, Finding, NoticepressError, UsageError
from noticepress.model import Brand
from noticepress.site.place import put_in_place, refuse_foreign, set_modes

RULE = "SHARD"
_MARKS = "shard-*-of-*.json"


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
    """What a folder of sites says of itself: its shard, the digest of the whole build's inputs, that of each site."""

    shard: int
    of: int
    inputs: str
    sites: Mapping[str, str]


def mark(out: Path, shard: Shard, inputs: str, brands: Sequence[Brand]) -> None:
    """Write beside the sites in ``out`` which part of which build they are."""
    unmark(out)
    out.mkdir(parents=True, exist_ok=True)
    part = Part(shard.number, shard.of, inputs, {brand.id: tree(out / brand.id) for brand in brands})
    (out / shard.mark).write_text(json.dumps(asdict(part), indent=2) + "\n", encoding="utf-8")


def unmark(out: Path) -> None:
    """Take away what an earlier build wrote in ``out`` of a shard: the sites there are no longer that."""
    for old in out.glob(_MARKS):
        old.unlink()


def merge(folders: Sequence[Path], out: Path, brands: Sequence[Brand]) -> tuple[str, ...]:
    """Put the sites of all shards of one build together in ``out``; return their brands, which have to be ``brands``.

    Each of ``folders`` is what one shard made. Raises an error of exit code 2 where a shard is missing or there twice,
    where two were built from other inputs, or where a site is missing or is not, to the byte, what its shard built,
    before anything below ``out`` changes.
    """
    parts = [(folder, _part(folder)) for folder in folders]
    findings = list(_faults(parts, {brand.id for brand in brands}))
    if findings:
        raise NoticepressError(*findings)
    sites = {brand: folder / brand for folder, part in parts for brand in part.sites}
    for brand in sites:
        refuse_foreign(out / brand)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".merging-", dir=out) as temporary:
            for brand, folder in sites.items():
                shutil.copytree(folder, Path(temporary, brand))
                set_modes(Path(temporary, brand))  # an archive may have lost them on its way
            with undisturbed(), alone(out):
                for brand in sites:
                    put_in_place(Path(temporary, brand), out / brand, Path(temporary, f"{brand}.old"))
                unmark(out)
    except OSError as error:
        raise BuildError(Finding("SITE", "error", f"the sites cannot be put together: {error}", out)) from error
    return tuple(sorted(sites))


def _part(folder: Path) -> Part:
    marks = sorted(folder.glob(_MARKS))
    if len(marks) != 1:
        hint = "give the folder that `build --shard` wrote, whole"
        raise UsageError(f"{folder} is no shard of a build", hint)
    try:
        said = json.loads(marks[0].read_bytes())
        return Part(
            int(said["shard"]), int(said["of"]), str(said["inputs"]), {str(k): str(v) for k, v in said["sites"].items()}
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{marks[0]} cannot be read: {error}", "build this shard again") from error


def _faults(parts: Sequence[tuple[Path, Part]], brands: set[str]) -> Iterator[Finding]:
    """Yield why the parts are not one whole build of ``brands``."""
    numbers = [part.shard for _, part in parts]
    of = {part.of for _, part in parts}
    if of != {len(numbers)} or sorted(numbers) != list(range(1, len(numbers) + 1)):
        given = ", ".join(f"{part.shard}/{part.of}" for _, part in parts)
        yield Finding(RULE, "error", f"these are not all shards of one build: {given or 'none'}")
    if len({part.inputs for _, part in parts}) > 1:
        hint = "build all shards of one commit, for one day and with the same options"
        yield Finding(RULE, "error", "the shards were built from different inputs", hint=hint)
    found = {brand for _, part in parts for brand in part.sites}
    if not found - brands:
        for folder, part in parts:
            yield from _site_faults(folder, part)
    for brand in sorted(brands ^ found):
        what = "is in no shard" if brand in brands else "is no brand of this workspace"
        yield Finding(RULE, "error", f"'{brand}' {what}", hint="build all shards of one commit")


def _site_faults(folder: Path, part: Part) -> Iterator[Finding]:
    """Yield which sites are missing, or changed since they were built: some archives leave out hidden files."""
    for brand, digest in part.sites.items():
        if not (folder / brand).is_dir():
            yield Finding(RULE, "error", f"the site is missing: {folder / brand}", hint="build this shard again")
        elif tree(folder / brand) != digest:
            hint = "let what carries it keep hidden files too, or build this shard again"
            yield Finding(RULE, "error", f"'{brand}' is not what its shard built: {folder / brand}", hint=hint)
