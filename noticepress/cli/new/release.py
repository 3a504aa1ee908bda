"""``new release``: the questions that a release has to answer for, with what changed in sight; then ``release``."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date

from noticepress.archive import load_releases
from noticepress.check import check_source, stops_release, with_waivers
from noticepress.check.blocking import is_acceptable
from noticepress.cli.asking import Questions, questions
from noticepress.cli.commands import release
from noticepress.cli.places import chosen_brands, opened_workspace
from noticepress.cli.report import findings_report
from noticepress.config import Workspace
from noticepress.dates import parse_day, today
from noticepress.errors import Finding, NoticeError, UsageError, merged
from noticepress.history import make_timeline
from noticepress.model import Brand, Document, Release
from noticepress.release import Declaration
from noticepress.release.gate import last_release, refuse_impossible, signal_findings
from noticepress.source import load_notice
from noticepress.summary import Summary, summarise
from noticepress.summary.letter import section_line


def new_release(arguments: Namespace) -> int:
    """Show what changed, ask what a release needs, and release; nothing is written before the last answer."""
    workspace = opened_workspace(arguments)
    workspace.check_notice(arguments.notice)
    asked = questions(silent=arguments.no_input)
    brands = chosen_brands(workspace, arguments.brand)
    releases = load_releases(workspace.root, arguments.notice, workspace.renamed)
    documents, found = _texts(workspace, arguments.notice, brands)
    changed = [summary for summary in _summaries(arguments.notice, documents, brands, releases) if _differs(summary)]
    if not changed:
        raise UsageError("no brand's text differs from its last release", "edit the notice first")
    if asked.live:
        print("\n".join(_shown(changed)), file=sys.stderr)
    declared = Namespace(**vars(arguments))
    declared.version, declared.effective = _when(asked, arguments, releases)
    declared.summary = _needed(asked, "--summary", "What changes, in a sentence or two", arguments.summary)
    errors = tuple(finding for finding in found if stops_release(finding))
    declared.accept_findings = _accepted(asked, arguments.accept_findings, errors)
    _class(asked, arguments, declared, signal_findings([s.after.document for s in changed], releases), changed)
    declared.declared_by = _needed(asked, "--declared-by", "Who declares this, name and role", arguments.declared_by)
    if asked.live:
        _confirm(asked, declared)
    return release(declared)


def _texts(
    workspace: Workspace, notice_id: str, brands: Sequence[Brand]
) -> tuple[Sequence[Document], tuple[Finding, ...]]:
    notice = load_notice(workspace.root / "notices" / notice_id / "notice.md", workspace.root, notice_id)
    living = [brand for brand in brands if not brand.is_retired(today())]
    documents, found = check_source(workspace, notice, living, today())
    findings = with_waivers(notice, found, today())
    if len(documents) < len(living):
        raise NoticeError(*(finding for finding in findings if stops_release(finding)))
    return tuple(documents.values()), findings


def _summaries(
    notice: str, documents: Sequence[Document], brands: Sequence[Brand], releases: Sequence[Release]
) -> list[Summary]:
    """Return what changes for each brand since its last release, as ``release`` judges it."""
    by_id = {brand.id: brand for brand in brands}
    summaries = []
    for document in documents:
        last = last_release(document.brand, releases)
        brand = by_id[document.brand]
        timeline = make_timeline(brand, notice, document.title, [last] if last else [], today(), document)
        summaries.append(summarise(timeline, timeline.versions[-1]))
    return summaries


def _differs(summary: Summary) -> bool:
    return summary.before is None or summary.before.document.html != summary.after.document.html


def _shown(changed: Sequence[Summary]) -> list[str]:
    """Return what changed; brands with the same changes share their lines."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for summary in changed:
        lines = tuple(section_line(section) for section in summary.sections)
        head = f"since {summary.before.document.version}" if summary.before else f"first text, {summary.words} words"
        groups.setdefault((head, *lines), []).append(summary.timeline.brand.name)
    shown = []
    for (head, *rest), names in groups.items():
        shown += [f"{', '.join(names)}: {head}", *(f"  - {line}" for line in rest)]
    return shown


def _needed(asked: Questions, option: str, question: str, given: str | None) -> str:
    def check(answer: str) -> None:
        if not answer.strip():
            raise UsageError(f"{option} is empty", "say it in words")

    found = asked.ask(option, question, given, check=check)
    assert found is not None
    return found


def _when(asked: Questions, arguments: Namespace, releases: Sequence[Release]) -> tuple[str, date | None]:
    """Return the version's number, proposed as the next one, and the day from which it applies."""
    number = asked.ask(
        "VERSION",
        "Version",
        arguments.version,
        default=_next(releases) if asked.live else None,
        check=_number(releases),
    )
    assert number is not None
    if hasattr(arguments, "effective"):
        return number, arguments.effective
    question = "From which day does it apply (YYYY-MM-DD, London)"
    day = _needed_day(asked, question, number, releases)
    return number, day


def _needed_day(asked: Questions, question: str, number: str, releases: Sequence[Release]) -> date:
    def check(answer: str) -> None:
        try:
            day = parse_day(answer)
        except ValueError as error:
            raise UsageError(f"'{answer}' is no date: {error}") from error
        refuse_impossible(_declaration(number, day), releases)

    typed = asked.ask("--effective", question, None, check=check)
    assert typed is not None
    return parse_day(typed)


def _number(releases: Sequence[Release]) -> Callable[[str], None]:
    def check(answer: str) -> None:
        refuse_impossible(_declaration(answer, date.max), releases)

    return check


def _declaration(number: str, day: date) -> Declaration:
    return Declaration(number, day, today(), "x", None, "x")


def _next(releases: Sequence[Release]) -> str:
    """Return the number after that of the last release: its last part, one higher."""
    if not releases:
        return "1.0"
    head, dot, last = releases[-1].version.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if dot else f"{last}.1"


def _accepted(asked: Questions, given: str | None, errors: tuple[Finding, ...]) -> str | None:
    """Return why errors are accepted, if there are any that allow it; ``release`` refuses the others."""
    if not errors or given is not None or not asked.live or not all(map(is_acceptable, errors)):
        return given
    print(findings_report(errors, "text"), file=sys.stderr)
    return asked.ask("--accept-findings", "Why is it released in spite of these errors", None)


def _class(
    asked: Questions,
    arguments: Namespace,
    declared: Namespace,
    signals: tuple[Finding, ...],
    changed: Sequence[Summary],
) -> None:
    """Settle what kind of change it is. Signals propose ``material``; nothing proposes ``editorial``."""
    if all(summary.before is None for summary in changed) or arguments.change_class is not None:
        return

    def check(answer: str) -> None:
        if answer not in {"editorial", "material"}:
            raise UsageError(f"'{answer}' is neither editorial nor material")

    if asked.live and signals:
        print("What the changes touch:", file=sys.stderr)
        print("\n".join(f"  - {finding.message}" for finding in merged(signals)), file=sys.stderr)
    default = "material" if asked.live and signals else None
    question = "Is the change editorial or material"
    declared.change_class = asked.ask("--class", question, None, default=default, check=check)
    if declared.change_class == "editorial" and signals and arguments.accept_signals is None and asked.live:
        declared.accept_signals = asked.ask("--accept-signals", "Why is it editorial all the same", None)


def _confirm(asked: Questions, declared: Namespace) -> None:
    question = f"Release {declared.notice} {declared.version}, as a proposal until it is approved (y/n)"
    answer = asked.ask("y", question, None, default="n")
    if answer is None or answer.casefold() not in {"y", "yes"}:
        raise UsageError("not released: nothing was written")
