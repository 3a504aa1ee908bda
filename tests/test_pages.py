import json
import re
from datetime import date

import pytest
from factory import (
    BODY,
    REDLINE,
    full_redlines,
    full_timeline,
    make_brand,
    make_redline,
    make_timeline,
    make_version,
)

from noticepress.document import tree
from noticepress.model import Page
from noticepress.pages import home_page, make_bodies, make_pages, markup, places
from noticepress.pages.wording import meaning, period, plain

DAY, LATER = date(2026, 12, 1), date(2027, 3, 1)


def pages_of(*versions, redlines=None, pdfs=None) -> dict[str, Page]:
    return {page.path: page for page in make_pages(make_timeline(*versions), redlines or {}, pdfs)}


@pytest.fixture(scope="module")
def full() -> dict[str, Page]:
    return {page.path: page for page in make_pages(full_timeline(), full_redlines())}


NEIGHBOURS = ["1.0-1.1", "1.1-1.2", "1.2-2.0", "1.1-2.0", "2.0-2.1", "2.1-3.0", "3.0-draft"]
GOALS = ["upcoming", "proposed"]


def test_every_address_has_a_page(full):
    assert set(full) == {
        "privacy/index.md",
        "privacy/upcoming/index.md",
        "privacy/proposed/index.md",
        "privacy/history/index.md",
        *(f"privacy/{v}/index.md" for v in ["1.0", "1.1", "1.2", "2.0", "2.1", "3.0", "draft"]),
        *(f"privacy/changes/{pair}/index.md" for pair in NEIGHBOURS),
        *(f"privacy/changes/since/{old}/index.md" for old in ["1.0", "1.1"]),
        *(f"privacy/changes/since/{old}/{goal}/index.md" for old in ["1.0", "1.1", "2.0"] for goal in GOALS),
    }


def test_only_what_applies_may_be_indexed(full):
    indexed = {path for path, page in full.items() if page.meta["indexed"]}
    assert indexed == {"privacy/index.md", "privacy/2.0/index.md", "privacy/history/index.md"}


def test_what_reaches_the_templates_is_plain_data(full):
    for page in full.values():
        assert json.loads(json.dumps(dict(page.meta))) == dict(page.meta), page.path


@pytest.mark.parametrize(
    ("state", "start", "end", "says"),
    [
        ("in-force", DAY, None, "In force since 1 December 2026"),
        ("in-force", DAY, LATER, "In force since 1 December 2026, until 28 February 2027"),
        ("in-force", None, None, "In force; in use on or before 22 November 2026"),
        ("in-force", None, DAY, "In use on or before 22 November 2026, in force until 30 November 2026"),
        ("superseded", None, DAY, "In use on or before 22 November 2026, in force until 30 November 2026"),
        ("superseded", DAY, LATER, "In force from 1 December 2026 until 28 February 2027"),
        (
            "superseded",
            DAY,
            DAY,
            "Never in force: another version took its place on 1 December 2026, the day it was meant for",
        ),
        ("upcoming", DAY, None, "In force from 1 December 2026"),
        ("upcoming", DAY, LATER, "In force from 1 December 2026 until 28 February 2027"),
        ("proposed", DAY, None, "Proposed for 1 December 2026, not approved"),
        ("proposed", None, None, "Proposed, not approved, no date set"),
        ("withdrawn", DAY, None, "Withdrawn on 24 November 2026, before it came into force"),
        ("draft", None, None, "No date set"),
    ],
)
def test_a_version_says_from_when_to_when(state, start, end, says):
    assert plain(period(make_version("1.0", state, start, end))) == says


def test_days_are_for_machines_too():
    assert period(make_version("1.0", "in-force", DAY)) == [
        "In force since ",
        {"day": "2026-12-01", "text": "1 December 2026"},
    ]


def test_a_withdrawn_version_says_why():
    assert plain(meaning(make_version("1.0", "withdrawn", DAY))) == (
        "It never applied. Reason given: It came too early."
    )


def test_where_nothing_is_in_force_the_page_says_so_and_names_what_is_coming():
    pages = pages_of(make_version("1.0", "proposed", DAY), make_version("1.1", "upcoming", LATER))
    say = [plain(sentence) for sentence in pages["privacy/index.md"].meta["say"]]
    assert say == [
        "No version of this notice is in force yet.",
        "Version 1.0 is proposed for 1 December 2026. Nobody has approved it yet.",
        "Version 1.1 is approved and will be in force from 1 March 2027.",
    ]


def test_the_stable_upcoming_address_says_when_nothing_is_coming():
    pages = pages_of(make_version("1.0", "in-force", DAY))
    say = [plain(sentence) for sentence in pages["privacy/upcoming/index.md"].meta["say"]]
    assert say == ["No new version of this notice is coming.", "Read the notice in force, version 1.0."]
    assert "privacy/proposed/index.md" not in pages


def test_a_proposal_is_not_said_to_be_no_news():
    page = pages_of(make_version("1.0", "in-force", DAY), make_version("1.1", "proposed", LATER))
    said = page["privacy/upcoming/index.md"]
    assert said.title == "No new version has been approved"
    assert [plain(sentence) for sentence in said.meta["say"]] == [
        "No new version of this notice has been approved.",
        "Version 1.1 is proposed for 1 March 2027. Nobody has approved it yet.",
        "Read the notice in force, version 1.0.",
    ]


def test_the_page_in_force_announces_the_next_version(full):
    banner = full["privacy/index.md"].meta["banner"]
    assert plain(banner) == "From 1 December 2026 this notice changes: see what changes."
    assert {"to": "privacy/changes/2.0-2.1/", "text": "see what changes"} in banner
    pages = pages_of(make_version("1.0", "in-force", DAY), make_version("1.1", "upcoming", LATER))
    assert {"to": "privacy/upcoming/", "text": "read the new text"} in pages["privacy/index.md"].meta["banner"]


@pytest.mark.parametrize("number", ["1.0", "1.2", "2.1", "3.0", "draft"])
def test_a_version_that_does_not_apply_leads_to_the_one_that_does(full, number):
    page = full[f"privacy/{number}/index.md"]
    assert page.meta["label"]
    assert {"to": "privacy/", "text": "Read the notice in force, version 2.0"} in page.meta["banner"]


def test_what_is_to_come_is_compared_with_what_is_in_force(full):
    assert full["privacy/proposed/index.md"].meta["changed"] == {
        "to": "privacy/changes/since/2.0/proposed/",
        "text": "What changes from version 2.0",
    }
    assert full["privacy/index.md"].meta["changed"]["text"] == "What changed from version 1.1"
    assert full["privacy/1.0/index.md"].meta["changed"] is None


def test_the_body_is_handed_on_untouched(full):
    assert full["privacy/2.0/index.md"].html == full["privacy/index.md"].html == BODY


def test_contents_nest():
    page = pages_of(make_version("1.0", "in-force", DAY))["privacy/index.md"]
    assert [section["id"] for section in page.meta["contents"]] == ["intro", "purposes", "retention", "rights"]
    assert [part["id"] for part in page.meta["contents"][1]["parts"]] == ["contract", "interests"]


def test_a_pdf_that_is_not_there_is_not_offered():
    version = make_version("1.0", "in-force", DAY)
    assert pages_of(version)["privacy/index.md"].meta["pdf"] == "privacy/privacy-notice-1.0.pdf"
    assert pages_of(version, pdfs=())["privacy/index.md"].meta["pdf"] == ""


def test_history_lists_every_version_with_the_newest_first(full):
    entries = full["privacy/history/index.md"].meta["entries"]
    assert [entry["version"] for entry in entries] == ["draft", "3.0", "2.1", "2.0", "1.2", "1.1", "1.0"]
    texts = [change["text"] for change in entries[3]["changes"]]
    assert texts == ["From version 1.1 to 2.0", "From version 1.0 to 2.0", "From version 1.2 to 2.0"]


def test_bodies_are_byte_for_byte_and_drafts_have_none():
    files = {file.path: file for file in make_bodies(full_timeline())}
    assert files["privacy/1.0/notice.html"].data == BODY.encode()
    assert files["privacy/1.0/notice.html"].immutable
    assert "privacy/draft/notice.html" not in files


def test_home_leads_to_each_notice():
    meta = home_page([full_timeline()]).meta
    assert meta["heading"] == "Example Widgets"
    assert plain(meta["notices"][0]["stands"]) == (
        "Version 2.0. In force since 1 October 2026, until 30 November 2026."
    )
    nothing = home_page([make_timeline(make_version("1.0", "proposed", DAY))]).meta["notices"][0]
    assert plain(nothing["stands"]) == "No version of this notice is in force yet."


def test_a_redline_to_an_unknown_version_is_a_mistake():
    with pytest.raises(ValueError, match=r"no version 9\.9"):
        make_pages(make_timeline(make_version("1.0", "in-force", DAY)), {("1.0", "9.9"): make_redline()})


def test_a_redline_page_sums_up_by_section(full):
    page = full["privacy/changes/since/1.1/index.md"]
    assert page.meta["heading"] == "What changed since version 1.1"
    rows = {row["title"]: (row["what"], row["inserted"], row["deleted"]) for row in page.meta["rows"]}
    assert rows == {
        "Introduction": ("1 changed", 0, 0),
        "What we use your personal data": ("2 changed, 1 moved here", 2, 3),
        "How long we keep it": ("1 changed, 1 added", 5, 1),
        "Your rights": ("1 moved away, 1 added", 7, 0),
        "Cookies": ("1 removed", 0, 5),
    }
    assert page.meta["unchanged"] == 1


def without_notes(html: str) -> str:
    """The text of a redline's markup, folded, as ``accept`` would see its words."""

    def walk(node) -> str:
        inside = "" if "data-note" in node.attrib else (node.text or "") + "".join(walk(child) for child in node)
        return inside + (node.tail or "")

    return " ".join(walk(tree(html)).split())


def test_notes_are_all_that_a_redline_page_adds():
    assert without_notes(markup.write(places.read(REDLINE))) == without_notes(REDLINE)


def test_every_place_has_its_anchor_and_leads_on():
    html = markup.write(places.read(REDLINE))
    anchors = re.findall(r'class="hop" id="([^"]+)"', html)
    assert anchors == [f"change-{n}" for n in range(1, len(anchors) + 1)]
    targets = re.findall(r'href="#([^"]+)"', html)
    assert set(targets) - {"page-summary"} <= set(anchors)
    assert html.count(">Next<") == html.count(">Previous<") == len(anchors) - 1


def test_a_move_leads_both_ways():
    html = markup.write(places.read(REDLINE))
    here = re.search(r'id="(change-\d+)"[^>]*><b>Moved here.*?href="#(change-\d+)">See where it stood', html)
    away = re.search(r'id="(change-\d+)"[^>]*><b>Moved away.*?href="#(change-\d+)">See where it stands now', html)
    assert here
    assert away
    assert (here[1], here[2]) == (away[2], away[1])


def test_marks_are_said_and_not_only_shown():
    html = markup.write(places.read(REDLINE))
    assert html.count("start of insertion") == html.count("end of insertion") == 6
    assert html.count("start of deletion") == html.count("end of deletion") == 5
    assert "(this link led to https://example.org/old)" in html


def test_marks_that_the_redline_says_itself_are_not_said_twice():
    said = '<p>A <ins><span data-note="">start of insertion</span>new<span data-note="">end</span></ins> word</p>'
    assert markup.write(places.read(said)).count("start of insertion") == 1


def test_unchanged_sections_are_folded():
    html = markup.write(places.read(REDLINE))
    assert re.search(
        r'<details><summary data-note=""><span>Who we are</span> <small>not changed</small></summary>', html
    )
    assert html.count("<details>") == 1


def test_an_old_link_may_come_as_a_whole_tag():
    html = '<p><a href="/b" data-old="&lt;a href=&quot;/a?x=1&amp;amp;y=2&quot;&gt;">b</a></p>'
    assert "(this link led to /a?x=1&amp;y=2)" in markup.write(places.read(html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Not <ins>closed</p>",
        "<hr data-diff='ins'>",
        "<blockquote data-diff='ins'><p>Said</p></blockquote>",
        "<ul><li><p>Old <del>x</del></p></li></ul>",
        "<p>No heading, no change</p>",
        "",
    ],
)
def test_odd_redlines_are_taken_as_a_browser_would(html):
    assert isinstance(markup.write(places.read(html)), str)


def test_a_brand_is_named_as_it_is():
    pages = make_pages(make_timeline(make_version("1.0", "in-force", DAY), brand=make_brand(name="A & B")), {})
    assert "A & B" in pages[-1].meta["description"]


def test_changes_that_have_ids_are_their_own_anchors():
    html = (
        '<p>A <ins data-change="c1">new</ins> and <ins data-change="c2">newer</ins> word</p>'
        '<h2 id="own" data-diff="format" data-old="&lt;h3&gt;" data-change="c3">Own</h2>'
        '<p><span data-diff="typographic" data-old="-" data-change="c4">–</span></p>'
    )
    sections = places.read(html)
    kinds = [(place.anchor, place.kind) for section in sections for place in section.places]
    assert kinds == [("c1", "Changed"), ("c3", "Formatting changed"), ("c4", "Typography changed")]
    written = markup.write(sections)
    assert sorted(re.findall(r'\sid="([^"]+)"', written)) == ["c1", "c2", "c3", "c4", "own"]


def test_text_merged_into_another_passage_can_be_followed():
    html = (
        '<ul><li>One <span data-diff="merge" data-move="g1">and two</span></li>'
        '<li data-diff="move-from" data-move="g1"><span data-note="">moved</span></li></ul>'
    )
    assert '<a href="#change-1">See where it stands now' in markup.write(places.read(html))


def test_words_that_touch_are_set_apart_and_no_others():
    html = markup.write(places.read("<p><del>a</del><ins>b</ins> <del>c</del> d <ins>e</ins></p>"))
    assert html.count('class="apart"') == 1
    assert '<ins class="apart">' in html
