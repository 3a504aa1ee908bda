"""Finding the words of a brand in a text, in whatever spelling, and telling a name from an ordinary word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from noticepress.check.registry import Identifier, plain, plain_page
from noticepress.check.traces import FEWEST_DIGITS, Shapes, shapes, spelt

#: After a name at the start of a sentence these make it an imperative: "Loop in your manager".
_FOLLOWING = "in into through back around round over the a an your our my it this that them us"
_AFTER_A_VERB = frozenset(_FOLLOWING.split())
#: Capitals that may stand before a name without making it part of another one ("Contact Loop", "The Loop").
_PRECEDING = (
    "a about all an and are as ask at because but by call can contact could dear do does email for from has have "
    "how if in is join may my of on or our phone ring should since so tell telephone than that the their this to "
    "unless until using visit was welcome what when where whether which while who whose why will with within "
    "would write your"
)
_BEFORE_A_NAME = frozenset(_PRECEDING.split())
_END_OF_SENTENCE = re.compile(r"(?:^|[.!?:;•\n|]\s*|[-*+>#]\s+|\d\.\s+|[\"'“(\[]\s*)$")
_WWW = "www."
#: What an address may not begin right after, and what goes on with the word that it ends in.
_BEFORE_A_HOST, _INSIDE = re.compile(r"[\w.-]"), re.compile(r"[\w-]")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_AT = re.compile(r"\s*[\[(]\s*at\s*[\])]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[(]\s*dot\s*[\])]\s*", re.IGNORECASE)
#: Either without the spaces before it, which are all over a text, by the sign that it begins with: one sign is quickly
#: looked for, and most texts hold neither.
_SPELT_OUT = tuple(re.compile(rf"{sign}\s*(?:at|dot)\s*[\])]", re.IGNORECASE) for sign in (r"\[", r"\("))


@dataclass(frozen=True)
class Hit:
    """An identifier, and where its words stand in the text that was searched: from ``start`` up to ``end``."""

    identifier: Identifier
    start: int
    end: int


def visible(text: str) -> str:
    """Return ``text`` as a reader sees it: no invisible characters, and ``info [at] example`` as it is meant."""
    for sign in _INVISIBLE:
        # To look first takes a twentieth of the time, and there is hardly ever one.
        if sign in text:
            text = text.replace(sign, "")
    if any(pattern.search(text) for pattern in _SPELT_OUT):
        return _DOT.sub(".", _AT.sub("@", text))
    return text


def search(text: str, wanted: Sequence[Identifier]) -> tuple[Hit, ...]:
    """Return where words of ``wanted`` stand in ``text``, in order; of two that overlap, the earlier in ``wanted``."""
    ready, folded = _ready(text)
    taken: list[Hit] = []
    places = _Places(ready)
    for identifier in wanted:
        for start, end in places.of(identifier, folded):
            if all(end <= hit.start or start >= hit.end for hit in taken):
                taken.append(Hit(identifier, start, end))
    return tuple(sorted(taken, key=lambda hit: hit.start))


def may_find(text: str, identifier: Identifier) -> bool:
    """Whether a look at the text as a whole leaves it open that ``search`` finds an identifier there."""
    return identifier.kind != "url" or identifier.key in _ready(text)[1]


@lru_cache(maxsize=1)
def _ready(text: str) -> tuple[str, str]:
    """Return a text with plain signs, and the same whatever its case, every sign where it was."""
    ready = plain_page(text)
    folded = ready.casefold()
    return ready, folded if len(folded) == len(ready) else ready.lower()


class _Places:
    """What a text holds of each shape, read once for all identifiers."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def shapes(self) -> Shapes:
        return shapes(self.text)

    def of(self, identifier: Identifier, folded: str) -> Iterator[tuple[int, int]]:
        key = identifier.key
        if identifier.kind == "telephone":
            long = len(key) >= FEWEST_DIGITS
            yield from ((s, e) for s, e, found in self.shapes.telephones if key == found or (long and key in found))
        elif identifier.kind == "mailbox":
            yield from ((start, end) for start, end, found in self.shapes.mailboxes if found.rstrip(".") == key)
        elif identifier.kind == "postcode":
            yield from ((start, end) for start, end, found in self.shapes.postcodes if found == key)
        elif identifier.kind == "domain":
            yield from self._domain(key)
        elif identifier.kind == "url":
            yield from _addresses(key, folded)
        elif _first_word(identifier.text) in folded:
            yield from self._words(identifier)

    def _domain(self, key: str) -> Iterator[tuple[int, int]]:
        below = f".{key}"
        yield from ((start, end) for start, end, host in self.shapes.hosts if host == key or host.endswith(below))
        for start, end, mailbox in self.shapes.mailboxes:
            host = mailbox.rpartition("@")[2]
            if host == key or host.endswith(below):
                yield start, end

    def _words(self, identifier: Identifier) -> Iterator[tuple[int, int]]:
        pattern, end = _pattern(identifier.text), 0
        for start in _starts(self.text, spelt(identifier.text)[0]):
            match = pattern.match(self.text, start) if start >= end else None
            if match is not None:
                end = match.end()
                if identifier.kind != "name" or is_name(self.text, start, end):
                    yield start, end


def _addresses(key: str, folded: str) -> Iterator[tuple[int, int]]:
    """Yield where the address ``key`` stands whole, ``www.`` before it or not."""
    done, at = 0, folded.find(key)
    while at >= 0:
        start, end = at - (len(_WWW) if folded[max(0, at - len(_WWW)) : at] == _WWW else 0), at + len(key)
        around = _BEFORE_A_HOST.fullmatch(folded[max(0, start - 1) : start]), _INSIDE.match(folded, end)
        if start >= done and around == (None, None):
            yield start, end
            done = end
        at = folded.find(key, at + 1)


def _starts(text: str, word: str) -> list[int]:
    """Return in order where ``word`` begins in ``text``, as it is, in capitals, or as a small "the"."""
    found = set[int]()
    for spelling in {word, word.upper(), "the" if word == "The" else word}:
        start = text.find(spelling)
        while start >= 0:
            found.add(start)
            start = text.find(spelling, start + 1)
    return sorted(found)


@lru_cache(maxsize=4096)
def _first_word(text: str) -> str:
    words = [word for word in plain(text).split() if word not in {"The", "the"}]
    return (words or plain(text).split() or [""])[0].lower()


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    """Match words whole, in their own case or all in capitals; a leading "The" may be small, lines joined anyhow."""
    words = spelt(text)
    between = r"[,;\s]+" if "," in text else r"\s+"
    spellings = [between.join(map(re.escape, words)), between.join(re.escape(word.upper()) for word in words)]
    if words[0] == "The" and len(words) > 1:
        spellings[0] = f"[Tt]he{between}" + between.join(map(re.escape, words[1:]))
    return re.compile(rf"(?<![\w@])(?<![\w]-)(?:{'|'.join(dict.fromkeys(spellings))})(?![\w@]|-(?:back|hole|the)\b)")


def is_name(text: str, start: int, end: int) -> bool:
    """Whether a match of one word is a name there: no imperative, and no part of another name.

    A name of several words is always one; so is a word with a capital or a sign inside it.
    """
    word = text[start:end]
    if not word.isalpha() or not (word.istitle() or word.isupper()):
        return True
    before, after = text[max(0, start - 60) : start], text[end : end + 30]
    previous = re.search(r"([\w'&-]+) $", before)
    opens = _END_OF_SENTENCE.search(before) is not None
    following = re.match(r" ([\w'-]+)", after)
    if opens and following and following.group(1) in _AFTER_A_VERB:
        return False
    if previous is None or not previous.group(1)[0].isupper() or previous.group(1).casefold() in _BEFORE_A_NAME:
        return True
    begins = _END_OF_SENTENCE.search(before[: previous.start()]) is not None
    return begins and following is not None and following.group(1)[0].islower()
