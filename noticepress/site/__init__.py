"""From a site as values to a site on disk: stage a tree, build it with mkdocs, put it in place whole.

To change the engine, change ``engine``: what ``staging`` writes before it is a plain folder of pages.
"""

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noticepress.cache import Store
from noticepress.errors import BuildError, Finding
from noticepress.model import Page, Site
from noticepress.site.place import MARKS, put_in_place, refuse_foreign, set_modes, write_files

if TYPE_CHECKING:
    from noticepress.site.staging import stage

__all__ = ["MARKS", "build_site", "put_in_place", "refuse_foreign", "stage"]


def __getattr__(name: str) -> Any:
    """Return ``stage``, imported when it is first asked for (PEP 562): who only puts sites in place stages none."""
    if name != "stage":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from noticepress.site import staging  # noqa: PLC0415

    return staging.stage


def build_site(
    site: Site, out: Path, templates: Path, base_config: Path, as_at: date, store: Store | None = None
) -> int:
    """Build ``site`` into the folder ``out``, which is replaced whole; a build that fails leaves it as it was.

    The same site and ``as_at`` (a day in Europe/London) give the same bytes and file modes anywhere, also where
    ``store`` has some of the pages already. Returns how many pages were made. Raises ``BuildError`` where the
    engine or the file system refuses, or where ``out`` holds something else.
    """
    out = out.resolve()
    refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
            work = Path(temporary)
            made = _make_pages(site, work, templates.resolve(), base_config.resolve(), as_at, store)
            write_files(work / "site", {file.path: file.data for file in site.files})
            set_modes(work / "site")
            put_in_place(work / "site", out, work / "old")
    except OSError as error:
        raise BuildError(Finding("SITE", "error", f"the site cannot be written: {error}", out)) from error
    return made


def _make_pages(site: Site, work: Path, templates: Path, base_config: Path, as_at: date, store: Store | None) -> int:
    """Fill ``work/site`` with all but ``site.files``: from the store what it has, from the engine the rest."""
    from noticepress.site.plain import is_plain  # noqa: PLC0415 - nor what follows where sites are only put in place

    if store is None or not is_plain(base_config):
        _run(site, work, templates, base_config, as_at, {})
        return len(site.pages)
    from noticepress.site.kept import Recipe  # noqa: PLC0415 - without a store there is nothing to keep

    recipe = Recipe(site, templates, base_config, as_at, store)
    if recipe.known is not None:
        write_files(work / "site", recipe.known)
        return 0
    _run(site, work, templates, base_config, as_at, recipe.kept)
    recipe.remember(work / "site")
    write_files(work / "site", recipe.kept)
    return len(recipe.missing)


def _run(site: Site, work: Path, templates: Path, base_config: Path, as_at: date, kept: Mapping[str, bytes]) -> None:
    from noticepress.site.engine import run_mkdocs  # noqa: PLC0415 - it takes longer to import than a page to read
    from noticepress.site.kept import output  # noqa: PLC0415
    from noticepress.site.plain import plain_extra  # noqa: PLC0415
    from noticepress.site.staging import configuration, layers, stage  # noqa: PLC0415

    said = plain_extra(base_config)
    given = said if said is not None and said.keys().isdisjoint(configuration(site)["extra"]) else None
    paths = [page.path for page in site.pages if output(page) in kept]
    values = stage(site, work, templates, base_config, kept=paths, given=given)
    run_mkdocs(work, layers(site.brand, templates), as_at, values)
    built = work / "site"
    # mkdocs packs the sitemap, and the packed bytes depend on the machine's zlib.
    (built / "sitemap.xml.gz").unlink(missing_ok=True)
    for page in site.pages:
        if output(page) not in kept:
            _check_body(page, built / output(page))


def _check_body(page: Page, path: Path) -> None:
    if page.html.encode() not in path.read_bytes():
        message = f"the template {page.template} does not put out the body of {page.path} as it is"
        raise BuildError(Finding("TEMPLATE", "error", message, hint="use {{ page.meta.body }}, with no filter"))
