"""Getting ready to build, while a copy of this process reads the configuration or checks the sources.

Half of what a small build takes is imports and templates, which every one of its processes then has.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from noticepress.build.order import Order
from noticepress.config import Workspace, load_workspace
from noticepress.errors import NoticepressError
from noticepress.model import Brand
from noticepress.workers import beside, can_copy


def load(root: Path, *, cached: bool, jobs: int | None) -> Workspace:
    """Return the workspace of which nothing is kept; ``cached`` and errors as for ``load_workspace``."""
    read = partial(load_workspace, root, cached=cached)
    return beside(read, _import_what_reads) if _may_copy(jobs) else read()


def check_and_get_ready(check: Callable[[], None], order: Order, brands: Sequence[Brand], jobs: int | None) -> None:
    """Call ``check``, which raises what stops a build of ``brands``, and get ready for it meanwhile, if that can be.

    What is wrong is told by ``check`` alone.
    """
    if not _may_copy(jobs):
        check()
        return
    # Read before the two part: both need them.
    with suppress(NoticepressError):
        _ = order.releases
    beside(check, partial(_get_ready, order, len(brands)))


def warm_up(order: Order, sites: int) -> None:
    """Read what so many ``sites`` share before the processes part: those that are copies of this one have it then."""
    import noticepress.build.brand  # noqa: PLC0415
    from noticepress.check.index import index_of  # noqa: PLC0415

    _ = order.releases, order.ledger
    index_of(order.workspace.brands).file()
    if sites > 1:
        # One site may have all of this kept.
        import noticepress.redline  # noqa: F401, PLC0415
        from noticepress.site.engine import compile_templates  # noqa: PLC0415

        compile_templates(order.workspace.templates / "site")


def _may_copy(jobs: int | None) -> bool:
    """Whether a copy of this process can work beside it, and may, as the user wants at most so many jobs."""
    return jobs != 1 and os.cpu_count() != 1 and can_copy()


def _import_what_reads() -> None:
    """Import what reads and checks the texts: the copy that checks them has it then."""
    import noticepress.check.workspace  # noqa: PLC0415
    import noticepress.timelines  # noqa: F401, PLC0415


def _get_ready(order: Order, sites: int) -> None:
    with suppress(NoticepressError):
        warm_up(order, sites)
