"""The pages that lead to others: a notice's history, and the site's home."""

from collections.abc import Sequence
from typing import Any

from noticepress.dates import in_words
from noticepress.model import Page, Timeline, Version
from noticepress.pages import addresses
from noticepress.pages.record import Record, coming
from noticepress.pages.versions import facts
from noticepress.pages.wording import LABELS, Sentence, meaning, period, to


def history_page(record: Record) -> Page:
    """Return the list of every released version, newest first, and how to check each one."""
    timeline = record.timeline
    entries = [_entry(record, v) for v in reversed(timeline.versions)]
    released = [v for v in timeline.versions if v.release]
    meta = {
        **record.shell(),
        "heading": f"{timeline.title}: history",
        "entries": entries,
        "example": facts(record, record.in_force or released[-1]) if released else None,
        "as_at": {"day": timeline.as_at.isoformat(), "text": in_words(timeline.as_at)},
        "description": f"Every version of the {timeline.title.lower()} of {timeline.brand.name}, with its dates, "
        "a summary of what changed, and its fingerprint.",
        "indexed": True,
    }
    address = addresses.history(record.notice)
    return Page(addresses.source(address), "history.html", f"{timeline.title}: history", meta, "")


def _entry(record: Record, version: Version) -> dict[str, Any]:
    number = version.document.version
    return {
        **facts(record, version),
        "state": version.state,
        "label": "Not released" if version.state == "draft" else LABELS[version.state],
        "meaning": meaning(version) if version.state == "withdrawn" else [],
        "changes": [_change(record, old, number) for old in record.changed_from(version)],
    }


def _change(record: Record, old: str, new: str) -> dict[str, str]:
    text = f"From version {old} to " + ("the draft" if new == "draft" else new)
    return to(record.changes_addresses(old, new)[0], text)


def home_page(timelines: Sequence[Timeline]) -> Page:
    """Return the site's front page: each notice with where it stands. ``timelines`` are of one brand."""
    brand = timelines[0].brand
    meta = {
        "heading": brand.name,
        "notices": [_notice(timeline) for timeline in timelines],
        "description": f"Privacy information of {brand.name}.",
        "indexed": True,
    }
    return Page(addresses.source(addresses.HOME), "home.html", brand.name, meta, "")


def _notice(timeline: Timeline) -> dict[str, Any]:
    record = Record(timeline, {}, ())
    now = record.in_force
    stands: Sentence = ["Version ", now.document.version, ". ", *period(now), "."] if now else []
    return {
        "title": timeline.title,
        "to": addresses.current(timeline.notice),
        "history": addresses.history(timeline.notice),
        "stands": stands or ["No version of this notice is in force yet."],
        "coming": coming(record),
    }
