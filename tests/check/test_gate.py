"""What a finding stops: law and wording stop a release, never a build; frozen text stops nothing."""

from datetime import date
from pathlib import Path

import pytest
from conftest import Change

from noticepress.check import check_workspace, stops_build
from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.errors import Finding, NoticeError
from noticepress.model import Brand, Document
from noticepress.release import Declaration, make_release

FIRST = Declaration("1.0", date(2026, 10, 1), date(2025, 12, 1), "The first.", None, "Ann Editor")


def typeset(document: Document, brand: Brand, recorded: date) -> bytes:
    return f"{brand.id} {document.version}".encode()


def without(root: Path, words: str, instead: str = "") -> None:
    path = root / "notices/privacy/notice.md"
    text = path.read_text(encoding="utf-8")
    assert words in text
    path.write_text(text.replace(words, instead), encoding="utf-8")


@pytest.mark.parametrize(
    ("rule", "stops"),
    [("A13-1a", False), ("LINK-TEXT", False), ("TYP-DUP", False), ("BIND", True), ("BRAND-LEAK", True)],
)  # fmt: skip
def test_a_build_stops_for_what_is_no_judgement(rule: str, stops: bool) -> None:
    assert stops_build(Finding(rule, "error", "x")) is stops
    assert not stops_build(Finding(rule, "warning", "x"))


def test_a_law_error_of_the_source_stops_its_release_and_no_build(project: Change) -> None:
    root = project()
    without(root, "The controller is {{ brand.legal_name }}.")
    workspace = load_workspace(root)
    (finding,) = [f for f in check_workspace(workspace, date(2026, 11, 23)) if f.severity == "error"]
    assert (finding.rule, finding.brands) == ("A13-1a", ("acme", "bolt", "cog"))
    assert not stops_build(finding)
    with pytest.raises(NoticeError, match="registered name"):
        make_release(workspace, "privacy", FIRST, typeset)


def test_a_release_is_held_to_the_law_of_its_own_day(project: Change) -> None:
    root = project()
    without(root, "Or object.", "Or object. Complain to us.")
    with pytest.raises(NoticeError, match="30 days"):
        make_release(load_workspace(root), "privacy", FIRST, typeset)
    early = Declaration("1.0", date(2026, 6, 18), date(2025, 12, 1), "The first.", None, "Ann Editor")
    assert make_release(load_workspace(root), "privacy", early, typeset).version == "1.0"


def test_a_fault_that_all_brands_share_is_told_once(project: Change) -> None:
    root = project()
    without(root, "Or object.", "Or object. {{ brand.name }} take care, and {{ brand.name }} do do that.")
    everything = check_workspace(load_workspace(root), date(2026, 11, 23))
    found = [f for f in everything if f.rule in {"BRAND-AGREE", "TYP-DUP"}]
    assert [(f.rule, f.brands) for f in found if f.rule == "TYP-DUP"] == [("TYP-DUP", ("acme", "bolt", "cog"))]
    assert all(f.brands == ("acme", "bolt", "cog") for f in found)


def test_findings_on_a_release_are_told_and_fail_nothing(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()
    without(root, "The controller is {{ brand.legal_name }}.")
    declared = Declaration("1.0", date(2026, 1, 1), date(2025, 12, 1), "x", None, "Ann", accepted_findings="known")
    make_release(load_workspace(root), "privacy", declared, typeset)
    assert main(["--workspace", str(root), "check", "--release", "1.0", "--as-at", "2026-07-01"]) == 0
    assert "A13-1a" in capsys.readouterr().out
    assert main(["--workspace", str(root), "check", "--release", "1.1"]) == 2


def test_a_workspace_has_rules_of_its_own(project: Change) -> None:
    own = (
        "rules:\n  - id: HOUSE-SHOP\n    group: House\n    cite: house style\n    title: Branch\n    states: branch\n"
        "    severity: error\n    source: own\n    hint: write 'branch'\n"
        "    words:\n      - {find: shop, say: \"'{words}' should be 'branch'\"}\n"
    )
    root = project({"notices/law.yml": own})
    (finding,) = [f for f in check_workspace(load_workspace(root), date(2026, 11, 23)) if f.severity == "error"]
    assert finding.rule == "HOUSE-SHOP"
    assert not stops_build(finding)
    with pytest.raises(NoticeError, match="should be 'branch'"):
        make_release(load_workspace(root), "privacy", FIRST, typeset)
