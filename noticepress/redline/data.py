"""A redline as data, in the shape of ``schemas/redline.schema.json``."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import noticepress
from noticepress.model import Change, Document, Redline

#: Raised when a reader of the old shape could not read the new one.
SCHEMA = 1


def to_json(redline: Redline, before: Document, after: Document) -> dict[str, Any]:
    """Return a redline as JSON values: both versions and digests, this tool, totals, then every change.

    Days are ISO 8601, Europe/London; ``null`` where unknown. The digests are those of the documents' bodies.
    """
    return {
        "schema": SCHEMA,
        "tool": {"name": "noticepress", "version": noticepress.__version__},
        "notice": after.notice,
        "brand": after.brand,
        "before": _version(before),
        "after": _version(after),
        "totals": _totals(redline.changes),
        "fallbacks": list(redline.fallbacks),
        "changes": [_change(change) for change in redline.changes],
    }


def _version(document: Document) -> dict[str, Any]:
    return {
        "version": document.version,
        "effective": document.effective.isoformat() if document.effective else None,
        "sha256": document.sha256,
    }


def _totals(changes: Sequence[Change]) -> dict[str, Any]:
    return {
        "changes": len(changes),
        "words_inserted": sum(change.words_inserted for change in changes),
        "words_deleted": sum(change.words_deleted for change in changes),
        "by_kind": dict(Counter(change.kind for change in changes)),
        "by_section": [_section(id_, [c for c in changes if c.section == id_]) for id_ in _sections(changes)],
    }


def _sections(changes: Sequence[Change]) -> list[str]:
    return list(dict.fromkeys(change.section for change in changes))


def _section(section: str, changes: Sequence[Change]) -> dict[str, Any]:
    titles = [change.section_after or change.section_before for change in changes]
    return {
        "section": section,
        "title": titles[0],
        "changes": len(changes),
        "words_inserted": sum(change.words_inserted for change in changes),
        "words_deleted": sum(change.words_deleted for change in changes),
        "by_kind": dict(Counter(change.kind for change in changes)),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind,
        "section": {"id": change.section, "before": change.section_before, "after": change.section_after},
        "before": {"text": change.before, "html": change.before_html, "link": change.link_before},
        "after": {"text": change.after, "html": change.after_html, "link": change.link_after},
        "words_inserted": change.words_inserted,
        "words_deleted": change.words_deleted,
        "move": change.move,
        "similarity": change.similarity,
        "brand_value": change.brand_value,
        "covers": list(change.covers),
        "places": list(change.places or (change.id,)),
        "signals": [{"kind": signal.kind, "words": list(signal.words)} for signal in change.signals],
    }
