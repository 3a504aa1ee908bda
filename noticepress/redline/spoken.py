"""What a mark means, in words: for a terminal, a listener, and paper in black and white."""

import html
import re
from collections.abc import Sequence

from noticepress.model import Change
from noticepress.redline.tree import Node

_STYLES = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "code": "code", "del": "struck out"}
_BLOCKS = {
    "p": "a paragraph",
    "li": "a list item",
    "ul": "a bulleted list",
    "ol": "a numbered list",
    "td": "a cell",
    "th": "a header cell",
    "blockquote": "a quotation",
    "pre": "code",
}
_HREF = re.compile(r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


class Teller:
    """Says what marks mean, each move of a group once. ``changes`` say from where to where it went."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._places = {change.move: (change.section_before, change.section_after) for change in changes if change.move}
        self._told: set[str] = set()

    def tell(self, node: Node, marks: dict[str, str]) -> str:
        """Return what a mark means that no word of the text shows, or nothing."""
        diff = marks.get("diff", "")
        if diff == "move-from":
            return self._left(marks["move"])
        if diff in ("move", "split", "merge"):
            return self._come(diff, marks["move"])
        if diff == "link":
            return _link(node, marks)
        if diff == "typographic":
            return "typography"
        if diff != "format" or marks.get("move") in self._told:
            return ""
        self._told |= {marks["move"]} if "move" in marks else set()
        return _format(node, marks)

    def _come(self, diff: str, name: str) -> str:
        base = name.partition(".")[0]
        if diff == "split":
            return "split off from the text before"
        if diff == "merge":
            return "merged in from a block of its own"
        if base in self._told:
            return ""
        self._told.add(base)
        before, after = self._places.get(base, ("", ""))
        return f"moved here, {base}" + (f", from “{before}”" if before != after and before else "")

    def _left(self, name: str) -> str:
        base = name.partition(".")[0]
        if name.startswith("s"):
            return "the text after this was split off"
        if name.startswith("g"):
            return "text merged into another block"
        before, after = self._places.get(base, ("", ""))
        if name.startswith("f"):
            return "text kept, in another form"
        return f"text moved away, {base}" + (f", to “{after}”" if before != after and after else "")


def _link(node: Node, marks: dict[str, str]) -> str:
    now, old = _target(node.start), marks.get("old", "")
    was = _target(old) if old.startswith("<") else html.unescape(old)
    if marks.get("wrap") == "old":
        return f"link removed: {was}"
    return f"link: {was} → {now}" if was else f"link added: {now}"


def _target(start: str) -> str:
    found = _HREF.search(start)
    return html.unescape(next(value for value in found.groups() if value is not None)) if found else ""


def _format(node: Node, marks: dict[str, str]) -> str:
    old = _tag(marks.get("old", ""))
    if marks.get("wrap") == "old":
        return f"no longer {_STYLES.get(old, 'set apart')}"
    if marks.get("old") == "":
        return f"now {_STYLES[node.tag]}" if node.tag in _STYLES else ""
    if old and old != node.tag:
        return f"was {_kind(old)}, is {_kind(node.tag)}"
    return "format changed" if "change" in marks else ""


def _kind(tag: str) -> str:
    if tag[:1] == "h" and tag[1:].isdigit():
        return f"a heading of level {tag[1:]}"
    return _BLOCKS.get(tag) or _STYLES.get(tag) or tag


def _tag(start: str) -> str:
    found = re.match(r"<([a-zA-Z0-9]+)", start)
    return found.group(1).lower() if found else ""
