"""The reports on the notice that was handed over and on one that says the same in other words, read line by line.

``NOTICEPRESS_WRITE_EXPECTED=1 pytest tests/check/test_seed_report.py`` writes it anew, to be read.
"""

import os
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from conftest import REPOSITORY
from sources import make_brand

from noticepress.archive import load_releases
from noticepress.check import check_document, check_text, read_view
from noticepress.config import load_workspace
from noticepress.errors import Finding
from noticepress.model import Brand

SEED = REPOSITORY / "tests/data/loop-privacy-notice.txt"
REWORDED = REPOSITORY / "tests/data/reworded-notice.txt"
DAYS = [date(2018, 6, 1), date(2026, 3, 1), date(2026, 7, 1), date(2026, 11, 23)]


@cache
def loop() -> Brand:
    return load_workspace(REPOSITORY).brand("loop")


@cache
def report(day: date) -> tuple[Finding, ...]:
    return check_text(read_view(SEED, shown=Path(SEED.name)), loop(), day)


@cache
def frozen(day: date) -> tuple[Finding, ...]:
    release = load_releases(REPOSITORY, "privacy")[0]
    return check_document(release.documents["loop"], loop(), day, Path("loop.html"))


@pytest.mark.parametrize("path", [SEED, REWORDED], ids=["seed", "reworded"])
def test_the_report_is_the_one_that_was_read(path: Path) -> None:
    expected = Path(__file__).parent / f"{path.stem}.expected"
    brand = loop() if path == SEED else replace(make_brand(), name="Harbour Telecom", legal_name=None, sisters=())
    found = check_text(read_view(path, shown=Path(path.name)), brand, DAYS[-1])
    ordered = sorted(found, key=lambda f: (f.line or 0, f.column or 0, f.rule))
    text = "".join(f"{f.line or '-'}:{f.column or '-'} {f.severity} {f.rule}: {f.message}\n" for f in ordered)
    if "NOTICEPRESS_WRITE_EXPECTED" in os.environ:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def test_what_is_right_is_not_reported() -> None:
    found = report(DAYS[-1])
    assert not [f for f in found if f.rule == "A13-2b" and "not among the rights" in f.message], "all six are there"
    assert not [f for f in found if f.line == 2 and f.rule.startswith("BRAND-")], "the group statement"
    drift = next(f for f in found if f.rule == "CONTACT-DRIFT")
    assert "Spectrum" not in drift.message
    assert not [f for f in found if f.rule == "A13-2b" and f.line not in {61, 64}]


def test_no_fault_is_told_twice() -> None:
    found = report(DAYS[-1])
    places = [(f.rule, f.line, f.column, f.message) for f in found]
    assert len(places) == len(set(places))


def faults(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(f.rule, f.message) for f in findings}


CHANGES = {
    (0, 1): (set(), {"NAME-UKGDPR", "A6-11"}),
    (1, 2): (set(), {"A13-2ca"}),
    (2, 3): ({"NAME-ICO"}, {"NAME-ICO"}),
}


@pytest.mark.parametrize("findings", [report, frozen])
@pytest.mark.parametrize("pair", CHANGES)
def test_reports_differ_by_what_commenced_in_between(pair: tuple[int, int], findings: object) -> None:
    before, after = (faults(findings(DAYS[n])) for n in pair)  # type: ignore[operator]
    gone, come = CHANGES[pair]
    assert {rule for rule, _ in before - after} == gone
    assert {rule for rule, _ in after - before} == come


def test_the_regulators_right_name_is_that_of_the_day() -> None:
    names = [next(f.message for f in report(day) if f.rule == "NAME-ICO") for day in DAYS]
    assert ["Commissioner's Office'" in name.partition("should be")[2] for name in names] == [True, True, True, False]
    assert names[-1].endswith("'Information Commission (the ICO)'")


def test_the_release_has_the_faults_of_the_file() -> None:
    only_in_files = {"VER-DATE", "STRUCT-TITLE", "TYP-SPACE", "LAYER"}
    in_text = {f.rule for f in report(DAYS[-1])} - only_in_files
    assert in_text == {f.rule for f in frozen(DAYS[-1])} - only_in_files
