"""Every kind of target, each on a real server of its own."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from noticepress.model import TargetSettings
from targets.servers import (
    Host,
    Server,
    asyncssh_server,
    ftps_server,
    git_host,
    on_disk,
    openssh_server,
    put_on_disk,
    s3_host,
    s3_server,
)

KINDS = ["folder", "releases", "sftp-asyncssh", "sftp-openssh", "ftps", "s3", "git"]
#: Those whose files change one by one.
STEPWISE = ["folder", "sftp-asyncssh", "sftp-openssh", "ftps", "s3"]
#: Those that keep a lock on the host; of a Git branch the push is the lock.
LOCKING = [kind for kind in KINDS if kind != "git"]


@pytest.fixture(scope="session")
def sftp_of_asyncssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with asyncssh_server(tmp_path_factory.mktemp("asyncssh")) as server:
        yield server


@pytest.fixture(scope="session")
def sftp_of_openssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with openssh_server(tmp_path_factory.mktemp("openssh")) as server:
        yield server


@pytest.fixture(scope="session")
def ftps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with ftps_server(tmp_path_factory.mktemp("ftps"), tmp_path_factory.mktemp("certificates")) as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    with s3_server() as endpoint:
        yield endpoint


def make_host(kind: str, request: pytest.FixtureRequest, tmp_path: Path, **changes: object) -> Host:
    """Return a target of ``kind`` that nobody else uses."""
    name = f"host-{uuid.uuid4().hex[:12]}"
    if kind in {"folder", "releases"}:
        layout = "flat" if kind == "folder" else "releases"
        settings = TargetSettings("test", "folder", str(tmp_path / name), layout=layout, **changes)  # type: ignore[arg-type]
        folder = tmp_path / name / ("current" if kind == "releases" else settings.path.strip("/"))
        return Host(settings, tmp_path, lambda: on_disk(folder), lambda p, d: put_on_disk(folder, p, d), {}, folder)
    if kind == "git":
        return git_host(tmp_path / name, **changes)
    if kind == "s3":
        return s3_host(request.getfixturevalue("s3"), name, **changes)
    fixture = {"sftp-asyncssh": "sftp_of_asyncssh", "sftp-openssh": "sftp_of_openssh", "ftps": "ftps"}[kind]
    server: Server = request.getfixturevalue(fixture)
    return server.host(name, **changes)


@pytest.fixture(params=KINDS)
def host(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    """A fresh target of each kind."""
    made = make_host(request.param, request, tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made
