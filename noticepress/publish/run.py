"""The whole order of ``plan`` and ``publish``: check, build, look at every target, and only then touch one."""

import asyncio
import getpass
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from noticepress.archive import load_releases
from noticepress.build import build_sites
from noticepress.check import check_workspace, stops_build
from noticepress.config import Workspace
from noticepress.errors import Finding, NoticeError, NoticepressError, RefusalError, merged
from noticepress.ledger import Ledger
from noticepress.ledger.head import PATH, head_at
from noticepress.model import Brand, Release, TargetSettings
from noticepress.publish.apply import Progress, again, apply
from noticepress.publish.built import BuiltFile, frozen_files, read_site, unapproved_paths
from noticepress.publish.foreign import foreign_findings
from noticepress.publish.manifest import Manifest, read_manifest
from noticepress.publish.plan import Facts, Plan, Publication, fingerprint, make_plan
from noticepress.publish.receipt import Receipt
from noticepress.publish.recorded import known_facts
from noticepress.publish.refusals import (
    commit_findings,
    frozen_findings,
    git_commit,
    tree_findings,
    unapproved_findings,
)
from noticepress.targets import MANIFEST, Target, make_lease, open_target, target_name, targets_of

#: Where CI says which run it is; else the user and the machine are the owner of a lock.
_RUNS = ("CI_JOB_URL", "GITHUB_RUN_ID")


@dataclass(frozen=True)
class Wanted:
    """What is asked of a publish. ``facts`` gives what is known of a target by its name beside what the ledger has."""

    as_at: date
    site: Path | None = None
    thorough: bool = False
    facts: Mapping[str, Facts] | None = None
    adopt: bool = False


@dataclass(frozen=True)
class Prepared:
    """A plan with the site that it is about."""

    plan: Plan
    publication: Publication


@contextmanager
def prepared(workspace: Workspace, brands: Sequence[Brand], wanted: Wanted) -> Iterator[tuple[Prepared, ...]]:
    """Give the plan of each target of each brand; the built sites are there for as long as the context is open.

    Every brand's site is built, without what nobody has approved, and every target is looked at before anything is
    given. A brand of which nothing is approved has nothing to publish and is left out. Raises ``RefusalError`` with
    the refusals of all brands, ``NoticeError`` with what stops a build, and ``TargetError`` for a target that fails.
    """
    findings = [finding for finding in check_workspace(workspace, wanted.as_at, thorough=False) if stops_build(finding)]
    if findings:
        raise NoticeError(*findings)
    commit = git_commit(workspace.root)
    findings = list(tree_findings(workspace.root))
    if findings:
        raise RefusalError(*findings)
    notices = workspace.notices
    releases = [r for notice in notices for r in load_releases(workspace.root, notice, workspace.renamed)]
    ready = [brand for brand in brands if frozen_files(brand, releases)]
    wanted = replace(wanted, facts={**known_facts(workspace, ready), **(wanted.facts or {})})
    with _sites(workspace, ready, wanted) as folder:
        publications, findings = _publications(ready, releases, folder, commit)
        if findings:
            raise RefusalError(*merged(findings))
        yield asyncio.run(_plans(workspace.root, publications, wanted))


@contextmanager
def _sites(workspace: Workspace, brands: Sequence[Brand], wanted: Wanted) -> Iterator[Path]:
    if wanted.site is not None:
        yield wanted.site
        return
    with tempfile.TemporaryDirectory(prefix="noticepress-site-") as temporary:
        out = Path(temporary) / "site"
        if brands:
            # ``prepared`` has just checked it all.
            build_sites(workspace, brands, out, as_at=wanted.as_at, published=True, checked=False)
        yield out


def _publications(
    brands: Sequence[Brand], releases: Sequence[Release], folder: Path, commit: str | None
) -> tuple[list[Publication], list[Finding]]:
    """Return what each brand would publish where, and what is wrong with it as it stands."""
    made: list[Publication] = []
    findings: list[Finding] = []
    for brand in brands:
        frozen = frozen_files(brand, releases)
        files = read_site(folder / brand.id, frozen)
        published = {path: file.published for path, file in files.items()}
        findings.extend(frozen_findings(brand.id, published, frozen))
        findings.extend(unapproved_findings(brand.id, published, unapproved_paths(brand, releases)))
        for settings in targets_of(brand):
            name = target_name(settings)
            findings.extend(commit_findings(name, commit, is_local=not brand.targets))
            made.append(Publication(brand.id, settings, name, commit, files))
    return made, [*findings, *_shared(made)]


def _shared(publications: Sequence[Publication]) -> Iterator[Finding]:
    """Yield an error for each place that two targets would both fill."""
    seen: dict[tuple[str, str], Publication] = {}
    for publication in publications:
        settings: TargetSettings = publication.settings
        place = (f"{settings.kind} {settings.address.rstrip('/')} {settings.branch}", settings.path)
        first = seen.setdefault(place, publication)
        if first is not publication:
            message = f"{publication.brand}: {publication.target} is also a target of {first.brand}"
            yield Finding("TARGET", "error", message, hint="give each a path of its own")


async def _plans(root: Path, publications: Sequence[Publication], wanted: Wanted) -> tuple[Prepared, ...]:
    """Return every plan; what is wrong with any is told for all."""
    made: list[Prepared] = []
    failed: list[NoticepressError] = []
    for publication in publications:
        try:
            async with open_target(publication.settings, root) as target:
                made.append(Prepared(await _plan(target, publication, wanted), publication))
        except NoticepressError as error:
            failed.append(error)
    if failed:
        worst = max(failed, key=lambda error: error.exit_code)
        raise type(worst)(*(finding for error in failed for finding in error.findings))
    return tuple(made)


async def _plan(target: Target, publication: Publication, wanted: Wanted) -> Plan:
    data = await target.read(MANIFEST)
    manifest = read_manifest(data, publication.target) if data is not None else None
    facts = (wanted.facts or {}).get(publication.target, Facts())
    if wanted.thorough and manifest is not None:
        facts = replace(facts, live={**facts.live, **await look(target, manifest)})
    plan = make_plan(publication, fingerprint(data), manifest, facts)
    findings = await foreign_findings(target, plan.steps, manifest, adopt=wanted.adopt)
    if findings:
        raise RefusalError(*findings)
    return plan


async def look(target: Target, manifest: Manifest) -> dict[str, str | None]:
    """Return what the target really holds of each file of its manifest: its SHA-256, ``None`` where it is missing."""
    width = asyncio.Semaphore(target.width)

    async def digest(path: str) -> str | None:
        async with width:
            data = await target.read(path)
        return None if data is None else sha256(data).hexdigest()

    paths = sorted(manifest.files)
    return dict(zip(paths, await asyncio.gather(*(digest(path) for path in paths)), strict=True))


def hold(ready: Sequence[Prepared], saved: Sequence[Plan]) -> tuple[Prepared, ...]:
    """Return those of ``ready`` that were planned, or raise ``TargetError``: what was planned is what is done.

    A plan holds as long as its target's manifest, the site and the steps are the same; the commit may be another.
    """
    found = {(item.plan.brand, item.plan.target): item for item in ready}
    kept = []
    for plan in saved:
        item = found.get((plan.brand, plan.target))
        if item is None:
            raise again(plan.target, f"{plan.brand} is no longer published there")
        if item.plan.base != plan.base:
            raise again(plan.target, "it has changed since the plan was made")
        if (item.plan.site, item.plan.steps) != (plan.site, plan.steps):
            raise again(plan.target, "the site that is built now is not the one that was planned")
        kept.append(item)
    return tuple(kept)


def with_head(root: Path, item: Prepared, ledger: Ledger, folder: Path) -> Prepared:
    """Return the plan that makes the site of ``item`` remember the last entry of ``ledger``, and changes nothing else.

    The one new file is written into ``folder``. Raises ``TargetError`` where somebody else has published meanwhile.
    """
    known = item.publication.files[PATH]
    data = head_at(known.source.read_bytes(), ledger, ledger.last)
    source = folder / f"{sha256(data).hexdigest()}.json"
    source.write_bytes(data)
    published = replace(known.published, sha256=sha256(data).hexdigest(), size=len(data))
    files = {**item.publication.files, PATH: BuiltFile(PATH, source, published)}
    publication = replace(item.publication, files=files)
    (remembering,) = asyncio.run(_plans(root, [publication], Wanted(date.min)))
    if {step.path for step in remembering.plan.steps} - {PATH}:
        raise again(publication.target, "somebody else has published there in the meantime")
    return remembering


def carry_out(
    root: Path, item: Prepared, *, adopt: bool = False, progress: Progress = lambda _done, _total, _name: None
) -> Receipt:
    """Apply one plan, under a lock that names this run, and return what is there then."""
    return asyncio.run(_carry_out(root, item, adopt=adopt, progress=progress))


async def _carry_out(root: Path, item: Prepared, *, adopt: bool, progress: Progress) -> Receipt:
    settings = item.publication.settings
    async with open_target(settings, root) as target:
        lease = make_lease(owner(), settings.lock_minutes)
        return await apply(item.plan, item.publication, target, lease, adopt=adopt, progress=progress)


def owner() -> str:
    """Return who publishes, as a lock says it: the CI's run, else the user and the machine."""
    run = next((f"{name} {os.environ[name]}" for name in _RUNS if os.environ.get(name)), None)
    try:
        return run or f"{getpass.getuser()}@{socket.gethostname()}"
    except (KeyError, OSError):
        return f"process {os.getpid()}@{socket.gethostname()}"
