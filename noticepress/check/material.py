"""What a change adds to or takes from a reader: a purpose, a recipient, a basis, a transfer, time, a right."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from noticepress.document import HEADINGS, lines, text_of, tree
from noticepress.model import Change, Redline
from noticepress.redline import accept, reject
from noticepress.redline.signals import PATTERNS
from noticepress.redline.tokens import fold

#: The items of UK GDPR Articles 13 and 14 that a section declares, and what is added to a notice there.
_ADDED: Mapping[str, tuple[str, ...]] = {
    "purpose": ("13(1)(c)", "14(1)(c)"),
    "recipient": ("13(1)(e)", "14(1)(e)"),
    "transfer": ("13(1)(f)", "14(1)(f)"),
    "basis": ("13(1)(c)", "13(1)(d)", "14(1)(c)", "14(2)(b)"),
}
_RETENTION = ("13(2)(a)", "14(2)(a)")
_RIGHTS = ("13(2)(b)", "13(2)(c)", "13(2)(ca)", "13(2)(d)", "13(2)(f)", "14(2)(c)", "14(2)(d)", "14(2)(da)", "14(2)(e)")
#: A year has twelve months here, so that a year and twelve months are one period.
_DAYS: Mapping[str, float] = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.5, "quarter": 91.5, "year": 366}
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split())}
_DURATION = re.compile(rf"\b(\d+|{'|'.join(_NUMBERS)})[\s-]+({'|'.join(_DAYS)})s?\b", re.IGNORECASE)
_FOR_EVER = re.compile(r"\b(?:indefinitely|permanently|for ever|forever|without limit)\b", re.IGNORECASE)
#: No transfer leads to where the company is.
_HOME = re.compile(r"UK|U\.K\.|United Kingdom|England|Wales|Scotland|Northern Ireland")
#: Words that tell outside the section for their kind: the names of companies and countries, bases that are no contract.
_ELSEWHERE: Mapping[str, re.Pattern[str]] = {
    "recipient": re.compile(r"[A-Z].* (?:Ltd|Limited|PLC|plc|LLP|Inc|LLC|GmbH)"),
    "transfer": re.compile(r"[A-Z].*"),
    "basis": re.compile(
        r"consent|legitimate interests?|legal obligations?|vital interests?|public task|article 6.*", re.IGNORECASE
    ),
}
_PURPOSE = re.compile(
    r"\b(?:to|for)\s+(?!us\b|you\b|me\b|the\b|our\b|your\b|an?\b|this\b|that\b|it\b|them\b|which\b|do\b|any\b)[a-z]+|"
    r"\b(?:in order|so that|purposes?)\b",
    re.IGNORECASE,
)
#: Changes that add and remove no words.
_SAME_WORDS = frozenset({"move", "split", "merge", "renumbering", "format", "typographic", "link"})
#: Fewer words than these added to a sentence are an editor's, unless a signal says otherwise.
_A_CLAUSE = 4
_ENDLESS = 10**6


@dataclass(frozen=True)
class Effect:
    """What a change does to a reader, ``what``, the words that show it, and the heading that they stand under."""

    what: str
    words: str
    section: str


def effects(redline: Redline) -> Iterator[Effect]:
    """Yield what each change of a redline adds, lengthens or takes away; moved and retyped text is no change."""
    for change in redline.changes:
        if change.kind not in _SAME_WORDS and change.brand_value is None:
            yield from _effects(change)
    yield from _longer(sections(reject(redline.html)), sections(accept(redline.html)))


def _effects(change: Change) -> Iterator[Effect]:
    section = change.section_after or change.section_before
    come, gone = words_of(change, after=True), words_of(change, after=False)
    for what, items in _ADDED.items():
        words = _added(what, change, come, under=_covers(change, items))
        if words:
            yield Effect(f"adds a {what}", words, section)
    if _covers(change, _RIGHTS) and gone["right"] and change.words_deleted >= _A_CLAUSE and not come["right"]:
        yield Effect("takes a right away", ", ".join(gone["right"]), section)


def _added(what: str, change: Change, come: Mapping[str, tuple[str, ...]], *, under: bool) -> str:
    """Return the words that add something of a kind, empty where none does; ``under``: in the section for it."""
    if what == "purpose":
        longer = change.words_inserted - change.words_deleted
        is_item = change.kind == "insertion" and change.after_html.lstrip().startswith(("<li", "<tr"))
        is_clause = under and longer >= _A_CLAUSE and (is_item or _PURPOSE.search(change.after) is not None)
        return _shortened(change.after) if is_clause else ""
    if what == "recipient" and under and change.kind == "insertion" and change.words_inserted > 1:
        return _shortened(change.after)
    signal = {"recipient": "recipient", "transfer": "country-or-transfer", "basis": "lawful-basis"}[what]
    named = [word for word in come[signal] if not _HOME.fullmatch(word)]
    return ", ".join(word for word in named if under or _ELSEWHERE[what].fullmatch(word))


def words_of(change: Change, *, after: bool) -> Mapping[str, tuple[str, ...]]:
    """Return, for each kind of signal, the words that stand more often on one side of a change than on the other."""
    here, there = (change.after, change.before) if after else (change.before, change.after)
    found = {}
    for kind, pattern in PATTERNS.items():
        words = pattern.findall(fold(here))
        more = Counter(map(str.lower, words)) - Counter(map(str.lower, pattern.findall(fold(there))))
        found[kind] = tuple(dict.fromkeys(word for word in words if word.lower() in more))
    return found


@dataclass(frozen=True)
class Section:
    """A section's heading, whether it declares to say how long data is kept, and the periods that it names."""

    title: str
    on_retention: bool
    periods: Counter[tuple[float, str]]


def sections(html: str) -> Mapping[str, Section]:
    """Return a body's sections by their anchors; one below another is part of it and declares what that one does."""
    found: dict[str, Section] = {}
    above: list[tuple[int, bool]] = []
    current: Section | None = None
    for node in tree(html):
        if node.tag in HEADINGS:
            level, covers = HEADINGS[node.tag], node.get("data-covers", "").split()
            above = [entry for entry in above if entry[0] < level]
            on_retention = any(item in _RETENTION for item in covers) or any(declared for _, declared in above)
            above.append((level, on_retention))
            current = Section(text_of(node), on_retention, Counter())
            found[node.get("id") or current.title] = current
        elif current is not None:
            current.periods.update(named("\n".join(lines(node))))
    return found


def _longer(before: Mapping[str, Section], after: Mapping[str, Section]) -> Iterator[Effect]:
    """Yield each section on retention whose new longest period took the place of a shorter one."""
    for anchor, there in after.items():
        here = before.get(anchor)
        if here is None or not (here.on_retention or there.on_retention):
            continue
        gone = max(here.periods - there.periods, default=(0.0, ""))
        come = max(there.periods - here.periods, default=(0.0, ""))
        if come[0] > gone[0] > 0 or (come[0] == _ENDLESS and here.periods):
            yield Effect("keeps data for longer", f"{gone[1]} to {come[1]}" if gone[1] else come[1], there.title)


def named(text: str) -> list[tuple[float, str]]:
    """Return every period that a text names, in days and in its words; what has no end is longer than any."""
    found = [(_number(m.group(1)) * _DAYS[m.group(2).lower()], m.group()) for m in _DURATION.finditer(fold(text))]
    return found + [(_ENDLESS, match.group()) for match in _FOR_EVER.finditer(text)]


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _covers(change: Change, items: tuple[str, ...]) -> bool:
    return any(item in items for item in change.covers)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:77]}…"  # noqa: PLR2004 - a line of a report
