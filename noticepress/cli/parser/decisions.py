"""The commands by which somebody decides on a version."""

from noticepress.cli.parser.base import Subparsers, command
from noticepress.cli.parser.values import day, day_or_unknown


def _release(subparsers: Subparsers) -> None:
    parser = command(subparsers, "release", "release", "Freeze the source as a version, proposed until approved.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--effective", type=day_or_unknown, required=True, metavar="DATE", help="or 'unknown'")
    parser.add_argument("--summary", required=True, metavar="TEXT", help="what changed, in a sentence or two")
    parser.add_argument("--class", dest="change_class", choices=["editorial", "material"], default=None)
    parser.add_argument("--declared-by", required=True, metavar="NAME")
    parser.add_argument("--recorded", type=day, default=None, metavar="DATE", help="default: today in London")
    parser.add_argument("--accept-findings", metavar="REASON", default=None, help="release in spite of errors found")
    parser.add_argument(
        "--reviewed", action="append", default=[], metavar="ID", help="a rule that only a person can judge, judged"
    )
    without = "leave out the translation in this language; may be repeated"
    parser.add_argument("--without", action="append", default=[], metavar="LANGUAGE", help=without)
    parser.add_argument("--accept-signals", metavar="REASON", default=None, help="editorial whatever it touches")
    parser.add_argument(
        "--brand", action="append", default=[], metavar="BRAND", help="only this brand; may be repeated"
    )


def _approve(subparsers: Subparsers) -> None:
    parser = command(subparsers, "approve", "approve", "Record who approved a release.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--by", required=True, metavar="NAME")
    parser.add_argument("--note", default=None, metavar="TEXT")


def _withdraw(subparsers: Subparsers) -> None:
    parser = command(subparsers, "withdraw", "withdraw", "Withdraw a release that is not yet in force.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--by", required=True, metavar="NAME")
    parser.add_argument("--reason", required=True, metavar="TEXT")


#: In the order of ``--help``.
COMMANDS = (_release, _approve, _withdraw)
