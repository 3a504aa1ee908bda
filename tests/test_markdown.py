from dataclasses import replace

import pytest
from sources import REFERENCES, make_brand, make_notice

from noticepress.bind import bind
from noticepress.errors import NoticeError
from noticepress.markdown import render
from noticepress.model import Brand


def rendered(body: str, brand: Brand | None = None) -> str:
    return render(bind(make_notice(body), brand or make_brand()), REFERENCES)


def faults(body: str, brand: Brand | None = None) -> list[str]:
    with pytest.raises(NoticeError) as caught:
        rendered(body, brand)
    return [str(finding) for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A *b* **c** `d`\n", "<p>A <em>b</em> <strong>c</strong> <code>d</code></p>\n"),
        ('## A {#a covers="13(1)(a) 13(2)(b)"}\n', '<h2 id="a" data-covers="13(1)(a) 13(2)(b)">A</h2>\n'),
        ('## A {#a note="yes" onclick="x"}\n', '<h2 id="a" data-note="yes" data-onclick="x">A</h2>\n'),
        ("A\n=\n", None),
        ("a < b & c\n", "<p>a &lt; b &amp; c</p>\n"),
        ("- a\n  - b\n", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n"),
        ("3. a\n", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("a  \nb\n\n---\n", "<p>a<br />\nb</p>\n<hr />\n"),
        ("[x](#top)\n", '<p><a href="#top">x</a></p>\n'),
        ("[complain][regulator]\n", '<p><a href="https://regulator.example/complain/">complain</a></p>\n'),
        ("[regulator]\n", '<p><a href="https://regulator.example/complain/">regulator</a></p>\n'),
        ("[see below] and \\[a][b]\n", "<p>[see below] and [a][b]</p>\n"),
        ("`[a][b]`\n", "<p><code>[a][b]</code></p>\n"),
        ("[our *form*][contact-form]\n", '<p><a href="https://www.acme.example/contact/">our <em>form</em></a></p>\n'),
    ],
)
def test_markdown_becomes_html(body: str, expected: str | None) -> None:
    if expected is None:
        assert faults(body)
    else:
        assert rendered(body) == expected


def test_a_table_has_scopes_and_no_inline_style() -> None:
    html = rendered("| a | b |\n|---|--:|\n| c | d |\n")
    assert '<th scope="col">a</th>' in html
    assert '<td class="align-right">d</td>' in html
    assert "style=" not in html


def test_a_paragraph_that_begins_with_table_is_the_caption_of_the_table_below() -> None:
    table = "| a |\n|---|\n| c |\n"
    assert rendered(f"Table: What *we* keep\n\n{table}").startswith(
        "<table>\n<caption>What <em>we</em> keep</caption>\n<thead>"
    )
    assert "<caption>x</caption>" in rendered(f"- Table: x\n\n  {table.replace(chr(10), chr(10) + '  ')}")
    assert rendered(f"Table: x\n\nBetween.\n\n{table}").startswith("<p>Table: x</p>")
    assert rendered("Table: x\n") == "<p>Table: x</p>\n"


def test_a_caption_is_judged_as_any_text() -> None:
    assert "no reference is called 'regulatr'" in faults("Table: [x][regulatr]\n\n| a |\n|---|\n")[0]
    assert rendered("Table: {{ brand.name }}\n\n| a |\n|---|\n").count("<caption>Acme</caption>") == 1


def test_a_reference_that_leads_nowhere_for_a_brand_is_plain_text() -> None:
    brand = make_brand()
    brand = replace(brand, contact=replace(brand.contact, form=None))
    assert rendered("Fill in [our *form*][contact-form] now.\n", brand) == "<p>Fill in our <em>form</em> now.</p>\n"


def test_values_in_link_targets_are_encoded() -> None:
    brand = make_brand()
    brand = replace(brand, contact=replace(brand.contact, email='a b"c<@x.example'))
    html = rendered("[mail](mailto:{{ brand.contact.email }})\n", brand)
    assert html == '<p><a href="mailto:a%20b%22c%3C@x.example">mail</a></p>\n'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x\n\n<script>alert(1)</script>\n", "notice.md:6:1: raw HTML is not allowed in a notice: <script>"),
        ("a <b>x</b>\n", "notice.md:4:3: raw HTML is not allowed in a notice: <b>"),
        ("a\nb <img src=x onerror=y>\n", "notice.md:5:3: raw HTML is not allowed in a notice: <img"),
        ("- a\n- <i>b</i>\n", "notice.md:5:3: raw HTML is not allowed"),
        ("![a](b)\n", "notice.md:4:1: a notice holds no images"),
        ("a [b][regulater]\n", "notice.md:4:6: no reference is called 'regulater'\n  hint: did you mean 'regulator'?"),
        ("a\nb [*c*][x]\n", "notice.md:5:8: no reference is called 'x'\n  hint: known here: contact-form, regulator"),
        ("see [regulater]\n", "notice.md:4:5: no reference is called 'regulater'\n  hint: did you mean 'regulator'?"),
        ("\n\n", "the notice holds no text"),
        ("[a][]\n", "no reference is called 'a'"),
        ("| a |\n|---|\n| [b][x] |\n", "notice.md:6:6: no reference is called 'x'"),
        ("[a]: https://x.example/\n", "a notice defines no references of its own"),
        ("[a](https://x.example/)\n", "notice.md:4:5: the address https://x.example/ stands in the notice itself"),
        ("<https://x.example/>\n", "the address https://x.example/ stands in the notice itself"),
        ("[a](javascript:alert(1))\n", "notice.md:4:5: a link may not lead to 'javascript:alert(1)'"),
        ("[a](data:text/html,x)\n", "a link may not lead to 'data:text/html,x'"),
        ("[a](JaVaScRiPt:x)\n", "a link may not lead to"),
        ("[a](/privacy/)\n", "a link may not lead to '/privacy/'"),
        ("[a](#nowhere)\n", "notice.md:4:5: no heading has the id 'nowhere'"),
        ("[](#top)\n", "the link has no text"),
        ("# A {#a}\n", "notice.md:4:1: a notice has no heading of level 1"),
        (
            "## A {#a}\n\n#### B {#b}\n",
            "notice.md:6:1: the heading is of level 4 below one of level 2\n  hint: write ###",
        ),
        (
            "## A b!\n",
            "notice.md:4:1: the heading has no id, so no link to it would last\n  hint: end the line with {#a-b}",
        ),
        ("## A {#a}\n\n## B {#a}\n", "notice.md:6:7: the id 'a' is used twice"),
        ("## A {#A}\n", "'A' cannot be a heading's id"),
        ("## A {#top}\n", "'top' cannot be a heading's id"),
        ("## A {see below}\n", "notice.md:4:6: these attributes cannot be read: {see below}"),
        ("## {#a}\n", "notice.md:4:1: the heading is empty"),
        ("a `b\nc` <i>\n", "notice.md:5:4: raw HTML is not allowed"),
        ("a <i\nid='x'>\nb <u>\n", "notice.md:6:3: raw HTML is not allowed in a notice: <u>"),
        ("a <i\nid='x'>\n", "notice.md:4:3: raw HTML is not allowed in a notice: <i id='x'>"),
        ("a `b\nc` [d][x]\n", "notice.md:5:7: no reference is called 'x'"),
        ("[a][some\nname]\n", "no reference is called 'some name'"),
        ("".join(f"{'  ' * n}- x\n" for n in range(99)), "lists or quotations stand too deep inside each other"),
        (">" * 999 + " x\n", "notice.md:4:1: lists or quotations stand too deep inside each other"),
    ],
)
def test_what_a_notice_may_not_hold_is_an_error_at_its_place(body: str, expected: str) -> None:
    assert any(expected in fault for fault in faults(body)), faults(body)


@pytest.mark.parametrize(
    "website",
    ["https://[x", "javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "data:x", "//x", "x"],
)
def test_a_value_used_as_an_address_is_held_to_the_schemes(website: str) -> None:
    brand = make_brand()
    brand = replace(brand, contact=replace(brand.contact, website=website))
    assert any("a link may not lead to" in fault for fault in faults("[x]({{ brand.contact.website }})\n", brand))


def test_all_faults_come_in_one_run_at_the_lines_of_the_source() -> None:
    body = "{% if brand.name %}\n\n## A\n\n{% endif %}\n<!-- x\ny -->\na <b>\n\n[x][y]\n"
    assert [fault.split(":")[1] for fault in faults(body)] == ["6", "11", "13"]


def test_a_brands_ids_do_not_depend_on_its_values() -> None:
    body = "## {{ brand.name }} {#who}\n"
    one, two = (rendered(body, make_brand(name=name)) for name in ("Acme", "# <b> [x](y)"))
    assert one.replace("Acme", "") == two.replace("# &lt;b&gt; [x](y)", "")


def test_no_list_is_cut_off_in_silence() -> None:
    html = rendered("".join(f"{'  ' * n}- item {n}\n" for n in range(18)))
    assert all(f"item {n}" in html for n in range(18))
