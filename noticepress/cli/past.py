"""The questions about the past: what was in force, what was seen live, and the folder that proves it."""

import json
from argparse import Namespace
from datetime import date, datetime, time

from noticepress.cache.sums import remembered_sums
from noticepress.cli.places import chosen_brands, opened_workspace
from noticepress.cli.report import timeline_json, timeline_report
from noticepress.cli.report.answers import answer, answer_fields, answer_lines
from noticepress.config import Workspace
from noticepress.dates import LONDON, london_day, today
from noticepress.ledger import require_ledger
from noticepress.timelines import load_timelines


def history(arguments: Namespace) -> int:
    """Print the versions of a notice, or the one in force, and what was seen live, on a day or at a moment."""
    workspace = opened_workspace(arguments)
    workspace.check_notice(arguments.notice)
    if arguments.on is not None:
        return _on(arguments, workspace)
    brands = chosen_brands(workspace, arguments.brand)
    with remembered_sums(workspace.root) as digest_of:
        day = arguments.as_at or today()
        timelines = load_timelines(workspace, arguments.notice, brands, day, digest_of=digest_of)
    print(timeline_json(timelines) if arguments.format == "json" else timeline_report(timelines))
    return 0


def _on(arguments: Namespace, workspace: Workspace) -> int:
    """Answer for a day, to its end, or for a moment, at which an approval may not have been given yet."""
    on: date | datetime = arguments.on
    day = london_day(on) if isinstance(on, datetime) else on
    moment = on if isinstance(on, datetime) else datetime.combine(day, time(23, 59, 59), LONDON)
    ledger = require_ledger(workspace.root, workspace.moved)
    answers = [
        answer(timeline, ledger, moment)
        for timeline in load_timelines(workspace, arguments.notice, chosen_brands(workspace, arguments.brand), day)
    ]
    if arguments.format == "json":
        print(json.dumps([answer_fields(found, ledger) for found in answers], indent=2, ensure_ascii=False))
        return 0
    for found in answers:
        print("\n".join(answer_lines(found, day)))
    return 0


def evidence(arguments: Namespace) -> int:
    """Write the folder that proves a version of a brand's notice."""
    from noticepress.evidence import write_evidence  # noqa: PLC0415

    workspace = opened_workspace(arguments)
    workspace.check_notice(arguments.notice)
    brand = workspace.brand(arguments.brand)
    written = write_evidence(workspace, arguments.notice, arguments.version, brand, arguments.output.resolve())
    print(f"evidence of {brand.name}'s {arguments.notice} {arguments.version} in {arguments.output}: {written} files")
    print("anyone verifies it there with: sh verify.sh")
    return 0
