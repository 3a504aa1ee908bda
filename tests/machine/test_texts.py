"""Plain text and Markdown of a version: nothing lost, nothing added, nothing of a template left."""

import re
from pathlib import Path

import pytest
from conftest import REPOSITORY
from factory import make_text
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from noticepress.archive import load_releases
from noticepress.document import make_document
from noticepress.machine.markdown import body_markdown, markdown_file
from noticepress.machine.text import text_file
from noticepress.markdown.syntax import make_parser
from noticepress.model import Document

RELEASED = [d for release in load_releases(REPOSITORY, "privacy") for d in release.documents.values()]


def parsed(markdown: str) -> str:
    """Markdown as the body that it gives: rendered as notices are."""
    parser = make_parser()
    tokens = parser.parse(markdown, {})
    for token in tokens:
        for name, value in token.meta.get("attributes", {}).items():
            token.attrSet(name, str(value))
    return str(parser.renderer.render(tokens, parser.options, {}))


def bare(html: str) -> str:
    """A body without what only programs read, and without what Markdown has two ways to write."""
    return re.sub(r' data-[a-z-]+="[^"]*"', "", html).strip()


@pytest.mark.parametrize("document", RELEASED, ids=lambda d: f"{d.brand}-{d.version}")
def test_markdown_of_a_release_gives_its_body_again(document: Document) -> None:
    assert parsed(body_markdown(document.html)).strip() == bare(document.html)


@pytest.mark.parametrize("document", RELEASED, ids=lambda d: f"{d.brand}-{d.version}")
def test_a_text_has_every_word_in_order(document: Document) -> None:
    text = text_file(document).partition(document.sha256)[2]
    words = iter(re.sub(r"\s<\S+>|^[-~=]+$|^ *(- |\d+\. )", "", text, flags=re.MULTILINE).split())
    assert [word for word in document.text.split() if word not in words] == []
    assert max(len(line) for line in text.splitlines() if "<http" not in line) <= 80


@pytest.mark.parametrize("document", RELEASED, ids=lambda d: f"{d.brand}-{d.version}")
def test_nothing_of_the_source_that_is_not_in_the_body(document: Document) -> None:
    source = (REPOSITORY / "notices/privacy/releases" / document.version / "notice.md").read_text("utf-8")
    notes = re.findall(r"<!--(.*?)-->", source, re.DOTALL)
    for text in (text_file(document), markdown_file(document)):
        assert not re.search(r"\{\{|\{%|<!--|covers=", text)
        assert not any(note.strip() in text for note in notes)
        assert document.sha256 in text


BODY = """<h2 id="a" data-covers="13(1)(a)">Who, &amp; *what*</h2>
<p>One <strong>bold</strong> and <em>soft</em> word, <code>a`b</code>, 3 &lt; 4, [x], &amp;amp;<br />
- a line that is no item.</p>
<p># no heading</p>
<p>1. no list</p>
<ul>
<li>first <a href="https://example.org/a_(b)">there</a></li>
<li>second
<ol>
<li>three</li>
<li>four</li>
</ol>
</li>
</ul>
<ol start="9">
<li>nine</li>
<li>ten</li>
</ol>
<ul>
<li>
<p>loose</p>
</li>
<li>
<p>looser</p>
<p>still</p>
</li>
</ul>
<blockquote>
<p>quoted</p>
<p>twice</p>
</blockquote>
<pre><code>x = {{ 1 }}
</code></pre>
<hr />
<table>
<thead>
<tr>
<th scope="col">What</th>
<th scope="col" class="align-right">How | long</th>
</tr>
</thead>
<tbody>
<tr>
<td>Orders</td>
<td class="align-right"><a href="mailto:a@example.org">a@example.org</a></td>
</tr>
</tbody>
</table>
<p>See <a href="#a">above</a>.</p>
"""

TEXT = """Who, & *what*
-------------

One bold and soft word, a`b, 3 < 4, [x], &amp;
- a line that is no item.

# no heading

1. no list

- first there <https://example.org/a_(b)>
- second
  1. three
  2. four

9. nine
10. ten

- loose

- looser

  still

> quoted
>
> twice

    x = {{ 1 }}

* * *

- What: Orders
  How | long: a@example.org

See above.
"""


def test_every_kind_of_block_as_text() -> None:
    assert text_file(make_text("1.0", BODY)).split("\n\n", 3)[3] == TEXT


def test_every_kind_of_block_as_markdown() -> None:
    assert parsed(body_markdown(BODY)).strip() == bare(BODY)


PIECES = [*"ab*_`[]<&#-+=>|{}\\~! ", "b c", "&amp;", "1.", "2)"]
LINE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
STARTS = st.sampled_from(["", "", "- ", "1. ", "> ", "  "])
LINES = st.lists(st.tuples(STARTS, LINE).map("".join) | st.just(""), max_size=8)


@settings(max_examples=400)
@given(LINES.map("\n".join))
@example("*_a_*")
@example("**_a_**")
@example("*a **b** c*")
@example("a\n_a_*a*")
def test_any_text_comes_back(markdown: str) -> None:
    html = parsed(markdown)
    try:
        make_document(notice="n", brand="b", brand_name="B", version="1", effective=None, title="T", html=html)
    except ValueError:  # raw HTML, which no notice holds
        assume(condition=False)
    assert normal(parsed(body_markdown(html))) == normal(html)


def normal(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"</(em|strong)><\1>", "", html)).replace("> ", ">").replace(" <", "<").strip()


def test_a_file_says_which_version_it_is(tmp_path: Path) -> None:
    document = make_text("1.0", BODY)
    assert text_file(document).startswith(
        "Privacy notice\n==============\n\nExample Widgets, version 1.0\n\nSHA-256 of"
    )
    assert markdown_file(document).startswith("# Privacy notice\n\nExample Widgets, version 1.0\n\nSHA-256 of")
