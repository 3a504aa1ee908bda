"""What is made anew after a change: first every brand's preview, then, in a process of its own, the desk."""

import os
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from multiprocessing import get_context, get_start_method
from pathlib import Path

from noticepress.build import build_sites
from noticepress.cache import FOLDER
from noticepress.config import load_workspace
from noticepress.dates import today
from noticepress.errors import BuildError, Finding, NoticepressError
from noticepress.site import put_in_place
from noticepress.workers import begin

#: How far the desk stands behind what somebody waits for, as ``nice`` counts.
_BEHIND = 15
#: Whose bytes a browser would show otherwise: not the feeds and the data, which nobody looks at here.
_SEEN = frozenset({".html", ".css", ".js", ".svg", ".png"})


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild came to: the pages that changed, what stopped it, the brands that were built, and its seconds."""

    pages: frozenset[str]
    faults: tuple[Finding, ...]
    brands: tuple[str, ...]
    seconds: float


@dataclass
class Workshop:
    """Where the previews and the desk of the workspace ``root`` are made: below its cache, in nobody's way.

    ``as_at`` is the day in Europe/London to look from; ``None`` is whatever today is. ``parser`` makes that of the
    command line, for the handbook.
    """

    root: Path
    as_at: date | None
    parser: Callable[[], ArgumentParser]
    _digests: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def sites(self) -> Path:
        """The folder of the previews, one a brand."""
        return self.root / FOLDER / "serve" / "sites"

    @property
    def desk(self) -> Path:
        """The folder of the desk."""
        return self.root / FOLDER / "serve" / "desk"

    def previews(self) -> Rebuilt:
        """Build the site of each brand whose draft changed; where something stops that, all stay as they were."""
        started = time.perf_counter()
        try:
            workspace = load_workspace(self.root)
            day = self.as_at or today()
            built = build_sites(
                workspace,
                workspace.brands,
                self.sites,
                as_at=day,
                draft=True,
                pdf=False,
                # The first ones are made here: what this process has read and compiled its copies have too.
                jobs=_cores() if self._digests else 1,
                cached=True,
                checked=False,
            )
        except NoticepressError as error:
            return Rebuilt(frozenset(), error.findings, (), time.perf_counter() - started)
        made = tuple(site.brand for site in built if site.made is not None)
        pages = frozenset(page for brand in made for page in self._changed(self.sites / brand, f"sites/{brand}/"))
        return Rebuilt(pages, (), made, time.perf_counter() - started)

    def refreshed(self, worker: ProcessPoolExecutor) -> "Future[float]":
        """Have the desk made anew by ``worker``; the future's result is how many seconds that took."""
        return worker.submit(make_desk, self.root, self.as_at or today(), self.sites, self.desk, self.parser)

    def desk_pages(self) -> frozenset[str]:
        """Return the pages of the desk that are others than when this was last asked."""
        return frozenset(self._changed(self.desk, ""))

    def _changed(self, folder: Path, prefix: str) -> Iterator[str]:
        """Yield the paths, as a browser knows them, of the files below ``folder`` that came, went or changed."""
        before, now = self._digests.get(prefix, {}), _digests(folder)
        self._digests[prefix] = now
        yield from (prefix + name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name))


def _cores() -> int:
    """Return how many processes share the previews: those that are copies of this one begin at once, others do not."""
    return os.cpu_count() or 1 if get_start_method() == "fork" else 1


def _digests(folder: Path) -> Mapping[str, str]:
    files = (path for path in folder.rglob("*") if path.suffix in _SEEN and path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def _begin_behind() -> None:
    """Make this process a worker that leaves the machine to others, the previews and the browser first of all."""
    begin()
    if hasattr(os, "nice"):
        os.nice(_BEHIND)


@contextmanager
def desk_worker() -> Iterator[ProcessPoolExecutor]:
    """Give the process that makes the desk; it has loaded what that needs once, and ends with this one."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_begin_behind) as worker:
        try:
            yield worker
        finally:
            worker.shutdown(wait=False, cancel_futures=True)


def make_desk(root: Path, as_at: date, sites: Path, out: Path, parser: Callable[[], ArgumentParser]) -> float:
    """Make the desk of a workspace in the folder ``out``, which is replaced whole; return the seconds it took.

    ``sites`` holds the previews that it shows. Raises ``NoticepressError`` as ``desk.build_desk`` does.
    """
    from noticepress.desk.build import refresh  # noqa: PLC0415 - an extra, and it takes long to import
    from noticepress.desk.gather import gather, with_sites  # noqa: PLC0415

    started = time.perf_counter()
    workspace = load_workspace(root)
    built = [brand.id for brand in workspace.brands if (sites / brand.id).is_dir()]
    work = out.with_name("work")
    try:
        work.mkdir(parents=True, exist_ok=True)
        desk = with_sites(gather(workspace, as_at), built)
        refresh(workspace, desk, work / "tree", work / "site", parser())
        put_in_place(work / "site", out, work / "old")
    except OSError as error:
        raise BuildError(Finding("DESK", "error", f"the desk cannot be written: {error.strerror}", out)) from error
    return time.perf_counter() - started
