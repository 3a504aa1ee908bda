"""A redline in a terminal and in a pipe."""

from noticepress.redline import compare_html, to_text

WHY = (
    '<h2 id="why">Why</h2>\n<p>First sentence stands as it is and is quite long so that it is cut. '
    "We must ask you first. Last sentence stands too and is also so long that some of its words are left "
    "out here.</p>\n<p>Same.</p>\n"
)
SECTIONS = [
    '<h2 id="who">Who we are</h2>\n<p>We sell telephones to other companies in the north of England.</p>\n',
    WHY,
    '<h2 id="rights">Your rights</h2>\n<p>See <a href="/a">our guide</a> on what you may ask us for.</p>\n',
]
OLD = "".join(SECTIONS)


def test_only_what_changed_is_shown_under_its_heading():
    text = to_text(compare_html(OLD, OLD.replace("must ask", "may ask")), colour=False)
    assert text == (
        "## Why\n  … long so that it is cut. We [-must-]{+may+} ask you first. Last sentence stands too …\n  …\n"
    )


def test_colour_underlines_and_strikes_through():
    text = to_text(compare_html(OLD, OLD.replace("must ask", "may ask")), colour=True)
    assert "\x1b[31;9mmust\x1b[0m\x1b[32;4mmay\x1b[0m" in text


def test_moves_and_links_are_said_in_words():
    new = "".join([SECTIONS[2].replace('"/a"', '"/b"'), *SECTIONS[:2]])
    text = to_text(compare_html(OLD, new), colour=False)
    assert "## (moved here, m1) Your rights" in text
    assert "(link: /a → /b)" in text
    assert "(text moved away, m1)" in text


def test_nothing_changed():
    assert to_text(compare_html(OLD, OLD), colour=False) == "No changes.\n"


def test_a_row_is_shown_whole_and_a_form_said_once():
    table = "<table>\n<tbody>\n<tr>\n<td>Call recordings</td>\n<td>12 months</td>\n</tr>\n</tbody>\n</table>\n"
    text = to_text(compare_html(table, table.replace("12", "6")), colour=False)
    assert text == "  | Call recordings | [-12-]{+6+} months |\n"
    old = "<p>We keep what you tell us about you.</p>\n<p>We keep what others tell us about you.</p>\n"
    new = "<ul>\n" + old.replace("p>", "li>") + "</ul>\n"
    text = to_text(compare_html(old, new), colour=False)
    assert text.count("was a paragraph, is a list item") == 1
