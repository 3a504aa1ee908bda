"""The commands of a working day: what changes for readers, how things stand, what to start with."""

from pathlib import Path

from noticepress.cli.parser.base import Parser, Subparsers, as_at, command
from noticepress.cli.parser.decisions import declaring
from noticepress.cli.parser.values import web_address


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


def _new(subparsers: Subparsers) -> None:
    summary = "Begin a brand, a notice or a release: questions on a terminal, options in a script."
    parser = command(subparsers, "new", "new", summary)
    kinds = parser.add_subparsers(title="what to begin", metavar="KIND", required=True, parser_class=Parser)
    _new_brand(kinds)
    _new_notice(kinds)
    release = command(kinds, "release", "new:new_release", "Show what changed, ask what a release needs, and release.")
    _no_input(release)
    release.add_argument("notice", metavar="NOTICE")
    release.add_argument("version", nargs="?", metavar="VERSION", help="proposed: the next one")
    declaring(release, needed=False)


def _new_brand(kinds: Subparsers) -> None:
    parser = command(kinds, "brand", "new:new_brand", "Write the file of a brand, and name what is missing in it.")
    _no_input(parser)
    parser.add_argument("id", nargs="?", metavar="ID", help="part of addresses: small letters, digits, hyphens")
    parser.add_argument("--name", default=None, metavar="TEXT", help="the name that readers know")
    parser.add_argument("--legal-name", default=None, metavar="TEXT", help="the registered name of the company")
    parser.add_argument("--parent", default=None, metavar="BRAND", help="whose contact details it shares")
    parser.add_argument(
        "--address", action="append", default=[], metavar="LINE", help="a line of the postal address; may be repeated"
    )
    for name, what in (
        ("telephone", "TEXT"),
        ("email", "MAILBOX"),
        ("privacy-email", "MAILBOX"),
        ("website", "URL"),
        ("form", "URL"),
        ("site-url", "URL"),
        ("accent", "COLOUR"),
        ("accent-dark", "COLOUR"),
    ):
        parser.add_argument(f"--{name}", default=None, metavar=what)


def _new_notice(kinds: Subparsers) -> None:
    summary = "Write the skeleton of a notice: a heading and a note for each item of Article 13."
    parser = command(kinds, "notice", "new:new_notice", summary)
    _no_input(parser)
    parser.add_argument("name", nargs="?", metavar="NAME", help="its id, part of addresses")
    parser.add_argument("--title", default=None, metavar="TEXT")


def _no_input(parser: Parser) -> None:
    parser.add_argument("--no-input", action="store_true", help="ask nothing, not even on a terminal")


def _status(subparsers: Subparsers) -> None:
    summary = "Say in one screen what is in force, what comes, what was found and seen live, and what to do next."
    parser = command(subparsers, "status", "status:status", summary)
    parser.add_argument("brands", nargs="*", metavar="BRAND", help="default: all")
    as_at(parser)
    parser.add_argument("--format", choices=["text", "json"], default="text")


def _doctor(subparsers: Subparsers) -> None:
    summary = "Say whether this machine has what the program needs, and what to install where it has not."
    parser = command(subparsers, "doctor", "doctor:doctor", summary)
    parser.add_argument("--format", choices=["text", "json"], default="text")


def _completion(subparsers: Subparsers) -> None:
    summary = "Print the script that has a shell complete commands, options, brands, notices, versions and rules."
    parser = command(subparsers, "completion", "completion:completion", summary)
    parser.add_argument("shell", choices=["bash", "zsh", "fish"])


def _import(subparsers: Subparsers) -> None:
    summary = "Make a notice of a file: DOCX, HTML (a saved page), text or Markdown; DOCX needs noticepress[import]."
    parser = command(subparsers, "import", "importing:do_import", summary)
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
    parser.add_argument("--base", type=web_address, default=None, metavar="URL", help=base)
    references = "add the outside addresses that notices/references.yml lacks to it, and name them in the notice"
    parser.add_argument("--add-references", action="store_true", help=references)
    parser.add_argument("--report", type=Path, default=None, metavar="FILE", help="write the report to this new file")
    kinds = "of the report; as JSON it holds the source, and goes to standard output"
    parser.add_argument("--format", choices=["text", "json"], default="text", help=kinds)


#: In the order of ``--help``.
COMMANDS = (_status, _summary, _import, _new, _explain, _doctor, _completion)
