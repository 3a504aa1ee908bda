"""Checks of links: those that are there, and those that were lost."""

import re
from collections.abc import Iterator, Mapping

from noticepress.check.case import Case, Check, Hit
from noticepress.check.view import Block
from noticepress.links.wording import says_nothing

_HERE = re.compile(
    r"(?<!\w)(?:(?:click|tap|press|clicking|tapping|pressing)\s+(?:on\s+)?(?:here|this\s+link|below)|"
    r"(?:read|find\s+out|learn|see|available|details|information|found|look|go|visit)\s+(?:more\s+|it\s+|them\s+|out\s+)?here|"
    r"(?:follow|via|use|using|through|following)\s+this\s+link)(?!\w)",
    re.IGNORECASE,
)
#: Words that name something that has an address.
_PAGE = (
    r"(?:form|page|polic(?:y|ies)|notice|statement|website|site|portal|preferences|preference\s+cent(?:re|er)|settings|"
    r"list|terms|guide|guidance|procedure|dashboard|tool|register|faqs?)"
)
_AFTER_SPACE = rf"\u00a0((?:[^\W_][\w'’-]*\s){{1,6}}{_PAGE})(?=[\u00a0,.;:)]|$)"
_BEFORE_SPACE = rf"(?:^|[\s(])((?:[^\W_][\w'’-]*[ ]){{1,5}}{_PAGE})(?=\u00a0)"
_LOST = re.compile(f"{_AFTER_SPACE}|{_BEFORE_SPACE}", re.IGNORECASE)
_HOST = re.compile(
    r"(?<![\w@/.:-])(?:www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+|(?:[a-z0-9-]+\.)+(?:co\.uk|org\.uk|gov\.uk|ac\.uk|com|org|net|eu|uk|io))"
    r"(?![\w@-])(?:/[\w./?=&%-]*[\w/])?",
    re.IGNORECASE,
)
_HTTP = re.compile(r"(?<!\w)http://[^\s<>\"”’)]+[\w/]", re.IGNORECASE)


def link_text(case: Case) -> Iterator[Hit]:
    """Ask that link texts, and words that were once such a text, say where they lead."""
    for block in case.view.blocks:
        done: list[tuple[int, int]] = []
        for link in block.links:
            if says_nothing(block.text[link.start : link.end]):
                done.append((link.start, link.end))
                yield _empty(block, link.start, link.end)
        for match in _HERE.finditer(block.text):
            if not any(low < match.end() and match.start() < high for low, high in done):
                yield _empty(block, *match.span())


def _empty(block: Block, start: int, end: int) -> Hit:
    return Hit(f"the link text '{block.shown(start, end)}' says nothing when it is read alone", block, start, end)


def lost_link(case: Case) -> Iterator[Hit]:
    """Find words beside a non-breaking space that name a page and are no link: a link was lost there."""
    for block in case.view.blocks:
        for match in _LOST.finditer(block.raw.replace("\u202f", "\u00a0")):
            start, end = match.span(1) if match.group(1) else match.span(2)
            if not any(link.start < end and start < link.end for link in block.links):
                yield Hit(f"'{block.shown(start, end)}' names a page and is no link", block, start, end)


def bare_host(case: Case) -> Iterator[Hit]:
    """Ask for a link in place of a bare host name."""
    seen: set[str] = set()
    for block in case.view.blocks:
        for match in _HOST.finditer(block.text):
            inside = any(link.start <= match.start() < link.end for link in block.links)
            if not inside and match.group().lower() not in seen:
                seen.add(match.group().lower())
                yield Hit(f"'{block.shown(*match.span())}' is no link", block, *match.span())


def http_link(case: Case) -> Iterator[Hit]:
    """Ask for https."""
    for block in case.view.blocks:
        for match in _HTTP.finditer(block.text):
            yield Hit(f"'{match.group()}' is not protected", block, *match.span())
        for link in block.links:
            if link.href.lower().startswith("http://") and not _HTTP.search(block.text[link.start : link.end]):
                yield Hit(f"the address '{link.href}' is not protected", block, link.start, link.end)


LINKING: Mapping[str, Check] = {
    "link text": link_text,
    "lost link": lost_link,
    "bare host": bare_host,
    "http link": http_link,
}
