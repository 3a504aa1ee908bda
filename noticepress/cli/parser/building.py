"""The commands that make sites of the source, and put them together."""

from pathlib import Path

from noticepress.cli.parser.base import EXIT_CODES, Parser, Subparsers, as_at, command
from noticepress.cli.parser.values import jobs, port, shard


def _build(subparsers: Subparsers) -> None:
    parser = command(subparsers, "build", "building:build", "Build every brand's site, or those of the brands named.")
    parser.add_argument("brands", nargs="*", metavar="BRAND", help="default: all")
    as_at(parser)
    parser.add_argument("--draft", action="store_true", help="add the unreleased source, with its redline")
    parser.add_argument("--published", action="store_true", help="only what is approved: what goes to the public")
    parser.add_argument("--out", type=Path, default=None, metavar="DIR", help="default: site/ in the workspace")
    parser.add_argument("--no-pdf", action="store_true", help="typeset nothing; frozen PDFs are still copied")
    parser.add_argument("--jobs", type=jobs, default=None, metavar="N", help="processes; default: by the work there is")
    parser.add_argument("--no-cache", action="store_true", help="make everything anew, and keep nothing")
    parser.add_argument(
        "--shard", type=shard, default=None, metavar="N/OF", help="the brands of one part of the build, such as 3/16"
    )
    more = parser.add_argument_group("on more machines")
    more.add_argument(
        "--executor", choices=("processes", "dask"), default="processes", help="what builds; default: processes"
    )
    more.add_argument("--scheduler", default=None, metavar="ADDRESS", help="of dask: tcp://host:8786")
    more.add_argument("--store", type=Path, default=None, metavar="DIR", help="a folder that all workers of dask see")


def _merge(subparsers: Subparsers) -> None:
    parser = command(subparsers, "merge", "building:merge", "Put the sites of all shards of one build together.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="what each `build --shard` wrote")
    parser.add_argument("--out", type=Path, default=None, metavar="DIR", help="default: site/ in the workspace")


def _cache(subparsers: Subparsers) -> None:
    summary = "What earlier builds kept."
    parser = subparsers.add_parser("cache", help=summary, description=summary, epilog=EXIT_CODES)
    jobs_of = parser.add_subparsers(title="what to do", metavar="JOB", required=True, parser_class=Parser)
    command(jobs_of, "clear", "building:cache_clear", "Delete all of it: the next build makes everything anew.")


def _desk(subparsers: Subparsers) -> None:
    parser = command(
        subparsers, "desk", "desk:desk", "Build the desk: the internal site that shows all brands side by side."
    )
    as_at(parser)
    parser.add_argument("--out", type=Path, default=None, metavar="DIR", help="default: desk/ in the workspace")


def _serve(subparsers: Subparsers) -> None:
    parser = command(
        subparsers, "serve", "desk:serve", "Serve the desk on this machine, and build it anew on each save."
    )
    as_at(parser)
    parser.add_argument("--port", type=port, default=8000, metavar="N", help="default: 8000; 0 is any that is free")
    parser.add_argument("--open", action="store_true", help="open it in the browser")


#: In the order of ``--help``.
COMMANDS = (_build, _serve, _desk, _merge, _cache)
