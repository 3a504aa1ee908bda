"""Tables: every cell at its column and row, as HTML's table model places it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count

from noticepress.pdf.nodes import Node, elements

#: How the content of a cell is laid out.
Layout = Callable[[Iterable[Node | str]], list[Node]]

#: HTML clamps spans to these.
_MOST_COLUMNS = 1000
_MOST_ROWS = 65534
#: Lines that surely fit on a page, and characters that surely fill one: rows that need more may be torn apart.
_LINES, _CHARACTERS = 36, 84


def table(node: Node, layout: Layout) -> Node:
    """Lay out a raw ``table``: its caption, its header cells and its body cells, each with column and row.

    The rows of ``thead`` are the header; without one, leading rows that hold nothing but ``th`` are.
    """
    rows = list(_rows(node))
    heads = _header_rows(rows)
    placed = list(_place([row for row, _ in rows], [heads, len(rows) - heads], layout))
    columns = max((cell["x"] + cell["colspan"] for cell in placed), default=1)
    cells = list(_torn(placed, columns))
    captions = [layout(child["c"]) for child in elements(node) if child["t"] == "caption"]
    return {
        "t": "table",
        "columns": columns,
        "headrows": heads,
        "caption": captions[0] if captions else [],
        "head": [cell for cell in cells if cell["y"] < heads],
        "c": [_narrowed(cell, columns) for cell in cells if cell["y"] >= heads],
    }


def _torn(cells: list[Node], columns: int) -> Iterator[Node]:
    """Say of each cell whether a page may end inside it, as it must where the cell's rows are longer than a page."""
    lines: dict[int, int] = {}
    for cell in cells:
        needed = _lines(cell["c"], _CHARACTERS * cell["colspan"] // columns) // cell["rowspan"] + 1
        for y in range(cell["y"], cell["y"] + cell["rowspan"]):
            lines[y] = max(lines.get(y, 0), needed)
    for cell in cells:
        needed = sum(lines[y] for y in range(cell["y"], cell["y"] + cell["rowspan"]))
        yield cell | {"breakable": needed > _LINES}


def _lines(content: list[Node], width: int) -> int:
    """Return how many lines of ``width`` characters the content of a cell takes at most."""
    return sum(len(text) // max(width, 1) + 2 for block in content for text in _texts(block))


def _texts(block: Node) -> Iterator[str]:
    """Yield the text of each block, however deep."""
    if block["t"] in {"ul", "ol", "item", "div", "blockquote", "dd"}:
        for child in block["c"]:
            yield from _texts(child)
    else:
        yield "".join(_shown(child) for child in block["c"])


def _shown(node: Node | str) -> str:
    return node if isinstance(node, str) else node.get("shown", "") + "".join(map(_shown, node["c"]))


def _rows(node: Node) -> Iterator[tuple[Node, bool]]:
    """Yield each row, and whether it stands in ``thead``."""
    for child in elements(node):
        if child["t"] == "tr":
            yield child, False
        elif child["t"] in {"thead", "tbody", "tfoot"}:
            yield from ((row, child["t"] == "thead") for row in elements(child))


def _header_rows(rows: list[tuple[Node, bool]]) -> int:
    marked = sum(in_head for _, in_head in rows)
    if marked:
        return marked
    leading = (number for number, (row, _) in enumerate(rows) if {cell["t"] for cell in elements(row)} != {"th"})
    return next(leading, 0)


def _place(rows: list[Node], groups: list[int], layout: Layout) -> Iterator[Node]:
    """Place the cells; no cell reaches from the header into the body, or below the last row."""
    taken: set[tuple[int, int]] = set()
    group_ends = [groups[0]] * groups[0] + [sum(groups)] * groups[1]
    for y, (row, end) in enumerate(zip(rows, group_ends, strict=True)):
        for cell in elements(row):
            x = next(x for x in count() if (x, y) not in taken)
            colspan = _span(cell, "colspan", _MOST_COLUMNS)
            rowspan = min(_span(cell, "rowspan", _MOST_ROWS), end - y)
            taken |= {(x + dx, y + dy) for dx in range(colspan) for dy in range(rowspan)}
            place = {"x": x, "y": y, "colspan": colspan, "rowspan": rowspan}
            heads = {"strong": cell["t"] == "th", "scope": _scope(cell, in_head=y < groups[0])}
            yield place | heads | {"t": "cell", "whole": "whole" in cell, "c": layout(cell["c"])}


def _scope(cell: Node, *, in_head: bool) -> str:
    """Return what a header cell heads: what it says, or else its column in the header and its row in the body."""
    said = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}
    return said.get(cell["a"].get("scope", "").lower(), "Column" if in_head else "Row")


def _span(cell: Node, name: str, most: int) -> int:
    value = cell["a"].get(name, "1")
    return min(max(int(value), 1), most) if value.isdecimal() else 1


def _narrowed(cell: Node, columns: int) -> Node:
    """Stretch a cell that speaks for its whole row over all columns."""
    return cell | ({"colspan": columns - cell["x"]} if cell["whole"] else {})
