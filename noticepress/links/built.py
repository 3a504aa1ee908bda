"""The links of a site as it was just built: those that lead nowhere stop the build."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from noticepress.errors import Finding
from noticepress.links.offline import SiteContext, site_findings
from noticepress.links.papers import paper_findings
from noticepress.links.rules import frame_addresses, known_addresses
from noticepress.links.sites import read_site
from noticepress.model import Brand, Reference, Timeline
from noticepress.pages import addresses


def link_faults(
    folder: Path, brand: Brand, references: Collection[Reference], timelines: Sequence[Timeline]
) -> Iterator[Finding]:
    """Yield an error for each link of the site in ``folder``, and of its drafts' PDFs, that leads nowhere.

    Those of released text are for ``check`` and ``links`` to report: they stop nothing.
    """
    released = [version for timeline in timelines for version in timeline.versions if version.release]
    context = SiteContext(
        brand=brand.id,
        shown=Path(brand.id),
        known=known_addresses(brand, references, [t.retired for t in timelines if t.retired]),
        own=brand.site_url,
        frozen=frozenset(link.href for version in released for link in version.document.links),
        frame=frame_addresses(brand),
    )
    pdfs = frozenset(
        addresses.pdf(name, version.document.version, version.document.language).rpartition("/")[2]
        for timeline in timelines
        for name in (timeline.notice, *timeline.was)
        for version in timeline.versions
        if version.release
    )
    site = read_site(folder)
    found = (*site_findings(site, context), *paper_findings(site, context, pdfs, with_released=False))
    yield from (finding for finding in found if finding.blocks)
