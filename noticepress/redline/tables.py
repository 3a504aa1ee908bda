"""Rows and cells of two tables, their columns mapped by their headers."""

from collections.abc import Callable

from noticepress.redline import match as m
from noticepress.redline.match import Matching
from noticepress.redline.order import heaviest_increasing
from noticepress.redline.tree import Node

Pair = Callable[[Node, Node, Matching], None]


def pair_rows(old: Node, new: Node, matching: Matching, pair: Pair) -> None:
    """Pair the parts and rows of two tables. Rows are compared by the columns that both tables have."""
    columns = _columns(old, new)
    if columns is not None:
        matching.columns[new] = columns
    rest_new = list(new.children)
    for part in old.children:
        mate = next((node for node in rest_new if node.tag == part.tag), None)
        if mate is None:
            continue
        rest_new.remove(mate)
        if part.tag in ("thead", "tbody", "tfoot"):
            matching.pair(part, mate)
            _pair_part(part, mate, columns, matching, pair)
        elif part.tag != "tr":
            pair(part, mate, matching)
    _pair_part(old, new, columns, matching, pair)


def _rows(node: Node) -> list[Node]:
    return [child for child in node.children if child.tag == "tr"]


def _pair_part(old: Node, new: Node, columns: dict[int, int] | None, matching: Matching, pair: Pair) -> None:
    olds, news = _rows(old), _rows(new)
    if not olds or not news:
        return
    if len(olds) == len(news) == 1:
        pair(olds[0], news[0], matching)
        return
    pairs = m.exact(olds, news)
    taken = {node for couple in pairs for node in couple}
    scored = []
    rest_old = [node for node in olds if node not in taken]
    rest_new = [node for node in news if node not in taken]
    for i, a in enumerate(rest_old):
        for j, b in enumerate(rest_new):
            score = _row_similarity(a, b, columns)
            if score >= m.SIBLING:
                scored.append((score, -abs(i - j), -i, -j))
    pairs += [(rest_old[-i], rest_new[-j]) for i, j in m.greedy(scored)]
    for a, b in pairs:
        pair(a, b, matching)


def _row_similarity(old: Node, new: Node, columns: dict[int, int] | None) -> float:
    """Return how alike two rows are; where columns are mapped, by cell, the first counting double."""
    if columns is None or not columns:
        return m.similarity(old, new)
    total = common = 0.0
    for i, j in columns.items():
        if i < len(old.children) and j < len(new.children):
            a, b = m.words_of(old.children[i]), m.words_of(new.children[j])
            weight = (len(a) + len(b) or 1) * (2 if i == 0 else 1)
            total += weight
            common += weight * m.ratio(a, b)
    return common / total if total else 0.0


def _columns(old: Node, new: Node) -> dict[int, int] | None:
    """Map columns by header: equal words, then alike. ``None`` where a cell spans or a row is uneven."""
    grids = [[row for row in table.walk() if row.tag == "tr"] for table in (old, new)]
    if not all(grids) or any("span" in cell.start for grid in grids for row in grid for cell in row.children):
        return None
    if any(len({len(row.children) for row in grid}) != 1 for grid in grids):
        return None
    heads_old, heads_new = grids[0][0].children, grids[1][0].children
    scored = []
    for i, a in enumerate(heads_old):
        for j, b in enumerate(heads_new):
            score = m.ratio(m.words_of(a), m.words_of(b)) if m.words_of(a) else float(not m.words_of(b))
            if score >= m.SIBLING:
                scored.append((score, -abs(i - j), -i, -j))
    found = {-i: -j for i, j in m.greedy(scored)}
    return _renamed(found, len(heads_old), len(heads_new))


def _renamed(found: dict[int, int], width_old: int, width_new: int) -> dict[int, int]:
    """Add columns whose header alone was rewritten: the only ones left between the same neighbours."""
    if width_old != width_new:
        return dict(sorted(found.items()))
    rest_old = [i for i in range(width_old) if i not in found]
    rest_new = [j for j in range(width_new) if j not in found.values()]
    found.update(zip(rest_old, rest_new, strict=True))
    return dict(sorted(found.items()))


def pair_cells(old: Node, new: Node, matching: Matching, pair: Pair) -> None:
    """Pair the cells of two rows: by column where columns are mapped, else by likeness and place."""
    columns = matching.columns.get(_table(new))
    if columns is not None:
        for i, j in columns.items():
            if i < len(old.children) and j < len(new.children):
                pair(old.children[i], new.children[j], matching)
        return
    if len(old.children) == len(new.children):
        for a, b in zip(old.children, new.children, strict=True):
            pair(a, b, matching)
        return
    _pair_uneven(old, new, matching, pair)


def _pair_uneven(old: Node, new: Node, matching: Matching, pair: Pair) -> None:
    scored = []
    for i, a in enumerate(old.children):
        for j, b in enumerate(new.children):
            score = m.similarity(a, b, m.SIBLING)
            if score >= m.SIBLING:
                scored.append((score, -abs(i - j), -i, -j))
    pairs = sorted((-j, -i) for i, j in m.greedy(scored))
    stays = heaviest_increasing([i for _, i in pairs], [1] * len(pairs))
    for at in stays:
        j, i = pairs[at]
        pair(old.children[i], new.children[j], matching)


def _table(node: Node) -> Node:
    at: Node | None = node
    while at is not None and at.tag != "table":
        at = at.parent
    return at or node
