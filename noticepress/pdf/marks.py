"""A redline's marks in words and signs, so that they are understood in black and white and when read aloud.

Each insertion reads ``[inserted: …]``, each deletion ``[deleted: …]``, whole blocks say what they are, and moved
text says where it came from and, at its old place, where it went.
"""

import re

from noticepress.document import HEADINGS
from noticepress.pdf.nodes import Node, elements, is_block, runs, text_of, walk

_WORDS = {"ins": "inserted", "del": "deleted"}
#: What to call a block that was inserted or deleted as a whole.
_BLOCKS = {
    **dict.fromkeys(HEADINGS, "heading"),
    "p": "paragraph",
    "li": "item",
    "ul": "list",
    "ol": "list",
    "table": "table",
    "tr": "row",
    "td": "cell",
    "th": "cell",
}
_TAG = re.compile("<[^>]*>")


def spell_out(body: Node) -> None:
    """Turn the marks of a raw redline into ``ins``, ``del`` and ``note`` nodes around and beside the text."""
    _drop_notes(body)
    _part(body)
    places = _places(body)
    for node in list(walk(body)):
        mark = node["a"].get("data-diff")
        if mark in _WORDS:
            _mark_block(node, mark)
        elif node["t"] in _WORDS:
            _mark_inline(node)
        elif "data-old" in node["a"]:
            _mark_old(node)
        if mark == "move-from":
            _mark_stub(node, places)
    for move, (came_from, _) in places.items():
        _mark_move(body, move, came_from)
    _note_changed(body)


def _drop_notes(node: Node) -> None:
    """Remove what the redline added for readers of a web page: paper has its own words for it."""
    node["c"] = [child for child in node["c"] if isinstance(child, str) or "data-note" not in child["a"]]
    for child in elements(node):
        _drop_notes(child)


def _part(node: Node) -> None:
    """Put a space between a deletion and the insertion that takes its place, lest their brackets touch."""
    parted: list[Node | str] = []
    for child in node["c"]:
        if parted and _is_mark(parted[-1]) and _is_mark(child):
            parted.append(_note(" "))
        parted.append(child)
    node["c"] = parted
    for child in elements(node):
        _part(child)


def _is_mark(child: Node | str) -> bool:
    return not isinstance(child, str) and child["t"] in _WORDS


def _places(body: Node) -> dict[str, tuple[str, str]]:
    """Return for each move where its text stood and where it stands now, in words."""
    old: dict[str, str] = {}
    new: dict[str, tuple[str, str]] = {}
    heading = ""
    for node in walk(body):
        move, mark = node["a"].get("data-move"), node["a"].get("data-diff")
        if move is not None and mark == "move-from":
            old.setdefault(move, heading)
        elif move is not None:
            new.setdefault(move, ("after" if node["t"] in HEADINGS else "under", heading))
        if node["t"] in HEADINGS and mark not in {"del", "move-from"}:
            heading = _new_text(node)
    return {move: _from_to(word, old.get(move), now) for move, (word, now) in new.items()}


def _from_to(word: str, old: str | None, new: str) -> tuple[str, str]:
    if old == new:
        return "elsewhere in this section", "elsewhere in this section"
    return _place(word, old), _place(word, new)


def _place(word: str, heading: str | None) -> str:
    if heading is None:
        return "elsewhere"
    return f"{word} “{heading}”" if heading else "the beginning"


def _new_text(node: Node) -> str:
    kept = [child for child in node["c"] if isinstance(child, str) or child["t"] != "del"]
    return text_of(node | {"c": kept})


def _note(text: str) -> Node:
    return {"t": "note", "a": {}, "c": [text]}


def _leaves(node: Node) -> list[Node]:
    """Return the elements at and below ``node`` that hold text of their own."""
    return [leaf for leaf in walk(node) if is_block(leaf) and any(_has_text(part) for part in runs(leaf["c"]))]


def _has_text(part: Node | list[Node | str]) -> bool:
    return isinstance(part, list) and any(text_of(child) for child in part)


def _mark_block(node: Node, mark: str) -> None:
    leaves = _leaves(node)
    for leaf in leaves:
        _wrap(leaf, mark)
    if leaves:
        _enclose(leaves, f"[{_WORDS[mark]} {_BLOCKS.get(node['t'], 'text')}: ")


def _wrap(leaf: Node, mark: str) -> None:
    """Put the element's own text, but no block inside it, between ``ins`` or ``del``."""
    children: list[Node | str] = []
    for part in runs(leaf["c"]):
        if isinstance(part, dict):
            children.append(part)
        elif _has_text(part):
            children.append({"t": mark, "a": {}, "c": part, "spelt": True})
    leaf["c"] = children


def _enclose(leaves: list[Node], opening: str) -> None:
    """Open a bracket before the first text of ``leaves`` and close it after the last."""
    leaves[0]["c"].insert(0, _note(opening))
    last = leaves[-1]["c"]
    after = max(number for number, child in enumerate(last) if not is_block(child) and text_of(child))
    last.insert(after + 1, _note("]"))


def _mark_inline(node: Node) -> None:
    """Say what is inserted or deleted; spaces at its edges go outside the brackets."""
    if node.get("spelt") or not text_of(node):
        return
    content, word = node["c"], _WORDS[node["t"]]
    before, after = _trim(content, 0), _trim(content, -1)
    marked = [_note(f"[{word}: "), node | {"a": {}, "c": content}, _note("]")]
    node.update(t="span", a={}, c=[before, *marked, after])


def _trim(content: list[Node | str], end: int) -> str:
    """Take the space off one end of ``content``, and return it."""
    text = content[end]
    if not isinstance(text, str):
        return ""
    content[end] = text.lstrip() if end == 0 else text.rstrip()
    return " " if content[end] != text else ""


def _mark_old(node: Node) -> None:
    """Say what stood where only a link's address, the emphasis or the typography changed."""
    old = " ".join(_TAG.sub("", node["a"]["data-old"]).split())
    said: list[Node | str]
    if node["t"] == "a" and old != text_of(node):
        led_to: Node = {"t": "a", "a": {"href": old}, "c": [old]}
        said = [" [the link led to ", led_to, "]"] if old else [" [link added]"]
    else:
        said = [f" [was: {old}]" if old and old != text_of(node) else " [emphasis changed]"]
    node.update(t="span", a={}, c=[node | {}, {"t": "note", "a": {}, "c": said}])


def _mark_stub(node: Node, places: dict[str, tuple[str, str]]) -> None:
    _, went_to = places.get(node["a"].get("data-move", ""), ("", "elsewhere"))
    note = _note(f"[text moved from here to {went_to}]")
    if node["t"] == "tr":
        node["c"] = [{"t": "td", "a": {}, "c": [note], "whole": True}]
    else:
        node["c"] = [note]
        node["t"] = "p" if node["t"] in HEADINGS else node["t"]


def _mark_move(body: Node, move: str, came_from: str) -> None:
    moved = [node for node in walk(body) if (node["a"].get("data-move"), node["a"].get("data-diff")) == (move, "move")]
    leaves = [leaf for node in moved for leaf in _leaves(node)]
    if leaves:
        _enclose(leaves, f"[moved from {came_from}: ")


def _note_changed(node: Node, bearer: Node | None = None) -> None:
    """Note on every block with a change in its own text that a bar belongs in its margin.

    The bar of what stands in a list is its innermost item's, and of what stands in a table the table's.
    """
    if node["t"] == "table" or (node["t"] == "li" and (bearer is None or bearer["t"] == "li")):
        bearer = node
    if is_block(node) and any(_has_note(child) for child in node["c"]):
        (bearer or node)["changed"] = True
    for child in elements(node):
        _note_changed(child, bearer)


def _has_note(child: Node | str) -> bool:
    return not isinstance(child, str) and not is_block(child) and any(n["t"] == "note" for n in walk(child))
