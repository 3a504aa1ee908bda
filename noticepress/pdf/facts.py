"""What a PDF says about the text that it holds: labels, values and dates, and a redline's list of changes.

A released notice's PDF is frozen before anyone approves it. It states facts that stay true whatever is decided:
that it is a proposal until it is approved, and from which day it can apply.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import groupby, takewhile

from noticepress.document import DRAFT
from noticepress.model import Brand, Change, ChangeKind, Document, Redline, State
from noticepress.pages import addresses
from noticepress.pages.company import particulars
from noticepress.pdf.breaks import settle_breaks
from noticepress.pdf.frame import filled, site_address
from noticepress.pdf.links import link_to, printable
from noticepress.pdf.moves import Move
from noticepress.pdf.nodes import Node
from noticepress.pdf.wording import ENGLISH, Wording

#: Characters of a changed passage that the list of changes quotes: about two lines.
_QUOTED = 180
#: Characters of two lines at the head of a page.
_RUNNING = 100
#: Words of unchanged text that a quotation of a long passage keeps on either side of the change.
_CONTEXT = 4

_KINDS: dict[ChangeKind, str] = {
    "substitution": "Reworded",
    "insertion": "Inserted",
    "deletion": "Deleted",
    "move": "Moved",
    "split": "Split",
    "merge": "Merged",
    "renumbering": "Renumbered",
    "link": "Link changed",
    "format": "Emphasis changed",
    "typographic": "Typography only",
}


def version_name(document: Document, words: Wording = ENGLISH) -> str:
    """Return ``Version 1.1``, or ``Draft`` for the unreleased source."""
    return words.draft if document.version == DRAFT else f"{words.version} {document.version}"


def running(brand: str, document: Document, standing: Node | None, words: Wording) -> list[str]:
    """Return the two ends of a notice's running header: whose notice, and which version of it in which state."""
    version = version_name(document, words)
    said = [version, *([standing["name"]] if standing and standing["name"] != version else [])]
    day = [f"{words.effective}: {words.on(document.effective)}"] if document.effective else []
    return [running_title(brand, document), " · ".join([*said, *day])]


def running_title(brand: str, document: Document) -> str:
    """Return whose notice it is and its title; the title alone where both would fill the margin."""
    both = f"{brand} · {document.title}"
    return both if len(both) <= _RUNNING else document.title


def between(before: Document, after: Document) -> str:
    """Return ``version 1.0 to version 1.1``, for the middle of a sentence."""
    names = (version_name(document).lower().replace("draft", "the draft") for document in (before, after))
    return " to ".join(names)


def effective(document: Document, recorded: date | None, words: Wording = ENGLISH) -> str:
    """Return the effective date in words.

    Where a released version's is unknown, ``recorded`` says on which day the text was known to be in use:
    ``ValueError`` without it.
    """
    if document.effective:
        return words.on(document.effective)
    if document.version == DRAFT:
        return words.not_set
    if recorded is None:
        raise ValueError(f"version {document.version} has no effective date: give the day on which it was recorded")
    return words.not_known.format(day=words.on(recorded))


def notice_facts(
    document: Document, brand: Brand, recorded: date | None, state: State | None, words: Wording
) -> list[Node]:
    """Return the labelled facts on the first page of a notice, ``state`` aside, which stands above them."""
    return [
        *_company(brand, words),
        _fact(words.version, words.draft if document.version == DRAFT else document.version),
        _fact(words.effective, effective(document, recorded, words)),
        *([_fact(words.standing, *_standing(document, brand, state, words))] if document.version != DRAFT else []),
        _digest(words.fingerprint, document.sha256),
    ]


def _company(brand: Brand, words: Wording) -> list[Node]:
    """Return what the register says of the company, or else its name where the brand's is another."""
    said = particulars(brand)
    if said is None and brand.legal_name != brand.name:
        said = brand.legal_name
    return [_fact(words.company, said)] if said else []


def _standing(document: Document, brand: Brand, state: State | None, words: Wording) -> list[Node | str]:
    """Say what a copy can say of a version: it outlives its day, and was mostly made before any approval."""
    said: list[Node | str] = []
    if state is None and document.effective:
        said = [words.proposal.format(day=words.on(document.effective)), " "]
    if not brand.site_url:
        return [*said, words.see_history]
    place = link_to(site_address(brand.site_url, addresses.history(document.notice, document.language)))
    return [*said, *filled(words.see_history_at, {"place": place})]


def redline_facts(
    redline: Redline, old: tuple[Document, date | None], new: tuple[Document, date | None], brand: Brand
) -> list[Node]:
    """Return the labelled facts on the first page of a redline; each document comes with its day of record."""
    inserted = sum(change.words_inserted for change in redline.changes)
    deleted = sum(change.words_deleted for change in redline.changes)
    whole = [_fact("Shown whole", "; ".join(redline.fallbacks))] if redline.fallbacks else []
    said = particulars(brand)
    return [
        *([_fact(ENGLISH.company, said)] if said else []),
        _fact("From", f"{version_name(old[0])}. Effective date: {_mid(effective(*old))}"),
        _fact("To", f"{version_name(new[0])}. Effective date: {_mid(effective(*new))}"),
        _fact("Changes", counted(redline.changes)),
        _fact("Words", f"{inserted} inserted, {deleted} deleted"),
        *whole,
        _digest("SHA-256, from", redline.before_sha256),
        _digest("SHA-256, to", redline.after_sha256),
    ]


def _mid(phrase: str) -> str:
    """Return ``phrase`` as it reads in the middle of a sentence."""
    return phrase[0].lower() + phrase[1:]


def _fact(label: str, *value: Node | str) -> Node:
    return {"label": label, "value": settle_breaks(value), "mono": False}


def _digest(label: str, value: str) -> Node:
    return {"label": label, "value": [value], "mono": True}


def counted(changes: Iterable[Change]) -> str:
    """Return how many changes there are of each kind: ``3: 2 reworded, 1 inserted``."""
    counts = Counter(change.kind for change in changes)
    kinds = ", ".join(f"{counts[kind]} {name.lower()}" for kind, name in _KINDS.items() if counts[kind])
    return f"{counts.total()}: {kinds}" if len(counts) > 1 else kinds or "None"


def summary(
    redline: Redline, before: Document, after: Document, moves: Mapping[str, Move], anchors: Collection[str]
) -> list[Node]:
    """Return the list of changes by section, in the order in which the redline has them.

    ``moves`` are those found in the marked text, and ``anchors`` those in it: a section that has one is linked to.
    """
    titles = {heading.id: heading.text for document in (before, after) for heading in document.headings}
    return [
        {
            "title": titles.get(section, section) or "Before the first heading",
            "to": section if section in anchors else None,
            "items": _items(changes, moves),
        }
        for section, changes in groupby(redline.changes, key=lambda change: change.section)
    ]


def _items(changes: Iterable[Change], moves: Mapping[str, Move]) -> list[list[Node | str]]:
    """Say each change once, and how often where it comes again in the section."""
    said = [[{"t": "strong", "c": [f"{_KINDS[change.kind]}: "]}, *_said(change, moves)] for change in changes]
    counts = Counter(map(repr, said))
    first = {repr(item): item for item in reversed(said)}
    order = dict.fromkeys(map(repr, said))
    return [settle_breaks([*first[key], *([f" ({counts[key]} times)"] if counts[key] > 1 else [])]) for key in order]


def _said(change: Change, moves: Mapping[str, Move]) -> list[Node | str]:
    """Say one change in words."""
    text = quote(change.after or change.before)
    if change.kind == "move":
        move = moves.get(change.move or "")
        return [f"{text}, {move.way}" if move else text]
    if change.kind == "link":
        old, new = (printable(link) if link else "no link" for link in (change.link_before, change.link_after))
        return [f"{text}, from ", old, " to ", new]
    if change.kind in {"insertion", "deletion", "format"} or change.before == change.after:
        return [text]
    before, after = contrast(change.before, change.after)
    return [f"{quote(before) or 'nothing'} became {quote(after) or 'nothing'}"]


def contrast(before: str, after: str) -> tuple[str, str]:
    """Return two long texts without most of what they share at either end, so that a quotation shows the change."""
    old, new = before.split(" "), after.split(" ")
    if max(len(before), len(after)) <= _QUOTED:
        return before, after
    head = _shared(old, new)
    tail = _shared(old[:head:-1], new[:head:-1])
    return _middle(old, head, tail), _middle(new, head, tail)


def _shared(one: list[str], other: list[str]) -> int:
    """Return how many words two lists begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _middle(words: list[str], head: int, tail: int) -> str:
    start, end = max(head - _CONTEXT, 0), min(len(words) - tail + _CONTEXT, len(words))
    return ("… " if start else "") + " ".join(words[start:end]) + (" …" if end < len(words) else "")


def quote(text: str) -> str:
    """Return ``text`` between quotation marks, cut at a word where it is long; empty text stays empty."""
    if len(text) > _QUOTED:
        text = text[:_QUOTED].rpartition(" ")[0].rstrip(",;:. ") + " …"
    return f"“{text}”" if text else ""
