"""Facts that only a company can give: which are missing, and what those that it gave mean for its notice."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sources import make_brand

from noticepress.check import check_text, fact_findings, read_view
from noticepress.errors import Finding
from noticepress.law import Law, uk_law
from noticepress.model import Registration

KNOWN = Registration("01234567", "England and Wales", ("1 Mill Lane", "Anytown"))


def company(registration: Registration, law: Law | None = None) -> list[Finding]:
    brand = make_brand(company=registration, legal_name=None)
    return [finding for finding in fact_findings(brand, law) if finding.rule == "COMPANY"]


@pytest.mark.parametrize(
    ("registration", "fields"),
    [
        (Registration(), ["number", "registered_in", "registered_office"]),
        (replace(KNOWN, registered_in=None), ["registered_in"]),
    ],
)
def test_company_particulars_that_are_missing_are_told_together(registration: Registration, fields: list[str]) -> None:
    (finding,) = company(registration)
    told = {name for name in ("number", "registered_in", "registered_office") if f"'company.{name}'" in finding.message}
    assert told == set(fields)
    assert (finding.severity, finding.path) == ("warning", Path("brands/acme.yml")), "its text was only quoted"
    assert finding.citation == "SI 2015/17 regulations 24 and 25"


def test_nothing_is_said_twice_of_the_registered_name() -> None:
    found = list(fact_findings(make_brand(legal_name=None)))
    assert [finding.rule for finding in found if "legal_name" in finding.message] == ["FACT"]


def test_company_particulars_that_are_given_are_no_finding() -> None:
    assert company(KNOWN) == []


def test_a_lawyer_who_confirmed_the_rule_makes_it_an_error() -> None:
    rule = uk_law().rules["COMPANY"].model_copy(update={"confirmed_by": "A. Lawyer"})
    (finding,) = company(Registration(), Law({"COMPANY": rule}))
    assert finding.severity == "error"


def told(text: str, rule: str, *, statutory_dpo: bool | None) -> list[tuple[str, str]]:
    view = read_view(Path("n.txt"), text)
    found = check_text(view, make_brand(statutory_dpo=statutory_dpo), date(2026, 11, 23))
    return [(finding.severity, finding.message) for finding in found if finding.rule == rule]


NAMED = "Ask our Data Protection Officer."
REACHED = "Write to our Data Protection Officer at dpo@acme.example."


@pytest.mark.parametrize(
    ("text", "statutory", "severity"),
    [
        ("We are a firm.", None, None),
        ("We are a firm.", False, None),
        ("We are a firm.", True, "error"),
        ("The Data Protection Officer decides.", None, "warning"),
        ("The Data Protection Officer decides.", True, "error"),
        (REACHED, True, None),
    ],
)
def test_an_officer_by_statute_has_to_be_named_and_reached(
    text: str, statutory: bool | None, severity: str | None
) -> None:
    assert [found for found, _ in told(text, "A13-1b", statutory_dpo=statutory)] == ([severity] if severity else [])


def test_the_title_of_an_officer_is_for_officers_by_statute() -> None:
    assert told(NAMED, "ROLE-NAME", statutory_dpo=None) == []
    assert told(NAMED, "ROLE-NAME", statutory_dpo=True) == []
    ((severity, message),) = told(NAMED, "ROLE-NAME", statutory_dpo=False)
    assert severity == "warning"
    assert "a title by statute" in message
