import pytest
from sources import make_notice

from check.group import GROUP
from noticepress.check.literals import literal_findings
from noticepress.errors import Finding
from noticepress.source import parse_notice


def found(body: str) -> list[Finding]:
    return list(literal_findings(make_notice(body), GROUP))


def test_a_typed_name_is_found_with_line_and_column() -> None:
    (finding,) = found("## A {#a}\n\nWe at Loop care.\n")
    assert (finding.rule, finding.line, finding.column, finding.words) == ("BRAND-LITERAL", 6, 7, "Loop")
    assert finding.fix == "{{ brand.name }}"
    assert finding.brands == ("group", "bolt", "cog")


@pytest.mark.parametrize(
    "body",
    [
        "{{ brand.name }} and {% if brand.Loop %}x{% endif %}", "<!-- Loop says so -->", "[x][Loop]",
        '## Rights {#Loop covers="Loop"}', "in the loop", "Loop in your manager",
    ],
)  # fmt: skip
def test_what_is_no_text_is_not_read(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "fix"),
    [
        ("Write to Loop.", "{{ brand.name }}"),
        ("Our sister company Loop", None),
        ("Orchard Group cares", None),
        ("Write to hi@loop.example", None),
        ("LOOP cares", None),
    ],
)
def test_a_fix_is_offered_only_where_it_is_safe(body: str, fix: str | None) -> None:
    assert [finding.fix for finding in found(body)] == [fix]


def test_a_telephone_number_that_every_brand_has_is_fixable_as_typed_only() -> None:
    group = tuple(brand for brand in GROUP if brand.contact.telephone)
    notice = make_notice("01632 960002 and +44 1632 960002")
    fixes = [finding.fix for finding in literal_findings(notice, group)]
    assert fixes == ["{{ brand.contact.telephone }}", None]


def test_the_title_is_read_too() -> None:
    notice = parse_notice("---\ntitle: Loop's notice\n---\nx", make_notice("x").path, "privacy")
    (finding,) = literal_findings(notice, GROUP)
    assert (finding.line, finding.column, finding.fix) == (2, 8, None)
