"""The commands and their options, by family. ``run`` names the function that a command line stands for.

Nothing that a command needs is imported here: ``--help`` and a mistyped option are answered at once. Of a command line
that names its command only that one's options are made.
"""

import argparse
from collections.abc import Sequence
from importlib import import_module
from itertools import chain

import noticepress
from noticepress.cli.parser.base import EXIT_CODES, LINK_REPORTS, REPORTS, Parser, shared

__all__ = ["EXIT_CODES", "LINK_REPORTS", "REPORTS", "make_parser", "parse"]

#: The families, and the commands of each, in the order of ``--help``.
_FAMILIES = {
    "building": ("build", "serve", "desk", "merge", "cache"),
    "making": ("check", "translated", "diff", "links"),
    "decisions": ("release", "approve", "withdraw"),
    "past": ("history", "evidence", "ledger"),
    "publishing": ("plan", "publish", "verify", "rollback"),
    "desk_tools": ("status", "summary", "import", "new", "explain", "doctor", "completion"),
}
_COMMANDS = frozenset(chain.from_iterable(_FAMILIES.values()))
_USUAL = "build"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what a command line asks for; with no command it is ``build``. Raises ``UsageError``."""
    name = _named(arguments)
    if name == "":
        return make_parser(_USUAL).parse_args([*arguments, _USUAL])
    parser = make_parser(name)
    parsed = parser.parse_args(arguments)
    return parser.parse_args([*arguments, _USUAL]) if parsed.run is None else parsed


def _named(arguments: Sequence[str]) -> str | None:
    """Return the command that a command line names, ``""`` for none; ``None`` where only a whole parser can tell."""
    rest = iter(arguments)
    for argument in rest:
        if argument == "--workspace":
            if next(rest, "-").startswith("-"):
                return None
        elif argument != "--debug" and not argument.startswith("--workspace="):
            return argument if argument in _COMMANDS else None
    return ""


def make_parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, or of one command's; ``run`` is ``None`` where none is given."""
    parser = Parser(
        prog="noticepress",
        description="One privacy notice in Markdown; every brand's pages, PDFs, versions and redlines out.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"noticepress {noticepress.__version__}")
    shared(parser, default=True)
    parser.set_defaults(run=None)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for family, names in _FAMILIES.items():
        if only is None or only in names:
            commands = import_module(f"{__name__}.{family}").COMMANDS
            for name, add in zip(names, commands, strict=True):
                if only in {None, name}:
                    add(subparsers)
    return parser
