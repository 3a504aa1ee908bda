"""What a check of a website found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from noticepress.ledger import Entry
from noticepress.model import TargetSettings


@dataclass(frozen=True)
class Difference:
    """A file that is not as it was published, by its path below the site's root, and in what way."""

    path: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """What was found on one target of a brand at ``at`` (UTC).

    ``standing`` has by notice the entry of the ledger that put there what should stand; without any, nothing was
    looked at. ``checked`` counts the files that were compared. ``silent`` are those to which no answer came.
    ``notes`` say what is no difference and yet worth knowing.
    """

    brand: str
    settings: TargetSettings
    at: datetime
    standing: Mapping[str, Entry] = field(default_factory=dict)
    checked: int = 0
    differences: tuple[Difference, ...] = ()
    silent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths that differ, each once."""
        return tuple(dict.fromkeys(difference.path for difference in self.differences))
