"""The report of ``links``: a table, data, annotations, and a summary for an issue tracker."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from noticepress.cli.report.data import to_json
from noticepress.cli.report.github import to_github
from noticepress.cli.report.junit import to_junit
from noticepress.cli.report.sarif import to_sarif
from noticepress.cli.report.text import to_text
from noticepress.errors import Finding, merged
from noticepress.links.evidence import broken_since
from noticepress.links.online import Result
from noticepress.links.patch import Patch

#: The column of an address is no wider than this.
_WIDEST = 78


@dataclass(frozen=True)
class LinkReport:
    """All that a run of ``links`` found at ``at``, UTC. ``missing`` are the brands whose sites were not built."""

    at: datetime
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    patches: tuple[Patch, ...] = ()
    online: bool = True
    fixed: bool = False

    @property
    def fails(self) -> bool:
        """Whether somebody has to mend something: a link that fails, or an error that is not of released text."""
        return any(result.standing.fails for result in self.results) or any(f.blocks for f in self.findings)


def links_report(report: LinkReport, form: str) -> str:
    """Return ``report`` in one of ``LINK_FORMATS``."""
    return LINK_FORMATS[form](report)


def to_table(report: LinkReport) -> str:
    """Return a line for each address with its verdict, its faults with every place below it, and all other findings."""
    lines = []
    width = min(max((len(r.target.address) for r in report.results), default=0), _WIDEST)
    for result in report.results:
        status = str(result.seen.status or "-")
        mark = "FAIL" if result.standing.fails else "pass"
        line = f"{mark} {result.judgement.verdict:9} {status:>3}  {result.target.address:{width}}"
        lines.append(f"{line}  {', '.join(result.target.names)}".rstrip())
        lines.extend(f"       {detail}" for detail in _details(result))
    if report.patches and not report.fixed:
        lines += ["", "`links --fix` makes these changes:", *map(str, report.patches)]
    rest = [finding for finding in report.findings if finding.rule not in _IN_TABLE]
    lines += ["", to_text(merged(rest))] if rest else []
    return "\n".join([*lines, "", summary(report)]).lstrip("\n")


#: Findings whose words the table's own lines hold.
_IN_TABLE = frozenset(
    ["LINK-REDIRECT", "LINK-DEAD", "LINK-CONTENT", "LINK-BLOCKED", "LINK-OUTAGE", "LINK-REFUSED"]
)  # fmt: skip


def _details(result: Result) -> Iterator[str]:
    if result.standing.severity is None:
        return
    yield result.judgement.reason
    if result.standing.note:
        yield result.standing.note
    where = ":".join(str(part) for part in (result.target.path.as_posix(), result.target.line) if part)
    yield f"written in {where}" + (f", {result.target.owner} mends it" if result.target.owner else "")
    yield from (f"used by {use}" for use in result.target.uses)


def summary(report: LinkReport) -> str:
    """Return one line: how many addresses, how they stand, and how many a person has yet to look at."""
    if not report.online:
        errors = sum(finding.blocks for finding in report.findings)
        return f"offline: {errors} error{'' if errors == 1 else 's'}; no outside address was asked"
    counts: dict[str, int] = {}
    for result in report.results:
        counts[result.judgement.verdict] = counts.get(result.judgement.verdict, 0) + 1
    noun = "address" if len(report.results) == 1 else "addresses"
    parts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    unlooked = sum(bool(r.target.names) and r.target.verified is None for r in report.results)
    looked = f"; nobody has checked {unlooked} of them yet" if unlooked else ""
    failing = sum(result.standing.fails for result in report.results)
    return f"{len(report.results)} {noun}: {parts or 'nothing to ask'}; {failing} fail{looked}"


def to_data(report: LinkReport) -> str:
    """Return everything as JSON: the links with their evidence and uses, the findings, and the patches."""
    data = {
        "at": _moment(report.at),
        "online": report.online,
        "fails": report.fails,
        "links": [_fields(result) for result in report.results],
        "findings": json.loads(to_json(merged(report.findings)))["findings"],
        "patches": [asdict(patch) for patch in report.patches],
        "fixed": report.fixed,
        "sites_missing": list(report.missing),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _fields(result: Result) -> dict[str, Any]:
    target, entry = result.target, result.entry
    since = broken_since(entry)
    looked = {"on": target.verified.isoformat(), "by": target.verified_by} if target.verified else None
    return {
        "address": target.address,
        "references": list(target.names),
        "title": target.title,
        "owner": target.owner,
        "verdict": result.judgement.verdict,
        "fails": result.standing.fails,
        "severity": result.standing.severity,
        "status": result.seen.status,
        "hops": [{"address": address, "status": status} for address, status in result.seen.hops],
        "final": entry.final,
        "reason": result.judgement.reason,
        "note": result.standing.note,
        "replacement": result.judgement.replacement,
        "checked": _moment(entry.checked),
        "last_good": _moment(entry.last_good),
        "broken_since": _moment(since),
        "sha256": entry.sha256,
        "verified": looked,
        "max_age_days": target.max_age_days,
        "path": target.path.as_posix(),
        "line": target.line,
        "column": target.column,
        "brands": list(target.brands),
        "frozen": target.frozen,
        "uses": [asdict(use) for use in target.uses],
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def to_markdown(report: LinkReport) -> str:
    """Return a summary for an issue tracker: what fails first, with every place, then what only needs a look."""
    lines = ["# Links", "", summary(report), ""]
    noted = [result for result in report.results if result.standing.severity is not None]
    for title, wanted in (("To mend", True), ("To know", False)):
        found = [result for result in noted if result.standing.fails is wanted]
        lines += [f"## {title}", ""] if found else []
        for result in found:
            lines += [f"### {_escaped(result.target.label)}: {result.judgement.verdict}", "", *_markdown(result), ""]
    others = [f for f in merged(report.findings) if f.rule not in _IN_TABLE and f.rule != "LINK-UNVERIFIED"]
    lines += (
        ["## Within the sites", "", *(f"- {_escaped(str(f).splitlines()[0])}" for f in others), ""] if others else []
    )
    unlooked = [r.target for r in report.results if r.target.names and r.target.verified is None]
    if unlooked:
        lines += ["## Not yet checked by a person", ""]
        lines += [f"- [ ] {_escaped(target.label)}: <{target.address}>" for target in unlooked]
    return "\n".join(lines).rstrip() + "\n"


def _markdown(result: Result) -> Iterator[str]:
    target = result.target
    yield f"- Address: <{target.address}>"
    yield f"- Seen: {_escaped(result.judgement.reason)}"
    if result.standing.note:
        yield f"- Known: {_escaped(result.standing.note)}"
    where = ":".join(str(part) for part in (target.path.as_posix(), target.line) if part)
    yield f"- Written in `{where}`" + (f", owner: {_escaped(target.owner)}" if target.owner else "")
    if result.judgement.replacement:
        yield f"- New address: <{result.judgement.replacement}>" + (" (`links --fix`)" if target.fixable else "")
    yield f"- Used by {len(target.uses)} places:" if target.uses else "- Used by no notice and no page"
    yield from (f"  - `{use}`" for use in target.uses)


def _escaped(text: str) -> str:
    """Return text that others wrote, such as a page's title, so that it is no markup, no mention and no reference."""
    for character in "\\`*_[]<>#|":
        text = text.replace(character, f"\\{character}")
    return text.replace("@", "@\u200b").replace("\n", " ")


def issues(report: LinkReport) -> Mapping[str, str]:
    """Return by file name, for each link that fails, an issue: its title, an empty line, and its text."""
    found: dict[str, str] = {}
    for result in report.results:
        if result.standing.fails:
            name = result.target.names[0] if result.target.names else f"address-{len(found) + 1}"
            # The title stays while the verdict changes, so that one reference has one issue.
            title = f"Broken link: {result.target.label}"
            body = [f"Verdict: **{result.judgement.verdict}**, on {_moment(report.at)}", "", *_markdown(result)]
            found[f"{name}.md"] = "\n".join([title, "", *body]) + "\n"
    return found


def _of_findings(write: Callable[[Sequence[Finding]], str]) -> Callable[[LinkReport], str]:
    return lambda report: write(merged(report.findings))


#: What ``links --format`` offers, and what writes it.
LINK_FORMATS: Mapping[str, Callable[[LinkReport], str]] = {
    "table": to_table,
    "json": to_data,
    "junit": _of_findings(to_junit),
    "sarif": _of_findings(to_sarif),
    "github": _of_findings(to_github),
    "markdown": to_markdown,
}
