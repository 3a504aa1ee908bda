"""What the sites in a folder were built from, so that one whose inputs are the same is left as it stands."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from noticepress.build.order import BuiltSite
from noticepress.cache import FOLDER, fingerprint, program
from noticepress.files import replace_file

#: In how many folders the sites are known that were built there.
FOLDERS = 16
#: What is searched for in other brands' sites: kind, key and words.
Words = tuple[str, str, str]


@dataclass(frozen=True)
class SiteRecord:
    """A site that was put in place: the digest of what it was made from, and of its files as the disk has them."""

    made_from: str
    listing: str
    result: BuiltSite


@dataclass(frozen=True)
class Checked:
    """What was found without fault before the last build: the sources, and each brand with its words."""

    source: str
    brands: Mapping[str, str]
    words: Mapping[str, frozenset[Words]]


@dataclass(frozen=True)
class Records:
    """The records of the sites in one folder, below the cache of the workspace ``root``.

    A record that is missing, damaged, or of another program is as good as none: then the site is built.
    """

    root: Path
    out: Path

    def site(self, brand: str) -> SiteRecord | None:
        """Return what is known of the site of ``brand``."""
        found = self._read(brand)
        if found is None:
            return None
        try:
            return SiteRecord(**{**found, "result": BuiltSite.of(found["result"])})
        except (TypeError, KeyError):
            return None

    def checked(self) -> Checked | None:
        """Return what was found without fault before the last build into this folder."""
        found = self._read("")
        if found is None:
            return None
        try:
            return Checked(
                source=found["source"],
                brands=found["brands"],
                words={brand: frozenset(map(_words, of_brand)) for brand, of_brand in found["words"].items()},
            )
        except (TypeError, ValueError, KeyError, AttributeError):
            return None

    def keep_site(self, brand: str, record: SiteRecord) -> None:
        """Remember a site."""
        self._write(brand, asdict(record))

    def keep_checked(self, checked: Checked) -> None:
        """Remember what was checked."""
        words = {brand: sorted(of_brand) for brand, of_brand in checked.words.items()}
        self._drop_others()
        self._write("", {"source": checked.source, "brands": dict(checked.brands), "words": words})

    def _drop_others(self) -> None:
        """Forget the folders of sites that were built into longest ago: nobody says when one is gone."""
        here = self._path("").parent
        with suppress(OSError):
            others = sorted((path.stat().st_mtime, path) for path in here.parent.iterdir() if path != here)
            for _, path in others[: -(FOLDERS - 1)]:
                shutil.rmtree(path, ignore_errors=True)

    def forget(self, brand: str) -> None:
        """Forget a site: it is built next time."""
        with suppress(OSError):
            self._path(brand).unlink()

    def _path(self, brand: str) -> Path:
        # No brand's id starts with a dot.
        return self.root / FOLDER / "sites" / fingerprint(str(self.out))[:16] / (brand or ".checked")

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            found = json.loads(self._path(name).read_bytes())
        except (OSError, ValueError):
            return None
        whole = isinstance(found, dict) and found.get("seal") == _seal(found.get("record"))
        return found["record"] if whole else None

    def _write(self, name: str, record: dict[str, Any]) -> None:
        path = self._path(name)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, json.dumps({"seal": _seal(record), "record": record}).encode())


def _words(said: list[str]) -> Words:
    kind, key, text = said
    return kind, key, text


def _seal(record: object) -> str:
    """Return what tells a whole record of this very program from any other."""
    return fingerprint(program(), json.dumps(record, sort_keys=True))


def listing(folder: Path) -> str | None:
    """Return what stands for the files below ``folder`` as the disk has them; ``None`` where there is no such folder.

    Nobody can change a file and leave it the same: its time of change is the system's own.
    """
    return fingerprint(folder.stat().st_mode, sorted(_files(folder, ""))) if folder.is_dir() else None


def _files(folder: Path, shown: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                # Nobody's permission to read it may be gone, and no folder may have come.
                yield f"{shown}{entry.name}/ {entry.stat(follow_symlinks=False).st_mode}"
                yield from _files(Path(entry.path), f"{shown}{entry.name}/")
            else:
                facts = entry.stat(follow_symlinks=False)
                yield f"{shown}{entry.name} {facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"
