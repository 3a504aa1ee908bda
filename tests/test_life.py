"""A brand's life: renamed, moved, retired. Old addresses answer, and every version stays."""

import html
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from browser import ARGUMENTS, require_chromium, serve
from conftest import Change
from playwright.sync_api import sync_playwright
from servers import apache, fetch, nginx
from test_release import FIRST, SECOND, edit, released
from test_walk import AXE, RUN_AXE

from noticepress.archive import load_releases
from noticepress.build import build_sites
from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.release import approve

AS_AT = date(2026, 7, 1)
APPROVED = datetime(2025, 12, 1, tzinfo=UTC)
ACME = """name: Acme
legal_name: Acme Trading Limited
sister_companies: [{sister}, cog]
contact:
  address: [1 Mill Lane, Anytown, AN1 1AA]
  telephone: 01632 960001
  email: hello@acme.example
  privacy_email: privacy@acme.example
  website: https://www.acme.example/
  form: https://www.acme.example/contact/
"""
RETIRED = """name: Bolt
legal_name: Bolt Limited
parent: acme
retired:
  on: 2026-06-30
  because: Its products are Acme's now
  see: https://www.acme.example/products/
"""
FEED_IDS = re.compile(r"<id>(.*?)</id>")


@pytest.fixture
def lived(project: Change) -> Path:
    """A workspace with two versions in force one after the other, and a third that nobody has approved."""
    root = project()
    third = replace(SECOND, version="1.2", effective=date(2026, 9, 1))
    for declared, words in (
        (FIRST, "You can do this:"),
        (SECOND, "You can do all this:"),
        (third, "You can do all of this:"),
    ):
        released(root, declared)
        if declared is not third:
            approve(load_workspace(root), "privacy", declared.version, "Ann Editor, Head of Legal", at=APPROVED)
        text = (root / "notices/privacy/notice.md").read_text("utf-8")
        edit(root, re.findall(r"(?m)^(.*):$", text)[0] + ":", words)
    return root


def built(root: Path, out: Path, brand: str, *, draft: bool = False) -> Path:
    workspace = load_workspace(root)
    build_sites(workspace, (workspace.brand(brand),), out, as_at=AS_AT, draft=draft, pdf=False)
    return out / brand


def rename_bolt(root: Path) -> None:
    (root / "brands/bolt.yml").unlink()
    (root / "brands/spark.yml").write_text("name: Spark\nlegal_name: Bolt Limited\nparent: acme\nwas: [bolt]\n")
    (root / "brands/acme.yml").write_text(ACME.format(sister="spark"))


def rename_the_notice(root: Path) -> None:
    (root / "notices/privacy").rename(root / "notices/data-protection")
    (root / "notices/moved.yml").write_text("privacy: data-protection\n")


def test_a_renamed_brand_keeps_its_versions(lived: Path, tmp_path: Path) -> None:
    before = built(lived, tmp_path / "before", "bolt")
    rename_bolt(lived)
    after = built(lived, tmp_path / "after", "spark")
    folder = lived / "notices/privacy/releases"
    for version in ("1.0", "1.1", "1.2"):
        assert (after / f"privacy/{version}/notice.html").read_bytes() == (folder / version / "bolt.html").read_bytes()
        pdf = (after / f"privacy/privacy-notice-{version}.pdf").read_bytes()
        assert pdf == (folder / version / "bolt.pdf").read_bytes()
    data = json.loads((after / "privacy/versions.json").read_text())
    assert [(v["number"], v["state"]) for v in data["versions"]] == [
        ("1.2", "proposed"), ("1.1", "in-force"), ("1.0", "superseded"),
    ]  # fmt: skip
    ids = [FEED_IDS.findall((site / "privacy/feed.atom").read_text()) for site in (before, after)]
    assert ids[0] == ids[1], "a subscriber is told nothing twice"


def test_a_renamed_brand_is_checked_and_released_as_the_one_that_it_was(lived: Path, capsys) -> None:
    rename_bolt(lived)
    main(["check", "--workspace", str(lived), "--as-at", "2026-07-01"])
    found = capsys.readouterr().out
    assert not re.search(r"INTEGRITY|RELEASE|VER-SILENT", found)
    assert not re.search(r"BRAND-LEAK.*(spark|bolt)", found)
    made = released(lived, replace(SECOND, version="1.3", effective=date(2026, 10, 1)))
    assert made.classes["spark"] == "editorial"
    assert (made.path / "spark.html").is_file()
    assert main(["history", "privacy", "--brand", "spark", "--workspace", str(lived)]) == 0
    assert main(["history", "privacy", "--brand", "bolt", "--workspace", str(lived)]) == 2
    assert "it was renamed: use 'spark'" in capsys.readouterr().err


def test_a_renamed_parents_details_are_no_leak_in_what_was_frozen(lived: Path, tmp_path: Path, capsys) -> None:
    acme = (lived / "brands/acme.yml").read_text()
    (lived / "brands/acme.yml").rename(lived / "brands/apex.yml")
    (lived / "brands/apex.yml").write_text(acme.replace("name: Acme", "name: Apex", 1) + "was: [acme]\n")
    for brand in ("bolt", "cog"):
        path = lived / f"brands/{brand}.yml"
        path.write_text(path.read_text().replace("parent: acme", "parent: apex"))
    site = built(lived, tmp_path / "out", "bolt")
    assert "Acme" in (site / "privacy/1.1/notice.html").read_text()
    main(["check", "--workspace", str(lived), "--as-at", "2026-07-01"])
    assert not re.search(r"BRAND-LEAK.*(bolt|cog)", capsys.readouterr().out)


def test_what_was_frozen_says_under_which_id(lived: Path) -> None:
    rename_bolt(lived)
    release = load_releases(lived, "privacy", load_workspace(lived).renamed)[0]
    assert sorted(release.documents) == ["acme", "cog", "spark"]
    assert (release.frozen_as("spark"), release.frozen_as("acme")) == ("bolt", "acme")
    assert release.documents["spark"].brand_name == "Bolt", "what was said then is said still"


def test_a_renamed_notice_answers_at_its_old_addresses(lived: Path, tmp_path: Path) -> None:
    before = built(lived, tmp_path / "before", "bolt")
    rename_the_notice(lived)
    after = built(lived, tmp_path / "after", "bolt")
    lost = {path.relative_to(before) for path in before.rglob("*") if not (after / path.relative_to(before)).exists()}
    assert lost == set()
    for version in ("1.0", "1.1"):
        for path in (f"privacy/{version}/notice.html", f"privacy/privacy-notice-{version}.pdf"):
            assert (after / path).read_bytes() == (before / path).read_bytes()
    page = (after / "privacy/1.0/index.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=../../data-protection/1.0/">' in page
    assert '<meta name="robots" content="noindex">' in page
    feeds = [FEED_IDS.findall((site / "privacy/feed.atom").read_text()) for site in (before, after)]
    assert feeds[0] == feeds[1]


@pytest.mark.parametrize("server", [nginx, apache], ids=lambda server: server.__name__)
def test_hosts_redirect_for_good_and_serve_what_was_frozen(lived: Path, tmp_path: Path, server) -> None:
    rename_the_notice(lived)
    bolt = (lived / "brands/bolt.yml").read_text()
    (lived / "brands/bolt.yml").write_text(
        f"{bolt}moved:\n  /legal/privacy.html: /privacy/\n  /shop/: https://shop.example/\n"
    )
    with server(built(lived, tmp_path / "out", "bolt")) as port:
        for old, new in (
            ("/privacy/", "/data-protection/"),
            ("/privacy/1.0/", "/data-protection/1.0/"),
            ("/privacy/changes/1.0-1.1/", "/data-protection/changes/1.0-1.1/"),
            ("/legal/privacy.html", "/data-protection/"),
            ("/shop/", "https://shop.example/"),
        ):
            status, headers, _ = fetch(port, old)
            assert (
                status,
                headers["location"][0].replace(f"http://127.0.0.1:{port}", "").replace("http://127.0.0.1", ""),
            ) == (301, new)
        status, headers, _ = fetch(port, "/privacy/1.0/notice.html")
        assert (status, "immutable" in headers["cache-control"][0]) == (200, True)


@pytest.mark.browser
def test_without_a_host_that_redirects_a_page_leads_on_with_no_script(lived: Path, tmp_path: Path) -> None:
    path = require_chromium()
    rename_the_notice(lived)
    with serve(built(lived, tmp_path / "out", "bolt")) as (address, missing), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page, said = browser.new_page(java_script_enabled=False), []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{address}/privacy/1.0/")
        page.wait_for_url(f"{address}/data-protection/1.0/")
        assert page.get_by_role("heading", level=1).is_visible()
        assert said == []
        assert missing == []
        browser.close()


def test_a_retired_brand_says_so_and_keeps_everything(lived: Path, tmp_path: Path) -> None:
    before = built(lived, tmp_path / "before", "bolt")
    (lived / "brands/bolt.yml").write_text(RETIRED)
    after = built(lived, tmp_path / "after", "bolt", draft=True)
    paths = [{path.relative_to(site) for path in site.rglob("*")} for site in (before, after)]
    assert paths[0] == paths[1], "every page and file stays, and no draft comes"
    end = {"on": "2026-06-30", "because": "Its products are Acme's now", "see": "https://www.acme.example/products/"}
    assert json.loads((after / "privacy/versions.json").read_text())["retired"] == end
    for page in ("index.html", "privacy/index.html", "privacy/1.0/index.html", "privacy/history/index.html"):
        text = html.unescape(re.sub(r"<[^>]+>", "", (after / page).read_text()))
        assert "Retired. Since 30 June 2026 this site is kept as a record alone. Its products are Acme's now." in text
        assert 'href="https://www.acme.example/products/"' in (after / page).read_text()


def test_nothing_is_asked_of_a_retired_brand(lived: Path, capsys) -> None:
    (lived / "brands/bolt.yml").write_text(RETIRED)
    main(["check", "--workspace", str(lived), "--as-at", "2026-07-01", "--format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert found
    assert not [finding for finding in found if "bolt" in finding["brands"]]
    made = released(lived, replace(SECOND, version="1.3", recorded=date(2026, 7, 1), effective=date(2026, 10, 1)))
    assert sorted(made.classes) == ["acme", "cog"]


def test_a_retired_notice_says_so_and_gets_no_new_version(lived: Path, tmp_path: Path, capsys) -> None:
    (lived / "notices/retired.yml").write_text("privacy:\n  on: 2026-06-30\n  because: Ask Acme.\n")
    site = built(lived, tmp_path / "out", "cog", draft=True)
    assert "this notice is kept as a record alone. Ask Acme." in (site / "privacy/index.html").read_text()
    assert "kept as a record" not in (site / "index.html").read_text()
    arguments = ["release", "privacy", "1.3", "--effective", "2026-10-01", "--summary", "S", "--class", "material"]
    assert main([*arguments, "--declared-by", "Ann", "--recorded", "2026-07-01", "--workspace", str(lived)]) == 2
    assert "the notice 'privacy' is retired since 2026-06-30" in capsys.readouterr().err
    assert main(["check", "--workspace", str(lived), "--as-at", "2026-07-01"]) == 0
    assert "notice.md" not in capsys.readouterr().out


def test_a_changed_byte_of_a_retired_notice_is_found(lived: Path, capsys) -> None:
    (lived / "notices/retired.yml").write_text("privacy:\n  on: 2026-06-30\n  because: Ask Acme.\n")
    (lived / "notices/privacy/releases/1.0/cog.html").write_text("<p>other</p>\n")
    assert main(["check", "--workspace", str(lived)]) == 1
    assert "a released file was changed" in capsys.readouterr().out


def test_an_end_that_is_still_to_come_changes_nothing(lived: Path, tmp_path: Path) -> None:
    (lived / "brands/bolt.yml").write_text(RETIRED.replace("2026-06-30", "2026-07-02"))
    site = built(lived, tmp_path / "out", "bolt")
    assert "kept as a record" not in (site / "privacy/index.html").read_text()


def test_a_moved_address_is_a_page_of_valid_markup(lived: Path, tmp_path: Path) -> None:
    bolt = (lived / "brands/bolt.yml").read_text()
    extra = "site_url: https://bolt.example/legal/\nmoved:\n  /old/deep/: /privacy/history/\n  /terms.pdf: /privacy/\n"
    (lived / "brands/bolt.yml").write_text(bolt + extra)
    site = built(lived, tmp_path / "out", "bolt")
    page = (site / "old/deep/index.html").read_text()
    assert '<link rel="canonical" href="https://bolt.example/legal/privacy/history/">' in page
    assert '<a href="../../privacy/history/">' in page
    assert not (site / "terms.pdf").exists()
    assert "/terms.pdf /privacy/ 301" in (site / "_redirects").read_text()
    assert 'rewrite "^/legal/terms\\.pdf$" "/legal/privacy/" permanent;' in (site / "nginx.conf").read_text()
    assert "old/deep" not in (site / "sitemap.xml").read_text()
    assert ET.fromstring((site / "sitemap.xml").read_text()) is not None


def test_the_workspace_is_not_touched(lived: Path, tmp_path: Path) -> None:
    rename_bolt(lived)
    copy = shutil.copytree(lived, tmp_path / "copy")
    built(lived, tmp_path / "out", "spark")
    assert {p.relative_to(copy): p.read_bytes() for p in copy.rglob("*") if p.is_file()} == {
        p.relative_to(lived): p.read_bytes() for p in lived.rglob("*") if p.is_file()
    }


@pytest.mark.browser
def test_a_page_that_leads_on_and_a_retired_one_are_accessible(lived: Path, tmp_path: Path) -> None:
    path = require_chromium()
    rename_the_notice(lived)
    (lived / "brands/bolt.yml").write_text(RETIRED)
    site = built(lived, tmp_path / "out", "bolt")
    still = site / "privacy/index.html"
    still.write_text(still.read_text().replace('<meta http-equiv="refresh"', '<meta name="refresh"'))
    with serve(site) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_context(bypass_csp=True).new_page()
        for place in ("/privacy/", "/", "/data-protection/"):
            page.goto(f"{address}{place}")
            page.evaluate(AXE)
            assert page.evaluate(RUN_AXE) == [], place
        browser.close()
