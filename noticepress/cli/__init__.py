"""The command line: parse, call one function, print, return the exit code. Errors are caught here and nowhere else."""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module

from noticepress.errors import NoticepressError

#: 128 + SIGINT, as shells report an interrupted command.
_INTERRUPTED = 130
#: 128 + SIGTERM, where a command ends in order when it is asked to.
_TERMINATED = 143
#: So many new objects lead to a search for circles of them: most live to the end of a command, and it finds nothing.
_MANY = 250_000
#: Neither findings nor wrong use: something that this program or this machine did.
_FAILED = 3


def run() -> int:
    """Run the command of this process, as ``main``: the way in of ``build.py`` and of an installed program."""
    search_seldom()
    # Looking for plugins of pydantic's, of which none is wanted, reads about every package that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    code = main()
    # The process ends: what still lives need not be searched for circles.
    gc.freeze()
    return code


def search_seldom() -> None:
    """Have this process search for circles of garbage no more often than a command needs it."""
    gc.set_threshold(_MANY, 20, 20)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 fine, 1 findings, 2 wrong use or input, 3 a target or the machine failed.

    Errors go to standard error as ``file:line:column: message`` with a hint, a stack trace only with ``--debug``.
    """
    for stream in (sys.stdout, sys.stderr):
        # A notice has characters that the code page of a Windows console may lack; a "?" beats a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    try:
        return _run(arguments)
    except BrokenPipeError:
        # The reader of a pipe went away, as `| head` does: nothing is wrong.
        sys.stderr.close()
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - no user is ever shown a stack trace unasked
        code = _tell(error)
        if debug:
            import traceback  # noqa: PLC0415 - few ask to see it

            traceback.print_exception(error)
        return code


def _tell(error: BaseException) -> int:
    """Tell standard error what ended a command; return the exit code that says so."""
    if isinstance(error, NoticepressError):
        print(error, file=sys.stderr)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        print(error if error.args else "interrupted", file=sys.stderr)
        return _TERMINATED if error.args else _INTERRUPTED
    if isinstance(error, ImportError):
        print(f"this machine lacks something: {error}\n  hint: {_lacking()}", file=sys.stderr)
    else:
        print(f"failed: {type(error).__name__}: {error}\n  hint: --debug shows where", file=sys.stderr)
    return _FAILED


def _lacking() -> str:
    from noticepress.cli.interpreter import way_in  # noqa: PLC0415

    way, otherwise = way_in(), "'doctor' says what to install"
    return f"run '{way}' first: what was set up here is there; else {otherwise}" if way else otherwise


def _run(arguments: list[str]) -> int:
    try:
        # Days are London's: without the data of time zones nothing can be imported, and doctor is to say so.
        from noticepress.cli.parser import make_parser, parse  # noqa: PLC0415
    except Exception:
        if arguments[:1] != ["doctor"]:
            raise
        return _called("doctor:doctor", Namespace(workspace=None, format="text"))
    if "_ARGCOMPLETE" in os.environ:
        from noticepress.cli.completion import complete  # noqa: PLC0415

        complete(make_parser())
    parsed = parse(arguments)
    return _called(parsed.run, parsed)


def _called(run: str, parsed: Namespace) -> int:
    # Imported when there is something to do: --help and a mistyped option are answered at once.
    module, _, name = run.rpartition(":")
    commands = import_module(f"noticepress.cli.{module or 'commands'}")
    result: int = getattr(commands, name)(parsed)
    return result
