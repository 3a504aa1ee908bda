"""Ways to run noticepress that no command line has: python ours.py WAY …

papers WORKSPACE OUT AS_AT   build without a cache, then typeset the PDF of every version of every brand anew, put
                             each in its place in the site, and hold it to the frozen one: 1 where one differs
modules FILE ARGUMENT…       run a command and write the names of the modules that it imported
imports FILE                 import those, and nothing more
cluster                      a scheduler of dask with two workers on loopback, until standard input ends
"""

import contextlib
import gc
import importlib
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

#: What the processes that typeset share: they are copies of the one that read it.
_READ: list[tuple[Any, Any, Any]] = []


def papers(root: str, out: str, as_at: str) -> int:
    from noticepress.archive import load_releases
    from noticepress.build import build_sites
    from noticepress.cli import _MANY
    from noticepress.config import load_workspace

    # As the command line has it.
    gc.set_threshold(_MANY, 20, 20)
    workspace, day = load_workspace(Path(root)), date.fromisoformat(as_at)
    build_sites(workspace, workspace.brands, Path(out), as_at=day)
    releases = {name: load_releases(workspace.root, name, workspace.renamed, brands=()) for name in workspace.notices}
    _READ.append((workspace, releases, day))
    processes = min(os.cpu_count() or 1, len(workspace.brands))
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        found = [*pool.map(partial(_papers, out), [brand.id for brand in workspace.brands])]
    print(f"typeset {sum(done for done, _ in found)} PDFs, {sum(differ for _, differ in found)} of them not as frozen")
    return min(sum(differ for _, differ in found), 1)


def _papers(out: str, brand_id: str) -> tuple[int, int]:
    """Typeset every PDF of a brand; return how many there are, and how many of them are not as frozen."""
    from noticepress.cli.commands import _typesetter
    from noticepress.pages import addresses
    from noticepress.timelines import load_timelines

    ((workspace, releases, day),) = _READ
    brand, done, differ = workspace.brand(brand_id), 0, 0
    for notice, of_notice in releases.items():
        (timeline,) = load_timelines(workspace, notice, (brand,), day, releases=of_notice)
        for version in timeline.versions:
            document = version.document
            pdf = _typesetter(workspace)(document, brand, version.release.recorded)
            path = Path(out, brand.id, addresses.pdf(timeline.notice, document.version, document.language))
            done, differ = done + 1, differ + (path.read_bytes() != pdf)
            path.write_bytes(pdf)
    return done, differ


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
