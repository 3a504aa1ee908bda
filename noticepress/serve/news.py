"""What the browsers are told: which pages changed with each rebuild, and what is wrong now."""

import json
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from noticepress.errors import Finding

#: Rebuilds that are remembered: a browser that slept through more of them loads its page again.
_REMEMBERED = 200


@dataclass(frozen=True)
class Fault:
    """What is wrong, as the page shows it: where, what, how to mend it, and the line itself."""

    place: str
    message: str
    hint: str | None
    line: str | None


@dataclass(frozen=True)
class State:
    """How things stand: ``serial`` counts the rebuilds, ``faults`` stop the build, ``note`` is one line for people."""

    serial: int = 0
    faults: tuple[Fault, ...] = ()
    note: str = ""


@dataclass
class News:
    """The state, and which pages changed to come to it. Any number of threads may tell, wait and read."""

    _state: State = State()
    _changes: "deque[tuple[int, frozenset[str]]]" = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def tell(self, pages: frozenset[str], faults: Sequence[Fault] | None, note: str) -> None:
        """Tell that ``pages`` changed, paths below the root; ``faults`` are left as they are where that is ``None``."""
        with self._changed:
            serial = self._state.serial + 1
            self._changes.append((serial, pages))
            self._state = State(serial, self._state.faults if faults is None else tuple(faults), note)
            self._changed.notify_all()

    @property
    def state(self) -> State:
        """How things stand."""
        with self._changed:
            return self._state

    def since(self, serial: int, timeout: float) -> str | None:
        """Wait until there is news after ``serial`` and return it as JSON; ``None`` after ``timeout`` seconds without.

        ``changed`` is ``None`` in it where nobody remembers so far back: then everything may have changed.
        """
        with self._changed:
            # A number that is not reached yet is of a server that has ended.
            if not self._changed.wait_for(lambda: self._state.serial != serial, timeout):
                return None
            known = [pages for number, pages in self._changes if number > serial]
            whole = 0 <= serial < self._state.serial and len(known) == self._state.serial - serial
            changed = sorted(frozenset().union(*known)) if whole else None
            return json.dumps({**asdict(self._state), "changed": changed})


def faults_of(findings: Sequence[Finding], root: Path) -> tuple[Fault, ...]:
    """Return findings as a page shows them, each with its line of the file below ``root``."""
    return tuple(_fault(finding, root) for finding in findings)


def _fault(finding: Finding, root: Path) -> Fault:
    place = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part is not None)
    brands = f" [{', '.join(finding.brands)}]" if finding.brands else ""
    return Fault(place, f"{finding.message}{brands}", finding.hint, _line(finding, root))


def _line(finding: Finding, root: Path) -> str | None:
    if finding.path is None or finding.line is None:
        return None
    try:
        lines = (root / finding.path).read_text(encoding="utf-8").splitlines()
        return lines[finding.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return None
