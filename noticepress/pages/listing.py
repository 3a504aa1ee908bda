"""The pages that lead to others: a notice's history, and the site's home."""

from collections.abc import Sequence
from typing import Any

from noticepress.document import DRAFT
from noticepress.languages import words
from noticepress.model import Page, Timeline, Version
from noticepress.pages import addresses
from noticepress.pages.record import Record, coming
from noticepress.pages.versions import facts
from noticepress.pages.wording import ENGLISH, meaning, on, period, to


def history_page(record: Record) -> Page:
    """Return the list of every released version, newest first, and how to check each one."""
    timeline, said = record.timeline, record.words
    about = {"title": timeline.title.lower(), "brand": timeline.brand.name}
    heading = said.text("say", "history", title=timeline.title)
    entries = [_entry(record, v) for v in reversed(timeline.versions)]
    released = [v for v in timeline.versions if v.release]
    meta = {
        **record.shell(),
        "heading": heading,
        "entries": entries,
        "example": facts(record, record.in_force or released[-1]) if released else None,
        "as_at": on(timeline.as_at, said),
        "elsewhere": _elsewhere(record),
        "description": said.text("say", "history-described", **about),
        "indexed": True,
    }
    address = addresses.history(record.notice, record.language)
    return Page(addresses.source(address), "history.html", heading, meta, "")


def _elsewhere(record: Record) -> dict[str, str] | None:
    """Return the way to the history that has the versions which this one lacks, because they were not translated."""
    source = record.timeline.source
    if len(source.versions) == len(record.timeline.versions):
        return None
    return to(addresses.history(record.notice), words(source.language).name)


def _entry(record: Record, version: Version) -> dict[str, Any]:
    number, said = version.document.version, record.words
    is_draft = version.state == "draft"
    return {
        **facts(record, version),
        "state": version.state,
        "label": said.text("say", "not-released") if is_draft else said.text("states", version.state),
        "meaning": meaning(version, said) if version.state == "withdrawn" else [],
        "changes": [_change(record, old, number) for old in record.changed_from(version)],
    }


def _change(record: Record, old: str, new: str) -> dict[str, str]:
    text = record.words.text("say", "from-to-draft" if new == DRAFT else "from-to", old=old, new=new)
    return to(record.changes_addresses(old, new)[0], text)


def home_page(timelines: Sequence[Timeline]) -> Page:
    """Return the site's front page: each notice with where it stands. ``timelines`` are of one brand."""
    brand = timelines[0].brand
    meta = {
        "heading": brand.name,
        "notices": [_notice(timeline) for timeline in timelines],
        "description": ENGLISH.text("say", "home-described", brand=brand.name),
        "indexed": True,
    }
    return Page(addresses.source(addresses.HOME), "home.html", brand.name, meta, "")


def _notice(timeline: Timeline) -> dict[str, Any]:
    record = Record(timeline, {}, ())
    now, said = record.in_force, record.words
    stands = said.say("say", "stands", number=now.document.version, period=period(now)) if now else []
    return {
        "title": timeline.title,
        "to": addresses.current(timeline.notice),
        "history": addresses.history(timeline.notice),
        "stands": stands or said.say("say", "none"),
        "coming": coming(record),
        "languages": [_translation(one) for one in timeline.family[1:]],
    }


def _translation(timeline: Timeline) -> dict[str, str]:
    said = words(timeline.language)
    name = said.text("say", "in-language", title=timeline.title, language=said.name)
    return {"lang": timeline.language, "name": name, "to": addresses.current(timeline.notice, timeline.language)}
