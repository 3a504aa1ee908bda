"""Blocks that were split in several, and blocks that were merged into one."""

from collections.abc import Sequence

from noticepress.redline.match import Matching, kind, ratio, words_of
from noticepress.redline.tree import Node

#: A piece belongs to the whole when this share of its words stands there in order.
_COVERED = 0.5
_TOGETHER = 0.6
#: A pair as close as this has lost nothing that a neighbour could hold.
_CLOSE = 0.95


def find_joins(old: Node, new: Node, matching: Matching) -> None:
    """Find splits and merges among the blocks that are unpaired, or paired with little in common."""
    olds, news = leaves(old), leaves(new)
    if any(node not in matching.old_of for node in news):
        for whole, pieces in _joins(olds, news, matching.new_of, matching.old_of):
            _adopt(whole, pieces[0], matching)
            matching.splits[whole] = pieces
    if any(node not in matching.new_of for node in olds):
        taken = {node for pieces in matching.splits.values() for node in pieces}
        for whole, pieces in _joins(news, olds, matching.old_of, matching.new_of):
            if whole not in taken and not any(piece in matching.splits for piece in pieces):
                _adopt(pieces[0], whole, matching)
                matching.merges[whole] = pieces


def leaves(root: Node) -> list[Node]:
    """Return the paragraphs, headings and items that hold one run and nothing else, in reading order."""
    return [
        node
        for node in root.walk()
        if kind(node) == "text" and len(node.children) == 1 and node.children[0].tag == "#run"
    ]


def _adopt(old: Node, new: Node, matching: Matching) -> None:
    """Pair two leaves and their runs, in place of what they were paired with."""
    for a, b in ((old, new), (old.children[0], new.children[0])):
        if a in matching.new_of:
            del matching.old_of[matching.new_of.pop(a)]
        if b in matching.old_of:
            del matching.new_of[matching.old_of.pop(b)]
        matching.pair(a, b)


def _joins(
    wholes: Sequence[Node], others: Sequence[Node], mate: dict[Node, Node], mated: dict[Node, Node]
) -> list[tuple[Node, list[Node]]]:
    place = {node: at for at, node in enumerate(others)}
    used: set[Node] = set()
    found = []
    after = 0
    for whole in wholes:
        first = mate.get(whole)
        if first is not None and first not in place:
            continue
        start = after if first is None else place[first]
        after = start + 1 if first is not None else after
        if first is not None and (first.raw == whole.raw or ratio(words_of(whole), words_of(first)) > _CLOSE):
            continue
        pieces = _pieces(whole, others, start, paired=first is not None, taken=mated, used=used)
        if len(pieces) > 1:
            used.update(pieces)
            found.append((whole, pieces))
    return found


def _pieces(
    whole: Node,
    others: Sequence[Node],
    start: int,
    *,
    paired: bool,
    taken: dict[Node, Node],
    used: set[Node],
) -> list[Node]:
    """Return the neighbours that hold the words of ``whole`` between them, from ``start`` outwards."""

    def free(at: int) -> bool:
        return (
            0 <= at < len(others) and others[at] not in taken and others[at] not in used and _covers(whole, others[at])
        )

    if not paired and not free(start):
        return []
    low, high = start, start + 1
    best = ratio(words_of(whole), words_of(others[start]))
    base = best
    while True:
        grown = [
            (ratio(words_of(whole), _words(others[a:b])), a, b)
            for a, b, at in ((low, high + 1, high), (low - 1, high, low - 1))
            if free(at)
        ]
        if not grown or max(grown)[0] <= best:
            break
        best, low, high = max(grown)
    return list(others[low:high]) if best >= _TOGETHER and best >= min(base + 0.05, 0.9) else []


def _words(nodes: Sequence[Node]) -> list[str]:
    return [word for node in nodes for word in words_of(node)]


def _covers(whole: Node, piece: Node) -> bool:
    a, b = words_of(whole), words_of(piece)
    if len(b) < 2:  # noqa: PLR2004
        return False
    common = ratio(a, b) * (len(a) + len(b)) / 2
    return common / len(b) >= _COVERED
