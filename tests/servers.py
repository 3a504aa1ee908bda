"""Real web servers for tests, nginx and Apache, each on a port of loopback with a configuration of its own."""

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

APACHE_MODULES = Path("/usr/lib/apache2/modules")
#: With these a host is as bare as hosts get: no module is loaded that the test does not name.
_APACHE_BASE = ("mpm_event", "authz_core", "dir")
APACHE_ALL = ("mime", "headers", "alias", "setenvif", "autoindex")
_TRIES = 5
_PATIENCE = 60.0

NGINX = """
daemon off; master_process off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off; client_body_temp_path {work}/a; proxy_temp_path {work}/b; fastcgi_temp_path {work}/c;
    uwsgi_temp_path {work}/d; scgi_temp_path {work}/e;
    server {{ listen 127.0.0.1:{port}; root {root}; {include} }}
}}
"""

APACHE = """
ServerRoot {work}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {work}/apache.pid
Mutex file:{work}
ErrorLog {work}/error.log
{user}
{modules}
DocumentRoot {site}
<Directory {site}>
  AllowOverride FileInfo
  Require all granted
</Directory>
<IfModule mime_module>
TypesConfig {work}/mime.types
</IfModule>
DirectoryIndex index.html
"""


def require(program: str, *places: str) -> str:
    """Return the path of a server; without it, skip, or fail where NOTICEPRESS_REQUIRE_SERVERS=1 forbids that."""
    path = shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *places]))
    if path:
        return path
    message = f"no {program}: install it (apt install nginx-light apache2)"
    if os.environ.get("NOTICEPRESS_REQUIRE_SERVERS") == "1":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def nginx(site: Path, under: str = "") -> Iterator[int]:
    """Serve a copy of ``site`` with the ``nginx.conf`` in it, at the path ``under`` of its host; yields the port."""
    program = require("nginx")

    def command(work: Path, served: Path, port: int) -> list[str]:
        include = f"include {served}/{under}nginx.conf;"
        include = f"location /{under} {{ {include} }}" if under else include
        (work / "nginx.conf").write_text(NGINX.format(work=work, port=port, root=served, include=include))
        return [program, "-p", str(work), "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")]

    with _running(site, command, under) as port:
        yield port


@contextmanager
def apache(site: Path, under: str = "", modules: tuple[str, ...] = APACHE_ALL) -> Iterator[int]:
    """Serve a copy of ``site``, ``.htaccess`` and all, where only FileInfo may be overridden; yields the port."""
    program = require("apache2")
    load = "".join(f"LoadModule {m}_module {APACHE_MODULES}/mod_{m}.so\n" for m in (*_APACHE_BASE, *modules))
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""

    def command(work: Path, served: Path, port: int) -> list[str]:
        (work / "mime.types").write_text("text/html html\napplication/pdf pdf\ntext/plain txt\n")
        text = APACHE.format(work=work, port=port, site=served, modules=load, user=user)
        (work / "apache.conf").write_text(text)
        return [program, "-d", str(work), "-f", str(work / "apache.conf"), "-DFOREGROUND"]

    with _running(site, command, under) as port:
        yield port


@contextmanager
def _running(site: Path, command: Callable[[Path, Path, int], list[str]], under: str) -> Iterator[int]:
    """Run a server until the test is done; a port that was taken meanwhile is tried anew."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        work.chmod(0o755)  # a server that was started by root reads as somebody else
        served = work / "site"
        shutil.copytree(site, served / under)
        for path in (served, *served.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        for _ in range(_TRIES):
            port = _free_port()
            process = subprocess.Popen(command(work, served, port), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                if _answers(process, port):
                    yield port
                    return
            finally:
                process.terminate()
                _, said = process.communicate(timeout=_PATIENCE)
        log = work / "error.log"
        pytest.fail(f"the server does not start: {said.decode()}{log.read_text() if log.exists() else ''}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return True
    return False


def fetch(port: int, path: str) -> tuple[int, dict[str, list[str]], bytes]:
    """Return the status, every value of each header by its small name, and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        headers: dict[str, list[str]] = {}
        for name, value in response.getheaders():
            headers.setdefault(name.lower(), []).append(value)
        return response.status, headers, response.read()
    finally:
        connection.close()


@contextmanager
def folder_server(folder: Path, headers: Callable[[str], Mapping[str, str]] = lambda _path: {}) -> Iterator[str]:
    """Serve a folder as a plain host does, with ``headers`` of each path; yields the address."""

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *given: object) -> None:
            super().__init__(*given, directory=str(folder))

        def end_headers(self) -> None:
            for name, value in headers(self.path.partition("?")[0].lstrip("/")).items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
