"""Ways to run noticepress that no command line has: python ours.py WAY …

papers WORKSPACE OUT AS_AT   build without a cache, typeset the PDF of every version of every brand anew meanwhile, put
                             each in its place in the site, and hold it to the frozen one: 1 where one differs
modules FILE ARGUMENT…       run a command and write the names of the modules that it imported
imports FILE                 import those, and nothing more
cluster                      a scheduler of dask with two workers on loopback, until standard input ends
"""

import contextlib
import importlib
import json
import os
import sys
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any


def papers(root: str, out: str, as_at: str) -> int:
    from noticepress.archive import load_releases
    from noticepress.build import build_sites
    from noticepress.cli import search_seldom
    from noticepress.config import load_workspace
    from noticepress.workers import ahead

    # As the command line has it.
    search_seldom()
    workspace, day = load_workspace(Path(root)), date.fromisoformat(as_at)
    releases = [load_releases(workspace.root, name, workspace.renamed, brands=()) for name in workspace.notices]
    processes = min(os.cpu_count() or 1, len(workspace.brands))
    with contextlib.ExitStack() as stack:
        parts = (workspace.brands[first::processes] for first in range(processes))
        made = [stack.enter_context(ahead(partial(_papers, workspace, releases, day, part))) for part in parts]
        build_sites(workspace, workspace.brands, Path(out), as_at=day)
        pdfs = [pdf for result in made for pdf in result()]
    differ = 0
    for name, pdf in pdfs:
        path = Path(out, name)
        differ += path.read_bytes() != pdf
        path.write_bytes(pdf)
    print(f"typeset {len(pdfs)} PDFs, {differ} of them not as frozen")
    return min(differ, 1)


def _papers(workspace: Any, releases: Any, day: date, brands: Any) -> list[tuple[str, bytes]]:
    """Typeset every PDF of some brands; return each with its path in the sites."""
    from noticepress.pages import addresses
    from noticepress.pdf import notice_pdf
    from noticepress.timelines import load_timelines

    pdfs = []
    for brand, of_notice in product(brands, releases):
        (timeline,) = load_timelines(workspace, of_notice[0].notice, (brand,), day, releases=of_notice)
        for document, made in ((version.document, version.release.recorded) for version in timeline.versions):
            pdf = notice_pdf(document, brand=brand, templates=workspace.templates, produced=made, recorded=made)
            path = addresses.pdf(timeline.notice, document.version, document.language)
            pdfs.append((f"{brand.id}/{path}", pdf))
    return pdfs


def modules(file: str, *arguments: str) -> int:
    before = set(sys.modules)
    from noticepress.cli import main

    code = main(arguments)
    names = [name for name in sys.modules if name not in before and not name.startswith("__")]
    Path(file).write_text(json.dumps(names), encoding="utf-8")
    return code


def imports(file: str) -> int:
    for name in json.loads(Path(file).read_text(encoding="utf-8")):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    return 0


def dask(root: str, out: str, as_at: str, scheduler: str, file: str) -> int:
    from distributed import Client

    from noticepress.build import Elsewhere, build_sites
    from noticepress.config import load_workspace

    workspace, day = load_workspace(Path(root)), date.fromisoformat(as_at)
    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        with client.get_executor(pure=False) as executor:
            elsewhere = Elsewhere(executor)
            built = build_sites(workspace, workspace.brands, Path(out), as_at=day, cached=True, elsewhere=elsewhere)
    Path(file).write_text(str(sum(site.made or 0 for site in built)), encoding="utf-8")
    return 0


def cluster() -> int:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as made:
        print(made.scheduler_address, flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    ways = {"papers": papers, "modules": modules, "imports": imports, "dask": dask, "cluster": cluster}
    raise SystemExit(ways[sys.argv[1]](*sys.argv[2:]))
