"""``verify``: what is live, held to what was published, and what of that is new written into the ledger."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence

from noticepress.cli.ledger import stamped
from noticepress.config import Workspace
from noticepress.dates import today
from noticepress.errors import Finding, NoticepressError, TargetError, UsageError
from noticepress.ledger import Entry, Ledger, read_ledger, record, require_ledger, spoken_time
from noticepress.model import Brand
from noticepress.publish.recorded import entries_of
from noticepress.targets import targets_of
from noticepress.timelines import load_timelines
from noticepress.verify import Limits, Verdict, verdict_entries, verify_target
from noticepress.verify.events import last_seen


def do_verify(arguments: Namespace, workspace: Workspace, brands: Sequence[Brand]) -> int:
    """Check every target of every brand, print and record what was found; 1 where something differs.

    A site that does not answer keeps no other from being checked; it ends the command with 3, unless another differs.
    """
    require_ledger(workspace.root, workspace.moved)
    limits = Limits(arguments.timeout, arguments.deadline, arguments.retries)
    verdicts: list[Verdict] = []
    failed: list[Finding] = []
    for brand in brands:
        for settings in targets_of(brand):
            ledger = read_ledger(workspace.root)
            try:
                verdict = verify_target(workspace, brand, settings, ledger, limits)
            except TargetError as error:
                failed.extend(error.findings)
                continue
            verdicts.append(verdict)
            _settle(workspace, brand, verdict, ledger)
            failed.extend(_silence(verdict))
    if not failed and not arguments.all and not any(verdict.standing for verdict in verdicts):
        raise UsageError("the ledger knows of nothing that was published", "publish first")
    return _code(workspace, verdicts, failed)


def _code(workspace: Workspace, verdicts: Sequence[Verdict], failed: Sequence[Finding]) -> int:
    problem: NoticepressError | None = TargetError(*failed) if failed else None
    try:
        stamped(workspace)
    except NoticepressError as error:
        problem = TargetError(*failed, *error.findings)
    if any(verdict.differences for verdict in verdicts):
        if problem is not None:
            print(problem, file=sys.stderr)
        return 1
    if problem is not None:
        raise problem
    return 0


def _settle(workspace: Workspace, brand: Brand, verdict: Verdict, ledger: Ledger) -> None:
    """Print a verdict and write into the ledger what is new in it."""
    entries = entries_of(ledger, brand, verdict.settings.name)
    for line in _lines(workspace, brand, verdict, entries):
        print(line)
    for event in verdict_entries(verdict, entries, workspace.moved):
        entry = record(workspace.root, event)
        print(f"  entry {entry.number}: {entry.notice} {entry.action}")


def _lines(workspace: Workspace, brand: Brand, verdict: Verdict, entries: Sequence[Entry]) -> Iterator[str]:
    where = verdict.settings.url or f"{verdict.settings.name}, read there: it has no public address"
    if not verdict.standing:
        yield f"{'none':5} {brand.id:16} {where}: the ledger knows of nothing that was published there"
        return
    put = max(verdict.standing.values(), key=lambda entry: entry.number)
    noun = "texts" if verdict.settings.embedded else "files"
    if verdict.differences:
        yield f"{'FAIL':5} {brand.id:16} {where}: {len(verdict.paths)} of {verdict.checked} {noun} differ"
        yield f"  {_since(entries, put)}"
        yield from (f"  {difference.path}: {difference.message}" for difference in verdict.differences)
    else:
        yield f"{'ok':5} {brand.id:16} {where}: {verdict.checked} {noun} as {put.action} by entry {put.number}"
    if verdict.settings.url is None:
        yield _UNSEEN
    yield from (f"  note: {note}" for note in (*verdict.notes, *_behind(workspace, brand, verdict)))


_UNSEEN = (
    "  note: without a 'url' nothing can be fetched as readers fetch it: the target's own files were compared, and no "
    "entry 'verified' is written, since nobody saw what readers see"
)


def _since(entries: Sequence[Entry], put: Entry) -> str:
    seen = last_seen(entries, put)
    if seen is None:
        return f"nobody has seen it as published since entry {put.number}, {spoken_time(put.at)}"
    return f"recorded as published by the check of {spoken_time(seen)}"


def _behind(workspace: Workspace, brand: Brand, verdict: Verdict) -> Iterator[str]:
    """Yield where another version is in force today than was put there: a publish is due, or a rollback holds."""
    for notice, put in verdict.standing.items():
        (timeline,) = load_timelines(workspace, notice, (brand,), today())
        live = timeline.first("in-force")
        number = live.document.version if live else None
        if number != put.version:
            said = f"{notice} {number} is in force" if number else f"no version of {notice} is in force"
            yield f"{said}, and {put.version or 'none'} was put there by entry {put.number}"


def _silence(verdict: Verdict) -> Iterator[Finding]:
    for path in verdict.silent:
        yield Finding("VERIFY", "error", f"{verdict.settings.url}{path} cannot be reached", hint="try again later")
