"""Every kind of file gives the same blocks, each character at its place in that file."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sources import REFERENCES, make_brand, make_notice

from noticepress.bind import bind
from noticepress.check.marked import bound_view
from noticepress.check.reading import read_view
from noticepress.check.view import View
from noticepress.errors import UsageError

PLAIN = "Who we are\nWe are Acme.\u00a0Write to us.\n· first thing;\n· second thing.\nThe end\nGoodbye.\n"
HTML = (
    "<!doctype html><html><head><title>Privacy</title><style>p{}</style></head><body><nav>Menu</nav>\n"
    "<h2>Who we are</h2>\n<p>We are <b>Acme</b>.&nbsp;Write\n   to <a href='/x'>us</a>.</p>"
    "<ul><li>first thing;</li>\n<li>second thing.</li></ul>\n<h2>The end</h2><p>Goodbye.</p></body></html>"
)
MARKDOWN = (
    "---\ntitle: Privacy\n---\n\n## Who we are\n\nWe are **Acme**.\u00a0Write\nto [us](/x).\n\n"
    "- first thing;\n- second thing.\n\n## The end\n\n{% if a %}Goodbye.{% endif %}\n"
)
KINDS = {"n.txt": PLAIN, "n.html": HTML, "n.md": MARKDOWN}


def places(view: View) -> dict[str, tuple[int, int]]:
    return {block.text: block.place(0) for block in view.blocks}


@pytest.mark.parametrize("name", KINDS)
def test_blocks_are_the_same_whatever_the_file(name: str) -> None:
    view = read_view(Path(name), KINDS[name])
    assert [(block.kind, block.text) for block in view.blocks] == [
        ("heading", "Who we are"),
        ("paragraph", "We are Acme. Write to us."),
        ("item", "first thing;"),
        ("item", "second thing."),
        ("heading", "The end"),
        ("paragraph", "Goodbye."),
    ]


@pytest.mark.parametrize("name", KINDS)
def test_every_word_stands_where_the_view_says(name: str) -> None:
    lines = KINDS[name].split("\n")
    for block in read_view(Path(name), KINDS[name]).blocks:
        for offset, character in enumerate(block.raw):
            line, column = block.place(offset)
            if character.isalnum():
                assert lines[line - 1][column - 1] == character


def test_wrapped_plain_text_has_paragraphs_between_blank_lines() -> None:
    view = read_view(Path("n.txt"), "Who we are\n\nWe are Acme and\nwe are here.\n\n* one\n  more\n")
    assert [b.text for b in view.blocks] == ["Who we are", "We are Acme and we are here.", "one more"]
    assert view.blocks[1].place(view.blocks[1].text.index("here")) == (4, 8)
    assert view.blocks[2].place(4) == (7, 3)


def test_links_carry_their_addresses() -> None:
    for name in ("n.html", "n.md"):
        (link,) = read_view(Path(name), KINDS[name]).blocks[1].links
        assert link.href == "/x"
        assert read_view(Path(name), KINDS[name]).blocks[1].text[link.start : link.end] == "us"


SOURCE = """## Who {{ brand.name }} is {#who covers="13(1)(a)"}

<!-- evidence: the register -->
{{ brand.name }} never sleeps, says {{ brand.contact.email }}. Write to {{ brand.contact.address | join(", ") }} or
ring [{{ brand.contact.telephone }}](tel:{{ brand.contact.telephone | tel }}) now.

{% if brand.parent %}
- gone
{% else %}
- kept, see [the form][contact-form] there
{% endif %}

| Data | How long |
|------|----------|
| Name | 2 years of {{ brand.name }} time |
"""


def test_a_source_of_ours_is_seen_at_its_places_in_the_source() -> None:
    view = bound_view(bind(make_notice(SOURCE), make_brand()), REFERENCES)
    text = {block.text: block for block in view.blocks}
    heading = text["Who Acme is"]
    assert heading.covers == ("13(1)(a)",)
    assert heading.place(heading.text.index("is")) == (4, 25)
    first = next(b for b in view.blocks if b.text.startswith("Acme never"))
    assert first.evidence
    lines = [""] * 3 + SOURCE.split("\n")
    for word in ("never", "sleeps", "Write", "or ring", "now"):
        line, column = first.place(first.text.index(word))
        assert lines[line - 1][column - 1 :].startswith(word.split()[0]), word
    assert first.place(first.text.index("01632")) == (8, 7)
    assert first.shown(0, 17) == "{{ brand.name }} never sleeps"
    item = next(b for b in view.blocks if b.kind == "item")
    assert item.place(item.text.index("there")) == (13, 38)
    cell = text["2 years of Acme time"]
    assert cell.place(cell.text.index("time")) == (18, 38)


def test_an_unknown_kind_of_file_is_refused() -> None:
    with pytest.raises(UsageError, match=r"n\.odt is no notice"):
        read_view(Path("n.odt"), "x")


TEXTS = st.text(alphabet="aB .,:;·-*#(\u00a0\u2019)[]<>&|{}%\n\t1", max_size=80)


@given(TEXTS, st.sampled_from(sorted(KINDS)))
@example("\xa0\n111", "n.md")
def test_no_text_is_refused_and_no_place_is_outside_the_file(text: str, name: str) -> None:
    lines = text.split("\n")
    for block in read_view(Path(name), text).blocks:
        for offset in range(len(block.raw)):
            line, column = block.place(offset)
            assert 1 <= line <= len(lines)
            assert 1 <= column <= len(lines[line - 1]) + 1
