"""A redline's markup made fit to read: places that can be reached, words for what colour says, folds.

Everything that is added for the reader carries ``data-note``; the text itself, inserted, deleted or not,
stays as the redline gave it.
"""

import html
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from noticepress.languages import Words
from noticepress.pages.places import Place, Section
from noticepress.pages.wording import ENGLISH

#: Blocks that hold text themselves, and so can hold a note too.
LEAVES = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "caption", "pre"])

#: For each end of a move, the words for the link to the other end.
OTHER_END = {"move": "stood", "move-from": "stands"}

#: What a redline notes where text is gone from, and the words for it.
STUBS = {"moved": "gone-moved", "now in another form": "gone-form", "now part of another block": "gone-merged"}

_HREF = re.compile(r"""\bhref\s*=\s*(["'])(.*?)\1""", re.DOTALL)


def write(sections: Sequence[Section], said: Words = ENGLISH) -> str:
    """Return the sections as HTML, notes and links in place and the unchanged ones folded. It uses them up.

    ``said`` are the words for all that is added.
    """
    places = [place for section in sections for place in section.places]
    hops = _hops(places, said)
    roots = {node: section for section in sections for node in section.nodes}
    _anchor_changes(roots, {place.anchor for place in places})
    for root in roots:
        _set_apart(root)
        _say_stubs(root, said)
        _say_marks(root, said)
    for node, hop in hops.items():
        if node not in roots:
            hop.tag = "span"
            _prepend(_first_leaf(node), hop)
    return "\n".join(_write(section, hops, said) for section in sections)


def _say_stubs(root: ET.Element, said: Words) -> None:
    """Say in the page's language what the redline itself notes where text is gone from."""
    for node in root.iter():
        if "data-note" in node.attrib and node.text in STUBS:
            node.text = said.text("changes", STUBS[node.text])


def _anchor_changes(roots: Mapping[ET.Element, Section], taken: set[str]) -> None:
    """Give each change that is not the first of its place an anchor too: its id."""
    for node in [node for root in roots for node in root.iter()]:
        change = node.get("data-change")
        if change and change not in taken and "id" not in node.attrib:
            node.set("id", change)
            taken.add(change)


def _hops(places: Sequence[Place], said: Words) -> dict[ET.Element, ET.Element]:
    """Return for each place the line that numbers it and leads to its neighbours."""
    ends = _ends(places)
    return {place.node: _hop(place, places, n, ends, said) for n, place in enumerate(places)}


def _ends(places: Sequence[Place]) -> dict[tuple[str, bool], str]:
    """Return the anchor of each end of each move, by the move's id and whether it is the old place."""
    ends: dict[tuple[str, bool], str] = {}
    for place in places:
        for node in place.node.iter():
            if "data-move" in node.attrib:
                ends.setdefault((node.get("data-move", ""), node.get("data-diff") == "move-from"), place.anchor)
    return ends


def _hop(
    place: Place, places: Sequence[Place], n: int, ends: Mapping[tuple[str, bool], str], said: Words
) -> ET.Element:
    def text(key: str) -> str:
        return said.text("changes", key, kind=place.kind, n=n + 1, total=len(places))

    hop = ET.Element("p", {"class": "hop", "id": place.anchor, "data-note": ""})
    ET.SubElement(hop, "b").text = text("place")
    before = places[n - 1].anchor if n else "page-summary"
    _link(hop, before, text("previous" if n else "to-summary"), text("hop"))
    if n + 1 < len(places):
        _link(hop, places[n + 1].anchor, text("next"), text("hop"))
    end = ends.get((place.node.get("data-move", ""), place.mark != "move-from"))
    if place.mark in OTHER_END and end:
        _link(hop, end, text(OTHER_END[place.mark]), text("end-hop"))
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


def _say_marks(node: ET.Element, said: Words) -> None:
    """Say in words, for those who do not see it, where an insertion or a deletion starts and ends."""
    mark = node.tag if node.tag in ("ins", "del") else node.get("data-diff")
    if mark in ("ins", "del"):
        _say_mark(node, "insertion" if mark == "ins" else "deletion", said)
        return
    for child in list(node):
        _say_marks(child, said)
    if node.tag == "a" and node.get("data-old"):
        node.append(_note(said.text("changes", "was", address=_old_address(node.get("data-old", ""))), "was"))


def _set_apart(node: ET.Element) -> None:
    """Mark an insertion that touches the deletion before it, or the reverse, lest they read as one word."""
    for first, second in pairwise(node):
        if {first.tag, second.tag} == {"ins", "del"} and not first.tail:
            second.set("class", "apart")
    for child in node:
        _set_apart(child)


def _old_address(old: str) -> str:
    """Return where a link led: ``data-old`` holds that address, or the whole start tag that held it."""
    found = _HREF.search(old)
    return html.unescape(found[2]) if found else old


def _say_mark(node: ET.Element, mark: str, said: Words) -> None:
    leaves = [leaf for leaf in node.iter() if leaf.tag in LEAVES] or [node]
    is_said = any("data-note" in child.attrib for child in node.iter())
    if is_said or node.tag == "hr":
        return
    _prepend(leaves[0], _note(said.text("changes", f"start-of-{mark}")))
    leaves[-1].append(_note(said.text("changes", f"end-of-{mark}")))


def _write(section: Section, hops: Mapping[ET.Element, ET.Element], said: Words) -> str:
    lines = [line for node in section.nodes for line in (hops.get(node), node) if line is not None]
    text = _html(*lines)
    return text if section.places else f"<details>{_summary(section, said)}\n{text}\n</details>"


def _summary(section: Section, said: Words) -> str:
    summary = ET.Element("summary", {"data-note": ""})
    title = ET.SubElement(summary, "span")
    title.text, title.tail = section.title, " "
    ET.SubElement(summary, "small").text = said.text("changes", "not-changed")
    return _html(summary)


def _html(*nodes: ET.Element) -> str:
    """Return elements, one below the other."""
    whole = ET.Element("div")
    whole.extend(nodes)
    for node in nodes:
        node.tail = "\n"
    return ET.tostring(whole, encoding="unicode", method="html").removeprefix("<div>").removesuffix("\n</div>")
