"""Which matched pairs stay where they are, and which have moved."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise


def heaviest_increasing(values: Sequence[int], weights: Sequence[int]) -> set[int]:
    """Return the positions of the increasing subsequence of ``values`` with the greatest sum of weights.

    ``values`` are distinct. Of equally heavy ones the one that ends first wins. The time is n log n.
    """
    if all(a < b for a, b in pairwise(values)):
        return set(range(len(values)))
    ranks = sorted(values)
    best: list[tuple[int, int]] = [(0, -1)] * (len(values) + 1)  # a Fenwick tree of (weight, position)
    previous: list[int] = []
    heaviest = (0, -1)
    for at, value in enumerate(values):
        rank = bisect_left(ranks, value)
        weight, before = _highest(best, rank)
        previous.append(before)
        total = (weight + weights[at], at)
        _raise(best, rank + 1, total)
        if total[0] > heaviest[0]:
            heaviest = total
    return _trace(heaviest[1], previous)


def _highest(best: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank > 0:
        if best[rank][0] > found[0]:
            found = best[rank]
        rank &= rank - 1
    return found


def _raise(best: list[tuple[int, int]], rank: int, total: tuple[int, int]) -> None:
    while rank < len(best):
        if total[0] > best[rank][0]:
            best[rank] = total
        rank += rank & -rank


def _trace(at: int, previous: list[int]) -> set[int]:
    found = set()
    while at >= 0:
        found.add(at)
        at = previous[at]
    return found
