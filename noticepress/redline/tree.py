"""A body as a tree that forgets nothing: every character of the source can be written back."""

import re
import weakref
from collections.abc import Iterator

from noticepress.redline.marks import clash

_BLOCKS = (
    "address article aside blockquote body caption center colgroup dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search "
    "section summary table tbody td tfoot th thead tr ul"
)
_VOID = "area base br col embed hr img input link meta source track wbr"
_OPAQUE = (
    "audio button canvas colgroup iframe math noscript object picture script select style svg template "
    "textarea title video"
)
BLOCKS = frozenset(_BLOCKS.split())
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: White space at the edges of these is kept with their text; elsewhere it is layout.
LEAVES = HEADINGS | {"p", "pre"}
VOID = frozenset(_VOID.split())
#: Looked at from outside only: what they hold is no prose, and marks inside would break it.
OPAQUE = frozenset(_OPAQUE.split())
#: An end tag that HTML lets an author leave out. Without it our nesting would not be the browser's.
_CLOSES = {
    "p": BLOCKS - {"li", "dd", "dt", "tr", "td", "th", "tbody", "thead", "tfoot", "caption", "colgroup", "body"},
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "tbody", "thead", "tfoot"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
}
_TOKEN = re.compile(
    r"<!--.*?-->|<(/?)([a-zA-Z][^\s/>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>|[^<]+",
    re.DOTALL,
)
#: Most of a notice: a paragraph, heading, item or cell of nothing but text.
_LEAF = re.compile(r"<(p|li|t[dh]|h[2-6])((?:\s[^<>]*)?)>([^<]*)(</\1>)")
_SPACE = " \t\r\n\f"


#: Deeper nesting is no notice; CommonMark renderers stop far earlier.
_DEPTH = 100


class MalformedError(ValueError):
    """The fragment's tags do not nest, so it is no tree as it stands."""


class Node:
    """An element, a text (``#text``), a comment (``#atom``) or a run of inline content (``#run``).

    ``start`` is the source's start tag or the text itself, ``raw`` the whole source. ``lead`` is white space
    before a block and ``tail`` before its end tag, each ``None`` where it is what CommonMark would write.
    ``plain``: no such white space within, and no name that the marks use. A node has its children, and knows its
    ``parent`` while somebody has that: a tree is no circle, and is gone when its root is.
    """

    __slots__ = (
        *("__weakref__", "_parent", "children", "end", "lead", "plain"),
        *("raw", "start", "tag", "tail", "words"),
    )

    def __init__(self, tag: str, start: str) -> None:
        self.tag = tag
        self.start = start
        self.end = ""
        self.raw = start
        self.children: list[Node] = []
        self._parent: weakref.ref[Node] | None = None
        self.lead: str | None = None
        self.tail: str | None = None
        self.plain = True
        self.words: tuple[str, ...] | None = None

    @property
    def parent(self) -> "Node | None":
        """The node that this one is a child of; ``None`` for a root."""
        return None if self._parent is None else self._parent()

    @parent.setter
    def parent(self, parent: "Node") -> None:
        self._parent = weakref.ref(parent)

    def __repr__(self) -> str:
        """Return the source, shortened: for a failing test."""
        return f"<Node {self.tag} {self.raw[:60]!r}>"

    def walk(self) -> Iterator["Node"]:
        """Yield this node and its block descendants, in reading order."""
        yield self
        if self.tag != "#run":
            for child in self.children:
                yield from child.walk()


def parse(html: str) -> Node:
    """Return the tree of a well-formed fragment; its root has the tag ``body``.

    Refused with :class:`MalformedError`: tags that do not nest, optional end tags left out, a stray ``<``.
    """
    root = Node("body", "")
    stack: list[tuple[Node, int]] = [(root, 0)]
    position, size, match, leaf = 0, len(html), _TOKEN.match, _LEAF.match
    while position < size:
        found = leaf(html, position)
        if found is not None and found.group(1) not in _CLOSES.get(stack[-1][0].tag, ()):
            stack[-1][0].children.append(_leaf(found))
            position = found.end()
            continue
        found = match(html, position)
        if found is None:
            raise MalformedError(html[position : position + 40])
        closing, tag = found.group(1, 2)
        if tag is None:
            text = found.group()
            stack[-1][0].children.append(Node("#atom" if text[0] == "<" else "#text", text))
        elif closing:
            _close(stack, tag.lower(), found, html)
        else:
            position = _open(stack, tag.lower(), found, html)
            continue
        position = found.end()
    if len(stack) > 1:
        raise MalformedError(stack[-1][0].start)
    root.raw = html
    _arrange(root)
    return root


def _leaf(found: re.Match[str]) -> Node:
    """Return a block of nothing but text."""
    tag, attributes, text, end = found.groups()
    node = Node(tag, f"<{tag}{attributes}>")
    node.end, node.raw = end, found.group()
    inside = text if tag in LEAVES else text.rstrip(_SPACE)
    if inside or tag in LEAVES:
        child = Node("#run", "")
        child.raw = inside
        child.children = [Node("#text", inside)] if inside else []
        child.parent = node
        node.children = [child]
    if inside != text:
        node.tail = text[len(inside) :]
    node.plain = node.tail is None and not clash(node.start)
    return node


def _open(stack: list[tuple[Node, int]], tag: str, found: re.Match[str], html: str) -> int:
    parent = stack[-1][0]
    if tag in _CLOSES.get(parent.tag, ()):
        raise MalformedError(found.group())
    node = Node(tag, found.group())
    node.plain = not clash(node.start)
    parent.children.append(node)
    if tag in VOID:
        return found.end()
    if tag in OPAQUE:
        stop = re.compile(f"</{re.escape(tag)}\\s*>", re.IGNORECASE).search(html, found.end())
        if stop is None:
            raise MalformedError(found.group())
        node.raw = html[found.start() : stop.end()]
        return stop.end()
    if len(stack) > _DEPTH:
        raise MalformedError(f"more than {_DEPTH} elements inside each other")
    stack.append((node, found.start()))
    return found.end()


def _close(stack: list[tuple[Node, int]], tag: str, found: re.Match[str], html: str) -> None:
    node, begin = stack[-1]
    if node.tag != tag or len(stack) == 1:
        raise MalformedError(found.group())
    stack.pop()
    node.end = found.group()
    node.raw = html[begin : found.end()]
    _arrange(node)


def is_block(node: Node) -> bool:
    """Whether a node stands among blocks: a block element, or an inline one that holds a block."""
    return node.tag in BLOCKS or (node.tag[0] != "#" and any(map(is_block, node.children)))


def _arrange(node: Node) -> None:
    """Gather a block's inline children into runs, and its layout into leads and a tail."""
    blocks = [is_block(child) for child in node.children]
    if node.tag not in BLOCKS and not any(blocks):
        return
    if node.tag in LEAVES and not any(blocks):
        node.children = [run(node.children)]
    else:
        node.children = _children(node, blocks)
    for child in node.children:
        child.parent = node
    node.plain = (
        node.tail is None
        and not clash(node.start)
        and all(child.plain and child.lead is None for child in node.children)
    )


def _children(node: Node, blocks: list[bool]) -> list[Node]:
    children: list[Node] = []
    inline: list[Node] = []
    space = ""
    for child, block in zip(node.children, blocks, strict=True):
        if not block:
            inline.append(child)
            continue
        space = _gather(inline, children)
        inline = []
        child.lead = None if space == layout(node, children) else space
        children.append(child)
    space = _gather(inline, children)
    node.tail = None if space == closing(children) else space
    return children


def _gather(inline: list[Node], children: list[Node]) -> str:
    """Append a run of the inline nodes unless they are white space; return the white space at their end."""
    space = ""
    while inline and inline[-1].tag == "#text":
        text = inline[-1].start
        bare = text.rstrip(_SPACE)
        space = text[len(bare) :] + space
        if bare:
            inline[-1] = Node("#text", bare)
            break
        inline.pop()
    if inline:
        children.append(run(inline))
    return space


def run(inline: list[Node]) -> Node:
    """Return a run of inline nodes."""
    node = Node("#run", "")
    node.raw = "".join(child.raw for child in inline)
    node.children = inline
    node.plain = not clash(node.raw)
    return node


def layout(parent: Node, before: list[Node]) -> str:
    """Return what CommonMark writes before a block: a new line, but nothing where a body starts."""
    return "" if not before and parent.tag == "body" else "\n"


def closing(children: list[Node]) -> str:
    """Return the white space that CommonMark writes before an end tag: a new line after a block."""
    return "\n" if children and children[-1].tag != "#run" else ""
