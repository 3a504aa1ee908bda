"""The HTTP session that LinkChecker gets: it goes nowhere that the guard refuses and stays nowhere for long."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import connection as urllib3_connection

from noticepress.links.crawler.failure import VisitFailed, failure
from noticepress.links.crawler.pace import HeldError, Pace
from noticepress.links.crawler.settings import MOST_REDIRECTS, Settings
from noticepress.links.crawler.visit import Visit, Watch
from noticepress.links.dates import retry_after
from noticepress.links.guard import Guard

_HERE = threading.local()
#: Answers whose Retry-After speaks for the whole host.
_WAIT = frozenset({429, 503})


class _Http(HTTPConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:
        _adopt(self.sock)
        super().request(*args, **kwargs)


class _Https(HTTPSConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:
        _adopt(self.sock)
        super().request(*args, **kwargs)


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Https


def _adopt(sock: socket.socket | None) -> None:
    visit: Visit | None = getattr(_HERE, "visit", None)
    if visit is not None and sock is not None:
        visit.adopt(sock)


def guard_connections(guard: Guard) -> None:
    """Let urllib3 connect to nothing that ``guard`` refuses, in this process and from now on.

    A name is resolved here, once, and what is connected to is the address that was judged.
    """

    def connect(
        address: tuple[str, int],
        timeout: float | None = None,
        source_address: tuple[str, int] | None = None,  # noqa: ARG001 - the library's signature
        socket_options: Sequence[tuple[int, int, int]] | None = None,
    ) -> socket.socket:
        problem: OSError | None = None
        for family, place in guard.resolve(*address):
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                for option in socket_options or ():
                    sock.setsockopt(*option)
                sock.settimeout(timeout if isinstance(timeout, int | float) else None)
                _adopt(sock)
                sock.connect(place)
            except OSError as error:
                sock.close()
                problem = error
            else:
                return sock
        assert problem is not None
        raise problem

    urllib3_connection.create_connection = connect  # type: ignore[assignment]


class GuardedAdapter(HTTPAdapter):
    """Sends one request, with certificates always verified by ``context``, which was made while files could be read."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:  # noqa: FBT001, FBT002
        """Make pools whose connections are watched."""
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:  # noqa: ARG002 - the library's signature
        """Leave the authorities to the context; that they are asked is not for a caller to change."""
        conn.cert_reqs = "CERT_REQUIRED"


class GuardedSession(requests.Session):
    """A session of one thread: each address that it is given is a visit, with the redirects that follow.

    No proxy, no password file, no cookie of an earlier visit. Every failure is a ``VisitFailed``.
    """

    def __init__(self, settings: Settings, watch: Watch, pace: Pace, context: ssl.SSLContext) -> None:
        super().__init__()
        self.settings, self._watch, self._pace = settings, watch, pace
        self._guard = settings.guard
        self._following = False
        self.visit: Visit | None = None
        self.trust_env = False
        self.max_redirects = MOST_REDIRECTS
        self.headers["User-Agent"] = settings.user_agent
        self.adapters.clear()
        self.mount("http://", GuardedAdapter(context))
        self.mount("https://", GuardedAdapter(context))

    def finish(self) -> None:
        """End the visit, if there is one."""
        if self.visit is not None:
            self._watch.end(self.visit)
            self.visit = _HERE.visit = None

    def failed(self, error: BaseException) -> VisitFailed:
        """End the visit with ``error``."""
        expired = self.visit is not None and self.visit.expired
        self.finish()
        return failure(error, expired=expired, seconds=self.settings.timeout)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send the first request of a visit, or the next one of its redirects."""
        if not self._following or self.visit is None:
            self.finish()
            self.cookies.clear()
            self.visit = _HERE.visit = self._watch.begin(self.settings.timeout)
        visit, url = self.visit, request.url or ""
        fault = self._guard.url_fault(url)
        if fault:
            self.finish()
            raise VisitFailed("unsafe", fault)
        self._wait(visit, url)
        try:
            response = super().send(request, **{**kwargs, "timeout": visit.remaining, "verify": True, "stream": True})
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise self.failed(error) from error
        visit.hops.append((url, response.status_code))
        self._hold(url, response)
        if response.is_redirect:
            # The library would read the whole of a redirect's body, which may never end.
            response.close()
            response._content, response._content_consumed = b"", True  # type: ignore[attr-defined]  # noqa: SLF001
        return response

    def resolve_redirects(self, *args: Any, **kwargs: Any) -> Iterator[requests.Response]:
        """Follow redirects within the same visit."""
        if kwargs.get("yield_requests"):  # the library only looks at what would be next
            yield from super().resolve_redirects(*args, **kwargs)
            return
        self._following = True
        try:
            yield from super().resolve_redirects(*args, **kwargs)
        except VisitFailed:
            raise
        except requests.TooManyRedirects as error:
            self.finish()
            raise VisitFailed("loop", f"more than {MOST_REDIRECTS} redirects") from error
        except (requests.RequestException, ValueError) as error:
            raise self.failed(error) from error
        finally:
            self._following = False

    def _wait(self, visit: Visit, url: str) -> None:
        parts = urlsplit(url)
        try:
            visit.until += self._pace.wait(parts.netloc, spaced=not self._is_here(parts.hostname or ""))
        except HeldError as error:
            self.finish()
            raise VisitFailed("held", str(error)) from error

    def _hold(self, url: str, response: requests.Response) -> None:
        seconds = retry_after(response.headers.get("Retry-After"))
        if response.status_code in _WAIT and seconds:
            self._pace.hold(urlsplit(url).netloc, seconds)

    def _is_here(self, host: str) -> bool:
        """Whether ``host`` is this machine, which a test may ask as often as it likes."""
        if not self.settings.allowed:
            return False
        try:
            return host == "localhost" or Guard().address_fault(host) is not None
        except ValueError:
            return False
