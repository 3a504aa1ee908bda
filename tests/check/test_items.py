"""What a section of the source declares, it must hold; what it holds, it should declare."""

from datetime import date

import pytest
from sources import REFERENCES, make_brand, make_notice

from noticepress.bind import bind
from noticepress.check import check_text
from noticepress.check.marked import bound_view
from noticepress.errors import Finding

AS_AT = date(2026, 11, 23)


def found(body: str, rule: str, **brand: object) -> list[Finding]:
    view = bound_view(bind(make_notice(body), make_brand(**brand)), REFERENCES)
    return [finding for finding in check_text(view, make_brand(**brand), AS_AT) if finding.rule == rule]


def section(item: str, text: str) -> str:
    return f'## A section {{#a covers="{item}"}}\n\n{text}\n'


#: A rule, what a section declares, words that do not do it, and words that do.
DECLARED = [
    (
        "A13-1a",
        "13(1)(a)",
        "Acme decides. Write to hello@acme.example.",
        "{{ brand.legal_name }}: hello@acme.example, 1 Mill Lane.",
    ),
    ("A13-1a", "13(1)(a)", "{{ brand.legal_name }} decides.", "{{ brand.legal_name }}, 01632 960001, 1 Mill Lane."),
    ("A13-1d", "13(1)(d)", "Lawful basis: Article 6(1)(f).", "Lawful basis: Article 6(1)(f), to prevent fraud."),
    ("A13-1b", "13(1)(b)", "Ask our privacy manager.", "Write to our privacy manager at a@acme.example."),
    ("A13-1c", "13(1)(c)", "We use it to send parcels.", "We use it to send parcels, under a contract."),
    ("A13-1d", "13(1)(d)", "We have interests.", "Our legitimate interest is to keep the network secure."),
    ("A13-1e", "13(1)(e)", "We like it.", "We share it with the post office."),
    ("A13-1f", "13(1)(f)", "It is transferred abroad.", "It does not leave the UK."),
    ("A13-2a", "13(2)(a)", "We retain it.", "We retain it for 2 years."),
    ("A13-2c", "13(2)(c)", "You gave consent.", "You can withdraw your consent."),
    ("A13-2ca", "13(2)(ca)", "You can complain to the ICO.", "Complain to us, by email."),
    ("A13-2d", "13(2)(d)", "The regulator exists.", "Complain to [the regulator][regulator]."),
    ("A13-2e", "13(2)(e)", "You can order.", "Without these details we cannot send it, so you must give them."),
    ("A13-2f", "13(2)(f)", "We are human.", "Nothing is automated."),
    ("S164A", "s.164A", "Use the form.", "Use the form; we answer within 30 days."),
    ("A21-4", "21(4) 13(2)(b)", "You can object.", None),
]


@pytest.mark.parametrize(("rule", "item", "bad", "good"), DECLARED, ids=[f"{r}-{i}" for r, i, *_ in DECLARED])
def test_a_declaration_is_held_to_what_the_section_says(rule: str, item: str, bad: str, good: str | None) -> None:
    findings = found(section(item, bad), rule)
    assert {(f.line, f.column) for f in findings} == {(4, 4)}, "at the heading that declares it"
    if good is not None:
        assert found(section(item, good), rule) == []


def test_a_declaration_that_no_rule_knows_is_found() -> None:
    (finding,) = found(section("13(2)(cb)", "Text."), "COVERS")
    assert finding.severity == "error"
    assert finding.hint is not None
    assert "did you mean" in finding.hint


def test_what_is_said_and_not_declared_is_a_hint_alone() -> None:
    (finding,) = found(section("13(1)(c)", "Under a contract we keep it for 2 years."), "A13-2a")
    assert finding.severity == "info"
    assert finding.hint is not None
    assert 'covers="13(2)(a)"' in finding.hint


def test_a_keyword_elsewhere_does_not_help_a_declared_section() -> None:
    body = section("13(2)(ca)", "You can complain to the ICO.") + "\n## More {#more}\n\nComplain to us by email.\n"
    assert [finding.rule for finding in found(body, "A13-2ca")] == ["A13-2ca"]


def test_evidence_in_the_source_answers_for_a_claim() -> None:
    claim = "## A {#a}\n\n%sWe never share it.\n"
    assert len(found(claim % "", "CLAIM-ABS")) == 1
    assert found(claim % "<!-- evidence: the contract with the host, clause 4 -->\n", "CLAIM-ABS") == []


def test_words_are_shown_as_the_source_has_them() -> None:
    (finding,) = found("## A {#a}\n\nSo {{ brand.name }} take care.\n", "BRAND-AGREE")
    assert finding.words == "{{ brand.name }} take"
    assert (finding.line, finding.column) == (6, 4)
