"""The commands and their options, by family. ``run`` names the function that a command line stands for.

Nothing that a command needs is imported here: ``--help`` and a mistyped option are answered at once.
"""

import argparse
from itertools import chain

import noticepress
from noticepress.cli.parser import building, decisions, making, past, publishing
from noticepress.cli.parser.base import EXIT_CODES, Parser, shared
from noticepress.cli.parser.making import LINK_REPORTS, REPORTS

__all__ = ["EXIT_CODES", "LINK_REPORTS", "REPORTS", "make_parser"]

#: The families in the order of ``--help``.
_FAMILIES = (building, making, decisions, past, publishing)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; with no command it is ``build``."""
    parser = Parser(
        prog="noticepress",
        description="One privacy notice in Markdown; every brand's pages, PDFs, versions and redlines out.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"noticepress {noticepress.__version__}")
    shared(parser, default=True)
    # What ``build`` takes, with nothing of it given.
    parser.set_defaults(
        **{"run": "building:build", "brands": [], "as_at": None, "draft": False, "published": False, "out": None},
        **{"no_pdf": False, "jobs": None, "no_cache": False, "shard": None},
        **{"executor": "processes", "scheduler": None, "store": None},
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for add in chain.from_iterable(family.COMMANDS for family in _FAMILIES):
        add(subparsers)
    return parser
