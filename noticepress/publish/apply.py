"""Carrying out a plan: under a lock, in an order that breaks no link, the manifest last."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath

from noticepress.errors import Finding, NoticepressError, RefusalError, TargetError
from noticepress.model import File
from noticepress.publish.foreign import foreign_findings
from noticepress.publish.manifest import Manifest, manifest_bytes, read_manifest
from noticepress.publish.order import links, waves
from noticepress.publish.plan import Plan, Publication, Step, fingerprint
from noticepress.publish.receipt import Receipt
from noticepress.targets import MANIFEST, PART, Lease, Target

Progress = Callable[[int, int, str], None]
_JSON = "application/json"


async def apply(
    plan: Plan,
    publication: Publication,
    target: Target,
    lease: Lease,
    *,
    adopt: bool = False,
    progress: Progress = lambda _done, _total, _name: None,
) -> Receipt:
    """Carry out ``plan`` on the open ``target`` and return what is there now; a plan without steps touches nothing.

    Interrupted at any point it leaves each page whole, old or new, none that readers are led to with a link to
    a missing file, and a target on which the next plan and ``apply`` arrive at the site. Raises ``TargetError``
    where somebody else holds the lock, where the target is no longer what was planned against ("plan again"), or
    where the host fails, and ``RefusalError`` for a file that is not ours in the way.
    """
    if not plan.steps:
        return _receipt(plan, plan.base)
    await target.lock(lease)
    try:
        data, names = await asyncio.gather(target.read(MANIFEST), target.list())
        if fingerprint(data) != plan.base:
            raise again(target.name, "it has changed since the plan was made")
        before = read_manifest(data, target.name) if data is not None else None
        findings = await foreign_findings(target, plan.steps, before, adopt=adopt, top=names)
        if findings:
            raise RefusalError(*findings)
        await _announce(plan, publication, target, before, names)
        await _carry_out(plan, publication, target, lease, progress)
        _still_ours(lease, target.name)
        last = manifest_bytes(Manifest(plan.brand, plan.commit, publication.published))
        await target.replace(File(MANIFEST, last, _JSON))
    finally:
        # A host that is gone cannot be unlocked; the lock ends by itself.
        with suppress(TargetError):
            await asyncio.shield(target.unlock(lease))
    return _receipt(plan, fingerprint(last))


def again(target: str, why: str) -> TargetError:
    """Return the error of a plan that no longer fits its target."""
    return TargetError(Finding("PLAN", "error", f"{target}: {why}; nothing was touched", hint="plan again"))


def _receipt(plan: Plan, digest: str | None) -> Receipt:
    return Receipt(plan.brand, plan.target, plan.url, digest, plan.steps, plan.commit, datetime.now(UTC))


async def _announce(
    plan: Plan, publication: Publication, target: Target, before: Manifest | None, names: Mapping[str, bool]
) -> None:
    """Write into the manifest what is about to be touched, so that what an interrupted run leaves is known as ours.

    It changes no page. What earlier runs left half uploaded, under names that nobody knows, goes; ``names`` are those
    that stand at the top.
    """
    if target.atomic:
        await _clear(target, "", names)
        return
    pending: dict[str, tuple[str, ...]] = dict(before.pending) if before else {}
    folders = {_folder(path) for path in pending} - {""}
    clearing = [_clear(target, "", names), *(_clear(target, folder) for folder in folders)]
    for step in plan.steps:
        meant = (step.sha256,) if step.sha256 else ()
        pending[step.path] = tuple(dict.fromkeys((*pending.get(step.path, ()), *meant)))
    known = Manifest(publication.brand, before.commit, before.files) if before else Manifest(plan.brand, None, {})
    announced = Manifest(known.brand, known.commit, known.files, pending)
    await _together([target.replace(File(MANIFEST, manifest_bytes(announced), _JSON)), *clearing])


def _folder(path: str) -> str:
    parent = str(PurePosixPath(path).parent)
    return "" if parent == "." else parent


async def _clear(target: Target, folder: str, names: Mapping[str, bool] | None = None) -> None:
    there = await target.list(folder) if names is None else names
    parts = [name for name, is_folder in there.items() if name.endswith(PART) and not is_folder]
    await _together([target.delete(f"{folder}/{name}".lstrip("/")) for name in parts])


async def _carry_out(plan: Plan, publication: Publication, target: Target, lease: Lease, progress: Progress) -> None:
    roles = {path: file.published.role for path, file in publication.files.items()}
    groups = waves(plan.steps, roles, _linked(plan.steps, publication))
    turns = [asyncio.Event() for _ in groups]
    left = [len(group) for group in groups]
    width = asyncio.Semaphore(target.width)

    async def run(step: Step, number: int) -> None:
        # Those of the first group are the first to come in, so that whoever waits for a turn waits for somebody inside.
        async with width:
            await _do(step, publication, target, turns[number], lease)
        left[number] -= 1
        progress(len(plan.steps) - sum(left), len(plan.steps), step.path)
        for following in range(number + 1, len(groups)):
            if any(left[:following]):
                break
            _still_ours(lease, target.name)
            turns[following].set()

    if groups:
        turns[0].set()
    await _together([run(step, number) for number, group in enumerate(groups) for step in group])


async def _do(step: Step, publication: Publication, target: Target, turn: asyncio.Event, lease: Lease) -> None:
    _still_ours(lease, target.name)
    if step.action == "delete":
        await turn.wait()
        await target.delete(step.path)
        return
    built = publication.files[step.path]
    file = await asyncio.to_thread(built.load) if built.published.size > _LARGE else built.load()
    await target.replace(file, create=step.action == "add" and built.published.role == "version", turn=turn)


#: Reading a smaller file takes less time than handing it to a thread.
_LARGE = 1_000_000


def _linked(steps: Sequence[Step], publication: Publication) -> Mapping[str, frozenset[str]]:
    """Return what each new page links to."""
    new = [step.path for step in steps if step.action == "add" and step.path.endswith(".html")]
    pages = {path: publication.files[path] for path in new if publication.files[path].published.role == "page"}
    return {path: links(path, file.source.read_text(encoding="utf-8")) for path, file in pages.items()}


async def _together(work: Sequence[object]) -> None:
    """Run all of ``work``; the first that fails stops the rest and is what is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for item in work:
                group.create_task(item)  # type: ignore[arg-type]
    except BaseExceptionGroup as failed:
        ours = [error for error in failed.exceptions if isinstance(error, NoticepressError)]
        raise (ours or failed.exceptions)[0] from None


def _still_ours(lease: Lease, name: str) -> None:
    """Stop where our lock has run out: somebody else may be at work."""
    if datetime.now(UTC) >= lease.expires:
        message = f"{name}: the lock ran out before the publish was done"
        raise TargetError(Finding("LOCK", "error", message, hint="publish again, with a longer 'lock_minutes'"))
