"""A redline's marks in words and signs, so that they are understood in black and white and when read aloud.

Each insertion reads ``[inserted: …]``, each deletion ``[deleted: …]``, whole blocks say what they are, and moved
text says where it came from and, at its old place, where it went.
"""

import re

from noticepress.document import HEADINGS
from noticepress.pdf.moves import Move, moves, spell_out_moves
from noticepress.pdf.nodes import Node, elements, enclose, has_text, is_block, leaves, note, runs, text_of, walk

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
#: What opens the bracket round text that became a part of another block, or a block of its own.
_JOINTS = {"merge": "[joined here: ", "split": "[split off: "}
_TAG = re.compile("<[^>]*>")
_HREF = re.compile(r"""\bhref\s*=\s*["']([^"']*)""")


def spell_out(body: Node) -> dict[str, Move]:
    """Turn the marks of a raw redline into ``ins``, ``del`` and ``note`` nodes around and beside the text.

    Returns the moves that it found, by name.
    """
    _drop_notes(body)
    _part(body)
    found = moves(body)
    for node in list(walk(body)):
        _mark(node)
    spell_out_moves(body, found)
    _note_changed(body)
    return found


def _mark(node: Node) -> None:
    mark = node["a"].get("data-diff", "")
    if mark in _WORDS:
        _mark_block(node, mark)
    elif node["t"] in _WORDS:
        _mark_inline(node)
    elif mark in _JOINTS:
        _mark_joint(node, _JOINTS[mark])
    elif mark != "space" and "data-old" in node["a"]:
        _mark_old(node)


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
            parted.append(note(" "))
        parted.append(child)
    node["c"] = parted
    for child in elements(node):
        _part(child)


def _is_mark(child: Node | str) -> bool:
    return not isinstance(child, str) and child["t"] in _WORDS and text_of(child) != ""


def _mark_block(node: Node, mark: str) -> None:
    if texts := leaves(node):
        for leaf in texts:
            _wrap(leaf, mark)
        enclose(texts, f"[{_WORDS[mark]} {_BLOCKS.get(node['t'], 'text')}: ")


def _wrap(leaf: Node, mark: str) -> None:
    """Put the element's own text, but no block inside it, between ``ins`` or ``del``."""
    children: list[Node | str] = []
    for part in runs(leaf["c"]):
        if isinstance(part, dict):
            children.append(part)
        elif has_text(part):
            children.append({"t": mark, "a": {}, "c": part})
    leaf["c"] = children


def _mark_inline(node: Node) -> None:
    """Say what is inserted or deleted; spaces at its edges go outside the brackets."""
    content, word = node["c"], _WORDS[node["t"]]
    if text_of(node):
        before, after = _trim(content, 0), _trim(content, -1)
        marked = [note(f"[{word}: "), node | {"a": {}, "c": content}, note("]")]
        node.update(t="span", a={}, c=[before, *marked, after])
    elif any(child["t"] == "br" for child in elements(node)):
        kept = content if node["t"] == "ins" else [" "]
        node.update(t="span", a={}, c=[note(f" [line break {word}]"), *kept])


def _trim(content: list[Node | str], end: int) -> str:
    """Take the space off one end of ``content``, and return it."""
    text = content[end]
    if not isinstance(text, str):
        return ""
    content[end] = text.lstrip() if end == 0 else text.rstrip()
    return " " if content[end] != text else ""


def _mark_joint(node: Node, opening: str) -> None:
    if not is_block(node):
        node["c"] = [note(opening), *node["c"], note("]")]
    elif texts := leaves(node):
        enclose(texts, opening)


def _mark_old(node: Node) -> None:
    """Say what stood where only a link, the format or the typography changed."""
    said: Node = {"t": "note", "a": {}, "c": _old_in_words(node)}
    if is_block(node):
        for leaf in leaves(node)[:1]:
            leaf["c"].append(said)
    else:
        node.update(t="span", a={}, c=[node | {}, said])


def _old_in_words(node: Node) -> list[Node | str]:
    old, mark = node["a"]["data-old"], node["a"].get("data-diff", "")
    if is_block(node):
        return [" [format changed]"]
    if mark == "link" or node["t"] == "a":
        return _old_link(node, old)
    was = " ".join(_TAG.sub("", old).split())
    if mark == "format" or (was in {"", text_of(node)} and mark != "typographic"):
        return [" [emphasis changed]"]
    now = " ".join(text_of(node).split())
    if was == now:
        return [" [spacing changed]" if now else "[spacing changed] "]
    return [f" [was: {was}]"]


def _old_link(node: Node, old: str) -> list[Node | str]:
    if not old:
        return [" [link added]"]
    tag = _HREF.search(old)
    address = tag[1] if tag else old
    link: Node = {"t": "a", "a": {"href": address}, "c": [address]}
    return [" [the link led to ", link, "]"] if node["t"] == "a" else [" [link removed; it led to ", link, "]"]


def _note_changed(node: Node, bearer: Node | None = None) -> None:
    """Note on every moved block, and every block with a change in its own text, that a bar belongs in its margin.

    The bar of what stands in a list is its innermost item's, and of what stands in a table the table's.
    """
    if node["t"] == "table" or (node["t"] == "li" and (bearer is None or bearer["t"] == "li")):
        bearer = node
    moved = node["a"].get("data-diff") == "move"
    if is_block(node) and (moved or any(_is_changed(child) for child in node["c"])):
        (bearer or node)["changed"] = True
    for child in elements(node):
        _note_changed(child, bearer)


def _is_changed(child: Node | str) -> bool:
    """Tell whether inline content has a mark."""
    if isinstance(child, str) or is_block(child):
        return False
    return any(inner["t"] in {"ins", "del", "note"} for inner in walk(child))
