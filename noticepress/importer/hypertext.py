"""A saved page: the notice in it, without what frames it; all that is left out is said."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib

from noticepress.document import BLOCKS
from noticepress.errors import Finding
from noticepress.importer.frame import without_frame
from noticepress.importer.notes import gather_notes
from noticepress.importer.office import mark_office_lists
from noticepress.importer.reading import Reading, distinct, folded, lost, refused
from noticepress.importer.trees import remove

#: What a browser writes into a page that it saves (Internet Explorer began it, Chrome still does).
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(https?://\S+) -->")
#: Elements that begin a line of their own, beside those of a body of record.
_LINES = BLOCKS | {
    "address", "article", "aside", "br", "details", "dir", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "legend", "main", "menu", "nav", "optgroup", "option", "summary",
}  # fmt: skip
#: Deeper than any page that people write; beyond it a walk of the tree would end in an error.
_DEEPEST = 200


def read_html(text: str, remarks: tuple[Finding, ...], path: Path) -> Reading:
    """Return what a page says, by the rules of HTML; ``remarks`` are those on its encoding."""
    document = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    head, body = document.find("head"), document.find("body")
    if body is None:
        raise refused(path, "the page has no body", "save the page itself, not the frames around it")
    drop_comments(document)
    check_depth(body, path)
    said = mark_office_lists(body, path)
    content, left_out = without_frame(body, path)
    title = folded(head.findtext("title") or "") if head is not None else ""
    noted = gather_notes(content, path)
    lines = text_lines(content)
    if not lines:
        raise refused(path, "there is no text in the page", "a page that a script fills: save it from the browser")
    found = distinct((*remarks, *said, *left_out, *noted, *_embedded(content, path)))
    return Reading(path, content, lines, found, title or None, _base(text, head))


def check_depth(body: ET.Element, path: Path) -> None:
    """Raise ``ConfigError`` for a page whose elements stand so deep inside each other that nobody wrote them."""
    level = [body]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in node]
    if level:
        raise refused(
            path, f"elements stand more than {_DEEPEST} deep inside each other", "copy the text to a new file"
        )


def drop_comments(root: ET.Element) -> None:
    """Take comments and processing instructions out; what follows them stays."""
    for parent in root.iter():
        # Comments have a function for a tag, which the types of the library do not tell.
        for child in [child for child in parent if callable(child.tag)]:
            remove(parent, child)


def text_lines(body: ET.Element) -> tuple[str, ...]:
    """Return the text of a tree of HTML, a line for each element that begins one."""
    return tuple(line for line in map(folded, "".join(_text(body)).split("\v")) if line)


def _text(node: ET.Element) -> Iterator[str]:
    is_line = node.tag in _LINES
    if is_line:
        yield "\v"
    yield "“" if node.tag == "q" else ""
    yield node.text or ""
    for child in node:
        yield from _text(child)
        yield child.tail or ""
    yield "”" if node.tag == "q" else ""
    if is_line:
        yield "\v"


def _base(text: str, head: ET.Element | None) -> str | None:
    """Return the address that relative links start from: the page's base, its canonical address, where it came from."""
    nodes = () if head is None else (*head.iter("base"), *head.iter("link"))
    named = [node.get("href", "") for node in nodes if node.tag == "base" or node.get("rel") == "canonical"]
    saved = _SAVED.search(text[:2000])
    found = [*named, *([saved[1]] if saved else [])]
    return next((address for address in found if address.startswith(("https://", "http://"))), None)


def _embedded(body: ET.Element, path: Path) -> Iterator[Finding]:
    for node in body.iter():
        if node.tag == "img":
            said = node.get("alt", "").strip()
            hint = "a notice holds no pictures: say it in words"
            yield lost(path, "a picture is left out", said or "it has no text of its own", hint)
        elif node.tag in {"iframe", "object", "embed", "video", "audio", "frame"}:
            address = node.get("src") or node.get("data") or "no address"
            yield lost(path, f"what is embedded with <{node.tag}> is left out", address)
