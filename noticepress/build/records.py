"""What the sites in a folder were built from, so that one whose inputs are the same is left as it stands."""

import json
import os
import shutil
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from noticepress.build.order import BuiltSite
from noticepress.cache import FOLDER, fingerprint, program
from noticepress.cache.parcel import pack, unpack
from noticepress.cache.plain import from_plain, to_json
from noticepress.files import replace_file

#: In how many folders the sites are known that were built there.
FOLDERS = 16
#: What is searched for in other brands' sites: field, kind, key and words.
Words = tuple[str, str, str, str]
#: The records: what was checked, the sites, and what was searched in them.
_CHECKED, _SITES, _SEARCHED = "checked", "sites", "searched"


@dataclass(frozen=True)
class SiteRecord:
    """A site that was put in place: the digest of what it was made from, and of its files as the disk has them.

    ``brand`` is the digest of the brand as it was then, and ``vocabulary`` that of what was searched in its site and in
    its file for other brands' words: those of all sites lie elsewhere, as few builds ask for them.
    """

    made_from: str
    listing: str
    brand: str
    vocabulary: str
    result: BuiltSite


@dataclass(frozen=True)
class Checked:
    """What was found without fault before the last build: the sources, and each brand with its words."""

    source: str
    brands: Mapping[str, str]
    words: Mapping[str, tuple[Words, ...]]


@dataclass(frozen=True)
class Records:
    """The records of the sites in one folder, below the cache of the workspace ``root``.

    A record that is missing, damaged, or of another program is as good as none: then the site is built.
    """

    root: Path
    out: Path

    def sites(self) -> dict[str, SiteRecord]:
        """Return what is known of the sites, by brand."""
        found: dict[str, SiteRecord] | None = self._read(_SITES, Mapping[str, SiteRecord])
        return found or {}

    def searched(self) -> dict[str, bytes]:
        """Return the vocabulary of each site, by brand; each is held to the digest that its record has of it."""
        try:
            found = unpack((self._folder / _SEARCHED).read_bytes())
        except (OSError, ValueError, TypeError):
            return {}
        known = self.sites()
        return {
            brand: data
            for brand, data in found.items()
            if brand in known and sha256(data).hexdigest() == known[brand].vocabulary
        }

    def checked(self) -> Checked | None:
        """Return what was found without fault before the last build into this folder."""
        found: Checked | None = self._read(_CHECKED, Checked)
        return found

    def keep_sites(self, built: Mapping[str, tuple[str, str, str, BuiltSite]], forgotten: Collection[str]) -> None:
        """Remember sites that were built, by brand, and forget others: those are built next time.

        Of each what it was made from, its files as the disk has them, the digest of the brand and what came of it.
        """
        known, searched = self.sites(), self.searched()
        kept = {brand: record for brand, record in known.items() if brand not in forgotten and brand not in built}
        for brand, (made_from, found, of_brand, site) in built.items():
            data = searched[brand] = b64decode(site.vocabulary)
            result = replace(site, vocabulary="", made=None)
            kept[brand] = SiteRecord(made_from, found, of_brand, sha256(data).hexdigest(), result)
        if kept != known:
            self._write(_SEARCHED, pack({brand: data for brand, data in searched.items() if brand in kept}))
            self._write(_SITES, _sealed(kept))

    def keep_checked(self, checked: Checked) -> None:
        """Remember what was checked."""
        self._drop_others()
        self._write(_CHECKED, _sealed(checked))

    def _drop_others(self) -> None:
        """Forget the folders of sites that were built into longest ago: nobody says when one is gone."""
        here = self._folder
        with suppress(OSError):
            others = sorted((path.stat().st_mtime, path) for path in here.parent.iterdir() if path != here)
            for _, path in others[: -(FOLDERS - 1)]:
                shutil.rmtree(path, ignore_errors=True)

    @cached_property
    def _folder(self) -> Path:
        return self.root / FOLDER / "sites" / fingerprint(str(self.out))[:16]

    def _read(self, name: str, kind: Any) -> Any:
        """Return the record called ``name``, of ``kind``; ``None`` where there is none that is whole and ours."""
        try:
            seal, _, rest = (self._folder / name).read_text(encoding="utf-8").partition("\n")
            return from_plain(kind, json.loads(rest)) if seal == _seal(rest) else None
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def _write(self, name: str, data: bytes) -> None:
        path = self._folder / name
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, data)


def _sealed(record: object) -> bytes:
    rest = to_json(record)
    return f"{_seal(rest)}\n{rest}".encode()


def _seal(record: str) -> str:
    """Return what tells a whole record of this very program from any other."""
    return sha256(f"{program()}\n{record}".encode()).hexdigest()


def listing(folder: Path) -> str | None:
    """Return what stands for the files below ``folder`` as the disk has them; ``None`` where there is no such folder.

    Nobody can change a file and leave it the same: its time of change is the system's own.
    """
    try:
        found = [str(os.stat(folder).st_mode), *sorted(_files(str(folder), ""))]  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError):
        return None
    return sha256("\0".join(found).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: str, shown: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            facts = entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                # Nobody's permission to read it may be gone, and no folder may have come.
                yield f"{shown}{entry.name}/ {facts.st_mode}"
                yield from _files(entry.path, f"{shown}{entry.name}/")
            else:
                yield f"{shown}{entry.name} {facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"
