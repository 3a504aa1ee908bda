"""The plan: what a publish would add, change and delete on one target, and why. Values in, values out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from noticepress.errors import RefusalError
from noticepress.model import TargetSettings
from noticepress.publish.built import BuiltFile
from noticepress.publish.manifest import Manifest, Published, files_fingerprint
from noticepress.publish.refusals import deletion_findings, published_findings

Action = Literal["add", "change", "delete"]


@dataclass(frozen=True)
class Step:
    """One file to add, change or delete. ``sha256`` is that of the new bytes, ``None`` for a deletion."""

    action: Action
    path: str
    sha256: str | None
    reason: str


@dataclass(frozen=True)
class Plan:
    """What a publish to ``target`` would do, made against the manifest whose SHA-256 is ``base``.

    ``base`` is ``None`` where the target holds nothing of ours. ``site`` is one SHA-256 for all files to be there
    afterwards, and ``commit`` what they were built from.
    """

    brand: str
    target: str
    url: str | None
    base: str | None
    commit: str | None
    site: str
    steps: tuple[Step, ...]

    def count(self, action: Action) -> int:
        """Return how many steps are of one kind."""
        return sum(step.action == action for step in self.steps)


@dataclass(frozen=True)
class Publication:
    """A brand's built site and where it is to go. ``files`` is all that is to be there, by path."""

    brand: str
    settings: TargetSettings
    target: str
    commit: str | None
    files: Mapping[str, BuiltFile]

    @property
    def published(self) -> dict[str, Published]:
        """What the manifest will say of each file."""
        return {path: file.published for path, file in self.files.items()}


@dataclass(frozen=True)
class Facts:
    """What is known beside the manifest.

    ``published`` are the frozen files that were ever published here, by path and SHA-256, as the ledger in Git has it.
    ``live`` is what the target really holds, by path, ``None`` for what is missing, where somebody has looked.
    """

    published: Mapping[str, str] = field(default_factory=dict)
    live: Mapping[str, str | None] = field(default_factory=dict)


def fingerprint(data: bytes | None) -> str | None:
    """Return the SHA-256 of a manifest as it was read, ``None`` for none."""
    return None if data is None else sha256(data).hexdigest()


def make_plan(
    publication: Publication,
    base: str | None,
    manifest: Manifest | None,
    facts: Facts = Facts(),
) -> Plan:
    """Return the plan for ``publication`` against the ``manifest`` of its target, whose SHA-256 is ``base``.

    Raises ``RefusalError`` with every reason for which it must not be carried out: a manifest of another brand, a
    published version that would change or go, more deletions than the target allows.
    """
    steps = tuple(_steps(publication, manifest, facts))
    findings = [
        *published_findings(publication.target, publication.brand, publication.published, manifest, facts.published),
        *deletion_findings(publication.target, publication.settings.max_deletes, _deleted(steps, manifest)),
    ]
    if findings:
        raise RefusalError(*findings)
    return Plan(
        brand=publication.brand,
        target=publication.target,
        url=publication.settings.url,
        base=base,
        commit=publication.commit,
        site=files_fingerprint(publication.published),
        steps=steps,
    )


def _deleted(steps: tuple[Step, ...], manifest: Manifest | None) -> list[str]:
    """Return what would go of what was published; what an interrupted run left behind never was."""
    known = manifest.files if manifest else {}
    return [step.path for step in steps if step.action == "delete" and step.path in known]


def _steps(publication: Publication, manifest: Manifest | None, facts: Facts) -> Iterator[Step]:
    known = manifest.files if manifest else {}
    pending = manifest.pending if manifest else {}
    for path in sorted(publication.files):
        new = publication.files[path].published
        if path not in known:
            yield Step("add", path, new.sha256, _UNFINISHED if path in pending else _ADDED[new.role])
        elif pending.get(path) == () or facts.live.get(path, new.sha256) is None:
            yield Step("add", path, new.sha256, "it is missing there")
        elif reason := _change(path, known[path], new, pending, facts):
            yield Step("change", path, new.sha256, reason)
    for path in sorted({*known, *pending} - publication.files.keys()):
        yield Step("delete", path, None, "no longer part of the site" if path in known else "left by an unfinished run")


_ADDED = {"version": "a version that was not there", "asset": "a new file of the pages", "page": "a new page"}
_UNFINISHED = "an unfinished run may have left it half done"


def _change(
    path: str, old: Published, new: Published, pending: Mapping[str, tuple[str, ...]], facts: Facts
) -> str | None:
    if old.sha256 != new.sha256:
        return "its content changed"
    if path in pending:
        return _UNFINISHED
    if path in facts.live and facts.live[path] != new.sha256:
        return "it was altered there"
    if (old.media_type, old.immutable) != (new.media_type, new.immutable):
        return "its headers changed"
    return None
