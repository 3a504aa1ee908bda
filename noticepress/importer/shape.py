"""HTML of any kind becomes the elements that a body of record has: headings, paragraphs, lists, tables, quotations.

What a notice cannot hold loses its element and keeps its text, and a remark says so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.document import HEADINGS
from noticepress.errors import Finding
from noticepress.importer.anchors import NAMES, NEAR
from noticepress.importer.inline import INLINE, Run, is_bold
from noticepress.importer.items import gathered, item
from noticepress.importer.office import LEVEL, NUMBER
from noticepress.importer.reading import guess, text_of
from noticepress.importer.trees import element

_LISTS = frozenset({"ul", "ol", "menu", "dir"})


@dataclass
class Shape:
    """Writes blocks; ``remarks`` collects what they could not keep. ``keeps_spaces`` is text whose spaces are its own.

    ``href`` is the address of the link that the blocks being written stand in, if any.
    """

    path: Path
    keeps_spaces: bool = False
    remarks: list[Finding] = field(default_factory=list)
    href: str | None = None

    def body(self, content: ET.Element) -> ET.Element:
        """Return a body whose children are blocks."""
        body = ET.Element("body")
        body.extend(self.blocks(content))
        return body

    def blocks(self, node: ET.Element) -> list[ET.Element]:
        """Return the blocks inside an element, lists put together from items that stood as paragraphs."""
        return gathered(list(self._blocks(node)))

    def _blocks(self, node: ET.Element, *, bold: bool = False) -> Iterator[ET.Element]:
        run = self._run(node.text, bold=bold)
        for child in node:
            if child.tag in INLINE and not has_blocks(child):
                run.add(child)
            else:
                yield from run.paragraphs()
                yield from self._block(child, bold=bold)
                run = self._run("", bold=bold)
            run.text(child.tail)
        yield from run.paragraphs()

    def _run(self, text: str | None, *, bold: bool) -> Run:
        run = Run(self.path, self.remarks, keeps_spaces=self.keeps_spaces, bold=bold, href=self.href)
        run.text(text)
        return run

    def _block(self, node: ET.Element, *, bold: bool) -> Iterator[ET.Element]:
        if node.tag in HEADINGS:
            yield from self._heading(node)
        elif node.get(LEVEL) is not None:
            yield from self._item(node)
        elif node.tag in _LISTS:
            yield from self._list(node)
        elif node.tag == "a" and node.get("href"):
            yield from self._wide_link(node)
        elif node.tag in _BLOCKS:
            yield from _BLOCKS[node.tag](self, node)
        else:
            yield from self._blocks(node, bold=bold or is_bold(node))

    def _wide_link(self, node: ET.Element) -> list[ET.Element]:
        """Return the blocks inside a link, the words of each of which are a link then."""
        before, self.href = self.href, node.get("href")
        inside = list(self._blocks(node))
        self.href = before
        return inside

    def _heading(self, node: ET.Element) -> Iterator[ET.Element]:
        """Yield a heading of one line; it has no mark of being bold, which it is anyway."""
        run = Run(self.path, self.remarks, keeps_spaces=self.keeps_spaces, one_line=True, href=self.href)
        run.inside(node)
        heading = run.element(node.tag, plain=frozenset({"strong"}))
        if heading is not None:
            for name in (NAMES, NEAR):
                heading.set(name, node.get(name, ""))
            if "np-title" in node.get("class", ""):
                heading.set("title", "yes")
            yield heading

    def _item(self, node: ET.Element) -> Iterator[ET.Element]:
        inside = list(self._blocks(node))
        if inside:
            yield item(int(node.get(LEVEL, "0")), node.get(NUMBER, ""), inside)

    def _list(self, node: ET.Element) -> Iterator[ET.Element]:
        made = element("ol" if node.tag == "ol" else "ul")
        if node.tag == "ol":
            start = node.get("start", "1")
            made.set("start", start if start.isdigit() else "1")
            if node.get("type", "1") in {"a", "A", "i", "I"} or "alpha" in node.get("style", ""):
                hint = "look for places that speak of an item by its letter"
                said = text_of(node)
                self.remarks.append(guess(self.path, "a list with letters is numbered 1, 2, 3", said, hint))
        self._loose(made, node.text)
        for child in node:
            self._list_child(made, child)
            self._loose(made, child.tail)
        if len(made):
            yield made

    def _list_child(self, made: ET.Element, child: ET.Element) -> None:
        """Add an item; what stands in a list without being one belongs to the item before it."""
        inside = list(self._list(child)) if child.tag in _LISTS else self.blocks(child)
        if child.tag in _LISTS and not len(made):
            made.extend(entry for block in inside for entry in block)
        elif child.tag != "li" and len(made):
            made[-1].extend(inside)
        elif len(inside) == 1 and inside[0].tag in {"ul", "ol"}:
            made.extend(inside[0])
        elif inside:
            made.append(list_item(inside))

    def _loose(self, made: ET.Element, text: str | None) -> None:
        """Add text that stands in a list, outside of its items, as an item."""
        inside = list(self._run(text, bold=False).paragraphs())
        if inside:
            made.append(list_item(inside))

    def _definitions(self, node: ET.Element) -> Iterator[ET.Element]:
        """Yield a list: each term is the bold first paragraph of an item, what is said of it follows."""
        made = element("ul")
        for child in node.iter():
            if child.tag not in {"dt", "dd"}:
                continue
            inside = list(self._blocks(child, bold=child.tag == "dt"))
            if child.tag == "dt" or not len(made):
                made.append(element("li"))
            made[-1].extend(inside)
        if len(made):
            self.remarks.append(
                guess(self.path, "a list of definitions became bulleted, its terms bold", text_of(node))
            )
            yield made

    def _details(self, node: ET.Element) -> Iterator[ET.Element]:
        said = text_of(node)
        self.remarks.append(guess(self.path, "what could be folded away stands open, below its title in bold", said))
        for child in list(node):
            if child.tag == "summary" and not any(found.tag in HEADINGS for found in child.iter()):
                yield from self._blocks(child, bold=True)
                child.text = ""
                for inside in list(child):
                    child.remove(inside)
        yield from self._blocks(node)

    def _quote(self, node: ET.Element) -> Iterator[ET.Element]:
        made = element("blockquote")
        made.extend(self._without_headings(self.blocks(node)))
        if len(made):
            yield made

    def _pre(self, node: ET.Element) -> Iterator[ET.Element]:
        """Yield a paragraph with the lines of a text that kept them: code has no place in a notice."""
        run = Run(self.path, self.remarks, lines=True)
        run.inside(node)
        yield from run.paragraphs()

    def _rule(self, _: ET.Element) -> Iterator[ET.Element]:
        yield element("hr")

    def _table(self, node: ET.Element) -> Iterator[ET.Element]:
        from noticepress.importer.tables import table_blocks  # noqa: PLC0415 - cells hold blocks again

        yield from table_blocks(self, node)

    def _without_headings(self, blocks: list[ET.Element]) -> Iterator[ET.Element]:
        for block in blocks:
            yield without_heading(block)


def list_item(blocks: list[ET.Element]) -> ET.Element:
    """Return an item of a list; a heading in it is a bold paragraph."""
    node = element("li")
    node.extend(without_heading(block) for block in blocks)
    return node


def without_heading(block: ET.Element) -> ET.Element:
    """Return a block, a heading as a bold paragraph: headings stand in no list, table or quotation."""
    if block.tag not in HEADINGS:
        return block
    strong = element("strong", block.text or "")
    strong.extend(block)
    paragraph = element("p")
    paragraph.append(strong)
    return paragraph


def has_blocks(node: ET.Element) -> bool:
    """Whether an element that belongs into a line holds one that does not."""
    return any(child.tag not in INLINE for child in node.iter() if child is not node)


_BLOCKS: Mapping[str, Callable[[Shape, ET.Element], Iterator[ET.Element]]] = {
    "dl": Shape._definitions,  # noqa: SLF001 - its own
    "details": Shape._details,  # noqa: SLF001
    "blockquote": Shape._quote,  # noqa: SLF001
    "pre": Shape._pre,  # noqa: SLF001
    "hr": Shape._rule,  # noqa: SLF001
    "table": Shape._table,  # noqa: SLF001
}
