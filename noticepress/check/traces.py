"""What a text must hold for an identifier to stand in it: the words, numbers and hosts by which one is looked up.

``search`` finds an identifier only in a text that has all the traces of one of its spellings. So a group of any size is
searched by what the text says, and not by what each brand is called.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from noticepress.check.registry import MAILBOX, POSTCODE, Identifier, digits, plain, plain_page, registrable

#: Found in a text: from where up to where, and what two spellings of it have in common.
Span = tuple[int, int, str]

#: So many digits and more are a telephone number wherever they stand together, fewer only as a whole number.
FEWEST_DIGITS = 9
_TELEPHONES = re.compile(r"(?<!\w)\+?\(?\d[\d\s().\-/]{5,}\d\b")
_HOSTS = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-]|\.\w)")
_WORDS = re.compile(r"\w+")
#: No telephone number, postcode, mailbox or host goes on behind such a line end, and none looks across it.
_BREAK = re.compile(r"\n\s*(?=[^\d\s().\-/])")
#: Lines of about one site: most of its pages, most of the versions, and most of the next brand's, say the same.
_LINES = 1 << 12


@dataclass(frozen=True, slots=True)
class Shapes:
    """What a text holds of each shape, in order."""

    telephones: tuple[Span, ...]
    mailboxes: tuple[Span, ...]
    postcodes: tuple[Span, ...]
    hosts: tuple[Span, ...]


def shapes(text: str) -> Shapes:
    """Return what the plain ``text`` holds that is told by its shape; the same line is read once."""
    found: tuple[list[Span], list[Span], list[Span], list[Span]] = ([], [], [], [])
    start = 0
    for end in (*(match.end() for match in _BREAK.finditer(text)), len(text)):
        of_line = _line_shapes(text[start:end])
        if of_line is not _NOTHING:
            for spans, more in zip(found, _each(of_line), strict=True):
                spans.extend((start + s, start + e, key) for s, e, key in more)
        start = end
    return Shapes(*map(tuple, found))


_NOTHING = Shapes((), (), (), ())


def _each(of_text: Shapes) -> tuple[tuple[Span, ...], ...]:
    return of_text.telephones, of_text.mailboxes, of_text.postcodes, of_text.hosts


@lru_cache(maxsize=_LINES)
def _line_shapes(line: str) -> Shapes:
    """Keep what lines hold that many texts say. ``_traces`` asks without: it keeps what it makes of the same lines."""
    return _shapes(line)


def _shapes(line: str) -> Shapes:
    found = Shapes(
        tuple((m.start(), m.end(), digits(m.group())) for m in _TELEPHONES.finditer(line)),
        tuple((m.start(), m.end(), m.group().casefold()) for m in MAILBOX.finditer(line)),
        tuple((m.start(), m.end(), "".join(m.group().split()).casefold()) for m in POSTCODE.finditer(line)),
        tuple((m.start(), m.end(), registrable(m.group())) for m in _HOSTS.finditer(line)),
    )
    return found if any(_each(found)) else _NOTHING


def traces(text: str) -> frozenset[str]:
    """Return the traces of a text: each of its words, numbers, mailboxes, postcodes and hosts."""
    return frozenset[str]().union(*map(_traces, set(_BREAK.split(plain_page(text)))))


@lru_cache(maxsize=_LINES)
def _traces(line: str) -> tuple[str, ...]:
    """Return the traces of a line, once each: thousands of lines are kept, and a word of many is kept once."""
    return tuple({intern(trace) for trace in _found(line)})


def _found(line: str) -> Iterator[str]:
    yield from _WORDS.findall(line.casefold())
    if not line.isascii():
        yield from map(str.casefold, _WORDS.findall(line))
        yield from _WORDS.findall(line.lower())
    of_line = _shapes(line)
    if of_line is _NOTHING:
        return
    hosts = {key for *_, key in of_line.hosts} | {key.rpartition("@")[2] for *_, key in of_line.mailboxes}
    yield from (trace for *_, key in of_line.telephones for trace in _numbers(key))
    yield from (f"@{key.rstrip('.')}" for *_, key in of_line.mailboxes)
    yield from (f"#{key}" for *_, key in of_line.postcodes)
    yield from (f".{ending}" for host in hosts for ending in endings(host))


def _numbers(key: str) -> Iterator[str]:
    """Yield a number, and each run of as many of its digits as tell a number inside a longer one."""
    yield f"={key}"
    yield from (f"+{key[at : at + FEWEST_DIGITS]}" for at in range(len(key) - FEWEST_DIGITS + 1))


def endings(host: str) -> Iterator[str]:
    """Yield a host and each one that it lies below: ``www.example.org``, ``example.org``, ``org``."""
    yield host
    yield from (host[at + 1 :] for at, sign in enumerate(host) if sign == ".")


def can_stand(identifier: Identifier, found: frozenset[str]) -> bool:
    """Whether ``identifier`` can stand in a text of which ``found`` are the traces: never false where it does."""
    return any(need <= found for need in _needs(identifier))


@lru_cache(maxsize=256)
def _needs(identifier: Identifier) -> tuple[frozenset[str], ...]:
    """Keep what is asked for each text of a site: the brand's own words, and those like them."""
    return needs(identifier)


def needs(identifier: Identifier) -> tuple[frozenset[str], ...]:
    """Return, a spelling an item, the traces that a text has in which ``identifier`` stands."""
    key = identifier.key
    if identifier.kind == "telephone":
        inside = [frozenset(_numbers(key)) - {f"={key}"}] if len(key) >= FEWEST_DIGITS else []
        return (frozenset([f"={key}"]), *inside)
    if identifier.kind == "mailbox":
        return (frozenset([f"@{key}"]),)
    if identifier.kind == "postcode":
        return (frozenset([f"#{key}"]),)
    if identifier.kind == "domain":
        return (frozenset([f".{key}"]),)
    if identifier.kind == "url":
        return (frozenset(_WORDS.findall(key)),)
    words = spelt(identifier.text)
    # Of ASCII capitals fold to the same.
    upper = [] if identifier.text.isascii() else [_words([word.upper() for word in words])]
    spellings = (_words(words), *upper)
    return tuple(dict.fromkeys(spellings))


def spelt(text: str) -> list[str]:
    """Return the words of a name, an address or a number, as they are searched."""
    return plain(text).replace(",", " ").split() or [text]


def _words(words: list[str]) -> frozenset[str]:
    return frozenset(run.casefold() for word in words for run in _WORDS.findall(word))
