"""Items that stood one after the other, each with its depth and number, as lists in lists."""

from xml.etree import ElementTree as ET

from noticepress.importer.trees import element

#: The tag of an item that has not found its list yet.
ITEM = "item"


def item(level: int, number: str, blocks: list[ET.Element]) -> ET.Element:
    """Return an item ``level`` deep, from 0, with its number or, for a bullet, ``""``."""
    node = element(ITEM, level=str(level), number=number)
    node.extend(blocks)
    return node


def gathered(blocks: list[ET.Element]) -> list[ET.Element]:
    """Return blocks with each run of items put together as lists; a number that does not follow on begins another."""
    made: list[ET.Element] = []
    open_lists: list[tuple[int, ET.Element, int]] = []
    for block in blocks:
        if block.tag != ITEM:
            made.append(block)
            open_lists.clear()
            continue
        level, number = int(block.get("level", "0")), block.get("number", "")
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level and not _follows(open_lists[-1], number):
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            fresh = element("ol", start=number) if number else element("ul")
            (open_lists[-1][1][-1] if open_lists else made).append(fresh)
            open_lists.append((level, fresh, 0))
        within = open_lists[-1][1]
        entry = element("li")
        entry.extend(block)
        within.append(entry)
        open_lists[-1] = (level, within, int(number or 0))
    return made


def _follows(last: tuple[int, ET.Element, int], number: str) -> bool:
    _, within, before = last
    if not number:
        return within.tag == "ul"
    return within.tag == "ol" and int(number) == before + 1
