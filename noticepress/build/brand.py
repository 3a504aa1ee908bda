"""One brand's site, from its job to the folder: redlines, then pages and files, then the engine, then a last look."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from noticepress.archive import frozen_name
from noticepress.build.order import BuiltSite, Job
from noticepress.build.products import Products
from noticepress.check import stops_build
from noticepress.check.built import silent_edits, site_vocabulary, site_words, word_findings
from noticepress.check.shown import shown_findings
from noticepress.errors import Finding, NoticeError
from noticepress.history import redline_pairs
from noticepress.hosts import content_policy, host_files
from noticepress.ledger.head import head_file
from noticepress.links.built import link_faults
from noticepress.look import has_scripts
from noticepress.machine import dated, machine_files, site_files, unlisted_files
from noticepress.model import File, Page, Redline, Site, Timeline
from noticepress.pages import addresses, home_page, make_bodies, make_pages
from noticepress.pages.ended import with_ends
from noticepress.pages.moved import life
from noticepress.pages.spoken import with_languages
from noticepress.site import build_site


def build_brand(job: Job) -> BuiltSite:
    """Build one brand's site into ``job.folder``, and read it once more, whole.

    Raises ``NoticeError`` with what stops a build, and ``BuildError`` with what the typesetter, the engine or the
    file system refused.
    """
    products = Products(job)
    timelines = _in_each_language(job.timelines)
    redlines = [_redlines(timeline, products) for timeline in timelines]
    pages = [home_page(job.timelines)]
    files: list[File] = []
    for timeline, of_notice in zip(timelines, redlines, strict=True):
        pdfs = dict(_pdfs(timeline, job, products))
        sums = {number: sha256(pdf.data).hexdigest() for number, pdf in pdfs.items() if pdf.immutable}
        pages.extend(make_pages(timeline, of_notice, pdfs.keys(), sums))
        files.extend([*make_bodies(timeline), *pdfs.values(), *machine_files(timeline, pdfs.values())])
    site = _with_its_surroundings(job, tuple(with_languages(pages, job.timelines)), files)
    made = build_site(site, job.folder, job.templates / "site", job.base_config, job.as_at, job.store)
    searched = set[str]()
    wrong = tuple(_wrong(job, timelines, searched))
    if wrong:
        raise NoticeError(*wrong)
    # Only what is kept is asked again what stands in it.
    vocabulary = b64encode(site_vocabulary(searched, job.brand).to_bytes()).decode() if job.remembered else ""
    fallbacks = tuple(name for of_notice in redlines for redline in of_notice.values() for name in redline.fallbacks)
    standing = _standing(job.timelines)
    return BuiltSite(job.brand.id, len(pages), len(site.files), standing, fallbacks, products.made + made, vocabulary)


def _wrong(job: Job, timelines: Sequence[Timeline], searched: set[str]) -> Iterator[Finding]:
    """Yield what is wrong with the site as it was built; ``searched`` is given the traces of what was searched."""
    for timeline in timelines:
        yield from shown_findings(job.folder, timeline)
    words = site_words(job.folder, timelines)
    yield from filter(stops_build, word_findings(words, job.brand, job.group, timelines, searched))
    yield from link_faults(job.folder, job.brand, job.references, timelines)
    yield from silent_edits(job.before, job.folder, timelines)


def _in_each_language(timelines: Iterable[Timeline]) -> tuple[Timeline, ...]:
    return tuple(each for timeline in timelines for each in timeline.in_each_language)


def _with_its_surroundings(job: Job, pages: Sequence[Page], files: Sequence[File]) -> Site:
    """Return the site with what it has once: what other sites embed, what stands at old addresses, what hosts read."""
    brand, timelines = job.brand, job.timelines
    files = [*files, *site_files(timelines, brand, job.templates), head_file(timelines, job.ledger)]
    past = life(brand, timelines, pages, files, job.templates, content_policy(meta=True, scripts=has_scripts(brand)))
    files += past.files
    unlisted = unlisted_files(timelines, files)
    files += host_files(
        pages,
        files,
        site_url=brand.site_url,
        moves=past.moves,
        unlisted=unlisted,
        scripts=has_scripts(brand),
    )
    return Site(brand, tuple(with_ends(dated(pages, timelines), brand, timelines)), tuple(files))


def _redlines(timeline: Timeline, products: Products) -> Mapping[tuple[str, str], Redline]:
    pairs = [(old.document, new.document) for old, new in redline_pairs(timeline)]
    order = [version.document.version for version in timeline.versions]
    # All of a version's are made one after another: then its text is read once.
    by_old = sorted(pairs, key=lambda pair: order.index(pair[0].version))
    made = {(old.version, new.version): products.redline(old, new) for old, new in by_old}
    return {(old.version, new.version): made[old.version, new.version] for old, new in pairs}


def _pdfs(timeline: Timeline, job: Job, products: Products) -> Iterator[tuple[str, File]]:
    """Yield by version the frozen PDF of each release, and one of the draft, typeset as of the build's day."""
    for version in timeline.versions:
        number = version.document.version
        path = addresses.pdf(timeline.notice, number, timeline.language)
        if version.release is not None:
            frozen = version.release.frozen_as(job.brand.id)
            data = (version.release.path / frozen_name(frozen, timeline.language, "pdf")).read_bytes()
            yield number, File(path, data, "application/pdf", immutable=True)
        elif job.pdf:
            yield number, File(path, products.pdf(version.document), "application/pdf")


def _standing(timelines: Sequence[Timeline]) -> str:
    """Say in a few words which versions are in force, coming, proposed and drafted."""
    said = {
        timeline.notice: ", ".join(f"{version.document.version} {version.state}" for version in timeline.versions)
        for timeline in timelines
    }
    one = len(said) == 1
    return "; ".join(f"{'' if one else f'{notice} '}{versions or 'no version'}" for notice, versions in said.items())
