"""Edits are shaped for a reader: whole words, no islands, sentences shown whole, edges at sentences."""

# ruff: noqa: E501  (a pair of bodies on one line is easier to compare)

import re

import pytest

from noticepress.redline import compare_html, to_text


def shown(old, new):
    return to_text(compare_html(f"<p>{old}</p>\n", f"<p>{new}</p>\n"), colour=False).strip()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We keep it for 6 months.", "We keep it for 12 months.", "We keep it for [-6-]{+12+} months."),
        ("red of blue stays here now", "green of pink stays here now", "[-red of blue-]{+green of pink+} stays here now"),
        (
            "All data is kept. We sell none.",
            "All data is kept. We lend none of it to you. We sell none.",
            "All data is kept. {+We lend none of it to you. +}We sell none.",
        ),
        ("Mail a@b.example today", "Mail a@c.example today", "Mail [-a@b.example-]{+a@c.example+} today"),
        ("for direct-marketing use", "for direct-mail use", "for [-direct-marketing-]{+direct-mail+} use"),
        ("names, ages and phones", "names, ages, sizes and phones", "names, ages{+, sizes+} and phones"),
    ],
)  # fmt: skip
def test_an_edit_reads_well(old, new, expected):
    assert shown(old, new) == expected


def test_a_rewritten_sentence_is_shown_whole():
    old = "This stays as it was, all of it. We take the security of any data that we hold incredibly seriously."
    new = "This stays as it was, all of it. Our staff guard what you give us and we test how well they do that."
    text = shown(old, new)
    assert text.count("[-") == text.count("{+") == 1


@pytest.mark.parametrize("words", [("colour", "color"), ("café", "cafés"), ("3.5", "3.6"), ("don’t", "do")])
def test_no_mark_cuts_a_word(words):
    html = compare_html(f"<p>one {words[0]} two</p>\n", f"<p>one {words[1]} two</p>\n").html
    assert not re.search(r"\w<(?:ins|del)\b|</(?:ins|del)>\w", html)
