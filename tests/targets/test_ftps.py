"""FTP servers as hosts run them: they ask for the login's TLS session on data connections, and count connections."""

import ftplib
import io
import ssl
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from OpenSSL import SSL

from noticepress.errors import TargetError
from noticepress.targets import ftp
from targets.servers import PASSWORD, Host, Server, ftps_server
from targets.sites import NEW, OLD, page, public, publish, write_site

#: Larger than what one connection does at a time, and in several folders.
MANY = {"index.html": page("a/0.html"), **{f"{n % 7}/{n}.html": page("../index.html", text=str(n)) for n in range(40)}}


def opened(server: Server, monkeypatch: pytest.MonkeyPatch, name: str = "site") -> Host:
    host = server.host(name)
    for variable, value in host.environment.items():
        monkeypatch.setenv(variable, value)
    return host


@pytest.mark.parametrize("options", [SSL.OP_NO_TLSv1_3, 0], ids=["TLS 1.2", "TLS 1.3"])
def test_a_server_that_asks_for_the_session_of_the_login_on_data_connections(
    options: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "served").mkdir()
    with ftps_server(tmp_path / "served", tmp_path / "pem", demanding=True, options=options) as server:
        host = opened(server, monkeypatch)
        publish(host, write_site(tmp_path / "old", OLD))
        publish(host, write_site(tmp_path / "new", NEW))
        assert public(host.files()) == NEW
        data = server.more["handler"].dtp_handler  # type: ignore[attr-defined]
        assert data.resumed > 2 * len(OLD)
        # The server does ask: the standard library by itself, which begins a new session, gets nothing.
        with ExitStack() as stack:
            context = ssl.create_default_context(cadata=host.environment["TEST_FTP_CA"])
            plain = ftplib.FTP_TLS(context=context, timeout=20)
            stack.callback(plain.close)
            plain.connect("127.0.0.1", urlsplit(server.address).port or 0)
            plain.login("deploy", PASSWORD)
            plain.prot_p()
            with pytest.raises((ftplib.error_perm, OSError, EOFError)):
                plain.storbinary("STOR plain.txt", io.BytesIO(b"x"))


@pytest.mark.parametrize("most", [1, 3])
def test_a_server_that_lets_few_connections_in_is_used_with_those(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "served").mkdir()
    with ftps_server(tmp_path / "served", tmp_path / "pem", most=most) as server:
        host = opened(server, monkeypatch)
        publish(host, write_site(tmp_path / "site", MANY))
        assert public(host.files()) == MANY
        publish(host, write_site(tmp_path / "more", {**MANY, "index.html": page("1/1.html", text="new")}))
        assert public(host.files())["index.html"] == page("1/1.html", text="new")


def test_a_server_that_lets_nobody_in_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "served").mkdir()
    with ftps_server(tmp_path / "served", tmp_path / "pem", most=1) as server, ExitStack() as stack:
        host = opened(server, monkeypatch)
        other = stack.enter_context(ftplib.FTP())
        other.connect("127.0.0.1", urlsplit(server.address).port or 0)
        with pytest.raises(TargetError, match="connecting: 421 Too many connections"):
            publish(host, write_site(tmp_path / "site", OLD))


def test_a_server_that_does_not_know_mlsd_is_listed_as_servers_did_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vsftpd of every Linux distribution is one."""
    (tmp_path / "served").mkdir()
    with ftps_server(tmp_path / "served", tmp_path / "pem", without=("MLSD", "MLST")) as server:
        host = opened(server, monkeypatch)
        publish(host, write_site(tmp_path / "old", OLD))
        publish(host, write_site(tmp_path / "new", {**NEW, ".well-known/two words.txt": b"x"}))
        host.put("privacy/1.2/notice.html", b"somebody else's")
        with pytest.raises(AssertionError):  # plan_for asserts that nothing foreign is in the way
            publish(host, write_site(tmp_path / "new", {"privacy/1.2/notice.html": b"ours"}))
        assert public(host.files()) == {
            **NEW, ".well-known/two words.txt": b"x", "privacy/1.2/notice.html": b"somebody else's",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "name", "is_folder"),
    [
        ("drwxr-xr-x    2 1002     1003         4096 Nov 23 20:59 privacy", "privacy", True),
        ("-rw-r--r--   1 www data group      512 Jan  3  2024 two  words.txt", "two  words.txt", False),
        ("lrwxrwxrwx   1 root     root           11 Nov 23 20:59 current -> releases/1", "current", False),
        ("-rw-r--r--+  1 ftp      ftp             0 Nov 23 20:59  begins with a space", " begins with a space", False),
        ("11-23-26  08:59PM       <DIR>          privacy", "privacy", True),
        ("11-23-2026  20:59                 5120 index.html", "index.html", False),
    ],
)
def test_a_line_of_a_listing(line: str, name: str, is_folder: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = ftp.Connection()
    monkeypatch.setattr(connection, "cwd", lambda _: "250")
    monkeypatch.setattr(connection, "fetch", lambda _: f"total 4\r\n{line}\r\n".encode())
    found = ftp.listed_plainly(connection, "/")
    assert found is not None
    ((seen, entry),) = found.items()
    assert (seen, entry.is_folder) == (name, is_folder)
    # A moment that is too early would end somebody's lock.
    if entry.written is not None and ":" in line:
        assert entry.written >= datetime.now(UTC).replace(month=11, day=23, hour=20, minute=59) - timedelta(days=366)


def test_a_listing_that_nobody_can_read_is_no_empty_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = ftp.Connection()
    monkeypatch.setattr(connection, "cwd", lambda _: "250")
    monkeypatch.setattr(connection, "fetch", lambda _: b"+i8388621.48594,m825718503,r,s280,\tdjb.html\r\n")
    with pytest.raises(ValueError, match="its listing cannot be read"):
        ftp.listed_plainly(connection, "/")
