"""The one family of errors that a user meets, and the places that they point to."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """Something wrong or missing in what a person wrote, and where.

    ``line`` and ``column`` count from 1; ``None`` where the fault has no single place. ``path`` is shown as
    it is, so give it relative to the workspace where that is possible. ``words`` are the words of the source
    that are meant, and ``fix``, where there is one, is what may safely stand in their place: it is applied only
    where exactly ``words`` stand at ``line`` and ``column``. ``places`` are the lines and columns of the same
    fault's other parts. ``citation`` names the law or the standard. ``frozen`` marks a fault of released text,
    which is reported and stops nothing; ``waived`` says who accepted a fault, until when and why.
    """

    rule: str
    severity: Severity
    message: str
    path: Path | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    brands: tuple[str, ...] = ()
    citation: str | None = None
    words: str | None = None
    fix: str | None = None
    frozen: bool = False
    waived: str | None = None
    places: tuple[tuple[int, int], ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether it is an error that somebody has to mend: neither of frozen text nor waived."""
        return self.severity == "error" and not self.frozen and self.waived is None

    def __str__(self) -> str:
        """``file:line:column: message``, and the hint on a line of its own."""
        where = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        message = " ".join(line.strip() for line in self.message.splitlines())
        text = f"{where}: {message}" if where else message
        return f"{text}\n  hint: {self.hint}" if self.hint else text


class NoticepressError(Exception):
    """A mistake that stops the command. Its ``str`` is written for the user; only ``cli.main`` catches it.

    It carries one finding or many: whatever can be known in one run is reported in one run.
    ``exit_code`` is what the process ends with.
    """

    exit_code = 2

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings: tuple[Finding, ...] = findings

    def __str__(self) -> str:
        """Every finding, each as ``file:line:column: message`` with its hint below it."""
        return "\n".join(str(finding) for finding in self.findings)


class UsageError(NoticepressError):
    """A command, an option or an argument that makes no sense: exit code 2."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(Finding("USAGE", "error", message, hint=hint))


class ConfigError(NoticepressError):
    """A YAML file that is not what its schema says: exit code 2."""


class NoticeError(NoticepressError):
    """A notice that cannot be bound, rendered or released as it stands: exit code 1."""

    exit_code = 1


class IntegrityError(NoticepressError):
    """A released file that is not what was released: exit code 1."""

    exit_code = 1


class BuildError(NoticepressError):
    """The site engine, the typesetter or the file system refused: exit code 3."""

    exit_code = 3


class RefusalError(NoticepressError):
    """A site that must not be published as it stands; the target was not touched: exit code 1."""

    exit_code = 1


class TargetError(NoticepressError):
    """A target that refused, went away, is locked or is no longer what a plan was made against: exit code 3.

    The same command may well succeed later. What it says holds no secret.
    """

    exit_code = 3


_ORDER = {"error": 0, "warning": 1, "info": 2}


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return ``findings`` errors first, then by place; the same fault of several brands is one finding.

    The same fault is one that says the same, or one of the same rule and severity in the same words at the same place.
    Those that nobody has to mend, of released text or waived, come last.
    """
    first: dict[Hashable, Finding] = {}
    brands: dict[Hashable, set[str]] = {}
    for finding in findings:
        key = _fault(finding)
        first.setdefault(key, finding)
        brands.setdefault(key, set()).update(finding.brands)
    joined = [replace(finding, brands=tuple(sorted(brands[key]))) for key, finding in first.items()]
    return tuple(sorted(joined, key=_rank))


def _fault(finding: Finding) -> Hashable:
    if finding.words and finding.line and finding.column:
        return finding.rule, finding.severity, finding.path, finding.line, finding.column, finding.words
    return replace(finding, brands=())


def _rank(finding: Finding) -> tuple[bool, int, str, int, int]:
    settled = finding.frozen or finding.waived is not None
    return settled, _ORDER[finding.severity], str(finding.path), finding.line or 0, finding.column or 0


def did_you_mean(word: str, known: Sequence[str]) -> str | None:
    """Return a hint that names the likeliest of ``known``, or lists them all where none is likely."""
    from difflib import get_close_matches  # noqa: PLC0415 - most words are spelt as they are known

    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"known here: {', '.join(sorted(known))}" if known else None
