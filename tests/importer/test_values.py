"""A brand's words become values where that changes nothing, and nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest
from sources import REFERENCES, make_brand

from noticepress.importer import Imported, import_reading
from noticepress.importer.plain import read_plain
from noticepress.model import Brand, Company

PARENT = Company("acme", "Acme", "Acme Trading Limited")
BOLT = make_brand(id="bolt", name="Bolt", legal_name="Bolt Limited", parent=PARENT, inherited=frozenset({"email"}))


def bring(text: str, brand: Brand | None = None) -> Imported:
    ours = brand or make_brand()
    reading = read_plain(f"{text}\n\nThe last line, so that the first is no heading.", (), Path("n.txt"))
    found = import_reading(reading, (ours, BOLT), REFERENCES, brand=ours, shown=Path("notice.md"))
    assert found.binds_back, [str(finding) for finding in found.findings]
    return found


def body(text: str, brand: Brand | None = None) -> str:
    return bring(text, brand).source.split("---\n\n", 1)[1].split("\n\n")[0].rstrip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Trading Limited is Acme.", "{{ brand.legal_name }} is {{ brand.name }}."),
        ("Acme’s, Acme's, (Acme).", "{{ brand.name }}’s, {{ brand.name }}'s, ({{ brand.name }})."),
        ("It is “Acme”.", "It is “{{ brand.name }}”."),
        ("Call 01632 960001.", "Call {{ brand.contact.telephone }}."),
        ("Mail hello@acme.example.", "Mail {{ brand.contact.email }}."),
        ("Mail privacy@acme.example, please.", "Mail {{ brand.contact.privacy_email }}, please."),
        ("Our site (www.acme.example).", "Our site ({{ brand.contact.website | host }})."),
        ("Our site: https://www.acme.example/.", "Our site: {{ brand.contact.website }}."),
        ("Our form: https://www.acme.example/contact/.", "Our form: {{ brand.contact.form }}."),
        ("Write to 1 Mill Lane, Anytown.", 'Write to {{ brand.contact.address | join(", ") }}.'),
        ("With Bolt Limited or Cog.", 'With {{ brand.sister_companies | join(", ", " or ") }}.'),
        ("With Bolt Limited and Cog.", 'With {{ brand.sister_companies | join(", ", " and ") }}.'),
    ],
)  # fmt: skip
def test_words_that_are_a_value_become_it(text: str, expected: str) -> None:
    assert body(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Acmeist and MacAcme, acme and Acme-back, at Acme.com.",
        "Call +44 1632 960001 or 01632960001 or 01632 9600012.",
        "Mail xhello@acme.example or hello@acme.example.org.",
        "See www.acme.example/shop and shop.www.acme.example.",
        "Write to 1 Mill Lane or to Anytown.",
        "With Cog or Bolt Limited, in another order.",
    ],
)
def test_words_that_only_look_like_it_stay(text: str) -> None:
    assert "{{" not in body(text)


def test_a_name_that_is_a_word_is_left_where_it_is_one() -> None:
    loop = make_brand(id="loop", name="Loop", legal_name=None)
    assert body("Loop in your manager. Ask Loop for it.", loop) == "Loop in your manager. Ask {{ brand.name }} for it."


def test_three_sisters_with_their_commas() -> None:
    companies = (Company("b", "B Co"), Company("c", "C Co"), Company("d", "D Co"))
    brand = make_brand(sisters=companies)
    assert body("With B Co, C Co or D Co.", brand) == 'With {{ brand.sister_companies | join(", ", " or ") }}.'


def test_of_two_values_that_say_the_same_the_first_is_taken_and_said() -> None:
    brand = make_brand()
    brand = replace(brand, contact=replace(brand.contact, privacy_email="hello@acme.example"))
    found = bring("Mail hello@acme.example.", brand)
    assert "{{ brand.contact.email }}" in found.source
    said = [finding.message for finding in found.findings if "the first was taken" in finding.message]
    fields = "brand.contact.email and of brand.contact.privacy_email"
    assert said == [f"'hello@acme.example' is the value of {fields}: the first was taken"]


def test_values_with_signs_of_markdown_and_next_to_braces() -> None:
    brand = make_brand(name="A*B_C", values={"team": "the [best] team"})
    assert body("Now A*B_C and {A*B_C} and the [best] team.", brand) == (
        "Now {{ brand.name }} and &#123;{{ brand.name }}} and {{ brand.values.team }}."
    )


def test_what_stays_of_any_brands_words_is_pointed_out_at_its_place() -> None:
    found = bring("Call +44 1632 960001 about Bolt.")
    said = [(f.line, f.column, f.words) for f in found.findings if f.rule == "IMPORT-BRAND"]
    assert said == [(5, 6, "+44 1632 960001"), (5, 28, "Bolt")]


def test_a_name_in_the_title_is_pointed_out() -> None:
    found = bring("Acme privacy notice\n\nWords of Acme that are long enough to be a paragraph, and end in a stop.")
    assert found.title == "Acme privacy notice"
    said = [finding.message for finding in found.findings if finding.rule == "IMPORT-BRAND"]
    assert said == ["'Acme' stands in the title of every brand"]


def test_without_a_brand_it_is_the_one_named_most_often() -> None:
    reading = read_plain("Bolt is here. Bolt is there. Acme is not.", (), Path("n.txt"))
    found = import_reading(reading, (make_brand(), BOLT), REFERENCES, shown=Path("notice.md"))
    assert found.brand == BOLT
    assert "{{ brand.parent.name }} is not." in found.source


def test_without_any_brands_words_none_become_values() -> None:
    reading = read_plain("We keep it. We tell nobody.", (), Path("n.txt"))
    found = import_reading(reading, (make_brand(), BOLT), REFERENCES, shown=Path("notice.md"))
    assert found.brand is None
    assert found.binds_back
    assert "no brand's words stand out" in "".join(finding.message for finding in found.findings)
