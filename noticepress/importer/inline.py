"""A run of text with what may stand in it: emphasis, links, code and line breaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.errors import Finding
from noticepress.importer.trees import add_inline, element

#: Elements that belong into a line. What is not known here begins a line of its own.
INLINE = frozenset({
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
    "embed", "font", "i", "iframe", "img", "input", "ins", "kbd", "label", "map", "mark", "meter", "object", "o:p",
    "output", "picture", "progress", "q", "ruby", "rb", "rp", "rt", "s", "samp", "small", "source", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "video", "wbr", "st1:city", "st1:place", "st1:date",
})  # fmt: skip
_EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em"}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_ITALIC = re.compile(r"font-style\s*:\s*italic")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_EDGES = re.compile(r"^([ \t\n]*)(.*?)([ \t\n]*)$", re.DOTALL)
_NO_MARKS: frozenset[str] = frozenset()


def is_bold(node: ET.Element) -> bool:
    """Whether an element makes all its text bold."""
    return node.tag in {"b", "strong"} or bool(_BOLD.search(node.get("style", "")))


@dataclass(frozen=True)
class _Piece:
    """Text between two changes of marks; ``href`` is the address of the link around it. A break is its own kind."""

    text: str
    marks: frozenset[str] = _NO_MARKS
    href: str | None = None
    is_break: bool = False


@dataclass
class Run:
    """Collects pieces, then writes them as paragraphs: two line breaks part them.

    ``one_line`` makes each break a space; ``lines`` makes each line end a break.
    """

    path: Path
    remarks: list[Finding]
    keeps_spaces: bool = False
    bold: bool = False
    one_line: bool = False
    lines: bool = False
    href: str | None = None
    pieces: list[_Piece] = field(default_factory=list)

    def text(self, text: str | None, marks: frozenset[str] = _NO_MARKS, href: str | None = None) -> None:
        """Add text."""
        if not text:
            return
        href = href or self.href
        if self.lines:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self.pieces.append(_Piece("", is_break=True))
                self.pieces.append(_Piece(line, marks, href))
            return
        text = re.sub(r"[\n\t]", " ", text) if self.keeps_spaces else _SPACE.sub(" ", text)
        if not self.keeps_spaces and text.startswith(" ") and self._is_spaced():
            text = text[1:]
        self.pieces.append(_Piece(text, marks | ({"strong"} if self.bold else set()), href))

    def _is_spaced(self) -> bool:
        """Whether a further space would be a second one, which HTML does not show."""
        last = next((piece for piece in reversed(self.pieces) if piece.text or piece.is_break), None)
        return last is None or last.is_break or last.text.endswith(" ")

    def add(self, node: ET.Element, marks: frozenset[str] = _NO_MARKS, href: str | None = None) -> None:
        """Add an element that belongs into a line."""
        if node.tag == "br":
            self.pieces.append(_Piece(" ") if self.one_line else _Piece("", is_break=True))
            return
        if node.tag in _EMPHASIS and not _is_undone(node):
            marks |= {_EMPHASIS[node.tag]}
        if node.tag in {"code", "kbd", "samp", "tt"}:
            marks |= {"code"}
        if _BOLD.search(node.get("style", "")):
            marks |= {"strong"}
        if _ITALIC.search(node.get("style", "")):
            marks |= {"em"}
        if node.tag == "q":
            self.text("“", marks, href)
        self.inside(node, marks, node.get("href") if node.tag == "a" and node.get("href") else href)
        if node.tag == "q":
            self.text("”", marks, href)

    def inside(self, node: ET.Element, marks: frozenset[str] = _NO_MARKS, href: str | None = None) -> None:
        """Add what stands in an element."""
        self.text(node.text, marks, href)
        for child in node:
            self.add(child, marks, href)
            self.text(child.tail, marks, href)

    def paragraphs(self) -> Iterator[ET.Element]:
        """Yield the paragraphs of the run: two breaks, one after the other, part them."""
        parts: list[list[_Piece]] = [[]]
        for piece in self.pieces:
            last = parts[-1]
            is_second = piece.is_break and _ends_in_break(last)
            if is_second:
                parts.append([])
            else:
                last.append(piece)
        for part in parts:
            made = _element("p", part, _NO_MARKS)
            if made is not None:
                yield made

    def element(self, tag: str, plain: frozenset[str] = _NO_MARKS) -> ET.Element | None:
        """Return the whole run as one element without the marks ``plain``, ``None`` where it holds no text."""
        return _element(tag, self.pieces, plain)


def _is_undone(node: ET.Element) -> bool:
    """Whether a style takes the element's look away, as Google's documents do around all they hold."""
    return "font-weight:normal" in node.get("style", "").replace(" ", "")


def _ends_in_break(pieces: list[_Piece]) -> bool:
    for piece in reversed(pieces):
        if piece.is_break:
            return True
        if piece.text.strip(" \t\n"):
            return False
    return False


def _element(tag: str, pieces: list[_Piece], plain: frozenset[str]) -> ET.Element | None:
    trimmed = _trimmed(_joined(pieces, plain))
    if not any(piece.text.strip() for piece in trimmed):
        return None
    node = element(tag)
    for piece in trimmed:
        _write(node, piece)
    return node


def _joined(pieces: list[_Piece], plain: frozenset[str]) -> list[_Piece]:
    """Join neighbours with the same marks; spaces at the edge of a mark stand outside of it, as Markdown wants them."""
    loose: list[_Piece] = []
    for piece in pieces:
        edges = None if piece.is_break else _EDGES.match(piece.text)
        if edges is None:
            loose.append(piece)
            continue
        kept = _Piece(edges[2], piece.marks - plain, piece.href)
        inner = (_Piece(edges[1]), kept, _Piece(edges[3]))
        loose.extend(part for part in inner if part.text)
    made: list[_Piece] = []
    for number, piece in enumerate(loose):
        # A space between two pieces of the same mark or link belongs to it.
        after = next((p for p in loose[number + 1 :] if p.text.strip() or p.is_break), None)
        before = made[-1] if made else None
        is_space = not piece.is_break and not piece.text.strip(" \t\n")
        if is_space and before and after and not after.is_break and not before.is_break:
            href = before.href if before.href == after.href else None
            _append(made, _Piece(piece.text, before.marks & after.marks, href))
        else:
            _append(made, piece)
    return made


def _append(made: list[_Piece], piece: _Piece) -> None:
    """Add a piece, or its text to the last one of the same marks and link."""
    if made and not made[-1].is_break and not piece.is_break and _same(made[-1], piece):
        made[-1] = _Piece(made[-1].text + piece.text, piece.marks, piece.href)
    else:
        made.append(piece)


def _same(one: _Piece, other: _Piece) -> bool:
    return (one.marks, one.href) == (other.marks, other.href)


def _trimmed(pieces: list[_Piece]) -> list[_Piece]:
    """Take breaks and spaces off both ends, and spaces around breaks and doubled by joining."""
    made = list(pieces)
    for end in (0, -1):
        while made and (made[end].is_break or not made[end].text.strip(" \t\n")):
            made.pop(end)
    if made:
        first, last = made[0], made[-1]
        made[0] = _Piece(first.text.lstrip(" \t\n"), first.marks, first.href)
        last = made[-1]
        made[-1] = _Piece(last.text.rstrip(" \t\n"), last.marks, last.href)
    return made


def _write(parent: ET.Element, piece: _Piece) -> None:
    if piece.is_break:
        node = element("br")
        node.tail = "\n"
        parent.append(node)
        return
    text = piece.text.lstrip(" ") if len(parent) and parent[-1].tag == "br" and parent[-1].tail == "\n" else piece.text
    tags = [("a", {"href": piece.href})] if piece.href else []
    tags += [(mark, {}) for mark in ("strong", "em", "code") if mark in piece.marks]
    for tag, attributes in tags:
        same = len(parent) and parent[-1].tag == tag == "a" and parent[-1].get("href") == piece.href
        if same and not parent[-1].tail:
            parent = parent[-1]
            continue
        node = ET.Element(tag, {key: str(value) for key, value in attributes.items()})
        parent.append(node)
        parent = node
    add_inline(parent, text)
