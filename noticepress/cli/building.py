"""The commands that build sites, put the shards of a build together, and empty the cache."""

import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING

from noticepress.cache import clear
from noticepress.cli.ending import ending_in_order
from noticepress.cli.places import chosen_brands, opened_workspace, workspace_root
from noticepress.config import Workspace, load_workspace
from noticepress.config.kept import is_kept
from noticepress.dates import today
from noticepress.errors import BuildError, Finding, UsageError
from noticepress.extras import install

if TYPE_CHECKING:
    from noticepress.build import BuiltSite, Elsewhere

#: How long a scheduler may take to answer, and to have a worker, in seconds.
_PATIENCE = 30


def build(arguments: Namespace) -> int:
    """Build the sites and say what was built, where, and in what time."""
    from noticepress.build import Shard, build_sites, looking  # noqa: PLC0415

    _refuse(arguments)
    started = time.perf_counter()
    cached = not arguments.no_cache
    out = (arguments.out or workspace_root(arguments) / "site").resolve()
    with ending_in_order(), _elsewhere(arguments) as elsewhere, looking(out) if cached else nullcontext() as look:
        workspace = _opened(arguments, cached=cached)
        brands = chosen_brands(workspace, arguments.brands)
        results = build_sites(
            workspace,
            brands,
            out,
            as_at=arguments.as_at or today(),
            draft=arguments.draft,
            published=arguments.published,
            pdf=not arguments.no_pdf,
            jobs=arguments.jobs,
            cached=cached,
            shard=arguments.shard and Shard(*arguments.shard),
            elsewhere=elsewhere,
            look=look,
            progress=_progress,
        )
    width = max((len(result.brand) for result in results), default=0)
    for result in results:
        print(f"{result.brand:{width}} {result.pages:3} pages  {result.files:3} files  {result.standing}")
        for section in result.fallbacks:
            print(f"warning: {result.brand}: a redline shows '{section}' as removed and added whole", file=sys.stderr)
    print(f"{_done(results)} in {out} in {time.perf_counter() - started:.1f} s")
    return 0


def _opened(arguments: Namespace, *, cached: bool) -> Workspace:
    """Return the workspace that is meant, of which no file is parsed that says what it said before."""
    root = workspace_root(arguments)
    if cached and is_kept(root):
        return load_workspace(root, cached=True)
    from noticepress.build.ready import load  # noqa: PLC0415 - a build with nothing to do needs none of it

    return load(root, cached=cached, jobs=arguments.jobs)


def _refuse(arguments: Namespace) -> None:
    """Raise ``UsageError`` for options that contradict each other."""
    if arguments.published and arguments.draft:
        raise UsageError("a draft is never published", "give --draft or --published")
    if arguments.executor == "dask" and not arguments.scheduler:
        raise UsageError("--executor dask needs --scheduler", "such as --scheduler tcp://10.0.0.5:8786")
    if arguments.executor != "dask" and (arguments.scheduler or arguments.store):
        raise UsageError("--scheduler and --store are for --executor dask", "give --executor dask, or leave them out")
    if arguments.executor == "dask" and arguments.no_cache:
        raise UsageError("what other machines build is kept in the cache", "leave out --no-cache")
    if arguments.executor == "dask" and arguments.jobs is not None:
        raise UsageError("the scheduler knows how many workers there are", "leave out --jobs")


@contextmanager
def _elsewhere(arguments: Namespace) -> Iterator["Elsewhere | None"]:
    """Give the executor that was asked for; ``None`` for processes of this machine."""
    if arguments.executor != "dask":
        yield None
        return
    from noticepress.build import Elsewhere  # noqa: PLC0415

    try:
        distributed = import_module("distributed")
    except ImportError as error:
        message = "'--executor dask' needs dask.distributed, which is not installed"
        hint = f"install it: {install('distributed')}"
        raise BuildError(Finding("EXECUTOR", "error", message, hint=hint)) from error
    try:
        client = distributed.Client(arguments.scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        message = f"no scheduler answers at {arguments.scheduler}"
        hint = "start one: dask scheduler; its first lines give the address"
        raise BuildError(Finding("EXECUTOR", "error", message, hint=hint)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            message = f"the scheduler at {arguments.scheduler} has no worker"
            hint = f"start some: dask worker {arguments.scheduler}"
            raise BuildError(Finding("EXECUTOR", "error", message, hint=hint)) from error
        # The same job may be asked for again after a change of its inputs, which dask does not look into.
        with client.get_executor(pure=False) as executor:
            yield Elsewhere(executor, arguments.store)


def merge(arguments: Namespace) -> int:
    """Put the sites of all shards of a build together."""
    from noticepress.build.shards import merge as merge_shards  # noqa: PLC0415

    workspace = opened_workspace(arguments)
    out = (arguments.out or workspace.root / "site").resolve()
    brands = merge_shards(arguments.folders, out, workspace.brands)
    print(f"put {len(brands)} sites of {len(arguments.folders)} shards together in {out}")
    return 0


def cache_clear(arguments: Namespace) -> int:
    """Delete what earlier builds kept."""
    freed = clear(opened_workspace(arguments).root)
    print(f"freed {freed / 1e6:.1f} MB")
    return 0


def _done(results: "Sequence[BuiltSite]") -> str:
    """Say how many sites were built, and how many were left as they stood."""
    left = sum(result.made is None for result in results)
    noun = "site" if len(results) == 1 else "sites"
    if not left:
        return f"built {len(results)} {noun}"
    if left == len(results):
        return f"nothing changed for {left} {noun}"
    return f"built {len(results) - left} of {len(results)} {noun}, the others unchanged,"


def _progress(done: int, total: int, name: str) -> None:
    """Show a line that overwrites itself on a terminal; nothing in a pipe."""
    if sys.stderr.isatty():
        end = "\r\x1b[K" if done == total else ""
        print(f"\r\x1b[K[{done}/{total}] {name}", end=end, file=sys.stderr, flush=True)
