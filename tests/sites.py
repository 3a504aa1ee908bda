"""Built sites for tests in a browser: the real brands', and one with a page of every kind."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from factory import AS_AT, BASE_CONFIG, ROOT, TEMPLATES, full_redlines, full_timeline, make_brand

from noticepress.build import build_sites
from noticepress.config import load_workspace
from noticepress.model import Contact, Document, Glance, Look, Page, Site, Theme, Timeline, Version
from noticepress.pages import home_page, make_bodies, make_pages
from noticepress.site import build_site

#: One page of each kind of the made-up site.
KINDS = {
    "home": "/",
    "notice": "/privacy/",
    "superseded": "/privacy/1.0/",
    "withdrawn": "/privacy/1.2/",
    "upcoming": "/privacy/upcoming/",
    "proposed": "/privacy/proposed/",
    "draft": "/privacy/draft/",
    "history": "/privacy/history/",
    "redline": "/privacy/changes/since/1.0/",
    "404": "/404.html",
}
#: No word of it comes from a brand: a page without a name, for each kind there is.
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 32"><rect width="90" height="32" rx="6" fill="#8a2f6b"/>'
    '<circle cx="16" cy="16" r="9" fill="#fff"/></svg>'
)
CONTACT = Contact(website="https://www.widgets.example/", form="https://www.widgets.example/contact/")
GLANCE = (
    Glance("purposes", "We use your data to send you what you ordered."),
    Glance("rights", "You can see it, have it put right <or> deleted & complain."),
)


def build_real(out: Path) -> list[str]:
    """Build the sites of the workspace's own brands; return the brands' ids."""
    workspace = load_workspace(ROOT)
    built = build_sites(workspace, workspace.brands, out, as_at=date(2026, 11, 25), jobs=1)
    return [site.brand for site in built]


def build_states(out: Path, look: Look | None = None) -> Timeline:
    """Build a site with a version in each state, a logo, an address and sentences at a glance; return its timeline."""
    out.mkdir()
    (out / "logo.svg").write_text(LOGO, encoding="utf-8")
    theme = Theme("#8a2f6b", "#f09ccf", logo=out / "logo.svg", logo_alt="Example Widgets, home")
    brand = replace(make_brand(site_url="https://privacy.widgets.example/", theme=theme), contact=CONTACT, look=look)
    timeline = _with_glance(full_timeline(brand))
    sums = {version.document.version: "0" * 64 for version in timeline.versions if version.release}
    made = make_pages(timeline, full_redlines(), None, sums)
    pages = (home_page([timeline]), *map(_with_feed, made))
    build_site(Site(brand, pages, make_bodies(timeline)), out / "site", TEMPLATES, BASE_CONFIG, AS_AT)
    return timeline


def _with_glance(timeline: Timeline) -> Timeline:
    def marked(document: Document) -> Document:
        return replace(document, glance=GLANCE)

    def version(one: Version) -> Version:
        return replace(one, document=marked(one.document))

    return replace(timeline, versions=tuple(map(version, timeline.versions)))


def _with_feed(page: Page) -> Page:
    return replace(page, meta={**page.meta, "feed": "privacy/feed.atom", "list": "privacy/versions.json"})
