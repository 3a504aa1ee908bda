"""A body as a tree of plain values, which goes to the typesetter as JSON: text is data in it, never markup.

A *raw* node is a string, or a mapping with ``t`` (the tag), ``a`` (the attributes) and ``c`` (the children).
``pdf.layout`` turns them into what the templates print.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import html5lib

from noticepress.document import BLOCKS, HEADINGS
from noticepress.document import tree as strict_tree

Node = dict[str, Any]

#: Elements that put nothing on paper. A notice has no images; a picture's words belong in its text.
_SILENT: frozenset[object] = frozenset({"img", "script", "style", "template", ET.Comment})
#: White space that a browser folds; a non-breaking space stays as it is.
SPACE = re.compile(r"[ \t\r\n\f]+")


def read_body(html: str) -> Node:
    """Read a body of record, which is well-formed: ``ValueError`` where it is not."""
    return _raw(strict_tree(html))


def read_redline(html: str) -> Node:
    """Read a redline, which is HTML5 as browsers take it: void tags need no end."""
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return _raw(fragment) | {"t": "body"}


def _raw(element: ET.Element) -> Node:
    children: list[Node | str] = [element.text or ""]
    for child in element:
        if child.tag not in _SILENT:
            children.append(_raw(child))
        children.append(child.tail or "")
    return {"t": element.tag, "a": dict(element.attrib), "c": [c for c in children if c != ""]}


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and every element below it, in document order."""
    yield node
    for child in elements(node):
        yield from walk(child)


def elements(node: Node) -> list[Node]:
    """Return the children that are elements."""
    return [child for child in node["c"] if not isinstance(child, str)]


def settle_headings(body: Node) -> None:
    """Give each heading a level from 2 down that skips none, as PDF/UA demands; an empty one is no heading.

    Level 1 is the title's alone.
    """
    level = 1
    for node in walk(body):
        if node["t"] in HEADINGS and text_of(node):
            level = min(max(HEADINGS[node["t"]], 2), level + 1)
            node["level"] = level
        elif node["t"] in HEADINGS:
            node["t"] = "div"


def text_of(node: Node | str) -> str:
    """Return the text of a raw node, white space folded, without notes."""
    return SPACE.sub(" ", plain(node)).strip(" ")


def plain(node: Node | str) -> str:
    """Return the text of a node as it stands, without notes."""
    if isinstance(node, str):
        return node
    return "" if node["t"] == "note" else "".join(map(plain, node["c"]))


def is_block(node: Node | str) -> bool:
    """Tell whether a raw node begins a line of its own."""
    return not isinstance(node, str) and node["t"] in BLOCKS


def runs(children: Iterable[Node | str]) -> Iterator[Node | list[Node | str]]:
    """Yield each block by itself, and each stretch of inline content between blocks as a list."""
    run: list[Node | str] = []
    for child in children:
        if not isinstance(child, str) and is_block(child):
            yield run
            yield child
            run = []
        else:
            run.append(child)
    yield run


def has_text(part: Node | list[Node | str]) -> bool:
    """Tell whether one of ``runs`` is inline content with text in it."""
    return isinstance(part, list) and any(text_of(child) for child in part)


def leaves(node: Node) -> list[Node]:
    """Return the elements at and below ``node`` that hold text of their own."""
    return [leaf for leaf in walk(node) if is_block(leaf) and any(has_text(part) for part in runs(leaf["c"]))]


def note(text: str) -> Node:
    """Return words that are no part of the text."""
    return {"t": "note", "a": {}, "c": [text]}


def enclose(texts: list[Node], opening: str) -> None:
    """Open a bracket before the first text of ``texts``, which are leaves, and close it after the last."""
    texts[0]["c"].insert(0, note(opening))
    last = texts[-1]["c"]
    end = max(at for at, child in enumerate(last) if not is_block(child) and text_of(child))
    last.insert(end + 1, note("]"))
