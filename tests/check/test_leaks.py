from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import make_notice

from check.group import BOLT, COG, GROUP, LOOP, ORCHARD
from check.group import brand as make_brand
from noticepress.bind import bind
from noticepress.check.leaks import as_released, document_leaks, leaks, page_leaks, value_leaks
from noticepress.document import make_document, render_document
from noticepress.model import Brand, Company, Confirmation, Contact, Registration


def found(text: str, brand: Brand = BOLT, **more: bool) -> list[str]:
    return [leak.words for leak in leaks(text, brand, GROUP, **more)]


@pytest.mark.parametrize(
    "text",
    [
        "Bolt is part of the Orchard Group group.", "Bolt, a member of Orchard Group.",
        "one of our sister companies (such as Cog)", "Write to Orchard Group, The View, 12 Mill Lane, Hull HU13 0GD",
        "Call 01632 960001 or write to info@orchard.example, see www.orchard.example", "Bolt Limited",
    ],
)  # fmt: skip
def test_what_is_declared_is_no_leak(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask Loop.", "Loop"),
        ("Orchard Group takes care.", "Orchard Group"),
        ("Cog employs us.", "Cog"),
        ("Call +44 (0)1632 960 002", "+44 (0)1632 960 002"),
        ("LoopDesk Pro is ours", "LoopDesk Pro"),
    ],
)
def test_what_is_not_declared_is_one(text: str, words: str) -> None:
    assert found(text) == [words]


OFFICE = ("5 Shore Road", "Leith", "EH6 6RB")


def test_anothers_company_number_and_registered_office_are_leaks() -> None:
    group = [ORCHARD, BOLT, replace(LOOP, company=Registration("SC123456", "Scotland", OFFICE))]
    text = "Registered in Scotland, SC 123456 or SC123456, at 5 Shore Road, Leith, EH6 6RB."
    assert {leak.words for leak in leaks(text, BOLT, group)} == {"SC123456", "5 Shore Road, Leith", "EH6 6RB"}
    shared = [ORCHARD, replace(BOLT, company=Registration(None, None, OFFICE)), group[-1]]
    assert {leak.words for leak in leaks(text, shared[1], shared)} == {"SC123456"}, "an office may be shared"


def test_two_companies_never_have_one_number_and_may_have_one_office(tmp_path: Path) -> None:
    first, second = (replace(brand, company=Registration("01234567", None, OFFICE)) for brand in (BOLT, LOOP))
    told = [finding.message for finding in value_leaks(second, [ORCHARD, first, second], tmp_path)]
    assert any(message.startswith("'company.number' is 01234567, which") for message in told)
    assert not any("registered_office" in message for message in told)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"contact": Contact(address=("9 Hill Road", "West Yorkshire", "United Kingdom"))},
            "outside the United Kingdom",
        ),
        ({"contact": Contact(form="https://forms.office.com/r/abc")}, "https://forms.office.com/r/xyz"),
        ({"contact": Contact(form="https://help.example/loop")}, "https://help.example/bolt"),
        ({"contact": Contact(website="https://www.facebook.com/loop")}, "https://www.facebook.com/bolt"),
        ({"values": {"region": "England"}}, "the courts of England"),
    ],
)
def test_what_anybody_may_have_is_nobodys(changes: dict[str, object], text: str) -> None:
    group = (ORCHARD, replace(LOOP, **changes), BOLT, COG)  # type: ignore[arg-type]
    assert leaks(text, BOLT, group) == ()


@pytest.mark.parametrize(
    ("contact", "text"),
    [
        (Contact(address=("Hill House", "West Yorkshire")), "Hill House\nWest Yorkshire"),
        (Contact(form="https://forms.office.com/r/abc"), "see https://forms.office.com/r/abc."),
        (Contact(website="https://www.facebook.com/loop"), "see facebook.com/loop"),
    ],
)
def test_ones_own_corner_of_it_is_ones_own(contact: Contact, text: str) -> None:
    assert len(leaks(text, BOLT, (ORCHARD, replace(LOOP, contact=contact), BOLT, COG))) == 1


def test_a_free_value_in_anothers_text_is_a_warning() -> None:
    (leak,) = leaks("We sell LoopDesk Pro.", BOLT, GROUP)
    assert leak.identifier.severity == "warning"


def test_an_inherited_mailbox_lends_its_words_and_not_its_host() -> None:
    contact = replace(BOLT.contact, website="https://bolt.example/", email="hi@bolt.example")
    own = replace(BOLT, contact=contact, inherited=frozenset({"privacy_email"}))
    group = (ORCHARD, LOOP, own, COG)
    assert leaks("write to privacy@orchard.example", own, group) == ()
    assert [leak.words for leak in leaks("see www.orchard.example", own, group)] == ["www.orchard.example"]


def test_related_names_are_allowed_anywhere_where_values_made_the_text() -> None:
    assert found("Orchard Group and Cog", related=True) == []
    assert found("Loop", related=True) == ["Loop"]


def test_a_brand_that_inherits_nothing_has_nothing_of_its_parent() -> None:
    assert found("Call 01632 960001", COG) == ["01632 960001"]


def test_a_released_text_keeps_the_parents_details_that_it_had() -> None:
    values = {"brand.parent.id": "group", "brand.contact.telephone": "01632 960001", "brand.name": "Bolt"}
    document = make_document(
        notice="privacy", brand="bolt", brand_name="Bolt", version="1.0", effective=None, title="Notice",
        html="<p>Call 01632 960001 or 01632 960002.</p>", values=values,
    )  # fmt: skip
    today = replace(BOLT, contact=Contact(telephone="01632 960009"), inherited=frozenset())
    group = (ORCHARD, LOOP, today, COG)
    then = as_released(today, document, group)
    assert [leak.words for leak in document_leaks(document, then, group, related=False)] == ["01632 960002"]


def test_a_name_inside_a_longer_name_of_ones_own_is_ones_own() -> None:
    energy = replace(BOLT, id="energy", name="Loop Energy", legal_name=None)
    group = (*GROUP, energy)
    assert [leak.words for leak in leaks("Loop Energy cares", energy, group)] == []
    assert [leak.words for leak in leaks("Loop Energy cares", LOOP, group)] == ["Loop Energy"]


@pytest.mark.parametrize(
    "page",
    [
        '<a href="https://www.loop.example/x">here</a>', "<title>Loo&#112;</title>", "<p>Lo<em>op</em> Limited</p>",
        '<script type="application/ld+json">{"name": "Loop Limited"}</script>', "<!-- from hi@loop.example -->",
        '<img alt="Loop">', '<meta content="Loop Limited">', '<a href="tel:+441632960002">us</a>',
        '<a href="mailto:hi%40loop.example">us</a>',
    ],
)  # fmt: skip
def test_a_leak_is_found_anywhere_in_a_page(page: str) -> None:
    assert page_leaks(f"<html><body>{page}</body></html>", BOLT, GROUP)


def test_a_page_of_the_brands_own_is_clean() -> None:
    assert page_leaks('<p class="loop">Bolt keeps you in the loop. <a href="/loop/">x</a></p>', BOLT, GROUP) == ()


@pytest.mark.parametrize(
    "contact",
    [
        Contact(telephone="(01632) 960 002"), Contact(email="HI@loop.example"),
    ],
)  # fmt: skip
def test_a_detail_copied_from_another_file_is_found_in_both(contact: Contact) -> None:
    copied = replace(COG, contact=contact)
    group = (ORCHARD, LOOP, BOLT, copied)
    messages = [f.message for brand in group for f in value_leaks(brand, group, Path())]
    assert len(messages) == 2
    assert "which brands/cog.yml gives as Cog's own" in messages[0]
    assert "which brands/loop.yml gives as Loop's own" in messages[1]


def test_repeating_the_parents_detail_is_no_copy() -> None:
    one, two = (replace(b, contact=Contact(telephone="01632 960001"), inherited=frozenset()) for b in (LOOP, COG))
    group = (ORCHARD, one, BOLT, two)
    assert [f for brand in group for f in value_leaks(brand, group, Path())] == []


def test_a_confirmation_of_another_brand_is_a_warning() -> None:
    copied = replace(COG, confirmed=Confirmation("handed over as Loop's notice", date(2026, 11, 22)))
    (finding,) = value_leaks(copied, (ORCHARD, LOOP, BOLT, copied), Path())
    assert (finding.severity, finding.message) == ("warning", "'confirmed' speaks of Loop's name 'Loop'")


def test_a_neighbours_postcode_is_no_copy() -> None:
    one = replace(LOOP, contact=Contact(address=("1 High Street", "Hull HU1 1AA")))
    two = replace(COG, contact=Contact(address=("2 High Street", "Hull HU1 1AA")))
    assert [f for b in (one, two) for f in value_leaks(b, (one, two), Path())] == []


def test_words_of_another_in_a_value_are_found_at_their_place(tmp_path: Path) -> None:
    (tmp_path / "brands").mkdir()
    (tmp_path / "brands/cog.yml").write_text("name: Cog\nvalues:\n  hint: Ask Loop Limited\n", encoding="utf-8")
    cog = replace(COG, values={"hint": "Ask Loop Limited"})
    (finding,) = value_leaks(cog, (ORCHARD, LOOP, BOLT, cog), tmp_path)
    assert (finding.rule, finding.severity, finding.line, finding.column) == ("BRAND-LEAK", "error", 3, 13)
    assert finding.words == "Loop Limited"


capital = st.text("abcdelopt", min_size=2, max_size=6).map(str.title)
names = st.lists(capital, min_size=1, max_size=3).map(" ".join).filter(lambda name: len(name) > 2)
telephones = st.integers(10**8, 10**9 - 1).map(lambda number: f"01{number}")
BODY = """{{ brand.name }} keeps you in the loop.

{% if brand.parent %}
It is part of {{ brand.parent.name }} group.
{% endif %}

- Call [{{ brand.contact.telephone }}](tel:{{ brand.contact.telephone | tel }})
- Our sister companies are {{ brand.sister_companies | join(", ") }}.
"""


@given(
    st.lists(st.tuples(names, telephones), min_size=3, max_size=3, unique_by=(lambda b: b[0].lower(), lambda b: b[1]))
)
def test_a_text_made_of_ones_own_values_holds_no_leak_and_anothers_always_one(made: list[tuple[str, str]]) -> None:
    parent = make_brand(made[0][0], Contact(telephone=made[0][1]), parent=None, id="p", legal_name=None)
    company = Company("p", parent.name)
    children = [
        make_brand(name, Contact(telephone=telephone), parent=company, id=f"c{number}", legal_name=None)
        for number, (name, telephone) in enumerate(made[1:])
    ]
    sisters = tuple(Company(child.id, child.name) for child in children)
    group = (parent, *(replace(child, sisters=tuple(s for s in sisters if s.id != child.id)) for child in children))
    one, two = group[1], group[2]
    document = render_document(bind(make_notice(BODY), one), {})
    assert document_leaks(document, one, group, related=True) == ()
    assert {leak.identifier.owner for leak in document_leaks(document, two, group, related=True)} >= {one.id}
