"""A summary as JSON values."""

from datetime import date
from typing import Any

from noticepress.model import Version
from noticepress.pages.addresses import absolute
from noticepress.summary.changes import Summary

#: Raised when a reader of the old shape could not read the new one.
SCHEMA = 1


def to_json(summary: Summary, due: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what changes for a brand: both versions, totals, sections with their signals, addresses.

    Days are ISO 8601, Europe/London; ``null`` where unknown. Addresses are whole where the brand's file gives its
    ``site_url``, else ``null``; ``path`` is the one below the site's root. ``due`` are the reasons for a release.
    """
    brand, after = summary.timeline.brand, summary.after
    paths = {"page": summary.page(), "redline": summary.redline, "pdf": summary.pdf}
    return {
        "schema": SCHEMA,
        "notice": summary.timeline.notice,
        "title": after.document.title,
        "brand": brand.id,
        "name": brand.name,
        "before": _version(summary.before) if summary.before else None,
        "after": _version(after),
        "summary": after.release.summary if after.release else None,
        "class": after.change_class,
        "passages": summary.passages,
        "words_added": summary.added,
        "words_removed": summary.removed,
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "passages": section.passages,
                "words_added": section.added,
                "words_removed": section.removed,
                "signals": [{"kind": signal.kind, "words": list(signal.words)} for signal in section.signals],
            }
            for section in summary.sections
        ],
        "addresses": {
            name: {"path": path, "url": absolute(brand.site_url, path) if brand.site_url and path else None}
            for name, path in paths.items()
        },
        "release_due": list(due),
    }


def _version(version: Version) -> dict[str, Any]:
    release = version.release
    return {
        "version": version.document.version,
        "state": version.state,
        "approved": release is not None and release.approval is not None,
        "effective": _day(version.document.effective),
        "start": _day(version.start),
        "sha256": version.document.sha256,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
