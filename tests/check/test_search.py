from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.group import COG, LOOP, ORCHARD
from noticepress.check.registry import digits, identifiers, longest_first
from noticepress.check.search import search, visible


def words(text: str, *brands: object) -> list[str]:
    wanted = longest_first(found for brand in brands or (LOOP,) for found in identifiers(brand))  # type: ignore[arg-type]
    return [text[hit.start : hit.end] for hit in search(text, wanted)]


@pytest.mark.parametrize(
    "text",
    [
        "keep you in the loop", "Loop in your manager.", "We agreed.\nLoop through the steps", "a feedback loop",
        "our Feedback Loop", "the Closed Loop scheme", "loop-back", "loops", "the Loopback", "Loop-back tests",
    ],
)  # fmt: skip
def test_an_english_word_is_no_name(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Loop is here", "ask Loop.", "At Loop, we", "Although Loop keeps it", "Contact Loop", "Loop's data",
        "Loop’s data", "- Loop", "**Loop** is", "(Loop)", "LOOP", "Loop\u00a0will", "the Loop website", "Loop-branded",
    ],
)  # fmt: skip
def test_a_name_is_found(text: str) -> None:
    assert [found.upper() for found in words(text)] == ["LOOP"]


def test_the_longer_name_wins() -> None:
    assert words("Loop Limited and Loop") == ["Loop Limited", "Loop"]


@pytest.mark.parametrize(
    "text",
    [
        "+44 (0)1632 960002",
        "01632 96 00 02",
        "01632-960002",
        "0044 1632 960002",
        "tel:+441632960002",
        "01632\u00a0960002",
    ],
)
def test_a_telephone_number_is_found_in_any_spelling(text: str) -> None:
    (found,) = words(f"Call {text} today")
    assert digits(found) == "1632960002"


def test_another_number_is_not() -> None:
    assert words("01632 960012, 2026-11-23, 16329600, sha256:01632960002a") == []


def test_two_numbers_side_by_side_hide_neither() -> None:
    assert words("01632 960002 01632 960003", LOOP, COG) != []


@pytest.mark.parametrize(
    "text", ["HI@Loop.example", "x@mail.loop.example", "https://www.loop.example/a", "loop.example."]
)
def test_mailboxes_and_hosts_are_found(text: str) -> None:
    assert words(f"see {text}")


@pytest.mark.parametrize("text", ["notloop.example", "loop.example.org", "loop example"])
def test_other_hosts_are_not(text: str) -> None:
    assert words(f"see {text}") == []


def test_postcodes_and_address_lines() -> None:
    assert words("at 12 Mill Lane, hu130gd", ORCHARD) == ["12 Mill Lane", "hu130gd"]
    assert words("the view from 12 mills", ORCHARD) == []


def test_visible_shows_what_was_hidden() -> None:
    assert visible("Lo\u00adop, hi [at] loop [dot] example") == "Loop, hi@loop.example"


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_mailbox_between_any_words_is_found_once_and_in_place(before: str, after: str) -> None:
    text = f"{before} \n{'hi@loop.example'}\n {after}"
    hits = [hit for hit in search(text, identifiers(LOOP)) if hit.identifier.kind == "mailbox"]
    assert "hi@loop.example" in {text[hit.start : hit.end] for hit in hits}


@given(st.text(max_size=200))
def test_no_text_makes_it_fail_and_hits_do_not_overlap(text: str) -> None:
    hits = search(text, identifiers(LOOP) + identifiers(ORCHARD))
    assert all(a.end <= b.start for a, b in pairwise(hits))
