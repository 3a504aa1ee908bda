"""The whole story once, on a copy of the real workspace: from an approval to the evidence of what was live."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import REPOSITORY
from servers import folder_server

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.ledger import check_ledger, read_ledger
from noticepress.release import approve

BRANDS = ("loop", "think-360")
BEFORE, AFTER = "2026-11-30", "2026-12-01"


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "x")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A copy of the real workspace, and a web server for the folder that two of its brands are published to."""
    root, www = tmp_path / "workspace", tmp_path / "www"
    root.mkdir()
    www.mkdir()
    for name in ("notices", "brands", "templates"):
        shutil.copytree(REPOSITORY / name, root / name)
    for name in ("mkdocs.yml", "noticepress.yml"):
        if (REPOSITORY / name).exists():
            shutil.copy(REPOSITORY / name, root)
    with folder_server(www) as url:
        for brand in BRANDS:
            path = root / f"brands/{brand}.yml"
            target = f"targets:\n  - {{kind: folder, address: {www}/{brand}, name: website, url: '{url}{brand}/'}}\n"
            path.write_text(path.read_text(encoding="utf-8") + target, encoding="utf-8")
        git(root, "init", "--quiet")
        commit(root)
        yield root, www


def test_from_an_approval_to_the_evidence(  # noqa: PLR0915 - a story is told in one piece
    served: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, www = served

    def run(*arguments: str) -> tuple[int, str]:
        code = main([*arguments, "--workspace", str(root)])
        said = capsys.readouterr()
        return code, said.out + said.err

    def actions(brand: str) -> list[str]:
        return [entry.action for entry in read_ledger(root).entries if entry.brand == brand]

    # Somebody decides, and both brands' sites go out: Loop's 1.0 stands, 1.1 is announced.
    approve(load_workspace(root), "privacy", "1.1", "A Tester", at=datetime(2026, 11, 24, 9, tzinfo=UTC))
    commit(root)
    code, said = run("publish", *BRANDS, "--as-at", BEFORE)
    assert code == 0, said
    assert (www / "loop/privacy/1.1/notice.html").is_file()
    page = www / "loop/privacy/index.html"
    texts = {number: (root / f"notices/privacy/releases/{number}/loop.html").read_bytes() for number in ("1.0", "1.1")}
    assert texts["1.0"] in page.read_bytes()
    code, said = run("verify", *BRANDS)
    assert code == 0, said
    assert actions("loop") == ["published", "verified"]
    commit(root)

    # The daily check finds the same, and writes nothing.
    assert run("verify", "--all")[0] == 0
    assert actions("loop") == ["published", "verified"]

    # The day comes: the scheduled run puts up what has been approved, with nobody's help.
    code, said = run("publish", *BRANDS, "--as-at", AFTER)
    assert code == 0, said
    assert texts["1.1"] in page.read_bytes()
    assert run("verify", *BRANDS)[0] == 0
    assert actions("think-360") == ["published", "verified", "published", "verified"]
    commit(root)

    # One byte of the live page is altered behind our back.
    whole = page.read_bytes()
    page.write_bytes(whole.replace(b"</p>", b".</p>", 1))
    code, said = run("verify", "--all", "--retries", "0")
    assert code == 1
    assert "privacy/index.html: its bytes are not those that were published" in said
    seen = [entry for entry in read_ledger(root).entries if (entry.brand, entry.action) == ("loop", "verified")]
    drifted = read_ledger(root).entries[-1]
    assert (drifted.action, drifted.brand, drifted.differs) == ("drifted", "loop", ("privacy/index.html",))
    assert drifted.since == seen[-1].at
    assert run("verify", "--all", "--retries", "0")[0] == 1
    assert read_ledger(root).entries[-1] == drifted
    commit(root)

    # Publishing with a look at every byte mends it.
    code, said = run("publish", "loop", "--as-at", AFTER, "--thorough")
    assert code == 0, said
    assert texts["1.1"] in page.read_bytes()
    assert page.read_bytes() == whole
    assert run("verify", "--all")[0] == 0
    commit(root)

    # Back to the version before; nothing that was published goes, and the next scheduled run leaves it so.
    code, said = run("rollback", "loop")
    assert code == 0, said
    assert texts["1.0"] in page.read_bytes()
    assert (www / "loop/privacy/1.1/notice.html").read_bytes() == texts["1.1"]
    code, said = run("verify", "loop")
    assert code == 0, said
    commit(root)
    code, said = run("publish", *BRANDS, "--as-at", AFTER)
    assert (code, "rolled it back" in said) == (0, True)
    assert texts["1.0"] in page.read_bytes()
    assert actions("loop") == [
        "published", "verified", "published", "verified", "drifted", "published", "verified", "rolled-back", "verified",
    ]  # fmt: skip
    assert not [finding for finding in check_ledger(root) if finding.blocks]

    # The site remembers the ledger; a stranger verifies what is proved.
    assert run("ledger", "verify", "--site", str(www / "loop"))[0] == 0
    folder = tmp_path / "evidence"
    assert run("evidence", "privacy", "1.1", "--brand", "loop", "-o", str(folder))[0] == 0
    stranger = tmp_path / "elsewhere"
    stranger.mkdir()
    shutil.move(folder, stranger / "evidence")
    shutil.rmtree(root)
    done = subprocess.run(["sh", "verify.sh"], cwd=stranger / "evidence", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    assert re.search(r"verified, \d{4}", done.stdout), done.stdout
