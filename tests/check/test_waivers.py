from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sources import make_notice

from noticepress.check.blocking import BINDING, INTEGRITY, LEAKS
from noticepress.check.waivers import with_waivers
from noticepress.errors import ConfigError, Finding
from noticepress.model import Waiver
from noticepress.source import parse_notice

TODAY = date(2026, 11, 23)
WAIVER = Waiver("PLAIN-LONG", "The list comes next month.", "Ann Editor", date(2027, 1, 31), line=3, column=5)
NOTICE = replace(make_notice("x"), waivers=(WAIVER,))
FAULT = Finding("PLAIN-LONG", "error", "a sentence of 61 words", NOTICE.path, 9, 1, words="If you use")


def test_a_waived_fault_is_marked_and_blocks_nothing() -> None:
    (found,) = with_waivers(NOTICE, [FAULT], TODAY)
    assert found.waived == "by Ann Editor until 2027-01-31: The list comes next month."
    assert FAULT.blocks
    assert not found.blocks


def test_its_last_day_counts() -> None:
    assert with_waivers(NOTICE, [FAULT], WAIVER.until)[0].waived
    expired, finding = with_waivers(NOTICE, [FAULT], date(2027, 2, 1))
    assert expired.waived is None
    assert (finding.rule, finding.severity, finding.line) == ("WAIVER", "error", 3)


@pytest.mark.parametrize("change", [{"rule": "PLAIN-GRADE"}, {"path": Path("brands/x.yml")}, {"frozen": True}])
def test_it_covers_one_rule_in_its_own_notice(change: dict[str, object]) -> None:
    fault, unused = with_waivers(NOTICE, [replace(FAULT, **change)], TODAY)  # type: ignore[arg-type]
    assert fault.waived is None
    assert (unused.rule, unused.severity) == ("WAIVER", "warning")


def test_words_narrow_it() -> None:
    notice = replace(NOTICE, waivers=(replace(WAIVER, words="If you use"),))
    one, other = with_waivers(notice, [FAULT, replace(FAULT, words="Another")], TODAY)
    assert (bool(one.waived), bool(other.waived)) == (True, False)


@pytest.mark.parametrize("rule", sorted(INTEGRITY | BINDING | LEAKS | {"WAIVER"}))
def test_what_can_never_be_waived(rule: str) -> None:
    notice = replace(NOTICE, waivers=(replace(WAIVER, rule=rule),))
    fault, finding = with_waivers(notice, [replace(FAULT, rule=rule)], TODAY)
    assert fault.waived is None
    assert f"{rule} cannot be waived" in finding.message


def test_more_than_a_year_ahead_is_refused() -> None:
    notice = replace(NOTICE, waivers=(replace(WAIVER, until=date(2028, 1, 1)),))
    assert "more than a year ahead" in with_waivers(notice, [FAULT], TODAY)[1].message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("rule: '*'", "one rule"), ("rule: PLAIN-*", "one rule"), ("reason: later", "a sentence"),
        ("by:", "waivers.0.by"), ("until: soon", "a date as YYYY-MM-DD"), ("lines: 3", "unknown field"),
    ],
)  # fmt: skip
def test_a_waiver_says_all_that_it_has_to(line: str, message: str) -> None:
    fields = {"rule": "PLAIN-LONG", "reason": "It comes next month.", "by": "Ann", "until": "2027-01-31"}
    name, _, value = line.partition(": ")
    fields[name.strip(":")] = value or ""
    text = "".join(f"    {key}: {value}\n" for key, value in fields.items())
    with pytest.raises(ConfigError, match=message.replace("*", r"\*")):
        parse_notice(f"---\ntitle: T\nwaivers:\n  -\n{text}---\nx", Path("notice.md"), "privacy")
