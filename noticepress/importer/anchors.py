"""Which heading each anchor of a page belongs to: headings alone have ids in a notice."""

from xml.etree import ElementTree as ET

from noticepress.document import HEADINGS

#: The attributes of a heading with the anchors that are its own, and with those in the section below it.
NAMES, NEAR = "data-names", "data-near"


def name_headings(content: ET.Element) -> None:
    """Write on each heading the anchors that lead to it (``NAMES``) and those within its section (``NEAR``).

    An anchor right before a heading, with no text between them, is the heading's own.
    """
    pending: list[str] = []
    last: ET.Element | None = None

    def settle(text: str | None) -> None:
        if text and text.strip() and pending:
            if last is not None:
                last.set(NEAR, " ".join([last.get(NEAR, ""), *pending]).strip())
            pending.clear()

    def walk(node: ET.Element) -> None:
        nonlocal last
        if node.tag in HEADINGS:
            own = [name for found in node.iter() for name in _names(found)]
            node.set(NAMES, " ".join([*own, *pending]))
            pending.clear()
            last = node
            return
        pending.extend(_names(node))
        settle(node.text)
        for child in node:
            walk(child)
            settle(child.tail)

    walk(content)


def _names(node: ET.Element) -> list[str]:
    return [name for name in (node.get("id"), node.get("name") if node.tag == "a" else None) if name]
