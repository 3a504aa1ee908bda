"""What a build is asked for, and the job that each brand's site is: values, of which a site is a pure function."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from noticepress.archive import load_releases
from noticepress.cache import Store
from noticepress.config import Workspace
from noticepress.history import approved_only
from noticepress.ledger import Ledger, read_ledger
from noticepress.model import Brand, Reference, Release, Timeline, Version
from noticepress.timelines import load_timelines


@dataclass(frozen=True)
class BuiltSite:
    """What was built for one brand: how much, and where its notices stand. ``fallbacks`` as in ``Redline``.

    ``made`` is how many pages, redlines and PDFs had to be made, others being kept from before; ``None`` for a site
    that was left as it stood, since nothing that it is made from has changed.
    """

    brand: str
    pages: int
    files: int
    standing: str
    fallbacks: tuple[str, ...]
    made: int | None = None


@dataclass(frozen=True)
class Options:
    """Which versions and files a build is to have, and the day in Europe/London that it is made for."""

    as_at: date
    draft: bool = False
    published: bool = False
    pdf: bool = True


@dataclass(frozen=True)
class Elsewhere:
    """Where sites are built if not in this process or its own: any executor like those of ``concurrent.futures``.

    ``shared`` is the folder of a store that its workers see too, if there is one: then what they made of a job that
    was lost is not made again.
    """

    executor: Executor
    shared: Path | None = None


@dataclass(frozen=True)
class Job:
    """All that one brand's site is made from: a value that can be sent anywhere. ``group`` is every brand.

    ``folder`` is where the site is written, ``before`` the site that it takes the place of, if there is one, and
    ``store`` where products are kept.
    """

    brand: Brand
    group: tuple[Brand, ...]
    references: tuple[Reference, ...]
    timelines: tuple[Timeline, ...]
    ledger: Ledger
    folder: Path
    before: Path
    templates: Path
    base_config: Path
    as_at: date
    pdf: bool
    store: Store | None = None


@dataclass(frozen=True)
class Order:
    """A build: of which workspace, how, into which folder. What all brands share is read once in each process."""

    workspace: Workspace
    options: Options
    out: Path
    store: Store | None = None

    @cached_property
    def releases(self) -> Mapping[str, tuple[Release, ...]]:
        """Every release by notice, each byte verified; ``IntegrityError`` as ``load_releases``."""
        workspace = self.workspace
        return {name: load_releases(workspace.root, name, workspace.renamed) for name in workspace.notices}

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of the workspace."""
        return read_ledger(self.workspace.root)

    def job(self, brand: Brand, folder: Path) -> Job:
        """Return what has to be built for ``brand``, into ``folder``."""
        workspace = self.workspace
        return Job(
            brand=brand,
            group=workspace.brands,
            references=tuple(workspace.references.values()),
            timelines=tuple(self._timelines(brand)),
            ledger=self.ledger,
            folder=folder,
            before=self.out / brand.id,
            templates=workspace.templates,
            base_config=workspace.base_config,
            as_at=self.options.as_at,
            pdf=self.options.pdf,
            store=self.store,
        )

    def _timelines(self, brand: Brand) -> Iterator[Timeline]:
        options = self.options
        for notice in self.workspace.notices:
            (timeline,) = load_timelines(
                self.workspace, notice, (brand,), options.as_at, draft=options.draft, releases=self.releases[notice]
            )
            yield slim(approved_only(timeline) if options.published else timeline)


def slim(timeline: Timeline) -> Timeline:
    """Return a timeline whose releases hold its own brand's texts alone: another's are no part of its site."""
    brand = timeline.brand.id

    def own(version: Version) -> Version:
        return version if version.release is None else replace(version, release=_of_brand(version.release, brand))

    family = tuple(replace(one, versions=tuple(map(own, one.versions))) for one in timeline.family)
    return replace(timeline, versions=tuple(map(own, timeline.versions)), family=family)


def _of_brand(release: Release, brand: str) -> Release:
    return replace(
        release,
        documents={brand: release.documents[brand]},
        classes={brand: release.classes[brand]},
        names={brand: release.frozen_as(brand)},
        translations={
            language: {brand: documents[brand]}
            for language, documents in release.translations.items()
            if brand in documents
        },
    )
