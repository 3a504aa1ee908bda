"""Publishing processes that are killed, by the signal that no process can catch, and what comes after them."""

import base64
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from noticepress.errors import TargetError
from targets.hosts import ftps, make_host, s3, sftp_of_asyncssh, sftp_of_openssh
from targets.killed import OWNER
from targets.servers import Host
from targets.sites import NEW, OLD, faults, public, publish, write_site
from targets.test_crash import litter

TESTS = Path(__file__).resolve().parents[1]
#: On disk at every second operation; elsewhere at fewer, which is enough to meet each kind of operation.
STRIDE = {"folder": 2, "releases": 3, "sftp-asyncssh": 4, "sftp-openssh": 4, "ftps": 4, "s3": 3}
CASES = [(kind, when) for kind in STRIDE for when in ("before", "after", "while")]
#: A client is the same whichever server of its kind it speaks to.
CASES = [case for case in CASES if case[0] != "sftp-openssh" or case[1] == "while"]


class Publisher:
    """The process that forks those which are killed."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "targets.killed"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def kill(self, host: Host, kind: str, site: Path, at: int, when: str) -> tuple[int, int]:
        """Return how a publish that was to be killed ended, and how many operations it began."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {
            "host": base64.b64encode(pickle.dumps((host.settings, host.root))).decode(),
            "environment": host.environment, "kind": kind, "site": str(site), "at": at, "when": when,
        }  # fmt: skip
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["ended"], answer["begun"]


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.process.communicate()
    assert made.process.returncode == 0


@pytest.mark.parametrize(("kind", "when"), CASES)
def test_after_a_publish_was_killed_pages_are_whole_and_the_next_run_arrives(
    kind: str, when: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    publisher: Publisher,
) -> None:  # fmt: skip
    old, new = write_site(tmp_path / "old", OLD), write_site(tmp_path / "new", NEW)
    later = write_site(tmp_path / "later", {**NEW, "index.html": OLD["index.html"] + b"\n"})
    monkeypatch.setattr(os, "fsync", lambda _: None)
    locked = points = 0
    before: dict[str, bytes] = {}
    for at in range(0, 1000, STRIDE[kind]):
        host = make_host(kind, request, tmp_path)
        for name, value in host.environment.items():
            monkeypatch.setenv(name, value)
        if before and kind != "releases":
            for path, data in before.items():
                host.put(path, data)
        else:
            publish(host, old)
        before = host.files()
        ended, begun = publisher.kill(host, kind, new, at, when)
        if ended == 0:
            assert when == "while" or begun <= at, "it came to its end although it was to be killed"
            break
        assert ended == -signal.SIGKILL
        points += 1
        # What the process had sent may still arrive; what a reader sees is whole all the same.
        assert faults(host.files()) == [], f"{when} operation {at}"
        locked += is_locked(host, new)
        publish(host, new, datetime.now(UTC) + timedelta(minutes=30))
        assert public(host.files()) == NEW, f"{when} operation {at}"
        if litter(host):
            publish(host, later, datetime.now(UTC) + timedelta(minutes=60))
            assert not litter(host), f"{when} operation {at}"
    assert points >= (2 if when == "while" else 4)  # it may come to its end before the signal comes
    # Before the lock is taken, and when the manifest is there already, nothing is in the way of the next run.
    assert locked >= points // 2


def is_locked(host: Host, site: Path) -> bool:
    """Publish at once; where the dead run's lock is in the way, it says whose it was and until when."""
    try:
        publish(host, site)
    except TargetError as error:
        (finding,) = error.findings
        assert finding.rule == "LOCK"
        assert f"locked by {OWNER} until " in finding.message or "publish that has just begun" in finding.message
        until = datetime.fromisoformat(finding.message.rpartition(" until ")[2].replace(" ", "T", 1))
        assert timedelta(minutes=8) < until - datetime.now(UTC) <= timedelta(minutes=11)
        return True
    return False
