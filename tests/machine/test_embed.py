"""The notice inside a page of another site, whose style is as hostile as styles get, in a real browser."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from browser import ARGUMENTS, require_chromium
from factory import BASE_CONFIG, full_timeline, make_brand, make_site, make_timeline, make_version
from playwright.sync_api import Browser, Page, sync_playwright
from servers import nginx

from noticepress.hosts import host_files
from noticepress.machine import site_files
from noticepress.machine.embed import embed_files
from noticepress.model import Site, Theme
from noticepress.site import build_site

TEMPLATES = BASE_CONFIG.parent / "templates"

#: A reset, a shout and a trap: ids of its own, lists without signs, everything red and spaced.
HOSTILE = """
* { color: red !important; margin: 0; padding: 0; letter-spacing: .3em; }
#cms * { color: lime !important; text-transform: uppercase !important; }
ul, ol { list-style: none !important; } h2 { font-size: 9px !important; }
a { text-decoration: none !important; } p { display: none; } table td { border: 0 !important; }
"""
#: The snippets of docs/embedding.md.
COMPONENT = """<script type="module" src="{site}/embed/notice.js"></script>
<privacy-notice src="{site}/embed/privacy.html"><noscript>It is shown here where scripts run. </noscript>\
<a href="{site}/privacy/">Read our privacy notice</a></privacy-notice>"""
FRAGMENT = """<link rel="stylesheet" href="{site}/embed/notice.css">
{fragment}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    out = tmp_path_factory.mktemp("embedded") / "site"
    timeline = full_timeline()
    made = make_site(timeline)
    files = (*made.files, *site_files([timeline], timeline.brand, TEMPLATES))
    files += host_files(made.pages, files)
    build_site(Site(made.brand, made.pages, files), out, TEMPLATES / "site", BASE_CONFIG, timeline.as_at)
    with nginx(out) as port:
        yield f"http://127.0.0.1:{port}", out


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def cms(folder: Path, body: str) -> Iterator[str]:
    """Serve a page of another site, on another port and so of another origin."""
    text = f"<!doctype html><html lang=en><meta charset=utf-8><title>CMS</title><link rel=icon href=data:,>\
<style>{HOSTILE}</style><body id=cms><h1 id=rights>Our shop</h1><p class=own>Own words</p>\
{body}<div style='height:3000px'></div>"
    (folder / "index.html").write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


LOOK = """root => { const look = s => getComputedStyle(root.querySelector(s)); return {
  ink: look('p:not(.noticepress-facts)').color, heading: parseFloat(look("h2").fontSize),
  sign: look('ul').listStyleType,
  indent: parseFloat(look('ul').paddingLeft), line: look('a').textDecorationLine, cell: look('td').borderBottomStyle,
  shown: look('p').display, case: look('p').textTransform, spacing: look('p').letterSpacing } }"""
GOOD = {
    "ink": "rgb(29, 31, 33)", "sign": "disc", "line": "underline", "cell": "solid", "shown": "block", "case": "none",
    "spacing": "normal",
}  # fmt: skip


def look(page: Page, where: str) -> dict[str, object]:
    found = page.evaluate_handle(where).evaluate(LOOK)
    assert found.pop("heading") > 20
    assert found.pop("indent") > 20
    return dict(found)


@pytest.mark.browser
def test_the_component_looks_as_it_should_in_a_hostile_page(chromium, site, tmp_path) -> None:
    address, _ = site
    with cms(tmp_path, COMPONENT.format(site=address)) as url:
        page, said = chromium.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        page.goto(url, wait_until="networkidle")
        assert look(page, "document.querySelector('privacy-notice').shadowRoot") == GOOD
        inside = page.locator("privacy-notice")
        assert inside.get_by_role("heading", name="Your rights").is_visible()
        assert inside.get_by_role("link", name="version 2.0").get_attribute("href") == f"{address}/privacy/2.0/"
        assert inside.get_by_role("link", name="All versions").get_attribute("href") == f"{address}/privacy/history/"
        assert not page.get_by_text("Read our privacy notice").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 255, 0)"
        assert said == []
        page.close()


@pytest.mark.browser
def test_the_fragment_looks_as_it_should_in_a_hostile_page(chromium, site, tmp_path) -> None:
    address, out = site
    fragment = (out / "embed/privacy.html").read_text("utf-8")
    body = FRAGMENT.format(site=address, fragment=fragment)
    with cms(tmp_path, body) as url:
        page = chromium.new_page(java_script_enabled=True)
        page.goto(url, wait_until="networkidle")
        assert look(page, "document.querySelector('.noticepress-notice')") == GOOD
        assert page.evaluate("getComputedStyle(document.querySelector('.own')).display") == "none", "no leak outwards"
        page.get_by_role("link", name="how long we keep it").click()
        assert page.evaluate("document.querySelector(':target').textContent") == "How long we keep it"
        page.close()


@pytest.mark.browser
def test_anchors_scroll_inside_the_component_and_back_again(chromium, site, tmp_path) -> None:
    address, _ = site
    with cms(tmp_path, COMPONENT.format(site=address)) as url:
        page = chromium.new_page(viewport={"width": 800, "height": 300})
        page.goto(url, wait_until="networkidle")
        page.get_by_role("link", name="how long we keep it").click()
        heading = page.get_by_role("heading", name="How long we keep it")
        page.wait_for_function("scrollY > 0")
        box = heading.bounding_box()
        assert box is not None
        assert -5 <= box["y"] <= 60
        assert page.evaluate("location.hash") == "#privacy-retention"
        assert (
            page.evaluate("document.querySelector('privacy-notice').shadowRoot.activeElement.id") == "privacy-retention"
        )
        page.goto(f"{url}#privacy-rights", wait_until="networkidle")
        page.reload(wait_until="networkidle")
        box = page.get_by_role("heading", name="Your rights").bounding_box()
        assert box is not None
        assert -5 <= box["y"] <= 60
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_link_is_there_where_the_notice_cannot_be(chromium, site, tmp_path, script) -> None:
    address, _ = site
    body = COMPONENT.format(site=address).replace("embed/privacy.html", "embed/gone.html")
    with cms(tmp_path, body if script else COMPONENT.format(site=address)) as url:
        page = chromium.new_page(java_script_enabled=script)
        page.goto(url, wait_until="networkidle")
        assert page.get_by_role("link", name="Read our privacy notice").is_visible()
        assert page.locator("noscript").is_visible() is not script
        page.close()


def fragment(*args: object, **brand: object) -> str:
    made = make_brand(**brand)
    timeline = make_timeline(*args, brand=made)
    return next(iter(embed_files([timeline], made, TEMPLATES))).data.decode()


def test_a_fragment_is_one_element_with_ids_of_its_own() -> None:
    html = fragment(make_version("1.0", "in-force"))
    root = ET.fromstring(html)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert ids
    assert all(id_.startswith("privacy-") for id_ in ids)
    anchors = [a.get("href", "")[1:] for a in root.iter("a") if a.get("href", "").startswith("#")]
    assert anchors == ["privacy-retention"]
    assert root.get("data-version") == "1.0"
    assert 'href="https://example.org/help"' in html, "links that lead out stay as they are"


def test_a_fragments_links_are_whole_where_the_sites_address_is_known() -> None:
    assert 'href="https://example.org/n/privacy/history/"' in fragment(
        make_version("1.0", "in-force"), site_url="https://example.org/n"
    )


def test_without_a_version_in_force_the_fragment_says_so() -> None:
    html = fragment(make_version("1.0", "proposed"))
    assert "No version of this notice is in force yet." in html
    assert "Introduction" not in html


def test_the_brands_colour_is_in_the_style_and_can_be_changed() -> None:
    brand = make_brand(theme=Theme("#123456"))
    style = next(f for f in embed_files([], brand, TEMPLATES) if f.path.endswith(".css")).data.decode()
    assert "var(--notice-accent, #123456)" in style
    assert "/*" not in style
