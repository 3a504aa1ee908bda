"""Reading a text file that a person wrote."""

from pathlib import Path

from noticepress.errors import ConfigError, Finding


def read_text(path: Path, shown: Path) -> str:
    """Return the file's text with Unix line ends; ``ConfigError`` at the byte that is not UTF-8.

    ``shown`` is the path that an error names. A byte-order mark, which some editors write, is left out.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(Finding("FILE", "error", f"cannot be read: {error.strerror}", shown)) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        hint = "save the file as UTF-8"
        raise ConfigError(Finding("FILE", "error", "this is not UTF-8", shown, line, column, hint)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
