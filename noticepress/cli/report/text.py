"""Findings as a person reads them in a terminal, and the redline of what was fixed."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from noticepress.check.fixes import Fixed
from noticepress.errors import Finding

_TITLES = ("Errors", "Warnings", "For information", "Of released text, which stays as it is", "Waived")


def to_text(findings: Sequence[Finding]) -> str:
    """Return findings in groups, a line each with its hint below, and how many there are of each kind.

    A hint that several findings after each other share stands once, below the last of them.
    """
    lines: list[str] = []
    groups = sorted(findings, key=_group)
    for number, group in groupby(groups, key=_group):
        if len({_group(finding) for finding in findings}) > 1:
            lines += ["", f"{_TITLES[number]}:"]
        lines.extend(_entries(list(group)))
    if lines and not lines[0]:
        lines.append("")
    return "\n".join([*lines, _total(findings)]).lstrip("\n")


def _group(finding: Finding) -> int:
    if finding.waived:
        return 4
    if finding.frozen:
        return 3
    return ("error", "warning", "info").index(finding.severity)


def _entries(findings: Sequence[Finding]) -> Iterator[str]:
    for position, finding in enumerate(findings):
        yield _line(finding)
        following = findings[position + 1] if position + 1 < len(findings) else None
        if finding.waived:
            yield f"  waived {finding.waived}"
        elif finding.hint and (following is None or following.hint != finding.hint):
            yield f"  hint: {finding.hint}"


def _line(finding: Finding) -> str:
    first = str(finding).split("\n", maxsplit=1)[0]
    law = f", {finding.citation}" if finding.citation else ""
    brands = f" [{', '.join(finding.brands)}]" if finding.brands else ""
    return f"{first} ({finding.severity} {finding.rule}{law}){brands}"


def _total(findings: Sequence[Finding]) -> str:
    if not findings:
        return "no findings"
    parts = []
    for number, noun in enumerate(("error", "warning", "for information", "of released text", "waived")):
        count = sum(_group(finding) == number for finding in findings)
        plural = "s" if count != 1 and noun in {"error", "warning"} else ""
        parts += [f"{count} {noun}{plural}"] if count else []
    fixes = sum(finding.fix is not None and not finding.frozen and not finding.waived for finding in findings)
    return ", ".join(parts) + (f"; --fix mends {fixes}" if fixes else "")


def fixes_report(results: Sequence[Fixed]) -> str:
    """Return a redline of what was fixed: each line of a file with its old words struck out and the new ones marked."""
    lines = []
    for result in results:
        lines.append(f"fixed {len(result.findings)} in {result.path.as_posix()}")
        source = result.before.split("\n")
        for number, group in groupby(result.findings, key=lambda finding: finding.line or 1):
            lines.append(f"  {number}: {_marked(source[number - 1], list(group))}")
    return "\n".join(lines)


def _marked(line: str, findings: Sequence[Finding]) -> str:
    """Return a line with its fixes marked, and what is far from any of them left out."""
    pieces, end = [], 0
    for finding in findings:
        start = (finding.column or 1) - 1
        words = finding.words or ""
        pieces += [_near(line[end:start], first=end == 0), f"[-{words}-]{{+{finding.fix}+}}"]
        end = start + len(words)
    rest = line[end:]
    return "".join([*pieces, rest if len(rest) <= _FAR else f"{rest[:_FAR]}…"])


#: How much unchanged text stands on either side of a fix.
_FAR = 40


def _near(text: str, *, first: bool) -> str:
    if len(text) <= _FAR:
        return text
    return f"…{text[-_FAR:]}" if first else f"{text[: _FAR // 2]} … {text[-_FAR // 2 :]}"
