"""The decisions on a frozen version: who approved it, or why it was withdrawn."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from noticepress.archive import find_release, load_releases, sums_fingerprint
from noticepress.config import Workspace
from noticepress.errors import UsageError
from noticepress.ledger import Entry, now, record, require_ledger, spoken_time
from noticepress.ledger.entry import Decision, digest
from noticepress.ledger.records import DECISIONS
from noticepress.model import Release
from noticepress.release.files import to_yaml, write_once


def approve(
    workspace: Workspace, notice_id: str, version: str, by: str, note: str | None = None, *, at: datetime | None = None
) -> Path:
    """Record that ``by`` approved exactly the bytes of a release, beside it and in the ledger; return the file.

    ``at`` is the moment of the decision, now where it is left out: from then on, and not before, the release can be in
    force. Raises ``UsageError`` for a release that is withdrawn or approved already, or an approval by nobody, and
    ``IntegrityError`` for a ledger, or a release as it has it, that is not as it was.
    """
    require_ledger(workspace.root, workspace.moved)
    release = find_release(load_releases(workspace.root, notice_id, workspace.renamed), version)
    if release.withdrawal:
        raise UsageError(f"version {version} was withdrawn by {release.withdrawal.by}", "release a new version")
    if release.approval:
        raise UsageError(f"version {version} is approved already, by {release.approval.by}")
    if not by.strip():
        raise UsageError("an approval needs the name of who approves", '--by "Name, role"')
    sums, moment = sums_fingerprint(release.path), at or now()
    fields = {"by": by.strip(), "at": spoken_time(moment), "sums_sha256": sums, **({"note": note} if note else {})}
    return _decide(workspace, release, "approved", moment, fields)


def withdraw(workspace: Workspace, notice_id: str, version: str, by: str, reason: str, as_at: date) -> Path:
    """Record that a release will never come into force; nothing of it is deleted.

    Raises ``UsageError`` for a release that was in force by ``as_at``, is withdrawn already, or for a
    withdrawal without a name or a reason; ``IntegrityError`` as ``approve`` does.
    """
    require_ledger(workspace.root, workspace.moved)
    release = find_release(load_releases(workspace.root, notice_id, workspace.renamed), version)
    if release.withdrawal:
        raise UsageError(f"version {version} was withdrawn already, by {release.withdrawal.by}")
    if release.approval and (release.effective is None or release.effective <= as_at):
        hint = "release a new version that replaces it"
        raise UsageError(f"version {version} has come into force and cannot be withdrawn", hint)
    if not by.strip() or not reason.strip():
        raise UsageError("a withdrawal needs a name and a reason", '--by "Name, role" --reason "…"')
    moment = now()
    fields = {"by": by.strip(), "at": spoken_time(moment), "reason": reason.strip()}
    return _decide(workspace, release, "withdrawn", moment, fields)


def _decide(
    workspace: Workspace, release: Release, decision: Decision, at: datetime, fields: Mapping[str, Any]
) -> Path:
    """Write a decision beside the release, then into the ledger, which holds every byte of it."""
    data = to_yaml(fields)
    path = write_once(release.path / DECISIONS[decision], data)
    sums = sums_fingerprint(release.path)
    record(workspace.root, Entry(decision, at, release.notice, release.version, sums=sums, decision=digest(data)))
    return path
