"""What every command's parser is made of: mistakes in one line with a hint, and the options that all share."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, TypeAlias

from noticepress.cli.parser.values import day
from noticepress.errors import UsageError, did_you_mean

EXIT_CODES = "exit codes: 0 fine, 1 findings, 2 wrong use or input, 3 a target, the network or the machine failed"
#: The forms of ``cli.report``, named here so that --help need not load it.
REPORTS = ("text", "json", "sarif", "junit", "github")
#: The forms of ``cli.report.links``.
LINK_REPORTS = ("table", "json", "junit", "sarif", "github", "markdown")
_CHOICE = re.compile(r"invalid choice: '?([^' ]*)'? \(choose from (.*)\)")


class Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are ours: one line and a hint."""

    def error(self, message: str) -> NoReturn:
        """Raise ``UsageError``, with the likeliest of what is known here."""
        choice = _CHOICE.search(message)
        if choice:
            known = [name.strip(" '") for name in choice.group(2).split(",")]
            raise UsageError(f"'{choice.group(1)}' is not known here", did_you_mean(choice.group(1), known))
        raise UsageError(message, f"see: {self.prog} --help")


Subparsers: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - argparse gives it no public name


def command(subparsers: Subparsers, name: str, run: str, summary: str) -> Parser:
    """Add a command and return its parser. ``run`` is what ``cli.main`` calls.

    It names a function of ``cli.commands``, or as ``module:function`` one of another module of ``cli``.
    """
    parser = subparsers.add_parser(name, help=summary, description=summary, epilog=EXIT_CODES)
    parser.set_defaults(run=run)
    shared(parser, default=False)
    return parser


def every_parser(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield a parser and those of all its commands."""
    yield parser
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to its commands
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for each in dict.fromkeys(action.choices.values()):
                yield from every_parser(each)


def shared(parser: argparse.ArgumentParser, *, default: bool) -> None:
    """Add what every command takes; a subcommand's copy must not overwrite what stood before the command."""
    missing = None if default else argparse.SUPPRESS
    parser.add_argument("--workspace", type=Path, metavar="DIR", default=missing, help="default: the folder around you")
    parser.add_argument(
        "--debug", action="store_true", default=False if default else argparse.SUPPRESS, help="show stack traces"
    )


def as_at(parser: argparse.ArgumentParser, default: str = "today in London") -> None:
    """Add ``--as-at``."""
    parser.add_argument(
        "--as-at", type=day, default=None, metavar="DATE", help=f"the day to look from; default: {default}"
    )
