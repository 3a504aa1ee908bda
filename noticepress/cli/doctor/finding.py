"""What was found of one thing that the program needs."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "note", "problem"]


@dataclass(frozen=True)
class Finding:
    """What was found of one thing that the program needs; ``install`` says how to come by it.

    A ``problem`` keeps the program from its work, a ``note`` from a part that not everybody uses.
    """

    what: str
    verdict: Verdict
    said: str
    install: str | None = None
