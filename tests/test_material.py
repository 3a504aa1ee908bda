"""A brand with the look of mkdocs-material: the same pages in another frame, and a search, past the same judges."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from browser import ARGUMENTS, require_chromium, serve
from conftest import Change
from factory import (
    AS_AT,
    BASE_CONFIG,
    TEMPLATES,
    full_timeline,
    make_brand,
    make_site,
    make_timeline,
    make_version,
)
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from sites import KINDS, build_states
from test_site import digests
from test_walk import AXE, LAYOUTS, MODES, OPEN_ALL, ORDER, RUN_AXE, SPACING, cut_off
from validator import validate

from noticepress.build import build_sites
from noticepress.config import load_workspace
from noticepress.errors import BuildError, ConfigError
from noticepress.extras import install
from noticepress.hosts import content_policy
from noticepress.machine.search import search_index
from noticepress.pages import make_pages
from noticepress.site import build_site

POLICY = content_policy(scripts=True)
ASSETS = re.compile(
    r"assets/(javascripts/bundle|javascripts/workers/search|stylesheets/main)\.[0-9a-f]+\.min\.(js|css)"
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plain") / "states"
    build_states(out)
    return out / "site"


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("material") / "states"
    build_states(out, "material")
    return out / "site"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def pages(folder: Path) -> list[str]:
    return sorted(path for path in files(folder) if path.endswith(".html") and not path.endswith("notice.html"))


def test_every_address_stays_and_nothing_is_there_that_no_page_loads(plain: Path, material: Path) -> None:
    more = files(material) - files(plain)
    assert files(plain) - files(material) == set()
    assert {"look.js", "search/search_index.json"} < more
    assert len(more) == 5
    assert all(ASSETS.fullmatch(path) for path in more - {"look.js", "search/search_index.json"})


def test_the_head_says_the_same_and_the_body_of_record_is_in_it(plain: Path, material: Path) -> None:
    said = re.compile(r'<(?:title|meta|link)\b[^>]*>[^<]*|<script type="application/ld\+json">.*?</script>')
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy" content="(.*?)">')
    for path in pages(plain):
        heads = []
        for folder in (plain, material):
            head = (
                (folder / path).read_text(encoding="utf-8").partition("</head>")[0].replace("alternate ", "alternate")
            )
            found = policy.search(head)
            assert found is not None
            scripts = folder is material
            assert found[1].replace("&#39;", "'") == content_policy(scripts=scripts, meta=True)
            heads.append({line.strip() for line in said.findall(policy.sub("", head)) if "assets/" not in line})
        assert heads[0] == heads[1], path
    for version in full_timeline().versions:
        html = (material / f"privacy/{version.document.version}/index.html").read_text(encoding="utf-8")
        assert version.document.html in html


def test_no_page_holds_a_script_or_a_style_of_its_own(material: Path) -> None:
    for path in pages(material):
        html = (material / path).read_text(encoding="utf-8")
        tags = re.findall(r"<script\b([^>]*)>", html)
        assert [tag for tag in tags if "src=" not in tag and 'type="application/' not in tag] == [], path
        assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|fonts\.g|squidfunk|generator", html), path


def test_two_builds_give_the_same_bytes(material: Path, tmp_path: Path) -> None:
    build_states(tmp_path / "again", "material")
    assert digests(tmp_path / "again" / "site") == digests(material)


def test_the_default_look_has_no_script_and_says_so(plain: Path, material: Path) -> None:
    assert "run no scripts" in (plain / "index.html").read_text(encoding="utf-8")
    words = (material / "index.html").read_text(encoding="utf-8")
    assert "run no scripts" not in words
    assert "Their scripts serve the search: all else works without." in words


def test_without_mkdocs_material_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "material", None)
    site = replace(make_site(), brand=replace(make_brand(), look="material"))
    with pytest.raises(BuildError, match=r"brands/widgets\.yml.*needs mkdocs-material") as error:
        build_site(site, tmp_path / "site", TEMPLATES, BASE_CONFIG, AS_AT)
    assert install("material") in str(error.value)
    assert not (tmp_path / "site").exists()


def test_a_fault_in_a_template_of_either_folder_is_named(tmp_path: Path, project: Change) -> None:
    folder = tmp_path / "templates"
    for name in ("site", "material"):
        (folder / name).mkdir(parents=True)
        for path in (TEMPLATES.parent / name).rglob("*"):
            target = folder / name / path.relative_to(TEMPLATES.parent / name)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file():
                target.write_bytes(path.read_bytes())
    brand = replace(make_brand(), look="material")
    for name in ("site/parts.html", "material/main.html"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text + "\n{% nonsense %}\n", encoding="utf-8")
        with pytest.raises(BuildError) as error:
            build_site(replace(make_site(), brand=brand), tmp_path / "out", folder / "site", BASE_CONFIG, AS_AT)
        assert f"{folder / name}:{text.count(chr(10)) + 2}" in str(error.value)
        (folder / name).write_text(text, encoding="utf-8")


def test_a_brands_file_asks_for_it_and_hosts_are_told(project: Change, tmp_path: Path) -> None:
    bolt = "name: Bolt\nlegal_name: Bolt Limited\nparent: acme\nlook: {look}\nmoved:\n  /old/: /privacy/\n"
    with pytest.raises(ConfigError, match=r"brands/bolt\.yml:4:7: .*material"):
        load_workspace(project({"brands/bolt.yml": bolt.format(look="slate")}))
    (tmp_path / "workspace/brands/bolt.yml").write_text(bolt.format(look="material"), encoding="utf-8")
    workspace = load_workspace(tmp_path / "workspace")
    build_sites(workspace, workspace.brands, tmp_path / "site", as_at=AS_AT, draft=True, pdf=False)
    for name in ("_headers", ".htaccess", "nginx.conf"):
        for brand, scripts in (("bolt", True), ("acme", False)):
            text = (tmp_path / "site" / brand / name).read_text(encoding="utf-8")
            assert content_policy(scripts=scripts) in text
            assert ("script-src" in text) == scripts
    moved = (tmp_path / "site/bolt/old/index.html").read_text(encoding="utf-8")
    assert content_policy(scripts=True, meta=True).replace("'", "&#39;") in moved
    assert "search/search_index.json" in files(tmp_path / "site/bolt")
    assert "look.js" not in files(tmp_path / "site/acme")


def test_the_index_has_each_section_once_for_each_text_that_may_apply() -> None:
    said = "<p>Privacy notice of Example Widgets, version 1.0. In force; in use on or before 22 November 2026.</p>"
    version = make_version("1.0", "in-force", html='<p>Before.</p><h2 id="a">A &amp; B</h2><p>x &lt;b&gt;</p>')
    index = json.loads(search_index(make_pages(make_timeline(version), {})))
    assert index["docs"] == [
        {
            "location": "privacy/",
            "title": "Privacy notice",
            "text": said,
        },
        {"location": "privacy/#a", "title": "A &amp; B", "text": "<p>x &lt;b&gt;</p>"},
        {
            "location": "privacy/1.0/",
            "title": "Privacy notice, version 1.0",
            "text": said,
        },
        {
            "location": "privacy/history/",
            "title": "Privacy notice: history",
            "text": "<p>Every version of the privacy notice of Example Widgets, with its dates, "
            "a summary of what changed, and its fingerprint.</p>",
        },
    ]
    places = [doc["location"] for doc in json.loads(search_index(make_site().pages))["docs"]]
    assert len(places) == len(set(places))
    assert {"privacy/#rights", "privacy/upcoming/#rights", "privacy/proposed/#rights", "privacy/1.0/"} <= set(places)
    assert not any(place.startswith(("privacy/1.0/#", "privacy/changes/since/")) for place in places)


# ---- In the browser -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(material: Path) -> Iterator[tuple[str, list[str]]]:
    require_chromium()
    with serve(material, POLICY) as (base, missing):
        yield base, missing


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Seen:
    tab: Tab
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Open a page; its search is ready once Material has put the page's scripts to work and has its index."""
        with self.tab.expect_response(re.compile("search_index")):
            self.tab.goto(address)
        self.tab.evaluate(OPEN_ALL)

    def judged(self) -> list[Any]:
        self.tab.evaluate(AXE)
        return list(self.tab.evaluate(RUN_AXE))


@pytest.fixture
def see(chromium: Browser) -> Iterator[Callable[..., Seen]]:
    contexts = []

    def make(**options: Any) -> Seen:
        context = chromium.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        context.route(lambda url: not url.startswith("http://127.0.0.1:"), lambda route: route.abort())
        seen = Seen(context.new_page())
        seen.tab.on("console", lambda message: seen.said.append(message.text))
        seen.tab.on("pageerror", lambda error: seen.said.append(str(error)))
        context.on("request", lambda request: seen.asked.append(request.url))
        return seen

    yield make
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_every_page_is_quiet_and_has_no_fault(material: Path, served: Any, see: Callable[..., Seen]) -> None:
    """No message, no violation of the policy, no cookie, no store, no request elsewhere or in vain, nothing for axe."""
    base, missing = served
    seen = see(**MODES["375 light"])
    for path in pages(material):
        seen.open(f"{base}/{path.removesuffix('index.html')}")
        assert seen.judged() == [], path
        assert seen.tab.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0, path
        assert seen.tab.evaluate("indexedDB.databases().then(all => all.length)") == 0, path
    assert seen.said == []
    assert {url for url in seen.asked if not url.startswith(f"{base}/")} == set()
    assert seen.tab.context.cookies() == []
    assert seen.tab.context.storage_state()["origins"] == []
    assert missing == []


@pytest.mark.browser
@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_amiss_in_any_mode(mode: str, served: Any, see: Callable[..., Seen]) -> None:
    seen = see(**MODES[mode])
    for kind in LAYOUTS:
        seen.open(served[0] + KINDS[kind])
        if mode == "spacing":
            seen.tab.evaluate(SPACING)
        assert seen.tab.evaluate("document.documentElement.scrollWidth") <= MODES[mode]["viewport"]["width"], kind
        # On a phone the closed search is there and has no size.
        assert [html for html in cut_off(seen.tab) if "md-search__inner" not in html] == [], kind
        assert seen.judged() == [], kind
    assert seen.said == []


@pytest.mark.browser
@pytest.mark.parametrize("mode", ["375 light", "1280 dark"])
def test_the_keyboard_goes_through_all_and_is_always_seen(mode: str, served: Any, see: Callable[..., Seen]) -> None:
    seen = see(**MODES[mode])
    seen.open(served[0] + KINDS["notice"])
    stops: list[dict[str, Any]] = []
    while True:
        seen.tab.keyboard.press("Tab")
        # On a phone the search unfolds when it is reached.
        seen.tab.wait_for_function("() => document.getAnimations().every(({ playState }) => playState !== 'running')")
        stop = seen.tab.evaluate(ORDER)
        if stop is None or stop["what"] in [earlier["what"] for earlier in stops[:1]]:
            break
        stops.append(stop)
    assert len(stops) > 20
    assert any("md-search__input" in stop["what"] for stop in stops)
    assert [stop for stop in stops if not (stop["inside"] and stop["seen"] and stop["ring"] >= 2)] == []


@pytest.mark.browser
@pytest.mark.parametrize("mode", ["375 light", "1280 light", "1280 dark"])
def test_the_search_finds_a_section_and_leads_to_it(mode: str, served: Any, see: Callable[..., Seen]) -> None:
    seen = see(**MODES[mode])
    seen.open(served[0] + KINDS["history"])
    seen.tab.get_by_role("textbox", name="Search this site").focus()
    seen.tab.keyboard.type("tickets")
    found = seen.tab.locator(".md-search-result a[href$='/privacy/#retention']")
    found.wait_for()
    assert "Support tickets, 24 months" in found.inner_text()
    if mode != "375 light":  # there it covers the page, whose colours then cannot be judged
        assert seen.judged() == []
    seen.tab.keyboard.press("ArrowDown")
    seen.tab.keyboard.press("ArrowDown")
    seen.tab.keyboard.press("Enter")
    seen.tab.wait_for_url(f"{served[0]}/privacy/**#retention")
    assert seen.said == []
    assert all(url.startswith(f"{served[0]}/") for url in seen.asked)
    assert seen.tab.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.browser
@pytest.mark.parametrize("mode", ["375 light", "1280 light"])
def test_without_script_all_but_the_search_is_there(mode: str, served: Any, chromium: Browser) -> None:
    texts: list[list[str]] = []
    for script in (True, False):
        context = chromium.new_context(java_script_enabled=script, **MODES[mode])
        page = context.new_page()
        texts.append([])
        for path in KINDS.values():
            page.goto(served[0] + path)
            label, box = page.locator("header [for=__search]").first, page.locator(".md-search__input")
            assert (label.is_visible() or box.is_visible()) == script
            texts[-1] += [page.locator(part).inner_text() for part in ("main", "footer", ".brand")]
            texts[-1] += page.get_by_role("navigation").all_inner_texts()
        context.close()
    assert texts[0] == texts[1]


@pytest.mark.browser
def test_on_paper_there_is_the_text_and_no_way_to_click(served: Any, see: Callable[..., Seen]) -> None:
    seen = see(**MODES["1280 dark"])
    seen.open(served[0] + KINDS["notice"])
    seen.tab.emulate_media(media="print")
    shown = seen.tab.locator("body").inner_text()
    assert "How long we keep it" in shown
    for part in (".md-header", ".tabs", ".md-sidebar", ".fold", ".pins", ".go", ".md-footer"):
        assert not seen.tab.locator(part).first.is_visible(), part
    paper = "getComputedStyle(document.querySelector('.body p')).color"
    assert seen.tab.evaluate(paper) == "rgb(0, 0, 0)"


def test_every_page_is_valid_html_and_the_stylesheet_valid_css(material: Path) -> None:
    new = re.compile(r"style\.css:\d+: CSS: Unknown pseudo-element or pseudo-class “::details-content”\.$")
    # Of Material's own frame: Firefox would keep its two hidden boxes ticked over a reload.
    theirs = re.compile(r"\.html:\d+: Attribute “autocomplete” is only allowed when the input type is ")
    found = validate([*(material / path for path in pages(material)), material / "style.css"])
    assert [message for message in found if not (new.search(message) or theirs.search(message))] == []
    assert sum(theirs.search(message) is not None for message in found) == 2 * len(pages(material))
