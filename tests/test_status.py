"""How things stand in one screen: for four brands, for a thousand, with a broken draft, before and after publishing."""

import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import REPOSITORY, Change

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.ledger import Entry
from noticepress.release import approve
from noticepress.summary.standing import live_of

DAY = "2026-03-01"


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--workspace", str(root)])


def status(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert run(root, "status", "--as-at", DAY, *more) == 0
    return capsys.readouterr().out


def data(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict:
    return json.loads(status(root, capsys, "--format", "json", *more))


def edit(root: Path, old: str, new: str) -> None:
    path = root / "notices/privacy/notice.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def standing(project: Change) -> Path:
    """Version 1.0 in force, 1.1 proposed for April, a draft that goes further, a review and a waiver."""
    root = project()

    def release(version: str, effective: str, *more: str) -> None:
        command = [
            "release",
            "privacy",
            version,
            "--effective",
            effective,
            "--recorded",
            "2026-01-02",
            "--summary",
            "x",
        ]
        assert run(root, *command, "--declared-by", "Ann", *more) == 0

    release("1.0", "2026-01-10")
    approve(load_workspace(root), "privacy", "1.0", "Ann", at=datetime(2026, 1, 3, tzinfo=UTC))
    edit(root, "see your data", "get your data")
    release("1.1", "2026-04-01", "--class", "material")
    edit(root, "get your data", "get all of your data")
    waiver = "  - rule: VER-CHANGES\n    reason: It comes with the next version.\n    by: Ann\n    until: 2026-09-01\n"
    front = f"title: Privacy notice\nreview: 2026-02-01\nwaivers:\n{waiver}"
    edit(root, "title: Privacy notice\n", front)
    return root


def test_one_screen_says_how_everything_stands(standing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = status(standing, capsys)
    lines = text.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    rows = [line.split() for line in lines if line.startswith("privacy ")]
    assert [row[:6] for row in rows] == [
        ["privacy", brand, "1.0", "1.1", "proposed", "+2"] for brand in ("acme", "bolt", "cog")
    ]
    for words in (
        "1 March 2026, no git repository",
        "3 in all, 3 with a version in force",
        "1 February 2026: privacy is to be reviewed, and the day has passed",
        "1 April 2026: privacy 1.1 is proposed to apply",
        "1 September 2026: the waiver of VER-CHANGES in privacy ends",
        "review privacy: its day has passed",
        "new release privacy",
        "approve privacy 1.1",
        "outside addresses: never asked",
    ):
        assert words in text, words


def test_a_publish_is_seen(standing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [row["live"]["version"] for row in data(standing, capsys)["rows"]] == [None] * 3
    assert run(standing, "publish", "acme", "--as-at", DAY) == 0
    found = {row["brand"]: row["live"] for row in data(standing, capsys)["rows"]}
    assert found["acme"]["version"] == "1.0"
    assert found["acme"]["seen"] is None
    assert found["bolt"]["published"] is None
    shown = data(standing, capsys)
    assert not any(step.endswith(": verify") for step in shown["to_do"]), "there is no address to look at"
    assert any("publish what is in force" in step and "bolt cog" in step for step in shown["to_do"])


def test_what_is_not_committed_is_counted(standing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(standing), *who, *arguments], check=True, capture_output=True)

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")
    assert data(standing, capsys)["dirty"] == 0
    edit(standing, "You can:", "You may:")
    shown = data(standing, capsys)
    assert shown["dirty"] == 1
    assert "commit what is changed: git status names it" in shown["to_do"]


def test_a_draft_that_cannot_be_made_is_told_and_stops_nothing(
    standing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(standing, "{{ brand.name }} is responsible", "{{ brand.nme }} is responsible")
    text = status(standing, capsys)
    assert "mend what keeps a draft from being made: notices/privacy/notice.md:" in text
    assert [row["added"] for row in data(standing, capsys)["rows"]] == [None] * 3


def test_a_link_alone_is_a_change_too(standing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(standing, "get all of your data", "get your data")
    edit(standing, "[complain to the regulator][regulator]", "[complain to the regulator](#company)")
    row = data(standing, capsys, "acme")["rows"][0]
    assert (row["added"], row["removed"]) == (0, 0)
    assert row["passages"] == 1
    assert "+0 -0" in status(standing, capsys, "acme")


def test_a_thousand_brands_still_fill_one_screen(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()
    for n in range(60):
        (root / f"brands/b{n:03}.yml").write_text(f"name: Brand {n}\nparent: acme\n", encoding="utf-8")
    text = status(root, capsys)
    assert len(text.splitlines()) <= 24
    assert max(map(len, text.splitlines())) <= 80
    assert "63 in all" in text
    assert "b000 +59" in text


def test_the_projects_own_workspace_fits_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    text = status(REPOSITORY, capsys)
    assert len(text.splitlines()) <= 24
    assert max(map(len, text.splitlines())) <= 80


def test_what_is_known_of_a_site_is_what_was_recorded_last() -> None:
    def entry(action, day, version=None):
        return Entry(action, datetime(2026, 1, day, tzinfo=UTC), "privacy", version, "acme", "local")

    entries = [entry("published", 1, "1.0"), entry("verified", 2, "1.0"), entry("drifted", 3, "1.0")]
    assert live_of([], "privacy").version is None
    assert live_of(entries, "cookies").published is None
    assert live_of(entries[:2], "privacy").differs is False
    found = live_of(entries, "privacy")
    assert (found.version, found.differs, found.seen.date()) == ("1.0", True, date(2026, 1, 3))
    assert live_of([*entries, entry("published", 4, "1.1")], "privacy").differs is False
