import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import pytest
from browser import ARGUMENTS, require_chromium, serve
from factory import AS_AT, BASE_CONFIG, BODY, TEMPLATES, make_site
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader
from sites import KINDS

from noticepress.site import build_site

pytestmark = pytest.mark.browser

OPEN_ALL = "document.querySelectorAll('details').forEach(d => d.open = true)"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[str, list[str]]]:
    out = tmp_path_factory.mktemp("served") / "site"
    build_site(make_site(), out, TEMPLATES, BASE_CONFIG, AS_AT)
    with serve(out) as site:
        yield site


@dataclass
class Visit:
    """A page in its own profile, and all that it said and asked for."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def visit(chromium):
    contexts = []

    def make(**options) -> Visit:
        context = chromium.new_context(**options)
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.on("console", lambda message: visit.said.append(message.text))
        visit.page.on("pageerror", lambda error: visit.said.append(str(error)))
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        return visit

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "font"), [(320, "100%"), (640, "200%"), (375, "100%")])
def test_nothing_scrolls_sideways(visit, served, width, font):
    seen = visit(viewport={"width": width, "height": 800})
    for kind, path in KINDS.items():
        seen.page.goto(served[0] + path)
        seen.page.evaluate(f"document.documentElement.style.fontSize = '{font}'; {OPEN_ALL}")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width, kind


def test_lines_are_of_a_length_that_reads_well(visit, served):
    seen = visit(viewport={"width": 1280, "height": 800})
    seen.page.goto(served[0] + KINDS["notice"])
    letters = seen.page.evaluate("""() => {
        const p = document.createElement('span');
        p.textContent = 'We need to collect and use certain information about you, or about people at work.';
        p.style.whiteSpace = 'nowrap';
        document.querySelector('.body p').append(p);
        return p.textContent.length * document.querySelector('.text').clientWidth / p.offsetWidth;
    }""")
    assert 58 <= letters <= 72


def test_everything_works_without_script(visit, served):
    seen = visit(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = seen.page
    page.goto(served[0])
    page.get_by_role("link", name="Privacy notice", exact=True).click()
    page.locator("summary", has_text="Contents").click()
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Your rights").click()
    assert page.url.endswith("/privacy/#rights")
    page.get_by_role("link", name="see what changes").click()
    assert page.url.endswith("/privacy/changes/2.0-2.1/")
    page.get_by_role("link", name="Next change, from 1").click()
    assert page.url.endswith("#change-2")
    page.get_by_role("link", name="See where it stood").click()
    page.get_by_role("link", name="See where it stands now").click()
    assert page.url.endswith("#change-4")
    page.get_by_role("link", name="History").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Privacy notice: history"
    assert seen.said == []


def test_the_keyboard_reaches_the_text_first(visit, served):
    page = visit().page
    page.goto(served[0] + KINDS["notice"])
    page.keyboard.press("Tab")
    box = page.locator(":focus").bounding_box()
    assert page.locator(":focus").inner_text() == "Skip to the text"
    assert box
    assert min(box["x"], box["y"]) >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page-text"


def test_contents_stand_beside_the_text_or_folded_above_it(visit, served):
    page = visit(viewport={"width": 1280, "height": 800}).page
    page.goto(served[0] + KINDS["notice"])
    assert page.locator(".beside").is_visible()
    assert not page.locator(".fold").is_visible()
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.locator(".fold").is_visible()
    assert not page.locator(".beside").is_visible()


def test_a_screen_reader_hears_where_a_change_starts_and_ends(visit, served):
    page = visit().page
    page.goto(served[0] + KINDS["redline"])
    heard = page.locator("main").aria_snapshot()
    assert "start of insertion ordered end of insertion" in " ".join(heard.split())


def test_paper_gets_the_notice_and_not_the_frame(visit, served):
    page = visit().page
    texts = {}
    for kind in ("notice", "redline"):
        page.goto(served[0] + KINDS[kind])
        reader = PdfReader(io.BytesIO(page.pdf(format="A4")))
        texts[kind] = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert "Contents" not in texts["notice"]
    assert "(https://example.org/help)" in texts["notice"]
    assert "In force since 1 October 2026" in texts["notice"]
    assert "1 / " in texts["notice"]
    assert sha256(BODY.encode()).hexdigest() in texts["notice"]
    assert not re.search("Skip to|Link to a section|run no scripts", texts["notice"])
    assert "We are who we were." in texts["redline"]  # folded on the screen


def test_forced_colours_keep_what_matters(visit, served):
    page = visit(forced_colors="active").page
    page.goto(served[0] + KINDS["redline"])
    lines = page.eval_on_selector_all(
        "ins, del", "all => [...new Set(all.map(e => e.tagName + getComputedStyle(e).textDecorationLine))].sort()"
    )
    assert lines == ["DELline-through", "INSunderline"]
    assert page.eval_on_selector("[data-diff]", "e => getComputedStyle(e).borderLeftStyle") != "none"
