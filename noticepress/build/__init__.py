"""The whole order, from a workspace to every brand's finished site, top to bottom."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from noticepress.build.order import BuiltSite, Options, Order
from noticepress.build.run import Progress, outcomes
from noticepress.build.stale import Standing
from noticepress.cache import FOLDER, LIMIT, Store
from noticepress.check import check_workspace, stops_build
from noticepress.config import Workspace
from noticepress.errors import BuildError, Finding, NoticeError, NoticepressError, merged
from noticepress.model import Brand
from noticepress.site.place import put_in_place, refuse_foreign

__all__ = ["BuiltSite", "build_sites"]


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
    cached: bool = False,
    progress: Progress = lambda _done, _total, _name: None,
) -> tuple[BuiltSite, ...]:
    """Build the site of each of ``brands`` as ``out/BRAND``, as at a day in Europe/London.

    With ``published`` nothing of a version that nobody has approved is in a site, which is then for the
    public. With ``cached`` what an earlier build made of the same inputs is not made again, and a site whose inputs
    are all the same is left as it stands: the result is, byte for byte, what it is without.
    Nothing below ``out`` changes before all sites are built. Raises ``NoticeError`` with every finding that
    stops a build, and ``BuildError`` with what the typesetter, the engine or the file system refused.
    """
    store = Store(workspace.root / FOLDER / "products", LIMIT) if cached else None
    order = Order(workspace, Options(as_at, draft=draft, published=published, pdf=pdf), out, store)
    standing = Standing(order) if cached else None
    _check(order, standing.unchecked if standing else workspace.brands)
    for brand in brands:
        refuse_foreign(out / brand.id)
    left = [site for brand in brands if standing and (site := standing.left(brand))]
    stale = [brand for brand in brands if brand.id not in {site.brand for site in left}]
    built = _build(order, stale, jobs, progress) if stale else ()
    if standing:
        standing.remember(built)
    if store and built:
        store.prune()
    return tuple(sorted((*left, *built), key=lambda site: site.brand))


def _check(order: Order, brands: Sequence[Brand]) -> None:
    """Raise ``NoticeError`` with every finding that stops the build, where one is on what ``brands`` have."""
    workspace, as_at = order.workspace, order.options.as_at
    if not brands:
        return
    findings = list(filter(stops_build, check_workspace(workspace, as_at, brands, thorough=False)))
    if findings and len(brands) < len(workspace.brands):
        # What is told is the same, whatever was known before.
        findings = list(filter(stops_build, check_workspace(workspace, as_at, thorough=False)))
    if findings:
        raise NoticeError(*findings)


def _build(order: Order, brands: Sequence[Brand], jobs: int | None, progress: Progress) -> tuple[BuiltSite, ...]:
    """Build the sites of ``brands``, and put them in place when all are whole."""
    with _staging(order.out) as folder:
        built = tuple(_run(order, brands, folder, jobs, progress))
        for brand in brands:
            try:
                put_in_place(folder / brand.id, order.out / brand.id, folder / f"old-{brand.id}")
            except OSError as error:
                message = f"the site cannot be put in place: {error.strerror}"
                raise BuildError(Finding("SITE", "error", message, order.out / brand.id)) from error
    return built


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


def _run(
    order: Order, brands: Sequence[Brand], folder: Path, jobs: int | None, progress: Progress
) -> Iterator[BuiltSite]:
    """Build every site; the errors of all brands are raised together, when all have been tried."""
    findings: list[Finding] = []
    kinds = set[type[NoticepressError]]()
    for done, (brand, outcome) in enumerate(outcomes(order, brands, folder, jobs), 1):
        progress(done, len(brands), brand.name)
        if isinstance(outcome, NoticepressError):
            findings.extend(outcome.findings)
            kinds.add(type(outcome))
        else:
            yield outcome
    if findings:
        kind = NoticeError if kinds == {NoticeError} else BuildError
        raise kind(*merged(findings))
