"""``plan`` and ``publish``: what would change on each brand's website, and changing it."""

import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from noticepress.cli.ledger import stamped
from noticepress.config import Workspace
from noticepress.dates import today
from noticepress.errors import BuildError, Finding, UsageError
from noticepress.ledger import Entry, now, read_ledger, record
from noticepress.ledger.head import PATH
from noticepress.model import Brand
from noticepress.publish.plan import Plan
from noticepress.publish.receipt import Receipt
from noticepress.publish.recorded import held_by, publish_entries
from noticepress.publish.run import Prepared, Wanted, carry_out, hold, prepared, with_head
from noticepress.publish.saved import plans_json, read_plans


def show_plan(arguments: Namespace, workspace: Workspace, brands: Sequence[Brand]) -> int:
    """Print every plan, or write them as JSON; nothing on any target is touched."""
    with prepared(workspace, brands, _wanted(arguments)) as ready:
        plans = [item.plan for item in ready]
        if arguments.out is not None:
            _write(arguments.out, plans_json(plans))
        if arguments.format == "json":
            print(plans_json(plans), end="")
        elif arguments.format == "markdown":
            print("\n".join(plan_markdown(plans)))
        else:
            _say(plan_report(plans), _left_out(brands, ready))
    return 0


def do_publish(arguments: Namespace, workspace: Workspace, brands: Sequence[Brand]) -> int:
    """Publish every brand, or exactly what a saved plan says, print what each target holds now, and record it."""
    saved = read_plans(arguments.plan) if arguments.plan else None
    if saved is not None and not arguments.brands:
        planned = {plan.brand for plan in saved}
        brands = [brand for brand in brands if brand.id in planned]
    wanted = _wanted(arguments)
    with prepared(workspace, brands, wanted) as ready:
        chosen = list(ready if saved is None else hold(ready, saved))
        if not arguments.resume:
            chosen = _unheld(workspace, chosen)
        put_there(workspace, chosen, wanted, adopt=arguments.adopt)
        _say([], _left_out(brands, ready))
    return stamped(workspace)


def _unheld(workspace: Workspace, items: Sequence[Prepared]) -> list[Prepared]:
    """Return what no rollback holds, and name the rest."""
    ledger, free = read_ledger(workspace.root), []
    for item in items:
        back = held_by(workspace, workspace.brand(item.plan.brand), ledger, item.publication)
        if back is None:
            free.append(item)
        else:
            said = f"stays as entry {back.number} rolled it back; --resume publishes all the same"
            print(f"{item.plan.brand:16} {item.plan.target} {said}")
    return free


def put_there(
    workspace: Workspace, items: Sequence[Prepared], wanted: Wanted, *, adopt: bool = False, back_to: int | None = None
) -> None:
    """Carry out each plan and write it into the ledger at once; then have each site remember the ledger's new end.

    A publish that fails leaves those before it done and recorded.
    """
    entries: list[Entry] = []
    for item in items:
        receipt = carry_out(workspace.root, item, adopt=adopt, progress=_progress)
        print(_receipt_line(item.plan, receipt), flush=True)
        brand, ledger = workspace.brand(item.plan.brand), read_ledger(workspace.root)
        events = publish_entries(
            workspace, brand, ledger, item.publication, receipt, at=now(), as_at=wanted.as_at, back_to=back_to
        )
        entries.extend(record(workspace.root, event) for event in events)
    for entry in entries:
        version = f"{entry.notice} {entry.version}" if entry.version else f"{entry.notice}, no version in force"
        print(f"entry {entry.number}: {entry.brand} {entry.action} to {entry.target}: {version}")
    if entries:
        _remember(workspace, items)


def _remember(workspace: Workspace, items: Sequence[Prepared]) -> None:
    """Have each site say what the last entry of the ledger is: the one of its own publish, or a later one."""
    ledger = read_ledger(workspace.root)
    with tempfile.TemporaryDirectory(prefix="noticepress-head-") as folder:
        for item in items:
            if PATH in item.publication.files:
                carry_out(workspace.root, with_head(workspace.root, item, ledger, Path(folder)))


def _wanted(arguments: Namespace) -> Wanted:
    if arguments.site is not None and arguments.as_at is not None:
        raise UsageError("--site is a site that was built for a day already", "leave --as-at or --site out")
    site = arguments.site.resolve() if arguments.site else None
    return Wanted(arguments.as_at or today(), site=site, thorough=arguments.thorough, adopt=arguments.adopt)


def plan_report(plans: Sequence[Plan]) -> list[str]:
    """Return plans as people read them: each step with its reason, and how many there are of each kind."""
    return [line for plan in plans for line in _plan_lines(plan)]


def plan_markdown(plans: Sequence[Plan]) -> list[str]:
    """Return plans for a pull request's comment: a line a target, and its steps to unfold."""
    if not any(plan.steps for plan in plans):
        return ["**Publishing this would change nothing.**"]
    lines = ["**Publishing this would change:**"]
    for plan in plans:
        lines += ["", f"<details><summary>{escape(f'{plan.brand} to {plan.target}: {_counts(plan)}')}</summary>", ""]
        lines += ["| | file | why |", "|---|---|---|"] if plan.steps else []
        lines += [f"| {step.action} | `{step.path}` | {step.reason} |" for step in plan.steps[:_ROWS]]
        left = len(plan.steps) - _ROWS
        lines += ["", *([f"and {left} more, in the saved plan", ""] if left > 0 else []), "</details>"]
    return lines


#: A comment of GitHub holds 65,536 characters.
_ROWS = 100


def _counts(plan: Plan) -> str:
    if not plan.steps:
        return "nothing to change"
    return f"{plan.count('add')} to add, {plan.count('change')} to change, {plan.count('delete')} to delete"


def _plan_lines(plan: Plan) -> Iterator[str]:
    yield f"{plan.brand} to {plan.target}{f' for {plan.url}' if plan.url else ''}"
    width = max((len(step.path) for step in plan.steps), default=0)
    for step in plan.steps:
        yield f"  {step.action:6} {step.path:{width}}  {step.reason}"
    yield f"  {_counts(plan)}"


def _receipt_line(plan: Plan, receipt: Receipt) -> str:
    where = receipt.url or receipt.target
    if not receipt.steps:
        return f"{receipt.brand:16} nothing to change at {where}"
    done = (f"{plan.count('add')} added", f"{plan.count('change')} changed", f"{plan.count('delete')} deleted")
    return f"{receipt.brand:16} {', '.join(done)} at {where}  manifest {receipt.sha256}"


def _left_out(brands: Sequence[Brand], ready: Sequence[Prepared]) -> list[str]:
    published = {item.plan.brand for item in ready}
    return [brand.id for brand in brands if brand.id not in published]


def _say(lines: Sequence[str], left_out: Sequence[str]) -> None:
    for line in lines:
        print(line)
    for brand in left_out:
        print(f"{brand:16} nothing of it is approved, so there is nothing to publish")


def _progress(done: int, total: int, name: str) -> None:
    """Show a bar that overwrites itself on a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        filled = _BAR * done // total
        bar = f"[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total} {name[:40]}"
        print(f"\r\x1b[K{bar}", end="\r\x1b[K" if done == total else "", file=sys.stderr, flush=True)


_BAR = 24


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BuildError(Finding("FILE", "error", f"cannot be written: {error.strerror}", path)) from error
