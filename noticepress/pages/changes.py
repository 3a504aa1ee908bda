"""The page that shows what changed from one version to another."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from noticepress.history import find_version
from noticepress.model import Page, Redline, Version
from noticepress.pages import addresses, markup, places
from noticepress.pages.record import TO_COME, Record
from noticepress.pages.versions import facts
from noticepress.pages.wording import LABELS, Sentence, lowered, meaning, period, to


def changes_page(record: Record, old: str, new: str) -> Iterator[Page]:
    """Yield the page of a redline at each of its addresses; ``ValueError`` for versions that there are not."""
    before, after = find_version(record.timeline, old), find_version(record.timeline, new)
    if before is None or after is None:
        raise ValueError(f"there is no version {old if before is None else new} of {record.notice}")
    redline = record.redlines[old, new]
    sections = places.read(redline.html)
    meta = _meta(record, before, after, redline, sections)
    html = markup.write(sections)
    for address in record.changes_addresses(old, new):
        is_since = address == addresses.since(record.notice, old)
        heading = f"What changed since version {old}" if is_since else meta["heading"]
        yield Page(addresses.source(address), "changes.html", heading, {**meta, "heading": heading}, html)


def _meta(
    record: Record, before: Version, after: Version, redline: Redline, sections: Sequence[places.Section]
) -> dict[str, Any]:
    old, new = before.document.version, after.document.version
    verb = "changes" if after.state in TO_COME else "changed"
    heading = f"What {verb} from version {old} to {'the draft' if new == 'draft' else f'version {new}'}"
    return {
        **record.shell(),
        "heading": heading,
        "state": after.state,
        "label": "" if after.state in ("in-force", "superseded") else LABELS[after.state],
        "meaning": meaning(after) if after.state not in ("in-force", "superseded") else [],
        "sides": [_side(record, before), _side(record, after)],
        "after": facts(record, after),
        "rows": [_row(section) for section in sections if section.places],
        "total": _totals(sections),
        "unchanged": sum(not section.places for section in sections),
        "whole": list(redline.fallbacks),
        "description": f"{record.timeline.title} of {record.timeline.brand.name}: {heading[0].lower()}{heading[1:]}.",
        "indexed": False,
    }


def _side(record: Record, version: Version) -> Sentence:
    number = version.document.version
    name = "The draft" if number == "draft" else f"Version {number}"
    return [to(addresses.version(record.notice, number), name), ": ", *lowered(period(version)), "."]


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
