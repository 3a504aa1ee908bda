"""``versions.json``, the feed and the sitemap: held to their schemas, read by a second reader, told by facts alone."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import jsonschema
import pytest
from conftest import REPOSITORY
from factory import AS_AT, BASE_CONFIG, TEMPLATES, full_timeline, make_brand, make_site, make_timeline, make_version

from noticepress.build import build_sites
from noticepress.config import load_workspace
from noticepress.machine import dated, machine_files, site_files
from noticepress.machine.feed import feed_file
from noticepress.machine.versions import versions_file
from noticepress.model import File, Site, Timeline, Version
from noticepress.pages import make_pages
from noticepress.site import build_site

SCHEMA = json.loads((REPOSITORY / "schemas/versions.schema.json").read_text("utf-8"))
SITE = "https://example.org/notices/"
ATOM = "{http://www.w3.org/2005/Atom}"
PDFS = (File("privacy/privacy-notice-2.0.pdf", b"%PDF-1.7", "application/pdf"),)


def valid(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(text)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(data)
    return data


def addresses(data: dict[str, Any]) -> list[str]:
    of_versions = [v[name] for v in data["versions"] for name in ("html", "body", "pdf", "markdown", "text") if v[name]]
    redlines = [redline["html"] for v in data["versions"] for redline in v["redlines"]]
    return [data["html"], data["history"], data["feed"], *of_versions, *redlines]


def test_every_address_of_the_real_sites_is_there_and_every_sum_is_true(tmp_path) -> None:
    workspace = load_workspace(REPOSITORY)
    build_sites(workspace, workspace.brands, tmp_path / "site", as_at=date(2026, 11, 23))
    for brand in workspace.brands:
        site = tmp_path / "site" / brand.id
        data = valid((site / "privacy/versions.json").read_text("utf-8"))
        assert data["brand"] == {"id": brand.id, "name": brand.name}
        for address in addresses(data):
            assert (site / address / "index.html" if address.endswith("/") else site / address).is_file(), address
        folder = REPOSITORY / "notices/privacy/releases"
        for version in data["versions"]:
            sums = dict(
                reversed(line.split("  "))
                for line in (folder / version["number"] / "SHA256SUMS").read_text().splitlines()
            )
            assert sums[f"{brand.id}.html"] == version["sha256"]


def test_every_state_is_told_and_the_draft_is_not() -> None:
    data = valid(versions_file(full_timeline(), ["2.0"]))
    told = {version["number"]: (version["state"], version["effective"], version["end"]) for version in data["versions"]}
    assert told == {
        "3.0": ("proposed", "2027-01-01", None),
        "2.1": ("upcoming", "2026-12-01", None),
        "2.0": ("in-force", "2026-10-01", "2026-11-30"),
        "1.2": ("withdrawn", "2026-09-01", None),
        "1.1": ("superseded", "2026-06-01", "2026-09-30"),
        "1.0": ("superseded", None, "2026-05-31"),
    }
    assert list(told) == ["3.0", "2.1", "2.0", "1.2", "1.1", "1.0"]
    assert (data["current"], data["upcoming"], data["base"]) == ("2.0", "2.1", None)
    assert [version["pdf"] for version in data["versions"] if version["pdf"]] == ["privacy/privacy-notice-2.0.pdf"]
    assert "draft" not in json.dumps(data)


def test_addresses_are_whole_where_the_sites_address_is_known() -> None:
    data = valid(versions_file(full_timeline(make_brand(site_url=SITE.rstrip("/"))), ["2.0"]))
    assert data["base"] == SITE
    assert all(address.startswith(SITE) for address in addresses(data))


def test_proposed_versions_can_be_left_out() -> None:
    files = {file.path: file for file in machine_files(full_timeline(), PDFS, leave_out=("proposed",))}
    assert not any("3.0" in file.path or b"3.0" in file.data for file in files.values())
    assert "privacy/2.1/notice.txt" in files
    assert not any("draft" in path for path in files)


def feed(timeline: Timeline) -> ET.Element:
    return ET.fromstring(feed_file(timeline, PDFS))


def at(timeline: Timeline, day: date) -> Timeline:
    return replace(timeline, as_at=day)


def told(timeline: Timeline) -> dict[str, str]:
    return {
        e.findtext(f"{ATOM}title", ""): e.findtext(f"{ATOM}updated", "") for e in feed(timeline).iter(f"{ATOM}entry")
    }


def approved(version: Version, at: datetime) -> Version:
    assert version.release is not None
    assert version.release.approval is not None
    return replace(version, release=replace(version.release, approval=replace(version.release.approval, at=at)))


EARLY = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def test_a_version_is_announced_and_told_again_on_its_day_at_midnight_in_london() -> None:
    timeline = make_timeline(
        approved(make_version("1.0", "superseded", None, date(2026, 7, 1)), EARLY),
        approved(make_version("1.1", "in-force", date(2026, 7, 1)), EARLY),
        approved(make_version("1.2", "upcoming", date(2026, 12, 1)), EARLY),
        make_version("1.3", "proposed", date(2027, 1, 1)),
        make_version("draft", "draft"),
    )
    unapproved = replace(timeline.versions[3], release=replace(timeline.versions[3].release, approval=None))  # type: ignore[type-var]
    timeline = replace(timeline, versions=(*timeline.versions[:3], unapproved, timeline.versions[4]))
    assert told(timeline) == {
        "Privacy notice 1.1 applies": "2026-06-30T23:00:00Z",
        "Privacy notice 1.0 applies": "2026-05-04T09:30:00Z",
        "Privacy notice 1.1 is coming: it applies from 1 July 2026": "2026-05-04T09:30:00Z",
        "Privacy notice 1.2 is coming: it applies from 1 December 2026": "2026-05-04T09:30:00Z",
    }


def test_what_was_withdrawn_or_overtaken_never_applied() -> None:
    overtaken = make_version("1.1", "superseded", date(2026, 12, 1), date(2026, 12, 1))
    assert told(make_timeline(overtaken, make_version("1.2", "withdrawn", date(2026, 12, 1)))) == {
        "Privacy notice 1.1 is coming: it applies from 1 December 2026": "2026-11-23T00:00:00Z",
        "Privacy notice 1.2 is coming: it applies from 1 December 2026": "2026-11-23T00:00:00Z",
        "Privacy notice 1.2 was withdrawn and never applied": "2026-11-24T23:30:00Z",
    }


def test_ids_last_and_nothing_is_told_anew() -> None:
    before = feed(full_timeline())
    ids = [node.text for node in before.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    later = feed(at(full_timeline(make_brand(site_url=SITE, name="Another name")), date(2027, 6, 1)))
    assert [node.text for node in later.iter(f"{ATOM}id")] == ids
    assert [n.text for n in later.iter(f"{ATOM}updated")] == [n.text for n in before.iter(f"{ATOM}updated")]


def test_an_id_is_the_same_in_every_build_of_any_machine() -> None:
    ids = [node.text for node in feed(make_timeline(make_version("1.0", "in-force"))).iter(f"{ATOM}id")]
    assert ids == [
        "urn:uuid:ee32d99a-9666-5010-a3ac-d1921d62325b",
        "urn:uuid:85ef8b78-0d13-50b3-8b40-676178072697",
    ]


@pytest.mark.parametrize("site_url", [None, SITE])
@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_a_second_reader_finds_nothing_wrong(site_url) -> None:
    timeline = full_timeline(make_brand(site_url=site_url))
    place = "https://host.example/privacy/feed.atom"
    headers = {"content-location": place, "content-type": "application/atom+xml; charset=utf-8"}
    read = feedparser.parse(feed_file(timeline, PDFS), response_headers=headers)
    assert not read.bozo, read.bozo_exception
    assert (read.version, read.feed.title, read.feed.language) == ("atom10", "Example Widgets: Privacy notice", "en-GB")
    entry = next(e for e in read.entries if e.title == "Privacy notice 2.0 applies")
    root = site_url or "https://host.example/"
    assert entry.link == f"{root}privacy/2.0/"
    assert [e.href for e in entry.enclosures] == [f"{root}privacy/privacy-notice-2.0.pdf"]
    related = [link.href for link in entry.links if link.rel == "related"]
    assert related[0].startswith(f"{root}privacy/changes/")
    assert entry.tags[0].term == "editorial"
    assert "What version 2.0 is &lt;about&gt; &amp; why." in entry.summary or "<about>" in entry.summary


@pytest.mark.parametrize("timeline", [full_timeline(), full_timeline(make_brand(site_url=SITE)), make_timeline()])
def test_a_feed_has_what_rfc_4287_asks_for(timeline) -> None:
    root = feed(timeline)
    assert root.tag == f"{ATOM}feed"
    assert [len(root.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1]
    known = {"id", "title", "subtitle", "updated", "author", "link", "entry", "category", "summary", "name"}
    assert {node.tag.removeprefix(ATOM) for node in root.iter()} - {"feed"} <= known
    for holder in (root, *root.findall(f"{ATOM}entry")):
        links = holder.findall(f"{ATOM}link")
        alternates = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
        assert len(alternates) == len(set(alternates)) == 1
        assert all(link.get("href") and link.get("rel") for link in links)
    for entry in root.findall(f"{ATOM}entry"):
        assert [len(entry.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "summary")] == [1, 1, 1, 1]
    for node in root.iter(f"{ATOM}updated"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", node.text or "")
    newest = max((node.text for node in root.iter(f"{ATOM}updated")), default="")
    assert root.findtext(f"{ATOM}updated") == newest


def test_a_sitemap_lists_what_may_be_indexed_with_the_day_of_its_last_fact(tmp_path) -> None:
    timeline = full_timeline(make_brand(site_url=SITE))
    made = make_site(timeline)
    pages = tuple(dated(made.pages, [timeline]))
    build_site(Site(made.brand, pages, made.files), tmp_path / "site", TEMPLATES, BASE_CONFIG, AS_AT)
    root = ET.fromstring((tmp_path / "site/sitemap.xml").read_text("utf-8"))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {url.findtext(f"{space}loc"): url.findtext(f"{space}lastmod") for url in root}
    # The withdrawal, half an hour before midnight in UTC and in London, is the last thing that happened.
    days = dict.fromkeys(("", "privacy/", "privacy/2.0/", "privacy/history/"), "2026-11-24")
    assert found == {urljoin(SITE, path): day for path, day in days.items()}


def test_the_last_day_is_none_that_is_still_to_come() -> None:
    timeline = make_timeline(make_version("1.0", "upcoming", date(2026, 12, 1)))
    days = {page.meta["lastmod"] for page in dated(make_pages(timeline, {}), [timeline])}
    assert days == {"2026-11-23"}


@pytest.mark.parametrize(
    ("site_url", "there"), [(None, False), (SITE, False), ("https://example.org", True), ("https://example.org/", True)]
)
def test_robots_txt_is_there_where_robots_look_for_it(site_url, there) -> None:
    files = site_files([], make_brand(site_url=site_url), BASE_CONFIG.parent / "templates")
    found = [file.data.decode() for file in files if file.path == "robots.txt"]
    assert found == (["User-agent: *\nDisallow:\n\nSitemap: https://example.org/sitemap.xml\n"] if there else [])
