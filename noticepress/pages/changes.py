"""The page that shows what changed from one version to another."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from noticepress.document import DRAFT
from noticepress.history import find_version
from noticepress.languages import Sentence, Words
from noticepress.model import Page, Redline, Version
from noticepress.pages import addresses, markup, places
from noticepress.pages.record import TO_COME, Record
from noticepress.pages.versions import facts
from noticepress.pages.wording import lowered, meaning, period


def changes_page(record: Record, old: str, new: str) -> Iterator[Page]:
    """Yield the page of a redline at each of its addresses; ``ValueError`` for versions that there are not."""
    before, after = find_version(record.timeline, old), find_version(record.timeline, new)
    if before is None or after is None:
        raise ValueError(f"there is no version {old if before is None else new} of {record.notice}")
    redline, said = record.redlines[old, new], record.words
    sections = places.read(redline.html, said)
    meta = _meta(record, before, after, redline, sections)
    html = markup.write(sections, said)
    for address in record.changes_addresses(old, new):
        is_since = address == addresses.since(record.notice, old, language=record.language)
        heading = said.text("changes", "since", old=old) if is_since else meta["heading"]
        yield Page(addresses.source(address), "changes.html", heading, {**meta, "heading": heading}, html)


def _meta(
    record: Record, before: Version, after: Version, redline: Redline, sections: Sequence[places.Section]
) -> dict[str, Any]:
    old, new, said = before.document.version, after.document.version, record.words
    what = ("changes" if after.state in TO_COME else "changed") + ("-draft" if new == DRAFT else "")
    heading = said.text("changes", what, old=old, new=new)
    about = {"title": record.timeline.title, "brand": record.timeline.brand.name}
    return {
        **record.shell(),
        "heading": heading,
        "state": after.state,
        "label": "" if after.state in ("in-force", "superseded") else said.text("states", after.state),
        "meaning": meaning(after, said) if after.state not in ("in-force", "superseded") else [],
        "sides": [_side(record, before), _side(record, after)],
        "after": facts(record, after),
        "rows": [_row(section) for section in sections if section.places],
        "total": _totals(sections),
        "unchanged": sum(not section.places for section in sections),
        "totals": _counted(sections, said),
        "whole": list(redline.fallbacks),
        "description": said.text("changes", "described", heading=lowered([heading]), **about),
        "indexed": False,
    }


def _side(record: Record, version: Version) -> Sentence:
    number, said = version.document.version, record.words
    address = addresses.version(record.notice, number, record.language)
    key = "side-draft" if number == DRAFT else "side"
    return said.say("changes", key, number=number, to=address, period=lowered(period(version, said)))


def _row(section: places.Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "anchor": section.places[0].anchor,
        "what": _what(section),
        "inserted": section.inserted,
        "deleted": section.deleted,
    }


def _what(section: places.Section) -> str:
    """Say what was done in a section: ``2 changed, 1 added``."""
    counts = Counter(place.kind for place in section.places)
    return ", ".join(f"{count} {kind[0].lower()}{kind[1:]}" for kind, count in counts.items())


def _totals(sections: Sequence[places.Section]) -> dict[str, int]:
    return {
        "places": sum(len(section.places) for section in sections),
        "inserted": sum(section.inserted for section in sections),
        "deleted": sum(section.deleted for section in sections),
    }


def _counted(sections: Sequence[places.Section], said: Words) -> dict[str, str]:
    """Return how much changed, each number with what it counts."""
    total, changed = _totals(sections), sum(bool(section.places) for section in sections)
    numbers = {"passages": total["places"], "sections": changed, "unchanged": len(sections) - changed}
    numbers |= {"added": total["inserted"], "removed": total["deleted"]}
    return {key: said.count(key, n) for key, n in numbers.items()}
