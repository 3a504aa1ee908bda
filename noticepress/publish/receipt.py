"""What a publish leaves in the hand of whoever asked for it."""

from dataclasses import dataclass
from datetime import datetime

from noticepress.publish.plan import Step


@dataclass(frozen=True)
class Receipt:
    """What was put on a target. ``sha256`` is that of the manifest that now stands there.

    ``finished`` is in UTC. ``verified_at`` is when somebody fetched the public address and found these bytes: a
    publish cannot know that, so it is ``None`` until then. Without ``steps`` nothing was touched.
    """

    brand: str
    target: str
    url: str | None
    sha256: str | None
    steps: tuple[Step, ...]
    commit: str | None
    finished: datetime
    verified_at: datetime | None = None
