"""What is to be checked: each address once, with all that is asked of it and everything that uses it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from noticepress.model import MAX_AGE_DAYS

UseKind = Literal["source", "page", "pdf"]


@dataclass(frozen=True, order=True)
class Use:
    """A place that leads to an address: a line of a notice, a page or a PDF of a brand's site.

    ``path`` is relative to the workspace for a source, to the brand's site for the others; ``brand`` is empty where
    all brands share the line.
    """

    kind: UseKind
    brand: str
    path: str
    line: int | None = None

    def __str__(self) -> str:
        """Where it is, as a reader of a report wants it."""
        owner = f"{self.brand}: " if self.brand else ""
        return f"{owner}{self.path}" + (f":{self.line}" if self.line else "")


@dataclass(frozen=True)
class Target:
    """An address and what is asked of it. ``names`` are those of its references, empty where it has none.

    ``path``, ``line`` and ``column`` are where a person mends it. ``frozen`` marks an address that stands in released
    text alone, where nobody can. ``verified`` and ``verified_by`` are the last look of a person. ``fixable`` says
    that the address stands in the registry itself.
    """

    address: str
    names: tuple[str, ...]
    title: str
    path: Path
    line: int | None
    column: int | None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    owner: str | None = None
    verified: date | None = None
    verified_by: str | None = None
    max_age_days: int = MAX_AGE_DAYS
    allow_temporary_redirect: bool = False
    brands: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    frozen: bool = False
    fixable: bool = False

    @property
    def fetched(self) -> str:
        """The address as a server is asked for it: without its fragment."""
        return self.address.partition("#")[0]

    @property
    def fragment(self) -> str:
        """What follows the ``#``, as it is written."""
        return self.address.partition("#")[2]

    @property
    def label(self) -> str:
        """What a report calls it: the names of its references, else the address."""
        return ", ".join(self.names) or self.address
