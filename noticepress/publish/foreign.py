"""Files that no manifest of ours names: they are left alone, and one that stands in the way is a refusal."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import PurePosixPath

from noticepress.errors import Finding
from noticepress.publish.manifest import Manifest
from noticepress.publish.plan import Step
from noticepress.targets import Target

_HINT = "move it away, publish below another 'path', or take it over with --adopt where its bytes are the same"


async def foreign_findings(
    target: Target,
    steps: Sequence[Step],
    manifest: Manifest | None,
    *,
    adopt: bool = False,
    top: Mapping[str, bool] | None = None,
) -> list[Finding]:
    """Return an error for each of somebody else's files that a step would overwrite, delete or need as a folder.

    A file is ours where the manifest names it, or where an unfinished run meant to put exactly these bytes there. Only
    folders that are to get something new are listed; ``top`` is the site's own, where it has been listed just now.
    """
    known = manifest.files.keys() if manifest else set[str]()
    pending = manifest.pending if manifest else {}
    doubtful = {step.path: step for step in steps if step.path not in known}
    there, blocked = await _there(target, [PurePosixPath(path) for path in doubtful], top)
    findings = [_blocked(target, path) for path in sorted(blocked)]
    read = await asyncio.gather(*(target.read(path) for path in sorted(there)))
    for path, data in zip(sorted(there), read, strict=True):
        ours = set(pending.get(path, ()))
        if adopt or (path in pending and doubtful[path].sha256):
            ours.add(doubtful[path].sha256 or "")
        if data is not None and sha256(data).hexdigest() not in ours:
            message = f"{target.name}: {path} stands there, is not ours, and would be {_VERBS[doubtful[path].action]}"
            findings.append(Finding("FOREIGN", "error", message, hint=_HINT))
    return findings


_VERBS = {"add": "overwritten", "change": "overwritten", "delete": "deleted"}


def _blocked(target: Target, path: str) -> Finding:
    message = f"{target.name}: {path} stands where the site needs {'a file' if path.endswith('/') else 'a folder'}"
    return Finding("FOREIGN", "error", message, hint="move it away, or publish below another 'path'")


async def _there(
    target: Target, paths: Sequence[PurePosixPath], top: Mapping[str, bool] | None
) -> tuple[set[str], set[str]]:
    """Return which of ``paths`` exist as files, and what stands in the way of them, folders with a slash.

    Folder by folder from the top: below one that is not there nothing need be asked.
    """
    there, blocked = set[str](), set[str]()
    ask: dict[str, list[PurePosixPath]] = {"": list(paths)} if paths else {}
    while ask:
        listings = [top] if top is not None else await asyncio.gather(*(target.list(folder) for folder in ask))
        top = None
        below: dict[str, list[PurePosixPath]] = defaultdict(list)
        for (folder, wanted), names in zip(ask.items(), listings, strict=True):
            depth = len(PurePosixPath(folder).parts)
            for path in wanted:
                _sort(path, depth, names, there, blocked, below)
        ask = below
    return there, blocked


def _sort(
    path: PurePosixPath,
    depth: int,
    names: Mapping[str, bool],
    there: set[str],
    blocked: set[str],
    below: dict[str, list[PurePosixPath]],
) -> None:
    """Say of one path what a listing of the folder ``depth`` levels down tells: nothing, that it is there, or more."""
    name = path.parts[depth]
    is_last = depth == len(path.parts) - 1
    here = "/".join(path.parts[: depth + 1])
    if name not in names:
        return
    if is_last and not names[name]:
        there.add(here)
    elif is_last:
        blocked.add(f"{here}/")
    elif names[name]:
        below[here].append(path)
    else:
        blocked.add(here)
