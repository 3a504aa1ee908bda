"""Which block of the old body is which block of the new one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel, LCSseq

from noticepress.redline.order import heaviest_increasing
from noticepress.redline.tokens import words
from noticepress.redline.tree import HEADINGS, LEAVES, Node

#: Two siblings are the same block changed when this share of their words is common, in order.
SIBLING = 0.5
#: Two blocks from different places need more in common, and enough words for that to mean something.
DISTANT = 0.6
_DISTANT_WORDS = 5
_EXACT_WORDS = 3
#: Two lists, tables or quotes in the same place are compared inside even when little of them is left.
_CONTAINER = 0.2
#: Beyond so many comparisons, only blocks that share rare words are compared.
_MANY = 20_000

_TEXT = HEADINGS | {"p", "li", "dd", "dt"}
_KINDS = {"ul": "list", "ol": "list", "td": "cell", "th": "cell"}


@dataclass
class Matching:
    """Pairs of nodes. ``new_of`` and ``old_of`` are each other's inverse.

    ``splits`` has the new blocks that an old one became, its own pair first; ``merges`` the reverse.
    """

    new_of: dict[Node, Node] = field(default_factory=dict)
    old_of: dict[Node, Node] = field(default_factory=dict)
    splits: dict[Node, list[Node]] = field(default_factory=dict)
    merges: dict[Node, list[Node]] = field(default_factory=dict)
    #: The new table's column for each old one, for pairs of tables whose columns have headers.
    columns: dict[Node, dict[int, int]] = field(default_factory=dict)

    def pair(self, old: Node, new: Node) -> None:
        """Say that two nodes are the same block."""
        self.new_of[old] = new
        self.old_of[new] = old


def kind(node: Node) -> str:
    """Return the class of blocks that a node can be paired within."""
    return "text" if node.tag in _TEXT else _KINDS.get(node.tag, node.tag)


def comparable(old: Node, new: Node) -> bool:
    """Whether two nodes can be one block: of a class, and no block would come to stand in a paragraph."""
    if kind(old) != kind(new):
        return False
    return new.tag not in LEAVES or all(child.tag == "#run" for child in old.children)


def words_of(node: Node) -> tuple[str, ...]:
    """Return a node's folded words, worked out once."""
    if node.words is None:
        node.words = words(node.raw)
    return node.words


def similarity(old: Node, new: Node, cutoff: float = 0.0) -> float:
    """Return the share of words, 0 to 1, that two nodes have in common in order; 0 below ``cutoff``."""
    return ratio(words_of(old), words_of(new), cutoff)


def ratio(a: Sequence[str], b: Sequence[str], cutoff: float = 0.0) -> float:
    """Return twice the longest common subsequence over both lengths; 0 below ``cutoff``."""
    total = len(a) + len(b)
    if not total:
        return 1.0
    if 2 * min(len(a), len(b)) < cutoff * total:
        return 0.0
    return Indel.normalized_similarity(a, b, score_cutoff=cutoff)


def exact(olds: Sequence[Node], news: Sequence[Node]) -> list[tuple[Node, Node]]:
    """Return pairs of equal source: those in the same order first, then what is left, in turn."""
    pairs, head, stop = [], 0, min(len(olds), len(news))
    while head < stop and olds[head].raw == news[head].raw:
        pairs.append((olds[head], news[head]))
        head += 1
    tail = 0
    while tail < stop - head and olds[-1 - tail].raw == news[-1 - tail].raw:
        tail += 1
        pairs.append((olds[-tail], news[-tail]))
    olds, news = olds[head : len(olds) - tail], news[head : len(news) - tail]
    for op in LCSseq.opcodes([o.raw for o in olds], [n.raw for n in news]) if olds and news else ():
        if op.tag == "equal":
            pairs += zip(olds[op.src_start : op.src_end], news[op.dest_start : op.dest_end], strict=True)
    return [*pairs, *_rest(olds, news, pairs)]


def _rest(olds: Sequence[Node], news: Sequence[Node], pairs: list[tuple[Node, Node]]) -> Iterator[tuple[Node, Node]]:
    taken = {node for pair in pairs for node in pair}
    waiting: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for old in olds:
        if old not in taken and old.tag != "#run":
            waiting[(old.tag, *words_of(old))].append(old)
    for new in news:
        if new not in taken and (same := waiting.get((new.tag, *words_of(new)))):
            yield same.pop(0), new


def similar(
    olds: Sequence[Node],
    news: Sequence[Node],
    anchors: Iterable[tuple[Node, Node]],
    siblings: tuple[Sequence[Node], Sequence[Node]],
) -> list[tuple[Node, Node]]:
    """Pair what is left of two lists of siblings by their words, the likest first."""
    gap_old, gap_new = _gaps(siblings, list(anchors))
    scored = []
    for i, j in candidates(olds, news):
        old, new = olds[i], news[j]
        same_gap = gap_old.get(old) == gap_new.get(new)
        cutoff = SIBLING if same_gap else DISTANT
        if not same_gap and min(len(words_of(old)), len(words_of(new))) < _DISTANT_WORDS:
            continue
        if kind(old) not in ("text", "cell", "#run") and same_gap:
            cutoff = _CONTAINER
        score = similarity(old, new, cutoff)
        if score >= cutoff:
            scored.append((score + 0.1 * same_gap - 0.1 * (old.tag != new.tag), -abs(i - j), -i, -j))
    return [(olds[-i], news[-j]) for i, j in greedy(scored)]


def greedy(scored: list[tuple[float, int, int, int]]) -> list[tuple[int, int]]:
    """Take pairs by falling score, each side once."""
    used_old: set[int] = set()
    used_new: set[int] = set()
    found = []
    for _, _, i, j in sorted(scored, reverse=True):
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            found.append((i, j))
    return found


def _gaps(
    siblings: tuple[Sequence[Node], Sequence[Node]], anchors: list[tuple[Node, Node]]
) -> tuple[dict[Node, int], dict[Node, int]]:
    """Return the number of each sibling's gap between those that are matched in order already."""
    place_old = {node: at for at, node in enumerate(siblings[0])}
    place_new = {node: at for at, node in enumerate(siblings[1])}
    pairs = sorted((place_new[n], place_old[o]) for o, n in anchors if o in place_old and n in place_new)
    stays = heaviest_increasing([o for _, o in pairs], [1] * len(pairs))
    fixed_old = {pairs[at][1] for at in stays}
    fixed_new = {pairs[at][0] for at in stays}
    return _number(siblings[0], fixed_old), _number(siblings[1], fixed_new)


def _number(nodes: Sequence[Node], fixed: set[int]) -> dict[Node, int]:
    gap, found = 0, {}
    for at, node in enumerate(nodes):
        gap += at in fixed
        found[node] = gap
    return found


def candidates(olds: Sequence[Node], news: Sequence[Node]) -> Iterable[tuple[int, int]]:
    """Yield the pairs of positions worth comparing: same class of block, and some word in common."""
    if len(olds) * len(news) <= _MANY:
        return ((i, j) for i, o in enumerate(olds) for j, n in enumerate(news) if comparable(o, n))
    return _indexed(olds, news)


def _indexed(olds: Sequence[Node], news: Sequence[Node]) -> Iterable[tuple[int, int]]:
    """Of very many pairs, yield those that share a block's rarest words: eight at most for each old one."""
    posting: dict[str, list[int]] = defaultdict(list)
    for j, new in enumerate(news):
        for word in set(words_of(new)):
            posting[word].append(j)
    for i, old in enumerate(olds):
        rare = sorted((w for w in set(words_of(old)) if w in posting), key=lambda w: (len(posting[w]), w))[:12]
        shared = Counter(j for word in rare for j in posting[word][:200])
        for j, _ in sorted(shared.items(), key=lambda item: (-item[1], abs(item[0] - i)))[:8]:
            if comparable(old, news[j]):
                yield i, j
