"""The index that the search of a site reads, as the search of mkdocs-material takes it.

Its own index is made from what Markdown rendered, and our bodies never were Markdown: this one is made from the pages.
"""

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

from noticepress.document import HEADINGS, lines, text_of, tree
from noticepress.model import Page

#: Where words are parted, which words are left out, and how much more a word in a title weighs: as Material has it.
_CONFIG = {
    "lang": ["en"],
    "separator": r"[\s\-]+",
    "pipeline": ["stopWordFilter"],
    "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}},
}


def search_index(pages: Sequence[Page]) -> bytes:
    """Return the index of ``pages``, JSON, the same bytes for the same pages.

    The texts in force, coming and proposed are found by section. A version's own page, the history and what changed
    are found by their titles and descriptions: one sentence is not found again in every version that has it.
    """
    docs = [entry for page in pages for entry in _entries(page)]
    return json.dumps({"config": _CONFIG, "docs": docs}, ensure_ascii=False, separators=(",", ":")).encode()


def _entries(page: Page) -> Iterator[dict[str, Any]]:
    address = page.path.removesuffix("index.md")
    if page.template not in ("notice.html", "history.html", "changes.html") or "/changes/since/" in address:
        return
    label = page.meta.get("label")
    title = f"{page.title} ({label.lower()})" if label else page.title
    yield _entry(address, title, [page.meta["description"]])
    if page.template == "notice.html" and address != page.meta["permanent"]:
        yield from _sections(page.html, address)


def _sections(html: str, address: str) -> Iterator[dict[str, Any]]:
    """Yield each part of a text from one heading to the next; what stands before the first has no heading to find."""
    heading: ET.Element | None = None
    said: list[str] = []
    for node in tree(html):
        if node.tag in HEADINGS and node.get("id"):
            if heading is not None:
                yield _entry(f"{address}#{heading.get('id')}", text_of(heading), said)
            heading, said = node, []
        else:
            said.extend(_lines(node))
    if heading is not None:
        yield _entry(f"{address}#{heading.get('id')}", text_of(heading), said)


def _lines(node: ET.Element) -> Iterator[str]:
    """Yield a line for each block; a table's rows are lines, their cells parted by commas."""
    if node.tag == "table":
        yield from (", ".join(filter(None, map(text_of, row))) for row in node.iter("tr"))
    else:
        yield from lines(node)


def _entry(location: str, title: str, said: Sequence[str]) -> dict[str, Any]:
    """Return an entry; what is found is shown as HTML, so nothing goes in unescaped."""
    text = "".join(f"<p>{escape(line, quote=False)}</p>" for line in said)
    return {"location": location, "title": escape(title, quote=False), "text": text}
