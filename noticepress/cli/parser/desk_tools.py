"""The commands of a working day: what changes for readers, how things stand, what to start with."""

from pathlib import Path

from noticepress.cli.parser.base import Subparsers, as_at, command


def _summary(subparsers: Subparsers) -> None:
    summary = "Say what changes for readers: to read, as a letter to customers, or as a pull request's comment."
    parser = command(subparsers, "summary", "summing:summary", summary)
    parser.add_argument("notice", nargs="?", metavar="NOTICE", help="default: all")
    version = "a version, or 'draft'; default: the draft, and for a letter the version that comes next"
    parser.add_argument("version", nargs="?", metavar="VERSION", help=version)
    parser.add_argument(
        "--brand", action="append", default=[], metavar="BRAND", help="only this brand; may be repeated"
    )
    as_at(parser)
    parser.add_argument("--format", choices=["text", "markdown", "json", "email"], default="text")
    output = "default: standard output; for letters a folder, or one .eml, .txt or .html; nothing is ever sent"
    parser.add_argument("-o", "--output", type=Path, default=None, metavar="PLACE", help=output)
    pull = parser.add_argument_group("for the comment (--format markdown)")
    pull.add_argument("--since", default=None, metavar="REV", help="mark the findings that this revision of git lacks")
    artifact = "where the redlines lie; {path} in it becomes redlines/NOTICE-BRAND.html"
    pull.add_argument("--artifact-url", default=None, metavar="URL", help=artifact)
    pull.add_argument("--desk-url", default=None, metavar="URL", help="where the desk lies")
    pull.add_argument("--plan", type=Path, default=None, metavar="FILE", help="what 'plan --format markdown' wrote")


def _explain(subparsers: Subparsers) -> None:
    summary = "Print a rule, where it comes from, how it is found, and words that break it; without a rule, list all."
    parser = command(subparsers, "explain", "explain:explain", summary)
    parser.add_argument("rule", nargs="?", metavar="RULE", help="as 'check' names it, such as NAME-UKGDPR")
    parser.add_argument("--format", choices=["text", "json"], default="text")


#: In the order of ``--help``.
COMMANDS = (_summary, _explain)
