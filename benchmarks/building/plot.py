"""What was measured as an SVG, drawn by hand: bars beside the peers, and time by number of brands with its line."""

import math
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from building.report import OURS, busy, fit, series_points, wall

Run = Mapping[str, Any]
_WIDTH, _LEFT, _RIGHT = 760, 250, 110
#: Colours that can be told apart by anyone, on light and on dark (Okabe and Ito), and by their words where they cannot.
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1b1b1b }
.title { font-size: 14px; font-weight: 600 }
.quiet { fill: #555 }
.ours { fill: #0072b2 } .peer { fill: #b35900 } .dot { fill: #0072b2 }
.line { stroke: #b35900; stroke-width: 1.5; fill: none } .axis { stroke: #8a8a8a; stroke-width: 1 }
.ground { fill: #fff }
@media (prefers-color-scheme: dark) {
  text { fill: #ececec } .quiet { fill: #b5b5b5 } .ground { fill: #16181b }
  .ours, .dot { fill: #56b4e9 } .peer { fill: #e69f00 } .line { stroke: #e69f00 }
}
"""
_ROW = 24
_SHOWN = ("clone", "no-cache", "html", "papers", "a", "a1", "b", "c")
_SHORT = {
    "clone": "ours, from a clean clone",
    "no-cache": "ours, compiled, no cache",
    "html": "ours, HTML alone",
    "papers": "ours, every PDF typeset anew",
    "a": "(a) mkdocs-material + WeasyPrint",
    "a1": "(a′) the same in one process",
    "b": "(b) Zensical, HTML alone",
    "c": "(c) Markdown + Jinja2, HTML alone",
}


def drawn(known: Mapping[str, Run]) -> str:
    """Return the plot of all sides and of the largest series that there is."""
    sides = [run for run in known.values() if run["step"] == "sides"]
    series = [run for run in known.values() if run["step"] == "series" and len(run["samples"]) > 2]
    marks: list[str] = []
    top = 10
    for run in sorted(sides, key=lambda run: (run["brands"], run["versions"])):
        height, found = _bars(run, top)
        marks += found
        top += height
    for run in series:
        height, found = _points(run, top)
        marks += found
        top += height
    said = escape(" ".join([*map(_said, sides), *map(_said_of_series, series)]) or "Nothing was measured yet.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" width="{_WIDTH}" height="{top}" '
        f'role="img" aria-labelledby="title desc">\n<title id="title">How long builds take</title>\n'
        f'<desc id="desc">{said}</desc>\n<style>{_STYLE}</style>\n'
        f'<rect class="ground" width="{_WIDTH}" height="{top}"/>\n' + "\n".join(marks) + "\n</svg>\n"
    )


def _shown(run: Run) -> list[str]:
    return [name for name in _SHOWN if name in run["samples"]]


def _said(run: Run) -> str:
    times = ", ".join(f"{_SHORT[name]} {wall(run, name):.2f} s" for name in _shown(run))
    return f"{run['brands']} brands of {run['versions']} versions: {times}."


def _said_of_series(run: Run) -> str:
    times = ", ".join(f"{brands:.0f} brands {seconds:.1f} s" for brands, seconds in series_points(run))
    return f"{run['versions']} versions each: {times}."


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _where(run: Run) -> str:
    machine = run["machine"]
    loads = [sample["load"] for samples in run["samples"].values() for sample in samples]
    parts = machine["processor"].split(",")[0], f"Python {machine['Python']}", run["at"], run["commit"]
    return f"{', '.join(parts)}; load average {min(loads):.1f}–{max(loads):.1f}"


def _bars(run: Run, top: float) -> tuple[float, list[str]]:
    """Return a panel of one bar a way, and its height."""
    names = _shown(run)
    room = _WIDTH - _LEFT - _RIGHT
    longest = max(wall(run, name) for name in names)
    size = f"{run['brands']} brands × {run['versions']} versions"
    marks = [_text(10, top + 14, f"{size}: seconds (of CPU), median of {len(run['samples'][names[0]])}", "title")]
    for number, name in enumerate(names):
        y, seconds = top + 28 + number * _ROW, wall(run, name)
        kind = "ours" if name in OURS else "peer"
        width = max(1.0, room * seconds / longest)
        marks.append(_text(_LEFT - 8, y + 13, _SHORT[name], anchor="end"))
        marks.append(f'<rect class="{kind}" x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_ROW - 7}"/>')
        marks.append(_text(_LEFT + width + 6, y + 13, f"{seconds:.2f} ({busy(run, name):.2f})"))
    bottom = 28 + len(names) * _ROW
    marks.append(_text(10, top + bottom + 14, _where(run), "quiet"))
    return bottom + 40, marks


def _points(run: Run, top: float) -> tuple[float, list[str]]:
    """Return a panel of seconds by number of brands with the line through them, and its height."""
    points, height = series_points(run), 240
    greatest_x, greatest_y = (_round(max(point[axis] for point in points)) for axis in (0, 1))
    left, right, up, down = 70.0, _WIDTH - 30.0, top + 34, top + 34 + height

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (right - left) * x / greatest_x, down - (down - up) * y / greatest_y

    line = fit(points)
    words = f"{line.start:.1f} s + ({line.slope * 1000:.1f} ± {line.error * 1000:.1f}) ms a brand, R² {line.r2:.4f}"
    title = f"{run['versions']} versions each, no cache: seconds by number of brands"
    marks = [_text(10, top + 14, title, "title"), _text(left + 12, up + 8, words)]
    marks += _axes(greatest_x, greatest_y, place)
    (x0, y0), (x1, y1) = place(0, max(0.0, line.start)), place(greatest_x, line.start + line.slope * greatest_x)
    marks.append(f'<path class="line" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"/>')
    for brands, seconds in points:
        x, y = place(brands, seconds)
        marks.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
    marks.append(_text(10, down + 40, _where(run), "quiet"))
    return height + 90, marks


def _axes(greatest_x: float, greatest_y: float, place: Any) -> Iterator[str]:
    (left, down), (right, up) = place(0, 0), place(greatest_x, greatest_y)
    yield f'<path class="axis" fill="none" d="M{left:.1f} {up:.1f}V{down:.1f}H{right:.1f}"/>'
    for step in range(5):
        x, y = greatest_x * step / 4, greatest_y * step / 4
        at_x, at_y = place(x, y)
        yield _text(at_x, down + 18, f"{x:g}", "quiet", "middle")
        yield _text(left - 8, at_y + 4, f"{y:g}", "quiet", "end")


def _round(value: float) -> float:
    """Return the next number of one or two digits that four steps divide evenly."""
    unit = 10 ** math.floor(math.log10(value))
    return next(unit * step for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if unit * step >= value)
