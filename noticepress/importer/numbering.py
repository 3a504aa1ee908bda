"""Word's automatic numbers and bullets: which item of which list a paragraph is, and what is shown before it."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from noticepress.importer.styles import Styles, W

_LEVEL = re.compile(r"%([1-9])")
_BULLETS = frozenset({"bullet", "none"})
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LETTERS = 26
#: Word has nine levels.
_DEEPEST = 8


@dataclass(frozen=True)
class Level:
    """One level of a list: its first number, how numbers look, and the text that they stand in (``(%1)``)."""

    start: int
    form: str
    text: str


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, tree: ET.Element | None, styles: Styles) -> None:
        nodes = list(tree) if tree is not None else []
        self._styles = styles
        self._abstract = {n.get(f"{W}abstractNumId", ""): n for n in nodes if n.tag == f"{W}abstractNum"}
        self._lists = {n.get(f"{W}numId", ""): n for n in nodes if n.tag == f"{W}num"}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def place(self, paragraph: ET.Element) -> tuple[str, int] | None:
        """Return the list and the level, from 0, of a paragraph; ``None`` where it is no item."""
        node = self._styles.paragraph_property(paragraph, "numPr")
        if node is None:
            return None
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = _value(node, "numId"), _value(node, "ilvl")
        if own is not None and not number:
            number = self._style_list(paragraph)
        if number not in self._lists:
            return None
        return number, min(int(level), _DEEPEST) if level.isdigit() else self._styled_level(paragraph, number)

    def _style_list(self, paragraph: ET.Element) -> str:
        bare = ET.Element(f"{W}p")
        properties = ET.SubElement(bare, f"{W}pPr")
        properties.extend(paragraph.findall(f"{W}pPr/{W}pStyle"))
        node = self._styles.paragraph_property(bare, "numPr")
        return _value(node, "numId") if node is not None else ""

    def _styled_level(self, paragraph: ET.Element, number: str) -> int:
        """Return the level whose style is the paragraph's: so do numbered headings know theirs."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        wanted = style.get(f"{W}val") if style is not None else None
        for node in self._source(number).findall(f"{W}lvl"):
            linked = node.find(f"{W}pStyle")
            if wanted and linked is not None and linked.get(f"{W}val") == wanted:
                return int(node.get(f"{W}ilvl", "0"))
        return 0

    def count(self, number: str, level: int) -> int:
        """Count a list on by one, and return the number of the item at ``level``."""
        counts = self._counts.setdefault(self._key(number), {})
        override = self._override(number, level)
        if override is not None and (number, level) not in self._begun:
            counts.pop(level, None)
        self._begun.add((number, level))
        start = override if override is not None else self.level(number, level).start
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [found for found in counts if found > level]:
            del counts[deeper]
        return counts[level]

    def label(self, number: str, level: int) -> str:
        """Return what stands before the item that was counted last, such as ``1.2`` or ``(a)``."""
        counts = self._counts.get(self._key(number), {})

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            found = self.level(number, at)
            return formatted(counts.get(at, found.start), found.form)

        return _LEVEL.sub(shown, self.level(number, level).text).strip()

    def level(self, number: str, level: int) -> Level:
        """Return how a level of a list counts; bullets where the document does not say."""
        overridden = self._lists[number].find(f"{W}lvlOverride[@{W}ilvl='{level}']/{W}lvl")
        node = overridden if overridden is not None else self._source(number).find(f"{W}lvl[@{W}ilvl='{level}']")
        if node is None:
            return Level(1, "bullet", "")
        start = _value(node, "start")
        return Level(int(start) if start.isdigit() else 1, _value(node, "numFmt") or "decimal", _value(node, "lvlText"))

    def _key(self, number: str) -> str:
        return _value(self._lists[number], "abstractNumId")

    def _source(self, number: str) -> ET.Element:
        """Return the definition of a list, that of the style of lists which it may name instead of its own."""
        node = self._abstract.get(self._key(number), ET.Element("none"))
        linked = _value(node, "numStyleLink")
        if linked and node.find(f"{W}lvl") is None:
            for other in self._abstract.values():
                if _value(other, "styleLink") == linked:
                    return other
        return node

    def _override(self, number: str, level: int) -> int | None:
        node = self._lists[number].find(f"{W}lvlOverride[@{W}ilvl='{level}']/{W}startOverride")
        text = node.get(f"{W}val", "") if node is not None else ""
        return int(text) if text.isdigit() else None


def _value(node: ET.Element, tag: str) -> str:
    found = node.find(f"{W}{tag}")
    return found.get(f"{W}val", "") if found is not None else ""


def formatted(number: int, form: str) -> str:
    """Return a number as Word shows it: in figures, letters or Roman numerals; other forms in figures."""
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        letter = chr(ord("a") + (number - 1) % _LETTERS) * ((number - 1) // _LETTERS + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"} and number > 0:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    parts = []
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        parts.append(sign * times)
    return "".join(parts)


def number_paragraphs(body: ET.Element, numbering: Numbering, styles: Styles) -> list[str]:
    """Mark each item with an anchor that says its level and number; return the signs that no list of ours can show.

    The numbers of headings, and those of several parts (``1.2``), are written into the text: other places may name
    them. What is wholly deleted is not counted.
    """
    lettered: list[str] = []
    for number, paragraph in enumerate(list(body.iter(f"{W}p"))):
        place = None if _is_deleted(paragraph) else numbering.place(paragraph)
        if place is None or not any(node.text for node in paragraph.iter(f"{W}t")):
            continue
        known = numbering.level(*place)
        counted = numbering.count(*place)
        label = "" if known.form in _BULLETS or not _LEVEL.search(known.text) else numbering.label(*place)
        if styles.heading(paragraph) is not None or len(_LEVEL.findall(known.text)) > 1:
            if label:
                _insert(paragraph, _label(label))
        else:
            _insert(paragraph, _anchor(number, place[1], str(counted) if label else ""))
            if label and not re.fullmatch(r"\d+[.):]?", label):
                lettered.append(label)
    for properties in body.iter(f"{W}pPr"):
        for node in properties.findall(f"{W}numPr"):
            properties.remove(node)
    return lettered


def _is_deleted(paragraph: ET.Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _insert(paragraph: ET.Element, node: ET.Element) -> None:
    paragraph.insert(1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0, node)


def _label(label: str) -> ET.Element:
    run = ET.Element(f"{W}r")
    ET.SubElement(run, f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = f"{label} "
    return run


def _anchor(number: int, level: int, counted: str) -> ET.Element:
    name = f"np-item-{level}-{counted}.{number}" if counted else f"np-item-{level}-.{number}"
    return ET.Element(f"{W}bookmarkStart", {f"{W}id": str(900000 + number), f"{W}name": name})
