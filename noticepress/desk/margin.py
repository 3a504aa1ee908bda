"""A draft's redline with each finding beside the paragraph that it is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import html5lib

from noticepress.check import View
from noticepress.check.view import Block
from noticepress.desk.model import Text
from noticepress.document import fold
from noticepress.errors import Finding
from noticepress.pages import markup, places

#: Elements that hold a block of the source: a paragraph, a heading, an item, a cell.
_LEAVES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "caption"})
#: The beginning of a block is enough to know it by: what it ends with may be a value that is written elsewhere.
_KNOWN_BY = 60
_WORDS = re.compile(r"\W+")


@dataclass(frozen=True)
class Passage:
    """A block of the text as HTML, the lines of the source that it comes from, and the findings on them."""

    html: str
    lines: tuple[int, int] | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Margin:
    """A text with what belongs beside it. ``apart`` are the findings on the text as a whole."""

    passages: tuple[Passage, ...]
    apart: tuple[Finding, ...]
    places: int = 0


def margin(text: Text) -> Margin:
    """Return a text's redline, or the text itself where there is none, with the findings on its source beside it.

    Findings on other files are not among them; one whose line is in no block stands apart.
    """
    found = places.read(text.redline.html) if text.redline else []
    count = sum(len(section.places) for section in found)
    document = text.document
    html = markup.write(found) if text.redline else document.html if document else ""
    roots = list(_roots(html))
    own = [f for f in text.findings if text.view is not None and f.path == text.view.path and not f.frozen]
    lines = _lines(roots, text.view) if text.view else [None] * len(roots)
    beside: list[list[Finding]] = [[] for _ in roots]
    apart: list[Finding] = []
    for finding in own:
        at = _at(finding.line, lines)
        (apart if at is None else beside[at]).append(finding)
    passages = [
        Passage(_html(root), line, tuple(found)) for root, line, found in zip(roots, lines, beside, strict=True)
    ]
    return Margin(tuple(passages), tuple(apart), count)


def _roots(html: str) -> Iterator[ET.Element]:
    """Yield the blocks of a redline as it is shown; a fold of what did not change gives up its blocks."""
    body = html5lib.parseFragment(html, container="body", namespaceHTMLElements=False)
    for node in body:
        node.tail = None
        if node.tag == "details":
            for child in node:
                child.tail = None
                if child.tag != "summary":
                    yield child
        else:
            yield node


def _lines(roots: Sequence[ET.Element], view: View) -> list[tuple[int, int] | None]:
    """Return for each block the first and the last line of the source that it comes from.

    Blocks of the page and of the source come in the same order; those that are only in the old text match none.
    """
    sources = list(view.blocks)
    at = 0
    found: list[tuple[int, int] | None] = []
    for root in roots:
        spans = []
        for leaf in (node for node in root.iter() if node.tag in _LEAVES):
            words = _key("".join(_new(leaf)))
            match = (
                next((n for n in range(at, len(sources)) if _key(sources[n].text) == words), None) if words else None
            )
            if match is not None:
                spans.append(_span(sources[match]))
                at = match + 1
        found.append((min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None)
    return found


def _span(block: Block) -> tuple[int, int]:
    return block.place(0)[0], block.place(len(block.text) - 1)[0]


def _key(text: str) -> str:
    """Return the letters that a block begins with: white space and marks may be written in another way."""
    return _WORDS.sub("", fold(text)).casefold()[:_KNOWN_BY]


def _new(node: ET.Element) -> Iterator[str]:
    """Yield a block's own words in the new text, without notes and without the blocks inside it."""
    if node.tag == "del" or "data-note" in node.attrib or node.get("data-diff") in {"del", "move-from"}:
        return
    yield node.text or ""
    for child in node:
        if child.tag not in _LEAVES and child.tag not in {"ul", "ol", "table"}:
            yield from _new(child)
        yield child.tail or ""


def _at(line: int | None, lines: Sequence[tuple[int, int] | None]) -> int | None:
    """Return the block of a line: the one that holds it, else the last one before it."""
    if line is None:
        return None
    known = [(span, n) for n, span in enumerate(lines) if span is not None]
    holding = next((n for (low, high), n in known if low <= line <= high), None)
    return holding if holding is not None else max((n for (low, _), n in known if low <= line), default=None)


def _html(node: ET.Element) -> str:
    return ET.tostring(node, encoding="unicode", method="html")
