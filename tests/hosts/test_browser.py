"""A page under every header, in a real browser: it loads, and the console has nothing to say."""

import pytest
from browser import ARGUMENTS, require_chromium
from factory import AS_AT, BASE_CONFIG, TEMPLATES, make_site
from playwright.sync_api import sync_playwright
from servers import apache, nginx

from noticepress.hosts import host_files
from noticepress.model import Site
from noticepress.site import build_site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("server", [nginx, apache], ids=lambda server: server.__name__)
def test_a_page_under_the_policy_says_nothing_on_the_console(tmp_path, server) -> None:
    path, site = require_chromium(), make_site()
    files = (*site.files, *host_files(site.pages, site.files))
    build_site(Site(site.brand, site.pages, files), tmp_path / "site", TEMPLATES, BASE_CONFIG, AS_AT)
    with server(tmp_path / "site") as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page, said = browser.new_page(), []
        page.on("console", lambda message: said.append(message.text))
        for address in ("/", "/privacy/", "/privacy/changes/1.0-1.1/"):
            answer = page.goto(f"http://127.0.0.1:{port}{address}")
            assert answer is not None
            assert answer.status == 200
            assert answer.headers["content-security-policy"].endswith("frame-ancestors 'none'")
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
        assert said == []
        page.goto(f"http://127.0.0.1:{port}/privacy/1.0/notice.html")
        assert page.evaluate("document.characterSet") == "UTF-8"
        browser.close()
