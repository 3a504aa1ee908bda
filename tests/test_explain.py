"""What is said of a rule is true: its examples are held to the check, and whatever is reported has a word to it."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY, Change
from sources import REFERENCES, make_brand, make_notice

from noticepress.bind import bind
from noticepress.check import View, check_text, read_view
from noticepress.check.marked import bound_view
from noticepress.cli import main
from noticepress.law import Rule, uk_law
from noticepress.law.addresses import read_at
from noticepress.law.examples import Example, example_of, known_examples
from noticepress.links.findings import RULES

AS_AT = date(2026, 11, 23)
BRAND = replace(make_brand(), name="Brightwater", legal_name=None, sisters=())
LAW = list(uk_law().rules.values())
EXAMPLES = known_examples().examples
HELD = [rule for rule in LAW if rule.missing or rule.needs or rule.words or rule.names or rule.check]


def view(example: Example, text: str) -> View:
    if example.form == "source":
        return bound_view(bind(make_notice(f"{text}\n"), BRAND), REFERENCES)
    return read_view(Path("example.md" if example.form == "markdown" else "example.txt"), text)


def raised(example: Example, text: str | None) -> set[str]:
    assert text is not None
    return {finding.rule for finding in check_text(view(example, text), BRAND, AS_AT)}


@pytest.mark.parametrize("rule", HELD, ids=lambda rule: rule.id)
def test_a_rule_that_a_text_is_held_to_has_an_example_that_is_true(rule: Rule) -> None:
    example = EXAMPLES[rule.id]
    if example.none:
        assert rule.id in {"LAYER", "PLAIN-GRADE", "PECR-6-CLAIM", "PECR-6-TABLE"}, "only what no short text can break"
        return
    assert rule.id in raised(example, example.wrong)
    assert rule.id not in raised(example, example.right)


def test_no_example_is_of_a_rule_that_there_is_not() -> None:
    assert set(EXAMPLES) <= {rule.id for rule in HELD}


@pytest.mark.parametrize("rule", [rule for rule in LAW if rule not in HELD], ids=lambda rule: rule.id)
def test_a_rule_that_no_words_can_break_says_why(rule: Rule) -> None:
    assert example_of(rule).none


def test_whatever_the_program_reports_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    names = set(RULES.values()) - {"LINK-OK"}
    for path in (REPOSITORY / "noticepress").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        names |= set(re.findall(r'\b(?:Finding|Fault)\(\s*"([A-Z][A-Z0-9-]+)"', text))
        names |= set(re.findall(r'"((?:TRANS|LINK)-[A-Z]+)"', text)) - {"LINK-OK"}
    assert len(names) > 60
    for name in sorted(names):
        assert main(["explain", name]) == 0, name
        assert capsys.readouterr().out.startswith(f"{name}: ")


def test_a_rule_is_told_with_its_citation_dates_severity_and_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "a13-2CA"]) == 0
    text = capsys.readouterr().out
    for words in (
        "A13-2ca: Complaining to the controller",
        "UK GDPR Article 13(2)(ca), DPA 2018 s.164A",
        "https://www.legislation.gov.uk/ukpga/2018/12/section/164A",
        "from 19 June 2026",
        "warning (error once a lawyer has confirmed it)",
        "This breaks it",
        "You can complain to the ICO.",
    ):
        assert words in text, words


def test_as_data_it_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "TYP-DUP", "--format", "json"]) == 0
    one = json.loads(capsys.readouterr().out)
    assert one["example"]["wrong"] == EXAMPLES["TYP-DUP"].wrong
    assert main(["explain", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert one in rows
    assert {row["id"] for row in rows} == {rule.id for rule in LAW} | set(known_examples().program)


def test_without_a_rule_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    text = capsys.readouterr().out
    assert all(re.search(rf"(?m)^  {rule.id} ", text) for rule in LAW)


def test_an_unknown_rule_is_answered_with_the_likeliest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "name-ukgpdr"]) == 2
    assert "did you mean 'NAME-UKGDPR'?" in capsys.readouterr().err
    assert main(["explain", "nosuch"]) == 2
    assert capsys.readouterr().err == "no rule is called 'nosuch'\n  hint: 'explain' alone lists all\n"


def test_a_workspaces_own_rule_is_explained_too(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    own = """rules:
  - id: HOUSE-WE
    group: House
    cite: house style
    title: No royal we
    states: no royal we
    severity: info
    source: own
    hint: write another word
    words:
      - find: royal we
        say: royal we
"""
    root = project({"notices/law.yml": own})
    assert main(["explain", "HOUSE-WE", "--workspace", str(root)]) == 0
    assert "No royal we" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("UK GDPR", ["eur/2016/679"]),
        ("UK GDPR Articles 22A to 22D", ["eur/2016/679/article/22A"]),
        ("PECR regulation 6, Schedule A1", ["uksi/2003/2426/regulation/6"]),
        ("DPA 2018 s.164A(2) to (5)", ["ukpga/2018/12/section/164A"]),
        ("SI 2015/17 regulations 24 and 25", ["uksi/2015/17/regulation/24"]),
        ("UK GDPR Article 13(2)(d), DPA 2018 s.165", ["eur/2016/679/article/13", "ukpga/2018/12/section/165"]),
        ("house style", []),
    ],
)
def test_a_citation_leads_to_the_law(citation: str, expected: list[str]) -> None:
    assert [url.removeprefix("https://www.legislation.gov.uk/") for url in read_at(citation)] == expected


def test_every_statute_that_is_cited_has_an_address() -> None:
    for rule in LAW:
        assert read_at(rule.cite) or not re.search(r"GDPR Article|PECR|DPA|SI \d|Act 20", rule.cite), rule.cite
