"""The commands on the ledger: verify it, begin it, have it stamped."""

from argparse import Namespace
from collections.abc import Iterator, Sequence

from noticepress.archive import integrity_findings
from noticepress.cli.places import opened_workspace
from noticepress.config import Workspace
from noticepress.errors import BuildError, Finding, UsageError
from noticepress.ledger import Ledger, now, read_ledger, record_later, spoken_time
from noticepress.ledger.head import head_findings, read_head
from noticepress.ledger.records import check_ledger, release_states
from noticepress.ledger.stamps import Stamp, stamp_missing, stamps_of

#: A row of the table: what was checked, of how much, and what was found.
Row = tuple[str, str, tuple[Finding, ...]]


def ledger_verify(arguments: Namespace) -> int:
    """Print a table of what was checked, and each finding; 1 where one is an error."""
    workspace = opened_workspace(arguments)
    ledger = read_ledger(workspace.root)
    rows = [*_own_rows(workspace, ledger), *(_site_row(ledger, where) for where in arguments.site)]
    for what, said, findings in rows:
        errors = sum(finding.blocks for finding in findings)
        print(f"{'FAIL' if errors else 'ok' if said else 'none':5} {what:28} {said}".rstrip())
    findings = tuple(dict.fromkeys(finding for row in rows for finding in row[2]))
    for finding in findings:
        print(f"{finding.severity}: {finding}")
    for line in _unchecked(ledger, arguments.site):
        print(line)
    return int(any(finding.blocks for finding in findings))


def _own_rows(workspace: Workspace, ledger: Ledger) -> Iterator[Row]:
    head = f"{ledger.last} entries, the last is {ledger.head}" if ledger.head else ""
    yield "the chain of entries", head, ledger.findings
    rest = tuple(finding for finding in check_ledger(workspace.root, workspace.moved) if finding not in ledger.findings)
    states = release_states(workspace.root)
    frozen = (f for state in states for f in integrity_findings(workspace.root / state.path, workspace.root))
    yield "releases and decisions", f"{len(states)} releases" if states else "", (*rest, *frozen)
    found = tuple(stamps_of(workspace.root, ledger))
    stamps = [stamp for stamp in found if isinstance(stamp, Stamp)]
    yield "time stamps", _stamps(stamps), tuple(finding for finding in found if isinstance(finding, Finding))


def _stamps(stamps: Sequence[Stamp]) -> str:
    if not stamps:
        return ""
    last = max(stamps, key=lambda stamp: stamp.number)
    return f"{len(stamps)} entries; entry {last.number} was there at {spoken_time(last.at)}, says {last.authority}"


def _site_row(ledger: Ledger, where: str) -> Row:
    head = read_head(where).ledger
    if head is None:
        hint = "publish the site again: it was built before there was a ledger"
        return "what a site remembers", where, (Finding("LEDGER", "error", f"{where} knows no ledger", hint=hint),)
    said = f"{where} knows entry {head.entries}"
    return "what a site remembers", said, head_findings(ledger, head, where)


def _unchecked(ledger: Ledger, sites: Sequence[str]) -> Iterator[str]:
    """Say what these checks cannot have seen."""
    covered = max(ledger.tokens & set(ledger.digests or {}), default=0)
    if not sites:
        yield "not checked: whether the last entries were cut off; --site compares with what a site remembers"
    if covered < ledger.last:
        yield f"not checked: when entries {covered + 1} to {ledger.last} were written; no time stamp covers them"


def ledger_record(arguments: Namespace) -> int:
    """Write down what no entry records."""
    workspace = opened_workspace(arguments)
    made = record_later(workspace.root, now(), workspace.moved)
    for entry in made:
        print(f"entry {entry.number}: {entry.notice} {entry.version} {entry.action}, recorded later")
    if not made:
        print("every release and decision is recorded")
    return stamped(workspace)


def ledger_stamp(arguments: Namespace) -> int:
    """Have each entry that has no time stamp stamped."""
    workspace = opened_workspace(arguments)
    if workspace.settings.time_stamps is None:
        raise UsageError(
            "no time stamping authority is named", "write 'time_stamps:' with its 'url:' in noticepress.yml"
        )
    return stamped(workspace)


def stamped(workspace: Workspace) -> int:
    """Have new entries stamped where an authority is named, and say so; 0, or an error that takes nothing back."""
    url = workspace.settings.time_stamps
    if url is None:
        return 0
    try:
        stamps = stamp_missing(workspace.root, read_ledger(workspace.root), url)
    except BuildError as error:
        kept = Finding("LEDGER", "error", "the entry is written, without a time stamp", hint="'ledger stamp' adds it")
        raise BuildError(*error.findings, kept) from error
    for stamp in stamps:
        print(f"entry {stamp.number} stamped: {spoken_time(stamp.at)}, {stamp.authority}")
    return 0
