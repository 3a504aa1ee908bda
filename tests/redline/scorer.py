"""What a redline is judged by: exactness after an HTML5 parse, validity, and the words that it marks."""

import re

import html5lib
from rapidfuzz.distance import Indel

_EDGES = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "thead", "tbody", "tr", "td", "th"]
)
_WORD = re.compile(r"\S*\w\S*")


def _body(html):
    return html5lib.parse(f"<!DOCTYPE html><title>x</title><body>{html}", namespaceHTMLElements=False).find("body")


def canonical(html):
    """The HTML5 tree as one string, white space between blocks folded."""
    out = []

    def walk(node):
        if not isinstance(node.tag, str):
            return
        edge = "\x01" if node.tag in _EDGES else ""
        attributes = "".join(f' {name}="{value}"' for name, value in sorted(node.attrib.items()))
        out.append(f"{edge}<{node.tag}{attributes}>{edge}{node.text or ''}")
        for child in node:
            walk(child)
            out.append(child.tail or "")
        out.append(f"{edge}</{node.tag}>{edge}")

    walk(_body(html))
    return re.sub(r" *\x01[\x01 ]*", "", re.sub(r"[ \t\r\n]+", " ", "".join(out)))


def errors(html):
    """The parse errors that HTML5 knows in a body."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(f"<!DOCTYPE html><title>x</title><body>{html}")
    return {str(error[1]) for error in parser.errors}


def words(html):
    """The words of a body, blocks apart."""
    return _WORD.findall(" ".join(_body(re.sub(r"<(?=/?[a-z])", " <", html)).itertext()))


def least(old, new):
    """How many words the shortest edit deletes and inserts."""
    return Indel.distance(words(old), words(new))


def marked(html):
    """How many words stand in marks of insertion and deletion."""
    total = 0

    def count(text, inside):
        return len(_WORD.findall(text or "")) if inside else 0

    def walk(node, *, inside):
        nonlocal total
        if not isinstance(node.tag, str) or "data-note" in node.attrib or node.get("data-diff") == "move-from":
            return
        inside = inside or node.tag in ("ins", "del") or node.get("data-diff") in ("ins", "del")
        total += count(node.text, inside)
        for child in node:
            walk(child, inside=inside)
            total += count(child.tail, inside)

    walk(_body(html), inside=False)
    return total
