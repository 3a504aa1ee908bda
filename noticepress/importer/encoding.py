"""Bytes to text: what Windows, old editors and saved pages write, and a remark where that was a guess."""

import codecs
import re
from pathlib import Path

from noticepress.characters import first_forbidden
from noticepress.errors import ConfigError, Finding
from noticepress.importer.reading import guess, refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: The WHATWG's labels that browsers read as Windows-1252, the commonest of them.
_WESTERN = frozenset({"iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii", "iso8859-1", "cp1252", "x-cp1252"})
_DECLARED = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
#: A page has to name its encoding within its first 1024 bytes (HTML, section 4.2.5.4); Word's are a little later.
_HEAD = 4096
_ZEROS = 0.3


def decode(data: bytes, path: Path, *, markup: bool = False) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of ``data`` with Unix line ends, and a remark where its encoding was guessed.

    In this order: a byte-order mark, UTF-8, the encoding that a page (``markup``) names, UTF-16 without a mark,
    Windows-1252. Raises ``ConfigError`` for bytes that are none of these, and for characters that no notice may hold.
    """
    name, remark = _encoding(data, markup=markup)
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        raise refused(path, f"this is no text in {name}", "save the file as UTF-8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    check_characters(text, path)
    return text, (guess(path, remark, hint="save it as UTF-8 where letters look wrong"),) if remark else ()


def _encoding(data: bytes, *, markup: bool) -> tuple[str, str]:
    """Return an encoding, and what to say of it."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, ""
    zeros = _zeros(data)
    if zeros:
        return zeros, f"the file has no byte-order mark and was read as {zeros.upper()}"
    if _is_utf8(data):
        return "utf-8", ""
    declared = _declared(data) if markup else None
    if declared:
        return declared, ""
    return "cp1252", "the file is not UTF-8 and was read as Windows-1252"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:_HEAD])
    if match is None:
        return None
    name = (match[1] or match[2]).decode("ascii").lower()
    try:
        return "cp1252" if name in _WESTERN else codecs.lookup(name).name
    except LookupError:
        return None


def _zeros(data: bytes) -> str | None:
    """Return the kind of UTF-16 that Latin text without a byte-order mark is in, ``None`` for what has no zeros."""
    head = data[:2000]
    if len(head) < 4 or b"\0" not in head:  # noqa: PLR2004 - two characters
        return None
    odd, even = head[1::2].count(0) / len(head[1::2]), head[::2].count(0) / len(head[::2])
    return "utf-16-le" if odd > _ZEROS > even else "utf-16-be" if even > _ZEROS > odd else None


def check_characters(text: str, path: Path, *, lines: bool = True) -> None:
    """Raise ``ConfigError`` with each line that holds a character which no notice may hold."""
    findings = []
    for number, line in enumerate(text.split("\n"), 1):
        bad = first_forbidden(line)
        if bad:
            message = f"the character {bad[1]} is not allowed in a notice: nobody can see what it does"
            near = "" if lines else f" (in '{line[max(0, bad[0] - 30) : bad[0] + 30].strip()}')"
            line_number, column = (number, bad[0] + 1) if lines else (None, None)
            hint = "delete it in the file"
            findings.append(Finding("IMPORT", "error", message + near, path, line_number, column, hint))
    if findings:
        raise ConfigError(*findings)
