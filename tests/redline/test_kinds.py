"""What each edit is called, and how many words it marks."""

# ruff: noqa: E501  (a pair of bodies on one line is easier to compare)

from collections import Counter

import pytest

from noticepress.redline import accept, compare_html, reject

from .scorer import errors, marked

LIST = "<ul>\n<li>your account details and invoices;</li>\n<li>recordings of your support calls;</li>\n<li>the preferences you set.</li>\n</ul>\n"
TABLE = (
    "<table>\n<thead>\n<tr>\n<th>Category</th>\n<th>Why</th>\n<th>How long</th>\n</tr>\n</thead>\n<tbody>\n"
    "<tr>\n<td>Account details</td>\n<td>To provide the services</td>\n<td>6 months</td>\n</tr>\n"
    "<tr>\n<td>Call recordings</td>\n<td>Training and quality of staff</td>\n<td>12 months</td>\n</tr>\n"
    "</tbody>\n</table>\n"
)
ROWS = TABLE.split("<tr>\n")
SECTIONS = [
    '<h2 id="who">Who we are</h2>\n<p>We are a company that sells telephones to other companies in the north.</p>\n',
    '<h2 id="why">Why we need your data</h2>\n<p>Without your data we could not send you an invoice or a parcel.</p>\n',
    '<h2 id="rights">Your rights</h2>\n<p>You may ask us for a copy of what we hold about you at any time.</p>\n',
]
#: (name, old, new, the kinds of change, the words marked)
EDITS = [
    ("words replaced", "<p>We will not sell your data to anyone.</p>\n", "<p>We may sell your data to anyone.</p>\n", {"substitution": 1}, 3),
    ("paragraph split", "<p>We keep your data safe. We sell none of it.</p>\n", "<p>We keep your data safe.</p>\n<p>We sell none of it.</p>\n", {"split": 1}, 0),
    ("paragraphs merged", "<p>We keep your data safe.</p>\n<p>We sell none of it.</p>\n", "<p>We keep your data safe. We sell none of it.</p>\n", {"merge": 1}, 0),
    ("paragraph to list", "<p>We keep: your account details and invoices; recordings of your support calls; the preferences you set.</p>\n", f"<p>We keep:</p>\n{LIST}", {"split": 1}, 0),
    ("list to paragraph", f"<p>We keep:</p>\n{LIST}", "<p>We keep: your account details and invoices; recordings of your support calls; the preferences you set.</p>\n", {"merge": 1}, 0),
    ("list to paragraphs", LIST, LIST.replace("li>", "p>").replace("<ul>\n", "").replace("</ul>\n", ""), {"format": 1}, 0),
    ("list numbered", LIST, LIST.replace("ul>", "ol>"), {"format": 1}, 0),
    ("list starts later", LIST.replace("ul>", "ol>"), LIST.replace("ul>", "ol>").replace("<ol>", '<ol start="4">'), {"renumbering": 1}, 0),
    ("heading raised", SECTIONS[0].replace("h2", "h3"), SECTIONS[0], {"format": 1}, 0),
    ("heading renumbered", SECTIONS[0].replace("Who", "1. Who"), SECTIONS[0].replace("Who", "2. Who"), {"renumbering": 1}, 2),
    ("heading with another id", SECTIONS[0], SECTIONS[0].replace('"who"', '"us"'), {}, 0),
    ("section moved", "".join(SECTIONS), "".join([SECTIONS[2], *SECTIONS[:2]]), {"move": 1}, 0),
    ("section moved and edited", "".join(SECTIONS), "".join([SECTIONS[2].replace("any time", "no time"), *SECTIONS[:2]]), {"move": 1, "substitution": 1}, 2),
    ("section removed", "".join(SECTIONS), "".join(SECTIONS[1:]), {"deletion": 1}, 16),
    ("item moved", LIST, LIST.replace("<li>the preferences you set.</li>\n", "").replace("<li>your", "<li>the preferences you set.</li>\n<li>your"), {"move": 1}, 0),
    ("item moved to another list", f"{LIST}<p>and</p>\n<ul>\n<li>x y z</li>\n</ul>\n", f"{LIST}<p>and</p>\n<ul>\n<li>x y z</li>\n</ul>\n".replace("<li>recordings of your support calls;</li>\n", "").replace("<li>x y", "<li>recordings of your support calls;</li>\n<li>x y"), {"move": 1}, 0),
    ("row moved", TABLE, "<tr>\n".join([*ROWS[:2], ROWS[3].replace("</tbody>\n</table>\n", ""), ROWS[2] + "</tbody>\n</table>\n"]), {"move": 1}, 0),
    ("row removed", TABLE, "<tr>\n".join([ROWS[0], ROWS[1], ROWS[3]]), {"deletion": 1}, 8),
    ("column moved", TABLE, "".join(row.replace("\n<t", "\0<t", 3) for row in [TABLE]).replace("\0", "\n").replace("<th>Why</th>\n<th>How long</th>", "<th>How long</th>\n<th>Why</th>").replace("<td>To provide the services</td>\n<td>6 months</td>", "<td>6 months</td>\n<td>To provide the services</td>").replace("<td>Training and quality of staff</td>\n<td>12 months</td>", "<td>12 months</td>\n<td>Training and quality of staff</td>"), {"move": 1}, 0),
    ("column removed", TABLE, TABLE.replace("<th>Why</th>\n", "").replace("<td>To provide the services</td>\n", "").replace("<td>Training and quality of staff</td>\n", ""), {"deletion": 3}, 10),
    ("cell edited", TABLE, TABLE.replace("12 months", "26 months"), {"substitution": 1}, 2),
    ("cell spans", TABLE, TABLE.replace("<th>Why", '<th colspan="1">Why'), {"format": 1}, 0),
    ("emphasis added", "<p>We will not sell it.</p>\n", "<p>We will <strong>not</strong> sell it.</p>\n", {"format": 1}, 0),
    ("emphasis removed", "<p>We will <strong>not</strong> sell it.</p>\n", "<p>We will not sell it.</p>\n", {"format": 1}, 0),
    ("emphasis overlaps", "<p>We <em>will not</em> sell it.</p>\n", "<p>We will <em>not sell</em> it.</p>\n", {"format": 1}, 0),
    ("link added", "<p>Ask our manager now.</p>\n", '<p>Ask our <a href="#m">manager</a> now.</p>\n', {"link": 1}, 0),
    ("link removed", '<p>Ask our <a href="#m">manager</a> now.</p>\n', "<p>Ask our manager now.</p>\n", {"link": 1}, 0),
    ("link retargeted", '<p>Ask our <a href="#m">manager</a> now.</p>\n', '<p>Ask our <a href="#n">manager</a> now.</p>\n', {"link": 1}, 0),
    ("typography", "<p>Don't “sell” it - not third-party data.</p>\n", "<p>Don’t &quot;sell&quot; it – not third‑party\u00a0data.</p>\n", {"typographic": 1}, 0),
    ("nested list added", LIST, LIST.replace("calls;</li>", "calls;\n<ul>\n<li>inbound only</li>\n</ul>\n</li>"), {"insertion": 1}, 2),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kinds", "words"), [edit[1:] for edit in EDITS], ids=[e[0] for e in EDITS])
def test_an_edit_has_its_kind(old, new, kinds, words):
    redline = compare_html(old, new)
    assert accept(redline.html) == new
    assert reject(redline.html) == old
    assert Counter(change.kind for change in redline.changes) == kinds
    assert marked(redline.html) == words
    assert not errors(redline.html)


def test_a_link_change_has_both_targets():
    (change,) = compare_html('<p>Ask <a href="#m">us</a></p>\n', '<p>Ask <a href="/a?b&amp;c">us</a></p>\n').changes
    assert (change.link_before, change.link_after) == ("#m", "/a?b&c")


def test_a_change_knows_its_section():
    old = '<h2 id="keep" data-covers="13(2)(a)">How long</h2>\n<p>We keep it for 6 months after you leave.</p>\n'
    new = old.replace("How long", "How long exactly").replace("6 months", "12 months")
    heading, number = compare_html(old, new).changes
    assert (heading.section_before, heading.section_after) == ("How long", "How long exactly")
    assert (number.section, number.covers) == ("keep", ("13(2)(a)",))
    assert (number.before, number.after, number.words_inserted, number.words_deleted) == ("6", "12", 1, 1)


def test_names_of_changes_stand_on_their_marks_in_reading_order():
    old, new = "".join(SECTIONS), "".join(SECTIONS).replace("north", "south").replace("copy", "summary")
    redline = compare_html(old, new)
    assert [change.id for change in redline.changes] == ["c1", "c2"]
    assert redline.html.index('data-change="c1"') < redline.html.index('data-change="c2"')
