"""A notice's title, and headings as a notice has them: from the second level on, none left out, each with its id."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.document import HEADINGS
from noticepress.errors import Finding
from noticepress.importer.anchors import NAMES, NEAR
from noticepress.importer.reading import counted, guess, text_of
from noticepress.markdown.rules import TOP

#: What a notice is called where the file gives it no name.
DEFAULT_TITLE = "Privacy notice"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RESERVED = re.compile(r"top|page-.*")
#: Longer ids are no help to whoever links to them.
_LONGEST_ID = 50
_MOST_WORDS = 14
_NO_HEADING = re.compile(r"[.;:,!?][\"”’)]*$")
_SUFFIX = re.compile(r"\s+[|–—·»-]\s+")
_DEEPEST = 6
_TITLE = re.compile(r"notice|policy|statement|privacy|cookies?", re.IGNORECASE)


def take_title(body: ET.Element, given: str | None, path: Path, remarks: list[Finding]) -> tuple[str, bool]:
    """Return the notice's title, and whether it stood in the text, from which it is then taken out.

    It is the paragraph that Word calls the title, else the only heading of the first level, or the
    first of several that is called a notice or the like, else what the file says
    beside its text, else ``DEFAULT_TITLE``.
    """
    headings = [node for node in body if node.tag in HEADINGS]
    firsts = [node for node in headings if node.tag == "h1"]
    named = [node for node in headings if node.get("title")]
    leads = bool(firsts) and firsts[0] is body[0] and bool(_TITLE.search(text_of(firsts[0])))
    found = named[0] if named else firsts[0] if len(firsts) == 1 or leads else None
    if found is not None:
        body.remove(found)
        body.set(NAMES, f"{found.get(NAMES, '')} {found.get(NEAR, '')} {_usual_anchor(text_of(found))}")
        return text_of(found), True
    parts = _SUFFIX.split(given) if given else []
    title = next((part for part in parts if _TITLE.search(part)), "")
    if title:
        remarks.append(guess(path, "the title is that of the file's properties or of the page", title))
        return title, False
    remarks.append(guess(path, "the file gives no title, so it is", DEFAULT_TITLE, "--title gives another"))
    return DEFAULT_TITLE, False


def bold_headings(body: ET.Element, path: Path, remarks: list[Finding]) -> None:
    """Make headings of short paragraphs that are bold throughout, where the text has no headings at all."""
    if any(node.tag in HEADINGS for node in body):
        return
    bold = [node for node in body if _is_bold_line(node)]
    for node in bold:
        strong = node[0]
        node.tag, node.text = "h2", strong.text
        children = list(strong)
        node.remove(strong)
        node.extend(children)
    if bold:
        said = "; ".join(text_of(node) for node in bold)
        remarks.append(guess(path, f"{counted(len(bold), 'short bold line')} became headings", said))


def _is_bold_line(node: ET.Element) -> bool:
    if node.tag != "p" or len(node) != 1 or node[0].tag != "strong" or (node.text or "").strip():
        return False
    text = text_of(node)
    is_whole = text_of(node[0]) == text and node.find(".//br") is None
    return is_whole and len(text.split()) <= _MOST_WORDS and not _NO_HEADING.search(text)


def settle_levels(body: ET.Element, path: Path, remarks: list[Finding]) -> None:
    """Give headings levels that begin at two and leave none out; those that stood on one level stay on one."""
    headings = [node for node in body if node.tag in HEADINGS]
    used = sorted({HEADINGS[node.tag] for node in headings})
    shift = {level: min(number, _DEEPEST) for number, level in enumerate(used, 2)}
    before, moved = 1, 0
    for node in headings:
        level = min(shift[HEADINGS[node.tag]], before + 1)
        moved += level - HEADINGS[node.tag] != 2 - used[0]
        node.tag, before = f"h{level}", level
    if moved:
        remarks.append(guess(path, f"{counted(moved, 'heading')} moved up a level, so that none is left out"))


def give_ids(body: ET.Element) -> dict[str, str]:
    """Give each heading an id, the one that it had if it can have it; return the new id of each anchor of the file.

    What led to the title leads to the top of the page.
    """
    used, places = set[str](), dict.fromkeys(body.attrib.pop(NAMES, "").split(), TOP)
    for node in body:
        if node.tag not in HEADINGS:
            continue
        names = node.attrib.pop(NAMES, "").split()
        own = next((name for name in names if _is_id(name) and name not in used), None)
        chosen = own or _free(slug(text_of(node)), used)
        used.add(chosen)
        node.set("id", chosen)
        places.update(dict.fromkeys(names, chosen))
        places.setdefault(chosen, chosen)
    for node in body:
        if node.tag in HEADINGS:
            places.setdefault(_usual_anchor(text_of(node)), node.get("id", ""))
    return places


def _usual_anchor(text: str) -> str:
    """Return the anchor that websites which show Markdown give a heading, as links in Markdown count on."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def _is_id(name: str) -> bool:
    return bool(_ID.fullmatch(name)) and not _RESERVED.fullmatch(name)


def slug(text: str) -> str:
    """Return an id for a heading: its words in small letters, as many as fit."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "").replace("'", ""))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    while len("-".join(words)) > _LONGEST_ID and len(words) > 1:
        words.pop()
    made = "-".join(words)[:_LONGEST_ID].strip("-")
    return made if made and _is_id(made) else f"section-{made}".strip("-")


def _free(wanted: str, used: Sequence[str] | set[str]) -> str:
    number, name = 1, wanted
    while name in used:
        number += 1
        name = f"{wanted}-{number}"
    return name
