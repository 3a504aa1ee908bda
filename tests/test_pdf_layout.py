"""How a PDF is set: lines, tables, letters, languages, the letterhead, and the notices of the project itself."""

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import outloud
import page
import pytest
from pdf_text import MM, body_nodes, body_text, outside_the_margins, whole_text
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from test_pdf import LOOP, PRODUCED, ROOT, TEMPLATES, body, document, notice, redline

from noticepress.archive import load_releases
from noticepress.config import load_workspace
from noticepress.document import fold
from noticepress.model import Contact, Theme
from noticepress.pdf import notice_pdf
from noticepress.pdf.breaks import settle_breaks
from noticepress.pdf.wording import ENGLISH, language, wording

FROZEN = [
    (release, brand)
    for release in load_releases(ROOT, "privacy")
    for brand in load_workspace(ROOT).brands
    if brand.id in release.documents
]


@pytest.mark.parametrize(
    ("release", "brand"), [pytest.param(*pair, id=f"{pair[1].id}-{pair[0].version}") for pair in FROZEN]
)
def test_the_notices_of_this_project(release, brand, tmp_path):
    source = release.documents[brand.id]
    pdf = notice_pdf(source, brand=brand, templates=TEMPLATES, produced=release.recorded, recorded=release.recorded)
    assert fold(body_text(pdf)) == fold(source.text)
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert page.is_pdf_compliant_bytes(pdf, profile="pdfa2a")
    assert list(outside_the_margins(pdf)) == []
    (tmp_path / "notice.pdf").write_bytes(pdf)
    found = {finding.rule for finding in outloud.check(str(tmp_path / "notice.pdf")).findings}
    # The text that was handed over has addresses without links, and is set as it is.
    assert found == ({"LNK-010"} if release.version == "1.0" else set())


@pytest.mark.parametrize(
    ("release", "brand"), [pytest.param(*pair, id=f"{pair[1].id}-{pair[0].version}") for pair in FROZEN]
)
def test_a_frozen_pdf_says_what_the_frozen_text_says(release, brand):
    pdf = (release.path / f"{brand.id}.pdf").read_bytes()
    assert fold(body_text(pdf)) == fold(release.documents[brand.id].text)


URL = "https://www.example.org/a/very/long/path/" + "abcdefghij" * 12


@pytest.mark.parametrize(
    "html",
    [
        f"<p>See {URL} for more.</p>",
        f"<p>{'x' * 400}</p>",
        f"<p>Llanfairpwllgwyngyll{'gogerychwyrndrobwllllantysiliogogogoch' * 4}</p>",
        "<p>" + "non-breaking\u00a0" * 40 + "</p>",
        f"<ul><li>a<ul><li>b<ul><li>c<ul><li>{URL}</li></ul></li></ul></li></ul></li></ul>",
        f"<blockquote><p>{URL}</p></blockquote><pre><code>{'y' * 200}</code></pre><dl><dt>t</dt><dd>{URL}</dd></dl>",
        f'<p><a href="{URL}">here</a> and <code>{URL}</code> and <strong>{URL}</strong></p>',
        f"<h2>{URL}</h2><p>x</p>",
        "<p>" + "e\u0301" * 200 + "</p>",
    ],
)
def test_no_word_is_too_long_for_its_line(html):
    pdf = notice(html)
    assert list(outside_the_margins(pdf)) == []
    assert fold(body_text(pdf)) == fold(document(html).text)


WORDS = "Telecommunications responsibilities notwithstanding internationalisation decentralisation counterproductively"


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5, 6, 8, 10])
def test_no_word_is_too_long_for_its_column(columns):
    """Words of a narrow column are divided: a soft hyphen says where, and is all that is added."""
    cell = f"<td>{WORDS} privacy@a-long-domain-of-an-example.co.uk {URL}</td>"
    heads = "<th>Categories of recipients</th>" * columns
    html = f"<table><thead><tr>{heads}</tr></thead><tbody>{f'<tr>{cell * columns}</tr>' * 3}</tbody></table>"
    pdf = notice(html)
    assert list(outside_the_margins(pdf)) == []
    text = body_text(pdf)
    assert fold(text.replace("\u00ad", "")) == fold(document(html).text)
    assert ("\u00ad" in text) == (columns > 4)
    assert list(overlaps(pdf)) == []


def overlaps(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Yield neighbouring letters of a line that stand one upon the other, as columns that overflow make them."""
    with PdfDocument(pdf) as sheets:
        for sheet in sheets:
            text = sheet.get_textpage()
            boxes = [(text.get_charbox(at), text.get_text_range(at, 1)) for at in range(text.count_chars())]
            shown = sorted(
                (round(box[1]), box[0], box[2], sign) for box, sign in boxes if sign.isalpha() and sign not in "filt"
            )  # they join
            for (y0, _, end, one), (y1, start, _, other) in pairwise(shown):
                if y0 == y1 and start < end - 2:
                    yield one, other


def lines(pdf: bytes) -> list[str]:
    """Return the lines of a PDF's pages as they are set."""
    with PdfDocument(pdf) as sheets:
        return [line for sheet in sheets for line in sheet.get_textpage().get_text_bounded().splitlines()]


@pytest.mark.parametrize(
    "kept", ["6\u00a0months", "HU13 0GD", "01482 420150", "1 December", "Article 6(1)(f)", "28 days"]
)
def test_what_belongs_together_stays_on_one_line(kept):
    html = "".join(f"<p>{'word ' * 12}{'i' * width} {kept} {'word ' * 4}</p>" for width in range(1, 29))
    pdf = notice(html)
    shown = [line.replace("\u00a0", " ") for line in lines(pdf) if line.startswith(("word", kept[:2]))]
    assert sum(kept.replace("\u00a0", " ") in line for line in shown) == 28
    assert fold(body_text(pdf)) == fold(document(html).text)


@pytest.mark.parametrize("count", [20, 31, 47, 58, 73])
def test_no_paragraph_leaves_a_word_alone_on_its_last_line(count):
    words = " ".join(f"word{number}" for number in range(count))
    last = next(line for line in reversed(lines(notice(f"<p>{words} end.</p>"))) if "end." in line)
    assert len(last.split()) > 1


def test_nothing_is_lost_where_lines_break():
    for text in ("plain", f"a {URL} b", "x" * 99, "HU13 0GD, on 1 December", "a\u00a0" * 60, " edge ", ""):
        parts = settle_breaks([text])
        assert "".join(part if isinstance(part, str) else "".join(part["c"]) for part in parts) == text


LETTERS = "Ŵŵ Ŷŷ Ẁẁ Ẅẅ Ââ Ïï; Zażółć gęślą jaźń; Ελληνικά, Ἑλλάς; Українська; עברית; Tiếng Việt; “‘’” – — … € £ № ½ → ✓"


def test_letters_of_other_languages():
    html = f"<h2>{LETTERS}</h2><p>{LETTERS}</p><ul><li><strong>{LETTERS}</strong> <em>{LETTERS}</em></li></ul>"
    pdf = notice(html)
    assert sorted(fold(body_text(pdf))) == sorted(fold(document(html).text))
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert page.is_pdf_compliant_bytes(pdf, profile="pdfa2a")


def test_a_text_in_another_language_is_tagged_with_it_and_the_frame_with_its_own(tmp_path):
    html = "<h2>Introduction</h2><p>Une notice pour un essai seulement.</p>"
    pdf = notice(html, lang="fr")
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.root_object["/Lang"] == "fr"
    assert {node.get("/Lang", "fr") for node in body_nodes(pdf)} == {"fr"}
    tops = [kid.get_object() for kid in reader.root_object["/StructTreeRoot"]["/K"][0]["/K"]]
    assert "en-GB" in {node.get("/Lang") for node in tops}
    assert next(node for node in tops if node["/S"] == "/H1").get("/Lang", "fr") == "fr"
    assert fold(body_text(pdf)) == fold(document(html).text)
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    (tmp_path / "notice.pdf").write_bytes(pdf)
    assert outloud.check(str(tmp_path / "notice.pdf")).findings == []


def test_languages():
    assert language("en-GB") == {"lang": "en", "region": "GB"}
    assert language("cy") == {"lang": "cy", "region": None}
    assert wording("fr") is ENGLISH
    for wrong in ("english", "EN", "en_GB", "", 'en")#'):
        with pytest.raises(ValueError, match="is not a language"):
            notice("<p>x</p>", lang=wrong)


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 40"><rect width="{width}" height="40" '
    'fill="#7a1f4e" fill-opacity="0.5"/></svg>'
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def figures(pdf: bytes) -> list[str]:
    kids = [kid.get_object() for kid in PdfReader(io.BytesIO(pdf)).root_object["/StructTreeRoot"]["/K"][0]["/K"]]
    return [str(kid["/Alt"]) for kid in kids if kid["/S"] == "/Figure"]


@pytest.mark.parametrize("alt", [None, "A ring"])
@pytest.mark.parametrize(("name", "data"), [("a.svg", SVG.format(width=90).encode()), ("a.png", PNG)])
def test_a_logo_is_decoration_unless_it_says_more_than_the_name_beside_it(tmp_path, name, data, alt):
    logo = tmp_path / name
    logo.write_bytes(data)
    pdf = notice(body("notice"), brand=replace(LOOP, theme=Theme(logo=logo, logo_alt=alt)))
    assert figures(pdf) == ([alt] if alt else [])
    assert "Loop\nPrivacy notice" in whole_text(pdf)
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert page.is_pdf_compliant_bytes(pdf, profile="pdfa2a")
    logo.rename(tmp_path / f"elsewhere-{name}")
    moved = replace(LOOP, theme=Theme(logo=tmp_path / f"elsewhere-{name}", logo_alt=alt))
    assert notice(body("notice"), brand=moved) == pdf


def test_a_wide_logo_keeps_off_the_address(tmp_path):
    (tmp_path / "a.svg").write_text(SVG.format(width=4000))
    contact = Contact(address=("A street with a long name", "A town"), email="a@example.org")
    pdf = notice("<p>x</p>", brand=replace(LOOP, contact=contact, theme=Theme(logo=tmp_path / "a.svg")))
    assert list(outside_the_margins(pdf)) == []
    with PdfDocument(pdf) as sheets:
        drawn = [thing.get_bounds() for thing in sheets[0].get_objects() if thing.type != 1]
        logo = [bounds for bounds in drawn if bounds[1] > (297 - 45) * MM and bounds[2] - bounds[0] > 20 * MM]
    assert [round((right - left) / MM) for left, _, right, _ in logo] == [60]


def test_the_letterhead_gives_the_address_that_the_brand_gives():
    contact = Contact(("The View", "Hull"), "01632 960001", "info@a.example", "privacy@a.example", "https://a.example/")
    pdf = notice("<p>x</p>", brand=replace(LOOP, contact=contact))
    said = "Loop\nPrivacy notice\nThe View Hull 01632 960001 privacy@a.example a.example\nVersion"
    assert whole_text(pdf).startswith(said)
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")


LONG = "Privacy notice for people who apply for work with us or with any of our sister companies, and their next of kin"


@pytest.mark.parametrize("words", [5, 700, 1500, 3000])
def test_a_long_title_and_a_long_address_have_room_on_notices_of_any_length(words, tmp_path):
    contact = Contact(
        ("A very long line of an address that goes on and on " * 2, "x" * 120), email=f"{'a-b' * 30}@a.example"
    )
    # Each word another one, and no digits: lines that come again, numbers aside, are taken for running heads.
    said = " ".join(str(number).translate(str.maketrans("0123456789", "abcdefghij")) for number in range(words))
    source = replace(document(f"<p>{said}</p>"), title=LONG)
    brand = replace(LOOP, name="A company with a good many words in its name Limited", contact=contact)
    pdf = notice_pdf(source, brand=brand, templates=TEMPLATES, produced=PRODUCED)
    assert list(outside_the_margins(pdf)) == []
    (tmp_path / "notice.pdf").write_bytes(pdf)
    assert outloud.check(str(tmp_path / "notice.pdf")).findings == []


def test_how_to_check_is_said_with_addresses_where_the_site_is_known():
    source = document("<p>x</p>")
    text = fold(whole_text(notice(source.html)))
    assert f"It is {source.sha256}." in text
    assert "published at loop.example/privacy/1.1/, and its text alone at loop.example/privacy/1.1/notice.html." in text
    assert "sha256sum notice.html" in text
    unknown = fold(whole_text(notice(source.html, brand=replace(LOOP, site_url=None))))
    assert "published with this version as the file notice.html." in unknown
    assert "loop.example" not in unknown


def test_contents_are_for_long_notices():
    assert "Contents" not in whole_text(notice("<h2>One</h2><p>x</p>"))
    long = "".join(f"<h2>Section {number}</h2><p>{'words ' * 400}</p>" for number in range(8))
    pdf = notice(long)
    assert "Contents\n1. Section 0 1\n2. Section 1" in whole_text(pdf)
    for line in re.findall(r"^\d\. Section \d \d$", whole_text(pdf), re.MULTILINE):
        title, sheet = line[3:].rsplit(" ", 1)
        assert title in PdfReader(io.BytesIO(pdf)).pages[int(sheet) - 1].extract_text()


def test_bookmarks_are_nested_as_the_headings_are():
    pdf = notice("<h2>A</h2><h3>B</h3><h4>C</h4><h3>D</h3><h2>E</h2>")

    def nested(outline: list) -> list:
        return [nested(entry) if isinstance(entry, list) else entry.title for entry in outline]

    assert nested(PdfReader(io.BytesIO(pdf)).outline) == ["Privacy notice", ["1. A", ["B", ["C"], "D"], "2. E"]]


def cells(pdf: bytes) -> list[tuple[str, dict]]:
    """Return kind and attributes of each cell of the first table, with no layout, in the order of the tags."""

    def below(node: dict) -> Iterator[tuple[str, dict]]:
        for kid in node["/K"] if isinstance(node["/K"], list) else [node["/K"]]:
            element = kid if isinstance(kid, int) else kid.get_object()
            if isinstance(element, dict) and element.get("/S") in {"/TH", "/TD"}:
                said = [dict(part) for part in element.get("/A", []) if part["/O"] == "/Table"]
                yield element["/S"], {key: value for key, value in (said or [{}])[0].items() if key != "/O"}
            elif isinstance(element, dict) and "/S" in element:
                yield from below(element)

    return list(below(next(node for node in body_nodes(pdf) if node["/S"] == "/Table")))


def test_headers_of_columns_have_their_scope_and_are_named_by_their_cells():
    pdf = notice(
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )
    assert [(kind, said.get("/Scope")) for kind, said in cells(pdf)] == [
        ("/TH", "/Column"),
        ("/TH", "/Column"),
        ("/TD", None),
        ("/TD", None),
    ]
    assert all(said["/Headers"] for kind, said in cells(pdf) if kind == "/TD")


def test_headers_of_rows_have_theirs():
    html = (
        "<table><caption>c</caption><thead><tr><td></td><th>A</th><th colspan='2'>B</th></tr></thead><tbody>"
        "<tr><th rowspan='2'>r</th><td>1</td><td>2</td><td>3<table><tr><th>n</th><td>m</td></tr></table></td></tr>"
        "<tr><td>4</td></tr><tr><th scope='col'>s</th><td>5</td><td>6</td><td>7</td></tr></tbody></table>"
        "<table><thead><tr><th>z</th></tr></thead><tbody><tr><td>y</td></tr></tbody></table><p>After.</p>"
    )
    pdf = notice(html)
    column, row = {"/Scope": "/Column"}, {"/Scope": "/Row"}
    assert cells(pdf) == [
        *(("/TD", {}), ("/TH", column), ("/TH", column | {"/ColSpan": 2})),
        *(("/TH", row | {"/RowSpan": 2}), ("/TD", {}), ("/TD", {}), ("/TD", {})),
        *[("/TD", {})] * 3,
        *(("/TH", column), ("/TD", {}), ("/TD", {}), ("/TD", {})),
    ]
    assert fold(body_text(pdf)) == fold(document(html).text)
    assert page.validate_pdf_bytes(pdf, profile="ua1").failures == []
    assert page.validate_pdf_bytes(pdf, profile="pdfa2a").failures == []
    assert PdfReader(io.BytesIO(pdf), strict=True).pages[0].extract_text()


def test_the_caption_and_the_header_stay_with_the_first_row():
    rows = "".join(f"<tr><td>{number}</td><td>{'words ' * 30}</td></tr>" for number in range(3))
    table = f"<table><caption>Cap</caption><thead><tr><th>Hd</th><th>y</th></tr></thead><tbody>{rows}</tbody></table>"
    for lines_before in range(21, 45, 4):
        pdf = notice(f"<p>{'line<br/>' * lines_before}</p><h2>Head</h2>{table}")
        where = [
            number for number, sheet in enumerate(PdfReader(io.BytesIO(pdf)).pages) if "Cap" in sheet.extract_text()
        ]
        first = PdfReader(io.BytesIO(pdf)).pages[where[0]].extract_text()
        assert "Head" in first
        assert "Hd y\n0" in first


def test_a_redline_in_another_language_and_with_a_logo(tmp_path):
    pdf = redline("<p>Testun <ins>newydd</ins></p>", lang="cy")
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.root_object["/Lang"] == "cy"
    assert "Testun [inserted: newydd]" in body_text(pdf)
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert page.is_pdf_compliant_bytes(pdf, profile="pdfa2a")


def test_the_day_of_record_may_be_all_that_is_known():
    source = document("<p>x</p>", version="1.0", effective=None)
    pdf = notice_pdf(source, brand=LOOP, templates=TEMPLATES, produced=PRODUCED, recorded=date(2026, 11, 22))
    assert "Proposed" not in whole_text(pdf)
