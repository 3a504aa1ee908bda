"""One of two processes that race for a target: told when to go, it says whether it won."""

import asyncio
import base64
import pickle
import sys
from datetime import datetime
from pathlib import Path

from noticepress.errors import TargetError
from noticepress.model import File, TargetSettings
from noticepress.targets import MANIFEST, Lease, Target, make_lease, open_target


async def attempt(target: Target, settings: TargetSettings, name: str, now: datetime) -> Lease | None:
    """Return the lease where this process won; of a Git branch the push decides, after both have looked."""
    lease = make_lease(name, 10, now)
    try:
        if settings.kind != "git":
            await target.lock(lease)
        else:
            await target.replace(File("index.html", f"{name} {now}".encode(), "text/html"))
            await target.replace(File(MANIFEST, b"{}", "application/json"))
    except TargetError as error:
        if error.findings[0].rule != "LOCK":
            raise
        return None
    return lease


async def main(encoded: str, root: str, name: str) -> None:
    settings: TargetSettings = pickle.loads(base64.b64decode(encoded))
    held: Lease | None = None
    async with open_target(settings, Path(root)) as target:
        print("ready", flush=True)
        for line in sys.stdin:
            order, _, moment = line.strip().partition(" ")
            if order == "look":
                if settings.kind == "git":
                    await target.lock(make_lease(name, 10))
                print("looked", flush=True)
            elif order == "go":
                held = await attempt(target, settings, name, datetime.fromisoformat(moment))
                print("won" if held else "lost", flush=True)
            elif held is not None:
                await target.unlock(held)
                held = None
                print("given up", flush=True)
            else:
                print("nothing held", flush=True)


asyncio.run(main(*sys.argv[1:]))
