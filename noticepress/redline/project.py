"""The two texts that a redline holds: the new one when it is accepted, the old one when it is rejected."""

import re
from collections import defaultdict
from collections.abc import Sequence

from noticepress.redline.marks import is_ours, read, strip
from noticepress.redline.tree import BLOCKS, Node, closing, is_block, layout, parse

#: (the node is inline, white space before it where it is not CommonMark's, source)
Piece = tuple[bool, str | None, str]

_NAME = re.compile(r"<([^\s/>]+)")
_HREF = re.compile(r"(\shref\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_TAIL = re.compile(r'<span data-note=""[^>]* data-tail-(?:new|old)="[^>]*></span>\s*$')


def accept(html: str) -> str:
    """Return the new body that a redline holds, exactly.

    Only a redline of ours is understood; what has no marks comes back as it is, laid out as CommonMark does.
    """
    return projections(html)["new"]


def reject(html: str) -> str:
    """Return the old body that a redline holds, exactly. See :func:`accept`."""
    return projections(html)["old"]


def projections(html: str) -> dict[str, str]:
    """Return both bodies that a redline holds, ``new`` and ``old``, for the work of reading it once."""
    found = _TAIL.search(html)
    marks = read(found.group()) if found else {}
    root = parse(html[: found.start()] if found else html)
    return {side: _Projection(side, root).body(marks.get(f"tail-{side}")) for side in ("new", "old")}


class _Projection:
    """One side of a redline. ``groups`` has the blocks that belong where a stub stands."""

    def __init__(self, side: str, root: Node) -> None:
        self.side = side
        self.root = root
        self.groups: dict[str, list[Node]] = defaultdict(list)
        if side == "old":
            self._collect(root)

    def body(self, tail: str | None) -> str:
        return self._inside(self.root, tail)

    def _collect(self, node: Node) -> None:
        if node.plain and is_block(node):
            return
        for child in node.children:
            marks = read(child.start) if child.tag[0] != "#" else {}
            if "move" in marks and marks.get("diff") != "move-from":
                self.groups[marks["move"]].append(child)
            if "in" in marks:
                self.groups[marks["in"]].append(child)
            self._collect(child)

    def _inside(self, node: Node, tail: str | None = None) -> str:
        """Return what stands between an element's tags."""
        done: list[Node] = []
        parts: list[str] = []
        for inline, lead, source in self._pieces_of(node.children):
            if inline:
                if source:
                    parts.append(source)
                    done.append(_RUN)
            else:
                parts += [layout(node, done) if lead is None else lead, source]
                done.append(_BLOCK)
        parts.append(closing(done) if tail is None else tail)
        return "".join(parts)

    def _pieces_of(self, nodes: Sequence[Node]) -> list[Piece]:
        return [piece for node in nodes for piece in self._pieces(node)]

    def _pieces(self, node: Node, *, called: bool = False) -> list[Piece]:
        """Return what a node is on this side. ``called``: it is wanted at its stub, not where it stands."""
        if node.tag in ("#text", "#atom"):
            return [(True, None, node.start)]
        if node.tag == "#run":
            return [(True, None, node.raw)] if node.plain else self._pieces_of(node.children)
        block = is_block(node)
        if " data-" not in node.start and not is_ours(node.tag, node.start):
            return [self._element(node, node.start, {}, block=block)]
        marks = read(node.start)
        if self._is_absent(node, marks, called=called):
            return []
        if marks.get("diff") == "move-from":
            return [piece for member in self.groups[marks["move"]] for piece in self._pieces(member, called=True)]
        return self._present(node, marks, block=block)

    def _is_absent(self, node: Node, marks: dict[str, str], *, called: bool) -> bool:
        if "note" in marks:
            return True
        diff = marks.get("diff") or (node.tag if is_ours(node.tag, node.start) else "")
        if self.side == "new":
            return diff in ("del", "move-from")
        return diff == "ins" or (not called and ("in" in marks or ("move" in marks and diff != "move-from")))

    def _present(self, node: Node, marks: dict[str, str], *, block: bool) -> list[Piece]:
        if is_ours(node.tag, node.start):
            return self._pieces_of(node.children)
        wrap, old = marks.get("wrap"), marks.get("old")
        if self.side == "new":
            if wrap is not None:
                return self._pieces_of(node.children)
            return [self._element(node, strip(node.start), marks, block=block)]
        if wrap == "text":
            return [(True, None, old or "")]
        if old == "" or (old is None and wrap is not None):
            return self._pieces_of(node.children)
        start = strip(node.start)
        if old is not None:
            start = old if old.startswith("<") else _HREF.sub(lambda found: f'{found.group(1)}"{old}"', start, 1)
        return [self._element(node, start, marks, block=block)]

    def _element(self, node: Node, start: str, marks: dict[str, str], *, block: bool) -> Piece:
        if node.plain and block:
            return False, None, node.raw
        name = _NAME.match(start)
        same = start[:1] != "<" or name is None or node.start.startswith(name.group()) or not node.end
        end = node.end if same or name is None else f"</{name.group(1)}>"
        block = block or (name is not None and name.group(1).lower() in BLOCKS)
        if not node.children and not node.end:
            return not block, marks.get(f"lead-{self.side}"), start + node.raw[len(node.start) :]
        if block:
            inner = self._inside(node, marks.get(f"tail-{self.side}"))
        else:
            inner = "".join([source for _, _, source in self._pieces_of(node.children)])
        return not block, marks.get(f"lead-{self.side}"), start + inner + end


_RUN = Node("#run", "")
_BLOCK = Node("p", "")


def rows(html: str) -> tuple[tuple[str, str], ...]:
    """Return for each block of a redline what it is on the old side and on the new one, to be shown side by side.

    What differs is marked on its own side: ``del`` in the old text, ``ins`` in the new one, ``data-diff`` on a block
    that came, went, moved or changed its form. Without these marks the sides are the two bodies. A side may be empty.
    """
    root = parse(_TAIL.sub("", html))
    old, new = _Marked("old", root), _Marked("new", root)
    return tuple((old.alone(node), new.alone(node)) for node in root.children)


class _Marked(_Projection):
    """One side of a redline that keeps, of the marks, what says where that side differs."""

    def alone(self, node: Node) -> str:
        """Return what one block of the redline is on this side."""
        return "".join([source for _, _, source in self._pieces(node)])

    def _present(self, node: Node, marks: dict[str, str], *, block: bool) -> list[Piece]:
        pieces = super()._present(node, marks, block=block)
        if is_ours(node.tag, node.start):
            return [(True, None, f"<{node.tag}>{''.join([source for *_, source in pieces])}</{node.tag}>")]
        kind = marks.get("diff")
        if kind is None or len(pieces) != 1:
            return pieces
        inline, lead, source = pieces[0]
        return [(inline, lead, _NAME.sub(rf'<\1 data-diff="{kind}"', source, count=1))]
