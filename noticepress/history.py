"""What was, is and will be in force: the timeline of a notice for one brand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from noticepress.dates import london_day
from noticepress.model import Brand, Document, Release, State, Timeline, Version


def make_timeline(
    brand: Brand, notice: str, title: str, releases: Sequence[Release], as_at: date, draft: Document | None = None
) -> Timeline:
    """Return every version of ``notice`` that ``brand`` has, lowest first, as at a day in Europe/London.

    Of the approved releases, the one with the latest effective date not after ``as_at`` is in force (an
    unknown date comes before any other); a later one is upcoming, unless another takes its place by its own
    day: then it never applies. One that was approved only after its effective date stands from the day in London
    of its approval: until then nobody had decided on it. A release that nobody has approved is proposed, whatever
    its date. ``draft`` comes last.
    """
    own = [release for release in releases if brand.id in release.documents]
    approved = [release for release in own if release.approval and not release.withdrawal]
    approved.sort(key=lambda release: release.effective or date.min)
    versions = [_version(release, brand.id, approved, as_at) for release in own]
    if draft is not None:
        versions.append(Version(draft, "draft", None))
    return Timeline(notice, brand, title, tuple(versions), as_at)


def in_languages(timeline: Timeline, drafts: Mapping[str, Document]) -> Timeline:
    """Return a timeline that knows the notice's translations: those of its releases, and ``drafts`` by language.

    A translation's timeline has the versions that were translated. Each has the standing of the version of the source:
    one decision is on all languages.
    """
    found = {language for v in timeline.versions if v.release for language in v.release.translations} | drafts.keys()
    family = (timeline, *(_translated(timeline, language, drafts) for language in sorted(found)))
    return replace(timeline, family=family).keeping(lambda _: True)


def _translated(timeline: Timeline, language: str, drafts: Mapping[str, Document]) -> Timeline:
    versions = []
    for version in timeline.versions:
        texts = version.release.translations.get(language, {}) if version.release else {}
        document = texts.get(timeline.brand.id) if version.release else drafts.get(language)
        if document is not None:
            versions.append(replace(version, document=document))
    title = versions[-1].document.title if versions else timeline.title
    return replace(timeline, language=language, title=title, versions=tuple(versions))


def _version(release: Release, brand: str, approved: list[Release], as_at: date) -> Version:
    following = approved[approved.index(release) + 1 :] if release in approved else []
    end = min((day for later in following if (day := stands_from(later)) is not None), default=None)
    start = stands_from(release) if release in approved else release.effective
    return Version(
        document=release.documents[brand],
        state=_state(release, release in approved, start, end, as_at),
        change_class=release.classes[brand],
        start=start,
        end=end,
        release=release.of(brand),
    )


def stands_from(release: Release) -> date | None:
    """Return the first day, London, on which an approved release can be in force; ``None`` where that is unknown.

    A release whose effective date is unknown was in use before anybody recorded it, and before it was approved here.
    """
    if release.effective is None or release.approval is None:
        return release.effective
    return max(release.effective, london_day(release.approval.at))


def _state(release: Release, is_approved: bool, start: date | None, end: date | None, as_at: date) -> State:  # noqa: FBT001
    if release.withdrawal:
        return "withdrawn"
    if not is_approved:
        return "proposed"
    is_to_come = start is not None and start > as_at
    if end is not None and (end <= as_at or (start is not None and end <= start)):
        return "superseded"
    return "upcoming" if is_to_come else "in-force"


def approved_only(timeline: Timeline) -> Timeline:
    """Return the timeline as the public may see it: without what nobody has approved, proposed or draft.

    An approved release that was withdrawn stays: it was announced.
    """
    return timeline.keeping(lambda version: version.release is not None and version.release.approval is not None)


#: The standings to which a reader of an older version is shown all changes at once.
GOALS: tuple[State, ...] = ("in-force", "upcoming", "proposed")


def redline_pairs(timeline: Timeline) -> tuple[tuple[Version, Version], ...]:
    """Return the pairs of versions that a reader is shown the changes between, older first, each once."""
    pairs = [*neighbours(timeline), *since_pairs(timeline)]
    return tuple({(old.document.version, new.document.version): (old, new) for old, new in pairs}.values())


def neighbours(timeline: Timeline) -> tuple[tuple[Version, Version], ...]:
    """Return each version with the one before it, and with the last one before it that was not withdrawn.

    Whatever is released or withdrawn later, no pair that was there goes away, so their addresses can last.
    """
    pairs: list[tuple[Version, Version]] = []
    for position, version in enumerate(timeline.versions):
        before = timeline.versions[:position]
        standing = [earlier for earlier in before if earlier.state != "withdrawn"]
        pairs.extend((earlier, version) for earlier in (*before[-1:], *standing[-1:]))
    return tuple({(old.document.version, new.document.version): (old, new) for old, new in pairs}.values())


def since_pairs(timeline: Timeline) -> tuple[tuple[Version, Version], ...]:
    """Return each version that was ever in force with the one now in force, the next upcoming and the next proposed."""
    goals = [version for state in GOALS if (version := timeline.first(state)) is not None]
    read = [v for v in timeline.versions if v.state in {"superseded", "in-force"} and not v.never_applied]
    rank = {id(version): number for number, version in enumerate(timeline.versions)}
    return tuple((old, new) for old in read for new in goals if rank[id(old)] < rank[id(new)])


def find_version(timeline: Timeline, name: str) -> Version | None:
    """Return the version called ``name`` (``draft`` for the unreleased source), or ``None``."""
    return next((v for v in timeline.versions if v.document.version == name), None)
