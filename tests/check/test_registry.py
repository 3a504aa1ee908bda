from dataclasses import replace

import pytest

from check.group import BOLT, COG, GROUP, LOOP, ORCHARD
from noticepress.check.registry import declared, digits, foreign, identifiers, plain
from noticepress.model import Contact, Registration


def test_a_brand_owns_its_names_details_hosts_postcode_and_telling_values() -> None:
    assert {(found.field, found.kind, found.text) for found in identifiers(LOOP)} == {
        ("name", "name", "Loop"),
        ("legal_name", "name", "Loop Limited"),
        ("contact.telephone", "telephone", "01632 960002"),
        ("contact.email", "mailbox", "hi@loop.example"),
        ("contact.email", "domain", "loop.example"),
        ("values.line", "value", "LoopDesk Pro"),
    }
    assert ("contact.address", "postcode", "HU13 0GD") in {(i.field, i.kind, i.text) for i in identifiers(ORCHARD)}


def test_what_is_inherited_is_owned_by_the_parent_alone() -> None:
    assert {found.field for found in identifiers(BOLT)} == {"name", "legal_name"}
    assert ("telephone", "1632960001") in declared(BOLT, GROUP)
    assert ("telephone", "1632960001") not in declared(COG, GROUP)


def test_foreign_is_what_others_own_and_the_brand_does_not_inherit() -> None:
    assert {found.text for found in foreign(BOLT, GROUP)} == {
        "Orchard Group", "Orchard Group Limited", "Loop", "Loop Limited", "01632 960002", "hi@loop.example",
        "loop.example", "LoopDesk Pro", "Cog", "+44 1632 960 003",
    }  # fmt: skip


def test_a_company_owns_its_number_and_its_registered_office() -> None:
    company = Registration("SC123456", "Scotland", ("5 Shore Road", "Leith", "EH6 6RB"))
    own = {(i.field, i.kind, i.text) for i in identifiers(replace(COG, company=company))}
    assert ("company.number", "number", "SC123456") in own
    assert ("company.registered_office", "postcode", "EH6 6RB") in own
    assert ("company.registered_office", "address", "5 Shore Road") in own


def test_a_public_mail_host_is_nobodys() -> None:
    own = identifiers(replace(LOOP, contact=Contact(email="loop@gmail.com")))
    assert [found.text for found in own if found.kind in {"mailbox", "domain"}] == ["loop@gmail.com"]


@pytest.mark.parametrize("words", ["by post", "24/7", "12", "monday"])
def test_a_value_of_ordinary_words_is_nobodys(words: str) -> None:
    assert "value" not in {found.kind for found in identifiers(replace(LOOP, values={"hours": words}))}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("07654321", "number"), ("SC123456", "number"), ("Z1234567", "number"), ("01632 960009", "telephone"),
     ("https://www.loop.example/x", "domain"), ("Unit 4, HU13 0GD", "postcode")],
)  # fmt: skip
def test_a_value_is_known_by_its_shape(text: str, kind: str) -> None:
    assert kind in {found.kind for found in identifiers(replace(LOOP, values={"any": text}))}


@pytest.mark.parametrize(
    "spelling",
    ["01632 960001", "+44 1632 960001", "+44 (0)1632 960001", "0044 1632 960001", "(01632) 960-001", "01632.960.001"],
)
def test_every_spelling_of_a_telephone_number_is_one(spelling: str) -> None:
    assert digits(spelling) == "1632960001"


def test_plain_keeps_every_place() -> None:
    text = "a\u00a0b\u2011c’d Ⅳ\uff11ﬁ"
    assert plain(text) == "a b-c'd Ⅳ1ﬁ"
    assert len(plain(text)) == len(text)
