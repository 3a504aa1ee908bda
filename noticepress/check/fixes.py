"""Safe fixes: the exact words that a finding names, replaced where they stand, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from noticepress.errors import Finding, UsageError
from noticepress.files import replace_file

#: Only files that people write: a fix never touches anything else.
_SUFFIXES = frozenset({".md", ".yml"})


@dataclass(frozen=True)
class Fixed:
    """A file before and after its fixes, and the findings that were mended."""

    path: Path
    before: str
    after: str
    findings: tuple[Finding, ...]


def fixable(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings that say exactly what is to stand where; ``UsageError`` if one is of a released file."""
    exact = (f for f in findings if f.fix is not None and f.words and f.path and f.line and f.column)
    found = tuple(f for f in exact if not f.frozen and not f.waived)
    for finding in found:
        if finding.path and (finding.path.is_absolute() or ".." in finding.path.parts):
            raise UsageError(f"{finding.path} lies outside the workspace, and nothing is mended there")
        if finding.path and is_released(finding.path):
            raise UsageError(
                f"{finding.path} is released, and released files are never edited", "release a new version"
            )
    return found


def is_released(path: PurePath) -> bool:
    """Whether a path lies in a folder of releases, where nothing is ever edited."""
    return "releases" in path.parts


def fixed(texts: Mapping[Path, str], findings: Sequence[Finding]) -> tuple[Fixed, ...]:
    """Return each file of ``texts`` with the fixes of ``findings`` made; files without any are left out.

    A fix is made only where exactly its words stand, and of two that touch each other the first is made.
    """
    chosen: dict[Path, list[Finding]] = {}
    for finding in fixable(findings):
        if finding.path and finding.path in texts and finding.path.suffix in _SUFFIXES:
            chosen.setdefault(finding.path, []).append(finding)
    made = (_fixed(path, texts[path], of_file) for path, of_file in sorted(chosen.items()))
    return tuple(result for result in made if result.before != result.after)


def _fixed(path: Path, text: str, findings: Sequence[Finding]) -> Fixed:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    pieces: list[str] = []
    done: list[Finding] = []
    end = 0
    for finding in sorted(findings, key=lambda f: (f.line or 0, f.column or 0)):
        words, fix = finding.words or "", finding.fix or ""
        start = starts[min(finding.line or 1, len(starts)) - 1] + (finding.column or 1) - 1
        if start >= end and text.startswith(words, start):
            pieces += [text[end:start], fix]
            end = start + len(words)
            done.append(finding)
    return Fixed(path, text, "".join(pieces) + text[end:], tuple(done))


def write_fixes(root: Path, results: Sequence[Fixed]) -> None:
    """Write each fixed file in place, whole or not at all; its line ends stay as they were."""
    for result in results:
        target = root / result.path
        data = target.read_bytes()
        after = result.after.replace("\n", "\r\n") if b"\r\n" in data else result.after
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        replace_file(target, mark + after.encode())
