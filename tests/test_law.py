"""The rules are whole, dated, cited, documented, and easy to add to."""

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY

from noticepress.check import check_text
from noticepress.check.judge import CHECKS
from noticepress.check.plain import plain_view
from noticepress.errors import ConfigError
from noticepress.law import Rule, cited, commencements, load_law, reference_page, severity_of, uk_law

RULES = list(uk_law().rules.values())
#: What reviews of a notice call their findings, besides the rules' own names.
REVIEW_NAMES = [
    "GRAM", "CHILD", "STRUCT-TITLE", "DATA-GAP", "PROV-ICO-REG", "LAYER", "CLAIM-LAW", "CONSIST-TRANSFER", "NAME-EPRIV",
    "PECR-6", "BRAND-OK", "CONTACT-DRIFT", "DOC-NAME", "TERM-DRIFT", "AGREE-NUMBER", "LIST-PUNCT", "APOS-STYLE",
    "REF-DIRECTION", "TYP-DUP", "TYP-SPELL", "PLAIN-ETC", "CLAIM-DISCLAIM", "VER-CHANGES", "PLAIN-OPEN",
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_of_law_that_nobody_saw_never_blocks(rule: Rule) -> None:
    sure = rule.source in {"P", "own"} or rule.confirmed_by
    assert sure or severity_of(rule, "error") == "warning"
    assert severity_of(rule.model_copy(update={"confirmed_by": "A. Lawyer"}), "error") == "error"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_names_a_check_that_exists(rule: Rule) -> None:
    assert rule.check is None or rule.check in CHECKS


def test_every_check_is_named_by_a_rule() -> None:
    assert {rule.check for rule in RULES if rule.check} == set(CHECKS)


def test_what_reviews_call_a_fault_has_a_home() -> None:
    known = {name for rule in RULES for name in (rule.id, *rule.also)}
    assert not set(REVIEW_NAMES) - known


def test_the_days_of_the_law() -> None:
    assert commencements(uk_law()) == (
        date(2018, 5, 25),
        date(2021, 1, 1),
        date(2025, 6, 19),
        date(2026, 2, 5),
        date(2026, 6, 19),
        date(2026, 9, 30),
    )


def test_the_reference_page_is_written_from_the_rules() -> None:
    page = (REPOSITORY / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == reference_page(uk_law()), "python -m noticepress.law docs/rules.md"
    assert all(f"### {rule.id}: " in page for rule in RULES)


def rule_file(folder: Path, body: str) -> Path:
    path = folder / "more.yml"
    path.write_text(body, encoding="utf-8")
    return path


MORE = """rules:
  - id: HOUSE-CUSTOMER
    group: House
    cite: house style
    title: We have clients
    states: clients, not punters
    severity: error
    source: own
    hint: write 'client'
    words:
      - {find: 'punters?', say: "'{words}' is slang"}
  - id: NAME-FCA
    group: House
    cite: house style
    title: The FCA
    states: Financial Conduct Authority
    severity: error
    source: Q
    hint: write the new name
    names:
      - {wrong: 'financial services authority', right: Financial Conduct Authority, applies_from: 2013-04-01}
"""


def test_new_words_and_names_are_yaml_alone(tmp_path: Path) -> None:
    law = load_law(rule_file(tmp_path, MORE))
    view = plain_view("Heading\nOur punters trust the Financial\u00a0Services Authority.\n", Path("n.txt"))
    found = {f.rule: f for f in check_text(view, None, date(2026, 1, 1), law)}
    assert (found["HOUSE-CUSTOMER"].line, found["HOUSE-CUSTOMER"].column) == (2, 5)
    assert found["NAME-FCA"].column == 23
    assert found["NAME-FCA"].severity == "warning", "nobody saw its text"
    assert "NAME-FCA" not in {f.rule for f in check_text(view, None, date(2013, 3, 31), law)}


def test_wordings_have_days_of_their_own(tmp_path: Path) -> None:
    law = load_law(rule_file(tmp_path, MORE.replace('is slang"}', 'is slang", applies_from: 2026-12-01}')))
    view = plain_view("Our punters.\n", Path("n.txt"))
    told = [{f.rule for f in check_text(view, None, day, law)} for day in (date(2026, 11, 30), date(2026, 12, 1))]
    assert ["HOUSE-CUSTOMER" in rules for rules in told] == [False, True]
    assert date(2026, 12, 1) in commencements(law)


def test_what_excuses_a_name_takes_any_apostrophe_and_any_space(tmp_path: Path) -> None:
    name = 'applies_from: 2013-04-01, unless: "the state\'s old"}'
    law = load_law(rule_file(tmp_path, MORE.replace("applies_from: 2013-04-01}", name)))
    view = plain_view("The state’s old Financial Services Authority is gone.\n", Path("n.txt"))
    assert "NAME-FCA" not in {f.rule for f in check_text(view, None, date(2026, 1, 1), law)}


def test_the_reference_page_tells_from_when_a_name_is_right() -> None:
    page = reference_page(uk_law())
    regulator = page[page.index("### NAME-ICO") : page.index("### NAME-DUAA")]
    assert "Information Commission (the ICO) (from 2026-09-30)" in regulator
    assert "Information Commissioner's Office (to 2026-09-29)" in regulator


def test_a_lawyer_confirms_a_rule_of_another_file(tmp_path: Path) -> None:
    assert severity_of(uk_law().rules["A13-2ca"]) == "warning"
    law = load_law(rule_file(tmp_path, "confirmed:\n  A13-2ca: A. Lawyer, 1 December 2026\n"))
    assert severity_of(law.rules["A13-2ca"]) == "error"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("punters?", "(punters", "11:16", "a regular expression"),
        ("punters?", "x?", "11:16", "matches where there is nothing"),
        ("severity: error", "severity: fatal", "7:15", "'error', 'warning' or 'info'"),
        ("hint: write 'client'", "hind: write", "9:5", "unknown field"),
        ("id: HOUSE-CUSTOMER", "id: A13-1a", "2:9", "exists"),
        ("applies_from: 2013-04-01", "applies_from: April", "21:", "date as YYYY-MM-DD"),
        ("    states: clients, not punters\n", "", "2:5", "'rules.0.states' is missing"),
    ],
)
def test_a_mistake_in_a_rule_is_told_at_its_place(tmp_path: Path, old: str, new: str, place: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)) as raised:
        load_law(rule_file(tmp_path, MORE.replace(old, new, 1)))
    assert f"more.yml:{place}" in str(raised.value)


def test_a_rule_without_any_way_to_hold_a_text_to_it_is_refused(tmp_path: Path) -> None:
    body = MORE[: MORE.index("    words:")]
    with pytest.raises(ConfigError, match="nothing about how"):
        load_law(rule_file(tmp_path, body))


def test_confirming_an_unknown_rule_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no rule is called 'A13-2cb'") as raised:
        load_law(rule_file(tmp_path, "confirmed:\n  A13-2cb: A. Lawyer\n"))
    assert "did you mean" in str(raised.value)


@pytest.mark.parametrize(
    ("day", "citation"),
    [
        (date(2020, 12, 31), "GDPR Article 13(2)(f), Article 22"),
        (date(2021, 1, 1), "UK GDPR Article 13(2)(f), Article 22"),
        (date(2026, 2, 4), "UK GDPR Article 13(2)(f), Article 22"),
        (date(2026, 2, 5), "UK GDPR Article 13(2)(f), Articles 22A to 22D"),
    ],
)
def test_a_rule_is_cited_as_the_law_stood(day: date, citation: str) -> None:
    assert cited(uk_law().rules["A13-2f"], day) == citation
