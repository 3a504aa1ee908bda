"""What was measured as Markdown: the targets first, met or not, then a section a run with all that it rests on."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from building import peers

Run = Mapping[str, Any]
_MB = 1e6
OURS = {
    "clone": "ours, from a clean clone installed by `make site`: empty cache",
    "uncompiled": "the same, and the package never compiled",
    "no-cache": "ours, `--no-cache`",
    "html": "ours, HTML alone: `--no-cache --no-pdf`",
    "html-1": "ours, HTML alone, `--jobs 1`",
    "papers": "ours, and every PDF typeset anew",
}
NAMES = OURS | {peer.id: peer.name for peer in peers.PEERS}
_STANDING = {
    "cold": "the build before",
    "python": "`python -c pass`",
    "imports": "Python, importing what the next line imports",
    "unchanged": "nothing changed",
    "changed": "one brand's telephone number changed",
}
_INTRODUCTION = """# Whole builds, measured

Written by `python benchmarks/build.py`; `benchmarks/build.json` has every sample. A made-up group: N invented brands
with contact details of their own, and V versions of this repository's notice, each made from the one before by an edit,
frozen and approved. Each run is a process of its own, cold runs start without a cache and without a site, and runs take
turns. Times are medians, with the least and the greatest behind them. CPU is that of all processes. “Largest” is the
peak memory of the largest process (never told below the 22 MiB of the script that measures), “together” the greatest
sum over all processes (PSS, a few times a second), “written” what was given to write calls, “output” the size of the
sites, “pages” their HTML files. “Load” is the machine's load average as the runs began: above its number of cores
others were at work, and CPU then says more than time.
"""
_FAIR = """Ours reads each release, holds every byte to its sums, the ledger and the
approvals, makes {redlines} redlines a brand and verifies each both ways, feeds, data, headers and policies, searches
all pages and PDFs for other brands' words, and checks all links within the sites. It does not render released Markdown
or PDFs again: those are frozen, and copied. “Every PDF typeset anew” typesets each version of each brand
meanwhile, in a process a core, and holds it to the frozen one byte for byte. The peers get the same texts,
bound to each brand already, without search or fonts. Installing is no part of any run, and compiles what it installs:
pip the peers and the libraries, `make site` this package. Ours takes a process a core; (a′) and (c) are one process,
(a) and (b) one after another: what they would gain by two at once is the difference between times and CPU.
"""


@dataclass(frozen=True)
class Fit:
    """A straight line through points by least squares, with the standard error of its slope."""

    start: float
    slope: float
    error: float
    r2: float
    furthest: float


def fit(points: Sequence[tuple[float, float]]) -> Fit:
    """Return the line; three points are needed. ``furthest`` is the greatest distance as a share of the point."""
    count = len(points)
    mean_x, mean_y = (sum(point[axis] for point in points) / count for axis in (0, 1))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    start = mean_y - slope * mean_x
    rest = [y - start - slope * x for x, y in points]
    squares, total = sum(r * r for r in rest), sum((y - mean_y) ** 2 for _, y in points)
    error = math.sqrt(squares / (count - 2) / spread)
    furthest = max(abs(r) / y for r, (_, y) in zip(rest, points, strict=True))
    return Fit(start, slope, error, 1 - squares / total, furthest)


def wall(run: Run, name: str) -> float:
    """Return the median time of a measurement, in seconds."""
    return median(sample["wall"] for sample in run["samples"][name])


def busy(run: Run, name: str) -> float:
    """Return the median CPU time of a measurement, in seconds."""
    return median(sample["cpu"] for sample in run["samples"][name])


def series_points(run: Run) -> list[tuple[float, float]]:
    """Return brands and seconds of a series."""
    return [(float(size), wall(run, size)) for size in run["samples"]]


def written(known: Mapping[str, Run]) -> str:
    """Return RESULTS.md."""
    parts = [_INTRODUCTION, _targets(known), "![Time beside the peers, and by number of brands](build.svg)\n"]
    parts += [_section(name, known[name]) for name in known]
    return "\n".join(parts)


def _section(name: str, run: Run) -> str:
    step = {
        "sides": _sides,
        "standing": _standing,
        "jobs": _jobs,
        "series": _series,
        "profile": _profile,
        "dask": _dask,
    }
    machine = ", ".join(f"{what} {value}" if what == "Python" else value for what, value in run["machine"].items())
    libraries = ", ".join(f"{what} {version}" for what, version in run["libraries"].items())
    head = f"## {_title(name, run)}\n\n{run['at']}, commit {run['commit']}; {machine}; {libraries}.\n\n"
    return head + "\n".join(step[run["step"]](run)) + "\n"


def _title(name: str, run: Run) -> str:
    words = {
        "sides": "Beside the peers",
        "standing": "Onto sites that stand",
        "jobs": "One process and two",
        "series": "By number of brands",
        "profile": "Where the time goes",
        "dask": "Two workers of dask on loopback",
    }
    size = f"{name.split()[1].split('x', maxsplit=1)[0].replace('-', ' to ')} brands × {run['versions']} versions"
    return f"{words[run['step']]}: {size}"


def _table(run: Run, names: Mapping[str, str], first: str = "run") -> Iterator[str]:
    yield f"| {first} | time | least–greatest | CPU | largest | together | written | output | pages | load |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for name, samples in run["samples"].items():
        yield f"| {names.get(name, name)} | {' | '.join(_cells(samples))} |"


def _cells(samples: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    def middle(field: str) -> float | None:
        values = [sample[field] for sample in samples if sample.get(field) is not None]
        return median(values) if values else None

    walls = [sample["wall"] for sample in samples]
    together, bytes_written, output = middle("together"), middle("written"), middle("output")
    yield f"{_seconds(median(walls))}"
    yield f"{_seconds(min(walls))}–{_seconds(max(walls))}" if len(walls) > 1 else "once"
    yield _seconds(middle("cpu") or 0)
    yield f"{middle('largest'):.0f} MiB"
    yield f"{together:.0f} MiB" if together else "–"
    yield f"{bytes_written / _MB:.1f} MB" if bytes_written is not None else "–"
    yield f"{output / _MB:.1f} MB" if output else "–"
    yield f"{middle('pages') or 0:,.0f}" if output else "–"
    loads = [sample["load"] for sample in samples]
    yield f"{min(loads):.1f}–{max(loads):.1f}" if len(loads) > 1 else f"{loads[0]:.1f}"


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s" if value < 100 else f"{value:.0f} s"


def _sides(run: Run) -> Iterator[str]:
    yield from _table(run, NAMES)
    yield "\nWhat a peer does not do:\n"
    yield from (f"- {peer.name}: {peer.lacks}." for peer in peers.PEERS)
    yield ""
    yield _FAIR.format(redlines=max(0, 2 * run["versions"] - 3))
    yield f"The peers: {', '.join(run['peers'])}."


def _standing(run: Run) -> Iterator[str]:
    yield from _table(run, _STANDING)
    beyond = wall(run, "unchanged") - wall(run, "imports")
    yield ""
    yield f"Nothing changed: {beyond * 1000:.0f} ms beyond Python's start and the imports."


def _jobs(run: Run) -> Iterator[str]:
    yield from _table(run, {"1": "`--no-cache --jobs 1`", "2": "`--no-cache --jobs 2`"})
    yield ""
    yield f"Two processes are {wall(run, '1') / wall(run, '2'):.2f} times as fast as one."


def _series(run: Run) -> Iterator[str]:
    yield from _table(run, {size: f"{int(size):,}" for size in run["samples"]}, "brands, `--no-cache`")
    yield ""
    points = series_points(run)
    if len(points) > 2:
        yield f"{fit_words(fit(points))} The furthest point is {fit(points).furthest:.0%} off the line."
    largest = max(run["made"], key=int)
    made = run["made"][largest]
    source = f"copied from {made['copied_from'].rpartition('-')[0]}" if made["copied_from"] else "every PDF typeset"
    yield f"Making the workspace of {int(largest):,} brands took {made['seconds']:.0f} s ({source})."


def fit_words(line: Fit) -> str:
    """Return a line in words."""
    return (
        f"Least squares: {line.start:.2f} s + ({line.slope * 1000:.1f} ± {line.error * 1000:.1f}) ms a brand "
        f"(standard error), R² {line.r2:.4f}."
    )


def _profile(run: Run) -> Iterator[str]:
    for name, found in run["profiles"].items():
        yield f"### {'Cold' if name == 'cold' else 'Nothing changed'}: {found['total']:.2f} s of CPU under cProfile\n"
        yield "| own time by package | s | share |"
        yield "|---|--:|--:|"
        for package, own in found["packages"]:
            yield f"| {package} | {own:.3f} | {own / found['total']:.0%} |"
        yield ""
        for key, what in (
            ("own", "own time"),
            ("below", "with all that it calls, ours alone, below half of the total"),
        ):
            yield f"| {what} | calls | own s | in all s |"
            yield "|---|--:|--:|--:|"
            for function, calls, own, below in found[key]:
                yield f"| `{function.replace('|', chr(92) + '|')}` | {calls:,} | {own:.3f} | {below:.3f} |"
            yield ""


def _dask(run: Run) -> Iterator[str]:
    yield from _table(run, {"first": "first run, empty cache", "second": "second run, sites deleted"})
    differing = run["differing"]
    said = "no file differs" if not differing else f"{len(differing)} files differ, such as `{differing[0]}`"
    yield ""
    yield f"Beside a build of this machine's processes {said}."
    first, second = run["made"]
    yield f"The first run made {first} pages and redlines, the second {second}. The table is of the process that asks."


def _targets(known: Mapping[str, Run]) -> str:
    rows = ["| target | measured | |", "|---|---|---|"]
    for target, measured, met in _judged(known):
        word = "not measured" if met is None else "met" if met else "**not met**"
        rows.append(f"| {target} | {measured} | {word} |")
    return "\n".join(rows) + "\n"


def _judged(known: Mapping[str, Run]) -> Iterator[tuple[str, str, bool | None]]:
    """Yield each target, what was measured, and whether it was met."""
    yield from _against_peers(known.get("sides 4x5"))
    yield from _of_standing(known)
    series = [run for run in known.values() if run["step"] == "series"]
    yield from _of_size(max(series, key=lambda run: (run["versions"], len(run["samples"])), default=None))
    yield from _of_jobs(known)
    yield from _of_dask([run for run in known.values() if run["step"] == "dask"])


def _against_peers(run: Run | None) -> Iterator[tuple[str, str, bool | None]]:
    wanted = (
        ("4 brands × 5 versions from a clean clone: at least 8 times faster than (a)", "a", "clone", 8.0),
        ("with all 20 PDFs typeset anew: at least 4 times faster than (a)", "a", "papers", 4.0),
    )
    for target, peer, own, least in wanted:
        if run is None:
            yield target, "", None
            continue
        found, other = wall(run, peer) / wall(run, own), wall(run, "a1") / wall(run, own)
        cpu = busy(run, peer) / busy(run, own)
        told = f"{found:.1f} times ({cpu:.1f} by CPU); {other:.1f} times (a′)"
        if own == "clone":
            told += f"; {wall(run, peer) / wall(run, 'uncompiled'):.1f} times with the package never compiled"
        yield target, told, found >= least
    target = "HTML alone: at most 2 times (c)"
    if run is None:
        yield target, "", None
    else:
        found = wall(run, "html") / wall(run, "c")
        cpu, zensical = busy(run, "html") / busy(run, "c"), wall(run, "html") / wall(run, "b")
        yield target, f"{found:.1f} times ({cpu:.1f} by CPU); {zensical:.1f} times (b)", found <= 2


def _of_standing(known: Mapping[str, Run]) -> Iterator[tuple[str, str, bool | None]]:
    runs = [run for run in known.values() if run["step"] == "standing"]
    target = "nothing changed: at most 50 ms beyond Python's own start and imports"
    small = next((run for run in runs if (run["brands"], run["versions"]) == (4, 5)), None)
    if small is None:
        yield target, "", None
    else:
        beyond = wall(small, "unchanged") - wall(small, "imports")
        cpu = busy(small, "unchanged") - busy(small, "imports")
        yield target, f"{beyond * 1000:.0f} ms ({cpu * 1000:.0f} ms by CPU) at 4 × 5", beyond <= 0.05
    target = "one brand changed among 1,000: at most 2 s"
    largest = max(runs, key=lambda run: (run["brands"], run["versions"]), default=None)
    if largest is None or largest["brands"] < 1000:
        told = f"{_seconds(wall(largest, 'changed'))} among {largest['brands']}" if largest else ""
        yield target, told, None
    else:
        took = wall(largest, "changed")
        yield target, f"{_seconds(took)} × {largest['versions']} versions", took <= 2


def _of_size(run: Run | None) -> Iterator[tuple[str, str, bool | None]]:
    sizes = {int(size): size for size in run["samples"]} if run else {}
    times = {size: wall(run, name) for size, name in sizes.items()} if run else {}
    whole = bool(run) and run["versions"] >= 20 and 1000 in sizes
    largest = max(sizes, default=0)
    told = f"{_seconds(times[largest])} for {largest:,} × {run['versions']}" if run else ""
    yield "1,000 brands × 20 versions: stated time", told, True if whole else None
    both = {100, 1000} <= sizes.keys()
    for field, what in (("largest", "the largest process"), ("together", "all together")):
        target = f"peak memory at 1,000 brands at most 1.2 times that at 100: {what}"
        if not run or not both:
            yield target, "", None
            continue
        small, large = (median(s[field] or 0 for s in run["samples"][sizes[size]]) for size in (100, 1000))
        yield target, f"{large / small:.2f} times: {small:.0f} and {large:.0f} MiB", large <= 1.2 * small
    target = "time linear in brands"
    if run and len(sizes) > 2:
        line = fit(series_points(run))
        enough = line.r2 >= 0.99 and whole
        yield target, fit_words(line), enough if whole else None
    else:
        yield target, "", None


def _of_jobs(known: Mapping[str, Run]) -> Iterator[tuple[str, str, bool | None]]:
    runs = [run for run in known.values() if run["step"] == "jobs"]
    target = "two processes at least 1.6 times one"
    largest = max(runs, key=lambda run: (run["brands"], run["versions"]), default=None)
    if largest is None:
        yield target, "", None
    else:
        times = wall(largest, "1") / wall(largest, "2")
        at = max(sample["load"] for samples in largest["samples"].values() for sample in samples)
        size = f"{largest['brands']} × {largest['versions']}, load up to {at:.1f}"
        yield target, f"{times:.2f} times at {size}", times >= 1.6


def _of_dask(runs: Sequence[Run]) -> Iterator[tuple[str, str, bool | None]]:
    target = "dask with two workers: byte for byte the same, and the second run renders nothing"
    if not runs:
        yield target, "", None
    else:
        run = runs[-1]
        told = f"{len(run['differing'])} files differ; made: {run['made'][0]}, then {run['made'][1]}"
        yield target, told, not run["differing"] and run["made"][1] == 0
