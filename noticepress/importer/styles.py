"""Word's styles: what a style is called, what it is based on, and which of them are headings."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST = 6
#: Outline levels count from 0; this one means body text.
_BODY_TEXT = 9


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, tree: ET.Element | None) -> None:
        found = tree.iter(f"{W}style") if tree is not None else ()
        self._by_id = {style.get(f"{W}styleId", ""): style for style in found}

    def name(self, style: str) -> str:
        """Return what a style is called, its id where it is not defined."""
        node = self._by_id.get(style)
        named = node.find(f"{W}name") if node is not None else None
        return named.get(f"{W}val", style) if named is not None else style

    def _chain(self, style: str) -> Iterator[ET.Element]:
        """Yield a style and those that it is based on, the nearest first."""
        seen = set[str]()
        while style in self._by_id and style not in seen:
            seen.add(style)
            node = self._by_id[style]
            yield node
            based = node.find(f"{W}basedOn")
            style = based.get(f"{W}val", "") if based is not None else ""

    def paragraph_property(self, paragraph: ET.Element, tag: str) -> ET.Element | None:
        """Return a property of a paragraph: its own, or the nearest of its style."""
        own = paragraph.find(f"{W}pPr/{W}{tag}")
        styled = (node.find(f"{W}pPr/{W}{tag}") for node in self._chain(style_id(paragraph)))
        return own if own is not None else next((found for found in styled if found is not None), None)

    def run_properties(self, style: str) -> list[ET.Element]:
        """Return the properties of runs in a style, the nearest first."""
        return [found for node in self._chain(style) if (found := node.find(f"{W}rPr")) is not None]

    def heading(self, paragraph: ET.Element) -> int | None:
        """Return 0 for the title, 1 to 6 for a heading by its style's name or by its outline level, else ``None``."""
        for node in self._chain(style_id(paragraph)):
            name = self.name(node.get(f"{W}styleId", ""))
            match = _HEADING.fullmatch(name)
            if match or name.lower() == "title":
                return min(int(match[1]), _DEEPEST) if match else 0
        bare = re.fullmatch(r"Heading([1-9])", style_id(paragraph))
        if bare:
            return min(int(bare[1]), _DEEPEST)
        outline = self.paragraph_property(paragraph, "outlineLvl")
        level = int(outline.get(f"{W}val", "9")) if outline is not None else _BODY_TEXT
        return min(level + 1, _DEEPEST) if level < _BODY_TEXT else None


def style_id(paragraph: ET.Element) -> str:
    """Return the id of a paragraph's style, empty where it has none of its own."""
    node = paragraph.find(f"{W}pPr/{W}pStyle")
    return node.get(f"{W}val", "") if node is not None else ""


def is_on(node: ET.Element | None) -> bool:
    """Whether a property that is on or off is on."""
    return node is not None and node.get(f"{W}val", "on").lower() not in _OFF


def mark_headings(body: ET.Element, styles: Styles) -> None:
    """Give each heading a style that says its level, whatever it was called."""
    for paragraph in list(body.iter(f"{W}p")):
        level = styles.heading(paragraph)
        if level is None:
            continue
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = ET.Element(f"{W}pPr")
            paragraph.insert(0, properties)
        style = properties.find(f"{W}pStyle")
        if style is None:
            style = ET.SubElement(properties, f"{W}pStyle")
        style.set(f"{W}val", f"NpHeading{level}" if level else "NpTitle")
