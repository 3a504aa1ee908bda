"""Two processes that want to publish at the same moment, and readers who look while one does."""

import base64
import os
import pickle
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from noticepress.targets.folder import Disk
from targets.hosts import KINDS, ftps, host, make_host, s3, sftp_of_asyncssh, sftp_of_openssh
from targets.servers import Host
from targets.sites import NEW, OLD, faults, page, publish, write_site

RACES = 60
RACER = Path(__file__).parent / "racer.py"
PACKAGE = Path(__file__).resolve().parents[2]


class Racer:
    def __init__(self, host: Host, name: str) -> None:
        settings = base64.b64encode(pickle.dumps(host.settings)).decode()
        environment = {**os.environ, **host.environment, "PYTHONPATH": str(PACKAGE)}
        self.process = subprocess.Popen(
            [sys.executable, str(RACER), settings, str(host.root), name],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_of_two_that_race_exactly_one_wins(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Every second lock is never given up: the next race is one to take over what has expired."""
    host = make_host(kind, request, tmp_path)
    racers = [Racer(host, name) for name in ("Ann", "Ben")]
    assert [racer.hear() for racer in racers] == ["ready", "ready"]
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    results = Counter[tuple[str, ...]]()
    for number in range(RACES):
        moment = start + timedelta(hours=number)
        for racer in racers:
            racer.say("look")
        assert [racer.hear() for racer in racers] == ["looked", "looked"]
        for racer in racers if number % 3 else reversed(racers):
            racer.say(f"go {moment.isoformat()}")
        results[tuple(sorted(racer.hear() for racer in racers))] += 1
        if number % 2:
            for racer in racers:
                racer.say("give up")
            said = sorted(racer.hear() for racer in racers)
            assert "given up" in said or kind == "git"
    for racer in racers:
        racer.close()
    assert results == {("lost", "won"): RACES}


@pytest.mark.parametrize("kind", ["folder", "releases", "sftp-asyncssh", "ftps"])
def test_a_reader_who_polls_sees_no_torn_and_no_missing_page(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = make_host(kind, request, tmp_path)
    for name, value in host.environment.items():
        monkeypatch.setenv(name, value)
    sites = [write_site(tmp_path / f"site-{n}", {**OLD, "index.html": page("privacy/", text=f"{n}" * 9)}) for n in "12"]
    whole = {(site / "index.html").read_bytes() for site in sites}
    publish(host, sites[0])
    done, seen, wrong = threading.Event(), Counter[bytes](), list[str]()
    served = host.folder / "index.html"

    def poll() -> None:
        while not done.wait(0.0005):  # the server has to come to its turn as well
            try:
                data = served.read_bytes()
            except OSError as error:
                wrong.append(str(error))
                continue
            seen[data] += 1
            if data not in whole:
                wrong.append(f"torn: {data[:60]!r}")

    readers = [threading.Thread(target=poll) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 13):
        publish(host, sites[number % 2])
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert set(seen) == whole
    assert sum(seen.values()) > 20


def test_every_moment_of_a_publish_is_whole(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Looked at after each single change on disk, a folder is a site whose links all lead somewhere."""
    host = make_host("folder", request, tmp_path)
    publish(host, write_site(tmp_path / "old", OLD))
    moments = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("rename", "remove"):
            real = getattr(Disk, name)

            async def looked(self: Disk, *paths: str, _real: object = real) -> None:
                await _real(self, *paths)  # type: ignore[operator]
                moments.append(faults(host.files()))

            patch.setattr(Disk, name, looked)
        publish(host, write_site(tmp_path / "new", NEW))
    assert len(moments) > 6
    assert not any(moments)
