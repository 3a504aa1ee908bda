"""What a check is given, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from noticepress.check.view import Block, View
from noticepress.errors import Severity
from noticepress.law import Law, Rule
from noticepress.model import Brand


@dataclass(frozen=True)
class Case:
    """One rule, held against one notice on one day."""

    view: View
    brand: Brand | None
    as_at: date
    rule: Rule
    law: Law


@dataclass(frozen=True)
class Hit:
    """A fault: from ``start`` to ``end`` of ``block``, or of the whole notice where ``block`` is ``None``.

    ``others`` are further places of the same fault. ``place`` is the file, line and column of a fault that is not in
    the text itself but in data that it was made from.
    """

    message: str
    block: Block | None = None
    start: int = 0
    end: int = 0
    severity: Severity | None = None
    hint: str | None = None
    fix: str | None = None
    safe: bool = False
    others: tuple[tuple[Block, int], ...] = ()
    place: tuple[Path, int, int] | None = None


Check = Callable[[Case], Iterator[Hit]]


def whole(block: Block, message: str, **more: object) -> Hit:
    """Return a fault of a whole block."""
    return Hit(message, block, 0, len(block.text), **more)  # type: ignore[arg-type]
