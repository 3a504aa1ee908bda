"""Pairs that an earlier version got wrong, as small as they could be made."""

import pytest

from noticepress.redline import accept, compare_html, reject

from .scorer import errors

LONG = "we share personal data with our partners"
OTHER = "you have the right to object to that"
PAIRS = {
    "a rule inserted at the top": ("<p>a</p>\n", "<hr />\n<p>a</p>\n"),
    "a deleted item between items that became paragraphs": (
        f"<ul>\n<li>{LONG}</li>\n<li>gone</li>\n<li>{OTHER}</li>\n</ul>\n",
        f"<p>{LONG}</p>\n<p>{OTHER}</p>\n",
    ),
    "an item with a nested list that became a paragraph": (
        f"<ul>\n<li>{LONG}\n<ul>\n<li>nested one</li>\n</ul>\n</li>\n</ul>\n",
        f"<p>{LONG} nested one</p>\n",
    ),
    "items that left a list inside an item, with one deleted between them": (
        f"<ul>\n<li>top\n<ul>\n<li>{LONG}</li>\n<li>gone</li>\n<li>{OTHER}</li>\n</ul>\n</li>\n</ul>\n<p>x</p>\n",
        f"<ul>\n<li>top</li>\n</ul>\n<p>x</p>\n<ul>\n<li>{LONG}</li>\n<li>{OTHER}</li>\n</ul>\n",
    ),
    "nothing but white space": ("", "\n"),
    "no new line at the end": ("<p>a</p>", "<p>a</p>\n"),
    "equal items laid out differently": (
        "<dl><dt>a</dt><dd>b c</dd></dl>\n",
        "<dl>\n<dt>a</dt>\n<dd>b d</dd></dl>\n",
    ),
    "a row that got a body around it": (
        "<table><tr><td>a b c</td></tr><tr><td>d</td></tr></table>",
        "<table><tbody><tr><td>a b c</td></tr><tr><td>e</td></tr></tbody></table>",
    ),
    "a link that would have come to stand in a link": (
        '<p>see <a href="x">foo bar</a> baz qux quux</p>\n',
        '<p><a href="y">see baz qux quux</a></p>\n',
    ),
}


@pytest.mark.parametrize(("old", "new"), PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_counter_example_stays_mended(old, new, swapped):
    if swapped:
        old, new = new, old
    redline = compare_html(old, new)
    assert redline.fallbacks == ()
    assert accept(redline.html) == new
    assert reject(redline.html) == old
    assert errors(redline.html) <= errors(old) | errors(new)
