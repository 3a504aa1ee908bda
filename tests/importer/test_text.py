"""Plain text: what is a heading, an item and a table, and which phrases were links."""

from pathlib import Path

import pytest
from sources import REFERENCES, make_brand

from noticepress.importer import Imported, import_reading
from noticepress.importer.lost_links import lost_links
from noticepress.importer.plain import read_plain


def bring(text: str) -> Imported:
    brand = make_brand()
    reading = read_plain(text, (), Path("n.txt"))
    found = import_reading(reading, (brand,), REFERENCES, brand=brand, shown=Path("notice.md"))
    assert found.binds_back, [str(finding) for finding in found.findings]
    return found


def body(text: str) -> str:
    return bring(text).source.split("---\n\n", 1)[1]


LONG = "This is a paragraph that is long enough to be one, since it goes on and on until it ends in a stop, at last."


def test_wrapped_text_is_joined() -> None:
    assert body("Who we are\n\nThis line goes on\nin the next one.\n\nAnd this ends.\n") == (
        "## Who we are {#who-we-are}\n\nThis line goes on in the next one.\n\nAnd this ends.\n"
    )


def test_underlines_make_headings() -> None:
    assert body(f"Our policy\n==========\n\n{LONG}\n") == f"## Our policy {{#our-policy}}\n\n{LONG}\n"


def test_a_first_line_that_is_called_a_notice_is_the_title() -> None:
    found = bring(f"Privacy notice of the shop\nWho we are\n{LONG}\n")
    assert found.title == "Privacy notice of the shop"
    assert found.source.count("##") == 1


def test_numbers_give_headings_their_levels() -> None:
    assert body(f"1. Who we are\n{LONG}\n1.1 Our people\n{LONG}\n2. What we keep\n{LONG}\n").startswith(
        f"## 1. Who we are {{#1-who-we-are}}\n\n{LONG}\n\n### 1.1 Our people {{#1-1-our-people}}\n\n{LONG}\n\n## 2."
    )


def test_items_by_indent_number_and_letter() -> None:
    text = f"{LONG}\n* one;\n  - deeper;\n  - and again;\n* two.\n{LONG}\n"
    text += f"3. third,\n4. fourth.\n{LONG}\n(a) first;\n(b) next.\n"
    assert body(text) == (
        f"{LONG}\n\n- one;\n  - deeper;\n  - and again;\n- two.\n\n{LONG}\n\n3. third,\n4. fourth.\n\n"
        f"{LONG}\n\n1. first;\n2. next.\n"
    )
    assert "numbered 1, 2, 3: (a) (b)" in "".join(finding.message for finding in bring(text).findings)


def test_tabs_make_a_table() -> None:
    assert body(f"{LONG}\nData\tKept for\nOrders\t6 years\n{LONG}\n") == (
        f"{LONG}\n\n| Data | Kept for |\n| --- | --- |\n| Orders | 6 years |\n\n{LONG}\n"
    )


def test_signs_of_markdown_and_templates_are_words() -> None:
    text = f"{LONG}\n# not a heading, since it ends in a stop.\n"
    text += f"> no quotation {{{{ x }}}} {{% y %}} <!-- z --> <b>.\n{LONG}\n"
    bring(text)


def phrases(text: str) -> list[str]:
    return [found.words for found in lost_links(text.replace("~", "\u00a0"), REFERENCES, {})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fill in~our contact form~and send it", ["our contact form"]),
        ("visit~www.a.example~or~www.b.example.", ["www.a.example", "www.b.example"]),
        ("mail~a@b.example~or write", ["a@b.example"]),
        ("To find out how click~here.", ["here"]),
        ("It ends.~Then see~our policy, and~this page~too", ["our policy", "this page"]),
        ("for 6~years, under Article~6 and by Mr~Smith", []),
        ("ring~01632 960001, or not", ["01632 960001"]),
        ("~", []),
        ("see~", []),
        ("a~~b", []),
        ("see~our policy", ["our policy"]),
    ],
)
def test_phrases_between_non_breaking_spaces(text: str, expected: list[str]) -> None:
    assert phrases(text) == expected
