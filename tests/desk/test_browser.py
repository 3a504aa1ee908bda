"""The desk in a real browser: walked whole, served and opened from disk, searched with the network cut off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from browser import serve
from conftest import REPOSITORY
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from test_walk import AXE, OPEN_ALL, SPACING

from noticepress.config.contrast import ratio

pytestmark = pytest.mark.browser

PHONE, WIDE = {"width": 375, "height": 812}, {"width": 1280, "height": 900}
MODES: dict[str, dict[str, Any]] = {
    "375 light": {"viewport": PHONE},
    "375 dark": {"viewport": PHONE, "color_scheme": "dark"},
    "1280 light": {"viewport": WIDE},
    "1280 dark": {"viewport": WIDE, "color_scheme": "dark"},
    "forced colours": {"viewport": WIDE, "forced_colors": "active"},
    "zoom": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "spacing": {"viewport": PHONE},
}
#: One page of each kind.
KINDS = (
    "index",
    "compare/privacy/index",
    "compare/privacy/loop--think-360",
    "compare/privacy/sections",
    "coverage/privacy",
    "draft/index",
    "draft/privacy/loop",
    "findings",
    "links",
    "publication",
    "ledger",
    "handbook/index",
    "handbook/rules",
    "handbook/commands",
)
#: Those whose layout is their own: seen in every mode, the others in two.
LAYOUTS = ("index", "compare/privacy/loop--think-360", "coverage/privacy", "draft/privacy/loop", "ledger")
#: What axe finds or cannot decide that comes from Material's frame, or from what axe can not see: the rule, what the
#: element's HTML begins with, and why it is left. Nothing else may be found.
LEFT: dict[tuple[str, str], str] = {
    (
        "landmark-unique",
        '<nav class="md-nav" data-md-level="1"',
    ): "Material: the parts of its drawer, named alike in part",
    (
        "color-contrast",
        "<text ",
    ): "axe cannot tell what is painted below the text of a picture; see the test of its colours",
}
#: With forced colours axe takes the frame's header, whose colours the device then chooses, for white on white.
HEADER = [".md-header", ".md-tabs"]
#: Frames are pages of their own, which tests/test_walk.py judges. What is scrolled out of sight cannot be judged.
SHOW_ALL = ".desk .wide { max-height: none !important; overflow: visible !important }"
RUN_AXE = """left_out => axe.run({include: ['html'], exclude: left_out}, {preload: false,
    resultTypes: ['violations', 'incomplete'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(
    r => [r.violations, r.incomplete].map(all => all.flatMap(v => v.nodes.map(n => [v.id, n.html]))))"""


@dataclass
class Seen:
    """A tab in a profile of its own, with all that was said and asked for in it."""

    tab: Tab
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def judged(self, *, narrow: bool = False, forced: bool = False) -> list[tuple[str, str]]:
        """What axe finds or cannot decide. In a narrow window the contrast of what is scrolled out is left open."""
        self.tab.add_style_tag(content=SHOW_ALL)
        self.tab.evaluate(OPEN_ALL)
        self.tab.evaluate(AXE)
        wrong, undecided = self.tab.evaluate(RUN_AXE, ["iframe", *(HEADER if forced else [])])
        found = [*wrong, *([rule, html] for rule, html in undecided if not (narrow and rule == "color-contrast"))]
        return [(rule, html) for rule, html in found if not any(rule == r and html.startswith(b) for r, b in LEFT)]


@pytest.fixture
def see(chromium: Browser) -> Iterator[Callable[..., Seen]]:
    contexts = []

    def make(**options: Any) -> Seen:
        context = chromium.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        seen = Seen(context.new_page())
        seen.tab.on("console", lambda message: seen.said.append(message.text))
        seen.tab.on("pageerror", lambda error: seen.said.append(str(error)))
        context.on("request", lambda request: seen.asked.append(request.url))
        return seen

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def served(built: Path) -> Iterator[tuple[str, list[str]]]:
    with serve(built, "frame-ancestors 'self'") as (base, missing):
        yield base, missing


def pages(built: Path) -> list[str]:
    """Every page of the desk itself; the brands' own sites below it have their own walk."""
    found = (path.relative_to(built).as_posix() for path in built.rglob("*.html"))
    return sorted(path for path in found if not path.startswith("sites/"))


def search(tab: Tab, words: str) -> list[str]:
    """Search, and return the addresses that are found."""
    tab.get_by_role("textbox", name="Search").focus()
    tab.keyboard.type(words)
    expect(tab.locator(".md-search-result__meta")).to_contain_text("matching document")
    found = tab.locator(".md-search-result__item > a").all()
    return [str(link.get_attribute("href")).partition("?")[0] for link in found]


def test_every_page_served_is_quiet_and_asks_nobody_else(
    built: Path, served: tuple[str, list[str]], see: Callable[..., Seen]
) -> None:
    base, missing = served
    seen = see(viewport=WIDE)
    for path in pages(built):
        seen.tab.goto(f"{base}/{path}", wait_until="networkidle")
    assert seen.said == []
    assert missing == []
    assert {url for url in seen.asked if not url.startswith((f"{base}/", "blob:", "data:"))} == set()
    assert len(seen.asked) > len(pages(built))


def test_every_page_opened_from_disk_is_quiet_and_asks_nobody(built: Path, see: Callable[..., Seen]) -> None:
    seen = see(viewport=WIDE, offline=True)
    for path in pages(built):
        if path != "404.html":  # only a web server shows it, from its own root
            seen.tab.goto((built / path).as_uri(), wait_until="load")
    assert seen.said == []
    assert {
        url for url in seen.asked if not url.startswith((built.as_uri(), "blob:", "data:", "about:srcdoc"))
    } == set()


@pytest.mark.parametrize("how", ["served", "from disk"])
def test_the_search_finds_retention_in_every_brand_with_the_network_cut_off(
    how: str, built: Path, served: tuple[str, list[str]], see: Callable[..., Seen]
) -> None:
    root = served[0] if how == "served" else built.as_uri()
    seen = see(viewport=WIDE, offline=how == "from disk")
    # Served means from loopback: whatever would go elsewhere is cut.
    seen.tab.context.route(lambda url: not url.startswith((root, "blob:")), lambda route: route.abort())
    seen.tab.goto(f"{root}/findings.html")
    found = search(seen.tab, "retention")
    for brand in ("it-spectrum", "loop", "the-one-point", "think-360"):
        assert f"{root}/draft/privacy/{brand}.html#retention" in found or any(
            address.startswith(f"{root}/draft/privacy/{brand}.html") for address in found
        )
    assert not any("/compare/" in address for address in found), "the same words in each pair would bury the rest"
    link = seen.tab.locator(".md-search-result__item > a[href*='/loop.html']").last
    link.click()
    seen.tab.wait_for_url("**/draft/privacy/loop.html*")
    assert {url for url in seen.asked if not url.startswith((root, "blob:", "data:", "about:srcdoc"))} == set()
    assert seen.said == []


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_amiss_for_axe_and_nothing_sticks_out(
    mode: str, served: tuple[str, list[str]], see: Callable[..., Seen]
) -> None:
    seen = see(**MODES[mode])
    for kind in KINDS if mode in {"375 light", "1280 dark"} else LAYOUTS:
        seen.tab.goto(f"{served[0]}/{kind}.html")
        if mode == "spacing":
            seen.tab.evaluate(SPACING)
        assert seen.tab.evaluate("document.documentElement.scrollWidth") <= MODES[mode]["viewport"]["width"], kind
        # The colours of a narrow window are those of a wide one, in which nothing is left open.
        narrow = MODES[mode]["viewport"]["width"] < WIDE["width"]
        assert seen.judged(narrow=narrow, forced="forced_colors" in MODES[mode]) == [], kind
    assert seen.said == []


def colours(css: str, scheme: str) -> dict[str, str]:
    start = css.index(f"[data-md-color-scheme={scheme}]")
    block = css[start : css.index("}", start)]
    pairs = (part.split(":") for part in block.partition("{")[2].split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_the_words_of_the_picture_are_readable_on_what_they_stand_on(scheme: str) -> None:
    css = (REPOSITORY / "templates/desk/assets/desk.css").read_text(encoding="utf-8")
    found = colours(css, scheme)
    ink = {"default": "#212121", "slate": "#e6eaf0"}[scheme]
    for back in ("--desk-force", "--desk-come", "--desk-back", "--desk-soft"):
        assert ratio(ink, full(found[back])) >= 4.5
        assert ratio(full(found["--desk-bad"]), full(found["--desk-soft"])) >= 4.5
    for mark in ("--desk-good", "--desk-warn", "--desk-open", "--desk-dim", "--desk-link"):
        assert ratio(full(found[mark]), full(found["--desk-soft"])) >= 4.5
    for kind in ("ins", "del"):
        assert ratio(full(found[f"--desk-{kind}-ink"]), full(found[f"--desk-{kind}"])) >= 4.5


def full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def test_filters_choose_rows_and_stand_in_the_address(served: tuple[str, list[str]], see: Callable[..., Seen]) -> None:
    seen = see(viewport=WIDE)
    tab = seen.tab
    tab.goto(f"{served[0]}/findings.html")
    rows = tab.locator("table.filtered tbody tr:visible")
    whole = rows.count()
    tab.get_by_label("Severity").select_option("error")
    errors = rows.count()
    assert 0 < errors < whole
    assert all("error" in text for text in rows.locator("td:first-child").all_inner_texts())
    tab.get_by_label("Words").fill("consent")
    assert 0 < rows.count() < errors
    expect(tab.locator(".filters output")).to_have_text(f"{rows.count()} of {whole} shown")
    shown = rows.all_inner_texts()
    address = tab.url
    assert address.endswith("#words=consent&severity=error")
    tab.goto("about:blank")
    tab.goto(address)
    assert tab.locator("table.filtered tbody tr:visible").all_inner_texts() == shown
    tab.get_by_role("button", name="Show all").click()
    assert rows.count() == whole
    assert tab.url.endswith("findings.html")


def test_the_overview_leads_to_the_findings_of_one_brand(
    served: tuple[str, list[str]], see: Callable[..., Seen]
) -> None:
    seen = see(viewport=WIDE)
    seen.tab.goto(f"{served[0]}/index.html")
    seen.tab.get_by_role("row", name="IT@Spectrum").first.get_by_role("link", name="warnings").click()
    expect(seen.tab.get_by_label("Brand", exact=True)).to_have_value("IT@Spectrum")
    brands = seen.tab.locator("table.filtered tbody tr:visible td:nth-child(5)").all_inner_texts()
    assert brands
    assert all("IT@Spectrum" in name or name == "all brands" for name in brands)


def test_the_keyboard_reaches_filters_tables_and_rows(served: tuple[str, list[str]], see: Callable[..., Seen]) -> None:
    seen = see(viewport=WIDE)
    tab = seen.tab
    tab.goto(f"{served[0]}/findings.html")
    stops = []
    for _ in range(60):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(
            "() => [document.activeElement.tagName, document.activeElement.name ?? '', "
            "document.activeElement.className, getComputedStyle(document.activeElement).outlineStyle]"
        )
        stops.append(stop)
        if stop[2].startswith("wide"):
            break
    names = [name for _, name, *_ in stops]
    assert names.index("words") < names.index("severity") < names.index("rule")
    assert stops[-1][2].startswith("wide"), "a wide table can be scrolled by keyboard"
    assert all(stop[3] != "none" for stop in stops if stop[0] in {"SELECT", "BUTTON", "DIV"})


def test_only_what_differs_hides_what_is_the_same(served: tuple[str, list[str]], see: Callable[..., Seen]) -> None:
    seen = see(viewport=WIDE)
    seen.tab.goto(f"{served[0]}/compare/privacy/loop--think-360.html")
    rows = seen.tab.locator("table.sides tbody tr:visible")
    whole = rows.count()
    seen.tab.get_by_label("Only what differs").check()
    assert 0 < rows.count() < whole
    assert all("differs" in str(row.get_attribute("class")) for row in rows.all())


def test_the_draft_is_shown_as_its_reader_will_see_it(served: tuple[str, list[str]], see: Callable[..., Seen]) -> None:
    seen = see(viewport=WIDE)
    seen.tab.goto(f"{served[0]}/draft/privacy/loop.html")
    frame = seen.tab.frame_locator("iframe[title='Loop: the draft as its reader will see it']")
    expect(frame.get_by_role("heading", name="Privacy notice")).to_be_visible()
    expect(frame.get_by_role("heading", name="Retention of information")).to_be_attached()
    assert seen.said == []


def test_a_finding_stands_beside_its_paragraph(served: tuple[str, list[str]], see: Callable[..., Seen]) -> None:
    seen = see(viewport=WIDE)
    seen.tab.goto(f"{served[0]}/draft/privacy/loop.html")
    passage = seen.tab.locator(".passage", has_text="Sales cycle information or documents required")
    note = passage.locator(".note", has_text="the sentence is circular")
    expect(note).to_be_visible()
    words, beside = passage.locator(".words").bounding_box(), note.bounding_box()
    assert words
    assert beside
    assert beside["x"] >= words["x"] + words["width"]
    expect(note.get_by_role("link", name="line 106")).to_have_attribute(
        "href", "https://git.example/group/notices/blob/0123abc/notices/privacy/notice.md#L106"
    )


def test_the_colours_can_be_chosen_and_follow_the_device(
    served: tuple[str, list[str]], see: Callable[..., Seen]
) -> None:
    seen = see(viewport=WIDE, color_scheme="dark")
    seen.tab.goto(f"{served[0]}/index.html")
    expect(seen.tab.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    seen.tab.locator("label[title$='Switch to light']:visible").click()
    expect(seen.tab.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_without_script_all_rows_are_there(built: Path, served: tuple[str, list[str]], chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    tab = context.new_page()
    tab.goto(f"{served[0]}/findings.html")
    rows = tab.locator("table.filtered tbody tr")
    assert rows.count() == tab.locator("table.filtered tbody tr:visible").count() > 50
    assert tab.locator(".filters").count() == 0
    context.close()
