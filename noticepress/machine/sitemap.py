"""What search engines are told: the day on which each page last changed, and where the sitemap is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urljoin, urlsplit

from noticepress.model import Brand, File, Page, Timeline, Version
from noticepress.pages.wording import london_day


def dated(pages: Iterable[Page], timelines: Iterable[Timeline]) -> Iterator[Page]:
    """Yield the pages; those to be indexed have ``meta.lastmod``, the last day on which a fact changed them.

    Facts are the days on which a version was recorded, approved, withdrawn or took effect, up to the day that the
    timelines are for; never the day of the build.
    """
    timelines = tuple(timelines)
    for page in pages:
        about = [t for t in timelines if page.path.startswith(f"{t.notice}/")] or timelines
        days = [day for timeline in about for day in _days(timeline)]
        yield replace(page, meta={**page.meta, "lastmod": max(days).isoformat()}) if days else page


def robots_file(brand: Brand) -> Iterator[File]:
    """Yield ``robots.txt`` where the site stands at the root of its host: anywhere else nobody reads it.

    It keeps nobody away: a page that a robot may not read cannot tell it ``noindex``.
    """
    if brand.site_url and urlsplit(brand.site_url).path in {"", "/"}:
        text = f"User-agent: *\nDisallow:\n\nSitemap: {urljoin(brand.site_url, '/sitemap.xml')}\n"
        yield File("robots.txt", text.encode(), "text/plain; charset=utf-8")


def _days(timeline: Timeline) -> Iterator[date]:
    days = (day for version in timeline.versions for day in _facts(version))
    return (day for day in days if day <= timeline.as_at)


def _facts(version: Version) -> Iterator[date]:
    release = version.release
    if release is None:
        return
    yield release.recorded
    if release.approval:
        yield london_day(release.approval.at)
        yield from (day for day in (version.start, version.end) if day)
    if release.withdrawal:
        yield london_day(release.withdrawal.at)
