"""No value, whatever its characters, changes a document's structure or reaches HTML unescaped."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import REFERENCES, make_brand, make_notice

from noticepress.bind import bind
from noticepress.characters import first_forbidden
from noticepress.document import tree
from noticepress.errors import NoticeError
from noticepress.markdown import render

#: Every place a value can stand in, each around the value ``brand.name`` or, as an address, ``brand.contact.email``.
PLACES = {
    "paragraph": "a {{ brand.name }} b\n",
    "start of a paragraph": "{{ brand.name }} b\n",
    "alone": "{{ brand.name }}\n",
    "heading": "## a {{ brand.name }} {#a}\n",
    "whole heading": "## {{ brand.name }} {#a}\n",
    "list": "- a\n- {{ brand.name }}\n- c\n",
    "ordered list": "1. {{ brand.name }}\n2. c\n",
    "nested list": "- a\n  - {{ brand.name }}\n",
    "table head": "| {{ brand.name }} | b |\n|---|---|\n| c | d |\n",
    "table cell": "| a | b |\n|---|--:|\n| c | {{ brand.name }} |\n",
    "emphasis": "a *{{ brand.name }}* b\n",
    "strong": "a **{{ brand.name }}**b\n",
    "code": "a `{{ brand.name }}` b\n",
    "code block": "    {{ brand.name }}\n",
    "quote": "> {{ brand.name }}\n",
    "link text": "[{{ brand.name }}][regulator]\n",
    "link title": '[a](#top "{{ brand.name }}")\n',
    "mail address": "[a](mailto:{{ brand.contact.email }})\n",
    "heading attribute": '## a {#a note="{{ brand.name }}"}\n',
    "twice": "{{ brand.name }}{{ brand.name }} [{{ brand.name }}](mailto:{{ brand.contact.email }})\n",
}
NASTY = [
    "<script>alert(1)</script>", "</p><p>", "&amp;", "&#60;", '"><img src=x onerror=y>', "' onmouseover='x",
    "**b**", "_b_", "`b`", "[x](javascript:y)", "![x](y)", "](x)", "# a", "- a", "1. a", "> a", "| a |", "\\", "\\\\|",
    "a\n\nb", "a\n# b", "\n---\n", "    a", "{{ brand.name }}", "{% if x %}", "{#", "{#b}", "<!-- x -->", "-->", "]]>",
    "<![CDATA[x]]>", "&", "<", ">", '"', "'", "a  \nb", "https://x.example", "<https://x.example>", "a@b.example",
    "~~x~~", "\u00a0", "\u200b", "\u2028", "é", "漢", "😀", "%3Cscript%3E", "%", "?", "#", "a/../b", "@", ":",
    ";", "", " ", "\t",
]  # fmt: skip

values = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.lists(st.sampled_from([*NASTY, "a", " ", "\n"]), max_size=5).map("".join),
)


def body_for(place: str, value: str) -> ET.Element:
    brand = make_brand(name=value)
    brand = replace(brand, contact=replace(brand.contact, email=value))
    return tree(render(bind(make_notice(PLACES[place]), brand), REFERENCES))


def structure(node: ET.Element) -> tuple[object, ...]:
    """Tags, attribute names and nesting: all that a value must not change."""
    return (node.tag, tuple(sorted(node.attrib)), tuple(structure(child) for child in node))


def texts(node: ET.Element) -> list[str]:
    attributes = [value for element in node.iter() for name, value in sorted(element.items()) if name != "href"]
    return ["".join(node.itertext()), *attributes]


def spaced(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


@pytest.mark.parametrize("place", PLACES)
@given(value=values)
def test_a_value_changes_words_and_nothing_else(place: str, value: str) -> None:
    if not value.strip() or first_forbidden(value):
        with pytest.raises(NoticeError):
            body_for(place, value)
        return
    probe = "QZ7VALUE"
    plain, nasty = body_for(place, probe), body_for(place, value)
    assert structure(nasty) == structure(plain)
    for before, after in zip(texts(plain), texts(nasty), strict=True):
        assert spaced(before.replace(probe, value)) == spaced(after)
    for link in nasty.iter("a"):
        assert re.fullmatch(r"(#top|https://regulator\.example/complain/|mailto:[\w.~@+%-]*)", link.get("href", ""))


@given(value=values)
def test_a_value_as_an_address_is_a_web_address_or_refused(value: str) -> None:
    brand = make_brand()
    brand = replace(brand, contact=replace(brand.contact, website=value))
    try:
        html = render(bind(make_notice("[a]({{ brand.contact.website }})\n"), brand), REFERENCES)
    except NoticeError:
        return
    (link,) = tree(html).iter("a")
    assert re.match(r"(https?|mailto|tel):|#top$", link.get("href", ""), re.IGNORECASE)
    assert len(list(tree(html).iter())) == 3
