"""The desk from a workspace into a folder: read, build the brands' sites, stage the tree, build it, put it in place."""

import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from noticepress.build import build_sites
from noticepress.config import Workspace
from noticepress.desk.gather import gather, with_sites
from noticepress.desk.model import Desk
from noticepress.desk.pages import desk_files, make_pages, navigation
from noticepress.desk.tree import stage
from noticepress.errors import BuildError, Finding, NoticepressError
from noticepress.extras import install
from noticepress.site import put_in_place, refuse_foreign
from noticepress.site.engine import run_mkdocs
from noticepress.site.place import set_modes

#: What every built desk has; a folder that is not empty and lacks them is not replaced.
MARKS = ("404.html", "assets/desk.css")


@dataclass(frozen=True)
class BuiltDesk:
    """What was built: how many pages, the brands whose sites are in it, and why others are not."""

    pages: int
    sites: tuple[str, ...]
    faults: tuple[Finding, ...]


def build_desk(
    workspace: Workspace,
    out: Path,
    *,
    as_at: date,
    parser: ArgumentParser,
    environ: Mapping[str, str] | None = None,
) -> BuiltDesk:
    """Build the desk into the folder ``out``, which is replaced whole; a build that fails leaves it as it was.

    ``parser`` is that of the command line, which the handbook describes. Each brand's site with its draft stands
    below ``sites/``. Sites that cannot be built, because of an error in a notice for one, cost their preview alone:
    the desk says why. The same workspace and ``as_at`` (a day in Europe/London) give the same bytes. Raises
    ``BuildError`` where mkdocs-material is missing, where ``out`` holds something else, or where the engine or the
    file system refuses, and whatever ``gather`` raises.
    """
    require_material()
    out = out.resolve()
    refuse_foreign(out, MARKS, rule="DESK", what="desk", by="run of 'desk'")
    desk = gather(workspace, as_at, environ)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
            work = Path(temporary)
            desk = build_previews(workspace, desk, work / "built")
            count = refresh(workspace, desk, work / "tree", work / "site", parser)
            if (work / "built").exists():
                (work / "built").rename(work / "site" / "sites")
            put_in_place(work / "site", out, work / "old")
    except OSError as error:
        raise BuildError(Finding("DESK", "error", f"the desk cannot be written: {error.strerror}", out)) from error
    brands = tuple(dict.fromkeys(text.brand.id for text in desk.texts if text.site))
    return BuiltDesk(count, brands, desk.faults)


def build_previews(workspace: Workspace, desk: Desk, folder: Path) -> Desk:
    """Build every brand's site with its draft below ``folder``; return the desk that knows which there are."""
    try:
        built = build_sites(workspace, workspace.brands, folder, as_at=desk.as_at, draft=True, pdf=False)
    except NoticepressError as error:
        return with_sites(desk, (), error.findings)
    return with_sites(desk, [site.brand for site in built])


def refresh(workspace: Workspace, desk: Desk, tree: Path, site: Path, parser: ArgumentParser) -> int:
    """Bring the staged ``tree`` up to date with ``desk`` and build it into ``site``; return the number of pages.

    Only files that changed are written. The brands' own sites are left to ``build_previews``: mkdocs empties ``site``.
    """
    templates = workspace.templates / "desk"
    pages = make_pages(desk, templates, parser)
    stage(pages, desk_files(desk), navigation(desk, pages), templates, tree, site)
    run_mkdocs(tree, [tree / "theme"], desk.as_at)
    _tidy(site)
    return len(pages)


def _tidy(site: Path) -> None:
    """Remove what depends on the machine's zlib, and set every mode."""
    (site / "sitemap.xml.gz").unlink(missing_ok=True)
    set_modes(site)


def require_material() -> None:
    """Raise ``BuildError`` where mkdocs-material is not installed: it is an extra."""
    if find_spec("material") is None:
        hint = f"install it: {install('desk')}"
        raise BuildError(Finding("DESK", "error", "the desk needs mkdocs-material, which is not installed", hint=hint))
