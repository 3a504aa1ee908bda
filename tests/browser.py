"""A real Chromium for tests, and a server on loopback that serves a site as a strict host would."""

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

#: Nothing here may reach out: no update, no field trial, no sign-in, no prefetch.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: The policy that a page has to live with.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"

HOW_TO_GET_IT = "no Chromium: install it (apt install chromium) or name one in NOTICEPRESS_CHROMIUM"


def find_chromium() -> str | None:
    """Return the path of a Chromium, or ``None``."""
    named = os.environ.get("NOTICEPRESS_CHROMIUM")
    if named:
        return named
    usual = "/usr/bin/chromium"
    return usual if Path(usual).is_file() else shutil.which("chromium") or shutil.which("chromium-browser")


def require_chromium() -> str:
    """Return the path of a Chromium; without one, skip, or fail where NOTICEPRESS_REQUIRE_BROWSER=1 forbids that."""
    path = find_chromium()
    if path:
        return path
    if os.environ.get("NOTICEPRESS_REQUIRE_BROWSER") == "1":
        pytest.fail(HOW_TO_GET_IT)
    pytest.skip(HOW_TO_GET_IT)


class _Strict(SimpleHTTPRequestHandler):
    """Serves a folder with the policy and the headers of a strict host, and its 404.html for what is missing."""

    extensions_map: ClassVar = {**SimpleHTTPRequestHandler.extensions_map, ".html": "text/html; charset=utf-8"}

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.server.policy)  # type: ignore[attr-defined]
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass

    def log_error(self, *_: object) -> None:
        self.server.missing.append(self.path)  # type: ignore[attr-defined]


@contextmanager
def serve(folder: Path, policy: str = POLICY) -> Iterator[tuple[str, list[str]]]:
    """Serve ``folder`` on loopback: yields its address and the list of paths that were asked for in vain."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Strict, directory=folder))
    server.missing, server.policy = [], policy  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.missing  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
