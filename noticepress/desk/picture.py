"""The timeline as a picture: a lane for each history, a bar for each version, its state in words, form and pattern."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from noticepress.desk.model import Text
from noticepress.model import State, Version

#: What a state is called in the picture and in tables.
STATES: dict[State, str] = {
    "in-force": "in force",
    "upcoming": "upcoming",
    "proposed": "proposed",
    "superseded": "superseded",
    "withdrawn": "withdrawn",
    "draft": "draft",
}
#: Lanes are groups of brands with one history; more than this are no picture any more.
MOST_LANES = 40
_WIDTH, _LABEL, _RIGHT = 960, 176, 14
_BAR, _ROW, _LINE, _LANE_GAP, _TOP, _BOTTOM = 22, 28, 18, 14, 30, 26
_LETTER = 7.2
#: The shortest time that the axis spans, so that two versions of one week are not a picture of a week.
_LEAST = timedelta(days=120)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MOST_TICKS = 9
_SHOWN_NAMES = 4


@dataclass(frozen=True)
class Lane:
    """Brands that have the same versions on the same days."""

    names: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class _Bar:
    version: Version
    left: float
    right: float
    row: int
    is_open: bool
    is_early: bool


@dataclass(frozen=True)
class _Axis:
    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(_LABEL + share * (_WIDTH - _LABEL - _RIGHT), 1)


def lanes(texts: Sequence[Text]) -> tuple[Lane, ...]:
    """Return the histories of one notice's texts, brands with the same history together."""
    groups: dict[object, list[Text]] = {}
    for text in texts:
        versions = text.timeline.versions
        key = tuple((v.document.version, v.state, v.start, v.end, v.document.effective) for v in versions)
        groups.setdefault(key, []).append(text)
    return tuple(Lane(tuple(t.brand.name for t in same), same[0].timeline.versions) for same in groups.values())


def timeline_picture(found: Sequence[Lane], as_at: date, name: str, title: str) -> str:
    """Return the picture as SVG. ``name`` tells its parts from those of other pictures of a page.

    It has a title and a description; the page shows the same as a table. Colours come from the page's style, so that it
    suits light and dark; each state has a pattern and its word besides.
    """
    axis = _axis(found, as_at)
    parts, y = [], float(_TOP)
    for lane in found[:MOST_LANES]:
        bars = tuple(_packed(lane.versions, axis, as_at))
        tall = max((max((bar.row for bar in bars), default=0) + 1) * _ROW, len(_label(lane)) * _LINE + 4)
        parts.append(_lane(lane, bars, y, name))
        y += tall + _LANE_GAP
    height = y + _BOTTOM
    body = "".join([*_ticks(axis, y), *parts, _today(axis, as_at, y)])
    return (
        f'<svg class="timeline" viewBox="0 0 {_WIDTH} {height:g}" role="img" '
        f'aria-labelledby="{name}-title {name}-says"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-says">{escape(described(found, as_at))}</desc>{_patterns(name)}{body}</svg>'
    )


def described(found: Sequence[Lane], as_at: date) -> str:
    """Return in words what the picture shows."""
    said = [f"As at {as_at}."]
    for lane in found:
        versions = ", ".join(f"{v.document.version} {STATES[v.state]}{_days(v)}" for v in lane.versions)
        said.append(f"{', '.join(lane.names)}: {versions or 'no version'}.")
    return " ".join(said)


def _days(version: Version) -> str:
    day = version.start or version.document.effective
    first = f" from {day}" if day else ""
    return f"{first} to {version.last_day}" if version.last_day else first


def _axis(found: Sequence[Lane], as_at: date) -> _Axis:
    known = [as_at]
    for lane in found:
        for v in lane.versions:
            known += [day for day in (v.start, v.document.effective, v.end) if day]
    first, last = min(known), max(known)
    span = max(last - first, _LEAST)
    return _Axis(first - span / 5, max(last, first + span) + span / 5)


def _packed(versions: Sequence[Version], axis: _Axis, as_at: date) -> Iterator[_Bar]:
    """Yield a bar for each version in the first row in which it covers no other."""
    ends: list[float] = []
    for version in versions:
        first = version.start or version.document.effective
        first = as_at if version.state == "draft" else first
        is_open = version.end is None or version.end > axis.last
        left = axis.x(first) if first else float(_LABEL)
        right = float(_WIDTH - _RIGHT) if is_open or version.end is None else axis.x(version.end)
        right = max(right, left + 14)
        needed = max(right, left + 16 + _LETTER * len(_said(version)))
        row = next((n for n, end in enumerate(ends) if end + 4 <= left), len(ends))
        ends[row : row + 1] = [needed]
        yield _Bar(version, left, right, row, is_open, first is None)


def _said(version: Version) -> str:
    number = version.document.version
    return "draft" if version.state == "draft" else f"{number} {STATES[version.state]}"


def _lane(lane: Lane, bars: Sequence[_Bar], y: float, name: str) -> str:
    lines = "".join(
        f'<text class="lane" x="0" y="{y + 16 + n * _LINE:g}">{escape(line)}</text>'
        for n, line in enumerate(_label(lane))
    )
    return f'<g class="lane-of">{lines}{"".join(_bar(bar, y, name) for bar in bars)}</g>'


def _label(lane: Lane) -> list[str]:
    shown = list(lane.names[:_SHOWN_NAMES])
    more = len(lane.names) - len(shown)
    most = int(_LABEL / _LETTER) - 2
    shown = [line if len(line) <= most else f"{line[: most - 1]}…" for line in shown]
    return [*shown, f"and {more} more"] if more else shown


def _bar(bar: _Bar, y: float, name: str) -> str:
    """Return a bar; one that is open has a point, one that began nobody knows when has a ragged edge."""
    top, width = y + bar.row * _ROW, bar.right - bar.left
    low, mid = top + _BAR, top + _BAR / 2
    point = 9 if bar.is_open else 0
    early = (
        f"L{bar.left + 6:g} {mid + 5:g} L{bar.left:g} {mid:g} L{bar.left + 6:g} {mid - 5:g} " if bar.is_early else ""
    )
    shape = (
        f"M{bar.left:g} {top:g} H{bar.right - point:g} L{bar.right:g} {mid:g} L{bar.right - point:g} {low:g} "
        f"H{bar.left:g} {early}Z"
    )
    state = bar.version.state
    fill = f' style="fill:url(#{name}-{state})"' if state in _PATTERNS else ""
    text = f'<text x="{bar.left + 10:g}" y="{top + 15.5:g}">{escape(_said(bar.version))}</text>'
    inside = width > 20 + _LETTER * len(_said(bar.version))
    back = (
        f'<rect class="back" x="{bar.left + 6:g}" y="{top + 3:g}" width="{_LETTER * len(_said(bar.version)) + 8:g}" '
        f'height="{_BAR - 6}" rx="3"/>'
    )
    plain = state not in _PATTERNS and inside
    whole = f'<path class="bar" d="{shape}"/><path class="pattern" d="{shape}"{fill}/>'
    return f'<g class="v v-{state}">{whole}{"" if plain else back}{text}</g>'


#: A path within a square of eight for each state that is told by a pattern.
_PATTERNS: dict[State, str] = {
    "upcoming": "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6",
    "proposed": "M1 1 h1 v1 h-1 Z M5 5 h1 v1 h-1 Z",
    "withdrawn": "M0 0 L8 8 M8 0 L0 8",
}


def _patterns(name: str) -> str:
    made = "".join(
        f'<pattern id="{name}-{state}" class="p p-{state}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="{path}"/></pattern>'
        for state, path in _PATTERNS.items()
    )
    return f"<defs>{made}</defs>"


def _ticks(axis: _Axis, bottom: float) -> Iterator[str]:
    """Yield a line and a name for months, or every few months, or years, so that there are not too many."""
    firsts = [
        date(year, month, 1)
        for year in range(axis.first.year, axis.last.year + 1)
        for month in range(1, 13)
        if axis.first < date(year, month, 1) <= axis.last
    ]
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if len(firsts) / n <= _MOST_TICKS), 240)
    for day in firsts:
        if (day.year * 12 + day.month - 1) % step == 0:
            x = axis.x(day)
            yield f'<path class="tick" d="M{x:g} {_TOP - 6} V{bottom:g}"/>'
            yield f'<text class="tick" x="{x + 3:g}" y="{bottom + 14:g}">{_MONTHS[day.month - 1]} {day.year}</text>'


def _today(axis: _Axis, as_at: date, bottom: float) -> str:
    x = axis.x(as_at)
    said = f"{as_at.day} {_MONTHS[as_at.month - 1]} {as_at.year}"
    return (
        f'<path class="today" d="M{x:g} 18 V{bottom:g}"/><text class="today" x="{x:g}" y="12" text-anchor="middle">'
        f"{said}</text>"
    )
