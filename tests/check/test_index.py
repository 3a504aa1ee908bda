"""The indexed search finds what the plain one finds, in whatever group and text."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from check.group import COG, GROUP, GROUP_CONTACT, LOOP, ORCHARD, brand
from check.plainly import plain_hits, plain_search
from noticepress.check import registry
from noticepress.check.index import index_of
from noticepress.check.leaks import foreign_hits
from noticepress.check.registry import Identifier, declared, foreign, identifiers, lent, longest_first
from noticepress.check.search import Hit, search
from noticepress.check.traces import can_stand, needs, shapes, traces
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


BETWEEN = ["\n", "\n\n", "\n  ", " ", ". ", ", ", "-", "@", "+44", "0", "(", ")", "/", "www.", ".", "’", "\u00a0", "–"]
HALVES = ["ß", "İ", "1", "x", "tel:", "a@b.com", "01632", "960001", "M1", "1AA"]
PIECES = st.sampled_from([*TEXTS, *map(str.upper, TEXTS), *map(str.lower, TEXTS), *BETWEEN, *HALVES])
WORDS = st.lists(PIECES | st.text(max_size=6), max_size=14).map("".join)


def told(hits: Sequence[Hit]) -> list[tuple[Identifier, int, int]]:
    return [(hit.identifier, hit.start, hit.end) for hit in hits]


@settings(max_examples=200, deadline=None)
@given(brands(), WORDS)
@example(GROUP, "Contact Loop at 01632 960003, hi@loop.example, part of the Orchard Group")
@example((LOOP, replace(LOOP, id="other", values={"line": "x"})), "Loop, LoopDesk Pro, 01632 960002")
def test_it_finds_for_each_brand_what_the_plain_search_finds(group: tuple[Brand, ...], text: str) -> None:
    for one in group:
        assert told(list(foreign_hits(text, one, group))) == told(plain_hits(text, one, group))


@settings(max_examples=100, deadline=None)
def words_of(texts: Sequence[str]) -> Vocabulary:
    return vocabulary_of(trace for text in texts for trace in traces(text))


@given(brands(), WORDS)
def test_it_finds_for_all_brands_what_the_plain_search_finds(group: tuple[Brand, ...], text: str) -> None:
    wanted = longest_first(found for one in group for found in identifiers(one))
    assert told(search(text, index_of(group).candidates(text))) == told(plain_search(text, wanted))


@settings(max_examples=100, deadline=None)
@given(brands(), st.lists(WORDS, max_size=3))
def test_what_stands_in_a_text_has_its_traces_and_is_in_its_vocabulary(
    group: tuple[Brand, ...], texts: list[str]
) -> None:
    vocabulary = Vocabulary.from_bytes(words_of(texts).to_bytes())
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


@given(st.lists(WORDS, max_size=4))
def test_a_vocabulary_is_the_same_however_it_is_put_together(texts: list[str]) -> None:
    whole = words_of(texts)
    parts = Vocabulary()
    for text in texts:
        parts |= Vocabulary.from_bytes(words_of([text]).to_bytes())
    assert parts == whole
    assert parts.to_bytes() == whole.to_bytes()


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda d: d[:-4], lambda d: d + b"1234", lambda _: b"", bytes.upper]
)
def test_a_damaged_vocabulary_is_refused(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ValueError, match="no vocabulary"):
        Vocabulary.from_bytes(damage(words_of(["Loop is here"]).to_bytes()))


def test_a_vocabulary_rules_out_most_brands() -> None:
    vocabulary = words_of(["Contact Loop at 01632 960003, hi@loop.example"])
    may = {found.text for one in GROUP for found in identifiers(one) if may_hold(vocabulary, found)}
    assert may == {"Loop", "hi@loop.example", "loop.example", "+44 1632 960 003"}


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


def test_what_was_told_of_a_brand_is_what_it_owns() -> None:
    for one in GROUP:
        found = identifiers(one)
        words = json.loads(json.dumps(registry.told(one)))
        other = replace(one, privacy_contact_title="Another")
        registry.know(other, words)
        assert identifiers(other) == found
        assert [identifier.key for identifier in identifiers(other)] == [identifier.key for identifier in found]


@pytest.mark.parametrize("host", ["gmail.com", "www.gmail.com", "mail.gmail.com", "GMAIL.com.", "a.b.github.io"])
def test_a_host_of_anybody_is_one_with_all_below_it(host: str) -> None:
    assert registry.is_public(host)
    assert not registry.is_public(f"not{host.removeprefix('www.')}" if host.count(".") == 1 else "com")


def test_capitals_of_ascii_ask_for_nothing_more() -> None:
    for identifier in (found for one in GROUP for found in identifiers(one)):
        if identifier.text.isascii() and identifier.kind in {"name", "address"}:
            (need,) = needs(identifier)
            assert need == {word.casefold() for word in re.findall(r"\w+", identifier.text.upper())}


@given(st.text(alphabet=st.sampled_from("a–’\u2011\u2010\u00a0ﬁ＃éΩ\u2126\uff0d\u3000\u2002 -"), max_size=12))
@example("\u2011\u2010–")
def test_signs_have_their_plain_form_wherever_they_stand(text: str) -> None:
    assert registry.plain(text) == "".join(map(registry.plain, text))
    assert len(registry.plain(text)) == len(text)
