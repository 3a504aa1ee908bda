"""From a brand's timelines and redlines to the pages and files of its site: values in, values out."""

from collections.abc import Collection, Iterator, Mapping

from noticepress.model import File, Page, Redline, Timeline
from noticepress.pages import addresses
from noticepress.pages.changes import changes_page
from noticepress.pages.listing import history_page, home_page
from noticepress.pages.record import Record
from noticepress.pages.versions import current_page, proposed_page, upcoming_page, version_page

__all__ = ["addresses", "home_page", "make_bodies", "make_pages"]


def make_pages(
    timeline: Timeline,
    redlines: Mapping[tuple[str, str], Redline],
    pdfs: Collection[str] | None = None,
    pdf_sums: Mapping[str, str] | None = None,
) -> tuple[Page, ...]:
    """Return every page of one notice of one brand; the site's front page is ``home_page``'s.

    ``redlines`` has a redline for each (old, new) pair of version numbers that gets a page. ``pdfs`` are the
    numbers of the versions whose PDF is on the site; ``None`` stands for every released one. ``pdf_sums`` has the
    SHA-256 of each PDF that never changes.
    """
    if pdfs is None:
        pdfs = [version.document.version for version in timeline.versions if version.release]
    return tuple(_pages(Record(timeline, redlines, pdfs, pdf_sums or {})))


def make_bodies(timeline: Timeline) -> tuple[File, ...]:
    """Return the body of record of each released version, byte for byte, for anyone to check its SHA-256."""
    return tuple(
        File(
            addresses.body(timeline.notice, version.document.version, timeline.language),
            version.document.html.encode(),
            "text/html; charset=utf-8",
            immutable=True,
        )
        for version in timeline.versions
        if version.release
    )


def _pages(record: Record) -> Iterator[Page]:
    yield current_page(record)
    yield upcoming_page(record)
    proposed = proposed_page(record)
    if proposed:
        yield proposed
    for version in record.timeline.versions:
        yield version_page(record, version)
    yield history_page(record)
    for old, new in record.redlines:
        yield from changes_page(record, old, new)
