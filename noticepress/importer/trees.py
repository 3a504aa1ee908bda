"""Small steps on a tree of HTML that every reader takes."""

from xml.etree import ElementTree as ET


def remove(parent: ET.Element, child: ET.Element) -> None:
    """Take an element out of a tree, and leave the text that follows it."""
    position = list(parent).index(child)
    add_text(parent, position, child.tail or "")
    parent.remove(child)
    child.tail = None


def add_text(parent: ET.Element, position: int, text: str) -> None:
    """Add text before the child at ``position`` of ``parent``."""
    if position:
        parent[position - 1].tail = (parent[position - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def add_inline(parent: ET.Element, text: str) -> None:
    """Add text at the end of an element."""
    add_text(parent, len(parent), text)


def element(tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Return a new element."""
    node = ET.Element(tag, attributes)
    node.text = text
    return node
