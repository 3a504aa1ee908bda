"""``rollback``: an earlier site of a brand, put back as a publish of its own."""

from argparse import Namespace
from datetime import date, timedelta

from noticepress.cli.ledger import stamped
from noticepress.cli.publishing import plan_report, put_there
from noticepress.config import Workspace
from noticepress.dates import london_day
from noticepress.errors import Finding, RefusalError, UsageError
from noticepress.ledger import Entry, read_ledger, require_ledger
from noticepress.model import Brand
from noticepress.publish.recorded import PUT, entries_of
from noticepress.publish.run import Wanted, prepared
from noticepress.targets import targets_of
from noticepress.timelines import load_timelines


def do_rollback(arguments: Namespace, workspace: Workspace, brand: Brand) -> int:
    """Put back the site of an earlier entry on a brand's targets, and record it.

    The site is built anew, by the templates and the releases as they are now, for a day on which what stood then was
    in force: so no version goes, a later one is only no longer the one that stands as the notice.
    """
    require_ledger(workspace.root, workspace.moved)
    goals = _goals(arguments, workspace, brand)
    for name, goal in goals.items():
        wanted = Wanted(_day(workspace, brand, goal))
        with prepared(workspace, (brand,), wanted) as ready:
            items = [item for item in ready if item.publication.settings.name == name]
            if arguments.dry_run:
                print("\n".join(plan_report([item.plan for item in items])))
            else:
                put_there(workspace, items, wanted, back_to=goal.number)
    return stamped(workspace)


def _goals(arguments: Namespace, workspace: Workspace, brand: Brand) -> dict[str, Entry]:
    """Return by a target's name the entry to go back to."""
    ledger = read_ledger(workspace.root)
    names = [settings.name for settings in targets_of(brand)]
    if arguments.target is not None and arguments.target not in names:
        raise UsageError(f"{brand.name} has no target '{arguments.target}'", f"it has: {', '.join(names)}")
    found = {}
    for name in [arguments.target] if arguments.target else names:
        puts = [entry for entry in entries_of(ledger, brand, name) if entry.action in PUT]
        goal = _earlier(puts, arguments.to)
        if goal is not None:
            found[name] = goal
    if not found:
        said = f"entry {arguments.to} put no site of {brand.name} there" if arguments.to else "there is no earlier site"
        raise UsageError(said, f"'history NOTICE --brand {brand.id} --on DATE' says what stood when")
    return found


def _earlier(puts: list[Entry], number: int | None) -> Entry | None:
    """Return the entry called ``number``, else the last one by which another version stood than stands now."""
    if number is not None:
        return next((entry for entry in puts if entry.number == number), None)
    standing = {entry.notice: entry.version for entry in puts}
    others = [entry for entry in puts if entry.version is not None and entry.version != standing[entry.notice]]
    return others[-1] if others else None


def _day(workspace: Workspace, brand: Brand, goal: Entry) -> date:
    """Return the last day, London, until that of ``goal`` on which its version is in force.

    On the day itself another may have come into force later.
    """
    notice = workspace.moved.get(goal.notice, goal.notice)
    day = london_day(goal.at)
    (timeline,) = load_timelines(workspace, notice, (brand,), day)
    version = next((v for v in timeline.versions if v.document.version == goal.version), None)
    if version is not None and version.end is not None:
        day = min(day, version.end - timedelta(days=1))
    (timeline,) = load_timelines(workspace, notice, (brand,), day)
    live = timeline.first("in-force")
    if (live.document.version if live else None) != goal.version:
        message = f"by the releases {notice} {goal.version or 'without a version'} is in force on no day until {day}"
        hint = "release its text anew as another version"
        raise RefusalError(Finding("ROLLBACK", "error", message, hint=hint, brands=(brand.id,)))
    return day
