"""Bytes, requests and axe findings by kind of page, beside mkdocs-material's default page of the same text.

    python benchmarks/pages.py

Builds every brand's site and visits it in Chromium. Bytes are of the page and all that it asks for, raw and each packed
by gzip; what lies on other hosts is asked for in vain and counts as a request alone. mkdocs-material is no dependency:
install it, or it is left out.
"""

import gzip
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, Response, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import ARGUMENTS, find_chromium, serve  # noqa: E402

from noticepress.build import build_sites  # noqa: E402
from noticepress.config import load_workspace  # noqa: E402

AS_AT = date(2026, 11, 25)
BRAND = "loop"
KINDS = {
    "home": "/",
    "notice": "/privacy/",
    "version": "/privacy/1.0/",
    "proposed": "/privacy/proposed/",
    "upcoming": "/privacy/upcoming/",
    "history": "/privacy/history/",
    "redline": "/privacy/changes/1.0-1.1/",
    "404": "/404.html",
}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = "axe.run({resultTypes: ['violations']}).then(r => r.violations.length)"


def main() -> None:
    """Print the table."""
    print(f"{'page':12} {'raw':>9} {'gzip':>8} {'requests':>9} {'elsewhere':>10} {'axe':>4}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for name, figures in _rows(browser, Path(folder)):
            raw, packed, requests, elsewhere, faults = figures
            print(f"{name:12} {raw:9,} {packed:8,} {requests:9} {elsewhere:10} {faults:4}")
        browser.close()


def _rows(browser: Browser, folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    workspace = load_workspace(ROOT)
    build_sites(workspace, workspace.brands, folder / "sites", as_at=AS_AT)
    with serve(folder / "sites" / BRAND) as (base, _):
        for kind, path in KINDS.items():
            yield kind, _visit(browser, base + path)
    if importlib.util.find_spec("material"):
        site = _material(folder, (folder / "sites" / BRAND / "privacy/1.0/notice.html").read_text(encoding="utf-8"))
        with serve(site, policy="") as (base, _):
            yield "material", _visit(browser, f"{base}/")


def _material(folder: Path, body: str) -> Path:
    docs = folder / "material" / "docs"
    docs.mkdir(parents=True)
    (docs / "index.md").write_text(f"# Privacy notice\n\n{body}", encoding="utf-8")
    (docs.parent / "mkdocs.yml").write_text("site_name: Loop\ntheme: material\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=docs.parent, check=True)
    return docs.parent / "site"


def _visit(browser: Browser, address: str) -> tuple[int, ...]:
    """Return raw and packed bytes, requests, those to other hosts, and axe's violations, of a page in a new profile."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    answers: list[Response] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a method cannot be marked
    page.goto(address, wait_until="networkidle")
    bodies = [answer.body() for answer in answers if answer.ok]
    page.evaluate(AXE)
    faults = page.evaluate(RUN_AXE)
    context.close()
    own = urlsplit(address).netloc
    elsewhere = sum(urlsplit(url).netloc not in {own, ""} for url in asked)
    packed = sum(len(gzip.compress(body)) for body in bodies)
    return sum(map(len, bodies)), packed, len(asked), elsewhere, faults


if __name__ == "__main__":
    main()
