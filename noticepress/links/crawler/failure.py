"""Why a visit came to nothing, in one word that a verdict can be made from."""

import http.client
import socket
import ssl
from collections.abc import Iterator

import requests
import urllib3

from noticepress.links.guard import RefusedError

#: Longer details are cut: LinkChecker keeps 240 characters of an error.
_LONGEST = 160


class VisitFailed(requests.RequestException):
    """A visit that ended without an answer. LinkChecker reports it as ``VisitFailed: KIND: DETAIL``."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {' '.join(detail.split())[:_LONGEST]}")


def failure(error: BaseException, *, expired: bool, seconds: float) -> VisitFailed:
    """Return what ``error`` means; ``expired`` says that the visit's time was over."""
    causes = tuple(_causes(error))
    if expired:
        return VisitFailed("timeout", f"no whole answer within {seconds:g} s")
    for kind, types in _KINDS:
        for cause in causes:
            if isinstance(cause, types):
                return VisitFailed(kind, f"no answer within {seconds:g} s" if kind == "timeout" else _said(cause))
    return VisitFailed("failed", _said(causes[-1]))


_KINDS: tuple[tuple[str, tuple[type[BaseException], ...]], ...] = (
    ("unsafe", (RefusedError,)),
    ("name", (socket.gaierror,)),
    ("reset", (ssl.SSLEOFError, ssl.SSLZeroReturnError)),
    ("tls", (ssl.SSLError, ssl.CertificateError)),
    ("refused", (ConnectionRefusedError,)),
    ("reset", (ConnectionError, http.client.RemoteDisconnected, http.client.BadStatusLine)),
    ("unreachable", (urllib3.exceptions.NewConnectionError,)),
    ("timeout", (TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError)),
    ("cut", (http.client.IncompleteRead, urllib3.exceptions.IncompleteRead, urllib3.exceptions.ProtocolError)),
    ("coding", (urllib3.exceptions.DecodeError, requests.exceptions.ContentDecodingError)),
    ("redirect", (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, ValueError)),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it was made from, however its library keeps that."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inside = (*current.args, getattr(current, "reason", None), current.__cause__, current.__context__)
        waiting.extend(cause for cause in inside if isinstance(cause, BaseException))


def _said(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
