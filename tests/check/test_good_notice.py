"""A notice that says all that it must, in words that no rule quotes, has nothing to answer for."""

from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY

from noticepress.check import check_text, read_view

GOOD = REPOSITORY / "tests/data/good-notice.md"


def test_a_good_notice_has_no_error_and_no_warning() -> None:
    found = check_text(read_view(GOOD), None, date(2026, 11, 23))
    assert [f"{f.line}: {f.rule}: {f.message}" for f in found if f.severity != "info"] == []


#: What is taken out of it, and the rules that miss it.
OUT = [
    ("We are Saltmarsh Bakery Ltd, company number 01234567, of 4 Quay Street, Poole BH15 1HJ.", {"A13-1a"}),
    ("at [the ICO's complaints page](https://ico.org.uk/make-a-complaint/)", {"A13-2d"}),
    ("Version 3, 1 October 2026", {"VER-DATE"}),
    ("have things erased, ", {"A13-2b"}),
    ("All of it stays on computers in the United Kingdom.", {"A13-1f"}),
    ("We answer in one calendar month and it costs nothing.", {"A12-3"}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "rules"), OUT, ids=[words[:20] for words, _ in OUT])
def test_what_is_taken_out_of_it_is_missed(words: str, rules: set[str]) -> None:
    text = GOOD.read_text(encoding="utf-8")
    assert words in text
    found = check_text(read_view(Path("n.md"), text.replace(words, "")), None, date(2026, 11, 23))
    missed = {f.rule for f in found if f.severity != "info"}
    assert rules <= missed
