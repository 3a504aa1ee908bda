from pathlib import Path

import pytest
from conftest import REPOSITORY

from check.group import BOLT, GROUP
from noticepress.check.unbound import unbound_findings
from noticepress.config import load_workspace


def test_the_handed_over_text_has_the_parents_details_where_an_editor_sees_them() -> None:
    workspace = load_workspace(REPOSITORY)
    text = (REPOSITORY / "tests/data/loop-privacy-notice.txt").read_text(encoding="utf-8")
    found = list(unbound_findings(text, Path("loop.txt"), workspace.brand("loop"), workspace.brands))
    assert {(f.rule, f.severity, f.line, f.column) for f in found} == {
        ("BRAND-LEAK", "warning", 26, 19),
        ("BRAND-LEAK", "warning", 27, 18),
        ("BRAND-LEAK", "warning", 28, 15),
        ("BRAND-LEAK", "warning", 74, 106),
        ("BRAND-LEAK", "warning", 74, 132),
        ("BRAND-LEAK", "warning", 74, 172),
        ("BRAND-DOMAIN", "error", 79, 96),
        ("BRAND-AGREE", "warning", 44, 6),
        ("BRAND-SCOPE", "warning", 79, 67),
    }, "the group statement in line 2 and the sister companies in line 42 are in their place"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bolt uses data.\nAsk Loop Limited.", [("BRAND-LEAK", "error", 2, 5, "Loop Limited")]),
        ("Bolt keeps you in the loop.", []),
        ("our website (https://www.orchard.example/)", [("BRAND-DOMAIN", "error", 1, 22, "www.orchard.example")]),
    ],
)
def test_a_text_from_elsewhere(text: str, found: list[tuple[object, ...]]) -> None:
    findings = unbound_findings(text, Path("x.txt"), BOLT, GROUP)
    assert [(f.rule, f.severity, f.line, f.column, f.words) for f in findings] == found
