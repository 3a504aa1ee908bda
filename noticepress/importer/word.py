"""A Word document: prepared so that nothing goes in silence, turned to HTML by mammoth, and read again as text.

Mammoth reads runs, links, notes, tables and text boxes. What it passes over, or would lose in silence, is settled
before: tracked changes, headings of any style, numbers, hidden and struck-out text, contents, fields.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import html5lib

from noticepress.errors import Finding
from noticepress.importer.encoding import check_characters
from noticepress.importer.notes import gather_notes
from noticepress.importer.numbering import Numbering, number_paragraphs
from noticepress.importer.office import LEVEL, NUMBER, letters_lost
from noticepress.importer.package import Package, missing, open_package
from noticepress.importer.reading import Reading, distinct, folded, lost, refused
from noticepress.importer.revisions import remark_comments, remark_revisions
from noticepress.importer.styles import Styles, W, mark_headings
from noticepress.importer.trees import remove
from noticepress.importer.wordprocessing import normalise, word_lines

_STYLE_MAP = "\n".join(
    [
        "p.NpTitle => h1.np-title:fresh",
        *(f"p.NpHeading{level} => h{level}:fresh" for level in range(1, 7)),
        "p => p:fresh",
        "strike => ",
        "u => ",
        "b => strong",
        "i => em",
    ]
)
_MARK = "np-item-"
_PARTS = ("footnotes", "endnotes")


def read_word(data: bytes, path: Path) -> Reading:
    """Return what a Word document says, insertions accepted and deletions dropped, each of them in a remark.

    Raises ``ConfigError`` as ``open_package`` does, ``BuildError`` where mammoth is not installed.
    """
    package = open_package(data, path)
    document = package.tree(package.main)
    assert document is not None
    body = document.find(f"{W}body")
    if body is None:
        raise refused(path, "the document has no text")
    styles = Styles(package.tree(next(package.related("styles"), "")))
    numbering = Numbering(package.tree(next(package.related("numbering"), "")), styles)
    remarks: list[Finding] = [*remark_comments(package, path), *_frame(package, path)]
    notes = {
        name: tree for kind in _PARTS for name in package.related(kind) if (tree := package.tree(name)) is not None
    }
    for tree in (body, *notes.values()):
        remarks.extend(normalise(tree, styles, path))
    lettered = number_paragraphs(body, numbering, styles)
    if lettered:
        remarks.append(letters_lost(path, lettered))
    for tree in (body, *notes.values()):
        remarks.extend(remark_revisions(tree, path))
    lines = tuple(word_lines(body, [*notes.values()]))
    check_characters("\n".join(lines), path, lines=False)
    mark_headings(body, styles)
    changed = {package.main: _bytes(document), **{name: _bytes(tree) for name, tree in notes.items()}}
    html, messages = _converted(package.with_parts(changed))
    content = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False).find("body")
    assert content is not None
    _mark_items(content)
    remarks.extend(gather_notes(content, path))
    remarks.extend(lost(path, f"Word's file holds what could not be read: {text}") for text in messages)
    remarks.extend(_pictures(content, path))
    if not lines:
        raise refused(path, "there is no text in the document", "a scan has none: type it, or have it recognised first")
    return Reading(path, content, lines, distinct(remarks), _title(package), keeps_spaces=True)


def _bytes(tree: ET.Element) -> bytes:
    data: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return data


def _converted(data: bytes) -> tuple[str, list[str]]:
    try:
        import mammoth  # noqa: PLC0415 - an extra of the package
    except ModuleNotFoundError as error:
        raise missing(error) from error

    def picture(_: Any) -> dict[str, str]:
        return {}

    result = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=_STYLE_MAP,
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(picture),
    )
    messages = [str(message.message) for message in result.messages if "style" not in str(message.message).lower()]
    return str(result.value), list(dict.fromkeys(messages))


def _mark_items(content: ET.Element) -> None:
    """Move what numbering wrote into an anchor of each item's paragraph to the paragraph itself."""
    for node in list(content.iter("p")):
        for parent in list(node.iter()):
            for child in list(parent):
                name = child.get("id") or ""
                if child.tag == "a" and name.startswith(_MARK):
                    level, _, number = name.removeprefix(_MARK).partition("-")
                    node.set(LEVEL, level)
                    node.set(NUMBER, number.partition(".")[0])
                    remove(parent, child)


def _frame(package: Package, path: Path) -> Iterator[Finding]:
    """Yield what stands in the margins of pages, each text once."""
    seen = set[str]()
    for kind, called in (("header", "the page header"), ("footer", "the page footer")):
        for name in package.related(kind):
            tree = package.tree(name)
            words = folded(" ".join(word_lines(tree, []))) if tree is not None else ""
            if words and words not in seen:
                seen.add(words)
                yield lost(path, f"{called} is left out", words)


def _pictures(content: ET.Element, path: Path) -> Iterator[Finding]:
    for node in content.iter():
        if node.tag == "img":
            said = (node.get("alt") or "").strip() or "it has no text of its own"
            yield lost(path, "a picture is left out", said, "a notice holds no pictures: say it in words")
        elif node.tag == "input":
            ticked = "ticked" if node.get("checked") is not None else "not ticked"
            yield lost(path, f"a box to tick is left out ({ticked})")


def _title(package: Package) -> str | None:
    tree = package.tree("docProps/core.xml")
    found = None if tree is None else tree.findtext("{http://purl.org/dc/elements/1.1/}title")
    return folded(found) if found and folded(found) else None
