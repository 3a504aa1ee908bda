"""Writing what is never edited again: whole or not at all, and never over anything."""

import os
import shutil
import uuid
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from noticepress.archive import SUMS
from noticepress.errors import BuildError, Finding


def to_yaml(fields: Mapping[str, Any]) -> bytes:
    """Return ``fields`` as YAML in their order, text unescaped."""
    text: str = yaml.safe_dump(dict(fields), sort_keys=False, allow_unicode=True, width=10_000)
    return text.encode()


def write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` and their ``SHA256SUMS`` as ``folder``, which appears whole or not at all.

    They are written beside it under a hidden name, which no other command reads, then renamed. Raises
    ``BuildError`` where the file system refuses.
    """
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    staging = folder.parent / f".{folder.name}.{uuid.uuid4().hex}"
    try:
        for name, data in {**files, SUMS: sums.encode()}.items():
            _write_through(staging / name, data)
        if folder.exists():
            raise FileExistsError(f"{folder.name} exists")
        staging.rename(folder)
        _flush_folder(folder.parent)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise BuildError(Finding("RELEASE", "error", f"cannot be written: {error}", folder)) from error


def _write_through(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_once(path: Path, data: bytes) -> Path:
    """Write a file beside what is frozen, whole or not at all; ``BuildError`` where it exists or cannot be written."""
    staging = path.parent.with_name(f".{path.parent.name}.{path.name}.{uuid.uuid4().hex}")
    try:
        _write_through(staging, data)
        os.link(staging, path)
    except OSError as error:
        raise BuildError(Finding("RELEASE", "error", f"cannot be written: {error.strerror}", path)) from error
    finally:
        staging.unlink(missing_ok=True)
    return path
