"""What the ledger knows of a target, and the entries that a publish adds to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from noticepress.archive import load_releases
from noticepress.config import Workspace
from noticepress.history import approved_only
from noticepress.ledger import Entry, Ledger, read_ledger
from noticepress.ledger.head import PATH, HeadFile, head_at, is_event
from noticepress.ledger.live import SITE_ACTIONS
from noticepress.ledger.sites import site_entries
from noticepress.model import Brand, Release, Timeline
from noticepress.publish.built import frozen_files
from noticepress.publish.manifest import Manifest, manifest_bytes
from noticepress.publish.plan import Facts, Publication, fingerprint
from noticepress.publish.receipt import Receipt
from noticepress.targets import target_name, targets_of
from noticepress.timelines import load_timelines, telling, told_notices

#: What puts a site on a target; the other entries of a site say what somebody found there.
PUT = frozenset({"published", "rolled-back"})


def entries_of(ledger: Ledger, brand: Brand, target: str) -> tuple[Entry, ...]:
    """Return the entries of a brand's site on the target of that name, whatever the brand was called then."""
    names = {brand.id, *brand.was}
    own = (entry for entry in ledger.entries if entry.action in SITE_ACTIONS)
    return tuple(entry for entry in own if entry.brand in names and entry.target == target)


def standing(entries: Sequence[Entry], now: Mapping[str, str] | None = None) -> dict[str, Entry]:
    """Return by notice the entry that put there what stands on a target; ``now`` gives ids of renamed notices."""
    names = now or {}
    return {names.get(entry.notice, entry.notice): entry for entry in entries if entry.action in PUT}


def is_that_of(entry: Entry, manifest: Manifest, head: bytes | None, ledger: Ledger) -> bool:
    """Whether ``manifest`` is the one that ``entry`` recorded, but for what the site remembers of the ledger.

    ``head`` is the site's ``PATH`` as the manifest has it. A publish that changes only that is no event, so the
    manifest that was recorded had an older one; each that it can have been is tried, and nothing else may differ.
    """
    bare = replace(manifest, commit=entry.commit, pending={})
    if fingerprint(manifest_bytes(bare)) == entry.manifest:
        return True
    known = manifest.files.get(PATH)
    if head is None or known is None:
        return False
    for older in _older(head, ledger, entry.number):
        file = replace(known, sha256=fingerprint(older) or "", size=len(older))
        as_was = replace(bare, files={**bare.files, PATH: file})
        if fingerprint(manifest_bytes(as_was)) == entry.manifest:
            return True
    return False


def _older(head: bytes, ledger: Ledger, number: int) -> Iterator[bytes]:
    """Yield what a site remembered that was built before entry ``number``, the likeliest first."""
    try:
        yield from (head_at(head, ledger, earlier) for earlier in range(number - 1, 0, -1) if ledger.digest(earlier))
    except ValueError:
        return


def known_facts(workspace: Workspace, brands: Sequence[Brand]) -> dict[str, Facts]:
    """Return by a target's name what the ledger says was published there: each frozen text and PDF with its SHA-256.

    The releases have been held to the ledger: their bytes are those that it recorded.
    """
    return {
        target: Facts(published=frozen_files(brand, _published(workspace, entries)))
        for brand, target, entries in _targets(workspace, brands)
    }


def _targets(workspace: Workspace, brands: Sequence[Brand]) -> Iterator[tuple[Brand, str, tuple[Entry, ...]]]:
    ledger = read_ledger(workspace.root)
    for brand in brands:
        for settings in targets_of(brand):
            yield brand, target_name(settings), entries_of(ledger, brand, settings.name)


def _published(workspace: Workspace, entries: Sequence[Entry]) -> list[Release]:
    """Return the releases that stood as the notice by one of ``entries``."""
    versions = {(workspace.moved.get(entry.notice, entry.notice), entry.version) for entry in entries}
    notices = {notice for notice, _ in versions} & set(workspace.notices)
    releases = (found for notice in notices for found in load_releases(workspace.root, notice, workspace.renamed))
    return [release for release in releases if (release.notice, release.version) in versions]


def held_by(workspace: Workspace, brand: Brand, ledger: Ledger, publication: Publication) -> Entry | None:
    """Return the rollback that a publish would undo, ``None`` where there is none.

    A rollback holds until another version is in force than those that it went back from: else the next scheduled run
    would put up again what somebody has just taken down.
    """
    puts = [entry for entry in entries_of(ledger, brand, publication.settings.name) if entry.action in PUT]
    back = puts[-1] if puts else None
    if back is None or back.action != "rolled-back" or PATH not in publication.files:
        return None
    head = HeadFile.model_validate_json(publication.files[PATH].source.read_bytes())
    shown = {(notice.notice, notice.in_force.version) for notice in head.notices if notice.in_force}
    names = workspace.moved
    left = {(names.get(e.notice, e.notice), e.version) for e in puts if (back.to or 0) < e.number < back.number}
    kept = {(names.get(e.notice, e.notice), e.version) for e in puts if e.number in {back.to, back.number}}
    return back if shown & (left - kept) else None


def publish_entries(
    workspace: Workspace,
    brand: Brand,
    ledger: Ledger,
    publication: Publication,
    receipt: Receipt,
    *,
    at: datetime,
    as_at: date,
    back_to: int | None = None,
) -> tuple[Entry, ...]:
    """Return the entries, not numbered yet, that a publish of ``publication`` is worth; none where it is no event.

    It is one where it changed more than what the site remembers of the ledger; and where the ledger does not know yet
    of what stands there, as after a publish that was interrupted between the two. The version is the one that the
    site itself shows as the notice, whatever day it was built for. ``back_to`` is the entry that a rollback went to.
    """
    head = publication.files[PATH].source.read_bytes() if PATH in publication.files else None
    settings = publication.settings
    last = [entry for entry in entries_of(ledger, brand, settings.name) if entry.action in PUT][-1:]
    manifest = Manifest(publication.brand, receipt.commit, publication.published)
    known = any(is_that_of(entry, manifest, head, ledger) for entry in last)
    if receipt.sha256 is None or (known and not is_event([step.path for step in receipt.steps])):
        return ()
    return site_entries(
        "published" if back_to is None else "rolled-back",
        shown_timelines(workspace, brand, as_at, head),
        at=at,
        target=settings.name,
        manifest=receipt.sha256,
        url=settings.url,
        commit=receipt.commit,
        to=back_to,
    )


def shown_timelines(workspace: Workspace, brand: Brand, as_at: date, head: bytes | None) -> tuple[Timeline, ...]:
    """Return a brand's timelines with that version in force which a built site's ``head`` says is; else as at a day."""
    found = [load_timelines(workspace, notice, (brand,), as_at)[0] for notice in told_notices(workspace)]
    timelines = telling(tuple(map(approved_only, found)))
    if head is None:
        return timelines
    said = {notice.notice: notice.in_force for notice in HeadFile.model_validate_json(head).notices}
    shown = {notice: now.version if now else None for notice, now in said.items()}
    return tuple(_as_shown(timeline, shown[timeline.notice]) for timeline in timelines if timeline.notice in shown)


def _as_shown(timeline: Timeline, number: str | None) -> Timeline:
    versions = []
    for version in timeline.versions:
        if version.document.version == number:
            versions.append(replace(version, state="in-force"))
        else:
            versions.append(replace(version, state="superseded") if version.state == "in-force" else version)
    return replace(timeline, versions=tuple(versions))
