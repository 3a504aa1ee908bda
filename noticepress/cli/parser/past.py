"""The commands that say what was in force, what was live, and prove it."""

from pathlib import Path

from noticepress.cli.parser.base import Parser, Subparsers, as_at, command
from noticepress.cli.parser.values import day_or_instant


def _history(subparsers: Subparsers) -> None:
    parser = command(subparsers, "history", "history", "Show a notice's versions, or the one in force on a day.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("--brand", action="append", default=[], metavar="BRAND", help="default: all")
    when = "which text was in force, and which was seen live, on this day or at this time, such as 2026-12-03T10:00Z"
    parser.add_argument("--on", type=day_or_instant, default=None, metavar="WHEN", help=when)
    as_at(parser)
    parser.add_argument("--format", choices=["text", "json"], default="text")


def _evidence(subparsers: Subparsers) -> None:
    summary = "Write a folder that proves a version to a stranger: text, PDF, sums, ledger, time stamps, verify.sh."
    parser = command(subparsers, "evidence", "evidence", summary)
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--brand", required=True, metavar="BRAND")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="a new folder")


def _ledger(subparsers: Subparsers) -> None:
    parser = command(subparsers, "ledger", "ledger", "Verify the ledger, begin it, or have it stamped with the time.")
    jobs = parser.add_subparsers(title="what to do", metavar="JOB", required=True, parser_class=Parser)
    verify = command(jobs, "verify", "ledger_verify", "Hold the ledger to itself, the releases, stamps and sites.")
    site = "an address or a built site's folder, to hold the ledger to what stands there; may be repeated"
    verify.add_argument("--site", action="append", default=[], metavar="SITE", help=site)
    record = "Write down what no entry records, saying that it was recorded later; begins a ledger."
    command(jobs, "record", "ledger_record", record)
    command(
        jobs, "stamp", "ledger_stamp", "Ask the authority in noticepress.yml to stamp each entry that has no stamp."
    )


#: In the order of ``--help``.
COMMANDS = (_history, _evidence, _ledger)
