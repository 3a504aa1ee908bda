"""The commands that look at the source and at what it leads to."""

from pathlib import Path

from noticepress.cli.parser.base import LINK_REPORTS, REPORTS, Subparsers, as_at, command
from noticepress.cli.parser.values import retries, seconds
from noticepress.model import SOURCE


def _check(subparsers: Subparsers) -> None:
    parser = command(subparsers, "check", "check", "Report the findings on the workspace, or on one notice.")
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a file: Markdown, HTML or text; or a notice by its name"
    )
    as_at(parser, "today in London, or the day that a file's front matter gives")
    parser.add_argument("--release", metavar="V", default=None, help="a released version, by the law of --as-at")
    parser.add_argument("--timeline", action="store_true", help="which change of law broke which released version")
    parser.add_argument(
        "--brand", action="append", default=[], metavar="BRAND", help="only this brand; may be repeated"
    )
    parser.add_argument("--format", choices=REPORTS, default="text")
    parser.add_argument("--fix", action="store_true", help="make the safe fixes, and show what was done")


def _translated(subparsers: Subparsers) -> None:
    summary = "Record that somebody held a translation to notice.md as it stands."
    parser = command(subparsers, "translated", "translated", summary)
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("language", metavar="LANGUAGE", help="such as cy, for notice.cy.md")
    parser.add_argument("--by", required=True, metavar="NAME")
    section = "only this section, by its id; may be repeated; default: all of the notice"
    parser.add_argument("--section", action="append", default=[], metavar="ID", help=section)


def _diff(subparsers: Subparsers) -> None:
    parser = command(subparsers, "diff", "diff", "Show what changed between two versions: a redline.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("old", metavar="OLD", help="a version")
    parser.add_argument("new", metavar="NEW", help="a version, or 'draft' for the unreleased source")
    parser.add_argument("--brand", required=True, metavar="BRAND")
    parser.add_argument("--language", default=SOURCE, metavar="LANGUAGE", help=f"such as cy; default: {SOURCE}")
    parser.add_argument("--format", choices=["text", "html", "json", "pdf"], default="text")
    parser.add_argument("-o", "--output", type=Path, default=None, metavar="FILE", help="default: standard output")


def _links(subparsers: Subparsers) -> None:
    parser = command(subparsers, "links", "links", "Check every link: in the built sites, and each outside address.")
    parser.add_argument("--offline", action="store_true", help="ask no outside address")
    parser.add_argument("--strict", action="store_true", help="what is broken fails at once, not after an hour")
    parser.add_argument("--fix", action="store_true", help="write the new address of what moved for good")
    parser.add_argument("--format", choices=LINK_REPORTS, default="table")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="a reference; may be repeated")
    parser.add_argument("--changed-since", metavar="REV", default=None, help="what differs from a revision of git")
    parser.add_argument("--site", type=Path, default=None, metavar="DIR", help="default: site/ in the workspace")
    parser.add_argument("--issues", type=Path, default=None, metavar="DIR", help="write a file for each that fails")
    bounds = parser.add_argument_group("bounds")
    bounds.add_argument("--timeout", type=seconds, default=15.0, metavar="S", help="for one address; default: 15")
    bounds.add_argument("--deadline", type=seconds, default=600.0, metavar="S", help="for all; default: 600")
    bounds.add_argument(
        "--rate", type=seconds, default=3.0, metavar="N", help="requests a second to a host; default: 3"
    )
    bounds.add_argument("--retries", type=retries, default=2, metavar="N", help="of an outage; default: 2")
    tests = parser.add_argument_group("for tests")
    tests.add_argument(
        "--allow-loopback", nargs="?", const="", default=None, metavar="NETWORK", help="ask servers of this machine too"
    )
    tests.add_argument("--ca-file", type=Path, default=None, metavar="FILE", help="certificate authorities to trust")


#: In the order of ``--help``.
COMMANDS = (_check, _translated, _diff, _links)
