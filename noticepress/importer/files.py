"""What a file is, by its content and its name, and the reading of it."""

from pathlib import Path

from noticepress.importer.encoding import decode
from noticepress.importer.hypertext import read_html
from noticepress.importer.marked import read_markdown
from noticepress.importer.plain import read_plain
from noticepress.importer.reading import Reading, refused

#: Larger files are no notice: the longest that the law has seen are a hundredth of it.
SIZE_LIMIT = 20 * 1024 * 1024
_HTML = frozenset({".html", ".htm", ".xhtml", ".mht"})
_MARKDOWN = frozenset({".md", ".markdown", ".mkd"})
_TEXT = frozenset({".txt", ".text", ""})
_WORD = frozenset({".docx", ".docm", ".dotx"})
KINDS = "known kinds: DOCX, HTML (a saved page), text and Markdown"
_SAVE_AS = "open it in Word or LibreOffice and save it as DOCX"
#: How the files begin that people take for one of ours, and what to do about each.
_OTHERS = (
    (b"%PDF", "a PDF", "a PDF has lost its headings and lists: import the DOCX or the page that it was made from"),
    (b"{\\rtf", "a rich text file (RTF)", _SAVE_AS),
    (b"\x89PNG", "a picture", "a scan has no text: type it, or have it recognised first"),
    (b"\xff\xd8\xff", "a picture", "a scan has no text: type it, or have it recognised first"),
    (b"From: <Saved", "a page archive (MHTML)", "save the page as HTML"),
)
_COMPOUND, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"


def read_file(path: Path, shown: Path) -> Reading:
    """Read the file at ``path``, which errors and remarks call ``shown``.

    Raises ``ConfigError`` for a file that cannot be read or is of another kind, with what to do about it.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= SIZE_LIMIT else b""
    except OSError as error:
        raise refused(shown, f"cannot be read: {error.strerror}") from error
    if size > SIZE_LIMIT:
        raise refused(shown, f"the file is larger than {SIZE_LIMIT // 2**20} MB", "a notice is not")
    if not data.strip():
        raise refused(shown, "the file is empty")
    _check_kind(data, shown)
    if data.startswith(_ZIP):
        from noticepress.importer.word import read_word  # noqa: PLC0415 - it needs an extra of the package

        return read_word(data, shown)
    return _read_text(data, shown)


def _check_kind(data: bytes, shown: Path) -> None:
    for start, called, hint in _OTHERS:
        if data.startswith(start):
            raise refused(shown, f"this is {called}, which cannot be imported", hint)
    if data.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise refused(shown, "the file is protected by a password", "save it without one")
        raise refused(shown, "this is a file of Word 2003 or older (.doc)", _SAVE_AS)
    if data.startswith(_ZIP) and b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
        raise refused(shown, "this is an OpenDocument file (.odt)", _SAVE_AS)
    if shown.suffix.lower() in _WORD and not data.startswith(_ZIP):
        raise refused(shown, "the file is damaged: this is no DOCX", _SAVE_AS)


def _read_text(data: bytes, shown: Path) -> Reading:
    suffix = shown.suffix.lower()
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in _HTML or (suffix not in _MARKDOWN and head.startswith((b"<!doctype html", b"<html"))):
        return read_html(*decode(data, shown, markup=True), shown)
    if suffix in _MARKDOWN:
        return read_markdown(*decode(data, shown), shown)
    if suffix in _TEXT:
        return read_plain(*decode(data, shown), shown)
    raise refused(shown, f"'{shown.suffix}' is no kind of file that can be imported", KINDS)
