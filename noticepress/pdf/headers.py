"""Header cells of tables as tags: a ``th`` in a body row heads its row, and a ``td`` among the headers heads nothing.

Typst can say so too, but only with a switch of its command line that its Python package does not have (0.15). Its
tags are plain objects in the file, so those of the tables concerned are set right there: every header cell then has a
scope, and no data cell a list of its headers, which would leave the new ones out.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from noticepress.pdf.nodes import Node

#: The tag of a cell as Typst writes it, from its kind to its attributes.
_CELL = re.compile(rb"/S/T[DH](?P<kept>/P \d+ 0 R(?:/ID\([^)]*\))?)(?:/A\[<<.*?>>\])?", re.DOTALL)
#: The table of places: a line of twenty bytes for each object, the first one free.
_PLACES = re.compile(rb"xref\n0 \d+\n0000000000 65535 f\r\n(?P<lines>(?:\d{10} 00000 n\r\n)*)")


def tag_headers(pdf: bytes, laid_out: Sequence[Node | str]) -> bytes:
    """Return ``pdf``, as Typst wrote it, with the cells of ``laid_out``'s tables tagged as what they are."""
    tables = list(_tables(laid_out))
    if not any(map(_is_odd, tables)):
        return pdf
    from pypdf import PdfReader  # noqa: PLC0415 - it takes longer to import than a PDF to typeset, and few need it

    elements = _elements(PdfReader(io.BytesIO(pdf)).root_object["/StructTreeRoot"], "/Table")
    changed: dict[int, bytes] = {}
    for table, element in zip(tables, elements, strict=True):
        if _is_odd(table):
            changed |= dict(_retagged(table, element))
    return _rewritten(pdf, changed)


def _tables(nodes: Sequence[Node | str]) -> Iterator[Node]:
    """Yield every table, the outer before those in its cells."""
    for node in nodes:
        if isinstance(node, dict):
            if node["t"] == "table":
                yield node
            for key in ("caption", "head", "c"):
                yield from _tables(node.get(key, []))


def _is_odd(table: Node) -> bool:
    return any(cell["strong"] for cell in table["c"]) or not all(cell["strong"] for cell in table["head"])


def _elements(node: Any, kind: str) -> Iterator[Any]:
    """Yield the structure elements of one kind below ``node``, the outer before those inside them."""
    for element in _kids(node):
        if element["/S"] == kind:
            yield element
        yield from _elements(element, kind)


def _kids(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object()
        if isinstance(element, dict) and "/S" in element:
            yield element


def _rows(element: Any) -> Iterator[Any]:
    """Yield the rows of a table, but not those of the tables in its cells."""
    for kid in _kids(element):
        if kid["/S"] == "/TR":
            yield kid
        elif kid["/S"] in {"/THead", "/TBody", "/TFoot"}:
            yield from _rows(kid)


def _retagged(table: Node, element: Any) -> Iterator[tuple[int, bytes]]:
    """Yield the object number of each cell of a table, and what its tag has to say of it."""
    placed = sorted([*table["head"], *table["c"]], key=lambda cell: (cell["y"], cell["x"]))
    for y, row in enumerate(_rows(element)):
        cells = [cell for cell in placed if cell["y"] == y]
        for kid, cell in zip_longest(_kids(row), cells):
            yield kid.indirect_reference.idnum, _said(cell)


def _said(cell: Node | None) -> bytes:
    """Return the attributes of a cell's tag: its scope where it is a header, and its spans.

    ``None`` is an empty cell with which Typst fills a row that is short.
    """
    if cell is None:
        return b""
    scope = b"/Scope/" + cell["scope"].encode() if cell["strong"] else b""
    spans = {b"/RowSpan": cell["rowspan"], b"/ColSpan": cell["colspan"]}
    return scope + b"".join(b"%s %d" % (name, span) for name, span in spans.items() if span > 1)


def _rewritten(pdf: bytes, said: Mapping[int, bytes]) -> bytes:
    """Return ``pdf`` with the tags of these objects anew, and every object's place after that."""
    table = list(_PLACES.finditer(pdf))[-1]
    places = [int(line[:10]) for line in table["lines"].split(b"\r\n")[:-1]]
    parts, shifts, end = list[bytes](), list[tuple[int, int]](), 0
    for number in sorted(said, key=lambda number: places[number - 1]):
        start = places[number - 1]
        cell = _CELL.search(pdf, start, pdf.index(b"endobj", start))
        assert cell is not None  # the object is a cell's tag, as its kind said
        attributes = b"/A[<</O/Table%s>>]" % said[number] if said[number] else b""
        kind = b"/S/TH" if b"/Scope" in said[number] else b"/S/TD"
        new = kind + cell["kept"] + attributes
        parts += [pdf[end : cell.start()], new]
        end = cell.end()
        shifts.append((start, len(new) - len(cell[0])))
    moved = [place + sum(shift for start, shift in shifts if start < place) for place in places]
    lines = b"".join(b"%010d 00000 n\r\n" % place for place in moved)
    body = b"".join([*parts, pdf[end : table.start("lines")]])
    tail = pdf[table.end() : pdf.rindex(b"startxref")]
    at = table.start() + sum(shift for _, shift in shifts)
    return body + lines + tail + b"startxref\n%d\n%%%%EOF" % at
