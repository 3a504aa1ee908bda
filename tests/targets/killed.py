"""A process that publishes and is killed: for each line that it reads it forks one that ends by SIGKILL.

A line is an order in JSON: which site, at which operation, and how. ``before`` and ``after``: the process kills itself
on either side of that operation, with others under way; ``while``: it is killed from outside once that operation has
begun, wherever it has come to. The answer is how it ended and how many operations it began.
"""

import asyncio
import base64
import json
import os
import pickle
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from noticepress.publish import apply
from noticepress.targets import make_lease, open_target
from noticepress.targets.folder import ReleasesTarget
from targets.servers import Host
from targets.sites import plan_for, publication
from targets.test_crash import inject

OWNER = "Ann's run"


class Kill:
    """Stands between a target and its host; tells of each operation, and ends the process at one."""

    dead = False
    count = 0

    def __init__(self, at: int, when: str, told: int) -> None:
        self.at, self.when, self.told = at, when, told

    async def meet(self, name: str, do: Callable[[], Awaitable[Any]], _half: object = None) -> Any:
        with self.met():
            return await do()

    @contextmanager
    def met(self) -> Iterator[None]:
        number, self.count = self.count, self.count + 1
        os.write(self.told, b".")
        if (number, self.when) == (self.at, "before"):
            os.kill(os.getpid(), signal.SIGKILL)
        yield
        if (number, self.when) == (self.at, "after"):
            os.kill(os.getpid(), signal.SIGKILL)


async def publish(host: Host, site: Path) -> None:
    async with open_target(host.settings, host.root) as target:
        wanted = publication(host, site)
        await apply(await plan_for(target, wanted), wanted, target, make_lease(OWNER, 10))


def child(order: dict[str, Any], told: int) -> None:
    settings, root = pickle.loads(base64.b64decode(order["host"]))
    host = Host(settings, root, dict, lambda _path, _data: None)
    os.environ.update(order["environment"])
    os.fsync = lambda _: None  # type: ignore[assignment] # it is the program that dies here, not the machine
    kill, swap = Kill(order["at"], order["when"], told), ReleasesTarget._swap
    inject(pytest.MonkeyPatch(), order["kind"], kill)  # type: ignore[arg-type]

    def swapped(target: ReleasesTarget) -> None:
        with kill.met():
            swap(target)

    ReleasesTarget._swap = swapped  # type: ignore[method-assign]
    asyncio.run(publish(host, Path(order["site"])))


def killed(order: dict[str, Any]) -> dict[str, Any]:
    """Return how the child ended, and after how many operations had begun."""
    hear, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(hear)
            child(order, tell)
            status = 0
        finally:
            os._exit(status)
    os.close(tell)
    begun = 0
    while os.read(hear, 1):
        begun += 1
        if order["when"] == "while" and begun > order["at"]:
            os.kill(pid, signal.SIGKILL)
            break
    os.close(hear)
    return {"ended": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), "begun": begun}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(killed(json.loads(line))), flush=True)
