"""What the desk shows, read once: values alone, so that each page is a function of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from noticepress.check import View
from noticepress.desk.repository import Web
from noticepress.errors import Finding
from noticepress.law import Law
from noticepress.ledger import Ledger
from noticepress.links.evidence import Entry
from noticepress.links.target import Target
from noticepress.model import Brand, Document, Notice, Redline, Timeline, Version


@dataclass(frozen=True)
class Text:
    """One notice of one brand in one language. ``base`` is the version that its draft is held against.

    That is the one in force, else the next that may come into force; ``redline`` leads from it to the draft, and is
    ``None`` where either is missing. ``view`` is the draft with its places in the source. ``findings`` are those that
    concern this text or its brand, ``addresses`` what its versions that may be read link to. ``site`` is where the
    built site of the brand begins below the desk, ``None`` where it could not be built.
    """

    timeline: Timeline
    base: Version | None = None
    draft: Version | None = None
    redline: Redline | None = None
    view: View | None = None
    findings: tuple[Finding, ...] = ()
    addresses: tuple[str, ...] = ()
    site: str | None = None

    @property
    def brand(self) -> Brand:
        """The brand that speaks."""
        return self.timeline.brand

    @property
    def notice(self) -> str:
        """The notice's id."""
        return self.timeline.notice

    @property
    def language(self) -> str:
        """The text's language (BCP 47)."""
        return self.timeline.language

    @property
    def document(self) -> Document | None:
        """What legal works on: the draft, else the version in force, else the last one; ``None`` without any."""
        shown = self.draft or self.timeline.first("in-force")
        if shown is None and self.timeline.versions:
            shown = self.timeline.versions[-1]
        return shown.document if shown else None

    @property
    def is_source(self) -> bool:
        """Whether it is no translation."""
        return self.timeline.source.language == self.language


@dataclass(frozen=True)
class Desk:
    """Everything that the desk shows, as at a day in Europe/London.

    ``texts`` are ordered by notice, brand and language; ``sources`` are the notices' files that could be read, by their
    path. ``evidence`` is what link checks saw, by address. ``faults`` say why a brand's site could not be built.
    """

    as_at: date
    brands: tuple[Brand, ...]
    texts: tuple[Text, ...]
    findings: tuple[Finding, ...]
    law: Law
    ledger: Ledger = field(default_factory=Ledger)
    targets: tuple[Target, ...] = ()
    evidence: Mapping[str, Entry] = field(default_factory=dict)
    sources: Mapping[Path, Notice] = field(default_factory=dict)
    web: Web = field(default_factory=Web)
    faults: tuple[Finding, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """The ids of all notices."""
        return tuple(dict.fromkeys(text.notice for text in self.texts))

    def of(self, notice: str, *, translations: bool = False) -> tuple[Text, ...]:
        """Return the texts of one notice, those in the language of the source alone unless more is asked for."""
        return tuple(t for t in self.texts if t.notice == notice and (translations or t.is_source))

    def title(self, notice: str) -> str:
        """Return a notice's title."""
        return next((text.timeline.title for text in self.of(notice)), notice)
