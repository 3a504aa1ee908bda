"""What the pages of one notice are made from, and the questions that they all ask of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from noticepress.history import find_version, neighbours, since_pairs
from noticepress.languages import Words, words
from noticepress.model import Redline, State, Timeline, Version
from noticepress.pages import addresses
from noticepress.pages.wording import Sentence, on, to

#: The states of a version that may yet come into force.
TO_COME: frozenset[State] = frozenset(["upcoming", "proposed", "draft"])


@dataclass(frozen=True)
class Record:
    """One notice of one brand: its timeline, its redlines by (old, new) version, and which versions have a PDF.

    ``pdf_sums`` has by version the SHA-256 of each PDF that never changes.
    """

    timeline: Timeline
    redlines: Mapping[tuple[str, str], Redline]
    pdfs: Collection[str]
    pdf_sums: Mapping[str, str] = field(default_factory=dict)

    @property
    def notice(self) -> str:
        """The notice's id, which is also its folder."""
        return self.timeline.notice

    @property
    def language(self) -> str:
        """The language of the texts and of what the pages say (BCP 47)."""
        return self.timeline.language

    @cached_property
    def words(self) -> Words:
        """What the pages say, in the language of the notice."""
        return words(self.language)

    @property
    def in_force(self) -> Version | None:
        """The version in force, if there is one."""
        return self.timeline.first("in-force")

    def pdf(self, version: Version) -> str | None:
        """Return the address of a version's PDF, or ``None`` where it has none."""
        number = version.document.version
        return addresses.pdf(self.notice, number, self.language) if number in self.pdfs else None

    def changed_from(self, version: Version) -> list[str]:
        """Return the versions that have a redline to this one: the nearest before it first, withdrawn ones last."""
        rank = {v.document.version: (v.state != "withdrawn", n) for n, v in enumerate(self.timeline.versions)}
        olds = [old for old, new in self.redlines if new == version.document.version]
        return sorted(olds, key=lambda old: rank.get(old, (False, -1)), reverse=True)

    def changes_addresses(self, old: str, new: str) -> list[str]:
        """Return every address of the redline between two versions, a permanent one first."""
        pair = (old, new)
        found = [addresses.changes(self.notice, old, new, self.language)] if pair in self._neighbours else []
        version = find_version(self.timeline, new)
        if version and pair in self._since:
            found.append(addresses.since(self.notice, old, version.state, self.language))
        return found or [addresses.changes(self.notice, old, new, self.language)]

    @cached_property
    def _neighbours(self) -> set[tuple[str, str]]:
        return _names(neighbours(self.timeline))

    @cached_property
    def _since(self) -> set[tuple[str, str]]:
        return _names(since_pairs(self.timeline))

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
        address = self.changes_addresses(str(old), version.document.version)[0]
        return to(address, self.words.text("say", "what-changes" if is_to_come else "what-changed", old=old))

    def shell(self) -> dict[str, Any]:
        """Return what every page of the notice needs for its frame: title, addresses, parts of the navigation."""
        numbers = [v.document.version for v in self.timeline.versions]
        return {
            "notice": {
                "title": self.timeline.title,
                "to": addresses.current(self.notice, self.language),
                "history": addresses.history(self.notice, self.language),
            },
            "versions": len(numbers),
            "lang": self.language,
            "feed": addresses.feed(self.notice, self.language),
            "list": addresses.versions(self.notice, self.language),
        }


def _names(pairs: Iterable[tuple[Version, Version]]) -> set[tuple[str, str]]:
    return {(old.document.version, new.document.version) for old, new in pairs}


def coming(record: Record) -> Sentence:
    """Announce the upcoming version on the page in force; nothing where none is coming.

    A version that is not translated changes the notice all the same: then the link leads to the text of the source.
    """
    source, said = record.timeline.source, record.words
    version = record.timeline.first("upcoming") or source.first("upcoming")
    if version is None:
        return []
    day = version.start or version.document.effective
    change = record.what_changed(version)
    if change:
        what, address = "changes", change["to"]
    elif version.document.language == record.language:
        what, address = "new-text", addresses.upcoming(record.notice, record.language)
    else:
        what, address = "new-text-in", addresses.upcoming(record.notice)
    values: dict[str, object] = {"to": address, "language": words(source.language).name}
    return said.say("say", f"{what}-on", day=on(day, said), **values) if day else said.say("say", what, **values)
