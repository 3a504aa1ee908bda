"""The runs of a block that was split, and of one that others were merged into."""

from collections.abc import Sequence

from noticepress.redline import marks
from noticepress.redline.changes import Entry, Journal
from noticepress.redline.cut import cut
from noticepress.redline.inline import InlineWriter
from noticepress.redline.tokens import Unit, units
from noticepress.redline.tree import Node
from noticepress.redline.written import spacing


def write_split(journal: Journal, old: Node, pieces: Sequence[Node], name: str) -> tuple[str, dict[Node, str]]:
    """Return the change's name and each piece's run; the first ends with the place of the others."""
    change = journal.add(Entry("split", old, pieces[0], [old.raw], [piece.raw for piece in pieces], move=name))
    wholes, keys = _units(old)
    parts = [_units(piece) for piece in pieces]
    contents = {}
    slices = cut(wholes, keys, [piece_keys for _, piece_keys in parts])
    for piece, (inside, piece_keys), part in zip(pieces, parts, slices, strict=True):
        writer = InlineWriter(journal, old, piece, joint=True)
        contents[piece.children[0]] = writer.write(part, keys, inside, piece_keys)
    contents[pieces[0].children[0]] += marks.add("<span>", {"diff": "move-from", "move": name}) + "</span>"
    return change, contents


def write_merge(journal: Journal, new: Node, pieces: Sequence[Node], names: Sequence[str]) -> str:
    """Return a merged block's run: each piece but the first in a span that knows its old tag."""
    entry = Entry("merge", pieces[0], new, [piece.raw for piece in pieces], [new.raw])
    entry.move = names[1].partition(".")[0]
    change = journal.add(entry)
    wholes, keys = _units(new)
    parts = [_units(piece) for piece in pieces]
    out = ""
    slices = cut(wholes, keys, [piece_keys for _, piece_keys in parts], space_left=False)
    for piece, name, (inside, piece_keys), part in zip(pieces, names, parts, slices, strict=True):
        writer = InlineWriter(journal, piece, new, joint=True)
        content = writer.write(inside, piece_keys, part, keys)
        if out or piece is not pieces[0]:
            found = {"diff": "merge", "move": name, "change": change, "wrap": "", "old": piece.start}
            content = marks.add("<span>", found | spacing(piece, None)) + content + "</span>"
        out += content
    return out


def _units(block: Node) -> tuple[list[Unit], list[str]]:
    keys: list[str] = []
    return units(block.children[0].children, keys), keys
