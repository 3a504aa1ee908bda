"""Real edits to a real notice, with the moves that a reader sees in them."""

import json
from pathlib import Path

import pytest

from noticepress.redline import accept, compare_html, reject

from .scorer import errors, least, marked

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name.removesuffix(".old.html") for path in CASES.glob("*.old.html"))
TRUTH = json.loads((CASES / "truth.json").read_text(encoding="utf-8"))


def bodies(name):
    return [(CASES / f"{name}.{side}.html").read_text(encoding="utf-8") for side in ("old", "new")]


@pytest.mark.parametrize("name", NAMES)
def test_a_case_is_exact_and_valid(name):
    old, new = bodies(name)
    redline = compare_html(old, new)
    assert accept(redline.html) == new
    assert reject(redline.html) == old
    assert redline.fallbacks == ()
    assert errors(redline.html) <= errors(old) | errors(new)
    assert sum(change.kind == "move" for change in redline.changes) == TRUTH[name]["moves"]


def test_few_words_are_marked():
    total = shortest = 0
    for name in NAMES:
        old, new = bodies(name)
        total += marked(compare_html(old, new).html)
        shortest += least(old, new)
    assert total <= 0.42 * shortest


@pytest.mark.parametrize("name", ["08_link_target", "09_emphasis_added", "14_typographic_only", "22_identical"])
def test_what_is_no_word_marks_no_word(name):
    redline = compare_html(*bodies(name))
    assert marked(redline.html) == 0
    assert bool(redline.changes) == (name != "22_identical")
