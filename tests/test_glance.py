import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from check.group import GROUP
from conftest import Change
from hypothesis import given
from hypothesis import strategies as st
from sources import REFERENCES, make_brand, make_notice
from test_release import SECOND, edit, released

from noticepress.archive import load_releases
from noticepress.bind import bind
from noticepress.check.leaks import document_leaks
from noticepress.check.literals import literal_findings
from noticepress.cli import main
from noticepress.document import render_document
from noticepress.errors import IntegrityError, NoticeError, UsageError
from noticepress.model import Brand, Document, Glance, Notice
from noticepress.source import parse_notice

BODY = '## Who {#who}\n\nWe.\n\n## Rights {#rights covers="13(2)(b)"}\n\nYours.\n\n### More {#more}\n\nText.\n'


def document(notice: Notice, brand: Brand | None = None) -> Document:
    return render_document(bind(notice, brand or make_brand()), REFERENCES)


def with_front(lines: str, body: str = BODY) -> Notice:
    return parse_notice(f"---\ntitle: Privacy notice\n{lines}---\n{body}", Path("notice.md"), "privacy")


def faults(notice: Notice, brand: Brand | None = None) -> list[str]:
    with pytest.raises(NoticeError) as caught:
        document(notice, brand)
    return [str(finding) for finding in caught.value.findings]


def test_a_heading_says_what_stands_at_a_glance_and_the_body_does_not_change() -> None:
    marked = BODY.replace("{#more}", '{#more glance="There is more."}')
    marked = marked.replace('{#rights covers="13(2)(b)"}', '{#rights covers="13(2)(b)" glance="You have rights."}')
    plain, said = document(make_notice(BODY)), document(make_notice(marked))
    assert said.glance == (Glance("rights", "You have rights."), Glance("more", "There is more."))
    assert (said.html, said.sha256, said.headings) == (plain.html, plain.sha256, plain.headings)
    assert plain.glance == ()


def test_the_front_matter_may_say_it_too_and_the_order_is_the_texts() -> None:
    front = "glance:\n  - {section: rights, says: You have rights.}\n  - {section: who, says: We are we.}\n"
    body = BODY.replace("{#more}", '{#more glance="More."}')
    assert [line.section for line in document(with_front(front, body)).glance] == ["who", "rights", "more"]


def test_values_go_in_last_and_nothing_in_them_is_read() -> None:
    brand = make_brand(name='{{ x }} "*A*" \\ <b>&amp; {#id}')
    front = "glance: [{section: who, says: '{{ brand.name }} *cares*'}]\n"
    body = BODY.replace("{#more}", '{#more glance="\\"{{ brand.name }}\\" cares"}')
    who, more = document(with_front(front, body), brand).glance
    assert who.text == f"{brand.name} *cares*"
    assert more.text == f'"{brand.name}" cares'


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_whatever_the_value_it_comes_through(name: str) -> None:
    body = BODY.replace("{#more}", '{#more glance="By {{ brand.name }}."}')
    said = document(make_notice(body), make_brand(name=name))
    assert said.glance == (Glance("more", f"By {name}."),)
    assert said.html == document(make_notice(BODY), make_brand(name=name)).html


def test_a_choice_that_is_not_this_brands_leaves_no_line() -> None:
    front = "glance: [{section: who, says: '{% if brand.parent %}Part of {{ brand.parent.name }}.{% endif %}'}]\n"
    assert document(with_front(front)).glance == ()
    parent = GROUP[1].parent
    assert document(with_front(front), make_brand(parent=parent)).glance == (Glance("who", "Part of Orchard Group."),)


@pytest.mark.parametrize(
    ("front", "body", "says"),
    [
        ("glance: [{section: rigths, says: x}]\n", BODY, "notice.md:3:20: 'rigths' is no section of the notice"),
        ("glance: [{section: who, says: x}, {section: who, says: y}]\n", BODY, "notice.md:3:56: the section 'who' has"),
        (f"glance: [{{section: who, says: {'x' * 201}}}]\n", BODY, "notice.md:3:31: the sentence at a glance has 201"),
        ("glance: [{section: who, says: '{{ brand.nam }}'}]\n", BODY, "notice.md:3:31: no value is called 'brand.nam'"),
        ("", BODY.replace("{#who}", f'{{#who glance="{"x" * 201}"}}'), "notice.md:4:14: the sentence at a glance has"),
        ("", BODY.replace("{#who}", '{#who glance=""}'), "notice.md:4:14: the sentence at a glance is empty"),
        ("", BODY.replace("{#who}", '{glance="x"}'), "notice.md:4:1: the heading has no id"),
    ],
)
def test_what_cannot_stand_at_a_glance_is_named_with_its_place(front: str, body: str, says: str) -> None:
    assert any(found.startswith(says) for found in faults(with_front(front, body)))


def test_a_sentence_is_measured_with_its_values_in() -> None:
    body = BODY.replace("{#who}", '{#who glance="' + "x" * 190 + ' {{ brand.name }}"}')
    assert document(make_notice(body)).glance
    assert "has 211 characters" in faults(make_notice(body), make_brand(name="x" * 20))[0]


def test_faults_of_the_text_and_of_the_glance_come_in_one_run() -> None:
    front = "glance: [{section: rigths, says: x}]\n"
    told = faults(with_front(front, BODY + "\n<b>\n"))
    assert [re.sub(r"\n.*", "", line).split(": ")[1] for line in told] == [
        "raw HTML is not allowed in a notice",
        "'rigths' is no section of the notice",
    ]


def test_a_brands_words_in_it_are_found_where_they_stand() -> None:
    body = '## Who {#who covers="Loop" glance="At Loop we care."}\n\nWe.\n\n'
    body += '## B {#b glance="{{ brand.name }} is Loop."}\n'
    places = [(found.line, found.column) for found in literal_findings(make_notice(body), GROUP)]
    assert places == [(4, 39), (8, 38)]
    (found,) = literal_findings(with_front("glance: [{section: who, says: Loop cares}]\n"), GROUP)
    assert (found.rule, found.line, found.column) == ("BRAND-LITERAL", 3, 31)


def test_another_brands_words_in_it_are_a_leak() -> None:
    said = replace(document(make_notice(BODY)), glance=(Glance("who", "Ask hi@loop.example"),))
    assert document_leaks(said, GROUP[2], GROUP, related=False)


def mark(root: Path, glance: str) -> None:
    edit(root, '{#your-rights covers="13(2)(b)"}', f'{{#your-rights covers="13(2)(b)" glance="{glance}"}}')


def test_a_release_keeps_its_glance_beside_the_body(project: Change) -> None:
    root = project()
    mark(root, "At {{ brand.name }} you can see your data.")
    folder = released(root).path
    assert json.loads((folder / "glance/bolt.json").read_text(encoding="utf-8")) == [
        {"section": "your-rights", "text": "At Bolt you can see your data."}
    ]
    assert b"glance" not in (folder / "bolt.html").read_bytes()
    assert "  glance/bolt.json\n" in (folder / "SHA256SUMS").read_text(encoding="utf-8")
    (release,) = load_releases(root, "privacy")
    assert release.documents["cog"].glance == (Glance("your-rights", "At Cog you can see your data."),)
    (folder / "glance/bolt.json").write_text("[]", encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"glance/bolt\.json: a released file was changed"):
        load_releases(root, "privacy")


def test_a_release_without_one_has_none_and_another_one_is_a_change(project: Change) -> None:
    root = project()
    folder = released(root).path
    assert not (folder / "glance").exists()
    assert load_releases(root, "privacy")[0].documents["bolt"].glance == ()
    with pytest.raises(UsageError, match="no brand's text differs"):
        released(root, SECOND)
    mark(root, "You can see your data.")
    assert released(root, SECOND).documents["bolt"].glance


def test_the_page_shows_it_above_the_text_and_links_to_the_sections(
    project: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project()
    mark(root, "See <all> & ask.")
    monkeypatch.chdir(root)
    assert main(["build", "--draft", "--no-pdf", "--out", str(tmp_path / "site")]) == 0
    page = (tmp_path / "site/bolt/privacy/draft/index.html").read_text(encoding="utf-8")
    assert page.index('id="page-glance"') < page.index('<h2 id="who-we-are"')
    assert 'See &lt;all&gt; &amp; ask. <a href="#your-rights">Your rights</a>' in page
