"""The server: the desk and the brands' previews to browsers of this machine, and the news of each rebuild."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

from noticepress.hosts.policy import MEDIA_TYPES
from noticepress.serve.news import News

HOST = "127.0.0.1"
#: Where the server's own files are: no page of a desk starts with a hyphen.
_OWN = "/-/"
_FILES = ("client.js", "client.css", "worker.js")
#: How often a browser that waits hears that the server is there, in seconds.
_PULSE = 10.0
#: A folder is out of its place for as long as a rename takes; a file that is asked for then is waited for, in seconds.
_RENAMING = 0.5
#: A page's own policy lets no script run, the one that listens for news among them.
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>\n?', re.IGNORECASE)
_HERE = Path(__file__).parent
_FURTHER: Mapping[str, str] = {
    ".ics": "text/calendar; charset=utf-8",
    ".woff2": "font/woff2",
    ".map": "application/json",
}


@dataclass(frozen=True)
class Served:
    """What is served: ``desk`` at the root, and below ``/sites/`` the brands' ``sites``."""

    desk: Path
    sites: Path
    news: News


class Server(ThreadingHTTPServer):
    """A server on the loopback interface. ``OSError`` where the port is taken; 0 is any port that is free."""

    daemon_threads = True

    def __init__(self, served: Served, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.served = served

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file, or with the news."""
        # Another website's name may be made to lead to this machine: its pages are not to read these.
        if self.headers.get("Host") not in {f"{name}:{self.server.server_port}" for name in (HOST, "localhost")}:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"this server answers to its own address alone", "text/plain")
            return
        parts = urlsplit(self.path)
        try:
            if parts.path == f"{_OWN}events":
                self._news(parts.query)
            elif parts.path in {f"{_OWN}{name}" for name in _FILES}:
                self._file(_HERE / PurePosixPath(parts.path).name)
            else:
                self._page(unquote(parts.path))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the browser went on

    do_HEAD = do_GET  # noqa: N815 - the name that the base class looks for

    def _page(self, path: str) -> None:
        found = self._find(path)
        if found is None and not path.endswith("/") and self._find(f"{path}/") is not None:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{urlsplit(self.path).path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif found is None:
            missing = self.server.served.desk / "404.html"
            body = (
                missing.read_bytes()
                if missing.is_file()
                else b"<!DOCTYPE html><title>404</title><p>There is no such page."
            )
            self._send(HTTPStatus.NOT_FOUND, self._listening(body), MEDIA_TYPES[".html"])
        else:
            self._file(found)

    def _find(self, path: str) -> Path | None:
        """Return the file that a path stands for; wait a moment for one that is being put in place."""
        inside = PurePosixPath(path.lstrip("/"))
        if ".." in inside.parts or "\0" in path:
            return None
        served = self.server.served
        first, *rest = inside.parts or ("",)
        file = served.sites.joinpath(*rest) if first == "sites" else served.desk / inside
        if path.endswith("/"):
            file /= "index.html"
        root = served.sites if first == "sites" else served.desk
        until = time.monotonic() + _RENAMING
        while not root.is_dir() or (first == "sites" and rest and not (root / rest[0]).exists()):
            if time.monotonic() > until:
                break
            time.sleep(0.01)
        return file if file.is_file() else None

    def _file(self, path: Path) -> None:
        kind = {**MEDIA_TYPES, **_FURTHER}.get(path.suffix, "application/octet-stream")
        body = path.read_bytes()
        self._send(HTTPStatus.OK, self._listening(body) if path.suffix == ".html" else body, kind)

    def _listening(self, body: bytes) -> bytes:
        """Return a page with the script that listens for news, and without the policy that would keep it out."""
        state = self.server.served.news.state
        faults = escape(json.dumps([asdict(fault) for fault in state.faults]))
        script = f'<script src="{_OWN}client.js" data-serial="{state.serial}" data-faults="{faults}"></script>\n'
        before, end, after = _POLICY.sub(b"", body).rpartition(b"</body>")
        return before + script.encode() + end + after if end else after + script.encode()

    def _news(self, query: str) -> None:
        """Tell what happens after the rebuild that the browser knows, while it listens (server-sent events)."""
        said = parse_qs(query).get("since", ["-1"])[0]
        serial = int(said) if said.isdigit() else -1
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        while True:
            found = self.server.served.news.since(serial, _PULSE)
            if found is not None:
                serial = int(json.loads(found)["serial"])
            self.wfile.write(b": still here\n\n" if found is None else f"data: {found}\n\n".encode())
            self.wfile.flush()

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing of each request."""
