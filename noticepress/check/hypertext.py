"""A notice in HTML, as any website has it: its text with line and column, without what frames it."""

from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from noticepress.check.view import Block, BlockKind, Target, View, Writer
from noticepress.document import BLOCKS, HEADINGS

#: What stands on a page and is no part of a notice's text.
_SKIPPED = frozenset({"script", "style", "template", "nav", "svg", "noscript", "head", "footer", "button", "select"})
_BREAKS = BLOCKS | {
    "main",
    "article",
    "header",
    "aside",
    "form",
    "figure",
    "html",
    "br",
    "option",
    "details",
    "summary",
}
_KINDS: dict[str, BlockKind] = {"li": "item", "dd": "item", "dt": "item", "td": "cell", "th": "cell"}


def html_view(text: str, path: Path, *, ours: bool = False, dated: bool = False) -> View:
    """Return the view of an HTML notice, whole page or body; ``ours`` reads ``data-covers`` as declarations."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    title = "".join(reader.title).strip() or None
    return View(path, tuple(reader.blocks), title=title, ours=ours, dated=dated or reader.dated, spaced=False)


class _Reader(HTMLParser):
    """Writes a block for each element that begins a line of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[Block] = []
        self.title: list[str] = []
        self.dated = False
        self._writer = Writer()
        self._kind: BlockKind = "paragraph"
        self._facts: dict[str, object] = {}
        self._skipped: list[str] = []
        self._lists: list[int] = []
        self._count = 0
        self._link: tuple[int, str] | None = None
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._in_title = tag == "title"
        self.dated = self.dated or "datetime" in found
        if tag in _SKIPPED:
            self._skipped.append(tag)
        if tag in _BREAKS:
            self.flush()
            self._begin(tag, found)
        if tag == "a" and found.get("href"):
            self._link = len(self._writer.text), str(found["href"])

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in {"ul", "ol", "dl"}:
            self._count += 1
            self._lists.append(self._count)
        if tag in HEADINGS:
            covers = tuple((attributes.get("data-covers") or "").split())
            self._kind = "heading"
            self._facts = {"level": HEADINGS[tag], "id": attributes.get("id") or "", "covers": covers}
        elif tag in _KINDS:
            self._kind = _KINDS[tag]
            in_list = self._kind == "item" and self._lists
            self._facts = {"group": self._lists[-1]} if in_list else {}

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if self._skipped and tag == self._skipped[-1]:
            self._skipped.pop()
        if tag == "a" and self._link is not None:
            start, href = self._link
            self._writer.links.append(Target(min(start, len(self._writer.text)), len(self._writer.text), href))
            self._link = None
        if tag in _BREAKS:
            self.flush()
            if tag in HEADINGS or tag in _KINDS:
                self._kind, self._facts = "paragraph", {}
            if tag in {"ul", "ol", "dl"} and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        line, offset = self.getpos()
        if self._in_title:
            self.title.append(data)
        elif not self._skipped:
            self._writer.add(data.replace("\t", " ").replace("\r", " "), line, offset + 1)

    def handle_entityref(self, name: str) -> None:
        self._character(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._character(f"&#{name};")

    def _character(self, written: str) -> None:
        line, offset = self.getpos()
        if self._in_title:
            self.title.append(unescape(written))
        elif not self._skipped:
            self._writer.put(unescape(written), line, offset + 1)

    def flush(self) -> None:
        """End the block that is being written."""
        block = self._writer.block(self._kind, **self._facts)
        if block is not None:
            self.blocks.append(block)
        self._writer = Writer()
