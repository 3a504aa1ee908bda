"""The XML of Word's text: what its elements are called, what of it readers see, and the text that it says."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.errors import Finding
from noticepress.importer.notes import NOTES
from noticepress.importer.package import missing
from noticepress.importer.reading import folded, lost
from noticepress.importer.styles import Styles, W, is_on, style_id

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: Of these, what is inside belongs into the text; the element itself says nothing of it.
_THROUGH = frozenset({f"{W}dir", f"{W}bdo", f"{W}fldSimple"})
_GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}delInstrText", f"{W}pPr", f"{W}rPr"})
_PRIVATE = re.compile("[\uf000-\uf0ff]")
_BREAKS = frozenset({f"{W}br", f"{W}tab", f"{W}cr", f"{W}ptab"})
_SIGNS = {**dict.fromkeys(_BREAKS, " "), f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad"}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


def normalise(root: ET.Element, styles: Styles, path: Path) -> tuple[Finding, ...]:
    """Write a tree as mammoth reads it whole, and take out, with a remark, what no reader of the page sees as its text.

    Simple fields become links or runs, formulas their letters, text boxes text; the table of contents, hidden text and
    struck-out text go.
    """
    _choose_alternatives(root)
    formulas = ["".join(part.text or "" for part in node.iter(f"{_MATH}t")) for node in root.iter(f"{_MATH}oMath")]
    _open_up(root)
    told = (lost(path, "a formula is a line of letters now", letters) for letters in formulas)
    return (*told, *_symbols(root, path), *_without_unseen(root, styles, path))


def _choose_alternatives(root: ET.Element) -> None:
    """Put the text of a text box, or else the picture of a drawing, in the place of alternatives for old programs."""
    for parent in list(root.iter()):
        for position, child in enumerate(list(parent)):
            if child.tag != f"{MC}AlternateContent":
                continue
            box = child.find(f".//{W}txbxContent")
            chosen = child.find(f"{MC}Choice")
            made = ET.Element(f"{W}pict") if box is not None else None
            if made is not None and box is not None:
                made.append(box)
            else:
                made = next(iter(chosen), None) if chosen is not None else None
            if made is not None:
                parent[position] = made


def _open_up(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            position = list(parent).index(child)
            if child.tag == f"{W}fldSimple":
                parent.remove(child)
                for number, node in enumerate(_field(child)):
                    parent.insert(position + number, node)
            elif child.tag in {f"{_MATH}oMath", f"{_MATH}oMathPara"}:
                parent[position] = _run("".join(node.text or "" for node in child.iter(f"{_MATH}t")))
            elif child.tag in _THROUGH:
                parent.remove(child)
                for number, node in enumerate(list(child)):
                    parent.insert(position + number, node)
            elif child.tag in {f"{W}cr", f"{W}ptab"}:
                child.tag = f"{W}br" if child.tag == f"{W}cr" else f"{W}tab"


def _field(node: ET.Element) -> Iterator[ET.Element]:
    """Yield a simple field as the runs of a complex one, which is read with its address."""
    said = ET.Element(f"{W}r")
    ET.SubElement(said, f"{W}instrText").text = node.get(f"{W}instr", "")
    yield _field_end("begin")
    yield said
    yield _field_end("separate")
    yield from node
    yield _field_end("end")


def _field_end(kind: str) -> ET.Element:
    made = ET.Element(f"{W}r")
    ET.SubElement(made, f"{W}fldChar", {f"{W}fldCharType": kind})
    return made


def _run(text: str) -> ET.Element:
    made = ET.Element(f"{W}r")
    inside = ET.SubElement(made, f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    inside.text = text
    return made


def _symbols(root: ET.Element, path: Path) -> Iterator[Finding]:
    """Write the symbols of old fonts, whether as elements or as letters of the private kind, as what they look like."""
    for node in root.iter(f"{W}sym"):
        font, code = node.get(f"{W}font", ""), node.get(f"{W}char", "")
        letter = _letter(font, int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{2,5}", code) else 0)
        node.tag, node.attrib, node.text = f"{W}t", {}, letter
        if not letter:
            yield lost(path, f"a sign of the font {font or '?'} is left out", code)
    for run in root.iter(f"{W}r"):
        fonts = run.find(f"{W}rPr/{W}rFonts")
        font = fonts.get(f"{W}ascii", "") if fonts is not None else ""
        for node in run.iter(f"{W}t"):
            node.text = "".join(
                (_letter(font or "Symbol", ord(sign)) if _PRIVATE.match(sign) else "") or sign
                for sign in node.text or ""
            )


def _letter(font: str, code: int) -> str:
    """Return the sign that a font of symbols has at a place, which Word may count from U+F000; empty if unknown."""
    try:
        from mammoth.docx.dingbats import dingbats  # noqa: PLC0415 - an extra of the package
    except ModuleNotFoundError as error:
        raise missing(error) from error
    known = dingbats.get((font, code)) or dingbats.get((font, code & 0xFF))
    return chr(known) if known else ""


def _without_unseen(root: ET.Element, styles: Styles, path: Path) -> Iterator[Finding]:
    contents: list[str] = []
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_contents(child, styles):
                contents.append(said(child))
                parent.remove(child)
            elif child.tag == f"{W}r" and (reason := _unseen(child, styles)):
                words = said(child)
                parent.remove(child)
                if words:
                    yield lost(path, f"{reason} text is left out", words)
            elif child.tag in {f"{W}altChunk", f"{W}subDoc"}:
                parent.remove(child)
                yield lost(path, "a document inside the document is left out", hint="import it by itself")
    if any(contents):
        yield lost(path, "the table of contents is left out", folded(" ".join(contents)))


def _is_contents(node: ET.Element, styles: Styles) -> bool:
    if node.tag == f"{W}sdt":
        gallery = node.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
    return node.tag == f"{W}p" and styles.name(style_id(node)).lower().startswith(("toc ", "contents "))


def _unseen(run: ET.Element, styles: Styles) -> str:
    properties = run.find(f"{W}rPr")
    style = properties.find(f"{W}rStyle") if properties is not None else None
    own = [properties] if properties is not None else []
    inherited = styles.run_properties(style.get(f"{W}val", "")) if style is not None else []
    for tag, reason in (("vanish", "hidden"), ("strike", "struck-out"), ("dstrike", "struck-out")):
        if is_on(next((found for p in (*own, *inherited) if (found := p.find(f"{W}{tag}")) is not None), None)):
            return reason
    return ""


def said(node: ET.Element) -> str:
    """Return the text of an element, deleted or not, as one line."""
    parts = [
        " " if found.tag in _BREAKS or found.tag == f"{W}p" else (found.text or "")
        for found in node.iter()
        if found.tag in _BREAKS or found.tag in {f"{W}p", f"{W}t", f"{W}delText"}
    ]
    return folded("".join(parts))


def word_lines(body: ET.Element, notes: list[ET.Element]) -> Iterator[str]:
    """Yield what a document says, a line for each paragraph, then its notes below a heading, by their numbers.

    This is the second reading, of the XML alone, that the notice is held to: it shares no code with the first.
    """
    numbers: dict[tuple[str, str], int] = {}
    for line in "".join(_said(body, numbers, [])).split("\v"):
        if folded(line):
            yield folded(line)
    by_id = {(_note_kind(note), note.get(f"{W}id", "")): note for tree in notes for note in tree}
    if numbers:
        yield NOTES
    # A note may refer to a further note: numbers grow while they are read.
    done = 0
    while done < len(numbers):
        for key in list(numbers)[done:]:
            done += 1
            note = by_id.get(key)
            yield folded("".join(_said(note, numbers, [])).replace("\v", " ")) if note is not None else ""


def _note_kind(note: ET.Element) -> str:
    return "footnote" if note.tag == f"{W}footnote" else "endnote"


def _said(node: ET.Element, numbers: dict[tuple[str, str], int], boxes: list[ET.Element]) -> Iterator[str]:
    """Yield what an element says; ``boxes`` collects text boxes, which come behind the paragraph that holds them."""
    if node.tag in _GONE or node.find(f"{W}trPr/{W}del") is not None:
        return
    if node.tag == f"{W}t":
        yield node.text or ""
    elif node.tag in _SIGNS:
        yield _SIGNS[node.tag]
    elif node.tag in _NOTES:
        key = (_NOTES[node.tag], node.get(f"{W}id", ""))
        yield f"[{numbers.setdefault(key, len(numbers) + 1)}]"
    elif node.tag == f"{W}pict":
        boxes.append(node)
    elif node.tag == f"{W}p":
        own: list[ET.Element] = []
        yield from _inside(node, numbers, own)
        yield "" if node.find(f"{W}pPr/{W}rPr/{W}del") is not None else "\v"
        for box in own:
            yield from _inside(box, numbers, [])
    else:
        yield from _inside(node, numbers, boxes)


def _inside(node: ET.Element, numbers: dict[tuple[str, str], int], boxes: list[ET.Element]) -> Iterator[str]:
    for child in node:
        yield from _said(child, numbers, boxes)
