"""Phrases between non-breaking spaces: where a page was copied as text, that is all that is left of a link."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from noticepress.check.registry import registrable
from noticepress.model import Reference

_NBSP = "\u00a0"
#: A phrase has at most so many words; what stands further apart is typography.
_MOST_WORDS = 7
_FEWEST_LETTERS = 2
#: Words of a phrase or a title that say nothing of what it is.
_SAYING_NOTHING = (
    "a an and by for from here how in of on or our own page s site the their this to us web website your brand"
)
_PLAIN = frozenset(_SAYING_NOTHING.split())
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}")
_VALUE = re.compile(r"\{\{ brand\.contact\.(\w+) \}\}")
#: What names a target by itself: a value, a mailbox, an address, a number.
_TARGET = re.compile(
    r"\{\{ brand\.contact\.[^}]*\}\}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[\w./-]*[\w/]|0\d[\d ]{7,}\d"
)
#: Where a phrase ends: a non-breaking space, a stop, a bracket, the line's end.
_END = re.compile(r"\u00a0|[.,;:!?)](?=\s|\\|$)|\s[(\u2013\u2014]|\\?\n|$")
#: What may stand behind a single non-breaking space and still be what is left of a link.
_NAMES_A_TARGET = re.compile(
    rf"{_TARGET.pattern}|\b(?:here|links?|pages?|forms?|websites?|cookies?|polic(?:y|ies)|notices?|statements?|guides?)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\b(?:below|above)\b")
_HINTS = {
    "telephone": "write [{words}](tel:{{{{ brand.contact.telephone | tel }}}})",
    "email": "write [{words}](mailto:{words})",
    "privacy_email": "write [{words}](mailto:{words})",
}


@dataclass(frozen=True)
class LostLink:
    """A phrase that names a target, where it begins in the text, and what it may have led to."""

    start: int
    words: str
    hint: str


def lost_links(text: str, references: Mapping[str, Reference], headings: Mapping[str, str]) -> Iterator[LostLink]:
    """Yield each phrase of a source between non-breaking spaces, or after one and before a stop or the line's end.

    A non-breaking space after a full stop opens no phrase. What is suggested: a reference whose host, or most telling
    words of its name and title, are the phrase's; for "see below" a heading (``headings``: its text by its id).
    """
    position = 0
    while (opened := text.find(_NBSP, position)) >= 0:
        position = opened + 1
        if text[:opened].rstrip()[-1:] in {"", ".", "!", "?"} or (
            text[opened - 1].isdigit() and not _TARGET.match(text, position)
        ):
            continue
        words, end = _phrase(text, position)
        is_closed = text[end : end + 1] == _NBSP and not re.match(r"\d", words)
        if words and (is_closed or _NAMES_A_TARGET.search(words)):
            start = text.index(words, position)
            line = text[text.rfind("\n", 0, opened) + 1 : opened]
            yield LostLink(start, words, _hint(words, (line, text[end : end + 40]), references, headings))
            # What closes one phrase opens another only if a target stands right behind it.
            opens = _TARGET.match(text, end + 1)
            position = end if opens or text[end : end + 1] != _NBSP else end + 1


def _phrase(text: str, start: int) -> tuple[str, int]:
    """Return a phrase and where it ends, ``""`` where it is none."""
    target = _TARGET.match(text, start)
    closed = _END.search(text, target.end() if target else start)
    end = closed.start() if closed else len(text)
    end = target.end() if target and len(text[target.end() : end].split()) > 1 else end
    words = text[start:end].strip()
    is_phrase = sum(map(str.isalnum, words)) >= _FEWEST_LETTERS and len(words.split()) <= _MOST_WORDS
    return (words, end) if is_phrase or target else ("", start)


def _hint(words: str, around: tuple[str, str], references: Mapping[str, Reference], headings: Mapping[str, str]) -> str:
    before, after = around
    value = _VALUE.fullmatch(words)
    if value and value[1] in _HINTS:
        return _HINTS[value[1]].format(words=words)
    if _MAILBOX.fullmatch(words):
        return f"write [{words}](mailto:{words})"
    if _ELSEWHERE.search(after):
        place = _best(_telling(words), headings)
        if place:
            return f"the section '{headings[place]}' may be meant: [{words}](#{place})"
    best = _of_host(words, references) or _best(
        _telling(words) or _telling(before), {name: f"{name} {found.title}" for name, found in references.items()}
    )
    if best:
        return f"'{best}' of notices/references.yml may be meant: [{words}][{best}]"
    return "find out where it led, put the address into notices/references.yml and write [words][its-name]"


def _of_host(words: str, references: Mapping[str, Reference]) -> str | None:
    if "brand.contact.website" in words:
        return next((name for name, found in references.items() if found.brand_value == "website"), None)
    host = _HOST.fullmatch(words.removeprefix("https://").removeprefix("http://").rstrip("/").lower())
    hosts = ((name, re.match(r"https?://([^/]+)", found.url or "")) for name, found in references.items())
    found_hosts = (name for name, found in hosts if host and found and registrable(found[1]) == registrable(host[0]))
    return next(found_hosts, None)


def _best(told: frozenset[str], known: Mapping[str, str]) -> str | None:
    """Return the name in ``known`` whose words have most in common with ``told``; two of them, if it has two."""
    scores = {name: len(told & _telling(said)) for name, said in known.items()}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best and scores[best] >= min(2, len(told) or 1) else None


def _telling(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z]{2,}", text.lower())
    return frozenset(word.removesuffix("s") for word in found if word not in _PLAIN)
