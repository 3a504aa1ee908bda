"""What stays, what is carried to another place, and under which name."""

from dataclasses import dataclass, field

from noticepress.redline.match import Matching, kind, words_of
from noticepress.redline.order import heaviest_increasing
from noticepress.redline.tree import HEADINGS, Node

#: A paragraph that crosses a heading has moved, not the heading, however short that is.
_HEADING = 200
#: What stays outweighs anything carried when we ask whether the reading order is still the same.
_FIXED = 1_000_000


@dataclass
class Plan:
    """How each paired node is shown.

    ``stays`` has the old nodes that keep their place. ``carry`` gives each new node that came from elsewhere
    the name that links it with its old place, ``stub`` each old one (``None``: another stub stands for it
    too). ``inside`` and ``before`` say which deleted blocks travel with a moved group, and before which block
    of it.
    """

    stays: set[Node] = field(default_factory=set)
    carry: dict[Node, str] = field(default_factory=dict)
    stub: dict[Node, str | None] = field(default_factory=dict)
    inside: dict[Node, str] = field(default_factory=dict)
    before: dict[Node, list[Node]] = field(default_factory=dict)


def plan(old: Node, new: Node, matching: Matching) -> Plan:
    """Decide for every pair whether it stays. Names: ``m`` for a move, ``f`` if the reading order stays."""
    made = Plan()
    places = _Places(old, new)
    made.stays.add(old)
    for a, b in matching.new_of.items():
        made.stays |= _staying(a, b, matching)
    carried = [(a, b) for a, b in matching.new_of.items() if a not in made.stays]
    if carried:
        carried.sort(key=lambda couple: places.new[couple[1]])
        _name(carried, matching, made, _reflowed(carried, old, matching, made, places))
    for number, (whole, pieces) in enumerate(matching.splits.items(), 1):
        made.stub[whole.children[0]] = None
        for piece in pieces[1:]:
            made.carry[piece] = f"s{number}"
    for number, pieces in enumerate(matching.merges.values(), 1):
        for at, piece in enumerate(pieces[1:], 1):
            made.stub[piece] = f"g{number}.{at}"
    return made


class _Places:
    """The reading order of both bodies, and each node's place among its siblings."""

    def __init__(self, old: Node, new: Node) -> None:
        self.old = {node: at for at, node in enumerate(old.walk())}
        self.new = {node: at for at, node in enumerate(new.walk())}


def _staying(old: Node, new: Node, matching: Matching) -> set[Node]:
    """Return the children of a pair that keep their order: the heaviest increasing ones."""
    if old.raw == new.raw:
        return set(old.children)
    place = {child: at for at, child in enumerate(old.children)}
    mates = [matching.old_of.get(child) for child in new.children]
    pairs = [mate for mate in mates if mate is not None and mate.parent is old]
    order = [place[node] for node in pairs]
    if order == sorted(order):
        return set(pairs)
    weights = [_column_weight(node) if kind(node) == "cell" else _weight(node) for node in pairs]
    kept = heaviest_increasing(order, weights)
    return {pairs[at] for at in kept}


def _column_weight(cell: Node) -> int:
    """Return the words of a cell's whole column, so that every row of a table keeps the same columns."""
    table: Node | None = cell
    while table is not None and table.tag != "table":
        table = table.parent
    if table is None or cell.parent is None:
        return _weight(cell)
    at = cell.parent.children.index(cell)
    rows = [node for node in table.walk() if node.tag == "tr" and at < len(node.children)]
    return sum(len(words_of(row.children[at])) for row in rows) + 1


def _weight(node: Node) -> int:
    return len(words_of(node)) + 1 + (_HEADING if node.tag in HEADINGS else 0)


def _reflowed(
    carried: list[tuple[Node, Node]], old: Node, matching: Matching, made: Plan, places: _Places
) -> set[Node]:
    """Return the carried old nodes that changed their container but not their place in the reading order."""
    across = [(a, b) for a, b in carried if a.parent is None or matching.new_of.get(a.parent) is not b.parent]
    if not across:
        return set()
    order = [(places.new[matching.new_of[a]], places.old[a], _FIXED, a) for a in _fixed(old, made)]
    order += [(places.new[b], places.old[a], len(words_of(a)) + 1, a) for a, b in across]
    order.sort(key=lambda item: item[0])
    kept = heaviest_increasing([item[1] for item in order], [item[2] for item in order])
    return {a for a, _ in across} & {order[at][3] for at in kept}


def _fixed(node: Node, made: Plan) -> list[Node]:
    """Return the smallest blocks that stay, all the way up."""
    found = []
    for child in node.children:
        if child in made.stays and child.tag != "#run":
            inner = _fixed(child, made)
            found += inner or [child]
    return found


def _name(carried: list[tuple[Node, Node]], matching: Matching, made: Plan, reflowed: set[Node]) -> None:
    """Name what is carried; neighbours that travel together share a name and one stub."""
    counts = {"m": 0, "f": 0}
    columns: dict[tuple[Node, int], str] = {}
    last: tuple[Node, Node] | None = None
    for old, new in carried:
        letter = "f" if old in reflowed else "m"
        if kind(new) == "cell":
            _name_cell(old, new, made, columns, counts)
            last = None
            continue
        between = _between(last, (old, new), matching) if last else None
        if last is not None and between is not None and (last[0] in reflowed) == (old in reflowed):
            name = made.carry[last[1]]
            made.stub[old] = None
            made.inside.update(dict.fromkeys(between, name))
            made.before[new] = between
        else:
            counts[letter] += 1
            name = f"{letter}{counts[letter]}"
            made.stub[old] = name
        made.carry[new] = name
        last = (old, new)


def _name_cell(old: Node, new: Node, made: Plan, columns: dict[tuple[Node, int], str], counts: dict[str, int]) -> None:
    """Name a cell after its column's move and its row: ``m1.1``, ``m1.2``."""
    assert old.parent is not None
    row = new.parent
    table = row
    while table is not None and table.tag != "table":
        table = table.parent
    key = (table or new, old.parent.children.index(old))
    if key not in columns:
        counts["m"] += 1
        columns[key] = f"m{counts['m']}"
    number = sum(1 for name in made.carry.values() if name.startswith(columns[key] + ".")) + 1
    made.carry[new] = made.stub[old] = f"{columns[key]}.{number}"


def _between(last: tuple[Node, Node], this: tuple[Node, Node], matching: Matching) -> list[Node] | None:
    """Return the deleted blocks between two carried ones, or ``None`` where they did not travel together."""
    if last[0].parent is not this[0].parent or last[1].parent is not this[1].parent:
        return None
    assert this[0].parent is not None
    assert this[1].parent is not None
    olds, news = this[0].parent.children, this[1].parent.children
    low, high = olds.index(last[0]), olds.index(this[0])
    first, second = news.index(last[1]), news.index(this[1])
    parts = {piece for pieces in matching.merges.values() for piece in pieces}
    pieces = {piece for pieces in matching.splits.values() for piece in pieces}
    if low >= high or any(node in matching.old_of or node in pieces for node in news[first + 1 : second]):
        return None
    between = olds[low + 1 : high]
    if between and this[0].parent.tag != this[1].parent.tag:
        return None
    return None if any(node in matching.new_of or node in parts for node in between) else list(between)
