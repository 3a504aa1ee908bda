"""Ways to run noticepress that no command line has: python ours.py WAY …

papers WORKSPACE OUT AS_AT   build without a cache, then typeset the PDF of every version of every brand anew, put
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
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

#: Below this many brands a build is one process; what is done beside it is one as well.
_WORTH_PROCESSES = 12


def papers(root: str, out: str, as_at: str) -> int:
    from noticepress.build import build_sites
    from noticepress.config import load_workspace

    workspace = load_workspace(Path(root))
    build_sites(workspace, workspace.brands, Path(out), as_at=date.fromisoformat(as_at))
    typeset = partial(_papers, root, out, as_at)
    names = [brand.id for brand in workspace.brands]
    if len(names) < _WORTH_PROCESSES:
        found = [typeset(names)]
    else:
        processes = os.cpu_count() or 1
        with ProcessPoolExecutor(processes) as pool:
            found = list(pool.map(typeset, (names[n::processes] for n in range(processes))))
    differing = sum(differ for _, differ in found)
    print(f"typeset {sum(made for made, _ in found)} PDFs, {differing} of them not as frozen")
    return min(differing, 1)


def _papers(root: str, out: str, as_at: str, brands: list[str]) -> tuple[int, int]:
    """Typeset every PDF of ``brands``; return how many, and how many of them are not as frozen."""
    from noticepress.cli.commands import _typesetter
    from noticepress.config import load_workspace
    from noticepress.pages import addresses
    from noticepress.timelines import load_timelines

    workspace = load_workspace(Path(root))
    typeset = _typesetter(workspace)
    chosen = [workspace.brand(brand) for brand in brands]
    made = differ = 0
    for notice in workspace.notices:
        for timeline in load_timelines(workspace, notice, chosen, date.fromisoformat(as_at)):
            for version in timeline.versions:
                assert version.release is not None
                document, brand = version.document, timeline.brand
                pdf = typeset(document, brand, version.release.recorded)
                path = Path(out, brand.id, addresses.pdf(notice, document.version, document.language))
                differ += path.read_bytes() != pdf
                path.write_bytes(pdf)
                made += 1
    return made, differ


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


def cluster() -> int:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as made:
        print(made.scheduler_address, flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    ways = {"papers": papers, "modules": modules, "imports": imports, "cluster": cluster}
    raise SystemExit(ways[sys.argv[1]](*sys.argv[2:]))
