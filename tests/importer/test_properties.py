"""Random documents become pages, pages become notices, and the notices say what the documents said."""

from html import escape
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sources import REFERENCES, make_brand

from noticepress.errors import ConfigError
from noticepress.importer import Imported, import_reading
from noticepress.importer.hypertext import read_html
from noticepress.importer.plain import read_plain
from noticepress.importer.reading import Reading

BRAND = make_brand()
#: Words with every sign that means something to Markdown, HTML, a template or a brand.
SIGNS = "ab1 .,:;!?()[]{}<>&|*_`~#%+-=\\/'\"’“”–é\u00a0@"
WORD = st.one_of(
    st.text(SIGNS, min_size=1, max_size=8).filter(str.strip),
    st.sampled_from(
        ["Acme", "01632 960001", "hello@acme.example", "{{ x }}", "{%", "<!--", "-->", "Bolt Limited or Cog", "1.",
         "-", "+", "#", "Table: a", "[a]: b", "***", "===", "&amp;", "1 Mill Lane, Anytown", "| a |", "~~~", "{#x}"]
    ),
)  # fmt: skip
SAID = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
TAG = st.sampled_from(["b", "i", "em", "strong", "code", "span", "u", "a"])


def inline(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = st.tuples(TAG, children).map(
        lambda pair: f'<a href="https://regulator.example/complain/">{pair[1]}</a>' if pair[0] == "a" else tag(*pair)
    )
    return st.one_of(wrapped, st.lists(children, min_size=1, max_size=3).map("".join))


def tag(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>"


RUN = st.recursive(st.one_of(SAID.map(escape), st.just("<br>")), inline, max_leaves=5)
CELLS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(RUN, min_size=width, max_size=width), min_size=2, max_size=3)
)


def table(rows: list[list[str]]) -> str:
    return tag("table", "".join(tag("tr", "".join(tag("td", cell) for cell in row)) for row in rows))


def blocks(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, min_size=1, max_size=3)
    of_list = st.lists(st.one_of(RUN, inside.map("".join)), min_size=1, max_size=3)
    return st.one_of(
        st.tuples(st.sampled_from(["ul", "ol"]), of_list).map(
            lambda pair: tag(pair[0], "".join(tag("li", entry) for entry in pair[1]))
        ),
        inside.map(lambda found: tag("div", "".join(found))),
        inside.map(lambda found: tag("blockquote", "".join(found))),
    )


BLOCK = st.recursive(
    st.one_of(
        RUN.map(lambda run: tag("p", run)),
        st.tuples(st.integers(1, 6), RUN).map(lambda pair: tag(f"h{pair[0]}", pair[1])),
        CELLS.map(table),
    ),
    blocks,
    max_leaves=8,
)
PAGE = st.lists(BLOCK, min_size=1, max_size=5).map("\n".join)


def errors(found: Imported) -> list[str]:
    """What is wrong with a notice, but for being empty: random marks may hold a title alone."""
    said = [str(finding) for finding in found.findings if finding.severity == "error"]
    return [error for error in said if "the notice holds no text" not in error]


def bring(reading: Reading) -> Imported:
    # The title is given: one of random signs is refused, which another test shows.
    return import_reading(reading, (BRAND,), REFERENCES, brand=BRAND, shown=Path("notice.md"), title="Privacy notice")


@given(PAGE)
@example('<table><tr><td><a href="https://regulator.example/complain/"><code>]: 1</code></a></td></tr></table>')
@example("<p>1</p><p>:</p><h1>1</h1>")
@example("<div><table><tr><td>1</td></tr><tr><td>Acme</td></tr></table><h1>1</h1></div>")
@settings(max_examples=50, derandomize=True, database=None)
def test_any_page_is_imported_without_loss(page: str) -> None:
    try:
        reading = read_html(page, (), Path("n.html"))
    except ConfigError as error:
        assert "no text in the page" in str(error)  # noqa: PT017 - random marks may hold none
        return
    found = bring(reading)
    assert errors(found) == []


LINE = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
BULLET = st.tuples(st.sampled_from(["· ", "- ", "* ", "1. ", "2) ", "(a) ", "  - ", ""]), LINE).map("".join)


@given(st.lists(st.one_of(BULLET, st.just("")), min_size=1, max_size=12))
@settings(max_examples=50, derandomize=True, database=None)
def test_any_text_is_imported_without_loss(lines: list[str]) -> None:
    found = bring(read_plain("\n".join(lines), (), Path("n.txt")))
    assert errors(found) == []


def test_a_link_whose_words_look_like_a_definition() -> None:
    page = '<p><a href="https://regulator.example/complain/">[a]: b</a> c</p>'
    found = bring(read_html(page, (), Path("n.html")))
    assert "[\\[a\\]: b][regulator] c" in found.source
    assert errors(found) == []


def test_two_tables_in_an_item_stay_two() -> None:
    rows = "<tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
    found = bring(read_html(f"<ul><li><table>{rows}</table><table>{rows}</table></li></ul>", (), Path("n.html")))
    assert found.source.count("| --- | --- |") == 2
    assert errors(found) == []
