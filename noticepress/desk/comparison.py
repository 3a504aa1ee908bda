"""Brands beside each other: the notice of two of them, and one section in all of them, equal ones together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations

from noticepress.desk.model import Text
from noticepress.document import DRAFT
from noticepress.model import Document, Redline
from noticepress.redline import compare, rows

#: With more brands than this, each is compared with one other alone: every pair would be thousands of pages.
MOST_IN_PAIRS = 8
#: Shorter values, such as a title "Ms", stand in ordinary words too.
_SHORTEST = 3
_HEADING = re.compile(r"<h2\b[^>]*>.*?</h2>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")
_ANCHOR = re.compile(r'(<[^>]*?) id="[^"]*"')
_INNER = re.compile(r'href="#(?=[^"])')
_FILLED = "\ue001"


@dataclass(frozen=True)
class Pair:
    """Two brands' texts of one notice. ``redline`` leads from the first to the second."""

    before: Text
    after: Text

    @property
    def address(self) -> str:
        """The path of the pair's page below the desk, without its ending."""
        return f"compare/{self.before.notice}/{self.before.brand.id}--{self.after.brand.id}"


@dataclass(frozen=True)
class Row:
    """A block of both texts, side by side, as HTML with marks; a side is empty where it lacks the block."""

    before: str
    after: str
    same: bool


@dataclass(frozen=True)
class Wording:
    """One wording of a section: ``html`` of the first brand that has it, and what each brand's values put into it.

    ``values`` has the names of the values in the text, each with what it is for each of ``brands``, in their order.
    """

    texts: tuple[Text, ...]
    html: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Shared:
    """A section that several brands have, by anchor and heading, and each of its wordings; the commonest first."""

    id: str
    title: str
    wordings: tuple[Wording, ...]
    without: tuple[Text, ...]


def pairs(texts: Sequence[Text]) -> tuple[Pair, ...]:
    """Return the pairs of brands that are compared: every one, or with many brands each and its reference.

    The reference is the brand's parent where that has the notice, else the first brand. A brand without a text is in
    none.
    """
    known = [text for text in texts if text.document is not None]
    if len(known) <= MOST_IN_PAIRS:
        return tuple(Pair(a, b) for a, b in combinations(known, 2))
    by_id = {text.brand.id: text for text in known}
    first = known[0]
    found = []
    for text in known:
        parent = by_id.get(text.brand.parent.id) if text.brand.parent else None
        reference = parent or first
        if reference is not text:
            found.append(Pair(reference, text))
    return tuple(found)


def compared(pair: Pair) -> Redline:
    """Return the redline from one brand's text to the other's; what their values change is one change each."""
    before, after = pair.before.document, pair.after.document
    assert before is not None
    assert after is not None
    return compare(before, after)


def side_by_side(redline: Redline) -> tuple[Row, ...]:
    """Return a redline's blocks side by side, each side without what is only in the other."""
    found = [(before, after) for before, after in rows(redline.html) if before.strip() or after.strip()]
    # An anchor can stand on a page once: the right side keeps it.
    return tuple(Row(_ANCHOR.sub(r"\1", b) if a.strip() else b, a, same=b == a) for b, a in found)


def sections(document: Document) -> dict[str, tuple[str, str]]:
    """Return the parts of a body from one heading of level 2 to the next: anchor to heading and HTML.

    What stands before the first heading has an empty anchor.
    """
    heads = list(_HEADING.finditer(document.html))
    starts = [0, *(head.start() for head in heads)]
    ends = [*starts[1:], len(document.html)]
    found: dict[str, tuple[str, str]] = {}
    for head, start, end in zip([None, *heads], starts, ends, strict=True):
        html = document.html[start:end].strip()
        if html:
            anchor = _ID.search(head.group()) if head else None
            title = _TAG.sub("", head.group()).strip() if head else "Before the first heading"
            found.setdefault(anchor[1] if anchor else "", (title, html))
    return found


def shared_sections(texts: Sequence[Text]) -> tuple[Shared, ...]:
    """Return every section of any of the texts, in reading order, with the texts that word it alike together.

    Two wordings are alike where they differ in nothing but the brands' own values.
    """
    known = [(text, sections(text.document)) for text in texts if text.document is not None]
    order = list(dict.fromkeys(anchor for _, found in known for anchor in found))
    return tuple(_shared(anchor, known) for anchor in order)


_Sections = Mapping[str, tuple[str, str]]


def _shared(anchor: str, known: Sequence[tuple[Text, _Sections]]) -> Shared:
    groups: dict[str, list[tuple[Text, str]]] = {}
    for text, found in known:
        if anchor in found:
            html = found[anchor][1]
            groups.setdefault(_unfilled(html, text), []).append((text, html))
    wordings = [_wording(key, same) for key, same in groups.items()]
    wordings.sort(key=lambda wording: -len(wording.texts))
    title = next(found[anchor][0] for _, found in known if anchor in found)
    return Shared(anchor, title, tuple(wordings), tuple(text for text, found in known if anchor not in found))


def _wording(key: str, same: Sequence[tuple[Text, str]]) -> Wording:
    names = dict.fromkeys(re.findall(f"{_FILLED}([^{_FILLED}]+){_FILLED}", key))
    values = [(name, tuple(_values(text).get(name, "") for text, _ in same)) for name in names]
    return Wording(tuple(text for text, _ in same), _alone(same[0][1]), tuple(values))


def _alone(html: str) -> str:
    """Return a section without its heading and anchors; its links to other sections lead to those on the same page."""
    below = _HEADING.sub("", html, count=1).strip()
    return _INNER.sub('href="#section-', _ANCHOR.sub(r"\1", below))


def _values(text: Text) -> Mapping[str, str]:
    assert text.document is not None
    return text.document.values


def _unfilled(html: str, text: Text) -> str:
    """Return a section with the name of each brand value in its place, the longest value first."""
    for name, value in _longest_first(_values(text)):
        html = html.replace(escape(value), f"{_FILLED}{name}{_FILLED}")
    return html


def _longest_first(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    told = [(name, value) for name, value in values.items() if len(value) >= _SHORTEST and name != "brand.id"]
    known = {value: name for name, value in reversed(told)}
    yield from sorted(((name, value) for value, name in known.items()), key=lambda item: (-len(item[1]), item))


def which(text: Text) -> str:
    """Return in words which version of a brand's text is shown."""
    document = text.document
    return "no text" if document is None else "draft" if document.version == DRAFT else f"version {document.version}"
