"""What changes for the readers of one brand: by section, in words, and what the changes touch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from noticepress.history import GOALS, approved_only, neighbours
from noticepress.model import SOURCE, Change, Signal, Timeline, Version
from noticepress.pages import addresses
from noticepress.redline import compare

#: What each kind of signal means to somebody who is no lawyer. See ``redline.signals``.
SPOKEN: Mapping[str, str] = {
    "negation-or-modal": "what is, may or must be",
    "number-or-duration": "a number or a period",
    "recipient": "who receives data",
    "country-or-transfer": "a country or a transfer",
    "lawful-basis": "a lawful basis",
    "right": "a right",
}
#: The covers of the section on the rights that readers have, and an anchor that it often has.
_RIGHTS = ("13(2)(b)", "14(2)(c)")


@dataclass(frozen=True)
class Touched:
    """A section that changes: its anchor and heading, how many passages and words, and what signals were raised.

    ``title`` is empty for what stands above the first heading. Words count what was added and removed, not moved.
    """

    id: str
    title: str
    passages: int
    added: int
    removed: int
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What changes for a brand from ``before`` to ``after``. ``before`` is ``None`` for a brand's first text."""

    timeline: Timeline
    before: Version | None
    after: Version
    sections: tuple[Touched, ...]

    @property
    def added(self) -> int:
        """How many words come."""
        return sum(section.added for section in self.sections)

    @property
    def removed(self) -> int:
        """How many words go."""
        return sum(section.removed for section in self.sections)

    @property
    def passages(self) -> int:
        """How many changes there are, moved and reformatted passages among them."""
        return sum(section.passages for section in self.sections)

    @property
    def words(self) -> int:
        """How many words the new text has in all."""
        return len(self.after.document.text.split())

    @property
    def rights(self) -> tuple[str, str] | None:
        """Anchor and heading of the section that says which rights readers have, ``None`` where none declares it."""
        headings = self.after.document.headings
        return next(((h.id, h.text) for h in headings if set(h.covers) & set(_RIGHTS)), None)

    def page(self, language: str = SOURCE) -> str:
        """Return the permanent address of the new text, below the site's root."""
        return addresses.version(self.timeline.notice, self.after.document.version, language)

    @property
    def pdf(self) -> str:
        """The address of the new text's PDF, below the site's root."""
        return addresses.pdf(self.timeline.notice, self.after.document.version)

    @property
    def redline(self) -> str | None:
        """The address of what changes, below the site's root, ``None`` where the site has no such page."""
        if self.before is None:
            return None
        notice, old, new = self.timeline.notice, self.before.document.version, self.after.document.version
        release = self.after.release
        public = approved_only(self.timeline) if release and release.approval else self.timeline
        pairs = {(a.document.version, b.document.version) for a, b in neighbours(public)}
        if (old, new) in pairs:
            return addresses.changes(notice, old, new)
        first = self.timeline.first(self.after.state)
        stood = self.before.state in {"superseded", "in-force"} and not self.before.never_applied
        if stood and self.after.state in GOALS and first is not None and first.document.version == new:
            return addresses.since(notice, old, self.after.state)
        return None


def next_version(timeline: Timeline) -> Version | None:
    """Return the version that readers are to be told of: the next upcoming one, else the next proposed one."""
    return timeline.first("upcoming") or timeline.first("proposed")


def summarise(timeline: Timeline, after: Version) -> Summary:
    """Return what changes for a brand with ``after``, held against what readers have now.

    That is the version in force, else the last approved one before it, else the last released one before it.
    """
    before = _before(timeline, after)
    return Summary(timeline, before, after, touched(before, after) if before else ())


def _before(timeline: Timeline, after: Version) -> Version | None:
    number = after.document.version
    at = next(n for n, version in enumerate(timeline.versions) if version.document.version == number)
    earlier = [v for v in timeline.versions[:at] if v.state != "withdrawn" and not v.never_applied]
    live = [version for version in earlier if version.state == "in-force"]
    approved = [version for version in earlier if version.release and version.release.approval]
    chosen = live or approved or earlier
    return chosen[-1] if chosen else None


def touched(before: Version, after: Version) -> tuple[Touched, ...]:
    """Return the sections that differ between two versions, in the order of the redline."""
    if before.document.html == after.document.html:
        return ()
    grouped: dict[str, list[Change]] = {}
    for change in compare(before.document, after.document).changes:
        grouped.setdefault(change.section, []).append(change)
    return tuple(_touched(name, changes) for name, changes in grouped.items())


def _touched(name: str, changes: Sequence[Change]) -> Touched:
    title = next((t for change in changes if (t := change.section_after or change.section_before)), "")
    raised: dict[str, dict[str, None]] = {}
    for change in changes:
        for signal in change.signals:
            raised.setdefault(signal.kind, {}).update(dict.fromkeys(signal.words))
    return Touched(
        id=name,
        title=title,
        passages=len(changes),
        added=sum(change.words_inserted for change in changes),
        removed=sum(change.words_deleted for change in changes),
        signals=tuple(Signal(kind, tuple(words)) for kind, words in raised.items()),
    )
