"""What the templates print: blocks with white space folded as a browser does, lists of items, placed cells.

``templates/pdf/base.typ`` has one function for each ``t`` that comes out of here.
"""

from collections.abc import Iterable
from itertools import pairwise

from noticepress.document import HEADINGS
from noticepress.pdf.nodes import SPACE, Node, elements, plain, runs
from noticepress.pdf.tables import table

#: Inline elements that look alike on paper, by the name that the templates know.
_INLINE = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "cite": "em",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "sup": "sup",
    "sub": "sub",
    "ins": "ins",
    "del": "del",
    "note": "note",
    "br": "br",
    "a": "a",
}
#: What other stages write on a raw node for the templates to see.
_KEPT = ("id", "changed", "href", "to", "shown")


def blocks(children: Iterable[Node | str], *, loose: str = "p") -> list[Node]:
    """Turn raw children into the blocks that the templates lay out; ``loose`` is what text beside blocks becomes."""
    laid: list[Node] = []
    for part in runs(children):
        if isinstance(part, dict):
            laid.append(_block(part))
        elif content := inline(part):
            laid.append({"t": loose, "c": content})
    for block, following in pairwise(laid):
        if block["t"] in {"p", "run"}:  # a line that introduces something stays on its page
            block["sticky"] = following["t"] in {"ul", "ol", "table"} or _ends_with_colon(block)
        if block["t"] == "h":
            following["opens"] = block["level"]
    return laid


def _contents(children: Iterable[Node | str]) -> list[Node]:
    """Lay out what an item or a cell holds: its text is set close, as no paragraph."""
    return blocks(children, loose="run")


def _ends_with_colon(block: Node) -> bool:
    return "".join(map(plain, block["c"])).rstrip().endswith(":")


def _block(node: Node) -> Node:
    tag = node["t"]
    common = _kept(node)
    if tag in HEADINGS:
        return common | {"t": "h", "level": node["level"], "c": inline(node["c"])}
    if tag in {"p", "dt"}:
        return common | {"t": tag, "c": inline(node["c"])}
    if tag == "pre":
        return common | {"t": "pre", "c": _lines(_convert(node["c"]))}
    if tag in {"ul", "ol"}:
        return common | _list(node)
    if tag == "table":
        return common | table(node, _contents)
    return common | {"t": tag if tag in {"blockquote", "hr", "dd"} else "div", "c": blocks(node["c"])}


def _kept(node: Node) -> Node:
    return {key: node[key] for key in _KEPT if key in node}


def _list(node: Node) -> Node:
    start = node["a"].get("start", "")
    items = [_kept(item) | {"t": "item", "c": _contents(item["c"])} for item in elements(node)]
    return {"t": node["t"], "start": int(start) if start.isdecimal() else 1, "c": items}


def inline(children: Iterable[Node | str]) -> list[Node | str]:
    """Convert inline content and fold its white space as a browser does; empty where it shows nothing."""
    folded, _ = _fold(_convert(children), at_edge=True)
    return folded


def _convert(children: Iterable[Node | str]) -> list[Node | str]:
    return [child if isinstance(child, str) else _element(child) for child in children]


def _element(node: Node) -> Node:
    return _kept(node) | {"t": _INLINE.get(node["t"], "span"), "c": _convert(node["c"])}


def _fold(nodes: list[Node | str], *, at_edge: bool) -> tuple[list[Node | str], bool]:
    """Fold white space; ``at_edge`` says that a space here would show nothing, as after another space."""
    folded: list[Node | str] = []
    for node in nodes:
        if isinstance(node, str):
            text = SPACE.sub(" ", node)
            text = text.lstrip(" ") if at_edge else text
            at_edge = text.endswith(" ") if text else at_edge
            folded.append(text)
        else:
            content, at_edge = _fold(node["c"], at_edge=at_edge)
            at_edge = at_edge or node["t"] == "br"
            folded.append(node | {"c": content})
    return [node for node in folded if node != ""], at_edge


def _lines(nodes: list[Node | str]) -> list[Node | str]:
    """Keep the spaces of preformatted text, and turn its line ends into line breaks."""
    kept: list[Node | str] = []
    for node in nodes:
        if isinstance(node, str):
            for number, line in enumerate(node.split("\n")):
                kept += [{"t": "br", "c": []}, line] if number else [line]
        else:
            kept.append(node | {"c": _lines(node["c"])})
    return kept
