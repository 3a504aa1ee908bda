"""The edit between two sequences of words that a reader follows with the least effort."""

from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import LCSseq

#: Equal stretches: (start in the old, start in the new, length), rising.
Block = tuple[int, int, int]

_STOP_WORDS = (
    "a an and any are as at be by for from has have if in is it its may not of on or our that the their them "
    "they this to was we were when which who will with you your"
)
_STOP = frozenset(_STOP_WORDS.split())
#: An edit that leaves less than this share of a sentence standing is shown as a sentence rewritten.
_REWRITTEN = 0.5
_SENTENCE = frozenset(".?!;:")
_CLAUSE = frozenset(",)(-;:.?!\"'")


def matching(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return the stretches that two sequences of words share, cleaned up for a reader.

    The shortest edit is the start. Then sentences of which little is left are taken whole, islands of
    stop-words between changes are dropped, and pure insertions and deletions slide to the edges of words,
    clauses and sentences.
    """
    if old == new:
        return [(0, 0, len(old))] if old else []
    blocks = _shortest(old, new)
    blocks = _without_confetti(blocks, old, new)
    blocks = _without_islands(blocks, old, new)
    return _slid(blocks, old, new)


def _shortest(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    head = 0
    stop = min(len(old), len(new))
    while head < stop and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < stop - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    blocks = [(0, 0, head)] if head else []
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if inner_old and inner_new:
        opcodes = LCSseq.opcodes(inner_old, inner_new)
        blocks += [
            (head + op.src_start, head + op.dest_start, op.src_end - op.src_start)
            for op in opcodes
            if op.tag == "equal"
        ]
    if tail:
        blocks.append((len(old) - tail, len(new) - tail, tail))
    return _joined(blocks)


def _joined(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    for i, j, size in blocks:
        if found and found[-1][0] + found[-1][2] == i and found[-1][1] + found[-1][2] == j:
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + size)
        elif size:
            found.append((i, j, size))
    return found


def _is_word(key: str) -> bool:
    return key[:1].isalnum()


def _without_islands(blocks: list[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Drop equal stretches between two substitutions that are signs or one or two stop-words."""
    kept: list[Block] = []
    for at, (i, j, size) in enumerate(blocks):
        words = [key for key in old[i : i + size] if _is_word(key)]
        weak = len(words) <= 2 and all(word.lower() in _STOP for word in words)  # noqa: PLR2004
        if weak and _between(blocks, at, old, new) and not (size == 1 and old[i] in _SENTENCE):
            continue
        kept.append((i, j, size))
    return kept


def _between(blocks: list[Block], at: int, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a stretch has a change with a word on both of its sides."""
    i, j, size = blocks[at]
    before = blocks[at - 1] if at else (0, 0, 0)
    after = blocks[at + 1] if at + 1 < len(blocks) else (len(old), len(new), 0)
    left = [*old[before[0] + before[2] : i], *new[before[1] + before[2] : j]]
    right = [*old[i + size : after[0]], *new[j + size : after[1]]]
    return any(map(_is_word, left)) and any(map(_is_word, right))


def _sentences(keys: Sequence[str]) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for at, key in enumerate(keys):
        if key in (".", "?", "!"):
            bounds.append((start, at + 1))
            start = at + 1
    if start < len(keys):
        bounds.append((start, len(keys)))
    return bounds


def _without_confetti(blocks: list[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Drop what little stands of a sentence that was rewritten, where it stands in scattered pieces."""
    mate = {}
    for i, j, size in blocks:
        for step in range(size):
            mate[j + step] = i + step
    drop: set[int] = set()
    for start, stop in _sentences(new):
        drop |= _confetti(mate, range(start, stop), new, old)
    return _joined([(i, j, 1) for j, i in sorted(mate.items()) if j not in drop]) if drop else blocks


def _confetti(mate: dict[int, int], sentence: range, new: Sequence[str], old: Sequence[str]) -> set[int]:
    kept = [j for j in sentence if j in mate]
    words = [j for j in kept if _is_word(new[j])]
    total = sum(1 for j in sentence if _is_word(new[j]))
    if not words or not total:
        return set()
    span = [old[i] for i in range(mate[kept[0]], mate[kept[-1]] + 1)]
    pieces = 1 + sum(1 for a, b in pairwise(kept) if b != a + 1 or mate[b] != mate[a] + 1)
    share = 2 * len(words) / (total + max(total, sum(map(_is_word, span))))
    scattered = len(words) < 3 * pieces
    longest = _longest(kept, mate)
    return set(kept) if share < _REWRITTEN and scattered and longest < 5 and pieces > 1 else set()  # noqa: PLR2004


def _longest(kept: list[int], mate: dict[int, int]) -> int:
    best = run = 1
    for a, b in pairwise(kept):
        run = run + 1 if b == a + 1 and mate[b] == mate[a] + 1 else 1
        best = max(best, run)
    return best


def _slid(blocks: list[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Slide each pure insertion or deletion between two equal stretches to the best boundary."""
    blocks = list(blocks)
    for at in range(len(blocks) - 1):
        i, j, size = blocks[at]
        i2, j2, size2 = blocks[at + 1]
        gap_old, gap_new = i2 - i - size, j2 - j - size
        if (gap_old == 0) == (gap_new == 0):
            continue
        keys, edge, gap = (new, j + size, gap_new) if gap_new else (old, i + size, gap_old)
        shift = _best_shift(keys, edge, gap, size, size2)
        blocks[at] = (i, j, size + shift)
        blocks[at + 1] = (i2 + shift, j2 + shift, size2 - shift)
    return _joined([block for block in blocks if block[2]])


def _best_shift(keys: Sequence[str], edge: int, gap: int, left: int, right: int) -> int:
    """Return by how many words the change ``keys[edge:edge + gap]`` should slide; negative is to the left."""
    lowest = 0
    while -lowest < left and keys[edge + lowest - 1] == keys[edge + gap + lowest - 1]:
        lowest -= 1
    highest = 0
    while highest < right and keys[edge + highest] == keys[edge + gap + highest]:
        highest += 1
    return max(range(lowest, highest + 1), key=lambda shift: (_boundary(keys, edge + shift, gap), -abs(shift)))


def _boundary(keys: Sequence[str], start: int, gap: int) -> int:
    """Score a change's edges: whole sentences best, then whole clauses, then no dangling sign."""
    before = keys[start - 1] if start else "."
    last = keys[start + gap - 1]
    score = 4 * (before in _SENTENCE) + 4 * (last in _SENTENCE and before in _SENTENCE)
    score += 2 * (before in _CLAUSE) + 2 * (last in _CLAUSE and before in _CLAUSE)
    after = keys[start + gap] if start + gap < len(keys) else "."
    score += 2 * (after in _CLAUSE and keys[start] in _CLAUSE)
    return score - (keys[start] in _SENTENCE and last not in _SENTENCE)
