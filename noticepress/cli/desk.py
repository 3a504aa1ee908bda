"""The commands of the desk: built once into a folder, or served while somebody writes."""

import sys
import time
import webbrowser
from argparse import Namespace

from noticepress.cli.ending import ending_in_order
from noticepress.cli.parser import make_parser
from noticepress.cli.places import opened_workspace, workspace_root
from noticepress.dates import today


def desk(arguments: Namespace) -> int:
    """Build the desk and say what it holds, where, and in what time."""
    from noticepress.desk import build_desk  # noqa: PLC0415 - it takes longer to import than to say so

    started = time.perf_counter()
    workspace = opened_workspace(arguments)
    out = (arguments.out or workspace.root / "desk").resolve()
    built = build_desk(workspace, out, as_at=arguments.as_at or today(), parser=make_parser())
    for fault in built.faults:
        print(f"warning: no site of a brand could be built: {fault}", file=sys.stderr)
    print(
        f"built the desk in {out}: {built.pages} pages, {len(built.sites)} sites, {time.perf_counter() - started:.1f} s"
    )
    return 0


def serve(arguments: Namespace) -> int:
    """Serve the desk until interrupted."""
    from noticepress.desk.build import require_material  # noqa: PLC0415
    from noticepress.serve import serve as serve_desk  # noqa: PLC0415

    require_material()
    with ending_in_order():
        serve_desk(
            workspace_root(arguments),
            say=_say,
            port=arguments.port,
            as_at=arguments.as_at,
            opened=_open if arguments.open else None,
            parser=make_parser,
        )
    return 0


def _open(address: str) -> None:
    webbrowser.open(address)


def _say(line: str) -> None:
    print(line, flush=True)
