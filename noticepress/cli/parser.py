"""The commands and their options. ``run`` names the function of ``commands`` that a command line stands for."""

import argparse
import re
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import noticepress
from noticepress.dates import parse_day, parse_instant
from noticepress.errors import UsageError, did_you_mean
from noticepress.model import SOURCE

#: The forms of ``cli.report``, named here so that --help need not load it.
REPORTS = ("text", "json", "sarif", "junit", "github")
#: The forms of ``cli.report.links``.
LINK_REPORTS = ("table", "json", "junit", "sarif", "github", "markdown")
EXIT_CODES = "exit codes: 0 fine, 1 findings, 2 wrong use or input, 3 a target, the network or the machine failed"
_CHOICE = re.compile(r"invalid choice: '?([^' ]*)'? \(choose from (.*)\)")


class _Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are ours: one line and a hint."""

    def error(self, message: str) -> NoReturn:
        choice = _CHOICE.search(message)
        if choice:
            known = [name.strip(" '") for name in choice.group(2).split(",")]
            raise UsageError(f"'{choice.group(1)}' is not known here", did_you_mean(choice.group(1), known))
        raise UsageError(message, f"see: {self.prog} --help")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; with no command it is ``build``."""
    parser = _Parser(
        prog="noticepress",
        description="One privacy notice in Markdown; every brand's pages, PDFs, versions and redlines out.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"noticepress {noticepress.__version__}")
    _shared(parser, default=True)
    parser.set_defaults(
        run="build", brands=[], as_at=None, draft=False, published=False, out=None, no_pdf=False, jobs=None
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)
    for add in (
        _build,
        _check,
        _import,
        _translated,
        _diff,
        _release,
        _approve,
        _withdraw,
        _history,
        _links,
        _plan,
        _publish,
        _verify,
        _rollback,
        _evidence,
        _ledger,
    ):
        add(subparsers)
    return parser


Subparsers = argparse._SubParsersAction  # noqa: SLF001 - argparse gives it no public name


def _command(subparsers: "Subparsers[_Parser]", name: str, run: str, summary: str) -> _Parser:
    parser = subparsers.add_parser(name, help=summary, description=summary, epilog=EXIT_CODES)
    parser.set_defaults(run=run)
    _shared(parser, default=False)
    return parser


def _shared(parser: argparse.ArgumentParser, *, default: bool) -> None:
    """Add what every command takes; a subcommand's copy must not overwrite what stood before the command."""
    missing = None if default else argparse.SUPPRESS
    parser.add_argument("--workspace", type=Path, metavar="DIR", default=missing, help="default: the folder around you")
    parser.add_argument(
        "--debug", action="store_true", default=False if default else argparse.SUPPRESS, help="show stack traces"
    )


def day(text: str) -> date:
    """Return the day that ``YYYY-MM-DD`` names, for argparse."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no date: {error}") from error


def day_or_instant(text: str) -> date | datetime:
    """Return the day, or the moment in UTC, that ``YYYY-MM-DD`` or ``2026-12-03T10:00Z`` names, for argparse."""
    if "T" not in text.upper():
        return day(text)
    try:
        return parse_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no time: {error}") from error


def _day_or_unknown(text: str) -> date | None:
    return None if text == "unknown" else day(text)


def _jobs(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes from 1")
    return int(text)


def _as_at(parser: argparse.ArgumentParser, default: str = "today in London") -> None:
    parser.add_argument(
        "--as-at", type=day, default=None, metavar="DATE", help=f"the day to look from; default: {default}"
    )


def _build(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "build", "build", "Build every brand's site, or those of the brands named.")
    parser.add_argument("brands", nargs="*", metavar="BRAND", help="default: all")
    _as_at(parser)
    parser.add_argument("--draft", action="store_true", help="add the unreleased source, with its redline")
    parser.add_argument("--published", action="store_true", help="only what is approved: what goes to the public")
    parser.add_argument("--out", type=Path, default=None, metavar="DIR", help="default: site/ in the workspace")
    parser.add_argument("--no-pdf", action="store_true", help="typeset nothing; frozen PDFs are still copied")
    parser.add_argument(
        "--jobs", type=_jobs, default=None, metavar="N", help="processes; default: by the work there is"
    )


def _check(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "check", "check", "Report the findings on the workspace, or on one notice.")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a notice: Markdown, HTML or text")
    _as_at(parser, "today in London, or the day that a file's front matter gives")
    parser.add_argument("--release", metavar="V", default=None, help="a released version, by the law of --as-at")
    parser.add_argument("--timeline", action="store_true", help="which change of law broke which released version")
    parser.add_argument(
        "--brand", action="append", default=[], metavar="BRAND", help="only this brand; may be repeated"
    )
    parser.add_argument("--format", choices=REPORTS, default="text")
    parser.add_argument("--fix", action="store_true", help="make the safe fixes, and show what was done")


def _import(subparsers: "Subparsers[_Parser]") -> None:
    summary = "Make a notice of a file: DOCX, HTML (a saved page), text or Markdown; DOCX needs noticepress[import]."
    parser = _command(subparsers, "import", "import_file", summary)
    parser.description = f"{summary} The brand's words become values, links are kept, and a report says what was \
guessed, lost or left out. The source goes to standard output and the report to standard error, or to the files named; \
nothing is ever written over. Exit code 1: bound to the brand, the notice does not say what the file says."
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--brand", default=None, metavar="B", help="whose notice it is; default: found in the text")
    parser.add_argument(
        "--as", dest="notice", default=None, metavar="NOTICE", help="write notices/NOTICE/notice.md, a new notice"
    )
    parser.add_argument("-o", "--output", type=Path, default=None, metavar="FILE", help="write this new file")
    parser.add_argument("--title", default=None, metavar="TEXT", help="default: the file's own")
    base = "the address of the page, from which relative links start; default: as the page says"
    parser.add_argument("--base", type=_web_address, default=None, metavar="URL", help=base)
    references = "add the outside addresses that notices/references.yml lacks to it, and name them in the notice"
    parser.add_argument("--add-references", action="store_true", help=references)
    parser.add_argument("--report", type=Path, default=None, metavar="FILE", help="write the report to this new file")
    kinds = "of the report; as JSON it holds the source, and goes to standard output"
    parser.add_argument("--format", choices=["text", "json"], default="text", help=kinds)


def _web_address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise argparse.ArgumentTypeError(f"'{text}' is no web address")
    return text


def _diff(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "diff", "diff", "Show what changed between two versions: a redline.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("old", metavar="OLD", help="a version")
    parser.add_argument("new", metavar="NEW", help="a version, or 'draft' for the unreleased source")
    parser.add_argument("--brand", required=True, metavar="BRAND")
    parser.add_argument("--language", default=SOURCE, metavar="LANGUAGE", help=f"such as cy; default: {SOURCE}")
    parser.add_argument("--format", choices=["text", "html", "json", "pdf"], default="text")
    parser.add_argument("-o", "--output", type=Path, default=None, metavar="FILE", help="default: standard output")


def _release(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "release", "release", "Freeze the source as a version, proposed until approved.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--effective", type=_day_or_unknown, required=True, metavar="DATE", help="or 'unknown'")
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


def _approve(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "approve", "approve", "Record who approved a release.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--by", required=True, metavar="NAME")
    parser.add_argument("--note", default=None, metavar="TEXT")


def _withdraw(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "withdraw", "withdraw", "Withdraw a release that is not yet in force.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--by", required=True, metavar="NAME")
    parser.add_argument("--reason", required=True, metavar="TEXT")


def _history(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "history", "history", "Show a notice's versions, or the one in force on a day.")
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("--brand", action="append", default=[], metavar="BRAND", help="default: all")
    when = "which text was in force, and which was seen live, on this day or at this time, such as 2026-12-03T10:00Z"
    parser.add_argument("--on", type=day_or_instant, default=None, metavar="WHEN", help=when)
    _as_at(parser)
    parser.add_argument("--format", choices=["text", "json"], default="text")


def _evidence(subparsers: "Subparsers[_Parser]") -> None:
    summary = "Write a folder that proves a version to a stranger: text, PDF, sums, ledger, time stamps, verify.sh."
    parser = _command(subparsers, "evidence", "evidence", summary)
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--brand", required=True, metavar="BRAND")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="a new folder")


def _ledger(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "ledger", "ledger", "Verify the ledger, begin it, or have it stamped with the time.")
    jobs = parser.add_subparsers(title="what to do", metavar="JOB", required=True, parser_class=_Parser)
    verify = _command(jobs, "verify", "ledger_verify", "Hold the ledger to itself, the releases, stamps and sites.")
    site = "an address or a built site's folder, to hold the ledger to what stands there; may be repeated"
    verify.add_argument("--site", action="append", default=[], metavar="SITE", help=site)
    record = "Write down what no entry records, saying that it was recorded later; begins a ledger."
    _command(jobs, "record", "ledger_record", record)
    _command(
        jobs, "stamp", "ledger_stamp", "Ask the authority in noticepress.yml to stamp each entry that has no stamp."
    )


def _translated(subparsers: "Subparsers[_Parser]") -> None:
    summary = "Record that somebody held a translation to notice.md as it stands."
    parser = _command(subparsers, "translated", "translated", summary)
    parser.add_argument("notice", metavar="NOTICE")
    parser.add_argument("language", metavar="LANGUAGE", help="such as cy, for notice.cy.md")
    parser.add_argument("--by", required=True, metavar="NAME")
    section = "only this section, by its id; may be repeated; default: all of the notice"
    parser.add_argument("--section", action="append", default=[], metavar="ID", help=section)


def _links(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "links", "links", "Check every link: in the built sites, and each outside address.")
    parser.add_argument("--offline", action="store_true", help="ask no outside address")
    parser.add_argument("--strict", action="store_true", help="what is broken fails at once, not after an hour")
    parser.add_argument("--fix", action="store_true", help="write the new address of what moved for good")
    parser.add_argument("--format", choices=LINK_REPORTS, default="table")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="a reference; may be repeated")
    parser.add_argument("--changed-since", metavar="REV", default=None, help="what differs from a revision of git")
    parser.add_argument("--site", type=Path, default=None, metavar="DIR", help="default: site/ in the workspace")
    parser.add_argument("--issues", type=Path, default=None, metavar="DIR", help="write a file for each that fails")
    bounds = parser.add_argument_group("bounds")
    bounds.add_argument("--timeout", type=_seconds, default=15.0, metavar="S", help="for one address; default: 15")
    bounds.add_argument("--deadline", type=_seconds, default=600.0, metavar="S", help="for all; default: 600")
    bounds.add_argument(
        "--rate", type=_seconds, default=3.0, metavar="N", help="requests a second to a host; default: 3"
    )
    bounds.add_argument("--retries", type=_retries, default=2, metavar="N", help="of an outage; default: 2")
    tests = parser.add_argument_group("for tests")
    tests.add_argument(
        "--allow-loopback", nargs="?", const="", default=None, metavar="NETWORK", help="ask servers of this machine too"
    )
    tests.add_argument("--ca-file", type=Path, default=None, metavar="FILE", help="certificate authorities to trust")


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:  # noqa: PLR2004 - eleven days
        raise argparse.ArgumentTypeError(f"'{text}' is no number above 0")
    return number


def _retries(text: str) -> int:
    if not text.isdigit() or int(text) > 5:  # noqa: PLR2004 - more would be a nuisance to whoever is asked
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 0 to 5")
    return int(text)


def _plan(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "plan", "plan", "Say what a publish would add, change and delete, and why.")
    _publishing(parser)
    parser.add_argument("--out", type=Path, default=None, metavar="FILE", help="save the plans as JSON, for --plan")
    parser.add_argument("--format", choices=["text", "json", "markdown"], default="text")


def _publish(subparsers: "Subparsers[_Parser]") -> None:
    parser = _command(subparsers, "publish", "publish", "Publish every brand's site, or those of the brands named.")
    _publishing(parser)
    parser.add_argument("--plan", type=Path, default=None, metavar="FILE", help="do exactly what this saved plan says")
    parser.add_argument("--resume", action="store_true", help="publish where a rollback holds an older version up")


def _verify(subparsers: "Subparsers[_Parser]") -> None:
    summary = "Fetch what is live, hold it to what was published, and record what changed."
    parser = _command(subparsers, "verify", "verify", summary)
    parser.add_argument("brands", nargs="*", metavar="BRAND", help="default: all")
    parser.add_argument("--all", action="store_true", help="every brand, also where none was published: a daily check")
    bounds = parser.add_argument_group("bounds")
    bounds.add_argument("--timeout", type=_seconds, default=15.0, metavar="S", help="for one answer; default: 15")
    bounds.add_argument("--deadline", type=_seconds, default=300.0, metavar="S", help="for one site; default: 300")
    bounds.add_argument("--retries", type=_retries, default=3, metavar="N", help="of what is not right; default: 3")


def _rollback(subparsers: "Subparsers[_Parser]") -> None:
    summary = "Put back an earlier site of a brand, built anew from its releases; no version is removed."
    parser = _command(subparsers, "rollback", "rollback", summary)
    parser.add_argument("brand", metavar="BRAND")
    parser.add_argument("--to", type=_entry, default=None, metavar="N", help="the entry; default: the version before")
    parser.add_argument("--target", metavar="NAME", default=None, help="default: every target of the brand")
    parser.add_argument("--dry-run", action="store_true", help="show the plan, and touch nothing")


def _entry(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of an entry")
    return int(text)


def _publishing(parser: _Parser) -> None:
    parser.add_argument("brands", nargs="*", metavar="BRAND", help="default: all")
    _as_at(parser)
    parser.add_argument("--site", type=Path, default=None, metavar="DIR", help="sites that 'build --published' made")
    parser.add_argument(
        "--thorough", action="store_true", help="read every published file back first; put altered ones right"
    )
    parser.add_argument(
        "--adopt", action="store_true", help="take over files that are in the way and hold the same bytes"
    )
