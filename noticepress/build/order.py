"""What a build is asked for, and the job that each brand's site is: values, of which a site is a pure function."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from noticepress.cache import Store
from noticepress.cache.sums import DigestOf, file_digest
from noticepress.config import Workspace
from noticepress.config.workspace import told_notices
from noticepress.model import Brand, Reference, Release, Timeline

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from noticepress.ledger import Ledger


@dataclass(frozen=True)
class BuiltSite:
    """What was built for one brand: how much, and where its notices stand. ``fallbacks`` as in ``Redline``.

    ``made`` is how many pages, redlines and PDFs had to be made, others being kept from before; ``None`` for a site
    that was left as it stood, since nothing that it is made from has changed. ``vocabulary`` is that of all words in
    it that were searched for other brands', as Base64.
    """

    brand: str
    pages: int
    files: int
    standing: str
    fallbacks: tuple[str, ...]
    made: int | None = None
    vocabulary: str = field(default="", repr=False)

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """Return what ``dataclasses.asdict`` made ``fields`` of, also by way of JSON; ``TypeError`` or ``KeyError``."""
        return cls(**{**fields, "fallbacks": tuple(fields["fallbacks"])})


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

    executor: "Executor"
    shared: Path | None = None


@dataclass(frozen=True)
class Job:
    """All that one brand's site is made from: a value that can be sent anywhere. ``group`` is every brand.

    ``folder`` is where the site is written, ``before`` the site that it takes the place of, if there is one, and
    ``store`` where products are kept. What stands in a site that is ``remembered`` is asked again by later builds.
    """

    brand: Brand
    group: tuple[Brand, ...]
    references: tuple[Reference, ...]
    timelines: tuple[Timeline, ...]
    ledger: "Ledger"
    folder: Path
    before: Path
    templates: Path
    base_config: Path
    as_at: date
    pdf: bool
    store: Store | None = None
    remembered: bool = False


@dataclass(frozen=True)
class Order:
    """A build: of which workspace, how, into which folder. What all brands share is read once in each process."""

    workspace: Workspace
    options: Options
    out: Path
    store: Store | None = None
    digest_of: DigestOf = file_digest

    def __getstate__(self) -> dict[str, object]:
        """Return what goes to another process: all but the way in which files are verified, which this one has done."""
        return {**self.__dict__, "digest_of": file_digest}

    @cached_property
    def releases(self) -> Mapping[str, tuple[Release, ...]]:
        """Every release by notice, as ``releases_of`` gives them."""
        return {name: self.releases_of(name) for name in self.workspace.notices}

    def releases_of(self, notice: str) -> tuple[Release, ...]:
        """Return the releases of a notice, each byte verified once in a build; errors as ``load_releases``."""
        from noticepress.archive import load_releases  # noqa: PLC0415 - a build with nothing to do needs none of it

        if notice not in self._read:
            root, renamed = self.workspace.root, self.workspace.renamed
            # The texts of a brand are read when it is its turn, and let go after it.
            self._read[notice] = load_releases(root, notice, renamed, brands=(), digest_of=self.digest_of)
        return self._read[notice]

    @cached_property
    def _read(self) -> dict[str, tuple[Release, ...]]:
        return {}

    @cached_property
    def ledger(self) -> "Ledger":
        """The ledger of the workspace."""
        from noticepress.ledger import read_ledger  # noqa: PLC0415 - for the same reason

        return read_ledger(self.workspace.root)

    def job(self, brand: Brand, folder: Path) -> Job:
        """Return what has to be built for ``brand``, into ``folder``."""
        from noticepress.timelines import telling  # noqa: PLC0415 - for the same reason

        workspace = self.workspace
        return Job(
            brand=brand,
            group=workspace.brands,
            references=tuple(workspace.references.values()),
            timelines=telling(tuple(self._timelines(brand))),
            ledger=self.ledger,
            folder=folder,
            before=self.out / brand.id,
            templates=workspace.templates,
            base_config=workspace.base_config,
            as_at=self.options.as_at,
            pdf=self.options.pdf,
            store=self.store,
            remembered=self.store is not None,
        )

    def _timelines(self, brand: Brand) -> Iterator[Timeline]:
        from noticepress.history import approved_only  # noqa: PLC0415 - for the same reason
        from noticepress.timelines import load_timelines  # noqa: PLC0415

        options = self.options
        for notice in told_notices(self.workspace, draft=options.draft):
            (timeline,) = load_timelines(
                self.workspace, notice, (brand,), options.as_at, draft=options.draft, releases=self.releases[notice]
            )
            yield approved_only(timeline) if options.published else timeline
