from dataclasses import replace
from datetime import date
from pathlib import Path

import factory
import pytest
from sources import make_notice

from noticepress.check.versions import is_silent_edit, pdf_findings, review_findings, version_findings
from noticepress.errors import Finding
from noticepress.model import Version

ROOT = Path()
JAN, JUN = date(2026, 1, 1), date(2026, 6, 1)
OTHER = factory.BODY.replace("own</em> products", "own</em> new products")


def version(number: str, state: str, start: date | None, html: str = factory.BODY, **more: object) -> Version:
    made = factory.make_version(number, state, start, html=html)  # type: ignore[arg-type]
    release = made.release and replace(made.release, recorded=date(2025, 12, 1), **more)  # type: ignore[arg-type]
    return replace(made, release=release)


def found(*versions: Version) -> list[Finding]:
    return list(version_findings(factory.make_timeline(*versions), ROOT, make_notice("x")))


def rules(*versions: Version) -> list[str]:
    return [finding.rule for finding in found(*versions)]


def test_versions_in_good_order_are_silent() -> None:
    assert rules(version("1.0", "in-force", JAN), version("1.1", "upcoming", JUN, OTHER)) == []


def test_other_words_under_the_same_date_are_a_silent_edit() -> None:
    (finding,) = found(version("1.0", "superseded", JAN), version("1.1", "in-force", JAN, OTHER))
    assert (finding.rule, finding.severity, finding.frozen) == ("VER-SILENT", "error", True)
    assert finding.path == Path("notices/privacy/releases/1.1/release.yml")


def test_a_proposal_that_another_replaces_is_none() -> None:
    assert rules(version("1.0", "proposed", JAN), version("1.1", "proposed", JAN, OTHER)) == []


def test_other_words_under_the_same_version_are_a_silent_edit() -> None:
    one, two = factory.make_text("1.0", factory.BODY, JAN), factory.make_text("1.0", OTHER, JUN)
    assert is_silent_edit(one, two)
    assert not is_silent_edit(one, replace(one, html=f"{one.html} "))
    assert not is_silent_edit(one, replace(two, version="1.1"))
    assert is_silent_edit(one, replace(one, title="Another"))


def test_a_draft_is_no_silent_edit() -> None:
    assert rules(version("1.0", "in-force", JAN), factory.make_version("draft", "draft", html=OTHER)) == []


def test_a_lost_anchor_is_found_and_a_renamed_one_is_named() -> None:
    gone = factory.BODY.replace('id="retention"', 'id="keeping"').replace('"#retention"', '"#keeping"')
    (finding,) = found(version("1.0", "in-force", JAN), factory.make_version("draft", "draft", html=gone))
    assert (finding.rule, finding.severity, finding.words, finding.frozen) == (
        "VER-ANCHOR",
        "error",
        "retention",
        False,
    )
    assert finding.hint == "give 'How long we keep it' its id back: it is #keeping now"
    assert finding.path == Path("notice.md")


def test_a_version_without_a_date_is_found() -> None:
    assert rules(version("1.0", "in-force", None)) == ["VER-DATE"]


def test_a_version_that_applies_before_it_was_frozen_is_found() -> None:
    (finding,) = found(version("1.0", "in-force", date(2025, 11, 1)))
    assert (finding.rule, finding.severity) == ("VER-DATE", "warning")


@pytest.mark.parametrize("state", ["upcoming", "proposed"])
def test_a_coming_version_older_than_the_live_one_is_stale(state: str) -> None:
    assert "VER-STALE-PREVIEW" in rules(version("1.0", state, JUN), version("1.1", "in-force", JAN))
    older = version("1.2", state, JUN)
    assert older.release
    older = replace(older, release=replace(older.release, recorded=date(2025, 11, 1)))
    assert "VER-STALE-PREVIEW" in rules(version("1.1", "in-force", JAN), older)


def test_a_withdrawn_version_is_let_be() -> None:
    assert rules(version("0.9", "withdrawn", JAN), version("1.1", "in-force", JAN, OTHER)) == []


def test_nothing_in_force_until_the_first_version() -> None:
    assert rules(version("1.0", "upcoming", JUN)) == ["VER-FUTURE"]


def test_an_editorial_version_that_adds_a_recipient_is_an_error_and_a_material_one_is_not() -> None:
    html = factory.BODY.replace('id="retention"', 'id="retention" data-covers="13(1)(e)"')
    more = html.replace("<table>", "<p>We share it with Bright Ads Limited.</p>\n<table>")
    before, after = version("1.0", "in-force", JAN, html), version("1.1", "upcoming", JUN, more)
    (finding,) = found(before, after)
    assert (finding.rule, finding.severity, finding.frozen) == ("VER-MATERIAL", "error", True)
    assert found(before, replace(after, change_class="material")) == []


def test_on_the_source_the_same_is_information() -> None:
    html = factory.BODY.replace("24 months", "36 months").replace(
        'id="retention"', 'id="retention" data-covers="13(2)(a)"'
    )
    (finding,) = found(version("1.0", "in-force", JAN), factory.make_version("draft", "draft", html=html))
    assert (finding.rule, finding.severity) == ("VER-MATERIAL", "info")
    assert finding.message == "since 1.0, under 'How long we keep it' it keeps data for longer: 24 months to 36 months"


@pytest.mark.parametrize(
    ("words", "count"),
    [("Version 1.1, sha256:{}", 0), ("version 1.10, sha256:{}", 1), ("version 1.1", 1), ("", 2)],
)
def test_a_pdf_names_its_version_and_text(words: str, count: int) -> None:
    document = factory.make_text("1.1")
    found = list(pdf_findings(document, words.format(document.sha256), "", Path("x.pdf")))
    assert [finding.rule for finding in found] == ["VER-DATE"] * count


@pytest.mark.parametrize(
    ("front", "count"), [("Version 1.1\nEffective date 1\nJune 2026", 0), ("11 June 2026", 1), ("1 July 2026", 1)]
)
def test_a_pdf_names_its_day_on_its_first_page(front: str, count: int) -> None:
    document = factory.make_text("1.1", effective=JUN)
    found = list(pdf_findings(document, f"version 1.1, sha256:{document.sha256}", front, Path("x.pdf")))
    assert [finding.rule for finding in found] == ["VER-DATE"] * count


def test_a_review_date_that_has_passed_is_found() -> None:
    notice = replace(make_notice("x"), review=JAN, review_place=(3, 9))
    assert list(review_findings(notice, JAN)) == []
    (finding,) = review_findings(notice, JUN)
    assert (finding.rule, finding.line, finding.column) == ("VER-REVIEW", 3, 9)
