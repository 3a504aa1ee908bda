"""What ``check`` says of a workspace as a revision of git has it, so that new faults can be told from old ones."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Hashable
from datetime import date
from pathlib import Path

from noticepress.check import check_workspace
from noticepress.config import load_workspace
from noticepress.errors import NoticepressError, UsageError
from noticepress.summary.comment import fault

#: What ``check`` reads.
_READ = ("notices", "brands", "noticepress.yml")


def faults_at(root: Path, revision: str, as_at: date) -> frozenset[Hashable] | None:
    """Return the faults that the workspace had at ``revision``, ``None`` where it cannot be checked as it was.

    Raises ``UsageError`` where git does not know the revision.
    """
    with tempfile.TemporaryDirectory(prefix="noticepress-base-") as name:
        folder = Path(name).resolve()
        with tarfile.open(fileobj=io.BytesIO(_archive(root, revision))) as archive:
            members = [member for member in archive if member.name.split("/")[0] in _READ]
            archive.extractall(folder, members, filter="data")
        try:
            return frozenset(fault(finding) for finding in check_workspace(load_workspace(folder), as_at))
        except (NoticepressError, OSError):
            return None


def _archive(root: Path, revision: str) -> bytes:
    """Return the files of a revision below ``root`` as a tar."""
    command = ["git", "-C", str(root), "archive", "--format=tar", "--end-of-options", revision]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - git, and no option by that name
    except FileNotFoundError:
        raise UsageError("--since needs git, and there is none", "install git, or leave --since out") from None
    if done.returncode:
        hint = "fetch it: a shallow clone holds the last one only"
        raise UsageError(f"git knows no revision '{revision}' here", hint)
    return done.stdout
