"""PDFs from real Typst, judged by real validators and read back through their tags."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from html import escape
from itertools import count
from pathlib import Path
from shutil import copytree

import outloud
import page
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_text import CHECK, body_nodes, body_text, outside_the_margins, page_of, whole_text
from pypdf import PdfReader

from noticepress.document import fold, make_document
from noticepress.errors import BuildError
from noticepress.model import Brand, Change, Contact, Document, Redline, Theme
from noticepress.pdf import notice_pdf, redline_pdf

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
BODIES = Path(__file__).parent / "pdf"
PRODUCED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LOOP = Brand(
    id="loop",
    name="Loop",
    legal_name=None,
    contact=Contact(),
    parent=None,
    sisters=(),
    values={},
    theme=Theme(accent="#7a1f4e"),
    site_url="https://loop.example/",
    privacy_contact_title=None,
    confirmed=None,
    inherited=frozenset(),
    path=Path("brands/loop.yml"),
)


def document(html: str, *, version: str = "1.1", effective: date | None = date(2026, 12, 1)) -> Document:
    return make_document(
        notice="privacy",
        brand="loop",
        brand_name="Loop",
        version=version,
        effective=effective,
        title="Privacy notice",
        html=html,
    )


def body(name: str) -> str:
    return (BODIES / f"{name}.html").read_text(encoding="utf-8")


def notice(html: str, **changes) -> bytes:
    return notice_pdf(document(html), **{"brand": LOOP, "templates": TEMPLATES, "produced": PRODUCED} | changes)


def change(kind: str, section: str, before: str, after: str, **more) -> Change:
    facts = {"id": "c", "section_before": section, "section_after": section} | more
    return Change(kind=kind, section=section, before=before, after=after, **facts)


CHANGES = (
    change("substitution", "intro", "the The", "The", words_inserted=1, words_deleted=2),
    change("substitution", "intro", "the The", "The", words_inserted=1, words_deleted=2),
    change("insertion", "intro", "", "an extra item", words_inserted=3),
    change("substitution", "retention", "upto", "up to", words_inserted=2, words_deleted=1),
    change("deletion", "retention", "Gone paragraph " * 30, "", words_deleted=60),
    change("typographic", "rights", "Don't", "Don’t"),
    change("move", "cookies", "Cookies", "Cookies", section_before="intro", section_after="rights", move="m1"),
    change("link", "cookies", "", "this page", link_before="https://a.example/x", link_after=None),
)
HEADINGS = '<h2 id="intro">Introduction</h2><h2 id="retention">Retention</h2><h2 id="rights">Your rights</h2>'


def redline(html: str, changes: tuple[Change, ...] = (), **more) -> bytes:
    before = document(HEADINGS + '<h2 id="cookies">Cookies</h2>', version="1.0", effective=None)
    return redline_pdf(
        Redline(before.sha256, "b" * 64, changes, html),
        before=before,
        after=document(HEADINGS),
        brand=LOOP,
        templates=TEMPLATES,
        produced=PRODUCED,
        before_recorded=date(2026, 11, 22),
        **more,
    )


MADE = {
    "a notice": lambda: notice(body("notice")),
    "an odd notice": lambda: notice(body("odd")),
    "a notice without headings": lambda: notice("<p>One line.</p>"),
    "a redline": lambda: redline(body("redline"), CHANGES),
    "a redline without changes": lambda: redline(HEADINGS),
}


@pytest.fixture(scope="module", params=MADE)
def pdf(request) -> bytes:
    return MADE[request.param]()


@pytest.mark.parametrize("profile", ["ua1", "pdfa2a"])
def test_conforms(pdf, profile):
    report = page.validate_pdf_bytes(pdf, profile=profile)
    assert report.is_compliant, [failure.message for failure in report.failures]


def test_reads_well_aloud(pdf, tmp_path):
    """Without ORD-001, which takes an element's own words before its children's: a redline's marks, of which each is an
    element, seem out of order to it. That the order is right is what ``body_text`` shows.
    """
    (tmp_path / "notice.pdf").write_bytes(pdf)
    skip = ["ORD-001"] if "changes from" in PdfReader(io.BytesIO(pdf)).metadata.title else []
    result = outloud.check(str(tmp_path / "notice.pdf"), skip=skip)
    assert [(f.rule, f.message, f.evidence) for f in result.findings] == []
    assert result.verdict == "pass"


def test_fonts_are_embedded_and_come_with_typst(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    fonts = [f for p in reader.pages for f in p["/Resources"]["/Font"].values()]
    names = {str(f.get_object()["/BaseFont"]).split("+")[1] for f in fonts}
    assert {re.split("[0-9-]", name)[0] for name in names} <= {"LibertinusSerif", "DejaVuSansMono"}


@pytest.mark.parametrize("name", ["notice", "odd"])
def test_the_body_says_what_the_document_says(name):
    source = document(body(name))
    assert fold(body_text(notice(source.html))) == fold(source.text)


WORDS = st.text("aefilt ffi-'“”’…–£é\u00a0\u2009*_#$@`\\<>&[]{}/~=+ \n", max_size=40).map(
    lambda t: escape(t, quote=False)
)
INLINE = st.recursive(
    WORDS,
    lambda inner: st.builds(
        "{1}<{0}>{2}</{0}>{3}".format, st.sampled_from(["strong", "em", "code", "span"]), inner, inner, inner
    ),
    max_leaves=4,
)
BLOCK = st.recursive(
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "h2", "h3", "h5", "div"]), INLINE),
    lambda inner: (
        st.builds(
            "<{0}>{1}</{0}>".format,
            st.sampled_from(["ul", "ol"]),
            st.builds("<li>{}{}</li><li>{}</li>".format, INLINE, inner, inner),
        )
        | st.builds("<blockquote>{}{}</blockquote>".format, inner, inner)
        | st.builds(
            "<table><thead><tr><th>x{}</th><th>y</th></tr></thead><tr><td>{}</td><td>{}</td></tr></table>".format,
            INLINE,
            INLINE,
            inner,
        )
    ),
    max_leaves=5,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=5).map("\n".join))
def test_whatever_the_body_nothing_is_lost_and_it_conforms(html):
    source = document(html)
    pdf = notice(html)
    assert fold(body_text(pdf)) == fold(source.text)
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
    assert page.is_pdf_compliant_bytes(pdf, profile="pdfa2a")


def test_the_first_page_states_facts_that_stay_true_whatever_is_decided():
    text = whole_text(notice(body("notice")))
    for said in (
        "Loop",
        "Privacy notice",
        "Version\n1.1",
        "Effective date\n1 December 2026",
        "Contents",
        "Your rights",
    ):
        assert said in text
    assert document(body("notice")).sha256 in text
    first_page = fold(text[: text.index("Introduction", text.index("Other websites"))])
    said = "Standing Proposed until its approval is recorded; in force on no day before 1 December 2026."
    assert said in first_page
    for claim in ("in force since", "upcoming", "approved", "superseded"):
        assert claim not in first_page.lower()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("proposed", "Proposed. Nobody has approved this version, and it is not in force."),
        ("upcoming", "Upcoming. This version is approved but not in force yet."),
        ("superseded", "Superseded. This version is no longer in force: a later one has taken its place."),
        ("withdrawn", "Withdrawn. This version was withdrawn. It never applied."),
    ],
)
def test_a_version_says_plainly_what_it_is(state, said):
    pdf = notice(body("notice"), state=state)
    assert f"Privacy notice\n{said}\nVersion\n1.1" in whole_text(pdf)
    for sheet in PdfReader(io.BytesIO(pdf)).pages:
        assert f"Version 1.1 · {state.title()} · Effective date" in sheet.extract_text()


def test_what_is_in_force_needs_no_warning():
    text = whole_text(notice(body("notice"), state="in-force"))
    assert "Privacy notice\nVersion\n1.1" in text
    assert "Proposed" not in text


def test_an_unknown_effective_date_is_said_with_the_day_of_record():
    source = document("<p>Text.</p>", version="1.0", effective=None)
    arguments = {"brand": LOOP, "templates": TEMPLATES, "produced": PRODUCED}
    assert "in use on or before 22 November 2026" in whole_text(
        notice_pdf(source, recorded=date(2026, 11, 22), **arguments)
    )
    with pytest.raises(ValueError, match=r"version 1\.0 has no effective date"):
        notice_pdf(source, **arguments)


def test_a_draft_needs_no_date():
    draft = document("<p>Text.</p>", version="draft", effective=None)
    text = whole_text(notice_pdf(draft, brand=LOOP, templates=TEMPLATES, produced=PRODUCED))
    assert "Draft. Work in progress: nobody has released or approved this text, and it is not in force." in text
    assert "Version\nDraft\nEffective date\nNot yet set" in text
    assert CHECK not in text


def test_a_legal_name_is_stated():
    text = whole_text(notice("<p>Text.</p>", brand=replace(LOOP, legal_name="Loop Limited")))
    assert "Company\nLoop Limited" in text


def test_metadata():
    source = document(body("notice"))
    reader = PdfReader(io.BytesIO(notice(source.html)))
    subject = f"Privacy notice of Loop, Version 1.1. SHA-256 of the text: {source.sha256}"
    assert reader.metadata.subject == subject
    assert reader.xmp_metadata.dc_title == {"x-default": "Privacy notice"}
    assert reader.xmp_metadata.dc_description == {"x-default": subject}
    assert f"sha256:{source.sha256}" in reader.xmp_metadata.pdf_keywords
    assert reader.metadata.title == "Privacy notice"
    assert reader.metadata.author == "Loop"
    assert reader.metadata["/Keywords"] == f"version 1.1, sha256:{source.sha256}"
    assert reader.metadata.creation_date == PRODUCED
    assert reader.root_object["/Lang"] == "en-GB"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]


def bookmarks(outline: list) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from bookmarks(entry)
        else:
            yield entry.title


def test_every_heading_has_a_bookmark_and_a_line_in_the_contents():
    source = document(body("notice"))
    pdf = notice(source.html)
    sections = count(1)
    titles = [(f"{next(sections)}. " if heading.level == 2 else "") + heading.text for heading in source.headings]
    assert list(bookmarks(PdfReader(io.BytesIO(pdf)).outline)) == ["Privacy notice", *titles]
    contents = whole_text(pdf).split("Contents\n")[1].splitlines()[: len(titles)]
    assert [re.sub(r" \d+$", "", line) for line in contents] == titles


def test_every_page_has_its_number_the_version_and_the_fingerprint():
    source = document(body("notice"))
    pages = PdfReader(io.BytesIO(notice(source.html))).pages
    assert len(pages) > 4
    for number, sheet in enumerate(pages, 1):
        text = fold(sheet.extract_text())
        assert f"Page {number} of {len(pages)}" in text
        assert f"SHA-256 of the text: {source.sha256}" in text
        running = "Loop · Privacy notice Version 1.1 · Effective date: 1 December 2026"
        assert text.startswith(running)


def addresses(pdf: bytes) -> list[str]:
    notes = [n.get_object() for p in PdfReader(io.BytesIO(pdf)).pages for n in p.get("/Annots", [])]
    return [str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})]


def test_links_work_and_their_addresses_are_printed():
    html = (
        '<p><a href="https://ico.org.uk/make-a-complaint/">complain</a> <a href="https://www.example.org/">example.org</a>'
        ' <a href="mailto:a@example.org">write</a> <a href="tel:+441482420150">+44 1482 420150</a>'
        ' <a href="/cookies/">cookies</a> <a href="javascript:x">no</a> <a href="http://[">bad</a>'
        ' <a href="#there">there</a> <a href="#nowhere">nowhere</a></p><h2 id="there">There</h2>'
    )
    pdf = notice(html)
    assert [address for address in addresses(pdf) if "/privacy/" not in address] == [
        "https://ico.org.uk/make-a-complaint/",
        "https://www.example.org/",
        "mailto:a@example.org",
        "tel:+441482420150",
        "https://loop.example/cookies/",
    ]
    printed = fold(PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
    assert (
        "complain (ico.org.uk/make-a-complaint/) example.org write (a@example.org) +44 1482 420150 "
        "cookies (loop.example/cookies/) no bad there (page 1) nowhere"
    ) in printed


@pytest.mark.parametrize(
    ("number", "href", "printed"),
    [
        ("01482 420150", "tel:+441482420150", ""),
        ("+44 (0)1482 420150", "tel:01482420150", ""),
        ("01482 420150", "tel:+441482420151", " (+441482420151)"),
    ],
)
def test_a_number_is_printed_once_with_the_code_of_its_country_or_without(number, href, printed):
    text = PdfReader(io.BytesIO(notice(f'<p><a href="{href}">{number}</a>.</p>'))).pages[0].extract_text()
    assert f"{number}{printed}." in text


def test_without_a_site_a_relative_link_is_only_its_text():
    assert addresses(notice('<p><a href="/cookies/">c</a></p>', brand=replace(LOOP, site_url=None))) == []


def test_a_link_may_lead_to_an_item_or_a_word():
    pdf = notice('<p><a href="#i">item</a> <a href="#w">word</a></p><ul><li id="i">a <em id="w">b</em></li></ul>')
    assert "item (page 1) word (page 1)" in fold(PdfReader(io.BytesIO(pdf)).pages[0].extract_text())


def row(number: int) -> str:
    return f"<tr><td>Row {number}</td><td>{'many words that need a few lines ' * 8}</td></tr>"


def test_a_long_table_keeps_its_rows_whole_and_repeats_its_header():
    rows = "".join(map(row, range(40)))
    pdf = notice(f"<table><thead><tr><th>What</th><th>Why</th></tr></thead><tbody>{rows}</tbody></table>")
    (table,) = [node for node in body_nodes(pdf) if node["/S"] == "/Table"]
    pages = [page_of(pdf, [tr]) for part in table["/K"] if part["/S"] == "/TBody" for tr in part["/K"]]
    assert len(pages) == 40
    assert all(len(where) == 1 for where in pages)
    sheets = PdfReader(io.BytesIO(pdf)).pages
    assert len(sheets) > 2
    assert all("What Why\nRow" in sheet.extract_text() for sheet in sheets)


def test_a_row_longer_than_a_page_goes_on_over_the_page():
    words = " ".join(f"word{number}" for number in range(1500))
    html = f"<table><tr><th>x</th><th>y</th></tr><tr><td>a</td><td>{words}</td></tr><tr><td rowspan='99'>b</td>"
    html += "<td>c</td></tr>" + "<tr><td>d</td></tr>" * 98 + "</table>"
    pdf = notice(html)
    assert fold(body_text(pdf)) == fold(document(html).text)
    assert list(outside_the_margins(pdf)) == []
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 3


@pytest.mark.parametrize("lines", range(34, 46))
def test_a_heading_stays_with_what_follows(lines):
    html = (
        "<p>" + "line<br/>" * lines + "end</p><h2>Two</h2><h3>Three</h3><p>We share it with:</p><ul><li>You</li></ul>"
    )
    pdf = notice(html)
    nodes = body_nodes(pdf)[-4:]
    assert [node["/S"] for node in nodes] == ["/H2", "/H3", "/P", "/L"]
    assert len(page_of(pdf, nodes)) == 1


SCRIPT = """
import sys
from datetime import date
from hashlib import sha256
sys.path.insert(0, {tests!r})
from test_pdf import CHANGES, body, notice, redline
print(sha256(notice(body("notice"))).hexdigest(), sha256(redline(body("redline"), CHANGES)).hexdigest())
"""


@pytest.mark.parametrize(
    ("zone", "language", "seed", "mask"),
    [("Pacific/Kiritimati", "C", "0", 0o077), ("America/Anchorage", "cy_GB.UTF-8", "4242", 0o002)],
)
def test_the_same_bytes_anywhere(tmp_path, zone, language, seed, mask):
    script = tmp_path / "elsewhere.py"
    script.write_text(SCRIPT.format(tests=str(Path(__file__).parent)))
    settings_ = {"TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    output = subprocess.run(  # noqa: PLW1510 - stderr is wanted in the assertion
        [sys.executable, script], cwd=tmp_path, env=os.environ | settings_, umask=mask, capture_output=True, text=True
    )
    here = [notice(body("notice")), redline(body("redline"), CHANGES)]
    assert output.stdout.split() == [sha256(pdf).hexdigest() for pdf in here], output.stderr


def test_many_threads_may_typeset_at_once():
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(notice, ["<p>Same.</p>"] * 24))) == 1


def test_a_date_is_midnight_utc_and_a_time_needs_its_zone():
    assert notice("<p>x</p>", produced=date(2026, 11, 23)) == notice(
        "<p>x</p>", produced=datetime(2026, 11, 23, tzinfo=UTC)
    )
    with pytest.raises(ValueError, match="time zone"):
        notice("<p>x</p>", produced=datetime(2026, 11, 23))  # noqa: DTZ001 - that is the point


def test_no_stream_ends_ambiguously():
    """One stream in 256 ends in a carriage return: enough notices have one."""
    for number in range(20):
        pdf = notice(f"<p>{number} " + "words " * number + "</p>")
        assert b"\r\nendstream" not in pdf
        assert page.is_pdf_compliant_bytes(pdf, profile="pdfa2a")
        assert whole_text(pdf).count("words") == number


def test_every_character_that_no_font_has_is_a_finding_with_its_place():
    with pytest.raises(BuildError) as caught:
        notice("<h2>Greeting</h2><p>Welcome 😀, and 漢 too</p>", brand=replace(LOOP, name="Loop😀"))
    face, *others = caught.value.findings
    assert {finding.message for finding in (face, *others)} == {
        "no PDF: no font has 😀 (U+1F600 GRINNING FACE), under “Greeting”: “…Welcome 😀, and 漢 too…”",
        "no PDF: no font has 漢 (U+6F22 CJK UNIFIED IDEOGRAPH-6F22), under “Greeting”: “…Welcome 😀, and 漢 too…”",
    }
    assert "Libertinus Serif, DejaVu Sans Mono" in face.hint
    assert caught.value.exit_code == 3


def test_a_character_of_the_frame_that_no_font_has_is_placed_there():
    with pytest.raises(BuildError, match="in the title, or the brand's name or address"):
        notice("<p>x</p>", brand=replace(LOOP, name="漢"))


def test_a_template_that_fails_is_named_with_its_line(tmp_path):
    copytree(TEMPLATES, tmp_path / "templates")
    template = tmp_path / "templates/pdf/notice.typ"
    before = notice("<p>x</p>", templates=tmp_path / "templates")
    assert before == notice("<p>x</p>")
    template.write_text('#import "base.typ": *\n\n#nonsense()\n')
    with pytest.raises(BuildError) as caught:
        notice("<p>x</p>", templates=tmp_path / "templates")
    (finding,) = caught.value.findings
    assert (finding.path, finding.line) == (template, 3)
    assert "nonsense" in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_template_cannot_read_outside_its_folder(tmp_path):
    copytree(TEMPLATES, tmp_path / "templates")
    (tmp_path / "templates/secret.txt").write_text("secret")
    (tmp_path / "templates/pdf/notice.typ").write_text('#read("../secret.txt")')
    with pytest.raises(BuildError):
        notice("<p>x</p>", templates=tmp_path / "templates")


def test_a_missing_templates_folder_is_a_finding(tmp_path):
    with pytest.raises(BuildError, match="templates folder"):
        notice("<p>x</p>", templates=tmp_path / "nowhere")


def test_a_redline_says_every_change_in_words():
    assert body_text(redline(body("redline"), CHANGES)) == (BODIES / "redline.txt").read_text().strip()


def test_a_redline_begins_with_its_summary():
    text = whole_text(redline(body("redline"), CHANGES))
    for said in (
        "Privacy notice: changes from version 1.0 to version 1.1",
        "Version 1.0. Effective date: not known; in use on or before 22 November 2026",
        "Version 1.1. Effective date: 1 December 2026",
        "8: 3 reworded, 1 inserted, 1 deleted, 1 moved, 1 link changed, 1 typography only",
        "7 inserted, 65 deleted",
        "Introduction\n•\nReworded: “the The” became “The” (2 times)",
        "Deleted: “Gone paragraph Gone",
        "Moved: “Cookies”, from after “Introduction” to after “Your rights”",
        "Link changed: “this page”, from https://a.example/x to no link",
    ):
        assert said in text
    assert max(map(len, text.splitlines())) < 300


def test_a_redline_names_sections_shown_whole():
    shown = redline_pdf(
        Redline("a" * 64, "b" * 64, (), HEADINGS, fallbacks=("Your rights",)),
        before=document(HEADINGS),
        after=document(HEADINGS, version="draft", effective=None),
        brand=LOOP,
        templates=TEMPLATES,
        produced=PRODUCED,
    )
    assert "Shown whole\nYour rights" in whole_text(shown)
    assert "changes from version 1.1 to the draft" in whole_text(shown)
    assert "Changes\nNone" in whole_text(shown)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>a <del>b</del><ins>c</ins> d</p>", "a [deleted: b] [inserted: c] d"),
        ("<p>a<ins> b</ins>.</p>", "a [inserted: b]."),
        ("<p>a<del> <strong>b</strong> </del>c</p>", "a [deleted: b] c"),
        ('<h2 data-diff="ins">New</h2><p data-diff="ins">x</p>', "[inserted heading: New]\n[inserted paragraph: x]"),
        ('<ul data-diff="del"><li>a</li><li>b</li></ul>', "[deleted list: a\nb]"),
        ('<ul><li data-diff="ins">a<ul><li>b</li></ul></li></ul>', "[inserted item: a\nb]"),
        ('<p><a href="#x" data-old="">a</a></p>', "a [link added]"),
        ('<p><a href="#x" data-diff="link" data-old="https://x.example">a</a></p>', "a [the link led to https://x.example]"),
        ('<p><span data-diff="link" data-old="&lt;a href=&quot;/x&quot;&gt;">a</span></p>',
         "a [link removed; it led to /x]"),
        ('<p><em data-old="a">a</em> <span data-diff="format" data-old="&lt;b&gt;">b</span></p>',
         "a [emphasis changed] b [emphasis changed]"),
        ('<p><span data-old="a - b">a – b</span></p>', "a – b [was: a - b]"),
        ('<p>6<span data-diff="typographic" data-old=" ">\u00a0</span>months</p>', "6\u00a0[spacing changed] months"),
        ('<p>a<span data-diff="space" data-old=" "></span></p>', "a"),
        ('<h3 data-diff="format" data-old="&lt;h2&gt;">H</h3>', "H [format changed]"),
        ('<ol data-diff="format" data-old="&lt;ul&gt;"><li>a</li><li>b</li></ol>', "a [format changed]\nb"),
        ("<p>a<del><br/></del><ins> </ins>b</p>", "a [line break deleted] b"),
        ("<p>a<ins><br/></ins>b</p>", "a [line break inserted] b"),
        ('<p>a<b data-diff="move-from" data-move="s1"></b></p><p data-diff="split" data-move="s1" data-old="">b</p>',
         "a [split here]\n[split off: b]"),
        ('<ul><li>a <b data-diff="merge" data-move="g1">b</b></li><li data-diff="move-from" data-move="g1"></li></ul>',
         "a [joined here: b]\n[text moved from here, within this section]"),
        ("<p>a<span data-note> hidden</span></p>", "a"),
        ('<p data-diff="move-from" data-move="m9"></p>', "[text moved from here to elsewhere]"),
        ('<p data-diff="move" data-move="m1">a</p><h2>H</h2><p data-diff="move-from" data-move="m1"></p>',
         "[moved from under “H”: a]\nH\n[text moved from here to the beginning]"),
    ],
)  # fmt: skip
def test_each_mark_in_words(html, said):
    assert body_text(redline(html)) == said


def test_a_long_change_is_quoted_where_it_differs():
    words = [f"word{number}" for number in range(100)]
    before, after = " ".join(words), " ".join([*words[:50], "new", *words[51:]])
    text = fold(whole_text(redline(HEADINGS, (change("typographic", "intro", before, after),))))
    said = "“… word46 word47 word48 word49 {} word51 word52 word53 word54 …”"
    assert f"{said.format('word50')} became {said.format('new')}" in text


@pytest.mark.parametrize(("before", "after"), [("x " * 200, "x " * 201), ("x " * 200, ""), ("a " * 200, "b " * 200)])
def test_any_two_texts_can_be_set_against_each_other(before, after):
    assert "became" in whole_text(redline(HEADINGS, (change("substitution", "intro", before.strip(), after.strip()),)))
