"""The whole order, from a workspace to every brand's finished site, top to bottom."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from noticepress.archive import frozen_name
from noticepress.check import check_workspace, stops_build
from noticepress.check.built import silent_edits, site_findings
from noticepress.check.shown import shown_findings
from noticepress.config import Workspace
from noticepress.errors import BuildError, Finding, NoticeError, NoticepressError
from noticepress.history import approved_only, redline_pairs
from noticepress.hosts import content_policy, host_files
from noticepress.ledger import Ledger, read_ledger
from noticepress.ledger.head import head_file
from noticepress.links.built import link_faults
from noticepress.look import has_scripts
from noticepress.machine import dated, machine_files, site_files, unlisted_files
from noticepress.model import Brand, File, Page, Redline, Reference, Site, Timeline
from noticepress.pages import addresses, home_page, make_bodies, make_pages
from noticepress.pages.ended import with_ends
from noticepress.pages.moved import life
from noticepress.pages.spoken import with_languages
from noticepress.pdf import notice_pdf
from noticepress.redline import compare
from noticepress.site import build_site, put_in_place, refuse_foreign
from noticepress.timelines import load_timelines, telling, told_notices

#: Below this many brands one process is done before a second one has imported what it needs.
_WORTH_PROCESSES = 12

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class BuiltSite:
    """What was built for one brand: how much, and where its notices stand. ``fallbacks`` as in ``Redline``."""

    brand: str
    pages: int
    files: int
    standing: str
    fallbacks: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """All that one brand's site needs: a value that can be sent to another process. ``group`` is every brand."""

    brand: Brand
    group: tuple[Brand, ...]
    references: tuple[Reference, ...]
    timelines: tuple[Timeline, ...]
    ledger: Ledger
    folder: Path
    templates: Path
    base_config: Path
    as_at: date
    pdf: bool


def build_sites(
    workspace: Workspace,
    brands: Sequence[Brand],
    out: Path,
    *,
    as_at: date,
    draft: bool = False,
    published: bool = False,
    pdf: bool = True,
    jobs: int | None = None,
    progress: Progress = lambda _done, _total, _name: None,
) -> tuple[BuiltSite, ...]:
    """Build the site of each of ``brands`` as ``out/BRAND``, as at a day in Europe/London.

    With ``published`` nothing of a version that nobody has approved is in a site, which is then for the public.
    Nothing below ``out`` changes before all sites are built. Raises ``NoticeError`` with every finding that
    stops a build, and ``BuildError`` with what the typesetter, the engine or the file system refused.
    """
    findings = [finding for finding in check_workspace(workspace, as_at, thorough=False) if stops_build(finding)]
    if findings:
        raise NoticeError(*findings)
    timelines = _timelines(workspace, brands, as_at, draft=draft, published=published)
    for brand in brands:
        refuse_foreign(out / brand.id)
    with _staging(out) as folder:
        tasks = _jobs(workspace, brands, folder, timelines, as_at, pdf=pdf)
        built = tuple(_run(tasks, _processes(jobs, len(tasks)), progress))
        edits = [found for task in tasks for found in _edits(out, task)]
        if edits:
            raise NoticeError(*edits)
        for brand in brands:
            try:
                put_in_place(folder / brand.id, out / brand.id, folder / f"old-{brand.id}")
            except OSError as error:
                message = f"the site cannot be put in place: {error.strerror}"
                raise BuildError(Finding("SITE", "error", message, out / brand.id)) from error
    return tuple(sorted(built, key=lambda site: site.brand))


def _timelines(
    workspace: Workspace, brands: Sequence[Brand], as_at: date, *, draft: bool, published: bool
) -> Iterator[tuple[Timeline, ...]]:
    """Yield for each of ``brands`` its timeline of every notice."""
    told = told_notices(workspace, draft=draft)
    notices = [load_timelines(workspace, notice, brands, as_at, draft=draft) for notice in told]
    notices = [tuple(map(approved_only, of_notice)) for of_notice in notices] if published else notices
    yield from map(telling, zip(*notices, strict=True))


def _jobs(
    workspace: Workspace,
    brands: Sequence[Brand],
    folder: Path,
    timelines: Iterable[tuple[Timeline, ...]],
    as_at: date,
    *,
    pdf: bool,
) -> list[Job]:
    """Return what has to be built, a job a brand."""
    ledger = read_ledger(workspace.root)
    return [
        Job(
            brand=brand,
            group=workspace.brands,
            references=tuple(workspace.references.values()),
            timelines=of_brand,
            ledger=ledger,
            folder=folder / brand.id,
            templates=workspace.templates,
            base_config=workspace.base_config,
            as_at=as_at,
            pdf=pdf,
        )
        for brand, of_brand in zip(brands, timelines, strict=True)
    ]


def _edits(out: Path, job: Job) -> Iterator[Finding]:
    return silent_edits(out / job.brand.id, job.folder, _in_each_language(job.timelines))


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """Give a folder on the same file system as ``out``, so that a rename puts a site in place."""
    is_new = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".building-", dir=out))
    except OSError as error:
        raise BuildError(Finding("SITE", "error", f"cannot be written: {error.strerror}", out)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if is_new:
            with suppress(OSError):  # it holds the sites, unless no site was built
                out.rmdir()


def _processes(asked: int | None, tasks: int) -> int:
    if asked is not None:
        return min(asked, tasks)
    return min(os.cpu_count() or 1, tasks) if tasks >= _WORTH_PROCESSES else 1


def _run(tasks: Sequence[Job], processes: int, progress: Progress) -> Iterator[BuiltSite]:
    """Build every site; the errors of all brands are raised together, when all have been tried."""
    findings: list[Finding] = []
    kinds = set[type[NoticepressError]]()
    for done, (name, outcome) in enumerate(_outcomes(tasks, processes), 1):
        progress(done, len(tasks), name)
        if isinstance(outcome, NoticepressError):
            findings.extend(outcome.findings)
            kinds.add(type(outcome))
        else:
            yield outcome
    if findings:
        kind = NoticeError if kinds == {NoticeError} else BuildError
        raise kind(*dict.fromkeys(findings))


def _outcomes(tasks: Sequence[Job], processes: int) -> Iterator[tuple[str, BuiltSite | NoticepressError]]:
    if processes <= 1:
        yield from ((task.brand.name, _attempt(task)) for task in tasks)
        return
    with ProcessPoolExecutor(processes) as pool:
        futures = {pool.submit(_attempt, task): task.brand.name for task in tasks}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _attempt(job: Job) -> BuiltSite | NoticepressError:
    try:
        return build_brand(job)
    except NoticepressError as error:
        return error


def build_brand(job: Job) -> BuiltSite:
    """Build one brand's site into ``job.folder``: redlines, then pages and files, then the engine."""
    timelines = _in_each_language(job.timelines)
    redlines = [_redlines(timeline) for timeline in timelines]
    pages = [home_page(job.timelines)]
    files: list[File] = []
    for timeline, of_notice in zip(timelines, redlines, strict=True):
        pdfs = dict(_pdfs(timeline, job))
        sums = {number: sha256(pdf.data).hexdigest() for number, pdf in pdfs.items() if pdf.immutable}
        pages.extend(make_pages(timeline, of_notice, pdfs.keys(), sums))
        files.extend([*make_bodies(timeline), *pdfs.values(), *machine_files(timeline, pdfs.values())])
    site = _with_its_surroundings(job, tuple(with_languages(pages, job.timelines)), files)
    build_site(site, job.folder, job.templates / "site", job.base_config, job.as_at)
    wrong = [found for timeline in timelines for found in shown_findings(job.folder, timeline)]
    wrong.extend(filter(stops_build, site_findings(job.folder, job.brand, job.group, timelines)))
    wrong.extend(link_faults(job.folder, job.brand, job.references, timelines))
    if wrong:
        raise NoticeError(*wrong)
    fallbacks = tuple(name for of_notice in redlines for redline in of_notice.values() for name in redline.fallbacks)
    return BuiltSite(job.brand.id, len(pages), len(site.files), _standing(job.timelines), fallbacks)


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


def _redlines(timeline: Timeline) -> dict[tuple[str, str], Redline]:
    return {
        (old.document.version, new.document.version): compare(old.document, new.document)
        for old, new in redline_pairs(timeline)
    }


def _pdfs(timeline: Timeline, job: Job) -> Iterator[tuple[str, File]]:
    """Yield by version the frozen PDF of each release, and one of the draft, typeset as of the build's day."""
    for version in timeline.versions:
        number = version.document.version
        path = addresses.pdf(timeline.notice, number, timeline.language)
        if version.release is not None:
            frozen = version.release.frozen_as(job.brand.id)
            data = (version.release.path / frozen_name(frozen, timeline.language, "pdf")).read_bytes()
            yield number, File(path, data, "application/pdf", immutable=True)
        elif job.pdf:
            data = notice_pdf(version.document, brand=job.brand, templates=job.templates, produced=job.as_at)
            yield number, File(path, data, "application/pdf")


def _standing(timelines: Sequence[Timeline]) -> str:
    """Say in a few words which versions are in force, coming, proposed and drafted."""
    said = {
        timeline.notice: ", ".join(f"{version.document.version} {version.state}" for version in timeline.versions)
        for timeline in timelines
    }
    one = len(said) == 1
    return "; ".join(f"{'' if one else f'{notice} '}{versions or 'no version'}" for notice, versions in said.items())
