"""Where a command's result goes: standard output, or files that appear whole."""

import sys
from collections.abc import Mapping
from pathlib import Path

from noticepress.errors import BuildError, Finding, UsageError
from noticepress.files import replace_file


def put(data: bytes, output: Path | None) -> None:
    """Write to standard output, or to a file that appears whole and replaces one of that name."""
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        replace_file(output, data)
    except OSError as error:
        raise BuildError(Finding("FILE", "error", f"cannot be written: {error.strerror}", output)) from error


def put_new(files: Mapping[Path, bytes]) -> None:
    """Write files that somebody may go on to edit; ``UsageError``, and nothing written, where another is in the way.

    A file that holds the same bytes is no obstacle.
    """
    for path, data in files.items():
        if path.is_dir() or (path.exists() and path.read_bytes() != data):
            raise UsageError(f"{path} exists, and is other than this", "move it away, or choose another place")
    for path, data in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BuildError(Finding("FILE", "error", f"cannot be made: {error.strerror}", path.parent)) from error
        put(data, path)
