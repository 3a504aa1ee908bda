"""The pages and PDFs of a translation, in a real browser and past real validators."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import outloud
import page
import pytest
from browser import ARGUMENTS, require_chromium, serve
from conftest import BASE
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader
from test_walk import AXE, MODES, OPEN_ALL, RUN_AXE
from validator import validate
from welsh import two_versions

from noticepress.cli import main

PAGES = (
    "privacy/cy/",
    "privacy/1.1/cy/",
    "privacy/cy/upcoming/",
    "privacy/cy/history/",
    "privacy/cy/changes/1.0-1.1/",
    "privacy/",
    "",
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two versions in English and Welsh, its site built as at a day of the first."""
    folder = tmp_path_factory.mktemp("welsh") / "workspace"

    def make(files: dict[str, str | None] | None = None) -> Path:
        shutil.copytree(BASE, folder)
        for name, text in (files or {}).items():
            (folder / name).write_text(text or "", encoding="utf-8")
        return folder

    made = two_versions(make, real=True)
    assert main(["--workspace", str(made), "build", "acme", "--as-at", "2026-02-01", "--out", str(made / "site")]) == 0
    return made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_and_nothing_leaves_the_site(root: Path, chromium: Browser, mode: str) -> None:
    with serve(root / "site" / "acme") as (base, missing):
        context = chromium.new_context(bypass_csp=True, **MODES[mode])
        tab, said, asked = context.new_page(), [], []
        tab.on("console", lambda message: said.append(message.text))
        tab.on("request", lambda request: asked.append(request.url))
        for path in PAGES:
            tab.goto(f"{base}/{path}")
            tab.evaluate(OPEN_ALL)
            tab.evaluate(AXE)
            assert tab.evaluate(RUN_AXE) == [], path
            assert tab.evaluate("document.documentElement.scrollWidth") <= tab.evaluate("innerWidth"), path
        assert said == missing == context.cookies() == []
        assert all(url.startswith(base) for url in asked)
        context.close()


@pytest.mark.browser
def test_a_reader_goes_to_the_other_language_and_back(root: Path, chromium: Browser) -> None:
    with serve(root / "site" / "acme") as (base, _):
        context = chromium.new_context(java_script_enabled=False)
        tab = context.new_page()
        for english, welsh in (("", "cy/"), ("1.1/", "1.1/cy/"), ("history/", "cy/history/")):
            tab.goto(f"{base}/privacy/{english}")
            tab.get_by_role("link", name="Cymraeg").click()
            assert tab.url == f"{base}/privacy/{welsh}"
            tab.get_by_role("link", name="English", exact=True).first.click()
            assert tab.url == f"{base}/privacy/{english}"
        context.close()


def test_every_page_is_valid_html(root: Path) -> None:
    site = root / "site" / "acme"
    assert validate([site / path / "index.html" for path in PAGES]) == []


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_pdf_is_accessible_and_in_welsh_throughout(root: Path, version: str) -> None:
    path = root / "notices/privacy/releases" / version / "acme.cy.pdf"
    data = path.read_bytes()
    assert page.is_pdf_compliant_bytes(data, profile="ua1")
    assert page.is_pdf_compliant_bytes(data, profile="pdfa2a")
    assert outloud.check(str(path)).findings == []
    reader = PdfReader(io.BytesIO(data))
    assert reader.root_object["/Lang"] == "cy"
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert "Pwy ydym ni" in text
    assert "Dyddiad dod i rym" in text
    assert "Tudalen 1 o" in text
    assert f"privacy.acme.example/privacy/{version}/cy/" in text
    assert not {"Version", "Effective", "Page", "Standing", "Company"} & set(text.split())
