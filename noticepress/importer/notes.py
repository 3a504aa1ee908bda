"""Footnotes and endnotes: a notice has none, so they stand as a numbered list in a section of their own at its end."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.document import HEADINGS
from noticepress.errors import Finding
from noticepress.importer.reading import counted, guess
from noticepress.importer.trees import element, remove

#: The heading of the section, and the anchor that references to a note lead to.
NOTES, ANCHOR = "Notes", "_notes"
#: The ids that converters give to notes and to what refers to them (mammoth, markdown-it, Pandoc, GitHub).
_NOTE = re.compile(r"(?:user-content-)?(?:footnote|endnote|fn|ftn|note)[-:_]?[\w.-]+")
_BACK = re.compile(r"#(?:user-content-)?(?:footnote|endnote|fn|ftn|note)[-:_]?ref[-:_]?.*", re.IGNORECASE)


def gather_notes(content: ET.Element, path: Path) -> tuple[Finding, ...]:
    """Move the notes below a heading at the end; the number of each in the text leads there."""
    lists = [(parent, child) for parent in content.iter() for child in parent if child.tag == "ol" and _is_notes(child)]
    if not lists:
        return ()
    level = _level(content)
    section = element("section")
    section.append(element(level, NOTES, id=ANCHOR))
    names = set[str]()
    for parent, notes in lists:
        before = parent[list(parent).index(notes) - 1] if list(parent).index(notes) else None
        remove(parent, notes)
        if before is not None and before.tag == "hr":
            remove(parent, before)
        _drop_ways_back(notes)
        names |= {note.get("id", "") for note in notes}
        _join(section, notes)
    for node in list(content.iter("hr")):
        if "footnote" in node.get("class", ""):
            node.tag, node.attrib = "span", {}
    content.append(section)
    for link in content.iter("a"):
        if link.get("href", "")[1:] in names:
            link.set("href", f"#{ANCHOR}")
            link.attrib.pop("id", None)
    message = f"there is now a section '{NOTES}' at the end, with {counted(len(names), 'note')}"
    return (guess(path, message, hint="put a note into its sentence, in brackets, where it says what matters"),)


def _is_notes(node: ET.Element) -> bool:
    items = [child for child in node if child.tag == "li"]
    back = [any(_BACK.fullmatch(a.get("href", "")) for a in item.iter("a")) for item in items]
    return bool(items) and all(_NOTE.fullmatch(item.get("id") or "") for item in items) and any(back)


def _level(content: ET.Element) -> str:
    tags = [node.tag for node in content.iter() if node.tag in HEADINGS]
    others = [tag for tag in tags if tag != "h1"] if tags.count("h1") == 1 else tags
    return min(others, default="h2")


def _drop_ways_back(notes: ET.Element) -> None:
    for parent in list(notes.iter()):
        for child in list(parent):
            if child.tag == "a" and _BACK.fullmatch(child.get("href", "")):
                remove(parent, child)


def _join(section: ET.Element, notes: ET.Element) -> None:
    if section[-1].tag == "ol":
        section[-1].extend(list(notes))
    else:
        notes.set("start", "1")
        section.append(notes)
