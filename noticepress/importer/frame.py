"""What stands around the notice on a page: menus, banners, footers, and everything outside its main part."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.errors import Finding
from noticepress.importer.reading import counted, lost, text_of
from noticepress.importer.trees import remove

_SILENT = frozenset({"script", "style", "template", "link", "meta", "title"})
_ELEMENTS = frozenset({"nav", "footer", "aside", "form", "button", "select", "textarea", "svg", "noscript", "dialog"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "complementary", "menu"})
#: Names of what asks for consent, and of the usual frames of content management systems.
_NAMES = re.compile(
    r"\b(?:cookie[-_]?(?:banner|bar|consent|law|popup|notice[-_]?(?:bar|banner))|consent[-_]?(?:banner|manager|popup)"
    r"|onetrust\S*|cookiebot\S*|cybot\S*|usercentrics\S*|didomi\S*|osano\S*|skip[-_]?(?:link|to[-_]content)"
    r"|breadcrumbs?|nav(?:bar|igation)|site[-_]?(?:header|footer)|sidebar|social[-_]?(?:share|links)"
    r"|share[-_]?buttons?)\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
#: Where a notice stands on a page, in the order in which they are looked for.
_MAIN_IDS = frozenset({"content", "main", "main-content", "maincontent", "primary"})
#: A main part with less than this share of the words is not the one that holds the notice.
_SHARE = 0.4
_DROPPED = frozenset({"del", "s", "strike"})


def without_frame(body: ET.Element, path: Path) -> tuple[ET.Element, tuple[Finding, ...]]:
    """Return the part of a page that holds its notice, without menus and the like, and a remark on each piece left out.

    Nothing that holds more than half of the words is ever taken for a frame.
    """
    for node in list(body.iter()):
        for child in [child for child in node if child.tag in _SILENT]:
            remove(node, child)
    total = _words(body)
    main = _main(body, total)
    remarks = [*_outside(body, main, path), *_inside(main, path, total)]
    content = ET.Element("body")
    content.append(main)
    main.tail = None
    return content, tuple(remarks)


def _main(body: ET.Element, total: int) -> ET.Element:
    nodes = list(body.iter())
    articles = [node for node in nodes if node.tag == "article"]
    candidates = [
        *(node for node in nodes if node.tag == "main" or node.get("role") == "main"),
        *(articles if len(articles) == 1 else []),
        *(node for node in nodes if (node.get("id") or "").lower() in _MAIN_IDS),
    ]
    return next((node for node in candidates if _words(node) >= _SHARE * total), body)


def _outside(body: ET.Element, main: ET.Element, path: Path) -> Iterator[Finding]:
    """Yield what stands beside the main part, each piece at the highest place where it stands alone."""
    node = body
    while node is not main:
        around = next(child for child in node if child is main or any(found is main for found in child.iter()))
        for child in node:
            if child is not around:
                yield from _left_out(child, path)
        loose = _loose_text(node)
        if loose:
            yield lost(path, "text outside the page's main part is left out", loose)
        node = around


def _loose_text(node: ET.Element) -> str:
    return " ".join(" ".join(part.split()) for part in (node.text or "", *(child.tail or "" for child in node))).strip()


def _inside(main: ET.Element, path: Path, total: int) -> Iterator[Finding]:
    for parent in list(main.iter()):
        for child in list(parent):
            if _is_frame(child) and _words(child) * 2 <= total:
                yield from _left_out(child, path)
                remove(parent, child)
            elif child.tag in _DROPPED and _words(child):
                yield lost(path, "struck-out text is left out", text_of(child))
                remove(parent, child)


def _is_frame(node: ET.Element) -> bool:
    named = f"{node.get('id', '')} {node.get('class', '')}"
    is_hidden = node.get("hidden") is not None or _HIDDEN.search(node.get("style", ""))
    is_anchor = node.tag == "a" and node.get("href", "").startswith("#") and text_of(node) in {"¶", "#", "🔗"}
    is_comment = "mso-element:comment" in node.get("style", "").replace(" ", "")
    return bool(
        node.tag in _ELEMENTS or node.get("role") in _ROLES or is_hidden or is_anchor or is_comment
        or (node.tag not in {"html", "body"} and _NAMES.search(named))
    )  # fmt: skip


def _left_out(node: ET.Element, path: Path) -> Iterator[Finding]:
    words = text_of(node)
    if words:
        name = node.get("id") or node.get("role") or node.get("class") or ""
        called = f"<{node.tag}>" + (f" '{name}'" if name else "")
        yield lost(path, f"{called} of the page is left out ({counted(len(words.split()), 'word')})", words)


def _words(node: ET.Element) -> int:
    return len("".join(node.itertext()).split())
