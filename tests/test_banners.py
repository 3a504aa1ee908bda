import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Change
from test_release import FIRST, SECOND, edit, released

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.release import approve


@pytest.fixture
def two_versions(project: Change, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one version in force from 1 January 2026 and the next from 1 June, both approved."""
    root = project()
    released(root, FIRST)
    edit(root, "You can:", "You always can:")
    released(root, SECOND)
    for declared in (FIRST, SECOND):
        approve(load_workspace(root), "privacy", declared.version, "Ann Editor", at=datetime(2025, 12, 1, tzinfo=UTC))
    monkeypatch.chdir(root)
    return root


def said(root: Path, as_at: str, page: str) -> str:
    """The text of a page of Bolt's site, built as at a day, without its tags."""
    assert main(["build", "bolt", "--as-at", as_at, "--no-pdf", "--out", str(root / as_at)]) == 0
    html = (root / as_at / "bolt" / page / "index.html").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]+>", "", html.partition("<main")[2]).split())


COMING = "Changing soon. From 1 June 2026 this notice changes: see what changes."


def test_what_is_coming_is_announced_until_the_day_it_comes(two_versions: Path) -> None:
    assert COMING in said(two_versions, "2026-05-31", "privacy")
    assert COMING in said(two_versions, "2026-05-31", "privacy/1.0")
    after = said(two_versions, "2026-06-01", "privacy")
    assert "Changing soon" not in after
    assert "Version 1.1" in after


def test_what_is_not_in_force_says_so_and_leads_to_what_is(two_versions: Path) -> None:
    before = said(two_versions, "2026-05-31", "privacy/1.1")
    assert "Upcoming. This version is approved but not in force yet. Read the notice in force, version 1.0." in before
    after = said(two_versions, "2026-06-01", "privacy/1.0")
    assert "Superseded. This version is no longer in force." in after
    assert "Read the notice in force, version 1.1." in after
    assert "Superseded" not in said(two_versions, "2026-06-01", "privacy/1.1")
