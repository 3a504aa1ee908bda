"""Sources copied into a redline, with the author's own marks kept apart from ours."""

import re

from noticepress.redline import marks
from noticepress.redline.tokens import Unit
from noticepress.redline.tree import Node

_ID = re.compile(r"\sid\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_HREF = re.compile(r"(\shref\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)


def href(node: Node) -> str | None:
    """Return a link's target as its source has it, or ``None`` where it has none."""
    found = _HREF.search(node.start) if node.tag == "a" else None
    return found.group(2).strip("\"'") if found else None


def attribute(node: Node, name: str) -> str | None:
    """Return an attribute's value as its source has it, empty for a bare name, ``None`` if absent."""
    pattern = rf"""\s{name}(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?(?=[\s/>])"""
    found = re.search(pattern, node.start, re.IGNORECASE)
    return (found.group(1) or "").strip("\"'") if found else None


def without_id(source: str) -> str:
    """Return a block's source without the ``id`` in its start tag."""
    return _ID.sub("", source, count=1)


def is_link_change(old: str, new: str) -> bool:
    """Whether two start tags differ in nothing but a double-quoted link target."""
    before, after = _HREF.search(old), _HREF.search(new)
    if before is None or after is None or not before.group(2).startswith('"') or before.group(2)[1:2] == "<":
        return False
    same = _HREF.sub("", old, 1) == _HREF.sub("", new, 1) and before.start() == after.start()
    return same and before.group(1) == after.group(1)


def source(unit: Unit) -> str:
    """Return a unit's source as it can stand in a redline."""
    if not marks.clash(unit.raw):
        return unit.raw
    if unit.node is None:
        return unit.raw
    return inline(unit.node)


def inline(node: Node) -> str:
    """Return an inline node's source as it can stand in a redline."""
    if node.tag[0] == "#" and node.tag != "#run":
        return node.start
    if not marks.clash(node.raw):
        return node.raw
    inner = "".join(map(inline, node.children))
    if node.tag == "#run":
        return inner
    rest = inner + node.end if node.children or node.raw == node.start + node.end else node.raw[len(node.start) :]
    return marks.add(node.start, {}) + rest


def whole(node: Node, side: str, found: dict[str, str], twin: Node | None = None) -> str:
    """Return a block's source with marks on the block. ``side`` is where it stands: old, new, or both.

    ``twin`` is the old block of the same source: white space before it may differ.
    """
    if node.tag == "#run":
        return inline(node)
    start = marks.add(
        node.start,
        found | spacing(twin or (node if side != "new" else None), node if side != "old" else None),
    )
    if node.plain or (not node.children and not node.end):
        return start + node.raw[len(node.start) :]
    if not node.children and node.raw != node.start + node.end and node.tail is None:
        return start + node.raw[len(node.start) :]
    return start + joined([(child.tag == "#run", whole(child, side, {})) for child in node.children]) + node.end


def spacing(old: Node | None, new: Node | None) -> dict[str, str]:
    """Return the marks for white space around and inside a block that is not what CommonMark writes."""
    found = {}
    for side, node in (("new", new), ("old", old)):
        if node is not None and node.lead is not None:
            found[f"lead-{side}"] = node.lead
        if node is not None and node.tail is not None:
            found[f"tail-{side}"] = node.tail
    return found


def joined(pieces: list[tuple[bool, str]], *, root: bool = False) -> str:
    """Lay out pieces, (is a run, source) each, as CommonMark does; white space between them means nothing."""
    parts: list[str] = []
    last_block = False
    for is_run, text in pieces:
        if text:
            if not is_run and not (root and not parts):
                parts.append("\n")
            parts.append(text)
            last_block = not is_run
    return "".join(parts) + ("\n" if last_block else "")
