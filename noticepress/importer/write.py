"""Blocks as Markdown that a notice's own parser reads as the same text, with nothing in it that acts as a template."""

import copy
import re
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.document import BLOCKS, HEADINGS, lines, tree
from noticepress.errors import Finding
from noticepress.importer.reading import folded, lost, text_of
from noticepress.importer.trees import add_text, element
from noticepress.machine.markdown import body_markdown
from noticepress.markdown.syntax import make_parser

_MARKS = frozenset({"strong", "em", "code"})
_HOLDERS = frozenset({"p", "li", "td", "th", *HEADINGS})
#: A brace that is no part of a heading's id, which stands as ``{#…}`` at the end of the heading's line.
_BRACE = re.compile(r"(?<!\\)\{(?!#[a-z0-9-]+\}$)", re.MULTILINE)
_CAPTION = re.compile(r"Table:(?=\s)")


def settle_text(body: ET.Element, path: Path, remarks: list[Finding]) -> None:
    """Prepare blocks for ``written``: items of one paragraph are tight, marks that Markdown cannot write are gone."""
    _escape_captions(body)
    for node in list(body.iter("li")):
        _tighten(node)
    for node in list(body.iter()):
        if node.tag in _HOLDERS and any(child.tag in _MARKS for child in node.iter()):
            _check_marks(node, path, remarks)


def written(body: ET.Element) -> str:
    """Return blocks as Markdown; braces and notes that a template would take for its own are escaped."""
    html = "".join(ET.tostring(node, encoding="unicode") for node in body)
    text = _BRACE.sub(r"\\{", body_markdown(html))
    return text.replace("\\{%", "\\{\\%").replace("<!--", "<\\!--").replace("Table\ue000", "Table\\:")


def _tighten(item: ET.Element) -> None:
    """Unwrap an item's paragraph where it is the only one: the list is then written without empty lines."""
    paragraphs = [child for child in item if child.tag == "p"]
    if len(paragraphs) != 1 or item[0] is not paragraphs[0]:
        return
    only = paragraphs[0]
    item.remove(only)
    item.text = only.text
    for position, child in enumerate(list(only)):
        item.insert(position, child)


def _escape_captions(body: ET.Element) -> None:
    """Mark a colon after the word "Table" where no caption is meant, so that it makes none."""
    for node in body.iter("p"):
        if not node.get("caption") and _CAPTION.match(node.text or ""):
            node.text = _CAPTION.sub("Table\ue000", node.text or "")
        node.attrib.pop("caption", None)


def _check_marks(node: ET.Element, path: Path, remarks: list[Finding]) -> None:
    """Take marks off an element whose text Markdown could not write with them: code with a brace, and odd emphasis."""
    for code in [found for found in node.iter("code") if re.search(r"[{|]|<!--", text_of(found))]:
        remarks.append(lost(path, "code with signs of a template or a table is plain text now", text_of(code)))
        _unmark(node, frozenset({"code"}))
        break
    if _reads_back(_inline_part(node)):
        return
    remarks.append(lost(path, "bold or italics that Markdown cannot write here are plain text now", text_of(node)))
    count = sum(child.tag in _MARKS for child in node.iter())
    for number in range(count - 1, -1, -1):
        if not _reads_back(_with_one_mark(node, number)):
            _unmark_one(node, number)
    if not _reads_back(_inline_part(node)):
        _unmark(node, _MARKS)


def _inline_part(node: ET.Element) -> ET.Element:
    alone = element("p", node.text or "")
    for child in node:
        if child.tag in BLOCKS:
            break
        alone.append(copy.deepcopy(child))
    return alone


def _reads_back(paragraph: ET.Element) -> bool:
    """Whether a paragraph is read as the same text, with the same marks, as was written."""
    markdown = body_markdown(ET.tostring(paragraph, encoding="unicode"))
    try:
        found = tree(make_parser().render(markdown))
    except ValueError:
        return False
    kinds = [[node.tag for node in part.iter() if node.tag in _MARKS] for part in (paragraph, found)]
    text = [folded(" ".join(lines(part))) for part in (paragraph, found)]
    return sorted(kinds[0]) == sorted(kinds[1]) and text[0] == text[1]


def _with_one_mark(node: ET.Element, number: int) -> ET.Element:
    """Return a copy in which the one mark of that number is left."""
    alone = _inline_part(node)
    kept = [child for child in alone.iter() if child.tag in _MARKS][number : number + 1]
    for child in kept:
        child.set("keep", child.tag)
        child.tag = "kept"
    _unmark(alone, _MARKS)
    for child in kept:
        child.tag = child.attrib.pop("keep")
    return alone


def _unmark_one(node: ET.Element, number: int) -> None:
    marked = [child for child in node.iter() if child.tag in _MARKS]
    if number < len(marked):
        marked[number].tag = "odd"
        _unmark(node, frozenset({"odd"}))


def _unmark(node: ET.Element, marks: frozenset[str]) -> None:
    """Put the text of marked elements in their place."""
    while True:
        pairs = [(parent, child) for parent in node.iter() for child in parent if child.tag in marks]
        if not pairs:
            return
        parent, child = pairs[-1]
        position = list(parent).index(child)
        parent.remove(child)
        add_text(parent, position, child.text or "")
        for number, inside in enumerate(list(child)):
            parent.insert(position + number, inside)
        add_text(parent, position + len(child), child.tail or "")
