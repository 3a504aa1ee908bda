"""A stranger verifies the folder: with sh, sha256sum, sed and openssl alone, and is told what was tampered with."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from authority import make_authority, needs_openssl
from conftest import BASE, Change
from test_ledger import EVENTS, approved_workspace

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.ledger import now, read_ledger, record
from noticepress.ledger.entry import digest
from noticepress.release import withdraw

SHELLS = [name for name in ("dash", "busybox", "bash", "ksh") if shutil.which(name)]
TOOLS = ("sha256sum", "sed", "openssl")

pytestmark = [
    needs_openssl,
    pytest.mark.skipif(not all(map(shutil.which, ("sh", *TOOLS))), reason="a tool that verify.sh needs is not here"),
]


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1.0 released, approved, published and verified: four entries, each with a time stamp."""
    folder = tmp_path_factory.mktemp("evidence")

    def project() -> Path:
        shutil.copytree(BASE, folder / "workspace")
        return folder / "workspace"

    root = approved_workspace(project)
    sums = read_ledger(root).entries[0].sums
    for event in (EVENTS[3], EVENTS[5]):
        record(root, replace(event, at=now(), sums=sums))
    authority = make_authority(folder / "authority", begins=-20, days=10)
    (root / "notices/ledger/authority.pem").write_bytes(authority.root)
    for number in range(1, 5):
        path = root / f"notices/ledger/{number:06}.json"
        path.with_suffix(".tsr").write_bytes(authority.stamp(path.read_bytes(), STAMPED))
    return root


#: The authority's certificate was valid then, and has run out since.
STAMPED = datetime.now(UTC).replace(microsecond=0) - timedelta(days=15)


@pytest.fixture
def folder(workspace: Path, tmp_path: Path) -> Path:
    return written(workspace, tmp_path / "evidence of acme")


def written(root: Path, folder: Path, version: str = "1.0", brand: str = "acme") -> Path:
    arguments = ["evidence", "privacy", version, "--brand", brand, "-o", str(folder), "--workspace", str(root)]
    assert main(arguments) == 0
    return folder


def verify(folder: Path, *arguments: str, shell: str = "sh", path: str | None = None) -> tuple[int, str]:
    command = [shutil.which(shell) or shell, *(["sh"] if shell == "busybox" else [])]
    environment = {"PATH": path or os.environ["PATH"]}
    run = subprocess.run(
        [*command, str(folder / "verify.sh"), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout + run.stderr


def failures(said: str) -> list[str]:
    return [line.removeprefix("FAIL  ") for line in said.splitlines() if line.startswith("FAIL")]


@pytest.mark.parametrize("shell", SHELLS)
def test_it_verifies_in_any_shell_with_nothing_but_the_four_tools(folder: Path, tmp_path: Path, shell: str) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name) or name)
    code, said = verify(folder, shell=shell, path=str(tools))
    assert (code, failures(said)) == (0, []), said
    assert "not found" not in said
    assert said.splitlines()[-1] == "Everything agrees."
    assert "ok    4 entries" in said
    assert "approved, " in said
    assert "      by Ann Editor, Head of Legal" in said
    assert "ledger/000004.json: verified, " in said
    assert "production https://acme.example/legal/" in said
    assert said.count(" was there on ") == 4
    assert said.count("the authority's certificate has run out since") == 4


def test_the_same_workspace_gives_the_same_bytes_and_no_other_brands_text(workspace: Path, tmp_path: Path) -> None:
    trees = []
    for name in ("one", "two"):
        made = written(workspace, tmp_path / name)
        trees.append(
            {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*") if path.is_file()}
        )
    assert trees[0] == trees[1]
    assert sorted(trees[0]) == [
        "CONTENTS.sha256", "README.txt",
        *(f"ledger/{n:06}.{end}" for n in range(1, 5) for end in ("json", "tsr")), "ledger/authority.pem",
        "release/SHA256SUMS", "release/acme.html", "release/acme.pdf", "release/approval.yml", "release/release.yml",
        "verify.sh",
    ]  # fmt: skip
    readme = trees[0]["README.txt"].decode()
    assert digest(trees[0]["release/acme.html"]) in readme
    assert "Approved by Ann Editor, Head of Legal" in readme
    assert "Entry 4: verified at https://acme.example/legal/" in readme
    assert "Without a time stamp, when anything was written" in readme
    assert "@" not in readme


def every_file(tree: Path) -> list[str]:
    return sorted(path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file())


FILES = (
    "CONTENTS.sha256", "README.txt", "ledger/000001.json", "ledger/000001.tsr", "ledger/000002.json",
    "ledger/000002.tsr", "ledger/000003.json", "ledger/000003.tsr", "ledger/000004.json", "ledger/000004.tsr",
    "ledger/authority.pem", "release/SHA256SUMS", "release/acme.html", "release/acme.pdf", "release/approval.yml",
    "release/release.yml", "verify.sh",
)  # fmt: skip


def test_every_file_is_tampered_with_below(folder: Path) -> None:
    assert tuple(every_file(folder)) == FILES


def _changed(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"#\n")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", [_changed, Path.unlink], ids=["changed", "removed"])
def test_a_file_that_was_tampered_with_is_named(folder: Path, name: str, change: Callable[[Path], None]) -> None:
    if (name, change) == ("verify.sh", Path.unlink):
        pytest.skip("then there is nothing to run")
    change(folder / name)
    code, said = verify(folder)
    assert code == 1
    assert any(name in line for line in failures(said)), said


def test_a_file_that_was_added_is_named(folder: Path) -> None:
    (folder / "release/cog.html").write_text("x", encoding="utf-8")
    code, said = verify(folder)
    assert (code, failures(said)) == (
        1, ["release/cog.html is no part of this folder, or its line was taken out of CONTENTS.sha256"]
    )  # fmt: skip


def reseal(folder: Path) -> None:
    """Make the list of the folder's files fit, as whoever tampers with it would."""
    names = [name for name in every_file(folder) if name != "CONTENTS.sha256"]
    lines = [f"{digest((folder / name).read_bytes())}  {name}\n" for name in names]
    (folder / "CONTENTS.sha256").write_text("".join(lines), encoding="utf-8")


def _edit(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        assert old in data
        (folder / name).write_bytes(data.replace(old, new))

    return change


def _both(folder: Path) -> None:
    """Change the text and the sums of the release: the ledger still knows the sums that were released."""
    before = digest((folder / "release/acme.html").read_bytes())
    _edit("release/acme.html", b"see your data", b"sell your data")(folder)
    after = digest((folder / "release/acme.html").read_bytes())
    _edit("release/SHA256SUMS", before.encode(), after.encode())(folder)


def _cut_middle(folder: Path) -> None:
    for end in ("json", "tsr"):
        (folder / f"ledger/000003.{end}").unlink()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            _edit("release/acme.html", b"see your", b"sell your"),
            "release/acme.html is not what release/SHA256SUMS says",
        ),
        (_both, "ledger/000001.json (released) is of other bytes than release/SHA256SUMS"),
        (_edit("release/approval.yml", b"Ann", b"Bob"), "release/approval.yml is not the one that ledger/000002.json"),
        (_edit("ledger/000001.json", b"Z", b"z"), "ledger/000002.json does not follow the entry before it"),
        (_edit("ledger/000004.json", b"verified", b"verifiee"), "ledger/000004.tsr is no time stamp of"),
        (_cut_middle, "ledger/000004.json is there, and entry 3 is missing"),
        (lambda folder: (folder / "release/approval.yml").unlink(), "and release/approval.yml is missing"),
        (lambda f: shutil.copy(f / "ledger/000001.tsr", f / "ledger/000002.tsr"), "ledger/000002.tsr is no time stamp"),
    ],
)
def test_a_list_of_files_that_was_made_to_fit_helps_nobody(
    folder: Path, change: Callable[[Path], None], expected: str
) -> None:
    change(folder)
    reseal(folder)
    code, said = verify(folder)
    assert code == 1
    assert any(expected in line for line in failures(said)), said


def test_what_somebody_remembers_of_the_ledger_is_held_against_it(folder: Path) -> None:
    third = digest((folder / "ledger/000003.json").read_bytes())
    code, said = verify(folder, third)
    assert code == 0
    assert "ok    entry 3 is the one that you remember" in said
    code, said = verify(folder, "0" * 64)
    assert (code, failures(said)) == (
        1,
        [f"no entry has the SHA-256 {'0' * 64}: this is not the chain that you remember"],
    )


def test_stamps_by_another_authority_are_refused(folder: Path, tmp_path: Path) -> None:
    stranger = make_authority(tmp_path / "stranger", begins=-20, days=10)
    (folder / "ledger/authority.pem").write_bytes(stranger.root)
    reseal(folder)
    code, said = verify(folder)
    assert (code, len(failures(said))) == (1, 4)


def test_a_version_that_nobody_approved_is_said_to_be_none(project: Change, tmp_path: Path) -> None:
    made = written(approved_workspace(project, approve=False), tmp_path / "out")
    code, said = verify(made)
    assert code == 0
    assert "nobody has approved this version: it was never in force" in said
    assert "there is no time stamp: when an entry was written is the word of whoever wrote it" in said
    assert "Nobody has approved it: it was never in force." in (made / "README.txt").read_text(encoding="utf-8")


def test_a_withdrawal_is_part_of_it(project: Change, tmp_path: Path) -> None:
    root = approved_workspace(project, approve=False)
    withdraw(load_workspace(root), "privacy", "1.0", "Ann", "It came too early.", now().date())
    made = written(root, tmp_path / "out")
    code, said = verify(made)
    assert (code, failures(said)) == (0, [])
    assert "ledger/000002.json: withdrawn, " in said
    (made / "release/withdrawn.yml").unlink()
    reseal(made)
    assert verify(made)[0] == 1


def test_nothing_is_ever_written_over(workspace: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = every_file(folder)
    arguments = ["evidence", "privacy", "1.0", "--brand", "acme", "-o", str(folder), "--workspace", str(workspace)]
    assert main(arguments) == 2
    assert "name a new folder" in capsys.readouterr().err
    assert every_file(folder) == before


def test_a_brand_without_the_version_is_told_so(project: Change, tmp_path: Path) -> None:
    root = approved_workspace(project)
    arguments = ["evidence", "privacy", "2.0", "--brand", "acme", "-o", str(tmp_path / "x"), "--workspace", str(root)]
    assert main(arguments) == 2
    assert not (tmp_path / "x").exists()
