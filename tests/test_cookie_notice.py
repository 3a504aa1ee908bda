"""The notice of cookies from its first draft to its second version, on a copy of the workspace's own notices."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import outloud
import page
import pytest
from browser import ARGUMENTS, require_chromium, serve
from conftest import REPOSITORY
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader
from test_walk import AXE, MODES, OPEN_ALL, RUN_AXE
from validator import validate

from noticepress.archive import load_releases
from noticepress.check.masks import frozen_findings
from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.document import tree
from noticepress.source import load_notice

FIRST = """cookies:
  - {name: preferences_v1, purpose: to store your preferences and settings, party: first, duration: 1 year, \
basis: strictly necessary}
  - {name: session_id, purpose: to help you with signing in, party: first, duration: session, basis: strictly necessary}
  - {name: ad_target, purpose: to provide targeted ads, party: third, who: Example Advertising Limited, \
duration: 90 days, basis: consent}
  - {name: loop_stats, purpose: to analyse site operations, party: first, duration: 2 years, basis: consent, \
brands: [loop]}
"""
#: One lasts less long, one has gone, one has come.
SECOND = (
    FIRST.replace("1 year", "30 days")
    .replace("ad_target, purpose: to provide targeted ads", "visits, purpose: to count visits")
    .replace("Example Advertising Limited", "Example Counters Limited")
    .replace("90 days", "6 months")
)
NOTICE = Path("notices/cookies/notice.md")
COOKIES = NOTICE.with_name("cookies.yml")


def workspace(root: Path, cookies: str | None = None) -> Path:
    """Copy the workspace's own notices and brands; ``cookies`` are facts made up for the test."""
    for name in ("notices", "brands"):
        shutil.copytree(REPOSITORY / name, root / name)
    if cookies is not None:
        (root / COOKIES).write_text(cookies, encoding="utf-8")
        body = (root / NOTICE).read_text(encoding="utf-8")
        said = "You can withdraw your consent at any time on our cookie settings page."
        mended = body.replace("The information we receive from this service contains no personal information.", said)
        assert mended != body
        (root / NOTICE).write_text(mended, encoding="utf-8")
    return root


def run(root: Path, *arguments: str) -> int:
    return main(["--workspace", str(root), *arguments])


def release(root: Path, version: str, *more: str) -> int:
    words = ("--summary", "Which cookies there are.", "--declared-by", "A Tester")
    return run(root, "release", "cookies", version, "--effective", f"2027-0{version[-1]}-01", *words, *more)


def rows(html: str) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in tree(html).findall(".//tbody/tr")]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two approved versions and a site as at a day of the second."""
    root = workspace(tmp_path_factory.mktemp("cookies") / "workspace", FIRST)
    assert release(root, "1.1") == 0
    assert run(root, "approve", "cookies", "1.1", "--by", "A Tester") == 0
    (root / COOKIES).write_text(SECOND, encoding="utf-8")
    assert release(root, "1.2", "--class", "material") == 0
    assert run(root, "approve", "cookies", "1.2", "--by", "A Tester") == 0
    assert run(root, "build", "--as-at", "2027-02-03", "--out", str(root / "site")) == 0
    return root


def test_the_draft_states_what_the_handed_over_text_does_and_asks_for_the_rest() -> None:
    own = load_workspace(REPOSITORY).brand("loop").cookies["cookies"]
    said = " ".join((REPOSITORY / "tests/data/loop-privacy-notice.txt").read_text(encoding="utf-8").split())
    assert len(own) == 4
    for cookie in own:
        assert cookie.purpose is not None
        assert cookie.purpose.removeprefix("to ") in said
        assert (cookie.name, cookie.party, cookie.who, cookie.duration, cookie.basis) == (None,) * 5


def test_check_asks_for_each_missing_fact_and_keeps_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--workspace", str(REPOSITORY), "check", "--as-at", "2026-11-23", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    asked = [one for one in report["findings"] if one["rule"] == "PECR-6-TABLE"]
    assert len(asked) == 16, "four cookies, and of each name, party, duration and basis"
    assert {one["severity"] for one in asked} == {"warning"}
    assert {one["path"] for one in asked} == {COOKIES.as_posix()}
    assert {one["line"] for one in asked} == {7, 8, 9, 10}


def test_a_draft_is_in_no_site_but_a_preview(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    assert run(root, "build", "--as-at", "2026-11-25", "--no-pdf", "--out", str(tmp_path / "with")) == 0
    assert run(root, "build", "--draft", "--as-at", "2026-11-25", "--no-pdf", "--out", str(tmp_path / "draft")) == 0
    shutil.rmtree(root / "notices/cookies")
    assert run(root, "build", "--as-at", "2026-11-25", "--no-pdf", "--out", str(tmp_path / "without")) == 0
    with_it, without = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (tmp_path / "with", tmp_path / "without")
    )
    assert with_it == without
    home = (tmp_path / "draft/loop/index.html").read_text(encoding="utf-8")
    assert "Cookie notice" in home
    draft = (tmp_path / "draft/loop/cookies/draft/index.html").read_text(encoding="utf-8")
    assert draft.count("Not named yet") == 4


def test_a_release_waits_for_the_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = workspace(tmp_path)
    assert release(root, "1.1") == 1
    said = capsys.readouterr().err
    assert re.search(r"not released: \d+ findings? of severity error and 16 facts that a table still lacks", said)
    assert "'duration' of the cookie that is 'to help you with signing in' is missing" in said
    assert not (root / "notices/cookies/releases").exists()
    privacy = ("--effective", "2027-03-01", "--class", "material", "--summary", "x", "--declared-by", "A Tester")
    notice = root / "notices/privacy/notice.md"
    notice.write_text(notice.read_text(encoding="utf-8").replace("Staff training", "Training"), encoding="utf-8")
    assert run(root, "release", "privacy", "1.2", *privacy, "--accept-findings", "A test of the gate") == 0


def test_a_release_freezes_the_list_and_each_brands_cookies(released: Path) -> None:
    folder = released / "notices/cookies/releases/1.1"
    assert (folder / "cookies.yml").read_text(encoding="utf-8") == FIRST
    assert "  cookies.yml\n" in (folder / "SHA256SUMS").read_text(encoding="utf-8")
    loop, sister = (
        json.loads((folder / f"values/{brand}.json").read_text(encoding="utf-8"))["cookies"]
        for brand in ("loop", "think-360")
    )
    assert [cookie["name"] for cookie in loop] == ["preferences_v1", "session_id", "ad_target", "loop_stats"]
    assert sister == loop[:3]
    assert loop[2] == {
        "name": "ad_target", "purpose": "to provide targeted ads", "party": "third",
        "who": "Example Advertising Limited", "duration": "90 days", "basis": "consent",
    }  # fmt: skip
    assert "about: cookies\n" in (folder / "release.yml").read_text(encoding="utf-8")
    assert "loop_stats" not in (folder / "think-360.html").read_text(encoding="utf-8")


def test_a_released_text_is_what_its_source_and_values_give(released: Path) -> None:
    workspace = load_workspace(released)
    for one in load_releases(released, "cookies"):
        source = load_notice(one.path / "notice.md", released, "cookies")
        for document in one.documents.values():
            assert document.about == "cookies"
            assert list(frozen_findings(document, source, workspace.references, Path("x"))) == []
            assert len(rows(document.html)) == len(document.cookies or ())


def test_a_changed_row_of_values_is_no_longer_what_was_released(released: Path, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(released, root, ignore=shutil.ignore_patterns("site"))
    path = root / "notices/cookies/releases/1.1/values/loop.json"
    path.write_text(path.read_text(encoding="utf-8").replace("90 days", "91 days"), encoding="utf-8")
    assert run(root, "build", "--out", str(tmp_path / "site")) == 1


def test_a_redline_shows_rows(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(released, "diff", "cookies", "1.1", "1.2", "--brand", "loop", "--format", "json") == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert [(change["kind"], change["before"]["text"], change["after"]["text"]) for change in changes] == [
        ("substitution", "1 year", "30 days"),
        ("deletion", "ad_target to provide targeted ads Example Advertising Limited 90 days yes, for your consent", ""),
        ("insertion", "", "visits to count visits Example Counters Limited 6 months yes, for your consent"),
    ]


def test_the_sites_show_each_brands_own_cookies_everywhere(released: Path) -> None:
    for brand, own in (("loop", True), ("think-360", False)):
        site = released / "site" / brand
        for name in ("index.html", "1.2/notice.html", "1.2/notice.md", "1.2/notice.txt"):
            text = (site / "cookies" / name).read_text(encoding="utf-8").replace("\\", "")
            assert "session_id" in text, name
            assert ("loop_stats" in text) is own, name
        assert "| # session_id |" in (site / "cookies/1.2/notice.md").read_text(encoding="utf-8").replace("\\", "")
        assert not [p for p in site.rglob("*") if not own and p.is_file() and b"loop_stats" in p.read_bytes()]


REDLINE = "cookies/changes/1.1-1.2/"
PAGES = ("", "cookies/", "cookies/1.1/", "cookies/history/", REDLINE)


def test_every_page_is_valid_html(released: Path) -> None:
    assert validate([released / "site/loop" / path / "index.html" for path in PAGES]) == []


@pytest.mark.parametrize("brand", ["loop", "think-360"])
def test_the_pdf_is_accessible_and_its_table_a_table(released: Path, brand: str) -> None:
    path = released / "notices/cookies/releases/1.2" / f"{brand}.pdf"
    data = path.read_bytes()
    assert page.is_pdf_compliant_bytes(data, profile="ua1")
    assert page.is_pdf_compliant_bytes(data, profile="pdfa2a")
    assert outloud.check(str(path)).findings == []
    tags = [str(tag) for tag in _tags(PdfReader(io.BytesIO(data)).root_object["/StructTreeRoot"])]
    count = 4 if brand == "loop" else 3
    assert tags.count("/Table") == 1
    assert tags.count("/TR") == 1 + count
    assert tags.count("/TH") == 5 + count, "a header for each column and each row"
    assert tags.count("/TD") == 4 * count


def _tags(node: object) -> Iterator[object]:
    node = node.get_object() if hasattr(node, "get_object") else node  # type: ignore[attr-defined]
    if isinstance(node, list):
        for one in node:
            yield from _tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        yield from _tags(node.get("/K"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _cut(rule: str, html: str) -> bool:
    """Whether axe cannot decide on a cell because a phone's edge cuts it: a table with marks in it scrolls there.

    The same cells, in the same colours, are decided on in wider windows.
    """
    return rule == "color-contrast" and html.startswith(("<th", "<td", "<del", "<ins"))


@pytest.mark.browser
@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_amiss_in_any_mode(released: Path, chromium: Browser, mode: str) -> None:
    with serve(released / "site" / "loop") as (base, missing):
        context = chromium.new_context(bypass_csp=True, **MODES[mode])
        tab, said = context.new_page(), []
        tab.on("console", lambda message: said.append(message.text))
        for path in PAGES:
            tab.goto(f"{base}/{path}")
            tab.evaluate(OPEN_ALL)
            tab.evaluate(AXE)
            found = [(rule, html) for rule, html in tab.evaluate(RUN_AXE) if path != REDLINE or not _cut(rule, html)]
            assert found == [], path
            assert tab.evaluate("document.documentElement.scrollWidth") <= tab.evaluate("innerWidth"), path
        assert said == missing == context.cookies() == []
        context.close()


@pytest.mark.browser
def test_a_reader_hears_a_table_with_headers_and_sees_it_whole_on_a_phone(released: Path, chromium: Browser) -> None:
    with serve(released / "site" / "loop") as (base, _):
        context = chromium.new_context(viewport={"width": 375, "height": 800})
        tab = context.new_page()
        tab.goto(f"{base}/cookies/")
        table = tab.get_by_role("table", name="The cookies that our website may use")
        assert table.get_by_role("columnheader").all_inner_texts() == [
            "Cookie", "What it is for", "Who sets it", "How long it lasts", "Asked first?"
        ]  # fmt: skip
        names = table.get_by_role("rowheader").all_inner_texts()
        assert names == ["preferences_v1", "session_id", "visits", "loop_stats"]
        box = table.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375
        context.close()


def test_what_nobody_approved_is_in_no_public_site(tmp_path: Path) -> None:
    root = workspace(tmp_path, FIRST)
    assert release(root, "1.1") == 0
    for name, more in (("public", "--published"), ("preview", "--no-pdf")):
        assert run(root, "build", "loop", more, "--as-at", "2026-11-25", "--out", str(tmp_path / name)) == 0
    home = (tmp_path / "public/loop/index.html").read_text(encoding="utf-8")
    assert "Privacy notice" in home
    assert "Cookie notice" not in home
    assert not (tmp_path / "public/loop/cookies").exists()
    assert (tmp_path / "preview/loop/cookies/proposed/index.html").exists()
