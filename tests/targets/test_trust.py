"""No host is trusted unseen, no secret is ever told, and a host that lies about what it holds is found out."""

import asyncio
import io
import logging
import re
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest
import trustme

from noticepress.errors import NoticepressError, RefusalError, TargetError
from noticepress.extras import install
from noticepress.model import TargetSettings
from noticepress.targets import failures, make_lease, open_target
from noticepress.targets.folder import Disk
from noticepress.targets.ftps import Ftps
from noticepress.targets.sftp import Sftp
from targets.hosts import STEPWISE, ftps, host, make_host, s3, sftp_of_asyncssh, sftp_of_openssh
from targets.servers import Host
from targets.sites import NEW, OLD, public, publish, write_site

SECRET = "PLANTED-s3cr3t/+="


def read(settings: TargetSettings) -> bytes | None:
    async def run() -> bytes | None:
        async with open_target(settings, Path()) as target:
            return await target.read("index.html")

    return asyncio.run(run())


def opened(kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    host = make_host(kind, request, tmp_path)
    for name, value in host.environment.items():
        monkeypatch.setenv(name, value)
    return host


@pytest.mark.parametrize("kind", ["sftp-asyncssh", "sftp-openssh"])
def test_a_host_with_another_key_gets_nothing(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = opened(kind, request, tmp_path, monkeypatch)
    place = host.settings.known_hosts[0].split()[0]
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
    for known in ((f"{place} {other}",), (f"elsewhere.example {other}",)):
        with pytest.raises(TargetError, match="none of those in known_hosts, so nothing was sent"):
            read(replace(host.settings, known_hosts=known))
    assert read(host.settings) is None


def test_a_host_whose_key_comes_by_the_environment(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = opened("sftp-asyncssh", request, tmp_path, monkeypatch)
    monkeypatch.setenv("TEST_KNOWN_HOSTS", host.settings.known_hosts[0])
    secrets = {**host.settings.secrets, "known_hosts": "TEST_KNOWN_HOSTS"}
    assert read(replace(host.settings, known_hosts=(), secrets=secrets)) is None


def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = opened("ftps", request, tmp_path, monkeypatch)
    monkeypatch.setenv("TEST_FTP_CA", trustme.CA().cert_pem.bytes().decode())
    with pytest.raises(TargetError, match="the certificate is not trusted"):
        read(host.settings)
    with pytest.raises(TargetError, match="the certificate is not trusted"):
        read(replace(host.settings, secrets={"password": "TEST_FTP_PASSWORD"}))


def test_a_certificate_of_another_name_gets_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = opened("ftps", request, tmp_path, monkeypatch)
    with pytest.raises(TargetError, match="the certificate is not trusted"):
        read(replace(host.settings, address=host.settings.address.replace("127.0.0.1", "localhost")))


@pytest.mark.parametrize("kind", ["folder", "sftp-asyncssh", "ftps"])
def test_what_a_host_did_not_keep_never_goes_live(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full, or a server that alters what it is given."""
    host = opened(kind, request, tmp_path, monkeypatch)
    publish(host, write_site(tmp_path / "old", OLD))
    transport: type = {"folder": Disk, "sftp-asyncssh": Sftp, "ftps": Ftps}[kind]
    real = transport.upload  # type: ignore[attr-defined]

    async def lossy(self: object, path: str, data: bytes) -> bytes:
        kept: bytes = await real(self, path, data[:-1] if "1.1" in path else data)
        return kept

    monkeypatch.setattr(transport, "upload", lossy)
    with pytest.raises(TargetError, match="what was read back is not what was sent; nothing was put in place"):
        publish(host, write_site(tmp_path / "new", NEW))
    assert public(host.files()) == OLD


def settings_of(kind: str, address: str) -> TargetSettings:
    known = ("* ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4dyrPDZxvQLCl8Y+v1+lJmH4sRLn6bpV1c8ZLr0Vxx",)
    return TargetSettings(
        "test", kind, address, known_hosts=known, region="us-east-1",  # type: ignore[arg-type]
        endpoint=address.replace("s3://", "http://") if kind == "s3" else None,
        secrets=dict.fromkeys(("password", "key", "token", "secret_key", "access_key"), "PLANTED"),
    )  # fmt: skip


@contextmanager
def hostile_server() -> Iterator[int]:
    """Give a server that says the secret back to whoever connects, and hangs up."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)

        def serve() -> None:
            while not stop.is_set():
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                with client:
                    client.sendall(f"530 you said {SECRET}\r\n".encode())

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            thread.join()


@pytest.mark.parametrize("kind", ["sftp", "ftps", "s3", "git"])
def test_a_planted_secret_is_in_no_error_and_no_log(
    kind: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PLANTED", SECRET)
    caplog.set_level(logging.DEBUG)
    out = io.StringIO()
    with hostile_server() as port, redirect_stdout(out), redirect_stderr(out):
        scheme = "http" if kind == "git" else kind
        user = "" if kind in {"s3", "git"} else "u@"
        settings = settings_of(kind, f"{scheme}://{user}127.0.0.1:{port}/")
        if kind == "s3":
            settings = replace(settings, address="s3://bucket/")
            monkeypatch.setattr("noticepress.targets.s3._RETRIES", 0)
        with pytest.raises(NoticepressError) as caught:
            read(settings)
    said = "".join([str(caught.value), repr(caught.value), out.getvalue(), caplog.text, repr(settings)])
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    for part in (SECRET, "s3cr3t", "eC1hY2Nlc3Mt"):
        assert part not in said


@pytest.mark.parametrize("kind", STEPWISE)
def test_a_wrong_password_or_key_is_said_without_it(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    if kind in {"folder", "s3"}:
        pytest.skip("a folder has no password, and moto takes any")
    caplog.set_level(logging.DEBUG)
    host = opened(kind, request, tmp_path, monkeypatch)
    wrong = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    monkeypatch.setenv("TEST_SSH_KEY", wrong)
    for name in ("TEST_SFTP_PASSWORD", "TEST_FTP_PASSWORD"):
        monkeypatch.setenv(name, SECRET)
    with pytest.raises(TargetError) as caught:
        read(host.settings)
    assert SECRET not in f"{caught.value} {caplog.text}"
    assert wrong.splitlines()[2] not in f"{caught.value} {caplog.text}"


def test_a_secret_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANTED", raising=False)
    with pytest.raises(RefusalError, match="the environment holds no PLANTED"):
        open_target(settings_of("ftps", "ftps://u@127.0.0.1/"), Path())


def test_secrets_of_several_lines_are_hidden_line_by_line() -> None:
    assert failures.scrub("x abcdef y ghijkl z", ["abcdef\nghijkl\n"]) == "x [hidden] y [hidden] z"
    assert failures.scrub("the host", ["", "ho"]) == "the host"


@pytest.mark.parametrize(("kind", "module"), [("sftp", "asyncssh"), ("s3", "obstore")])
def test_a_missing_extra_is_named_with_the_command(kind: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTED", SECRET)
    monkeypatch.setitem(sys.modules, module, None)
    for name in [name for name in sys.modules if name.startswith((f"{module}.", f"noticepress.targets.{kind}"))]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(RefusalError, match=re.escape(install(kind))):
        open_target(settings_of(kind, f"{kind}://u@127.0.0.1/"), Path())


def test_a_lock_that_ran_out_stops_the_publish(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = opened("folder", request, tmp_path, monkeypatch)
    publish(host, write_site(tmp_path / "old", OLD))
    lease = make_lease("Ann", 10)
    monkeypatch.setattr("targets.sites.make_lease", lambda *_: replace(lease, expires=lease.taken))
    with pytest.raises(TargetError, match="the lock ran out"):
        publish(host, write_site(tmp_path / "new", NEW))
    assert public(host.files()) == OLD
