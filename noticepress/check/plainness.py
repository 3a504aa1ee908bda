"""Checks of how long, how hard and how ordered a text is."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from noticepress.check.case import Case, Check, Hit

#: GOV.UK asks for at most 25 words; beyond 40 a sentence is a finding of its own.
_LONG, _TOO_LONG = 25, 40
#: A reading age of 14 is the ninth grade.
_GRADE = 9.0
#: So many words are read in five minutes; more than that need a summary.
_NEEDS_SUMMARY = 1000
#: Shorter texts have no grade worth the name.
_SHORTEST = 100
_WORD = re.compile(r"[\w@][\w@&'’.-]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SUMMARY = re.compile(
    r"\b(?:summary|at\s+a\s+glance|in\s+(?:short|brief)|contents|key\s+points|overview|quick\s+(?:links|read)|on\s+this\s+page)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:privacy|data\s+protection|cookies?|fair\s+processing|notice|policy|statement)\b", re.IGNORECASE
)
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_SINCE = (
    r"(?:(?:last\s+)?(?:updated|reviewed|revised|amended|modified|changed)|effective|version|in\s+force|"
    r"applies\s+from|valid\s+from|dated|published)"
)
_DATE = re.compile(
    rf"\b{_SINCE}\b[^.]{{0,30}}?(?:\d|{_MONTH}\s+\d{{4}})|"
    rf"^\W*(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\s+(?:\d{{1,2}},?\s+)?\d{{4}}\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def long_sentences(case: Case) -> Iterator[Hit]:
    """Find sentences of more than 40 words, each; those of more than 25 in one finding."""
    long: list[int] = []
    for block in case.view.blocks:
        for low, high in block.sentences:
            count = len(_WORD.findall(block.text[low:high]))
            if count > _TOO_LONG:
                yield Hit(f"a sentence of {count} words", block, low, high)
            elif count > _LONG:
                long.append(block.place(low)[0])
    if long:
        lines = ", ".join(str(line) for line in dict.fromkeys(long))
        noun = "sentence has" if len(long) == 1 else "sentences have"
        message = f"{len(long)} {noun} {_LONG + 1} to {_TOO_LONG} words (line{'s' if ',' in lines else ''} {lines})"
        yield Hit(message, severity="warning")


def reading_grade(case: Case) -> Iterator[Hit]:
    """Give the grade of Flesch and Kincaid (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    texts = [b.text[low:high] for b in case.view.blocks if b.kind != "heading" for low, high in b.sentences]
    words = [word for text in texts for word in _WORD.findall(text)]
    if len(words) < _SHORTEST:
        return
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(texts) + 11.8 * syllables / len(words) - 15.59
    if grade > _GRADE:
        # A source is bound to several brands, whose names differ by a syllable; whole grades are the same for all.
        yield Hit(f"the text reads at grade {grade:.0f}, which is above {_GRADE:.0f}")


@lru_cache(maxsize=1 << 14)
def _syllables(word: str) -> int:
    plain = re.sub(r"[^a-z]", "", word.lower())
    silent_e = plain.endswith("e") and not plain.endswith(("le", "ee"))
    silent_ed = plain.endswith("ed") and plain[-3:-2] not in "td"
    return max(1, len(_VOWELS.findall(plain)) - (silent_e or silent_ed))


def summary(case: Case) -> Iterator[Hit]:
    """Ask for a summary or a list of contents in a long notice; pages of ours have the latter."""
    count = len(case.view.text.split())
    heads = [block.text for block in case.view.blocks if block.kind == "heading"]
    top = "\n".join([*heads, *(block.text for block in case.view.blocks[:6])])
    anchors = sum(link.href.startswith("#") for block in case.view.blocks for link in block.links)
    if count > _NEEDS_SUMMARY and not case.view.ours and not _SUMMARY.search(top) and anchors < len(heads) / 2:
        yield Hit(f"about {round(count, -2)} words have no summary and no list of contents")


def title(case: Case) -> Iterator[Hit]:
    """Ask for a title, or a first line, that says what the document is."""
    first = case.view.blocks[0].text if case.view.blocks else ""
    top = next((block.text for block in case.view.blocks if block.kind == "heading" and block.level == 1), "")
    if not any(_TITLE.search(text) for text in (case.view.title or "", first, top)):
        yield Hit(f"no title says what the document is; it begins with '{first[:60]}'")


def date_given(case: Case) -> Iterator[Hit]:
    """Ask for a date or a version; a notice of ours gets both when its page is made."""
    if not case.view.dated and not _DATE.search(case.view.text):
        yield Hit("no effective date, date of last change or version is given")


def heading_levels(case: Case) -> Iterator[Hit]:
    """Ask for headings in order; a source of ours is held to this when it is rendered."""
    heads = [block for block in case.view.blocks if block.kind == "heading"]
    if case.view.ours:
        return
    tops = [block for block in heads if block.level == 1]
    for block in tops[1:]:
        yield Hit("a second heading of level 1", block, 0, len(block.text), severity="warning")
    for before, block in pairwise(heads):
        if block.level > before.level + 1:
            yield Hit(
                f"the heading is of level {block.level} below one of level {before.level}", block, 0, len(block.text)
            )


PLAINNESS: Mapping[str, Check] = {
    "long sentences": long_sentences,
    "reading grade": reading_grade,
    "summary": summary,
    "title": title,
    "date": date_given,
    "heading levels": heading_levels,
}
