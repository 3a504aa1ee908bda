"""What a tagged PDF says when it is read aloud: the text of its structure, in order, character by character.

Nothing is guessed from positions on the page. Each glyph is looked up in its font's own table of characters,
and only marked content that a structure element claims counts: running feet, leaders and the addresses that are
printed beside links are artifacts, and so no part of the text.
"""

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject
from pypdfium2 import PdfDocument

from noticepress.document import fold
from noticepress.pdf.wording import ENGLISH

#: A millimetre in points.
MM = 72 / 25.4

#: The heading after which a redline's PDF gives the text.
REDLINE_BODY = "The text, with its changes marked"

#: The heading after the text of a released notice.
CHECK = ENGLISH.check_title

#: Structure types that begin a line of their own.
_BLOCKS = {
    "/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/LBody", "/Table", "/TR", "/TH", "/TD",
    "/Caption", "/BlockQuote", "/Code", "/TOC", "/TOCI",
}  # fmt: skip

Node = DictionaryObject


def body_text(pdf: bytes) -> str:
    """Return the text of the body in a notice's or a redline's PDF: a line for each block, list signs left out.

    In a notice the body follows the contents list, or the facts where there are no contents, and how to check it
    follows the body. A line break inside a block is a space, so compare with ``Document.text`` after folding white
    space (``document.fold``).
    """
    speech = _Speech(pdf)
    return "\n".join(speech.lines(body_nodes(pdf, speech)))


def body_nodes(pdf: bytes, speech: "_Speech | None" = None) -> list[Node]:
    """Return the structure elements of the body, those right below the document."""
    speech = speech or _Speech(pdf)
    kids = speech.top()
    return kids[_body_start(speech, kids) : _body_end(speech, kids)]


def whole_text(pdf: bytes) -> str:
    """Return all that a screen reader says, from the title on: a line for each block."""
    speech = _Speech(pdf)
    return "\n".join(speech.lines(speech.top(), labels=True))


def top_level(pdf: bytes) -> list[Node]:
    """Return the structure elements right below the document."""
    return _Speech(pdf).top()


def page_of(pdf: bytes, nodes: list[Node]) -> set[int]:
    """Return the object numbers of the pages on which the content of ``nodes`` stands."""
    reader = PdfReader(io.BytesIO(pdf))
    return {number for node in nodes for number in _pages(reader.get_object(node.indirect_reference.idnum), None)}


def outside_the_margins(pdf: bytes) -> Iterator[tuple[int, str]]:
    """Yield each visible character that stands beside the column of text, or off its page, with its page's number.

    A section's number hangs in the margin.
    """
    left, right, edge = 34 * MM - 13 * MM, 210 * MM - 30 * MM + 0.5, 10 * MM
    with PdfDocument(pdf) as sheets:
        for number, sheet in enumerate(sheets, 1):
            text = sheet.get_textpage()
            for at in range(text.count_chars()):
                x0, y0, x1, y1 = text.get_charbox(at)
                sign = text.get_text_range(at, 1)
                inside = left < x0 and x1 < right and edge < y0 and y1 < 297 * MM - edge
                if not inside and not sign.isspace() and x1 > x0:
                    yield number, sign


def _pages(node: Node, page: int | None) -> Iterator[int]:
    page = node.raw_get("/Pg").idnum if "/Pg" in node else page
    for kid in _kids(node):
        if isinstance(kid, int):
            yield page
        elif "/MCID" in kid:
            yield kid.raw_get("/Pg").idnum if "/Pg" in kid else page
        elif "/S" in kid:
            yield from _pages(kid, page)


def _body_start(speech: "_Speech", kids: list[Node]) -> int:
    types = [kid["/S"] for kid in kids]
    for number, kid in enumerate(kids):
        if types[number] == "/H2" and list(speech.lines([kid])) == [REDLINE_BODY]:
            return number + 1
    facts = types.index("/L", types.index("/H1"))
    contents = types[facts + 1 : facts + 3] == ["/H2", "/TOC"]
    return facts + (3 if contents else 1)


def _body_end(speech: "_Speech", kids: list[Node]) -> int:
    ends = [number for number, kid in enumerate(kids) if kid["/S"] == "/H2" and list(speech.lines([kid])) == [CHECK]]
    return ends[-1] if ends else len(kids)


class _Speech:
    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(pdf), strict=True)
        self.pages = {page.indirect_reference.idnum: _marked(page) for page in self.reader.pages}

    def top(self) -> list[Node]:
        (document,) = _kids(self.reader.root_object["/StructTreeRoot"])
        assert document["/S"] == "/Document"
        return [kid.get_object() for kid in _kids(document)]

    def lines(self, nodes: list[Node], *, labels: bool = False) -> Iterator[str]:
        """Yield the text of each block, white space folded."""
        pieces = [piece for node in nodes for piece in self._pieces(node, None, labels=labels)]
        for is_edge, block in groupby(pieces, key=lambda piece: piece is None):
            if not is_edge and (text := fold("".join(block))):
                yield text

    def _pieces(self, node: Node, page: int | None, *, labels: bool) -> Iterator[str | None]:
        """Yield text, and None where a block begins or ends."""
        if node["/S"] == "/Lbl" and not labels:
            return
        edge = [None] if node["/S"] in _BLOCKS else []
        yield from edge
        page = node.raw_get("/Pg").idnum if "/Pg" in node else page
        for kid in _kids(node):
            if isinstance(kid, int):
                yield self.pages[page][kid]
            elif kid.get("/Type") == "/MCR":
                yield self.pages[kid.raw_get("/Pg").idnum if "/Pg" in kid else page][kid["/MCID"]]
            elif "/S" in kid:
                yield from self._pieces(kid, page, labels=labels)
        yield from edge


def _kids(node: Node) -> list[Any]:
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    return [kid.get_object() if isinstance(kid, IndirectObject) else kid for kid in kids]


def _marked(page: PageObject) -> dict[int, str]:
    """Return the text of each piece of marked content on a page, by its number."""
    fonts = {name: _characters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    found: dict[int, str] = {}
    stack: list[tuple[int | None, str | None]] = []
    font: dict[int, str] = {}
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator in {b"BDC", b"BMC"}:
            properties = operands[1] if operator == b"BDC" and isinstance(operands[1], dict) else {}
            stack.append((properties.get("/MCID"), properties.get("/ActualText")))
            _add(found, stack, str(properties.get("/ActualText", "")))
        elif operator == b"EMC":
            stack.pop()
        elif operator == b"Tf":
            font = fonts[operands[0]]
        elif operator in {b"Tj", b"TJ"} and not any(actual is not None for _, actual in stack):
            strings = operands[0] if operator == b"TJ" else operands
            _add(found, stack, "".join(_decode(s, font) for s in strings if isinstance(s, (bytes, str))))
    return found


def _add(found: dict[int, str], stack: list[tuple[int | None, str | None]], text: str) -> None:
    number = next((mcid for mcid, _ in reversed(stack) if mcid is not None), None)
    if number is not None:
        found[number] = found.get(number, "") + text


def _decode(string: Any, font: dict[int, str]) -> str:
    """Look up each two-byte glyph number of a shown string."""
    codes = string if isinstance(string, bytes) else string.original_bytes
    return "".join(font[int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2))


def _characters(font: Node) -> dict[int, str]:
    """Read a font's ToUnicode table: the characters that each glyph number stands for."""
    assert font["/Encoding"] == "/Identity-H"
    return _cmap(font["/ToUnicode"].get_data().decode("ascii"))


@cache
def _cmap(source: str) -> dict[int, str]:
    table: dict[int, str] = {}
    for kind, body in re.findall(r"begin(bfchar|bfrange)(.*?)endbf", source, re.DOTALL):
        codes = re.findall(r"<([0-9A-Fa-f]+)>", body)
        assert "[" not in body
        if kind == "bfchar":
            table |= {int(code, 16): _utf16(text) for code, text in zip(codes[::2], codes[1::2], strict=True)}
        else:
            for low, high, text in zip(codes[::3], codes[1::3], codes[2::3], strict=True):
                start = _utf16(text)
                table |= {
                    code: start[:-1] + chr(ord(start[-1]) + code - int(low, 16))
                    for code in range(int(low, 16), int(high, 16) + 1)
                }
    return table


def _utf16(text: str) -> str:
    return bytes.fromhex(text).decode("utf-16-be")
