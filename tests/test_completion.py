"""Completion in real shells: commands, options, and names that only the workspace knows."""

import os
import pty
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, Change

from noticepress.cli import main

SHELLS = ("bash", "zsh", "fish")


def need(shell: str) -> str:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"there is no {shell} (apt-get install {shell})")
    return path


@pytest.fixture
def workspace(project: Change, tmp_path: Path) -> Path:
    """A workspace with a release, and a program called noticepress beside it."""
    root = project()
    said = ["--effective", "2026-01-01", "--summary", "x", "--declared-by", "Ann", "--workspace", str(root)]
    assert main(["release", "privacy", "1.0", *said]) == 0
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/noticepress"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {REPOSITORY / "build.py"} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return root


def environment(workspace: Path) -> dict[str, str]:
    program = workspace.parent / "bin"
    return {
        **os.environ,
        "PATH": f"{program}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
        "HOME": str(workspace.parent),
        "TERM": "dumb",
    }


def script(workspace: Path, shell: str) -> Path:
    path = workspace.parent / f"completion.{shell}"
    command = [str(workspace.parent / "bin/noticepress"), "completion", shell]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(workspace))
    path.write_text(done.stdout, encoding="utf-8")
    return path


def answered(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=cwd, env=environment(cwd))


def in_bash(workspace: Path, line: str) -> set[str]:
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    program = f"""source {script(workspace, "bash")}
complete -p noticepress | grep -q _python_argcomplete || exit 9
COMP_WORDS=({quoted}) COMP_CWORD={len(words) - 1} COMP_LINE='{line}' COMP_POINT={len(line)} COMP_TYPE=9
_python_argcomplete noticepress
printf '%s\\n' "${{COMPREPLY[@]}}" """
    command = [need("bash"), "--norc", "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=workspace, env=environment(workspace)
    )
    return {word.strip() for word in done.stdout.splitlines() if word.strip()}


def in_fish(workspace: Path, line: str) -> set[str]:
    program = f"source {script(workspace, 'fish')}; complete -C '{line}'"
    command = [need("fish"), "--no-config", "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=workspace, env=environment(workspace)
    )
    return {word.split("\t")[0] for word in done.stdout.splitlines()}


CASES = [
    ("noticepress wit", {"withdraw"}),
    ("noticepress diff priv", {"privacy"}),
    ("noticepress diff privacy ", {"1.0", "draft"}),
    ("noticepress build ", {"acme", "bolt", "cog"}),
    ("noticepress check --brand b", {"bolt"}),
    ("noticepress check --form", {"--format"}),
    ("noticepress check --format sa", {"sarif"}),
    ("noticepress new bra", {"brand"}),
    ("noticepress explain NAME-UK", {"NAME-UKGDPR"}),
    ("noticepress completion z", {"zsh"}),
]


@pytest.mark.parametrize(("line", "expected"), CASES, ids=[line for line, _ in CASES])
def test_bash_completes(workspace: Path, line: str, expected: set[str]) -> None:
    found = in_bash(workspace, line)
    assert {word for word in found if not word.startswith("-") or "-" in line.rsplit(" ", maxsplit=1)[-1]} == expected


@pytest.mark.parametrize(("line", "expected"), CASES[:4], ids=[line for line, _ in CASES[:4]])
def test_fish_completes(workspace: Path, line: str, expected: set[str]) -> None:
    assert expected <= in_fish(workspace, line)


def test_zsh_completes(workspace: Path) -> None:
    """Typed into a real zsh: the only completion that there is replaces what was typed."""
    shell = need("zsh")
    path = script(workspace, "zsh")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [shell, "-f", "-i"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=workspace, env=environment(workspace),
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = ""

    def until(words: str) -> None:
        nonlocal shown
        while words not in shown:
            ready, _, _ = select.select([ours], [], [], 120)
            assert ready, shown
            shown += os.read(ours, 4096).decode(errors="replace")

    try:
        setup = f"PS1='> '; autoload -Uz compinit is-at-least; compinit -u -D; source {path}; print re''ady\n"
        os.write(ours, setup.encode())
        until("ready")
        os.write(ours, b"print noticepress; noticepress withd\t")
        until("withdraw")
    finally:
        process.kill()
        process.wait(60)
        os.close(ours)


def test_where_there_is_no_workspace_commands_are_completed_all_the_same(workspace: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copytree(workspace.parent / "bin", elsewhere / "bin")
    inside = elsewhere / "none"
    inside.mkdir()
    assert in_bash(inside, "noticepress wit") == {"withdraw"}
    assert not {word for word in in_bash(inside, "noticepress build a") if not word.startswith("-")}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_of_that_shell(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = need(shell)
    assert main(["completion", shell]) == 0
    file = tmp_path / "script"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert subprocess.run([path, "-n", str(file)], capture_output=True, check=False).returncode == 0
