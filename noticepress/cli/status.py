"""``status``: how everything stands, in one screen."""

import json
import subprocess
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from noticepress.check import check_workspace
from noticepress.cli.places import chosen_brands, opened_workspace
from noticepress.config import Workspace
from noticepress.dates import in_words, london_day, today
from noticepress.errors import Finding, NoticeError, NoticepressError
from noticepress.history import make_timeline
from noticepress.ledger import Ledger, read_ledger
from noticepress.links.evidence import read_evidence
from noticepress.model import Brand, Notice, Timeline
from noticepress.publish.recorded import entries_of
from noticepress.source import load_notice
from noticepress.summary import summarise
from noticepress.summary.due import last_release
from noticepress.summary.standing import Live, Row, Standing, dates_of, live_of, make_row, to_do
from noticepress.targets import targets_of
from noticepress.timelines import load_timelines

_WIDTH = 80
#: With what stands around them so many rows, dates and steps fill a screen of 24 lines.
_ROWS, _DATES, _STEPS = 8, 3, 5


def status(arguments: Namespace) -> int:
    """Print how the workspace stands and what to do next."""
    workspace = opened_workspace(arguments)
    day = arguments.as_at or today()
    standing = standing_of(workspace, chosen_brands(workspace, arguments.brands), day)
    if arguments.format == "json":
        print(json.dumps(_data(standing), indent=2, ensure_ascii=False, default=_plain))
    else:
        print("\n".join(_cut(line) for line in _lines(standing)))
    return 0


def standing_of(workspace: Workspace, brands: Sequence[Brand], day: date) -> Standing:
    """Return how everything stands as at ``day``; a draft that cannot be made is told, and stops nothing."""
    findings = check_workspace(workspace, day, brands)
    ledger = read_ledger(workspace.root)
    rows: list[Row] = []
    timelines: list[Timeline] = []
    sources: list[Notice] = []
    broken: list[str] = []
    for notice in workspace.notices:
        try:
            own = load_timelines(workspace, notice, brands, day, draft=True)
        except NoticeError as error:
            broken.append(str(error.findings[0]).splitlines()[0])
            own = _released(workspace, notice, brands, day)
        timelines.extend(own)
        sources.extend(_source(workspace, notice))
        rows.extend(_row(timeline, findings, ledger) for timeline in own if timeline.retired is None)
    return Standing(
        as_at=day,
        rows=tuple(rows),
        dirty=_dirty(workspace.root),
        links=max((entry.checked for entry in read_evidence(workspace.root).values()), default=None),
        dates=dates_of(timelines, sources, day),
        broken=tuple(broken),
        findings=_counts(findings),
    )


def _released(workspace: Workspace, notice: str, brands: Sequence[Brand], day: date) -> tuple[Timeline, ...]:
    """Return the timelines without the draft; those of a notice without any release are empty."""
    try:
        return load_timelines(workspace, notice, brands, day)
    except NoticepressError:
        return tuple(make_timeline(brand, notice, notice, (), day) for brand in brands)


def _source(workspace: Workspace, notice: str) -> Iterator[Notice]:
    path = workspace.root / "notices" / notice / "notice.md"
    try:
        yield load_notice(path, workspace.root, notice)
    except NoticepressError:
        return


def _row(timeline: Timeline, findings: Sequence[Finding], ledger: Ledger) -> Row:
    draft, last = timeline.first("draft"), last_release(timeline)
    pair = [version for version in (last, draft) if version is not None]
    held = timeline.keeping(lambda version: version in pair)
    summary = summarise(held, draft) if draft is not None else None
    names = [settings.name for settings in targets_of(timeline.brand)]
    entries = [entry for name in names for entry in entries_of(ledger, timeline.brand, name)]
    live = live_of(sorted(entries, key=lambda entry: entry.number), timeline.notice)
    return make_row(timeline, summary, findings, live)


def _counts(findings: Sequence[Finding]) -> Mapping[str, int]:
    return dict(Counter(f.severity for f in findings if not f.frozen and f.waived is None))


def _dirty(root: Path) -> int | None:
    """Return how many files of the workspace are not committed, ``None`` where git knows of no repository."""
    command = ["git", "-C", str(root), "status", "--porcelain", "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the user's own git
    except FileNotFoundError:
        return None
    return len(done.stdout.splitlines()) if done.returncode == 0 else None


def _lines(standing: Standing) -> Iterator[str]:
    changed = f"{standing.dirty} file{'s'[: standing.dirty != 1]} not committed"
    git = {None: "no git repository", 0: "all committed"}.get(standing.dirty, changed)
    yield f"{in_words(standing.as_at)}, {git}"
    yield ""
    yield _columns("notice", "brand", "in force", "next", "draft", "err", "warn", "seen live")
    groups = _grouped(standing.rows)
    for (_, *cells), rows in groups[:_ROWS]:
        yield _columns(rows[0].notice, _names(rows), *cells)
    if len(groups) > _ROWS:
        yield f"… and {sum(len(rows) for _, rows in groups[_ROWS:])} more: status BRAND, or --format json"
    live = sum(row.in_force is not None for row in standing.rows)
    errors, warnings = standing.findings.get("error", 0), standing.findings.get("warning", 0)
    yield f"{len(standing.rows)} in all, {live} with a version in force; {errors} errors, {warnings} warnings"
    asked = f"asked on {in_words(london_day(standing.links))}" if standing.links else "never asked"
    yield f"outside addresses: {asked}"
    yield from _some("coming up", [f"{in_words(day)}: {what}" for day, what in standing.dates], _DATES)
    yield from _some("to do", list(to_do(standing)) or ["nothing"], _STEPS)


def _grouped(rows: Sequence[Row]) -> list[tuple[tuple[str, ...], list[Row]]]:
    """Return rows by what they show; more than fit share a line where all but the brand is the same."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        key = (f"{row.notice} {row.brand}" if len(rows) <= _ROWS else row.notice, *_cells(row))
        groups.setdefault(key, []).append(row)
    return sorted(groups.items(), key=lambda item: -len(item[1])) if len(rows) > _ROWS else list(groups.items())


def _cells(row: Row) -> tuple[str, ...]:
    coming = f"{row.coming} {row.coming_state}" if row.coming else "-"
    return row.in_force or "-", coming, _draft(row), str(row.errors), str(row.warnings), _seen(row.live)


def _draft(row: Row) -> str:
    if row.added is None:
        return "-"
    if row.last is None:
        return f"{row.added} words"
    return f"+{row.added} -{row.removed}" if row.passages else f"as {row.last}"


def _seen(live: Live) -> str:
    if live.published is None and live.seen is None:
        return "unpublished"
    if live.seen is None:
        return "not yet" if live.public else "no address"
    return "DIFFERS" if live.differs else london_day(live.seen).isoformat()


def _names(rows: Sequence[Row]) -> str:
    return rows[0].brand if len(rows) == 1 else f"{rows[0].brand} +{len(rows) - 1}"


def _columns(*cells: str) -> str:
    widths = (9, 14, 8, 13, 10, 4, 4, 11)
    shown = (cell if len(cell) <= width else f"{cell[: width - 1]}…" for cell, width in zip(cells, widths, strict=True))
    return " ".join(f"{cell:{width}}" for cell, width in zip(shown, widths, strict=True)).rstrip()


def _some(title: str, lines: Sequence[str], most: int) -> Iterator[str]:
    if lines:
        yield f"{title}:"
        yield from (f"  {line}" for line in lines[:most])
        if len(lines) > most:
            yield f"  … and {len(lines) - most} more: --format json has all"


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _data(standing: Standing) -> dict[str, Any]:
    dates = [{"day": day.isoformat(), "what": what} for day, what in standing.dates]
    return {**asdict(standing), "schema": 1, "dates": dates, "to_do": list(to_do(standing))}


def _plain(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()
