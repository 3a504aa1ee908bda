"""Links on paper: where each leads, and the address to print for a reader who cannot follow it."""

import re
from urllib.parse import urljoin, urlsplit

from noticepress.pdf.nodes import Node, text_of, walk

#: Schemes that a reader of a PDF may be sent to; a link with another one is only its text.
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_TELEPHONE = re.compile(r"\+?[\d\s\u00a0()-]{6,}")

#: Elements of which nothing is left after the layout that could carry an anchor.
_TABLE_PARTS = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th", "caption"})


def resolve(body: Node, site_url: str | None) -> None:
    """Give each ``a`` of a raw body its ``href`` or ``to`` and the address ``shown`` beside it; others become text.

    An address relative to the site leads there only where ``site_url`` says what the site is.
    """
    headings = [node for node in walk(body) if re.fullmatch("h[1-6]", node["t"])]
    links = [node for node in walk(body) if node["t"] == "a"]
    wanted = {node["a"].get("href", "")[1:] for node in links if node["a"].get("href", "").startswith("#")}
    known = _anchors(body, headings, wanted)
    for node in links:
        node.update(_target(node, known, site_url))
        if "href" not in node and "to" not in node:
            node["t"] = "span"


def _anchors(body: Node, headings: list[Node], wanted: set[str]) -> set[str]:
    """Mark the first element of each id that a heading has or a link leads to; return those ids."""
    known: set[str] = set()
    wanted = wanted | {node["a"].get("id", "") for node in headings}
    for node in walk(body):
        anchor = node["a"].get("id", "")
        if anchor and anchor in wanted - known and node["t"] not in _TABLE_PARTS:
            node["id"] = anchor
            known.add(anchor)
    return known


def _target(node: Node, known: set[str], site_url: str | None) -> Node:
    href = node["a"].get("href", "").strip()
    if href.startswith("#"):
        return {"to": href[1:]} if href[1:] in known else {}
    try:
        address = urljoin(site_url or "", href)
        scheme = urlsplit(address).scheme.lower()
    except ValueError:  # such as "http://[", which no reader could follow
        return {}
    if scheme not in _SCHEMES or not href:
        return {}
    shown = printed(address)
    return {"href": address} | ({"shown": shown} if _plain(shown) != _plain(text_of(node)) else {})


def printable(address: str) -> Node:
    """Return an address as a link to itself, or as plain text where a reader must not be sent there."""
    node: Node = {"t": "a", "a": {"href": address}, "c": [address]}
    resolve(node, None)
    return {"t": node["t"], "href": node.get("href", ""), "c": [address]}


def link_to(address: str) -> Node:
    """Return a link whose words are its address as one would type it; lay nothing else out of it."""
    return {"t": "a", "href": address, "c": [printed(address)]}


def printed(address: str) -> str:
    """Return ``address`` as one would read it out and type it: no ``https://``, no bare slash at the end."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "http":
        return address
    rest = rest.removeprefix("//")
    return rest.removesuffix("/") if rest.count("/") == 1 else rest


def _plain(text: str) -> str:
    """Fold what makes no difference between an address and its text: scheme, ``www.``, a slash, spaces, case.

    A telephone number is the same with the country's code and without.
    """
    bare = re.sub(r"^(https?://|mailto:|tel:)?(www\.)?", "", text.strip().lower())
    if _TELEPHONE.fullmatch(bare):
        return re.sub(r"^(\+44(\(0\))?|0)|\D", "", re.sub(r"[\s\u00a0]", "", bare))
    return re.sub(r"[\s\u00a0]", "", bare).rstrip("/")
