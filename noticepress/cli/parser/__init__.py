"""The commands and their options, by family. ``run`` names the function that a command line stands for.

Nothing that a command needs is imported here: ``--help`` and a mistyped option are answered at once.
"""

import argparse
from collections.abc import Sequence
from itertools import chain

import noticepress
from noticepress.cli.parser import building, decisions, making, past, publishing
from noticepress.cli.parser.base import EXIT_CODES, Parser, shared
from noticepress.cli.parser.making import LINK_REPORTS, REPORTS

__all__ = ["EXIT_CODES", "LINK_REPORTS", "REPORTS", "make_parser", "parse"]

#: The families in the order of ``--help``.
_FAMILIES = (building, making, decisions, past, publishing)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what a command line asks for; with no command it is ``build``. Raises ``UsageError``."""
    parser = make_parser()
    parsed = parser.parse_args(arguments)
    return parser.parse_args([*arguments, "build"]) if parsed.run is None else parsed


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; ``run`` is ``None`` where no command is given."""
    parser = Parser(
        prog="noticepress",
        description="One privacy notice in Markdown; every brand's pages, PDFs, versions and redlines out.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"noticepress {noticepress.__version__}")
    shared(parser, default=True)
    parser.set_defaults(run=None)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for add in chain.from_iterable(family.COMMANDS for family in _FAMILIES):
        add(subparsers)
    return parser
