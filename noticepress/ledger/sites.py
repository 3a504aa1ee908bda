"""Events of sites, ready for the ledger: an entry for each notice that a site holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from noticepress.ledger.entry import Entry
from noticepress.model import Timeline

SiteAction = Literal["published", "verified", "drifted", "rolled-back"]


def site_entries(
    action: SiteAction,
    timelines: Sequence[Timeline],
    *,
    at: datetime,
    target: str,
    manifest: str,
    url: str | None = None,
    commit: str | None = None,
    to: int | None = None,
    since: datetime | None = None,
    differs: Sequence[str] = (),
) -> tuple[Entry, ...]:
    """Return what happened to a brand's site on a target, once for each of its notices; not numbered yet.

    ``timelines`` are those that the site was built from, as at its day: the version in force is the one that stands as
    the notice. ``manifest`` is the SHA-256 of the site's manifest on the target. The rest is as in ``Entry``.
    """
    entries = []
    for timeline in timelines:
        now = timeline.first("in-force")
        approval = now.release.approval if now and now.release else None
        entry = Entry(
            action,
            at,
            timeline.notice,
            now.document.version if now and approval else None,
            timeline.brand.id,
            target,
            url,
            sums=approval.sums_sha256 if approval else None,  # what is in force was approved, of exactly these bytes
            manifest=manifest,
            to=to,
            since=since,
            differs=tuple(differs),
            commit=commit,
        )
        entries.append(entry)
    return tuple(entries)
