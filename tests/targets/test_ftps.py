"""FTP servers as hosts run them: they ask for the login's TLS session on data connections, and count connections."""

import ftplib
import io
import ssl
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from OpenSSL import SSL

from noticepress.errors import TargetError
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
