"""The evidence: for each address what was seen of it, when, and since when. One JSON file, whole at every moment."""

import json
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationError

from noticepress.config.files import read_text
from noticepress.errors import BuildError, ConfigError, Finding
from noticepress.links.verdict import GOOD, Judgement, Verdict

#: Below the workspace.
PATH = Path("notices/evidence/links.json")
#: Runs with another verdict than the one before are kept, so many of them: a year's weeks if each were another.
MOST_PERIODS = 52
_PREFIX, _LEFT_OVER = ".links-", 3600

Moment = Annotated[datetime, PlainSerializer(lambda at: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Period(_Part):
    """Runs in a row with one verdict: from the first to the last of them, in UTC."""

    verdict: Verdict
    status: int | None = Field(description="the last HTTP status; null where there was no answer")
    first: Moment
    last: Moment
    runs: int = Field(ge=1)


class Entry(_Part):
    """What is known of one address. ``history`` is oldest first and ends with the last run."""

    verdict: Verdict
    status: int | None
    final: str = Field(description="the address that answered in the end, after all redirects")
    checked: Moment
    sha256: str | None = Field(description="of the page's words, white space folded; of its bytes where it has none")
    reason: str
    last_good: Moment | None = Field(description="the last run that found the page and what it must say")
    history: list[Period]


class EvidenceFile(_Part):
    """What link checks saw, by address. Written by `links`, committed by the weekly run, edited by nobody."""

    format: int = Field(1, ge=1, le=1)
    addresses: dict[str, Entry] = Field(default_factory=dict)


def read_evidence(root: Path) -> Mapping[str, Entry]:
    """Return the evidence of the workspace ``root`` by address; ``ConfigError`` for a file that is none."""
    path = root / PATH
    if not path.exists():
        return {}
    try:
        return EvidenceFile.model_validate_json(read_text(path, PATH)).addresses
    except ValidationError as error:
        hint = "restore it from version control: nothing but `links` writes it"
        detail = error.errors()[0]
        where = ".".join(str(part) for part in detail["loc"])
        raise ConfigError(Finding("EVIDENCE", "error", f"{where}: {detail['msg']}", PATH, hint=hint)) from error


def updated(
    past: Entry | None, judgement: Judgement, status: int | None, final: str, sha256: str | None, now: datetime
) -> Entry:
    """Return the entry of an address after one more run at ``now``."""
    history = list(past.history) if past else []
    now = now.replace(microsecond=0)
    if history and history[-1].verdict == judgement.verdict:
        last = history.pop()
        period = Period(verdict=last.verdict, status=status, first=last.first, last=now, runs=last.runs + 1)
    else:
        period = Period(verdict=judgement.verdict, status=status, first=now, last=now, runs=1)
    good = judgement.verdict in GOOD
    return Entry(
        verdict=judgement.verdict,
        status=status,
        final=final,
        checked=now,
        # What a page last said is worth keeping while it says nothing.
        sha256=sha256 or (past.sha256 if past else None),
        reason=judgement.reason,
        last_good=now if good else past.last_good if past else None,
        history=[*history, period][-MOST_PERIODS:],
    )


def broken_since(entry: Entry) -> datetime | None:
    """Return when an address was first found broken since it was last good; ``None`` where it was not."""
    since = None
    for period in reversed(entry.history):
        if period.verdict in GOOD:
            break
        if period.verdict == "broken":
            since = period.first
    return since


def age(moment: datetime, now: datetime) -> timedelta:
    """Return how long ago ``moment`` was; nothing for one in the future, as of a clock that was set back."""
    return max(now - moment, timedelta())


def write_evidence(root: Path, entries: Mapping[str, Entry]) -> Path:
    """Write the evidence of the workspace ``root``, addresses in order; return its path.

    A reader, or a process that is killed at any moment, finds the old file or the new one, never a part of one.
    Raises ``BuildError`` where the file system refuses.
    """
    path = root / PATH
    data = EvidenceFile(addresses=dict(sorted(entries.items()))).model_dump(mode="json")
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_left_overs(path.parent)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=_PREFIX, delete=False
        ) as file:
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).chmod(0o644)
                Path(file.name).replace(path)
            except BaseException:
                with suppress(OSError):
                    Path(file.name).unlink()
                raise
        _sync_folder(path.parent)
    except OSError as error:
        message = f"the evidence cannot be written: {error.strerror}"
        raise BuildError(Finding("EVIDENCE", "error", message, PATH)) from error
    return path


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _remove_left_overs(folder: Path) -> None:
    """Remove what a process that was killed an hour ago or earlier left behind."""
    for path in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _LEFT_OVER:
                path.unlink()
