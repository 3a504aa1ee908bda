"""The search as it is without an index: each identifier of each brand is looked for in the whole text."""

import re
from collections.abc import Iterator, Mapping, Sequence

from noticepress.check.registry import (
    MAILBOX,
    POSTCODE,
    Identifier,
    digits,
    foreign,
    identifiers,
    lent,
    longest_first,
    plain,
    registrable,
)
from noticepress.check.search import Hit, _pattern, is_name
from noticepress.model import Brand

TELLING = frozenset({"name", "mailbox", "domain", "url", "telephone", "postcode", "number"})
TELEPHONES = re.compile(r"(?<!\w)\+?\(?\d[\d\s().\-/]{5,}\d\b")
HOSTS = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-]|\.\w)")
Spans = list[tuple[tuple[int, int], str]]


def plain_hits(text: str, one: Brand, group: tuple[Brand, ...]) -> list[Hit]:
    """Every place where words of another brand stand, apart from those inside the brand's own."""
    own = {found for found in (*identifiers(one), *lent(one, group)) if found.kind in TELLING}
    address = one.contact.address or ()
    if address:
        text = re.sub(r"[,;\s]+".join(map(re.escape, address)), lambda match: " " * len(match.group()), text)
    wanted = longest_first([*own, *foreign(one, group)])
    return [hit for hit in plain_search(text, wanted) if hit.identifier not in own]


def plain_search(text: str, wanted: Sequence[Identifier]) -> tuple[Hit, ...]:
    """Where words of ``wanted`` stand, in order; of two that overlap, the earlier in ``wanted``."""
    ready = plain(text)
    shaped = _shaped(ready)
    taken: list[Hit] = []
    for found in wanted:
        for start, end in (*_by_shape(found, shaped), *_by_words(found, ready)):
            if all(end <= hit.start or start >= hit.end for hit in taken):
                taken.append(Hit(found, start, end))
    return tuple(sorted(taken, key=lambda hit: hit.start))


def _shaped(ready: str) -> Mapping[str, Spans]:
    mailboxes = [(m.span(), m.group().casefold()) for m in MAILBOX.finditer(ready)]
    hosts = [(m.span(), registrable(m.group())) for m in HOSTS.finditer(ready)]
    return {
        "telephone": [(m.span(), digits(m.group())) for m in TELEPHONES.finditer(ready)],
        "mailbox": mailboxes,
        "postcode": [(m.span(), "".join(m.group().split()).casefold()) for m in POSTCODE.finditer(ready)],
        "domain": [*hosts, *((span, mailbox.rpartition("@")[2]) for span, mailbox in mailboxes)],
    }


def _by_shape(found: Identifier, shaped: Mapping[str, Spans]) -> Iterator[tuple[int, int]]:
    key = found.key
    for span, there in shaped.get(found.kind, ()):
        is_whole = there.rstrip(".") == key if found.kind == "mailbox" else there == key
        is_inside = found.kind == "telephone" and len(key) >= 9 and key in there
        if is_whole or is_inside or (found.kind == "domain" and there.endswith(f".{key}")):
            yield span


def _by_words(found: Identifier, ready: str) -> Iterator[tuple[int, int]]:
    folded = ready.casefold()
    folded = folded if len(folded) == len(ready) else ready.lower()
    if found.kind == "url":
        yield from (m.span() for m in re.finditer(rf"(?<![\w.-])(?:www\.)?{re.escape(found.key)}(?![\w-])", folded))
    elif found.kind in {"name", "address", "number", "value"} and _first_word(found.text) in folded:
        for match in _pattern(found.text).finditer(ready):
            if found.kind != "name" or is_name(ready, *match.span()):
                yield match.span()


def _first_word(text: str) -> str:
    words = [word for word in plain(text).split() if word not in {"The", "the"}]
    return (words or plain(text).split() or [""])[0].lower()
