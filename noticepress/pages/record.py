"""What the pages of one notice are made from, and the questions that they all ask of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from noticepress.model import Redline, State, Timeline, Version
from noticepress.pages import addresses
from noticepress.pages.wording import Part, Sentence, on, to

#: The states of a version that may yet come into force.
TO_COME: frozenset[State] = frozenset(["upcoming", "proposed", "draft"])


@dataclass(frozen=True)
class Record:
    """One notice of one brand: its timeline, its redlines by (old, new) version, and which versions have a PDF."""

    timeline: Timeline
    redlines: Mapping[tuple[str, str], Redline]
    pdfs: Collection[str]

    @property
    def notice(self) -> str:
        """The notice's id, which is also its folder."""
        return self.timeline.notice

    @property
    def in_force(self) -> Version | None:
        """The version in force, if there is one."""
        return self.timeline.first("in-force")

    def version(self, number: str) -> Version | None:
        """Return the version of that number, or ``None``."""
        return next((v for v in self.timeline.versions if v.document.version == number), None)

    def pdf(self, version: Version) -> str | None:
        """Return the address of a version's PDF, or ``None`` where it has none."""
        number = version.document.version
        return addresses.pdf(self.notice, number) if number in self.pdfs else None

    def changed_from(self, version: Version) -> list[str]:
        """Return the versions that have a redline to this one, the nearest before it first."""
        number = version.document.version
        order = [v.document.version for v in self.timeline.versions]
        olds = [old for old, new in self.redlines if new == number]
        return sorted(olds, key=lambda old: order.index(old) if old in order else -1, reverse=True)

    def what_changed(self, version: Version) -> dict[str, str] | None:
        """Return a link to one redline to this version, or ``None``.

        It leads from the version in force where this one is still to come, else from the nearest before it.
        """
        olds = self.changed_from(version)
        if not olds:
            return None
        now = self.in_force.document.version if self.in_force else None
        is_to_come = version.state in TO_COME
        old = now if is_to_come and now in olds else olds[0]
        address = addresses.changes(self.notice, str(old), version.document.version)
        return to(address, f"What {'changes' if is_to_come else 'changed'} from version {old}")

    def shell(self) -> dict[str, Any]:
        """Return what every page of the notice needs for its frame: title, addresses, parts of the navigation."""
        numbers = [v.document.version for v in self.timeline.versions]
        return {
            "notice": {
                "title": self.timeline.title,
                "to": addresses.current(self.notice),
                "history": addresses.history(self.notice),
            },
            "versions": len(numbers),
        }


def coming(record: Record) -> Sentence:
    """Announce the upcoming version on the page in force; nothing where none is coming."""
    version = record.timeline.first("upcoming")
    if version is None:
        return []
    day = version.start or version.document.effective
    when: list[Part] = ["From ", on(day), " this notice changes: "] if day else ["This notice is going to change: "]
    change = record.what_changed(version)
    see = to(change["to"], "see what changes") if change else to(addresses.upcoming(record.notice), "read the new text")
    return [*when, see, "."]
