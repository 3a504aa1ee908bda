"""Pages that Word saved: lists that are paragraphs with a typed sign, and titles by class."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.errors import Finding
from noticepress.importer.reading import guess, text_of
from noticepress.importer.trees import remove

_LIST = re.compile(r"mso-list:\s*\S+\s+level(\d)")
_IGNORE = re.compile(r"mso-list:\s*Ignore", re.IGNORECASE)
_NUMBER = re.compile(r"\(?(\d{1,4})[.)]?")
#: A letter or a Roman numeral, with the stop or bracket that makes it a number of a list.
_LETTERED = re.compile(r"\(?[A-Za-z]{1,5}[.)]")

#: The attributes by which a paragraph is an item of a list: how deep from 0, and its number, empty for a bullet.
LEVEL, NUMBER = "data-level", "data-number"


def mark_office_lists(body: ET.Element, path: Path) -> tuple[Finding, ...]:
    """Mark the paragraphs that Word meant as items with ``LEVEL`` and ``NUMBER``, and take their signs out."""
    return tuple(_marked(body, path))


def _marked(body: ET.Element, path: Path) -> Iterator[Finding]:
    lettered, counts = list[str](), dict[str, int]()
    for node in body.iter("p"):
        classes, match = node.get("class", ""), _LIST.search(node.get("style", ""))
        if classes == "MsoTitle":
            node.tag = "h1"
            node.set("class", "np-title")
        if match is None:
            continue
        sign = _take_sign(node)
        level, number = int(match[1]) - 1, _NUMBER.fullmatch(sign)
        node.set(LEVEL, str(level))
        node.set(NUMBER, number[1] if number else "")
        if not number and _LETTERED.fullmatch(sign) and sign != "o":
            key = match.group()
            restarts = sign.strip("().").lower() in {"a", "i"}
            counts[key] = 1 if restarts else counts.get(key, 0) + 1
            node.set(NUMBER, str(counts[key]))
            lettered.append(sign)
    if lettered:
        yield letters_lost(path, lettered)


def letters_lost(path: Path, signs: list[str]) -> Finding:
    """Return the remark on lists that were lettered: Markdown has numbers alone."""
    hint = "look for places that speak of an item by its letter"
    return guess(path, "items with letters or Roman numbers are numbered 1, 2, 3", " ".join(signs), hint)


def _take_sign(node: ET.Element) -> str:
    for parent in node.iter():
        for child in list(parent):
            if _IGNORE.search(child.get("style", "")):
                sign = text_of(child)
                remove(parent, child)
                return sign
    return ""
