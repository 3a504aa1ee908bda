"""``summary``: what changes for readers, printed, drafted as letters, or as the comment of a pull request."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from noticepress.check import check_workspace
from noticepress.cli.baseline import faults_at
from noticepress.cli.output import put, put_new
from noticepress.cli.places import chosen_brands, opened_workspace
from noticepress.config import Workspace
from noticepress.config.files import read_text
from noticepress.dates import in_words, today
from noticepress.document import DRAFT
from noticepress.errors import NoticeError, UsageError, did_you_mean, merged
from noticepress.history import find_version
from noticepress.law import workspace_law
from noticepress.model import Brand
from noticepress.source import load_notice
from noticepress.summary import (
    Letter,
    Remarks,
    Summary,
    comment,
    due,
    eml,
    letter,
    next_version,
    summarise,
    to_html,
    to_json,
    to_text,
)
from noticepress.summary.letter import section_line
from noticepress.timelines import load_timelines

#: What a letter is written as, by the ending of its file's name.
_FORMS: Mapping[str, Callable[[Letter], bytes]] = {
    ".eml": eml,
    ".txt": lambda found: to_text(found).encode(),
    ".html": lambda found: to_html(found).encode(),
}


def summary(arguments: Namespace) -> int:
    """Print or write what changes for the readers of each brand."""
    _refuse_mixtures(arguments)
    workspace = opened_workspace(arguments)
    if arguments.notice is not None:
        workspace.check_notice(arguments.notice)
    brands = chosen_brands(workspace, arguments.brand)
    day = arguments.as_at or today()
    if arguments.format == "email":
        return _letters(arguments, workspace, list(_chosen(arguments, workspace, brands, day)))
    if arguments.format == "markdown":
        text, code = _comment(arguments, workspace, brands, day)
        put(text.encode(), arguments.output)
        return code
    found = list(_with_reasons(arguments, workspace, brands, day))
    if arguments.format == "json":
        rows = [to_json(one, reasons) for one, reasons in found]
        text = json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
    else:
        text = "".join(f"{line}\n" for one, reasons in found for line in _report(one, reasons))
    put(text.encode(), arguments.output)
    return 0


def _refuse_mixtures(arguments: Namespace) -> None:
    for name in ("since", "artifact_url", "desk_url", "plan"):
        if getattr(arguments, name) is not None and arguments.format != "markdown":
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} goes with the comment of a pull request", "add --format markdown")


def _chosen(arguments: Namespace, workspace: Workspace, brands: Sequence[Brand], day: date) -> Iterator[Summary]:
    """Yield the summary of each brand's version that was asked for; ``UsageError`` where no brand has it."""
    wanted = arguments.version or (None if arguments.format == "email" else DRAFT)
    notices = (arguments.notice,) if arguments.notice else workspace.notices
    known: list[str] = []
    any_found = False
    for notice in notices:
        for timeline in load_timelines(workspace, notice, brands, day, draft=wanted == DRAFT):
            known.extend(version.document.version for version in timeline.versions)
            version = next_version(timeline) if wanted is None else find_version(timeline, wanted)
            if version is not None and timeline.retired is None:
                any_found = True
                yield summarise(timeline, version)
    if not any_found and wanted not in {DRAFT, None}:
        raise UsageError(f"no version is called '{wanted}'", did_you_mean(wanted, sorted({*known, DRAFT})))
    if not any_found and wanted is None:
        raise UsageError("no version is coming", "name one: summary NOTICE VERSION --format email")


def _with_reasons(
    arguments: Namespace, workspace: Workspace, brands: Sequence[Brand], day: date
) -> Iterator[tuple[Summary, tuple[str, ...]]]:
    """Yield each summary; those of a draft with the reasons for a release."""
    law = workspace_law(workspace.root)
    sources = {}
    for found in _chosen(arguments, workspace, brands, day):
        reasons: tuple[str, ...] = ()
        if found.after.state == "draft":
            notice = found.timeline.notice
            if notice not in sources:
                path = workspace.root / "notices" / notice / "notice.md"
                sources[notice] = load_notice(path, workspace.root, notice)
            reasons = due(found.timeline, sources[notice], law)
        yield found, reasons


def _comment(arguments: Namespace, workspace: Workspace, brands: Sequence[Brand], day: date) -> tuple[str, int]:
    """Return the comment and the exit code: a draft that cannot be made is what the comment says, and 1."""
    plan = read_text(arguments.plan, arguments.plan) if arguments.plan else None
    known = faults_at(workspace.root, arguments.since, day) if arguments.since else None
    if arguments.since and known is None:
        print(f"warning: the workspace of {arguments.since} cannot be checked: nothing is called new", file=sys.stderr)
    remarks = Remarks(check_workspace(workspace, day, brands), known, arguments.artifact_url, arguments.desk_url, plan)
    try:
        found = list(_with_reasons(arguments, workspace, brands, day))
    except NoticeError as error:
        return comment(None, replace(remarks, findings=merged([*error.findings, *remarks.findings]))), error.exit_code
    return comment(found, remarks), 0


def _report(found: Summary, reasons: Sequence[str]) -> Iterator[str]:
    """Yield a summary as a person reads it in a terminal."""
    after = found.after
    new = "the draft" if after.state == "draft" else f"{after.document.version} ({after.state})"
    old = f"{found.before.document.version} ({found.before.state}) to " if found.before else ""
    yield f"{found.timeline.brand.name}: {after.document.title}, {old}{new}"
    if after.release is not None:
        yield f"  {' '.join(after.release.summary.split())}"
    if found.before is None:
        yield f"  the first text of this notice: {found.words} words"
    elif not found.sections:
        yield "  the same text"
    else:
        yield f"  words added: {found.added}, removed: {found.removed}, passages: {found.passages}"
        yield from (f"  - {section_line(section)}" for section in found.sections)
    start = after.start or after.document.effective
    if start is not None:
        yield f"  from {in_words(start)}{'' if after.release and after.release.approval else ', if approved'}"
    yield from (f"  release due: {reason}" for reason in reasons)


def _letters(arguments: Namespace, workspace: Workspace, found: Sequence[Summary]) -> int:
    """Write the letters of all brands; those of one brand may go to standard output or one file."""
    for one in found:
        if one.after.state not in {"upcoming", "proposed", "in-force"}:
            message = f"{one.after.document.version} is {one.after.state}: there is nothing to tell customers of"
            raise UsageError(message, "a letter is about a released version that is coming, proposed or in force")
    letters = [letter(one, workspace.references) for one in found]
    place: Path | None = arguments.output
    single = place is None or place.suffix in _FORMS
    if single and len(letters) > 1:
        raise UsageError(f"there are {len(letters)} letters", "name a folder: -o letters, or one: NOTICE --brand BRAND")
    if place is None:
        put(eml(letters[0]), None)
    elif single:
        put_new({place: _FORMS[place.suffix](letters[0])})
    else:
        files = {place / f"{each.name}{ending}": form(each) for each in letters for ending, form in _FORMS.items()}
        put_new(files)
        print(f"{len(letters)} draft{'' if len(letters) == 1 else 's'} in {place}; nothing was sent")
    for finding in merged(finding for each in letters for finding in each.findings):
        print(f"warning: {finding}", file=sys.stderr)
    return 0
