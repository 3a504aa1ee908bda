"""The manifest on a target: every file there that is ours. Whatever it does not name belongs to somebody else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noticepress.errors import Finding, RefusalError

#: What a file is to a reader: a frozen text or PDF, something that pages load, or a page (or a list of pages).
Role = Literal["version", "asset", "page"]

FORMAT = 1
_Sha = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Published:
    """A file as it was published."""

    sha256: str
    size: int
    media_type: str
    role: Role
    immutable: bool


@dataclass(frozen=True)
class Manifest:
    """What a target holds of ours.

    ``commit`` is the commit from which it was last changed. ``pending`` is there while a publish is at work, and after
    one was interrupted: each path that it may have touched, with the SHA-256 of what it meant to put there.
    """

    brand: str
    commit: str | None
    files: Mapping[str, Published]
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class PublishedFields(_File):
    """A file: its digest, its length in bytes, its media type, what it is, and how long it may be kept."""

    sha256: _Sha
    size: int = Field(ge=0)
    type: str
    role: Role
    cache: Literal["immutable", "short"]


class ManifestFile(_File):
    """``noticepress-manifest.json``, as it stands on a target."""

    format: Literal[1]
    brand: str
    commit: str | None
    files: dict[str, PublishedFields]
    pending: dict[str, list[_Sha]] = Field(default_factory=dict)


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return a manifest as it is written: the same manifest gives the same bytes."""
    data: dict[str, object] = {"format": FORMAT, "brand": manifest.brand, "commit": manifest.commit}
    data["files"] = {path: _fields(manifest.files[path]) for path in sorted(manifest.files)}
    if manifest.pending:
        data["pending"] = {path: list(manifest.pending[path]) for path in sorted(manifest.pending)}
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def _fields(file: Published) -> dict[str, object]:
    cache = "immutable" if file.immutable else "short"
    return {"sha256": file.sha256, "size": file.size, "type": file.media_type, "role": file.role, "cache": cache}


def read_manifest(data: bytes, target: str) -> Manifest:
    """Return the manifest of ``target``; ``RefusalError`` for bytes that are none that this program understands."""
    try:
        found = ManifestFile.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        message = f"{target}: its manifest cannot be read: {first['msg']}"
        hint = "it was damaged, or written by a later version: put the one of the last publish back"
        raise RefusalError(Finding("MANIFEST", "error", message, hint=hint)) from None
    files = {
        path: Published(file.sha256, file.size, file.type, file.role, file.cache == "immutable")
        for path, file in found.files.items()
    }
    return Manifest(found.brand, found.commit, files, {path: tuple(sums) for path, sums in found.pending.items()})


def files_fingerprint(files: Mapping[str, Published]) -> str:
    """Return one SHA-256 for a whole site, whatever commit it was built from."""
    return sha256(manifest_bytes(Manifest("", None, files))).hexdigest()
