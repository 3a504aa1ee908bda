"""Nothing but public addresses is connected to."""

import socket
from ipaddress import ip_network

import pytest

from noticepress.links.guard import LOOPBACK, Guard, RefusedError

GUARD = Guard()


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:10.0.0.1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::10.0.0.1", "::ffff:0:10.0.0.1",
        "64:ff9b::10.0.0.1", "64:ff9b::8.8.8.8",
        "64:ff9b:1::a00:1", "2002:a00:1::1", "2001:0:1::1", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:a00:1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address: str) -> None:
    assert GUARD.address_fault(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450::1"])
def test_what_is_public_is_not(address: str) -> None:
    assert GUARD.address_fault(address) is None


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://ftp.example.org/", "gopher://x/", "javascript:1", "http:///x", "http://[::1",
        "http://u@example.org/", "http://u:p@example.org/", "http://:p@example.org/", "http://example.org:99999/",
        "http://2130706433/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://0x7f000001/", "http://127.1/",
        "http://127.0.0.1./", "http://127.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://[::1]/", "http://10.0.0.1/",
        "http://[fe80::1%25eth0]/", "http://169.254.169.254/latest/",
    ],
)  # fmt: skip
def test_no_such_address_is_ever_asked(url: str) -> None:
    assert GUARD.url_fault(url)


@pytest.mark.parametrize("url", ["https://ico.org.uk/", "http://example.org:8080/a?b#c", "https://8.8.8.8/"])
def test_an_ordinary_address_is_asked(url: str) -> None:
    assert GUARD.url_fault(url) is None


def test_a_name_is_judged_by_what_it_resolves_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names resolve by the system; what it would answer for a rebinding name is given here."""
    answers = {"both.example": ["10.0.0.1", "93.184.216.34"], "inside.example": ["10.0.0.1", "::ffff:8.8.8.8"]}

    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple]:
        families = [(socket.AF_INET6 if ":" in a else socket.AF_INET, a) for a in answers[host]]
        return [(family, socket.SOCK_STREAM, 6, "", (a, port)) for family, a in families]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert [place for _, place in GUARD.resolve("both.example", 443)] == [("93.184.216.34", 443)]
    with pytest.raises(RefusedError, match=r"10\.0\.0\.1 is no public address"):
        GUARD.resolve("inside.example", 443)


def test_localhost_resolves_to_what_is_refused_unless_it_is_allowed() -> None:
    with pytest.raises(RefusedError):
        GUARD.resolve("localhost", 80)
    assert Guard(LOOPBACK).resolve("localhost", 80)


def test_only_the_network_that_is_allowed_is_allowed() -> None:
    guard = Guard((ip_network("127.0.0.2/32"),))
    assert guard.address_fault("127.0.0.2") is None
    assert guard.address_fault("127.0.0.1")
    assert Guard(LOOPBACK).address_fault("::ffff:127.0.0.1")
    assert Guard(LOOPBACK).address_fault("10.0.0.1")
