"""The decisions on a frozen version: who approved it, or why it was withdrawn."""

from datetime import UTC, date, datetime
from pathlib import Path

from noticepress.archive import APPROVAL, WITHDRAWN, find_release, load_releases, sums_fingerprint
from noticepress.config import Workspace
from noticepress.errors import UsageError
from noticepress.release.files import to_yaml, write_once


def approve(workspace: Workspace, notice_id: str, version: str, by: str, note: str | None = None) -> Path:
    """Record that ``by`` approved exactly the bytes of a release; return the file that says so.

    Raises ``UsageError`` for a release that is withdrawn or approved already, or an approval by nobody.
    """
    release = find_release(load_releases(workspace.root, notice_id), version)
    if release.withdrawal:
        raise UsageError(f"version {version} was withdrawn by {release.withdrawal.by}", "release a new version")
    if release.approval:
        raise UsageError(f"version {version} is approved already, by {release.approval.by}")
    if not by.strip():
        raise UsageError("an approval needs the name of who approves", '--by "Name, role"')
    fields = {"by": by.strip(), "at": _now(), "sums_sha256": sums_fingerprint(release.path)}
    return write_once(release.path / APPROVAL, to_yaml({**fields, **({"note": note} if note else {})}))


def withdraw(workspace: Workspace, notice_id: str, version: str, by: str, reason: str, as_at: date) -> Path:
    """Record that a release will never come into force; nothing of it is deleted.

    Raises ``UsageError`` for a release that was in force by ``as_at``, is withdrawn already, or for a
    withdrawal without a name or a reason.
    """
    release = find_release(load_releases(workspace.root, notice_id), version)
    if release.withdrawal:
        raise UsageError(f"version {version} was withdrawn already, by {release.withdrawal.by}")
    if release.approval and (release.effective is None or release.effective <= as_at):
        hint = "release a new version that replaces it"
        raise UsageError(f"version {version} has come into force and cannot be withdrawn", hint)
    if not by.strip() or not reason.strip():
        raise UsageError("a withdrawal needs a name and a reason", '--by "Name, role" --reason "…"')
    fields = {"by": by.strip(), "at": _now(), "reason": reason.strip()}
    return write_once(release.path / WITHDRAWN, to_yaml(fields))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
