"""A redline read as its reader meets it: sections, and in each the places where something changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from noticepress.document import BLOCKS, text_of, tree
from noticepress.languages import Words
from noticepress.pages.wording import ENGLISH

#: What was done to a whole passage, by its mark: the key of the words for it.
WHOLE = {"ins": "added", "del": "removed", "move": "moved-here", "move-from": "moved-away"}

#: What was done inside a passage, where that was one thing alone; otherwise it is ``changed``.
INSIDE = {"link": "link", "format": "formatting", "typographic": "typography"}

_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True)
class Place:
    """A passage in which something changed: where it starts, its anchor, and what was done to it."""

    node: ET.Element
    anchor: str
    kind: str

    @property
    def mark(self) -> str:
        """The mark of the passage as a whole; empty where only something inside it changed."""
        return self.node.get("data-diff", "")


@dataclass(frozen=True)
class Section:
    """A part of a redline from one heading of level 2 to the next, with its places in order.

    ``inserted`` and ``deleted`` count words; text that moved unchanged is neither.
    """

    title: str
    nodes: tuple[ET.Element, ...]
    places: tuple[Place, ...]
    inserted: int
    deleted: int


def read(redline: str, said: Words = ENGLISH) -> list[Section]:
    """Split a redline into sections and find the places in each.

    A place's anchor is the id of the first change in it, ``data-change``; without one it is numbered.
    ``said`` are the words for what was done.
    """
    groups: list[list[ET.Element]] = [[]]
    for node in _parse(redline):
        if node.tag == "h2":
            groups.append([])
        groups[-1].append(node)
    sections: list[Section] = []
    count = 0
    for group in filter(None, groups):
        section = _section(group, count, said)
        count += len(section.places)
        sections.append(section)
    return sections


def _parse(redline: str) -> ET.Element:
    try:
        return tree(redline)
    except ValueError:  # not well-formed XML: read it as a browser would
        import html5lib  # noqa: PLC0415 - redlines that we make are XML

        body: ET.Element = html5lib.parseFragment(redline, container="body", namespaceHTMLElements=False)
        return body


def _section(nodes: Sequence[ET.Element], count: int, said: Words) -> Section:
    found = enumerate(_places(nodes), count + 1)
    places = tuple(
        Place(node, _change(node) or f"change-{n}", said.text("changes", f"kind-{kind}")) for n, (node, kind) in found
    )
    title = _title(nodes[0]) if nodes[0].tag == "h2" else said.text("changes", "beginning")
    return Section(title, tuple(nodes), places, _words(nodes, "ins"), _words(nodes, "del"))


def _change(node: ET.Element) -> str | None:
    return next((found for child in node.iter() if (found := child.get("data-change"))), None)


def _title(heading: ET.Element) -> str:
    """Return a heading as it reads now, or as it read before where nothing of it is left."""
    return " ".join("".join(_text(heading)).split()) or text_of(heading)


def _text(node: ET.Element) -> Iterator[str]:
    if node.tag == "del" or "data-note" in node.attrib:
        return
    yield node.text or ""
    for child in node:
        yield from _text(child)
        yield child.tail or ""


def _words(nodes: Sequence[ET.Element], mark: str) -> int:
    """Count the words that stand in marks of one kind."""
    total = 0
    for node in nodes:
        if "data-note" in node.attrib:
            continue
        if mark in (node.tag, node.get("data-diff")):
            total += len(_WORD.findall(" ".join(node.itertext())))
        else:
            total += _words(list(node), mark)
    return total


def _places(nodes: Sequence[ET.Element]) -> Iterator[tuple[ET.Element, str]]:
    """Yield each changed passage; neighbours that were added, removed or moved together are one."""
    before: tuple[str, str] | None = None
    for node in nodes:
        mark = node.get("data-diff", "")
        run = (mark, node.get("data-move", "")) if mark in WHOLE else None
        if run is None:
            if node.tag in BLOCKS and (kinds := set(_marks(node))):
                yield node, INSIDE.get(kinds.pop(), "changed") if len(kinds) == 1 else "changed"
            yield from _places([child for child in node if child.tag in BLOCKS])
        elif run != before:
            yield node, WHOLE[mark]
        before = run


def _marks(node: ET.Element) -> Iterator[str]:
    """Yield the marks in a block's own line of text, leaving out the blocks inside it."""
    if node.tag in ("ins", "del"):
        yield node.tag
    elif "data-diff" in node.attrib or "data-old" in node.attrib:
        yield node.get("data-diff", "changed")
    for child in node:
        if child.tag not in BLOCKS:
            yield from _marks(child)
