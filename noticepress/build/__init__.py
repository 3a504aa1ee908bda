"""The whole order, from a workspace to every brand's finished site, top to bottom."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from noticepress.build.order import BuiltSite, Elsewhere, Options, Order
from noticepress.build.records import listing
from noticepress.build.scaffold import alone, scaffold, undisturbed
from noticepress.build.shards import Shard, mark, unmark
from noticepress.build.stale import Look, Standing, looking
from noticepress.cache import FOLDER, LIMIT, Store
from noticepress.cache.sums import file_digest, remembered_sums
from noticepress.config import Workspace
from noticepress.errors import BuildError, Finding, NoticeError, NoticepressError, merged
from noticepress.model import Brand
from noticepress.site.place import put_in_place, refuse_foreign

if TYPE_CHECKING:
    from noticepress.build.run import Outcome, Outcomes, Progress

__all__ = ["BuiltSite", "Elsewhere", "Shard", "build_sites", "looking"]

#: Starts the jobs of brands, below a folder.
Started = Callable[[Order, Sequence[Brand], Path], "Outcomes"]


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
    checked: bool = True,
    shard: Shard | None = None,
    elsewhere: Elsewhere | None = None,
    look: Look | None = None,
    progress: "Progress" = lambda _done, _total, _name: None,
) -> tuple[BuiltSite, ...]:
    """Build the site of each of ``brands`` as ``out/BRAND``, as at a day in Europe/London.

    With ``published`` nothing of a version that nobody has approved is in a site, which is then for the
    public. With ``cached`` what an earlier build made of the same inputs is not made again, and a site whose inputs
    are all the same is left as it stands: the result is, byte for byte, what it is without. With ``shard`` only its
    brands are checked and built, and a file beside the sites says so, for ``shards.merge``. With ``elsewhere``, which
    needs ``cached``, the sites are built by its executor. Not ``checked`` is for callers that check the
    sources themselves: then only what cannot be rendered, and what the built sites show, stops a build. ``look``, from
    ``looking``, looks at the sites that stand. Nothing below ``out`` changes before all sites are built. Raises
    ``NoticeError`` with every finding that stops a build, and ``BuildError`` with what the typesetter, the engine or
    the file system refused.
    """
    brands = shard.brands(brands) if shard else brands
    store = Store(workspace.root / FOLDER / "products", LIMIT) if cached else None
    options = Options(as_at, draft=draft, published=published, pdf=pdf)
    with remembered_sums(workspace.root) if store else nullcontext(file_digest) as digest_of:
        order = Order(workspace, options, out, store, digest_of)
        standing = Standing(order, look or listing)
        return _built(order, standing, brands, shard, elsewhere, jobs, progress, checked=checked)


def _built(
    order: Order,
    standing: Standing,
    brands: Sequence[Brand],
    shard: Shard | None,
    elsewhere: Elsewhere | None,
    jobs: int | None,
    progress: "Progress",
    *,
    checked: bool,
) -> tuple[BuiltSite, ...]:
    """Check, build what has to be built, and remember it where there is a store."""
    cached, workspace = order.store is not None, order.workspace
    to_check = standing.unchecked if cached else workspace.brands
    whole = standing.whole if shard else ""
    own = {brand.id for brand in brands} if shard else {brand.id for brand in workspace.brands}
    left = [site for brand in brands if cached and (site := standing.left(brand))]
    fresh = {site.brand for site in left}
    stale = [brand for brand in brands if brand.id not in fresh]
    check = partial(_check, order, [brand for brand in to_check if checked and brand.id in own])
    if stale and not elsewhere:
        from noticepress.build.ready import check_and_get_ready  # noqa: PLC0415 - not where there is nothing to build

        check_and_get_ready(check, order, stale, jobs)
    else:
        check()

    def remember(sites: Sequence[BuiltSite]) -> None:
        if cached:
            standing.remember(sites, () if not checked else brands if shard else workspace.brands)

    for brand in stale:
        refuse_foreign(order.out / brand.id)
    started = _started(standing, elsewhere, jobs) if stale else None
    built = _build(order, stale, started, progress, remember) if started else ()
    if shard:
        mark(order.out, shard, whole, brands)
    else:
        unmark(order.out)
    if not built:
        # Where nothing was checked either, all that is known stays as it is.
        if to_check:
            remember(())
    elif order.store:
        order.store.prune()
        if elsewhere and elsewhere.shared:
            Store(elsewhere.shared).prune()
    return tuple(sorted((*left, *built), key=lambda site: site.brand))


def _started(standing: Standing, elsewhere: Elsewhere | None, jobs: int | None) -> Started:
    """Return what builds sites, imported only now: a build with nothing to do needs none of it."""
    if elsewhere:
        from noticepress.build.elsewhere import outcomes_elsewhere  # noqa: PLC0415

        return partial(outcomes_elsewhere, keys=standing.keys, elsewhere=elsewhere)
    from noticepress.build.run import outcomes  # noqa: PLC0415

    return partial(outcomes, jobs=jobs)


def _check(order: Order, brands: Sequence[Brand]) -> None:
    """Raise ``NoticeError`` with every finding that stops the build, where one is on what ``brands`` have."""
    if not brands:
        return
    from noticepress.check import check_workspace, stops_build  # noqa: PLC0415 - not where all was checked before

    workspace, as_at = order.workspace, order.options.as_at
    found = check_workspace(workspace, as_at, brands, thorough=False, releases_of=order.releases_of)
    findings = list(filter(stops_build, found))
    if findings and len(brands) < len(workspace.brands):
        # What is told is the same, whatever was known before.
        findings = list(filter(stops_build, check_workspace(workspace, as_at, thorough=False)))
    if findings:
        raise NoticeError(*findings)


def _build(
    order: Order,
    brands: Sequence[Brand],
    start: Started,
    progress: "Progress",
    remember: Callable[[Sequence[BuiltSite]], None],
) -> tuple[BuiltSite, ...]:
    """Build the sites of ``brands``, and put them in place, and into the records, when all are whole."""
    with scaffold(order.out) as folder:
        with closing(start(order, brands, folder)) as running:
            built = tuple(_run(running, len(brands), progress))
        with undisturbed(), alone(order.out):
            for brand in brands:
                try:
                    put_in_place(folder / brand.id, order.out / brand.id, folder / f"{brand.id}.old")
                except OSError as error:
                    message = f"the site cannot be put in place: {error.strerror}"
                    raise BuildError(Finding("SITE", "error", message, order.out / brand.id)) from error
            remember(built)
    return built


def _run(outcomes: Iterable[tuple[Brand, "Outcome"]], number: int, progress: "Progress") -> Iterator[BuiltSite]:
    """Yield every site; the errors of all brands are raised together, when all have been tried."""
    findings: list[Finding] = []
    kinds = set[type[NoticepressError]]()
    for done, (brand, outcome) in enumerate(outcomes, 1):
        progress(done, number, brand.name)
        if isinstance(outcome, NoticepressError):
            findings.extend(outcome.findings)
            kinds.add(type(outcome))
        else:
            yield outcome
    if findings:
        kind = NoticeError if kinds == {NoticeError} else BuildError
        raise kind(*merged(findings))
