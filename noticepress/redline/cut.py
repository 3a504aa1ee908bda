"""A run cut where its pieces meet, for a block that was split or that others were merged into."""

from collections.abc import Sequence

from noticepress.redline.edit import matching
from noticepress.redline.tokens import Unit


def cut(
    whole: Sequence[Unit], keys: Sequence[str], pieces: Sequence[Sequence[str]], *, space_left: bool = True
) -> list[list[Unit]]:
    """Return the units of a run in as many slices as there are pieces, each with the words of its piece.

    An element is never cut: it goes where it begins. White space at a cut stays on the left, or on the right.
    """
    together = [key for piece in pieces for key in piece]
    blocks = matching(keys, together)
    slices: list[list[Unit]] = []
    done = end = 0
    for piece in pieces[:-1]:
        end += len(piece)
        at = _unit_at(whole, _key_at(blocks, end, keys), done)
        while not space_left and at > done and whole[at - 1].kind == "s":
            at -= 1
        slices.append(list(whole[done:at]))
        done = at
    slices.append(list(whole[done:]))
    return slices


def _key_at(blocks: Sequence[tuple[int, int, int]], boundary: int, keys: Sequence[str]) -> int:
    """Return where the pieces' words before ``boundary`` end in the whole, with the signs after them."""
    at, following = 0, len(keys)
    for i, j, size in blocks:
        if j < boundary:
            at = i + min(size, boundary - j)
        if j + size > boundary:
            following = i + max(0, boundary - j)
            break
    while at < following and not any(map(str.isalnum, keys[at])):
        at += 1
    return at


def _unit_at(units: Sequence[Unit], key: int, done: int) -> int:
    at = done
    while at < len(units) and (units[at].kind == "s" or units[at].first < key):
        at += 1
    return at
