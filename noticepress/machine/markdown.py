"""A body of record as Markdown: what legal wrote, bound to one brand, with nothing of a template left.

It is written from the body and not from the source, so it can hold nothing that was not published: no note to
colleagues, no other brand's words, no value that acts as markup. Parsed, it gives the body again.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from noticepress.document import BLOCKS, HEADINGS, fold, tree
from noticepress.languages import words
from noticepress.markdown.syntax import ROW_HEADER
from noticepress.model import Document

_SPECIAL = re.compile(r"[\\`*_\[\]<>]|&(?=[#A-Za-z])|~~|\|")
#: What begins something else at the beginning of a line (CommonMark 0.31, sections 4 and 5).
_LINE_START = re.compile(r"(?m)^([ \t]*)(#{1,6}(?=[ \t]|$)|[-+](?=[ \t]|$)|[-=]+[ \t]*$|~~~|:?-[-:| ]*$)")
_NUMBERED = re.compile(r"(?m)^([ \t]*\d{1,9})([.)])(?=[ \t]|$)")
_BRACE, _ESCAPED_BRACE = re.compile(r"\}(\s*)\Z"), r"\\}\1"
_ALIGNED = {"align-left": ":---", "align-right": "---:", "align-center": ":---:"}


def markdown_file(document: Document) -> str:
    """Return a version as CommonMark with tables, headings with their ids as ``{#your-rights}``."""
    said = words(document.language)
    head = said.text("text", "head", brand=_escape(document.brand_name), number=document.version)
    digest = f"{said.text('text', 'digest')} `{document.sha256}`"
    return f"# {_escape(document.title)}\n\n{head}\n\n{digest}\n\n{body_markdown(document.html)}"


def body_markdown(html: str) -> str:
    """Return a body of record as Markdown that gives it again, attributes that only programs read aside."""
    return "\n\n".join(_blocks(tree(html))) + "\n"


def _blocks(node: ET.Element) -> Iterator[str]:
    run, before = [_escape(node.text or "")], None
    for children in _runs(node):
        child = children[0]
        if child.tag in BLOCKS:
            yield from _paragraph("".join(run))
            run.clear()
            yield _block(child, second=before == child.tag)
            before = None if before == child.tag else child.tag
        else:
            run.append(_inline(children))
        run.append(_escape(children[-1].tail or ""))
    yield from _paragraph("".join(run))


def _block(node: ET.Element, *, second: bool) -> str:
    """Return a block; ``second`` is a list right after one of its kind, whose signs have to differ from that one's."""
    if node.tag in {"ul", "ol"}:
        return _list(node, second=second)
    if node.tag in _WRITERS:
        return _WRITERS[node.tag](node)
    return _heading(node) if node.tag in HEADINGS else "\n\n".join(_blocks(node))


def _heading(node: ET.Element) -> str:
    # A heading is one line, so a line break in it is a space.
    text = re.sub(r"\\?\n", " ", _inside(node).strip())
    text = re.sub(r"(#+)\Z", r"\\\1", text)
    sign = "#" * HEADINGS[node.tag]
    end = f" {{#{node.get('id')}}}" if node.get("id") else ""
    return f"{sign} {text if end else _BRACE.sub(_ESCAPED_BRACE, text)}{end}"


def _quote(node: ET.Element) -> str:
    return _indent("\n\n".join(_blocks(node)), "> ", "> ")


def _list(node: ET.Element, *, second: bool) -> str:
    loose = any(child.tag == "p" for item in node for child in item)
    items = []
    for number, item in enumerate(node.findall("li"), int(node.get("start", "1"))):
        sign = "-*"[second] if node.tag == "ul" else f"{number}{'.)'[second]}"
        text = _joined(list(_blocks(item)), loose=loose)
        items.append(_indent(text, f"{sign} ", " " * (len(sign) + 1)))
    return ("\n\n" if loose else "\n").join(items)


def _joined(blocks: list[str], *, loose: bool) -> str:
    """Join an item's blocks; behind a table or a quotation only an empty line keeps the next block out of it."""
    parts = blocks[:1]
    for before, block in pairwise(blocks):
        ends = before.rpartition("\n")[2].startswith(("| ", ">"))
        parts += ["\n\n" if loose or ends else "\n", block]
    return "".join(parts)


def _indent(text: str, first: str, rest: str) -> str:
    lines = [f"{rest}{line}" if line or rest.strip() else "" for line in text.split("\n")]
    return (first + lines[0][len(rest) :] + "".join(f"\n{line}" for line in lines[1:])).rstrip(" ")


_EMPHASIS = frozenset({"em", "strong"})


def _table(node: ET.Element) -> str:
    rows = [[_table_cell(cell, first=not n) for n, cell in enumerate(row)] for row in node.iter("tr")]
    first = node.find(".//tr")
    cells = list(first) if first is not None else []
    rule = [_ALIGNED.get(cell.get("class", ""), "---") for cell in cells]
    return "\n".join(f"| {' | '.join(row)} |" for row in [*rows[:1], rule, *rows[1:]])


def _table_cell(cell: ET.Element, *, first: bool) -> str:
    """Return a cell on one line; ``# `` before the first one of a row makes it that row's header, and nothing else."""
    text = fold(_inside(cell))
    if cell.tag == "th" and cell.get("scope") == "row":
        return f"# {text}"
    return f"\\{text}" if first and ROW_HEADER.match(text) else text


def _code_block(node: ET.Element) -> str:
    text = "".join(node.itertext())
    code = node.find("code")
    language = (code.get("class", "") if code is not None else "").removeprefix("language-")
    fence = "`" * max(3, _longest_ticks(text) + 1)
    return f"{fence}{language}\n{text if text.endswith(chr(10)) or not text else text + chr(10)}{fence}"


_WRITERS: Mapping[str, Callable[[ET.Element], str]] = {
    "blockquote": _quote,
    "hr": lambda _: "***",
    "pre": _code_block,
    "table": _table,
}


def _paragraph(text: str) -> Iterator[str]:
    text = _LINE_START.sub(r"\1\\\2", text.strip(" \t\r\n"))
    if text:
        yield _NUMBERED.sub(r"\1\\\2", text)


def _inside(node: ET.Element) -> str:
    """Write the text of an element; emphasis in emphasis has the other mark, unless letters stand beside it."""
    parts = [_escape(node.text or "")]
    before = node.text or ""
    for run in _runs(node):
        after = run[-1].tail or ""
        is_free = not (before[-1:].isalnum() or after[:1].isalnum())
        parts += [_inline(run, "_" if node.tag in _EMPHASIS and is_free else "*"), _escape(after)]
        before = after
    return "".join(parts)


def _runs(node: ET.Element) -> Iterator[list[ET.Element]]:
    """Yield the elements in an element; emphasis that goes on in a second element, with nothing between, is one."""
    run: list[ET.Element] = []
    for child in node:
        if run and not (child.tag in _EMPHASIS and child.tag == run[-1].tag and not run[-1].tail):
            yield run
            run = []
        run.append(child)
    if run:
        yield run


def _inline(run: Sequence[ET.Element], mark: str = "*") -> str:
    node = run[0]
    match node.tag:
        case "br":
            return "\\"
        case "strong":
            return f"{mark * 2}{''.join(map(_inside, run))}{mark * 2}"
        case "em":
            return f"{mark}{''.join(map(_inside, run))}{mark}"
        case "code":
            return _code("".join(node.itertext()))
        case "a" if node.get("href") is not None:
            title = node.get("title")
            said = f' "{_quoted(title)}"' if title else ""
            return f"[{_inside(node)}](<{node.get('href')}>{said})"
        case _:
            return _inside(node)


def _code(text: str) -> str:
    ticks = "`" * (_longest_ticks(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") or (text.strip() and text[0] == text[-1] == " ") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _longest_ticks(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _quoted(text: str) -> str:
    return re.sub(r'([\\"]|&(?=[#A-Za-z]))', r"\\\1", text)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
