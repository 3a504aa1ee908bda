"""Tables of HTML as tables of Markdown: one line a cell, one row of headings, no cell across others."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from noticepress.document import HEADINGS
from noticepress.importer.inline import Run
from noticepress.importer.reading import counted, guess, lost, text_of
from noticepress.importer.trees import element

if TYPE_CHECKING:
    from noticepress.importer.shape import Shape

Grid = list[list[ET.Element | None]]
_CELLS = frozenset({"td", "th"})
#: A cell that claims to reach further is a mistake, or an attack.
_WIDEST = 100


def table_blocks(shape: "Shape", table: ET.Element) -> Iterator[ET.Element]:
    """Yield a table, its caption before it; one that only lays text out is its cells' blocks, one after the other."""
    rows = _rows(table)
    caption = table.find("caption")
    if _is_layout(table, rows):
        yield from (block for row in rows for cell in row for block in shape.blocks(cell))
        return
    if caption is not None and text_of(caption):
        run = Run(shape.path, shape.remarks, keeps_spaces=shape.keeps_spaces, one_line=True)
        run.text("Table: ")
        run.inside(caption)
        said = run.element("p")
        if said is not None:
            said.set("caption", "yes")
            yield said
    grid, merged = _grid(rows)
    _remark(shape, table, rows, merged)
    yield _table(shape, grid)


def _rows(table: ET.Element) -> list[list[ET.Element]]:
    """Return the cells of a table by row, those of tables inside it left out."""
    parts = [table, *(child for child in table if child.tag in {"thead", "tbody", "tfoot"})]
    ordered = sorted(parts, key=lambda part: part.tag == "tfoot")
    rows = [row for part in ordered for row in part if row.tag == "tr"]
    found = [[cell for cell in row if cell.tag in _CELLS] for row in rows]
    return [row for row in found if any(text_of(cell) for cell in row)]


def _is_layout(table: ET.Element, rows: list[list[ET.Element]]) -> bool:
    """Whether a table is there for its looks: of one row or column, or with headings or further tables in it."""
    inside = {node.tag for row in rows for cell in row for node in cell.iter()}
    return (
        table.get("role") == "presentation"
        or len(rows) < 2  # noqa: PLR2004 - a row of headings and one more
        or max(len(row) for row in rows) == 1
        or "table" in inside
        or not inside.isdisjoint(HEADINGS)
    )


def _grid(rows: list[list[ET.Element]]) -> tuple[Grid, list[ET.Element]]:
    """Return rows of equal length, ``None`` where a cell from the left or above reaches in, and the cells that do."""
    grid: Grid = [[] for _ in rows]
    taken: set[tuple[int, int]] = set()
    merged = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            wide, high = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - number)
            if wide > 1 or high > 1:
                merged.append(cell)
            taken |= {(number + down, column + right) for down in range(high) for right in range(wide)}
            grid[number] += [None] * (column - len(grid[number])) + [cell]
            column += wide
    width = max(column for _, column in taken) + 1
    return [line + [None] * (width - len(line)) for line in grid], merged


def _span(cell: ET.Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), _WIDEST) if text.isdecimal() else 1


def _remark(shape: "Shape", table: ET.Element, rows: list[list[ET.Element]], merged: list[ET.Element]) -> None:
    path = shape.path
    for cell in merged:
        hint = "look at the table: its words stand in the first of the cells that were one"
        shape.remarks.append(lost(path, "a cell that reached over others reaches over none now", text_of(cell), hint))
    if not all(cell.tag == "th" for cell in rows[0]):
        said = " | ".join(text_of(cell) for cell in rows[0])
        shape.remarks.append(guess(path, "a table's first row became its headings", said))
    parts = [cell for row in rows for cell in row if len(shape.blocks(cell)) > 1 or cell.find(".//li") is not None]
    if parts:
        message = (
            f"{counted(len(parts), 'cell')} of a table held several paragraphs or a list, which run on in one line"
        )
        shape.remarks.append(guess(path, message, text_of(parts[0])))
    if any(cell.tag == "th" for row in rows[1:] for cell in row[1:]):
        shape.remarks.append(
            guess(path, "a table with headings further down has those of its first row alone", text_of(table))
        )


def _table(shape: "Shape", grid: Grid) -> ET.Element:
    table, head, body = element("table"), element("thead"), element("tbody")
    table.append(head)
    for number, line in enumerate(grid):
        row = element("tr")
        for cell in line:
            made = element("th" if number == 0 else "td")
            if cell is not None:
                _fill(made, shape, cell)
            row.append(made)
        (body if number else head).append(row)
    table.append(body)
    return table


def _fill(made: ET.Element, shape: "Shape", cell: ET.Element) -> None:
    """Write a cell's blocks into one line; items of a list keep a sign."""
    before = len(shape.remarks)
    run = Run(shape.path, shape.remarks, keeps_spaces=shape.keeps_spaces, one_line=True)
    for number, block in enumerate(shape.blocks(cell)):
        if number:
            run.text(" ")
        _flatten(run, block)
    del shape.remarks[before:]
    found = run.element("td", plain=frozenset({"strong"}) if made.tag == "th" else frozenset())
    if found is not None:
        made.text = found.text
        made.extend(found)


def _flatten(run: Run, block: ET.Element) -> None:
    if block.tag not in {"ul", "ol", "blockquote", "li"}:
        run.inside(block)
        return
    for child in block:
        if child.tag == "li":
            run.text(" • ")
        _flatten(run, child) if child.tag in {"ul", "ol", "blockquote", "li", "p"} else run.add(child)
