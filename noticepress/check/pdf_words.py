"""Every word that a PDF holds, whether a reader sees it or only a program does."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdfium2 import PdfDocument, PdfiumError

from noticepress.check.leaks import Leak, leaks
from noticepress.errors import BuildError, Finding
from noticepress.links.papers import quiet
from noticepress.model import Brand


def pdf_leaks(data: bytes, brand: Brand, group: Sequence[Brand], *, text: bool = True) -> tuple[Leak, ...]:
    """Return the words of other brands in a PDF: its metadata, bookmarks, links and notes, and with ``text`` its pages.

    Raises ``BuildError`` for bytes that are no PDF.
    """
    return leaks("\n".join(pdf_words(data, text=text)), brand, group, related=True)


def pdf_words(data: bytes, *, text: bool = True) -> Iterator[str]:
    """Yield every string of a PDF, a place at a time; without ``text`` all but what its pages show."""
    try:
        with quiet():
            reader = PdfReader(io.BytesIO(data))
            yield from (str(value) for value in (reader.metadata or {}).values())
            yield from _xmp(reader)
            yield from _titles(reader.outline)
            yield from reader.attachments
            for page in reader.pages:
                yield from _notes(page)
        yield from _shown(data) if text else ()
    except (PyPdfError, PdfiumError, ValueError, KeyError, TypeError) as error:
        raise BuildError(Finding("PDF", "error", f"this PDF cannot be read: {error}")) from error


def front_page(data: bytes) -> str:
    """Return the text of a PDF's first page; ``BuildError`` where it cannot be read."""
    try:
        return next(_shown(data), "")
    except PdfiumError as error:
        raise BuildError(Finding("PDF", "error", f"this PDF cannot be read: {error}")) from error


def _xmp(reader: PdfReader) -> Iterator[str]:
    stream: Any = reader.root_object.get("/Metadata")
    if stream is not None:
        yield stream.get_object().get_data().decode("utf-8", "replace")


def _shown(data: bytes) -> Iterator[str]:
    """Yield the text of each page, by PDFium: it reads ten times as fast as anything in Python."""
    with PdfDocument(data) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded()


def _titles(outline: Any) -> Iterator[str]:
    for item in outline:
        if isinstance(item, list):
            yield from _titles(item)
        else:
            yield str(item.title)


def _notes(page: Any) -> Iterator[str]:
    """Yield where a page's links lead, and the words of its annotations."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        action = note.get("/A")
        yield str(action.get_object().get("/URI", "")) if action is not None else ""
        yield str(note.get("/Contents", ""))
