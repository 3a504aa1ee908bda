"""The attributes that a redline adds to a body, and how they are told from the author's own.

==================  =======================================================================================
``data-diff``       ``ins``, ``del``: the block came or went. ``move``: it came from elsewhere; ``move-from``:
                    the stub at its old place. ``split``, ``merge``: text that stood in another block, or in
                    one of its own. ``format``, ``link``, ``typographic``: the words are as they were.
                    ``space``: white space that no reader can see.
``data-change``     the change's name in the list of changes
``data-move``       links what was carried with its stub; the blocks of one move share it, and one stub
``data-in``         a deleted block or a stub that belongs where a move's stub stands
``data-old``        what stood here: a start tag, nothing, a target; with ``data-wrap="text"`` all of it
``data-wrap``       the element is in neither text; ``old``: what it stands for held the words once
``data-note``       for the reader, part of neither text
``data-lead-new``   white space before the block, where CommonMark would write another; or ``-old``
``data-tail-new``   the same before its end tag
``data-own``        an ``ins`` or ``del`` of the author; ``data-own-…``: their attribute of one of our names
==================  =======================================================================================
"""

import re

NAMES = (
    "change",
    "diff",
    "in",
    "lead-new",
    "lead-old",
    "move",
    "note",
    "old",
    "tail-new",
    "tail-old",
    "wrap",
)
_ALL = "|".join([*NAMES, "own"])
_OURS = re.compile(rf' data-({"|".join(NAMES)})="([^"]*)"')
_CLASH = re.compile(rf"(\s)data-(?=(?:own-)*(?:{_ALL})(?=[\s=/>]))")
_ESCAPED = re.compile(rf"(\s)data-own-(?=(?:own-)*(?:{_ALL})(?=[\s=/>]))")
_EDITS = re.compile(r"<(?:ins|del)\b", re.IGNORECASE)
_OWN = ' data-own=""'


def quote(text: str) -> str:
    """Return ``text`` as the inside of a double-quoted attribute."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def unquote(text: str) -> str:
    """Undo :func:`quote`, and nothing else: entities of the source stay entities."""
    return text.replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", '"').replace("&amp;", "&")


def add(start: str, marks: dict[str, str]) -> str:
    """Return a start tag with marks; the author's own attributes of the same names are kept apart."""
    if " data-" in start or "\tdata-" in start or "\ndata-" in start:
        start = _CLASH.sub(r"\1data-own-", start)
    if start[:4].lower() in ("<ins", "<del") and not start[4:5].isalnum():
        marks = {"own": "", **marks}
    if not marks:
        return start
    text = "".join([f' data-{name}="{quote(value)}"' for name, value in marks.items()])
    cut = len(start) - (3 if start.endswith(" />") else 2 if start.endswith("/>") else 1)
    return start[:cut] + text + start[cut:]


def clash(source: str) -> bool:
    """Whether a source uses a name that the marks use, so that it cannot be copied as it stands."""
    return ("data-" in source and _CLASH.search(source) is not None) or _EDITS.search(source) is not None


def read(start: str) -> dict[str, str]:
    """Return the marks of a start tag."""
    return {name: unquote(value) for name, value in _OURS.findall(start)} if " data-" in start else {}


def strip(start: str) -> str:
    """Return a start tag as its author wrote it."""
    if " data-" not in start:
        return start
    return _ESCAPED.sub(r"\1data-", _OURS.sub("", start).replace(_OWN, "", 1))


def is_ours(tag: str, start: str) -> bool:
    """Whether an ``ins`` or a ``del`` element is a mark and not the author's."""
    return tag in ("ins", "del") and _OWN not in start
