"""A body of record as plain text: to read in a terminal, in an email, in fifty years.

It is derived from the body by this code, so unlike the body it may be set otherwise by a later one.
"""

import textwrap
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree as ET

from noticepress.document import BLOCKS, HEADINGS, fold, tree
from noticepress.languages import words
from noticepress.model import Document

#: With a list's indent it fits a terminal, and an email that is quoted once.
_WIDTH = 74
#: Most versions of a notice have most of their paragraphs in common, and are set one after another.
_PARAGRAPHS = 1024
#: Lines below headings, by their level; deeper ones stand alone.
_UNDERLINES = {1: "=", 2: "-", 3: "~"}


def text_file(document: Document) -> str:
    """Return a version as plain text: whose it is, which one, its fingerprint, then the text, wrapped.

    It says nothing that can change: the period in force is on the page. Links have their address after them.
    """
    said = words(document.language)
    head = _wrap(said.text("text", "head", brand=document.brand_name, number=document.version))
    digest = f"{said.text('text', 'digest')}\n{document.sha256}"
    blocks = [_heading(document.title, 1), head, digest, *_blocks(tree(document.html))]
    return "\n\n".join(blocks) + "\n"


def _blocks(node: ET.Element) -> Iterator[str]:
    """Yield the blocks inside an element; a run of text between blocks is one too."""
    run = [node.text or ""]
    for child in node:
        if child.tag in BLOCKS:
            yield from _paragraph("".join(run))
            run.clear()
            yield from _block(child)
        else:
            run.append(_inline(child))
        run.append(child.tail or "")
    yield from _paragraph("".join(run))


def _block(node: ET.Element) -> Iterator[str]:
    if node.tag in HEADINGS:
        yield _heading(fold(_inside(node)), HEADINGS[node.tag])
    elif node.tag in {"ul", "ol"}:
        yield _list(node)
    elif node.tag == "table":
        yield from _table(node)
    elif node.tag == "blockquote":
        yield textwrap.indent("\n\n".join(_blocks(node)), "> ", lambda _: True).replace("> \n", ">\n")
    elif node.tag == "pre":
        yield textwrap.indent("".join(node.itertext()).rstrip("\n"), "    ")
    elif node.tag == "hr":
        yield "* * *"
    else:
        yield from _blocks(node)


def _heading(text: str, level: int) -> str:
    text = _wrap(text)
    line = _UNDERLINES.get(level, "") * max(map(len, text.splitlines()), default=0)
    return f"{text}\n{line}" if line else text


def _list(node: ET.Element) -> str:
    """Return a list; its items stand apart where one of them holds more than a line of text."""
    items = []
    for number, item in enumerate(node.findall("li"), int(node.get("start", "1"))):
        marker = f"{number}. " if node.tag == "ol" else "- "
        parts = list(_blocks(item))
        text = ("\n\n" if any(child.tag == "p" for child in item) else "\n").join(parts)
        items.append(marker + textwrap.indent(text, " " * len(marker))[len(marker) :])
    apart = any(child.tag == "p" for item in node for child in item)
    return ("\n\n" if apart else "\n").join(items)


def _table(node: ET.Element) -> Iterator[str]:
    """Yield each row as its cells one below the other, each after its column's heading, for any width and any ear."""
    rows = [[fold(_inside(cell)) for cell in row] for row in node.iter("tr")]
    head = rows.pop(0) if rows and node.find("thead") is not None else []
    caption = node.find("caption")
    if caption is not None:
        yield _wrap(fold(_inside(caption)))
    if not rows and head:
        yield _wrap("; ".join(head))
    for row in rows:
        named = [f"{head[n]}: {cell}" if n < len(head) and head[n] else cell for n, cell in enumerate(row)]
        lines = [_wrap(line, subsequent_indent="    ") for line in named if line]
        yield "- " + textwrap.indent("\n".join(lines), "  ")[2:]


def _paragraph(text: str) -> Iterator[str]:
    lines = [fold(line) for line in text.split("\v")]
    if any(lines):
        yield "\n".join(_wrap(line) for line in lines)


def _inside(node: ET.Element) -> str:
    return (node.text or "") + "".join(_inline(child) + (child.tail or "") for child in node)


def _inline(node: ET.Element) -> str:
    """Return an element in a run of text; a line break stands as a vertical tab until the run is wrapped."""
    if node.tag == "br":
        return "\v"
    text = _inside(node)
    address = node.get("href", "#") if node.tag == "a" else "#"
    is_said = address.startswith("#") or address.removeprefix("mailto:").removeprefix("tel:") == text.strip()
    return text if is_said else f"{text} <{address}>"


@lru_cache(maxsize=_PARAGRAPHS)
def _wrap(text: str, subsequent_indent: str = "") -> str:
    return textwrap.fill(
        text, _WIDTH, subsequent_indent=subsequent_indent, break_long_words=False, break_on_hyphens=False
    )
