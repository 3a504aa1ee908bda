"""The indexed search finds what the plain one finds, in whatever group and text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from check.group import COG, GROUP, GROUP_CONTACT, LOOP, ORCHARD, brand
from noticepress.check.index import index_of
from noticepress.check.leaks import foreign_hits
from noticepress.check.registry import Identifier, declared, foreign, identifiers, lent, longest_first, registrable
from noticepress.check.search import Hit, is_name, search
from noticepress.check.traces import can_stand, shapes, traces
from noticepress.check.vocabulary import Vocabulary, may_hold, vocabulary_of
from noticepress.model import Brand, Company, Contact

NAMES = ["Loop", "Loop Works", "The Loop", "Bolt, Ltd", "straße", "ŉbrand", "İstanbul Co", "A-B Co", "x_1 y", "--x", "360", "1482 420 Ltd", "ǰx", "ΑΣ Co"]  # fmt: skip  # noqa: E501
PHONES = ["01632 960001", "+44 1632 960 001", "0163 2960", "01632 960002", "9600011632"]
MAILS = ["hi@loop.example", "a@b.co.uk", "1x@y.com", "info@gmail.com", "ΑΣ@loop.example"]
URLS = ["https://www.loop.example/", "https://forms.office.com/r/x1", "https://loop.example", "https://b.co.uk/a/b"]
CODES = ["HU13 0GD", "M1 1AA", "hu13 0gd", "B33 8TH"]
LINES = ["12 Mill Lane", "The View", "Hull HU13 0GD", "1 Mill Lane", "Hessle", "Orchard Group"]
TEXTS = [*NAMES, *PHONES, *MAILS, *URLS, *CODES, *LINES, "12345678", "ZA123456", "LoopDesk Pro"]


def one_of(values: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(values)


@st.composite
def brands(draw: st.DrawFn) -> tuple[Brand, ...]:
    made: list[Brand] = []
    for number in range(draw(st.integers(1, 5))):
        lines = draw(st.none() | st.lists(st.sampled_from(LINES), min_size=1, max_size=3).map(tuple))
        contact = Contact(lines, draw(one_of(PHONES)), draw(one_of(MAILS)), None, draw(one_of(URLS)))
        parent = made[0] if made and draw(st.booleans()) else None
        known = frozenset[str]()
        if parent and draw(st.booleans()):
            contact = replace(contact, telephone=parent.contact.telephone, email=parent.contact.email)
            known = frozenset({"telephone", "email"})
        words = draw(one_of(TEXTS))
        name = draw(st.sampled_from(NAMES))
        of = Company(parent.id, parent.name, parent.legal_name) if parent else None
        more = {"values": {"any": words} if words else {}, "inherited": known, "site_url": draw(one_of(URLS))}
        made.append(brand(name, contact, parent=of, id=f"b{number}", legal_name=draw(one_of(NAMES)), **more))
    return tuple(made)


PIECES = st.sampled_from(
    [*TEXTS, *map(str.upper, TEXTS), *map(str.lower, TEXTS), "\n", "\n\n", "\n  ", " ", ". ", ", ", "-", "@", "+44", "0",
     "(", ")", "/", "www.", ".", "’", "\u00a0", "–", "ß", "İ", "1", "x", "tel:", "a@b.com", "01632", "960001", "M1", "1AA"]
)  # fmt: skip
WORDS = st.lists(PIECES | st.text(max_size=6), max_size=14).map("".join)


def plain_hits(text: str, one: Brand, group: tuple[Brand, ...]) -> list[Hit]:
    """As it was before there was an index: every identifier of every other brand is searched for."""
    telling = {"name", "mailbox", "domain", "url", "telephone", "postcode", "number"}
    own = {found for found in (*identifiers(one), *lent(one, group)) if found.kind in telling}
    address = one.contact.address or ()
    if address:
        text = re.sub(r"[,;\s]+".join(map(re.escape, address)), lambda match: " " * len(match.group()), text)
    wanted = longest_first([*own, *foreign(one, group)])
    return [hit for hit in plain_search(text, wanted) if hit.identifier not in own]


def plain_search(text: str, wanted: Sequence[Identifier]) -> tuple[Hit, ...]:
    from noticepress.check.registry import MAILBOX, POSTCODE, digits, plain
    from noticepress.check.search import _pattern

    ready = plain(text)
    folded = ready.casefold()
    folded = folded if len(folded) == len(ready) else ready.lower()
    telephones = [(m.span(), digits(m.group())) for m in re.finditer(r"(?<!\w)\+?\(?\d[\d\s().\-/]{5,}\d\b", ready)]
    mailboxes = [(m.span(), m.group().casefold()) for m in MAILBOX.finditer(ready)]
    postcodes = [(m.span(), "".join(m.group().split()).casefold()) for m in POSTCODE.finditer(ready)]
    hosts = [
        (m.span(), registrable(m.group()))
        for m in re.finditer(r"(?<![\w@.-])(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-]|\.\w)", ready)
    ]

    def places(found: Identifier) -> Iterator[tuple[int, int]]:
        key = found.key
        if found.kind == "telephone":
            yield from (span for span, number in telephones if key == number or (len(key) >= 9 and key in number))
        elif found.kind == "mailbox":
            yield from (span for span, mailbox in mailboxes if mailbox.rstrip(".") == key)
        elif found.kind == "postcode":
            yield from (span for span, code in postcodes if code == key)
        elif found.kind == "domain":
            of_mail = [(span, mailbox.rpartition("@")[2]) for span, mailbox in mailboxes]
            yield from (span for span, host in [*hosts, *of_mail] if host == key or host.endswith(f".{key}"))
        elif found.kind == "url":
            yield from (m.span() for m in re.finditer(rf"(?<![\w.-])(?:www\.)?{re.escape(key)}(?![\w-])", folded))
        elif first_word(found.text) in folded:
            for match in _pattern(found.text).finditer(ready):
                if found.kind != "name" or is_name(ready, *match.span()):
                    yield match.span()

    taken: list[Hit] = []
    for found in wanted:
        for start, end in places(found):
            if all(end <= hit.start or start >= hit.end for hit in taken):
                taken.append(Hit(found, start, end))
    return tuple(sorted(taken, key=lambda hit: hit.start))


def first_word(text: str) -> str:
    words = [word for word in text.split() if word not in {"The", "the"}]
    return (words or text.split() or [""])[0].lower()


def told(hits: Sequence[Hit]) -> list[tuple[Identifier, int, int]]:
    return [(hit.identifier, hit.start, hit.end) for hit in hits]


@settings(max_examples=600, deadline=None)
@given(brands(), WORDS)
@example(GROUP, "Contact Loop at 01632 960003, hi@loop.example, part of the Orchard Group")
@example((LOOP, replace(LOOP, id="other", values={"line": "x"})), "Loop, LoopDesk Pro, 01632 960002")
def test_it_finds_for_each_brand_what_the_plain_search_finds(group: tuple[Brand, ...], text: str) -> None:
    for one in group:
        assert told(list(foreign_hits(text, one, group))) == told(plain_hits(text, one, group))


@settings(max_examples=300, deadline=None)
@given(brands(), WORDS)
def test_it_finds_for_all_brands_what_the_plain_search_finds(group: tuple[Brand, ...], text: str) -> None:
    wanted = longest_first(found for one in group for found in identifiers(one))
    assert told(search(text, index_of(group).candidates(text))) == told(plain_search(text, wanted))


@settings(max_examples=400, deadline=None)
@given(brands(), st.lists(WORDS, max_size=3))
def test_what_stands_in_a_text_has_its_traces_and_is_in_its_vocabulary(
    group: tuple[Brand, ...], texts: list[str]
) -> None:
    vocabulary = Vocabulary.from_bytes(vocabulary_of(texts).to_bytes())
    for found in (found for one in group for found in identifiers(one)):
        for text in texts:
            if search(text, [found]):
                assert can_stand(found, traces(text))
                assert may_hold(vocabulary, found)


@given(WORDS)
def test_a_text_read_line_by_line_has_the_shapes_of_the_whole(text: str) -> None:
    whole = [m.span() for m in re.finditer(r"(?<!\w)\+?\(?\d[\d\s().\-/]{5,}\d\b", text)]
    assert [(start, end) for start, end, _ in shapes(text).telephones] == whole


@pytest.mark.parametrize("host", ["cog.example", "www.cog.example", "orchard.example", "loop.example", "x.org"])
def test_a_host_is_foreign_where_it_is_of_other_brands_alone(host: str) -> None:
    cog = replace(COG, contact=Contact(email="hi@cog.example"))
    group = (ORCHARD, LOOP, cog, replace(cog, id="cog-2"))
    index = index_of(group)
    for one in group:
        known = [found.key for found in foreign(one, group) if found.kind == "domain"]
        expected = any(host == key or host.endswith(f".{key}") for key in known)
        assert index.is_foreign_host(one, host) == expected


def test_an_index_is_made_once_for_a_group_and_for_its_equals() -> None:
    group = (ORCHARD, LOOP, COG)
    assert index_of(group) is index_of(group)
    assert index_of((ORCHARD, LOOP, COG)) is index_of(group)
    assert index_of((ORCHARD, LOOP)) is not index_of(group)


def test_it_knows_parents_and_former_names() -> None:
    bolt = brand("Bolt", GROUP_CONTACT, was=("nut",), inherited=frozenset({"telephone"}))
    index = index_of((ORCHARD, bolt, replace(LOOP, was=("nut", "bolt"))))
    assert index.known_as["nut"] is bolt
    assert index.known_as["bolt"] is bolt
    assert index.parents(bolt) == (ORCHARD,)
    assert index.lent(bolt) == lent(bolt, (ORCHARD, bolt))
    assert index.declared(bolt) == declared(bolt, (ORCHARD, bolt))
