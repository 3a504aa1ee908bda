"""A redline's markup made fit to read: places that can be reached, words for what colour says, folds.

Everything that is added for the reader carries ``data-note``; the text itself, inserted, deleted or not,
stays as the redline gave it.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import html5lib

from noticepress.document import BLOCKS, text_of, tree

#: Blocks that hold text themselves, and so can hold a note too.
LEAVES = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "caption", "pre"])

#: What was done to a passage, by its mark; a passage with marks inside it is ``Changed``.
KINDS = {"ins": "Added", "del": "Removed", "move": "Moved here", "move-from": "Moved away"}

#: For each end of a move: the mark of the other end, and the link to it.
_OTHER_END = {
    "move": ("move-from", "See where it stood"),
    "move-from": ("move", "See where it stands now"),
}
#: Attributes of an element that is itself changed, whatever happened to its words.
_SIGNS = frozenset(["data-old", "data-wrap"])

_HREF = re.compile(r"""\bhref\s*=\s*(["'])(.*?)\1""", re.DOTALL)
_WORD = re.compile(r"\S*\w\S*")


@dataclass(frozen=True)
class Place:
    """A passage in which something changed: where it starts, its anchor, and what was done to it."""

    node: ET.Element
    anchor: str
    kind: str


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


def read(redline: str) -> list[Section]:
    """Split a redline into sections and find the places in each."""
    groups: list[list[ET.Element]] = [[]]
    for node in _parse(redline):
        if node.tag == "h2":
            groups.append([])
        groups[-1].append(node)
    sections: list[Section] = []
    count = 0
    for group in filter(None, groups):
        section = _section(group, count)
        count += len(section.places)
        sections.append(section)
    return sections


def _parse(redline: str) -> ET.Element:
    try:
        return tree(redline)
    except ValueError:  # not well-formed XML: read it as a browser would
        body: ET.Element = html5lib.parseFragment(redline, container="body", namespaceHTMLElements=False)
        return body


def _section(nodes: Sequence[ET.Element], count: int) -> Section:
    places = tuple(Place(node, f"change-{n}", kind) for n, (node, kind) in enumerate(_places(nodes), count + 1))
    title = _title(nodes[0]) if nodes[0].tag == "h2" else "Beginning"
    return Section(title, tuple(nodes), places, _words(nodes, "ins"), _words(nodes, "del"))


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
        mark = node.get("data-diff")
        run = (mark, node.get("data-move", "")) if mark else None
        if mark and run != before:
            yield node, KINDS.get(mark, "Changed")
        elif not mark:
            if node.tag in BLOCKS and _is_marked(node):
                yield node, "Changed"
            yield from _places([child for child in node if child.tag in BLOCKS])
        before = run


def _is_marked(node: ET.Element) -> bool:
    """Tell whether a block's own line of text holds a mark, leaving out the blocks inside it."""
    return not node.attrib.keys().isdisjoint(_SIGNS) or any(
        child.tag in ("ins", "del") or _is_marked(child) for child in node if child.tag not in BLOCKS
    )


def write(sections: Sequence[Section]) -> str:
    """Return the sections as HTML, notes and links in place and the unchanged ones folded. It uses them up."""
    roots = {node: section for section in sections for node in section.nodes}
    for root in roots:
        _say_marks(root)
    hops = _hops([place for section in sections for place in section.places])
    for node, hop in hops.items():
        if node not in roots:
            hop.tag = "span"
            _prepend(_first_leaf(node), hop)
    return "\n".join(_write(section, hops) for section in sections)


def _hops(places: Sequence[Place]) -> dict[ET.Element, ET.Element]:
    """Return for each place the line that numbers it and leads to its neighbours."""
    homes = _homes(places)
    return {place.node: _hop(place, places, n, homes) for n, place in enumerate(places)}


def _homes(places: Sequence[Place]) -> dict[tuple[str, str], str]:
    """Return the anchor of each end of each move: the first place that carries it."""
    ends = {(_mark(place), place.node.get("data-move", "")): place.anchor for place in reversed(places)}
    return {end: anchor for end, anchor in ends.items() if end[1]}


def _mark(place: Place) -> str:
    return place.node.get("data-diff", "")


def _hop(place: Place, places: Sequence[Place], n: int, homes: dict[tuple[str, str], str]) -> ET.Element:
    hop = ET.Element("p", {"class": "hop", "id": place.anchor, "data-note": ""})
    ET.SubElement(hop, "b").text = f"{place.kind} ({n + 1} of {len(places)})"
    _link(hop, places[n - 1].anchor if n else "page-summary", "Previous" if n else "Summary", f" change, from {n + 1}")
    if n + 1 < len(places):
        _link(hop, places[n + 1].anchor, "Next", f" change, from {n + 1}")
    other, text = _OTHER_END.get(_mark(place), ("", ""))
    anchor = homes.get((other, place.node.get("data-move", "")))
    if anchor:
        _link(hop, anchor, text, f", from {n + 1}")
    hop[-1].tail = " "
    return hop


def _link(hop: ET.Element, anchor: str, text: str, rest: str) -> None:
    """Add a link whose hidden rest tells it from its likes in a list of links."""
    hop[-1].tail = " "
    link = ET.SubElement(hop, "a", {"href": f"#{anchor}"})
    link.text = text
    link.append(_note(rest))


def _note(text: str, css: str = "vh") -> ET.Element:
    note = ET.Element("span", {"class": css, "data-note": ""})
    note.text = text
    return note


def _prepend(node: ET.Element, note: ET.Element) -> None:
    note.tail, node.text = node.text, None
    node.insert(0, note)


def _first_leaf(node: ET.Element) -> ET.Element:
    return next((leaf for leaf in node.iter() if leaf.tag in LEAVES), node)


def _say_marks(node: ET.Element) -> None:
    """Say in words, for those who do not see it, where an insertion or a deletion starts and ends."""
    mark = node.tag if node.tag in ("ins", "del") else node.get("data-diff")
    if mark in ("ins", "del"):
        _say_mark(node, "insertion" if mark == "ins" else "deletion")
        return
    for child in list(node):
        _say_marks(child)
    if node.tag == "a" and node.get("data-old"):
        node.append(_note(f" (this link led to {_old_address(node.get('data-old', ''))})", "was"))


def _old_address(old: str) -> str:
    """Return where a link led: ``data-old`` holds that address, or the whole start tag that held it."""
    found = _HREF.search(old)
    return html.unescape(found[2]) if found else old


def _say_mark(node: ET.Element, word: str) -> None:
    leaves = [leaf for leaf in node.iter() if leaf.tag in LEAVES] or [node]
    is_said = any("data-note" in child.attrib for child in node.iter())
    if is_said or node.tag == "hr":
        return
    _prepend(leaves[0], _note(f" start of {word} "))
    leaves[-1].append(_note(f" end of {word} "))


def _write(section: Section, hops: dict[ET.Element, ET.Element]) -> str:
    lines = []
    for node in section.nodes:
        node.tail = None
        if node in hops:
            lines.append(_html(hops[node]))
        lines.append(_html(node))
    text = "\n".join(lines)
    return text if section.places else f"<details>{_summary(section)}\n{text}\n</details>"


def _summary(section: Section) -> str:
    summary = ET.Element("summary", {"data-note": ""})
    title = ET.SubElement(summary, "span")
    title.text, title.tail = section.title, " "
    ET.SubElement(summary, "small").text = "not changed"
    return _html(summary)


def _html(node: ET.Element) -> str:
    return ET.tostring(node, encoding="unicode", method="html")
