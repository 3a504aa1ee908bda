"""A new telephone number is one change, not one for each place where it stands."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from sources import REFERENCES, make_brand, make_notice

from noticepress.bind import bind
from noticepress.document import render_document
from noticepress.model import Brand, Change, Document
from noticepress.redline import compare, to_json

BODY = """## Contact {#contact covers="13(1)(a)"}

Telephone {{ brand.name }} on [{{ brand.contact.telephone }}](tel:{{ brand.contact.telephone | tel }}).

- Mail us at [{{ brand.contact.email }}](mailto:{{ brand.contact.email }}).
- Or call {{ brand.contact.telephone }} and ask for {{ brand.name }}'s privacy team.

We keep calls for 12 months. Write to {{ brand.contact.address | join(", ") }}.
"""


def document(brand: Brand, body: str = BODY) -> Document:
    return render_document(bind(make_notice(body), brand), REFERENCES)


def with_contact(**changes: object) -> Brand:
    brand = make_brand()
    return replace(brand, contact=replace(brand.contact, **changes))  # type: ignore[arg-type]


def caused(before: Document, after: Document) -> tuple[list[Change], list[Change]]:
    changes = compare(before, after).changes
    return [c for c in changes if c.brand_value], [c for c in changes if not c.brand_value]


@pytest.mark.parametrize(
    ("brand", "name", "places"),
    [
        (with_contact(telephone="01632 960777"), "brand.contact.telephone", 3),
        (with_contact(email="privacy@new.example"), "brand.contact.email", 1),
        (with_contact(address=("2 Hill Road", "Anytown")), "brand.contact.address", 1),
        (make_brand(name="Zenith"), "brand.name", 2),
    ],
)
def test_one_value_is_one_change(brand: Brand, name: str, places: int) -> None:
    values, others = caused(document(make_brand()), document(brand))
    assert [change.brand_value for change in values] == [name]
    assert len(values[0].places) == places
    assert others == []


def test_two_values_are_two_changes_and_an_edit_is_its_own() -> None:
    brand = replace(with_contact(telephone="01632 960777"), name="Zenith")
    after = document(brand, BODY.replace("12 months", "24 months"))
    values, others = caused(document(make_brand()), after)
    assert sorted(str(change.brand_value) for change in values) == ["brand.contact.telephone", "brand.name"]
    assert [(change.before, change.after) for change in others] == [("12", "24")]


def test_the_same_words_edited_by_hand_are_no_brand_value() -> None:
    values, others = caused(document(make_brand()), document(make_brand(), BODY.replace("12 months", "24 months")))
    assert values == []
    assert len(others) == 1


def test_as_data_it_names_the_value_and_all_its_places() -> None:
    before, after = document(make_brand()), document(with_contact(telephone="01632 960777"))
    redline = compare(before, after)
    data = to_json(redline, before, after)
    schema = json.loads((Path(__file__).parents[2] / "schemas/redline.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    (change,) = data["changes"]
    assert (change["brand_value"], change["before"]["text"]) == ("brand.contact.telephone", "01632 960001")
    assert all(f'data-change="{place}"' in redline.html for place in change["places"])
