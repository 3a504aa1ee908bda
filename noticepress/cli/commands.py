"""The commands: each parses nothing, calls one function of the pipeline, prints, and returns the exit code.

What a command needs is imported when it runs, so that ``--help`` and ``check`` start without the typesetter
and the site engine.
"""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from noticepress.archive import find_release, load_releases
from noticepress.check.fixes import fixable, fixed, write_fixes
from noticepress.cli.checking import checklist, findings_asked
from noticepress.cli.ledger import ledger_record, ledger_stamp, ledger_verify, stamped
from noticepress.cli.past import evidence, history
from noticepress.cli.places import chosen_brands, in_language, opened_workspace
from noticepress.cli.report import findings_report, fixes_report
from noticepress.cli.translated import translated
from noticepress.config import Workspace
from noticepress.config.files import read_text
from noticepress.dates import in_words, today
from noticepress.document import DRAFT
from noticepress.errors import ConfigError, Finding, UsageError, did_you_mean
from noticepress.history import find_version, stands_from
from noticepress.model import Brand, Document, Timeline, Version
from noticepress.release import Declaration, Typeset, make_release
from noticepress.release import approve as record_approval
from noticepress.release import withdraw as record_withdrawal
from noticepress.timelines import load_timelines

__all__ = [
    "approve",
    "check",
    "diff",
    "evidence",
    "history",
    "ledger_record",
    "ledger_stamp",
    "ledger_verify",
    "release",
    "translated",
    "withdraw",
]


def check(arguments: Namespace) -> int:
    """Print the findings; 1 where one of them is an error that somebody has to mend."""
    as_at = arguments.as_at or today()
    try:
        workspace = opened_workspace(arguments)
        brands = chosen_brands(workspace, arguments.brand)
        findings = findings_asked(arguments, workspace, brands, as_at)
        if arguments.fix and fixable(findings):
            done = _fix(workspace.root, findings)
            print(done, file=sys.stdout if arguments.format == "text" else sys.stderr)
            findings = findings_asked(arguments, workspace, brands, as_at)
    except ConfigError as error:
        # Broken configuration is a finding like any other here, so that every format can carry it.
        print(findings_report(error.findings, arguments.format))
        return error.exit_code
    print(findings_report(findings, arguments.format))
    return int(any(finding.blocks for finding in findings))


def _fix(root: Path, findings: Sequence[Finding]) -> str:
    """Make the safe fixes and return a redline of them."""
    paths = {finding.path for finding in fixable(findings) if finding.path is not None}
    results = fixed({path: read_text(root / path, path) for path in paths}, findings)
    write_fixes(root, results)
    return fixes_report(results)


def diff(arguments: Namespace) -> int:
    """Print or write the redline between two versions of one brand."""
    from noticepress.cli.redlines import write_redline  # noqa: PLC0415
    from noticepress.redline import compare  # noqa: PLC0415

    workspace = opened_workspace(arguments)
    workspace.check_notice(arguments.notice)
    brand = workspace.brand(arguments.brand)
    draft = DRAFT in {arguments.old, arguments.new}
    (source,) = load_timelines(workspace, arguments.notice, (brand,), today(), draft=draft)
    timeline = in_language(source, arguments.language)
    before, after = (_version(timeline, name) for name in (arguments.old, arguments.new))
    redline = compare(before.document, after.document)
    if redline.fallbacks:
        sections = ", ".join(redline.fallbacks)
        print(f"warning: shown as whole deletions and insertions: {sections}", file=sys.stderr)
    write_redline(arguments, workspace, brand, (before, after), redline)
    return 0


def _version(timeline: Timeline, name: str) -> Version:
    found = find_version(timeline, name)
    if found is None:
        known = [version.document.version for version in timeline.versions]
        hint = did_you_mean(name, list(dict.fromkeys([*known, DRAFT])))
        raise UsageError(f"{timeline.brand.name} has no version '{name}' of this notice", hint)
    return found


def release(arguments: Namespace) -> int:
    """Freeze the source as a version."""
    workspace = opened_workspace(arguments)
    workspace.check_notice(arguments.notice)
    if arguments.recorded is not None and arguments.recorded > today():
        raise UsageError(f"{arguments.recorded} is still to come", "--recorded is the day on which the text was frozen")
    declared = Declaration(
        version=arguments.version,
        effective=arguments.effective,
        recorded=arguments.recorded or today(),
        summary=arguments.summary,
        change_class=arguments.change_class,
        declared_by=arguments.declared_by,
        accepted_findings=arguments.accept_findings,
        accepted_signals=arguments.accept_signals,
        brands=tuple(brand.id for brand in chosen_brands(workspace, arguments.brand)) if arguments.brand else (),
        reviewed=tuple(dict.fromkeys(arguments.reviewed)),
        without=tuple(dict.fromkeys(arguments.without)),
    )
    made = make_release(workspace, arguments.notice, declared, _typesetter(workspace))
    print(f"released {arguments.notice} {made.version} in {made.path}: proposed until someone approves it")
    width = max(map(len, made.classes))
    for brand, kind in made.classes.items():
        print(f"  {brand:{width}} {kind:10} {made.documents[brand].sha256}")
    about = next(iter(made.documents.values())).about
    for line in checklist(workspace, declared.reviewed, declared.effective or declared.recorded, about):
        print(line)
    print(f'next: read each redline; then python build.py approve {arguments.notice} {made.version} --by "NAME, ROLE"')
    return stamped(workspace)


def _typesetter(workspace: Workspace) -> Typeset:
    """Return what ``release`` typesets with: made at midnight of the day of record, so that it can be made again."""
    from noticepress.pdf import notice_pdf  # noqa: PLC0415

    def typeset(document: Document, brand: Brand, recorded: date) -> bytes:
        folder = workspace.templates
        return notice_pdf(document, brand=brand, templates=folder, produced=recorded, recorded=recorded)

    return typeset


def approve(arguments: Namespace) -> int:
    """Record an approval."""
    workspace = opened_workspace(arguments)
    workspace.check_notice(arguments.notice)
    path = record_approval(workspace, arguments.notice, arguments.version, arguments.by, arguments.note)
    print(f"approved {arguments.notice} {arguments.version}: {path}")
    approved = find_release(load_releases(workspace.root, arguments.notice, workspace.renamed), arguments.version)
    start = stands_from(approved)
    if approved.effective is not None and start is not None and approved.effective < start:
        days = f"it is dated {in_words(approved.effective)} and stands from {in_words(start)}"
        print(f"warning: nothing is in force before it is approved: {days}", file=sys.stderr)
    return stamped(workspace)


def withdraw(arguments: Namespace) -> int:
    """Record a withdrawal."""
    workspace = opened_workspace(arguments)
    workspace.check_notice(arguments.notice)
    path = record_withdrawal(workspace, arguments.notice, arguments.version, arguments.by, arguments.reason, today())
    print(f"withdrawn {arguments.notice} {arguments.version}: {path}")
    return stamped(workspace)


def links(arguments: Namespace) -> int:
    """Check every link and print the report; 1 where one fails."""
    from noticepress.cli.linking import brands_without_site, fixes_text, look  # noqa: PLC0415
    from noticepress.cli.report.links import issues, links_report  # noqa: PLC0415

    workspace = opened_workspace(arguments)
    report = look(arguments, workspace)
    print(links_report(report, arguments.format))
    if report.fixed and report.patches:
        print(fixes_text(report.patches), file=sys.stdout if arguments.format == "table" else sys.stderr)
    note = brands_without_site(workspace.brands, report.missing)
    if note:
        print(note, file=sys.stderr)
    if arguments.issues is not None:
        arguments.issues.mkdir(parents=True, exist_ok=True)
        for name, text in issues(report).items():
            (arguments.issues / name).write_text(text, encoding="utf-8")
    return int(report.fails)


def plan(arguments: Namespace) -> int:
    """Say what a publish would do on every target."""
    from noticepress.cli.publishing import show_plan  # noqa: PLC0415

    workspace = opened_workspace(arguments)
    return show_plan(arguments, workspace, chosen_brands(workspace, arguments.brands))


def publish(arguments: Namespace) -> int:
    """Publish every brand's site to its targets."""
    from noticepress.cli.publishing import do_publish  # noqa: PLC0415

    workspace = opened_workspace(arguments)
    return do_publish(arguments, workspace, chosen_brands(workspace, arguments.brands))


def verify(arguments: Namespace) -> int:
    """Check what is live; 1 where it is not what was published."""
    from noticepress.cli.verifying import do_verify  # noqa: PLC0415

    workspace = opened_workspace(arguments)
    if arguments.all and arguments.brands:
        raise UsageError("--all is every brand", "name brands, or give --all")
    return do_verify(arguments, workspace, chosen_brands(workspace, arguments.brands))


def rollback(arguments: Namespace) -> int:
    """Put back an earlier site of a brand."""
    from noticepress.cli.rolling import do_rollback  # noqa: PLC0415

    workspace = opened_workspace(arguments)
    return do_rollback(arguments, workspace, workspace.brand(arguments.brand))
