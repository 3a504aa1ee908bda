"""Doctor says what is missing where it is missing, runs where nothing else does, and tells no secret."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, Change

from noticepress.cli import main
from noticepress.cli.doctor.packages import met
from noticepress.extras import install


def doctor(cwd: Path, *options: str, flags: tuple[str, ...] = (), **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **variables}
    command = [sys.executable, *flags, str(REPOSITORY / "build.py"), "doctor", *options]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def found(done: subprocess.CompletedProcess[str]) -> dict[str, dict]:
    return {row["what"]: row for row in json.loads(done.stdout)}


def test_a_whole_environment_is_whole(project: Change) -> None:
    done = doctor(project(), "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = found(done)
    for what in ("Python", "packages", "extra test", "time zones", "templates", "fonts", "git", "workspace"):
        assert rows[what]["verdict"] == "ok", rows[what]
    assert "3 brands, 1 notices" in rows["workspace"]["said"]


def test_it_runs_outside_a_workspace(tmp_path: Path) -> None:
    done = doctor(tmp_path)
    assert done.returncode == 0
    assert "none here" in done.stdout
    assert "the environment is whole" in done.stdout


@pytest.mark.parametrize("zones", [{}, {"PYTHONTZPATH": "/nowhere"}], ids=["packages", "and time zones"])
def test_it_runs_where_no_package_is_installed(project: Change, zones: dict[str, str]) -> None:
    done = doctor(project(), flags=("-S",), **zones)
    assert done.returncode == 3
    assert "pydantic is missing" in done.stdout
    assert "python -m pip install" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert ("Europe/London is not known" in done.stdout) is bool(zones)


def test_any_other_command_then_says_who_knows_what_to_install(project: Change) -> None:
    command = [sys.executable, "-S", str(REPOSITORY / "build.py"), "check"]
    done = subprocess.run(command, cwd=project(), capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "'doctor' says what to install" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_package_that_is_too_old_is_named_with_what_is_wanted(project: Change, tmp_path: Path) -> None:
    folder = tmp_path / "old/mkdocs-1.5.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: mkdocs\nVersion: 1.5.0\n", encoding="utf-8")
    done = doctor(project(), "--format", "json", PYTHONPATH=f"{tmp_path / 'old'}{os.pathsep}{REPOSITORY}")
    assert done.returncode == 3
    assert found(done)["packages"]["said"] == "mkdocs is 1.5.0, and >=1.6.1 is wanted"


def test_programs_that_are_not_there_are_notes_with_what_to_install(project: Change, tmp_path: Path) -> None:
    done = doctor(project(), "--format", "json", PATH=str(tmp_path), NOTICEPRESS_CHROMIUM="")
    assert done.returncode == 0
    rows = found(done)
    assert (rows["git"]["verdict"], rows["git"]["install"]) == ("note", "apt-get install git")
    assert rows["openssl"]["install"] == "apt-get install openssl"
    assert rows["Java"]["install"] == "apt-get install default-jre-headless"


def test_secrets_are_told_by_name_and_never_by_value(project: Change) -> None:
    target = (
        "targets:\n  - name: web\n    kind: sftp\n    address: sftp://d@h.example/var/www\n"
        "    key_env: ACME_KEY\n    known_hosts: [h.example ssh-ed25519 AAAA]\n"
    )
    root = project()
    with (root / "brands/acme.yml").open("a", encoding="utf-8") as file:
        file.write(target)
    done = doctor(root, ACME_KEY="topsecret")
    assert "ok       secret             ACME_KEY is set" in done.stdout, done.stdout
    assert "topsecret" not in done.stdout + done.stderr
    done = doctor(root, ACME_KEY="")
    assert "note     secret             ACME_KEY is not set" in done.stdout


def test_a_workspace_that_cannot_be_read_is_a_problem(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project({"brands/acme.yml": "nam: x\n"})
    assert main(["doctor", "--workspace", str(root)]) == 3
    assert "brands/acme.yml" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("have", "how", "want", "expected"),
    [
        ("1.6.1", ">=", "1.6.1", True), ("1.10", ">=", "1.9", True), ("1.6", ">=", "1.6.1", False),
        ("2.0", "<", "2", False), ("1.99", "<", "2", True), ("2", "==", "2.0.0", True),
        ("10.6.0.post1", ">=", "10.6", True),
    ],
)  # fmt: skip
def test_versions_are_held_to_pins_by_their_numbers(have: str, how: str, want: str, expected: bool) -> None:
    assert met(have, how, want) is expected


def test_an_extra_is_installed_from_where_the_program_is(tmp_path: Path) -> None:
    assert install("desk", tmp_path) == 'python -m pip install "noticepress[desk]"'
    (tmp_path / "pyproject.toml").touch()
    assert install("desk", tmp_path) == f'python -m pip install --editable "{tmp_path}[desk]"'
