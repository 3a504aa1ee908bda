"""The comment of a pull request: what changes for each brand, what was found, whether a release is due."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from noticepress.errors import Finding
from noticepress.languages import words
from noticepress.model import Version
from noticepress.summary.changes import SPOKEN, Summary, Touched
from noticepress.summary.escaped import code, cut, escaped

#: The first line, by which a program finds the comment that it is to bring up to date. No reader sees it.
MARKER = "<!-- noticepress:summary -->"
#: GitHub takes 65,536 characters.
LIMIT = 60_000
#: Of that for what changes and for findings; a plan has what is left.
_CHANGES, _FINDINGS = 30_000, 15_000
#: So many brands are named where many have the same changes.
_NAMES = 12
WORDS = words()
_STATES = {"in-force": "in force"}


@dataclass(frozen=True)
class Remarks:
    """What stands beside the changes: findings, where to look, what publishing would do.

    ``known`` are the faults that the base had already (see ``fault``), ``None`` where nobody asked. ``artifact_url``
    leads to the redlines; ``{path}`` in it is replaced by ``redlines/NOTICE-BRAND.html``. ``plan`` is Markdown.
    """

    findings: tuple[Finding, ...] = ()
    known: frozenset[Hashable] | None = None
    artifact_url: str | None = None
    desk_url: str | None = None
    plan: str | None = None


def fault(finding: Finding) -> Hashable:
    """Return what a fault is apart from its place, which moves with every line above it."""
    return finding.rule, finding.severity, finding.path, finding.words or finding.message, finding.brands


def comment(summaries: Sequence[tuple[Summary, tuple[str, ...]]] | None, remarks: Remarks) -> str:
    """Return the comment as Markdown, at most ``LIMIT`` characters: each summary with the reasons for a release.

    Without summaries the draft could not be made, and the findings say why. Brands with the same changes share an
    entry. Words of people are escaped: they format nothing, link nowhere and tell nobody.
    """
    changes = ["**What changes cannot be said: the draft cannot be made.**"]
    if summaries is not None:
        changes = list(_changes(summaries, remarks))
    parts = [cut("\n".join(changes), _CHANGES), cut("\n".join(_found(remarks)), _FINDINGS)]
    text = "\n\n".join([MARKER, *(part for part in parts if part)])
    if remarks.plan and remarks.plan.strip():
        text += "\n\n" + cut(remarks.plan.strip(), LIMIT - len(text) - 2)
    return text.rstrip("\n") + "\n"


def _changes(summaries: Sequence[tuple[Summary, tuple[str, ...]]], remarks: Remarks) -> Iterator[str]:
    changed = sum(bool(summary.sections) or summary.before is None for summary, _ in summaries)
    yield f"**What changes for readers: {changed} of {len(summaries)} texts**"
    links = (
        [("redlines", remarks.artifact_url)] if remarks.artifact_url and "{path}" not in remarks.artifact_url else []
    )
    links += [("desk", remarks.desk_url)] if remarks.desk_url else []
    if links:
        yield ""
        yield "Look at the " + " and the ".join(f"[{what}](<{_safe(url or '')}>)" for what, url in links)
    groups: dict[tuple[str, ...], list[Summary]] = {}
    for summary, reasons in summaries:
        groups.setdefault(tuple(_entry(summary, reasons)), []).append(summary)
    for lines, members in groups.items():
        yield ""
        yield f"#### {_names(members)}: {escaped(members[0].after.document.title)}"
        yield ""
        yield from lines
        yield from _redlines(members, remarks)


def _names(members: Sequence[Summary]) -> str:
    names = [escaped(summary.timeline.brand.name) for summary in members[:_NAMES]]
    left = len(members) - len(names)
    return ", ".join(names) + (f" and {left} more" if left else "")


def _entry(summary: Summary, reasons: tuple[str, ...]) -> Iterator[str]:
    after = _version(summary.after)
    if summary.before is None:
        yield f"First text of this notice, {after}: {summary.words} words."
    elif not summary.sections:
        yield f"{after[:1].upper()}{after[1:]} is the text of {_version(summary.before)}."
    else:
        totals = f"**{WORDS.count('added', summary.added)}, {WORDS.count('removed', summary.removed)}**"
        where = WORDS.count("sections", len(summary.sections))
        yield f"From {_version(summary.before)} to {after}: {totals} in {where}."
        yield ""
        yield "| section | added | removed | touches |"
        yield "|---|--:|--:|---|"
        yield from (_row(section) for section in summary.sections)
    yield ""
    yield f"Release due: {'; '.join(escaped(reason) for reason in reasons) if reasons else 'no'}."


def _version(version: Version) -> str:
    number = version.document.version
    return "the draft" if version.state == "draft" else f"{number} ({_STATES.get(version.state, version.state)})"


def _row(section: Touched) -> str:
    title = escaped(section.title or WORDS.text("changes", "beginning"))
    touches = "; ".join(
        f"{SPOKEN.get(signal.kind, signal.kind)}: {', '.join(escaped(word) for word in signal.words[:_NAMES])}"
        for signal in section.signals
    )
    return f"| {title} | {section.added} | {section.removed} | {touches} |"


def _redlines(members: Sequence[Summary], remarks: Remarks) -> Iterator[str]:
    if remarks.artifact_url is None or "{path}" not in remarks.artifact_url:
        return
    links = []
    for summary in members[:_NAMES]:
        if summary.before is not None and summary.sections:
            path = quote(f"redlines/{summary.timeline.notice}-{summary.timeline.brand.id}.html")
            url = _safe(remarks.artifact_url.replace("{path}", path))
            links.append(f"[{escaped(summary.timeline.brand.name)}](<{url}>)")
    if links:
        yield ""
        yield f"Redline: {', '.join(links)}"


def _safe(url: str) -> str:
    return quote(url, safe=":/?#[]@!$&'()*+,;=%-._~")


def _found(remarks: Remarks) -> Iterator[str]:
    open_ = [finding for finding in remarks.findings if not finding.frozen and finding.waived is None]
    counts = ", ".join(_count(remarks, open_, severity) for severity in ("error", "warning"))
    yield f"<details><summary>Findings: {counts}</summary>"
    yield ""
    shown = [finding for finding in open_ if finding.severity != "info"]
    yield from (_finding(finding, remarks) for finding in sorted(shown, key=lambda f: not _is_new(f, remarks)))
    yield ""
    yield "</details>"


def _count(remarks: Remarks, findings: Sequence[Finding], severity: str) -> str:
    of_kind = [finding for finding in findings if finding.severity == severity]
    new = sum(_is_new(finding, remarks) for finding in of_kind)
    noun = severity if len(of_kind) == 1 else f"{severity}s"
    return f"{len(of_kind)} {noun}" + (f" ({new} new)" if remarks.known is not None else "")


def _is_new(finding: Finding, remarks: Remarks) -> bool:
    return remarks.known is not None and fault(finding) not in remarks.known


def _finding(finding: Finding, remarks: Remarks) -> str:
    place = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part is not None)
    mark = "**new** " if _is_new(finding, remarks) else ""
    where = f"{code(place)} " if place else ""
    brands = list(finding.brands[:_NAMES])
    more = [f"and {len(finding.brands) - len(brands)} more"] if len(finding.brands) > len(brands) else []
    whose = f" ({', '.join([*brands, *more])})" if brands else ""
    return f"- {mark}{finding.severity} {where}{escaped(finding.message)} {code(finding.rule)}{whose}"
