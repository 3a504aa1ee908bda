"""Adding outside addresses to the registry of references, below what stands there."""

import json
from collections.abc import Mapping
from pathlib import Path

from noticepress.config.files import read_text
from noticepress.errors import BuildError, Finding
from noticepress.files import replace_file
from noticepress.model import Reference

_REGISTRY = Path("notices/references.yml")


def add_references(root: Path, references: Mapping[str, Reference]) -> None:
    """Write ``references`` at the end of the registry, which is replaced whole; their titles are for a person to write.

    Raises ``BuildError`` where the file cannot be written.
    """
    if not references:
        return
    path = root / _REGISTRY
    before = read_text(path, _REGISTRY) if path.exists() else ""
    lines = [f"{name}:\n  title: {json.dumps(r.title)}\n  url: {json.dumps(r.url)}\n" for name, r in references.items()]
    separator = "" if not before or before.endswith("\n") else "\n"
    try:
        replace_file(path, (before + separator + "".join(lines)).encode())
    except OSError as error:
        raise BuildError(Finding("FILE", "error", f"cannot be written: {error.strerror}", _REGISTRY)) from error
