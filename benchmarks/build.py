"""Time whole builds of a made-up group beside what else could make it, and write benchmarks/RESULTS.md and build.svg.

    python benchmarks/build.py                                   4 brands × 5 versions: sides, standing, jobs, profile
    python benchmarks/build.py sides --brands 20 --versions 5    ours and the peers in turn
    python benchmarks/build.py standing jobs --brands 1000 --versions 20
    python benchmarks/build.py series --versions 20              25 to 1,000 brands, with a fit
    python benchmarks/build.py dask --brands 20                  two workers on loopback, byte for byte
    python benchmarks/build.py report                            write the results again from benchmarks/build.json

Steps: sides (cold builds beside the peers), standing (nothing changed; one telephone number changed), jobs (one
process and two), series (by number of brands), profile (where the time goes), dask. Every run is a process of its own;
runs of a step take turns, so that what else the machine does falls on all alike. Workspaces and the peers' environment
are kept below --keep and used again: 1,000 brands × 20 versions take 20,000 PDFs, frozen once. WeasyPrint, of the
peers, needs libraries of the system: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.
"""

import argparse
import contextlib
import filecmp
import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from building import peers, plot, report, runs

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
#: After the last of twenty versions, so that every version is in force or was.
AS_AT = "2026-11-25"
SIZES = (25, 50, 100, 200, 400, 1000)
STEPS = ("sides", "standing", "jobs", "series", "profile", "dask", "report")
USUAL = ("sides", "standing", "jobs", "profile")
_OURS = HERE / "building" / "ours.py"
_LIBRARIES = ("mkdocs", "jinja2", "typst", "pydantic", "markdown-it-py", "html5lib")


class Bench:
    """One run of this script: where its workspaces are kept, and how often each measurement is taken."""

    def __init__(self, keep: Path, times: int) -> None:
        self.keep, self.times = keep, times
        self.work = Path(tempfile.mkdtemp(prefix="work-", dir=keep))
        self.env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)

    def workspace(self, brands: int, versions: int) -> Path:
        """Return the workspace of that size, made by a process of its own where it is not there yet."""
        command = [sys.executable, str(HERE / "building" / "made.py"), str(self.keep), str(brands), str(versions)]
        said = subprocess.run(command, env=self.env, check=True, stdout=subprocess.PIPE, text=True).stdout
        return Path(said.strip().splitlines()[-1])

    def sample(
        self, command: Sequence[str], output: Path | None = None, env: Mapping[str, str] | None = None
    ) -> runs.Sample:
        return runs.run(command, self.work / "log", env or self.env, output)

    def build(self, root: Path, out: Path, *options: str, source: Path = ROOT) -> list[str]:
        """Return the command that builds all sites of ``root`` below ``out``."""
        start = [sys.executable, str(source / "build.py"), "--workspace", str(root), "build"]
        return [*start, "--as-at", AS_AT, "--out", str(out), *options]

    def fresh(self, name: str) -> Path:
        """Return a folder that is not there, of that name."""
        path = self.work / name
        shutil.rmtree(path, ignore_errors=True)
        return path

    def forget(self, root: Path) -> None:
        """Empty a workspace's cache."""
        shutil.rmtree(root / ".noticepress-cache", ignore_errors=True)

    def in_turn(self, ways: Mapping[str, Callable[[], runs.Sample]]) -> dict[str, list[dict[str, Any]]]:
        """Take every measurement so many times, one of each in turn; return the samples by name."""
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in ways}
        for number in range(self.times):
            for name, way in ways.items():
                taken = way()
                found[name].append(asdict(taken))
                told = f"{taken.wall:8.2f} s  {taken.cpu:8.2f} s CPU  {taken.largest:5.0f} MiB  load {taken.load:.1f}"
                print(f"  {name:24} {number + 1}/{self.times}  {told}", flush=True)
        return found


def sides(bench: Bench, brands: int, versions: int) -> dict[str, Any]:
    """Ours and the peers, cold, on the same texts."""
    root = bench.workspace(brands, versions)
    staged, words = _staged(bench, root)
    python = peers.environment(bench.keep / "peers")
    ways: dict[str, Callable[[], runs.Sample]] = {
        "clone": lambda: _from_clone(bench, root),
        "uncompiled": lambda: _from_clone(bench, root, compiled=False),
        "no-cache": lambda: _without_cache(bench, root),
        "html": lambda: _without_cache(bench, root, "--no-pdf"),
        "html-1": lambda: _without_cache(bench, root, "--no-pdf", "--jobs", "1"),
        "papers": lambda: _papers(bench, root),
    }

    def peer(one: peers.Peer) -> Callable[[], runs.Sample]:
        return lambda: _peer(bench, one, python, staged, words)

    ways |= {one.id: peer(one) for one in peers.PEERS}
    return {"samples": bench.in_turn(ways), "peers": list(peers.PINNED)}


def _staged(bench: Bench, root: Path) -> tuple[Path, dict[str, str]]:
    """Write the texts for the peers; return the folder, and by brand words that each of its pages has to hold."""
    staged = bench.fresh("staged")
    program = "import sys; from pathlib import Path; from building.made import stage; stage(*map(Path, sys.argv[1:]))"
    env = {**bench.env, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}"}
    subprocess.run([sys.executable, "-c", program, str(root), str(staged)], env=env, check=True)
    peers.configure(staged)
    files = sorted((root / "brands").glob("*.yml"))
    return staged, {path.stem: _telephone(path.read_text("utf-8")) for path in files}


def _telephone(brand_file: str) -> str:
    found = re.search(r'telephone: "(.+)"', brand_file)
    assert found
    return found[1]


def _from_clone(bench: Bench, root: Path, *, compiled: bool = True) -> runs.Sample:
    """Build with a copy of the program as after ``git clone``, installed as ``make site`` does it, or just copied.

    Installing compiles the package, as it does the libraries and the peers; that is no part of what is measured.
    """
    source, out = bench.fresh("clone"), bench.fresh("out")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("noticepress", "templates"):
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("build.py", "mkdocs.yml"):
        shutil.copy(ROOT / name, source / name)
    if compiled:
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(source / "noticepress")], check=True)
    bench.forget(root)
    env = {**bench.env, "PYTHONPATH": str(source)}
    return bench.sample(bench.build(root, out, source=source), out, env)


def _without_cache(bench: Bench, root: Path, *options: str) -> runs.Sample:
    out = bench.fresh("out")
    return bench.sample(bench.build(root, out, "--no-cache", *options), out)


def _papers(bench: Bench, root: Path) -> runs.Sample:
    out = bench.fresh("out")
    return bench.sample([sys.executable, str(_OURS), "papers", str(root), str(out), AS_AT], out)


def _peer(bench: Bench, peer: peers.Peer, python: Path, staged: Path, words: Mapping[str, str]) -> runs.Sample:
    out = bench.fresh("out")
    taken = bench.sample(peers.command(peer.id, python, staged, out), out)
    missing = peers.faults(out, staged, words, pdfs=peer.pdfs)
    if missing:
        raise runs.FailedError(f"{peer.name}: {'; '.join(missing[:5])}")
    return taken


def standing(bench: Bench, brands: int, versions: int) -> dict[str, Any]:
    """Builds onto sites that stand: nothing changed, and one brand's telephone number changed."""
    root = bench.workspace(brands, versions)
    out, listed = bench.fresh("out"), bench.work / "modules.json"
    bench.forget(root)
    command = bench.build(root, out)
    first = bench.sample(command, out)
    bench.sample([sys.executable, str(_OURS), "modules", str(listed), *command[2:]])
    path = max((root / "brands").glob("*.yml"))
    before = path.read_text("utf-8")
    numbers = _unused(root)

    def changed() -> runs.Sample:
        # Another one each time: nothing that says it was ever made before.
        path.write_text(before.replace(_telephone(before), next(numbers)), encoding="utf-8")
        return bench.sample(command, out)

    try:
        found = bench.in_turn(
            {
                "python": lambda: bench.sample([sys.executable, "-c", "pass"]),
                "imports": lambda: bench.sample([sys.executable, str(_OURS), "imports", str(listed)]),
                "unchanged": lambda: bench.sample(command),
                "changed": changed,
            }
        )
    finally:
        path.write_text(before, encoding="utf-8")
    return {"samples": {"cold": [asdict(first)], **found}}


def _unused(root: Path) -> Iterator[str]:
    """Yield drama numbers that no brand of a workspace has."""
    taken = {_telephone(path.read_text("utf-8")) for path in (root / "brands").glob("*.yml")}
    numbers = (f"{area}{n:03}" for area in ("01632 960", "0113 496 0") for n in range(1000))
    return (number for number in numbers if number not in taken)


def jobs(bench: Bench, brands: int, versions: int) -> dict[str, Any]:
    """Cold builds with one process and with two."""
    root = bench.workspace(brands, versions)
    ways = {number: number for number in ("1", "2")}

    def with_jobs(number: str) -> Callable[[], runs.Sample]:
        return lambda: _without_cache(bench, root, "--jobs", number)

    return {"samples": bench.in_turn({number: with_jobs(number) for number in ways})}


def series(bench: Bench, sizes: Sequence[int], versions: int) -> dict[str, Any]:
    """Cold builds by number of brands; the largest workspace is made first, as it holds the others."""
    roots = {size: bench.workspace(size, versions) for size in sorted(sizes, reverse=True)}
    made = {size: json.loads((root / "made.json").read_text("utf-8")) for size, root in roots.items()}

    def of_size(size: int) -> Callable[[], runs.Sample]:
        return lambda: _without_cache(bench, roots[size])

    found = bench.in_turn({str(size): of_size(size) for size in sorted(sizes)})
    return {"samples": found, "made": {str(size): made[size] for size in sorted(sizes)}}


def profile(bench: Bench, brands: int, versions: int) -> dict[str, Any]:
    """Where the time of a cold build and of one with nothing changed goes; profiling makes both slower."""
    root = bench.workspace(brands, versions)
    bench.forget(root)
    out = bench.fresh("out")
    found = {}
    for name in ("cold", "unchanged"):
        file = bench.work / "profile.json"
        command = bench.build(root, out, "--jobs", "1")[2:]
        bench.sample([sys.executable, str(HERE / "building" / "profiled.py"), str(file), *command])
        found[name] = json.loads(file.read_text("utf-8"))
        print(f"  {name}: {found[name]['total']:.2f} s under the profiler", flush=True)
    return {"profiles": found}


def dask(bench: Bench, brands: int, versions: int) -> dict[str, Any]:
    """A build by two workers of dask on loopback beside one by this machine's processes; byte for byte the same."""
    root = bench.workspace(brands, versions)
    here = bench.fresh("here")
    bench.sample(bench.build(root, here, "--no-cache"))
    bench.forget(root)
    out = bench.fresh("out")
    with _cluster(bench) as address:
        told = bench.work / "made"
        command = [sys.executable, str(_OURS), "dask", str(root), str(out), AS_AT, address, str(told)]
        first = bench.sample(command, out)
        made = [int(told.read_text("utf-8"))]
        shutil.rmtree(out)
        second = bench.sample(command, out)
        made.append(int(told.read_text("utf-8")))
    samples = {"first": [asdict(first)], "second": [asdict(second)]}
    return {"samples": samples, "differing": _differing(here, out), "made": made}


@contextlib.contextmanager
def _cluster(bench: Bench) -> Iterator[str]:
    command = [sys.executable, str(_OURS), "cluster"]
    process = subprocess.Popen(command, env=bench.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(60)


def _differing(one: Path, other: Path) -> list[str]:
    """Return the files below two folders that only one has, or that are not the same byte for byte."""
    names = [{p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} for folder in (one, other)]
    _, differ, failed = filecmp.cmpfiles(one, other, sorted(names[0] & names[1]), shallow=False)
    return [*sorted(names[0] ^ names[1]), *differ, *failed]


def facts() -> dict[str, Any]:
    """Return when, where and with what a step ran."""
    commit = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude", "*"],
        capture_output=True,
        text=True,
        check=False,
    )
    versions = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return {"at": at, "machine": runs.machine(), "commit": commit.stdout.strip(), "libraries": versions}


def main() -> int:
    """Run the steps, and write the results after each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {', '.join(STEPS)}; default: {', '.join(USUAL)}")
    parser.add_argument("--brands", type=int, default=4)
    parser.add_argument("--versions", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="of series")
    parser.add_argument("--times", type=int, default=3, help="how often each measurement is taken; its median counts")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir()) / "noticepress-benchmark", metavar="DIR"
    )
    parser.add_argument(
        "--into", type=Path, default=HERE, metavar="DIR", help="of RESULTS.md, build.svg and build.json"
    )
    given = parser.parse_args()
    if unknown := set(given.steps) - set(STEPS):
        parser.error(f"no step is called {', '.join(sorted(unknown))}")
    given.keep.mkdir(parents=True, exist_ok=True)
    given.into.mkdir(parents=True, exist_ok=True)
    bench = Bench(given.keep.resolve(), given.times)
    try:
        for step in given.steps or USUAL:
            _step(bench, step, given)
    except (runs.FailedError, peers.MissingError) as error:
        print(error, file=sys.stderr)
        return 3
    finally:
        shutil.rmtree(bench.work, ignore_errors=True)
    return 0


def _step(bench: Bench, step: str, given: argparse.Namespace) -> None:
    """Take one step, keep what it found, and write all results anew."""
    data = given.into / "build.json"
    known: dict[str, Any] = json.loads(data.read_text("utf-8")) if data.exists() else {}
    if step != "report":
        shown = f"{min(given.sizes)}-{max(given.sizes)}" if step == "series" else str(given.brands)
        name = f"{step} {shown}x{given.versions}"
        started = time.perf_counter()
        print(f"{name}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}", flush=True)
        measured = {"step": step, "brands": given.brands, "versions": given.versions, **facts()}
        if step == "series":
            measured |= series(bench, given.sizes, given.versions)
        else:
            measured |= globals()[step](bench, given.brands, given.versions)
        known[name] = measured
        data.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        print(f"  took {time.perf_counter() - started:.0f} s", flush=True)
    (given.into / "build.svg").write_text(plot.drawn(known), encoding="utf-8")
    (given.into / "RESULTS.md").write_text(report.written(known), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
