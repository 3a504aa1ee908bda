"""The commands that change each brand's website, or say what would change."""

from pathlib import Path

from noticepress.cli.parser.base import Parser, Subparsers, as_at, command
from noticepress.cli.parser.values import entry, retries, seconds


def _plan(subparsers: Subparsers) -> None:
    parser = command(subparsers, "plan", "plan", "Say what a publish would add, change and delete, and why.")
    _publishing(parser)
    parser.add_argument("--out", type=Path, default=None, metavar="FILE", help="save the plans as JSON, for --plan")
    parser.add_argument("--format", choices=["text", "json", "markdown"], default="text")


def _publish(subparsers: Subparsers) -> None:
    parser = command(subparsers, "publish", "publish", "Publish every brand's site, or those of the brands named.")
    _publishing(parser)
    parser.add_argument("--plan", type=Path, default=None, metavar="FILE", help="do exactly what this saved plan says")
    parser.add_argument("--resume", action="store_true", help="publish where a rollback holds an older version up")


def _verify(subparsers: Subparsers) -> None:
    summary = "Fetch what is live, hold it to what was published, and record what changed."
    parser = command(subparsers, "verify", "verify", summary)
    parser.add_argument("brands", nargs="*", metavar="BRAND", help="default: all")
    parser.add_argument("--all", action="store_true", help="every brand, also where none was published: a daily check")
    bounds = parser.add_argument_group("bounds")
    bounds.add_argument("--timeout", type=seconds, default=15.0, metavar="S", help="for one answer; default: 15")
    bounds.add_argument("--deadline", type=seconds, default=300.0, metavar="S", help="for one site; default: 300")
    bounds.add_argument("--retries", type=retries, default=3, metavar="N", help="of what is not right; default: 3")


def _rollback(subparsers: Subparsers) -> None:
    summary = "Put back an earlier site of a brand, built anew from its releases; no version is removed."
    parser = command(subparsers, "rollback", "rollback", summary)
    parser.add_argument("brand", metavar="BRAND")
    parser.add_argument("--to", type=entry, default=None, metavar="N", help="the entry; default: the version before")
    parser.add_argument("--target", metavar="NAME", default=None, help="default: every target of the brand")
    parser.add_argument("--dry-run", action="store_true", help="show the plan, and touch nothing")


def _publishing(parser: Parser) -> None:
    parser.add_argument("brands", nargs="*", metavar="BRAND", help="default: all")
    as_at(parser)
    parser.add_argument("--site", type=Path, default=None, metavar="DIR", help="sites that 'build --published' made")
    parser.add_argument(
        "--thorough", action="store_true", help="read every published file back first; put altered ones right"
    )
    parser.add_argument(
        "--adopt", action="store_true", help="take over files that are in the way and hold the same bytes"
    )


#: In the order of ``--help``.
COMMANDS = (_plan, _publish, _verify, _rollback)
