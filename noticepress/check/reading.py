"""Reads a notice of any kind as a view."""

from pathlib import Path

from noticepress.check.hypertext import html_view
from noticepress.check.marked import markdown_view
from noticepress.check.plain import plain_view
from noticepress.check.view import View
from noticepress.config import read_text
from noticepress.errors import UsageError

#: What a notice can be written in, by the ending of its file's name.
READERS = {
    ".txt": plain_view,
    ".text": plain_view,
    ".html": html_view,
    ".htm": html_view,
    ".xhtml": html_view,
    ".md": markdown_view,
    ".markdown": markdown_view,
}


def read_view(path: Path, text: str | None = None, shown: Path | None = None) -> View:
    """Return the view of the notice at ``path``, or of ``text`` as if it stood there.

    Findings will name ``shown``, or ``path``. Raises ``UsageError`` for a kind of file that is not known and
    ``ConfigError`` for a file that is not UTF-8.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"{path} is no notice that can be read", f"known kinds: {', '.join(READERS)}")
    name = shown or path
    return reader(read_text(path, name) if text is None else text, name)
