"""Fragments that no renderer of ours writes: they still come back, and nothing of theirs passes for a mark."""

# ruff: noqa: E501  (a pair of bodies on one line is easier to compare)

import pytest

from noticepress.errors import BuildError
from noticepress.redline import accept, compare_html, reject, to_text

from .scorer import canonical, errors

FRAGMENTS = [
    "",
    "\n",
    "bare text",
    "bare <b>x</b>\n<p>a b c</p>tail",
    '<p>a <ins data-diff="x">b</ins> <del>c</del> d</p>\n',
    "<p>a <del>b</del> <ins>c</ins> d e</p>\n",
    '<p data-old="z" data-own-old="q">a b c</p>\n',
    '<p data-old="z2" data-own-old="q">a b c d</p>\n',
    '<p data-note="hi">secret words here a b</p><span data-note="">z</span>\n',
    '<!-- hi -->\n<p>a<!-- data-diff="x" -->b c</p>\n',
    '<figure>\n  <img src="x.png" alt="a > b" />\n <figcaption>cap tion here</figcaption>\n</figure>\n',
    '<figure><img src="y.png" alt="a > b" /><figcaption>cap tion there</figcaption></figure>\n',
    "<dl><dt>Term one</dt><dd>Def one is this</dd><dt>Term two</dt><dd>Def two</dd></dl>\n",
    "<dl>\n<dt>Term one</dt>\n<dd>Def one was this</dd></dl>\n",
    '<P CLASS="x">Hello there World</P>\n<UL><LI>one two</LI><LI>three four</LI></UL>',
    "<hr><hr>\n<hr />\n",
    "<h5>aa bb</h5><h6>cc dd</h6>",
    "<h5>aa bb</h5>\n<h6>cc dd ee</h6>",
    "<pre><code>a\n  b\n\nc  d\n</code></pre>\n",
    "<pre><code>a\n b\n\nc  e\n</code></pre>\n",
    "<p>a b<br>c d<br />\ne f</p>",
    "<p>a b<br />c d<br>\ne f g</p>\n",
    '<table><tr><td colspan="2">a b c</td></tr><tr><td>d</td><td>e</td></tr></table>',
    "<table>\n<caption>cap</caption><colgroup><col><col></colgroup><tbody><tr><td>a b c</td></tr></tbody></table>",
    "<details><summary>More of it</summary>Text in here <p>para one two three</p></details>\n",
    "<details open>\n<summary>More of it now</summary>\nText in here\n<p>para one two four</p>\n</details>\n",
    "<ul><li> a b </li> <li>c d<ul><li>x y</li></ul>  after all</li></ul>",
    "<ul>\n<li>a b</li>\n<li>c d\n<ul>\n<li>x z</li>\n</ul>\nafter all that</li>\n</ul>\n",
    '<a href="x"><div>block in a link</div></a>\n',
    '<a href="y"><div>block in the link</div></a>\n',
    '<script>if (a<b) {"</p>"}</script>\n<p>x y z</p>',
    '<p>icon <svg viewBox="0 0 1 1"><path d="M0"/></svg> here</p>',
    '<p title=\'a data-diff="ins" b\'>q <a href=x title="1 > 0">link here</a> r</p>',
    "<p>a &amp; b &lt;tag&gt; &eacute;t&eacute; &#8217; &nbsp; &copy; AT&T x</p>",
    "<p>a & b &lt;tag&gt; été ' \xa0 © AT&amp;T y</p>",
    "<blockquote>\n<p>q one two</p>\n<ul>\n<li>\n<p>loose one</p>\n<pre><code>x\n</code></pre>\n</li>\n</ul>\n</blockquote>\n",
    "<ul>\n<li>loose one</li>\n<li>loose two three</li>\n</ul>\n<p>q one two three four</p>\n",
    "<p>tab\tand\x0cff \u2028 sep \u00ad soft</p>\n",
    "<p></p>\n<p> </p>\n<ul></ul>\n<table></table>",
    '<p>text with data-change="c1" data-diff="ins" in it</p>\n',
    '<section id="a">\n<h2 id="a1">Head one</h2>\n<p>some text in a section</p>\n</section>\n',
    '<section id="b">\n<h2 id="a2">Head two</h2>\n<p>some text in a section now</p>\n<p>extra</p>\n</section>\n',
    '<p>see <a href="x">foo bar</a> baz qux quux</p>\n',
    '<p><a href="y">see baz qux quux</a></p>\n',
    '<p><em>see <a href="x">foo</a></em> <a href="z"><em>baz</em> qux</a></p>\n',
]
#: A browser would mend these, so they come back mended.
BROKEN = [
    "<p>one two<p>three four<ul><li>a b<li>c d</ul>",
    "<div><b>x y</div></b> z",
    "<!DOCTYPE html><p>a b</p>",
    "<p>a < b and c</p>",
    "<p>x <button>b <b>c</b></button> y <select><option>1</select></p>",
]


@pytest.mark.parametrize("number", range(len(FRAGMENTS)))
def test_a_fragment_comes_back(number):
    old = FRAGMENTS[number]
    for step in (0, 1, 2, 5, 11, 23):
        new = FRAGMENTS[(number + step) % len(FRAGMENTS)]
        redline = compare_html(old, new)
        assert accept(redline.html) == new
        assert reject(redline.html) == old
        assert redline.fallbacks == ()
        assert errors(redline.html) <= errors(old) | errors(new)
        assert to_text(redline, colour=True)


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("sound", ["<p>one two three</p>\n", "<ul>\n<li>a b</li>\n</ul>\n"])
def test_what_does_not_nest_is_read_as_a_browser_does(broken, sound):
    redline = compare_html(broken, sound)
    assert canonical(reject(redline.html)) == canonical(broken)
    assert accept(redline.html) == sound
    assert canonical(accept(compare_html(sound, broken).html)) == canonical(broken)


def test_endless_nesting_is_refused():
    with pytest.raises(BuildError, match="inside each other"):
        compare_html("<div>" * 200 + "x" + "</div>" * 200, "<p>x</p>")


def test_no_control_character_reaches_the_terminal():
    redline = compare_html("<p>a b c</p>\n", "<p>a b \x1b[2Jc \u202ed</p>\n")
    shown = to_text(redline, colour=False)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
