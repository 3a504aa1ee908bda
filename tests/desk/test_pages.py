"""The desk's pages as functions of values: rows, marks, margins, matrices and pictures, without a browser."""

import re
import shlex
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from conftest import REPOSITORY, Change
from factory import full_timeline, make_brand, make_timeline, make_version

from noticepress.cli import main
from noticepress.cli.parser import make_parser
from noticepress.config import load_workspace
from noticepress.config.settings import Repository, load_settings
from noticepress.desk import Desk, DeskPage, Text, build_desk, gather, make_pages, stage
from noticepress.desk.calendar import Event, events, icalendar, months
from noticepress.desk.comparison import MOST_IN_PAIRS, compared, pairs, shared_sections, side_by_side
from noticepress.desk.coverage import coverage, since
from noticepress.desk.handbook import PAGES, commands_page, rules_page
from noticepress.desk.listing import VERDICTS, entry_rows, finding_rows, link_rows, site_rows
from noticepress.desk.margin import margin
from noticepress.desk.overview import standings, wanted
from noticepress.desk.pages import desk_files, navigation
from noticepress.desk.picture import described, lanes, timeline_picture
from noticepress.desk.repository import Web, find_web
from noticepress.document import lines, tree
from noticepress.errors import BuildError
from noticepress.extras import install
from noticepress.law import uk_law
from noticepress.ledger import Entry, Ledger
from noticepress.links.evidence import Entry as Seen
from noticepress.links.evidence import Period
from noticepress.model import Notice, Waiver

AS_AT = date(2026, 11, 25)
TEMPLATES = REPOSITORY / "templates" / "desk"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BRANDS = ("it-spectrum", "loop", "the-one-point", "think-360")


def text_of(desk: Desk, brand: str) -> Text:
    return next(text for text in desk.texts if text.brand.id == brand)


def page(pages: tuple[DeskPage, ...], path: str) -> str:
    return next(one.text for one in pages if one.path == path)


@pytest.fixture(scope="module")
def pages(desk: Desk) -> tuple[DeskPage, ...]:
    return make_pages(desk, TEMPLATES, make_parser())


# ---- What is gathered -----------------------------------------------------------------------------------------------


def test_the_draft_is_held_against_what_is_in_force_else_against_what_may_come(desk: Desk) -> None:
    of_notice = [text for text in desk.texts if text.notice == "privacy"]
    bases = {t.brand.id: t.base and (t.base.document.version, t.base.state) for t in of_notice}
    assert bases == {brand: ("1.0", "in-force") if brand == "loop" else ("1.1", "proposed") for brand in BRANDS}


def test_a_draft_that_one_brand_cannot_have_costs_no_other_brand_its_own(project: Change) -> None:
    notice = "---\ntitle: Privacy\n---\n\n## Us {#us}\n\nWrite to {{ brand.contact.form }}.\n"
    acme = "name: Acme\nlegal_name: Acme Limited\ncontact:\n  form: https://acme.example/contact\n"
    root = project({"notices/privacy/notice.md": notice, "brands/acme.yml": acme, "brands/cog.yml": "name: Cog\n"})
    desk = gather(load_workspace(root), AS_AT, {})
    assert {text.brand.id: text.draft is not None for text in desk.texts} == {"acme": True, "bolt": True, "cog": False}
    found = make_pages(desk, TEMPLATES, make_parser())
    assert "cannot be rendered" in page(found, "draft/privacy/cog.md")
    assert "cannot be rendered" in page(found, "index.md")
    assert "https://acme.example/contact" in page(found, "draft/privacy/acme.md")


def test_a_site_that_cannot_be_built_costs_its_preview_alone(project: Change, tmp_path: Path) -> None:
    root = project({"notices/privacy/notice.md": "---\ntitle: Privacy\n---\n\n## Us {#us}\n\n{{ brand.nmae }}\n"})
    built = build_desk(load_workspace(root), tmp_path / "desk", as_at=AS_AT, parser=make_parser(), environ={})
    assert built.sites == ()
    html = (tmp_path / "desk/findings.html").read_text(encoding="utf-8")
    assert "no value is called &#x27;brand.nmae&#x27;" in html or "no value is called &#39;brand.nmae&#39;" in html
    assert "did you mean" in html


# ---- Where lines are ------------------------------------------------------------------------------------------------

GITHUB = {"GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "a/b", "GITHUB_SHA": "f00"}
GITLAB = {"CI_PROJECT_URL": "https://lab.example/a/b", "CI_COMMIT_SHA": "f00"}


@pytest.mark.parametrize(
    ("settings", "environ", "view", "edit"),
    [
        (None, {}, None, None),
        (None, GITHUB, "https://git.example/a/b/blob/f00/x%20y.md#L3", None),
        (
            None,
            {**GITHUB, "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "main"},
            "https://git.example/a/b/blob/f00/x%20y.md#L3",
            "https://git.example/a/b/edit/main/x%20y.md",
        ),
        (
            None,
            {**GITHUB, "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "1/merge", "GITHUB_EVENT_NAME": "pull_request"},
            "https://git.example/a/b/blob/f00/x%20y.md#L3",
            None,
        ),
        (
            None,
            {**GITLAB, "CI_COMMIT_BRANCH": "new"},
            "https://lab.example/a/b/-/blob/f00/x%20y.md#L3",
            "https://lab.example/a/b/-/edit/new/x%20y.md",
        ),
        (Repository("https://git.example/a/b"), GITHUB, None, None),
        (Repository("https://github.com/a/b"), {}, "https://github.com/a/b/blob/HEAD/x%20y.md#L3", None),
        (
            Repository("https://git.example/a/b/", "edit/main/"),
            {},
            "https://git.example/a/b/blob/main/x%20y.md#L3",
            "https://git.example/a/b/edit/main/x%20y.md",
        ),
        (
            Repository("https://bitbucket.org/a/b", None, "src/main/"),
            {},
            "https://bitbucket.org/a/b/src/main/x%20y.md#lines-3",
            None,
        ),
    ],
)
def test_lines_lead_where_settings_or_ci_say_and_nowhere_else(
    settings: Repository | None, environ: dict[str, str], view: str | None, edit: str | None
) -> None:
    web = find_web(settings, environ)
    assert (web.at(Path("x y.md"), 3), web.edited(Path("x y.md"))) == (view, edit)


def test_the_settings_name_the_repository(tmp_path: Path) -> None:
    text = "repository:\n  repo_url: https://git.example/a/b\n  edit_uri: edit/main/\n"
    (tmp_path / "noticepress.yml").write_text(text, encoding="utf-8")
    assert load_settings(tmp_path).repository == Repository("https://git.example/a/b", "edit/main/")


def test_without_a_known_repository_a_line_is_plain_text(desk: Desk) -> None:
    found = make_pages(replace(desk, web=Web()), TEMPLATES, make_parser())
    text = page(found, "findings.md")
    assert "git.example" not in text
    assert re.search(r"<td><code class=\"path\">notices/<wbr>privacy/<wbr>notice.md:40</code></td>", text)


# ---- Overview, calendar, picture ------------------------------------------------------------------------------------


def test_the_overview_says_how_each_brand_stands(desk: Desk, pages: tuple[DeskPage, ...]) -> None:
    rows = {row.text.brand.id: row for row in standings(desk) if row.text.notice == "privacy"}
    assert rows["loop"].in_force.document.version == "1.0"
    assert rows["loop"].changes == len(text_of(desk, "loop").redline.changes) > 0
    assert rows["think-360"].in_force is None
    assert {row.same_as for row in rows.values()} == {"1.1"}
    assert all(row.tally.errors == 8 for row in rows.values())
    assert all(row.links.unknown and not row.links.good and not row.links.faulty for row in rows.values())
    text = page(pages, "index.md")
    for words in (
        "nothing in force",
        "never published",
        "never checked",
        "1 December 2026",
        "takes effect if approved",
    ):
        assert words in text


def entry(number: int, action: str, **more: object) -> Entry:
    fields = {"brand": "loop", "target": "web", "version": "1.0", "sums": "0" * 64, "manifest": "1" * 64}
    return Entry(action=action, at=NOON.replace(hour=number), notice="privacy", number=number, **{**fields, **more})


def test_what_the_ledger_saw_live_is_on_the_overview_and_on_publication(desk: Desk) -> None:
    ledger = Ledger((entry(1, "published"), entry(2, "verified", url="https://loop.example/")), {})
    seen = replace(desk, ledger=ledger)
    row = next(row for row in standings(seen) if row.text.brand.id == "loop")
    assert (row.verified.number, row.drifted) == (2, None)
    assert [(r.target, r.standing) for r in site_rows(seen)] == [("web", "live as published")]
    drift = entry(3, "drifted", url="https://loop.example/", differs=("privacy/index.html",))
    seen = replace(desk, ledger=Ledger((*ledger.entries, drift), {}))
    row = next(row for row in standings(seen) if row.text.brand.id == "loop")
    assert row.drifted == drift
    assert "What is live is not what was published: Loop" in [what for what, _ in wanted(seen, [row], ())]
    text = page(make_pages(seen, TEMPLATES, make_parser()), "publication.md")
    assert "live differs" in text
    assert "privacy/index.html" in text
    assert [r.entry.number for r in entry_rows(seen)] == [3, 2, 1]


def test_links_say_what_was_seen_of_them_and_what_to_do(desk: Desk) -> None:
    addresses = [target.address for target in desk.targets]
    evidence = {}
    for address, verdict in zip(addresses, ("broken", "ok"), strict=False):
        period = Period(verdict=verdict, status=404, first=NOON, last=NOON, runs=1)
        evidence[address] = Seen(
            verdict=verdict, status=404, final=address, checked=NOON, sha256=None, reason="it is not there",
            last_good=None, history=[period],
        )  # fmt: skip
    rows = link_rows(replace(desk, evidence=evidence))
    assert rows[0].verdict == "broken"
    assert rows[0].since == NOON.date()
    assert {row.verdict for row in rows} == {"broken", "ok", "never"}
    assert all(row.says == VERDICTS[row.verdict][0] for row in rows)
    assert all(row.do for row in rows if row.verdict != "ok" and not row.target.frozen)
    assert all(row.verdict == "never" for row in link_rows(desk))


def notice_with(review: date | None, *waivers: Waiver) -> Notice:
    return Notice("privacy", "Privacy", "", Path("notices/privacy/notice.md"), 1, review=review, waivers=waivers)


def test_the_calendar_has_versions_waivers_reviews_law_and_ends(desk: Desk) -> None:
    waiver = Waiver("PLAIN-LONG", "It reads well.", "Ann", date(2026, 11, 1))
    source = notice_with(date(2027, 2, 3), waiver)
    found = events(replace(desk, sources={source.path: source}, as_at=date(2026, 6, 1)))
    assert {event.kind for event in found} >= {"proposed", "waiver", "review", "law"}
    law = [event for event in found if event.kind == "law"]
    assert date(2026, 6, 19) in {event.day for event in law}
    later = events(replace(desk, sources={source.path: source}, as_at=date(2027, 3, 1)))
    assert {event.kind for event in later if event.overdue} == {"proposed", "waiver", "review"}
    proposed = next(event for event in later if event.kind == "proposed")
    assert (proposed.day, len(proposed.who)) == (date(2026, 12, 1), 4)


def test_the_months_hold_each_day_once_and_the_file_is_a_calendar(desk: Desk) -> None:
    found = (
        Event(date(2027, 2, 28), "review", "Ünïcode; with, marks " * 6, ("A", "B")),
        Event(date(2027, 12, 31), "law", "x"),
    )
    shown = months(found, AS_AT)
    assert [month.first for month in shown] == [date(2026 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(6)]
    days = [day for month in shown for week in month.weeks for day in week if day]
    assert len({day for day, _ in days}) == len(days) == 30 + 31 + 31 + 28 + 31 + 30
    data = icalendar(found, AS_AT)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    unfolded = data.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270228\r\nDTEND;VALUE=DATE:20270301" in unfolded
    assert "SUMMARY:Ünïcode\\; with\\, marks" in unfolded
    assert unfolded.count("BEGIN:VEVENT") == 2
    assert icalendar(found, AS_AT) == data


def test_the_picture_says_every_state_in_words_and_shows_it_by_form(desk: Desk) -> None:
    other = full_timeline(replace(make_brand(), id="other", name="O & <Co>"))
    texts = [Text(full_timeline()), Text(other), Text(make_timeline(make_version("9.9", "upcoming", date(2030, 1, 1))))]
    found = lanes(texts)
    assert [lane.names for lane in found] == [("Example Widgets", "O & <Co>"), ("Example Widgets",)]
    svg = timeline_picture(found, AS_AT, "t", "Every version")
    root = ET.fromstring(svg)
    words = "\n".join(root.itertext())
    for state in ("in force", "upcoming", "proposed", "superseded", "withdrawn", "draft"):
        assert state in words
    assert root.get("role") == "img"
    assert "9.9 upcoming from 2030-01-01" in described(found, AS_AT)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    bars = [node.get("d", "") for node in root.iter("path") if node.get("class") == "bar"]
    numbers = [float(number) for bar in bars for number in re.findall(r"[\d.]+", bar)]
    assert max(numbers) <= 960


def test_no_version_at_all_is_a_picture_too() -> None:
    svg = timeline_picture(lanes([Text(make_timeline())]), AS_AT, "t", "Every version")
    assert "no version" in "".join(ET.fromstring(svg).itertext())


# ---- Compare --------------------------------------------------------------------------------------------------------


def test_each_side_of_a_comparison_is_its_brands_text_whole(desk: Desk) -> None:
    for pair in pairs(desk.of("privacy")):
        rows = side_by_side(compared(pair))
        for side, text in (("before", pair.before), ("after", pair.after)):
            html = "".join(getattr(row, side) for row in rows)
            assert "\n".join(lines(tree(html))) == text.document.text
        assert any(not row.same for row in rows)
        assert all("<ins>" not in row.before and "<del>" not in row.after for row in rows)


def test_a_version_beside_the_draft_keeps_both_texts_whatever_moved(desk: Desk) -> None:
    loop = text_of(desk, "loop")
    rows = side_by_side(loop.redline)
    assert "\n".join(lines(tree("".join(row.before for row in rows)))) == loop.base.document.text
    assert "\n".join(lines(tree("".join(row.after for row in rows)))) == loop.draft.document.text


def many(desk: Desk, count: int) -> list[Text]:
    loop = text_of(desk, "loop")
    brands = [replace(loop.brand, id=f"b{n}", name=f"Brand {n}", parent=None) for n in range(count)]
    return [replace(loop, timeline=replace(loop.timeline, brand=brand)) for brand in brands]


def test_few_brands_are_all_compared_and_many_with_one_other_each(desk: Desk) -> None:
    assert len(pairs(desk.of("privacy"))) == 6
    assert len(pairs(many(desk, MOST_IN_PAIRS))) == MOST_IN_PAIRS * (MOST_IN_PAIRS - 1) // 2
    found = pairs(many(desk, 200))
    assert len(found) == 199
    assert {pair.before.brand.id for pair in found} == {"b0"}


def test_with_many_brands_the_page_says_which_pairs_there_are(desk: Desk) -> None:
    texts = many(desk, MOST_IN_PAIRS + 1)
    shown = replace(desk, texts=tuple(texts), brands=tuple(t.brand for t in texts))
    text = page(make_pages(shown, TEMPLATES, make_parser()), "compare/privacy/index.md")
    assert f"every pair is shown only of up to {MOST_IN_PAIRS} brands" in text


def test_a_section_stands_once_for_brands_that_differ_in_their_values_alone(desk: Desk) -> None:
    found = {section.id: section for section in shared_sections(desk.of("privacy"))}
    security = found["security"]
    assert [len(wording.texts) for wording in security.wordings] == [4]
    (name,) = [value for name, value in security.wordings[0].values if name == "brand.name"]
    assert name == ("IT@Spectrum", "Loop", "The One Point", "Think 360")
    introduction = [[text.brand.id for text in wording.texts] for wording in found["introduction"].wordings]
    assert introduction == [["it-spectrum", "loop", "think-360"], ["the-one-point"]]
    assert found["your-rights"].without == ()


# ---- Draft ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("brand", BRANDS)
def test_each_finding_of_the_notice_stands_once_and_beside_the_words_that_it_means(desk: Desk, brand: str) -> None:
    text = text_of(desk, brand)
    found = margin(text)
    own = [f for f in text.findings if f.path == text.view.path and not f.frozen]
    shown = [f for passage in found.passages for f in passage.findings] + list(found.apart)
    assert sorted(map(str, shown)) == sorted(map(str, own))
    assert all(f.line is None for f in found.apart)
    for passage in found.passages:
        for finding in passage.findings:
            low, high = passage.lines
            assert low <= finding.line <= high


def test_the_margin_shows_the_whole_redline_and_every_change(desk: Desk) -> None:
    loop = text_of(desk, "loop")
    html = "".join(passage.html for passage in margin(loop).passages)
    for change in loop.redline.changes:
        assert any(f'data-change="{name}"' in html for name in (change.places or (change.id,)))
    assert 'id="retention"' in html


def test_the_places_of_a_finding_are_those_of_its_line_in_a_made_up_notice(project: Change) -> None:
    notice = (
        "---\ntitle: Privacy\n---\n\n## Us {#us}\n\nWe are {{ brand.name }}\nand we care.\n\n- one etc.\n- two\n\n"
        "| a | b |\n|---|---|\n| c etc. | d |\n\n## Us again {#us-again}\n\nWe are {{ brand.name }}\nand we care.\n"
    )
    desk = gather(load_workspace(project({"notices/privacy/notice.md": notice})), AS_AT, {})
    found = margin(text_of(desk, "acme"))
    assert [passage.lines for passage in found.passages] == [(5, 5), (7, 8), (10, 11), (13, 15), (17, 17), (19, 20)]


# ---- Coverage -------------------------------------------------------------------------------------------------------


def test_the_matrix_tells_covered_from_gaps_from_what_is_to_write(desk: Desk) -> None:
    text = text_of(desk, "loop")
    found = {cell.rule.item: cell for cell in coverage(text, desk.law, AS_AT).cells}
    assert found["13(2)(d)"].standing == "covered"
    assert found["13(2)(d)"].sections == ("your-rights",)
    assert (found["13(2)(a)"].standing, found["13(2)(a)"].sections) == ("gaps", ("retention",))
    assert found["13(2)(a)"].gaps
    missing = found["13(2)(ca)"]
    assert (missing.standing, missing.sections, missing.quotes) == ("missing", (), ())
    assert missing.do
    assert found["26(2)"].standing == "not-asked"
    assert {rule.item for rule in uk_law().on(AS_AT) if rule.item} == set(found)


def test_before_its_day_a_rule_is_no_row(desk: Desk) -> None:
    before = coverage(text_of(desk, "loop"), desk.law, date(2026, 6, 18))
    assert "13(2)(ca)" not in {cell.rule.item for cell in before.cells}


def test_what_is_quoted_stands_in_the_text_since_the_version_that_is_named(desk: Desk) -> None:
    for text in desk.texts:
        for cell in coverage(text, desk.law, AS_AT).cells:
            for quote in cell.quotes:
                assert quote.words in text.document.text
                assert since(quote.words, text) == quote.since
                for version in text.timeline.versions:
                    if version.document.version == quote.since:
                        assert quote.words in version.document.text.replace("\u00a0", " ")
    loop = text_of(desk, "loop")
    assert since("no such words", loop) == "draft"
    words = "You can set your browser to not accept cookies"
    assert since(words, loop) == "1.0"


def test_brands_that_stand_alike_share_a_matrix(pages: tuple[DeskPage, ...]) -> None:
    text = page(pages, "coverage/privacy.md")
    assert re.findall(r'<h2 id="group-\d+">(.*?)</h2>', text) == ["IT@Spectrum, The One Point, Think 360", "Loop"]
    assert "UK GDPR Article 13(2)(ca), DPA 2018 s.164A: that one can complain to the controller, and how" in text


# ---- Findings, handbook ---------------------------------------------------------------------------------------------


def test_each_finding_leads_to_its_line_and_its_rule_and_says_what_to_do(
    desk: Desk, pages: tuple[DeskPage, ...]
) -> None:
    rows = finding_rows(desk)
    assert len(rows) == len(desk.findings)
    text, rules = page(pages, "findings.md"), page(pages, "handbook/rules.md")
    known = {rule.id for rule in desk.law.rules.values()}
    for row in rows:
        assert row.view is None or row.view.startswith("https://git.example/group/notices/blob/0123abc/")
        assert row.view in text
        if row.finding.rule in known:
            assert f"{{: #rule-{row.finding.rule.lower()} }}" in rules
    frozen = next(row for row in rows if row.finding.frozen)
    assert frozen.edit is None
    assert frozen.standing == "of released text"


def test_every_rule_and_every_command_is_in_the_handbook(desk: Desk) -> None:
    rules = rules_page(desk.law)
    assert all(f"### {rule}: " in rules for rule in desk.law.rules)
    parser = make_parser()
    text = commands_page(parser)
    count = 0
    for names, command in every_command(parser):
        assert f"## {' '.join(names)} {{: #{'-'.join(names)} }}" in text
        for action in command._actions:
            for option in action.option_strings:
                assert option in text
                count += 1
    assert count > 60
    assert "%(" not in text


def every_command(parser: ArgumentParser, names: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], ArgumentParser]]:
    found = []
    for action in parser._subparsers._group_actions if parser._subparsers else ():
        for name, command in action.choices.items():
            found += [((*names, name), command), *every_command(command, (*names, name))]
    return found


def commands_quoted() -> list[tuple[str, str]]:
    found = []
    for name in PAGES:
        text = (TEMPLATES / "handbook" / f"{name}.md").read_text(encoding="utf-8")
        found += [(name, line) for line in re.findall(r"^\$ python build\.py (.*)$", text, re.MULTILINE)]
    return found


@pytest.mark.parametrize(("name", "command"), commands_quoted())
def test_each_command_of_the_handbook_is_one(name: str, command: str) -> None:
    make_parser().parse_args(shlex.split(command))


def test_the_handbook_quotes_commands() -> None:
    assert len(commands_quoted()) > 15


# ---- The tree and the built site ------------------------------------------------------------------------------------


def test_staging_writes_what_changed_and_nothing_else(desk: Desk, pages: tuple[DeskPage, ...], tmp_path: Path) -> None:
    tree_of, site = tmp_path / "tree", tmp_path / "site"
    nav = navigation(desk, pages)
    first = stage(pages, {"calendar.ics": b"x"}, nav, TEMPLATES, tree_of, site)
    assert {"mkdocs.yml", "docs/index.md", "docs/assets/desk.css", "theme/main.html"} <= set(first)
    assert stage(pages, {"calendar.ics": b"x"}, nav, TEMPLATES, tree_of, site) == ()
    changed = (replace(pages[0], text="else"), *pages[1:])
    assert stage(changed, {}, nav, TEMPLATES, tree_of, site) == ("docs/calendar.ics", "docs/index.md")
    assert "site_dir: ../site\n" in (tree_of / "mkdocs.yml").read_text(encoding="utf-8")


def test_two_pages_of_one_path_are_refused(tmp_path: Path) -> None:
    one = DeskPage("index.md", "A", "a")
    with pytest.raises(BuildError, match=r"two pages or files of the desk have the path 'docs/index\.md'"):
        stage([one, one], {}, [], TEMPLATES, tmp_path / "tree", tmp_path / "site")


def digests(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_two_builds_give_the_same_bytes_and_the_second_replaces_the_first(project: Change, tmp_path: Path) -> None:
    workspace = load_workspace(project())
    for name in ("a", "b"):
        build_desk(workspace, tmp_path / name, as_at=AS_AT, parser=make_parser(), environ={})
    (tmp_path / "a" / "stray.html").write_text("old", encoding="utf-8")
    build_desk(workspace, tmp_path / "a", as_at=AS_AT, parser=make_parser(), environ={})
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(find_spec("zensical") is None, reason="there is no zensical")
def test_the_tree_builds_with_zensical_too(desk: Desk, pages: tuple[DeskPage, ...], tmp_path: Path) -> None:
    """mkdocs-material ends on 5 May 2027: its successor builds the same tree, every page, and finds no fault."""
    stage(pages, desk_files(desk), navigation(desk, pages), TEMPLATES, tmp_path / "tree", tmp_path / "tree" / "site")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=tmp_path / "tree", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for one in pages:
        html = (tmp_path / "tree/site" / one.path).with_suffix(".html").read_text(encoding="utf-8")
        assert "<h1" in html, one.path
        assert not re.search(r"<(?:script|link|img)\b[^>]*?(?:src|href)=.?(?:https?:)?//(?!zensical)", html), one.path
    index = (tmp_path / "tree/site/search.json").read_text(encoding="utf-8")
    assert all(f"draft/privacy/{brand}.html#retention" in index for brand in BRANDS)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [found[name] for name in ("href", "src") if found.get(name)]
        self.ids += [found["id"]] if found.get("id") else []


def test_every_link_of_the_built_desk_leads_somewhere_and_no_anchor_stands_twice(built: Path) -> None:
    read: dict[Path, Links] = {}
    for path in built.rglob("*.html"):
        read[path] = Links()
        read[path].feed(path.read_text(encoding="utf-8"))
    count = 0
    for path, page_of in read.items():
        if path.is_relative_to(built / "sites") or path.name == "404.html":
            continue
        assert len(page_of.ids) == len(set(page_of.ids)), path
        for link in page_of.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"https", "http", "mailto", "tel"}, (path, link)
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, link)
            # What follows the # of a table with filters is what is chosen there.
            if parts.fragment and "=" not in parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in read[target].ids, (path, link)
            count += 1
    assert count > 1000


def test_nothing_on_the_desk_names_another_host_to_load_from(built: Path) -> None:
    for path in built.rglob("*"):
        if path.suffix in {".html", ".css"} and not path.is_relative_to(built / "sites"):
            text = path.read_text(encoding="utf-8")
            loads = re.findall(
                r"(?:<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']?|url\([\"']?)(?:https?:)?//", text
            )
            assert loads == [], path
            assert "unpkg" not in text


def test_without_mkdocs_material_the_error_says_what_to_install(
    project: Change, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "material", None)
    with pytest.raises(BuildError, match="the desk needs mkdocs-material") as error:
        build_desk(load_workspace(project()), tmp_path / "desk", as_at=AS_AT, parser=make_parser(), environ={})
    assert install("desk") in str(error.value)
    assert not (tmp_path / "desk").exists()


def test_a_folder_that_is_no_desk_is_not_replaced(project: Change, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(BuildError, match="this is not a built desk"):
        build_desk(load_workspace(project()), tmp_path / "desk", as_at=AS_AT, parser=make_parser(), environ={})
    assert (tmp_path / "desk" / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_the_command_builds_the_desk_and_says_what_it_holds(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    assert main(["desk", "--workspace", str(root), "--as-at", "2026-11-25"]) == 0
    assert re.search(r"^built the desk in .*desk: \d+ pages, 3 sites, [\d.]+ s$", capsys.readouterr().out, re.MULTILINE)
    assert (root / "desk/sites/acme/privacy/draft/index.html").is_file()
    assert "Handbook" in (root / "desk/index.html").read_text(encoding="utf-8")


def test_two_notices_and_a_translation_have_pages_of_their_own(project: Change) -> None:
    cookies = (
        '---\ntitle: Cookie notice\n---\n\n## Cookies {#cookies covers="PECR-6"}\n\nWe use cookies to remember you.\n'
    )
    source = (Path(REPOSITORY) / "tests/projects/base/notices/privacy/notice.md").read_text(encoding="utf-8")
    welsh = source.replace("title: ", "title: Hysbysiad ", 1)
    root = project({"notices/cookies/notice.md": cookies, "notices/privacy/notice.cy.md": welsh})
    desk = gather(load_workspace(root), AS_AT, {})
    found = make_pages(desk, TEMPLATES, make_parser())
    paths = {one.path for one in found}
    assert {
        "draft/cookies/acme.md",
        "draft/privacy/acme.cy.md",
        "coverage/cookies.md",
        "compare/cookies/index.md",
    } <= paths
    assert "Cookie notice" in page(found, "index.md")
    assert 'data-filter="notice"' in page(found, "findings.md")
    assert 'lang="cy"' in page(found, "draft/privacy/acme.cy.md")


def test_a_brands_name_is_text_wherever_it_stands(project: Change, tmp_path: Path) -> None:
    name = 'A & <b>"B"</b> *c* [d](e) {{ f }}'
    root = project({"brands/acme.yml": f"name: '{name}'\nlegal_name: Acme Limited\n"})
    shutil.rmtree(root / "notices/privacy/releases", ignore_errors=True)
    build_desk(load_workspace(root), tmp_path / "desk", as_at=AS_AT, parser=make_parser(), environ={})
    html = (tmp_path / "desk/index.html").read_text(encoding="utf-8")
    assert "<b>&#34;B" not in html
    assert '<b>"B"' not in html
    assert "A &amp; &lt;b&gt;" in html
    assert "*c* [d](e) {{ f }}" in html
