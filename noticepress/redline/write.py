"""Two aligned trees, written as one body that holds both."""

import re

from noticepress.model import ChangeKind
from noticepress.redline import marks
from noticepress.redline.changes import Entry, Journal
from noticepress.redline.conjoin import write_merge, write_split
from noticepress.redline.inline import InlineWriter
from noticepress.redline.match import Matching
from noticepress.redline.plan import Plan
from noticepress.redline.tokens import units
from noticepress.redline.tree import Node
from noticepress.redline.written import attribute, inline, joined, spacing, whole, without_id

Piece = tuple[bool, str]

_ID = re.compile(r"\sid\s*=\s*[\"']?([^\"'\s>]+)")

_STUBS = {"ul": "li", "ol": "li", "menu": "li", "dl": "dd"} | dict.fromkeys(("table", "tbody", "thead", "tfoot"), "tr")
#: Attributes that a reader can see or hear. A change of any other carries what stood there, and is no change.
_SEEN = (
    "alt",
    "colspan",
    "dir",
    "href",
    "lang",
    "reversed",
    "rowspan",
    "src",
    "start",
    "style",
    "title",
    "type",
)


class Writer:
    """Writes a redline's body. Marks stand on blocks or inside them, never around them."""

    def __init__(self, matching: Matching, plan: Plan, journal: Journal) -> None:
        self.matching = matching
        self.plan = plan
        self.journal = journal
        self.contents: dict[Node, str] = {}
        self.pieces = {piece: old for old, found in matching.splits.items() for piece in found[1:]}
        self.joins: dict[Node, str] = {}
        self.ids: set[str] = set()
        self.last_whole: tuple[str, Node | None, str] = ("", None, "")

    def body(self, old: Node, new: Node) -> str:
        """Return the redline of two roots. A deleted block gives up an ``id`` that the new text uses."""
        self.ids = set(_ID.findall(new.raw))
        found = joined(self._children(old, new), root=True)
        tails = spacing(old, new)
        return found + (marks.add("<span>", {"note": "", **tails}) + "</span>" if tails else "")

    def _children(self, old: Node | None, new: Node) -> list[Piece]:
        olds = old.children if old is not None else []
        place = {node: at for at, node in enumerate(olds)}
        out: list[Piece] = []
        waiting: list[Node] = []
        done = 0
        for child in new.children:
            mate = self.matching.old_of.get(child)
            if mate is None or mate not in place or mate not in self.plan.stays:
                waiting.append(child)
                continue
            out += self._leaving(olds[done : place[mate]]) + self._arrived(waiting)
            out.append(self._pair(mate, child, {}))
            waiting, done = [], place[mate] + 1
        return out + self._leaving(olds[done:]) + self._arrived(waiting)

    def _arrived(self, nodes: list[Node]) -> list[Piece]:
        return [piece for node in nodes for piece in self._arriving(node)]

    def _leaving(self, nodes: list[Node]) -> list[Piece]:
        """Write old blocks that are at this place no more: deleted here, or a stub for one that moved."""
        out: list[Piece] = []
        for node in nodes:
            if node in self.plan.inside:
                continue
            if node in self.plan.stub:
                out += self._stub(node)
            else:
                out.append(self._deleted(node, {}))
        return out

    def _arriving(self, node: Node) -> list[Piece]:
        """Write a new block that was not at this place before."""
        if node in self.pieces:
            return [self._split_piece(node)]
        if node not in self.plan.carry:
            return [self._inserted(node)]
        name = self.plan.carry[node]
        out = [self._deleted(gone, {"in": name}) for gone in self.plan.before.get(node, [])]
        old = self.matching.old_of[node]
        kind: ChangeKind = "move" if name.startswith("m") else "format"
        change = self.journal.move(kind, name.partition(".")[0], old, node)
        found = {"diff": kind, "move": name, "change": change}
        if node.tag == "#run":
            content = self._run(old, node)
            return [*out, (True, marks.add("<span>", found | {"wrap": ""}) + content + "</span>")]
        return [*out, self._pair(old, node, found)]

    def _pair(self, old: Node, new: Node, found: dict[str, str]) -> Piece:
        if new.tag == "#run":
            return True, self._run(old, new)
        if old.start != new.start:
            found = self._restyled(old, new, found)
        if old.raw == new.raw and old not in self.matching.splits and new not in self.matching.merges:
            return False, whole(new, "both", found, old)
        start = marks.add(new.start, found | spacing(old, new))
        if not new.end:
            return False, start
        if old in self.matching.splits:
            self._split(old)
        elif new in self.matching.merges:
            pieces = self.matching.merges[new]
            names = [self.plan.stub.get(piece) or "" for piece in pieces]
            self.contents[new.children[0]] = write_merge(self.journal, new, pieces, names)
        return False, start + joined(self._children(old, new)) + new.end

    def _restyled(self, old: Node, new: Node, found: dict[str, str]) -> dict[str, str]:
        """Add the old start tag, and record a change where a reader can tell it from the new one."""
        found = found | {"old": old.start}
        seen = old.tag != new.tag or any(attribute(old, name) != attribute(new, name) for name in _SEEN)
        if seen and "change" not in found:
            same_list = old.tag == new.tag == "ol" and attribute(old, "start") != attribute(new, "start")
            entry = Entry("renumbering" if same_list else "format", old, new, [old.raw], [new.raw])
            found = {"diff": "format", "change": self.journal.add(entry)} | found
        return found

    def _run(self, old: Node, new: Node) -> str:
        if new in self.contents:
            return self.contents[new]
        if old.raw == new.raw:
            return inline(new)
        keys_old: list[str] = []
        keys_new: list[str] = []
        units_old, units_new = units(old.children, keys_old), units(new.children, keys_new)
        writer = InlineWriter(self.journal, old.parent or old, new.parent or new)
        return writer.write(units_old, keys_old, units_new, keys_new)

    def _inserted(self, node: Node) -> Piece:
        if node.tag == "#run":
            change = self._whole_change(node, "insertion")
            return True, f'<ins data-change="{change}">{inline(node)}</ins>'
        if any(inner in self.plan.carry for inner in node.walk()):
            start = marks.add(node.start, {"diff": "format", "old": ""} | spacing(None, node))
            return False, start + joined(self._arrived(node.children)) + node.end
        change = self._whole_change(node, "insertion")
        return False, whole(node, "new", {"diff": "ins", "change": change})

    def _deleted(self, node: Node, found: dict[str, str]) -> Piece:
        if node.tag == "#run":
            change = self._whole_change(node, "deletion")
            content = f'<del data-change="{change}">{inline(node)}</del>'
            if not found:
                return True, content
            return True, marks.add("<span>", found | {"wrap": "", "diff": "del"}) + content + "</span>"
        found = {"diff": "del", **found}
        taken = attribute(node, "id") in self.ids
        if taken:
            found["old"] = node.start
        if any(inner in self.plan.stub for inner in node.walk()):
            inside = joined([p for child in node.children for p in self._remains(child)])
            source = marks.add(node.start, found | spacing(node, None)) + inside + node.end
        else:
            source = whole(node, "old", found | {"change": self._whole_change(node, "deletion")})
        return False, without_id(source) if taken else source

    def _remains(self, node: Node) -> list[Piece]:
        """Write what a deleted container still holds: stubs for what was carried away, and the rest."""
        if node in self.plan.inside:
            return []
        if node in self.plan.stub:
            return self._stub(node)
        if node.tag == "#run":
            return [(True, inline(node))]
        if not any(inner in self.plan.stub for inner in node.walk()):
            change = self._whole_change(node, "deletion")
            return [(False, whole(node, "old", {"diff": "del", "change": change}))]
        start = marks.add(node.start, spacing(node, None))
        return [(False, start + joined([p for child in node.children for p in self._remains(child)]) + node.end)]

    def _whole_change(self, node: Node, kind: ChangeKind) -> str:
        """Record a whole block; the blocks of a section that came or went as a whole are one change."""
        gone = kind == "deletion"
        heading = self.journal.heading(node)
        last_kind, last_heading, change = self.last_whole
        if heading is not None and heading.parent is node.parent and (last_kind, last_heading) == (kind, heading):
            self.journal.extend(change, node.raw if gone else "", "" if gone else node.raw)
            return change
        entry = Entry(kind, node if gone else None, None if gone else node)
        (entry.before if gone else entry.after).append(node.raw)
        change = self.journal.add(entry)
        if node is heading:
            self.last_whole = (kind, heading, change)
        return change

    def _stub(self, node: Node) -> list[Piece]:
        """Write the sign at a block's old place, unless another stub stands for it too."""
        name = self.plan.stub[node]
        if name is None:
            return []
        tag = _STUBS.get(node.parent.tag if node.parent else "", "p")
        if node.tag == "#run":
            return [(True, marks.add("<span>", {"diff": "move-from", "move": name}) + "</span>")]
        found = {"diff": "move-from", "move": name}
        if node.tag in ("td", "th"):
            return [(False, marks.add(f"<{node.tag}>", found) + _note("span", _GONE[name[0]]) + f"</{node.tag}>")]
        inner = _note("td", _GONE[name[0]]) if tag == "tr" else _note("span", _GONE[name[0]])
        return [(False, marks.add(f"<{tag}>", found) + inner + f"</{tag}>")]

    def _split_piece(self, node: Node) -> Piece:
        """Write a piece of a split block: rejected, what it holds goes back to the block's stub."""
        old = self.pieces[node]
        if old not in self.joins:
            self._split(old)
        found = {"diff": "split", "move": self.plan.carry[node], "old": "", "change": self.joins[old]}
        start = marks.add(node.start, found | spacing(None, node))
        return False, start + self.contents[node.children[0]] + node.end

    def _split(self, old: Node) -> None:
        pieces = self.matching.splits[old]
        self.joins[old], contents = write_split(self.journal, old, pieces, self.plan.carry[pieces[1]])
        self.contents.update(contents)


#: What a stub says to a reader, by the first letter of its name.
_GONE = {"m": "moved", "f": "now in another form", "g": "now part of another block", "s": ""}


def _note(tag: str, words: str) -> str:
    return f'<{tag} data-note="">{words}</{tag}>'
