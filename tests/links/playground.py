"""Servers on loopback that play every awkward website a link check meets, and a few hostile ones.

``TRUTH`` says what a careful person would call each address. Ports are the system's choice; everything runs in one
thread of its own until the block ends.
"""

import asyncio
import gzip
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from links.certificates import LEAVES, make_certificates

COMPLAINT = (
    "<html><head><title>Make a complaint</title></head><body><h1 id='complaint'>Make a complaint</h1>"
    "<p>You can make a complaint to us about how an organisation has used your personal information.</p></body></html>"
)
SERVICES = (
    "<html><head><title>Our services</title></head><body><h1>Our services</h1>"
    "<p>Register, pay the fee, training and events.</p></body></html>"
)
NOT_FOUND = (
    "<html><head><title>Page not found</title></head><body><h1>Sorry, this page cannot be found</h1>"
    "<p>The page may have moved.</p></body></html>"
)
HOME = "<html><head><title>Home</title></head><body><h1>Welcome</h1><p>home page</p></body></html>"
PLACES = (
    "<html><head><title>Places</title></head><body><h2 id='good'>Good</h2><a name='old'>old style</a>"
    "<h2 id='caf\u00e9'>caf\u00e9</h2><h2 id='UPPER'>x</h2><p>complaint</p>"
    "<script>var h=document.createElement('h2');h.id='late';document.body.append(h)</script></body></html>"
)
CHALLENGE = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
REFRESH = "<html><head><meta http-equiv='refresh' content='0; url=/services'><title>x</title></head></html>"

Answer = tuple[int, dict[str, str], str]


def to(code: int, location: str) -> Answer:
    return code, {"Location": location}, ""


#: What a path always answers. ``{name}`` is the port of another server.
FIXED: dict[str, Answer] = {
    "/complaint": (200, {}, COMPLAINT), "/": (200, {}, HOME), "/services": (200, {}, SERVICES),
    "/r301": to(301, "/complaint"), "/r302": to(302, "/complaint"), "/r303": to(303, "/complaint"),
    "/r307": to(307, "/complaint"), "/r308": to(308, "/complaint"),
    "/chain1": to(301, "/chain2"), "/chain2": to(302, "/chain3"), "/chain3": to(301, "/complaint"),
    "/loopa": to(302, "/loopb"), "/loopb": to(302, "/loopa"), "/loopself": to(301, "/loopself"),
    "/to404": to(301, "/n404"), "/tohost": to(301, "http://localhost:{main}/complaint"),
    "/n404": (404, {}, NOT_FOUND), "/n410": (410, {}, "gone"), "/n401": (401, {"WWW-Authenticate": "Basic"}, "auth"),
    "/n403": (403, {}, "no"), "/n451": (451, {}, "legal"), "/n999": (999, {}, "denied"), "/n500": (500, {}, "err"),
    "/n503": (503, {"Retry-After": "1"}, "maintenance"), "/r429": (429, {"Retry-After": "1"}, "slow down"),
    "/empty0": (200, {}, ""), "/n204": (204, {}, ""), "/soft404": (200, {}, NOT_FOUND), "/softhome": to(302, "/"),
    "/movedtopic": to(301, "/services"), "/staletopic": (200, {}, SERVICES), "/frag": (200, {}, PLACES),
    "/fragredir": to(301, "/frag"), "/fragredir2": to(301, "/frag#good"), "/metarefresh": (200, {}, REFRESH),
    "/pdf": (200, {"Content-Type": "application/pdf"}, "%PDF-1.4 x"),
    "/noindex": (200, {"X-Robots-Tag": "noindex"}, COMPLAINT),
    "/bot403": (403, {"cf-mitigated": "challenge"}, CHALLENGE),
    "/to-private": to(302, "http://10.0.0.1/"), "/to-mapped": to(301, "http://[::ffff:10.0.0.1]/"),
    "/to-file": to(302, "file:///etc/passwd"), "/to-password": to(302, "http://u:p@127.0.0.1:{main}/complaint"),
    "/to-decimal": to(302, "http://2130706433:{main}/complaint"),
    "/to-here": to(302, "http://127.0.0.1:{main}/complaint"),
    "/to-metadata": to(307, "http://169.254.169.254/latest/meta-data/"), "/to-name": to(302, "http://localhost:{main}/x"),
}  # fmt: skip

TRUTH = {
    "ok": "/complaint /slow /head405 /head404 /head403 /headhang /huge /hugechunked /pdf /gz /noindex /needaccept "
    "/cookiewall /frag#good /frag#old /frag#caf%C3%A9 /frag#top robots-disallow/private/x robots-hangs/page "
    "robots-500/page tls-valid/complaint tls-soon/complaint",
    "moved": "/r301 /r308 /chain1 /tohost /fragredir#good /fragredir2",
    "temporary": "/r302 /r303 /r307",
    "transient": "/flap500 /flapreset /flaphang /r429once",
    "blocked": "/bot403 /r429 /r429date /n401 /n403 /n999 /needref browsers-only/page",
    "outage": "/n500 /n503 /hang /reset /drip /badlen",
    "broken": "/n404 /n410 /to404 /loopa /loopself /n451 robots-disallow/private/gone refused/page "
    "tls-expired/complaint tls-selfsigned/complaint tls-wronghost/complaint",
    "content": "/soft404 /softhome /movedtopic /staletopic /metarefresh /empty0 /n204",
    "fragment": "/frag#missing /frag#upper /frag#late /fragredir#missing",
}
#: Answers that never end, in one way or another: they are bounded, and called an outage, or ok where enough was read.
HOSTILE = {
    "outage": "/drip /drip-headers /redirect-body /hang",
    "ok": "/endless /huge",
    "refused": "/to-private /to-mapped /to-file /to-password /to-decimal /to-metadata",
}
#: Of these nobody can say what they must hold.
WORDLESS = ("/pdf", "/empty0", "/n204")


@dataclass
class Call:
    """A request as a behaviour sees it; ``count`` is how often its path has been asked."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    headers: dict[str, str]
    head: bool
    count: int


class Playground:
    """The running servers: ``ports`` by name, ``ca_file`` to trust, and every request that came, by path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca_file = make_certificates(folder)
        self.ports: dict[str, int] = {}
        self.hits: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.left = threading.Event()
        #: 32 MB in 32 kB.
        self.bomb = gzip.compress(b"<p>complaint</p>" * 2_000_000)

    def url(self, path: str) -> str:
        """Return the address of a path of the main server, or of ``server/path``."""
        name, _, rest = path.partition("/")
        if name.startswith("tls-"):
            return f"https://localhost:{self.ports[name]}/{rest}"
        return f"http://127.0.0.1:{self.ports[name or 'main']}/{rest}"

    def wait_until_left(self) -> None:
        """Wait until nobody waits for the answer that never comes."""
        assert self.left.wait(60)

    async def start(self) -> list[asyncio.Server]:
        plain = ("main", "browsers-only", "robots-disallow", "robots-hangs", "robots-500")
        servers = [server for name in plain for server in await self._listen(name, None)]
        for name in LEAVES:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.folder / f"{name}.pem")
            servers += await self._listen(f"tls-{name}", context)
        return servers

    async def _listen(self, name: str, context: ssl.SSLContext | None) -> list[asyncio.Server]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # A server that is stopped in the middle of an answer has nothing to complain about.
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._request(name, reader, writer):
                    pass
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, backlog=512)
        self.ports[name] = server.sockets[0].getsockname()[1]
        if name == "main":  # the same port on a second address of this machine
            return [server, await asyncio.start_server(serve, "127.0.0.2", self.ports[name], backlog=64)]
        return [server]

    async def _request(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        line = await reader.readline()
        if not line.strip():
            return False
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = {}
        while (row := await reader.readline()) not in (b"\r\n", b""):
            key, _, value = row.decode("latin-1").partition(":")
            headers[key.strip().lower()] = value.strip()
        self.hits[target] += 1
        self.agents.add(headers.get("user-agent", ""))
        if name == "browsers-only":
            return await send(writer, 403, {"cf-mitigated": "challenge"}, CHALLENGE)
        if target == "/robots.txt":
            return await self._robots(name, reader, writer)
        if name == "robots-disallow":
            return await send(writer, *((404, {}, NOT_FOUND) if target.endswith("gone") else (200, {}, COMPLAINT)))
        if name.startswith("robots-"):
            return await send(writer, 200, {}, COMPLAINT)
        call = Call(reader, writer, headers, method == "HEAD", self.hits[target])
        return await self._main(target.split("?")[0], call)

    async def _robots(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer what a crawler asks first, and a reader never does."""
        if name == "robots-disallow":
            return await send(writer, 200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /private\n")
        if name == "robots-hangs":
            await reader.read()
            return False
        return await send(writer, 500 if name == "robots-500" else 404, {}, "")

    async def _main(self, path: str, call: Call) -> bool:
        writer, head = call.writer, call.head
        if path.startswith("/ok/"):
            return await send(writer, 200, {"LinkChecker": "ok"}, COMPLAINT)
        if path in FIXED:
            status, more, body = FIXED[path]
            more = {key: value.replace("{main}", str(self.ports["main"])) for key, value in more.items()}
            return await send(writer, status, more, body, head=head)
        behave = getattr(self, "do_" + path[1:].replace("-", "_"), None)
        if behave is None:
            return await send(writer, 404, {}, NOT_FOUND, head=head)
        return bool(await behave(call))

    async def do_slow(self, call: Call) -> bool:
        await asyncio.sleep(1)
        return await send(call.writer, 200, {}, COMPLAINT)

    async def do_r429once(self, call: Call) -> bool:
        return await send(
            call.writer, *((429, {"Retry-After": "1"}, "wait") if call.count == 1 else (200, {}, COMPLAINT))
        )

    async def do_r429date(self, call: Call) -> bool:
        return await send(call.writer, 429, {"Retry-After": formatdate(time.time() + 2, usegmt=True)}, "wait")

    async def do_flap500(self, call: Call) -> bool:
        return await send(call.writer, *((500, {}, "err") if call.count == 1 else (200, {}, COMPLAINT)))

    async def do_flapreset(self, call: Call) -> bool:
        return await (self.do_reset(call) if call.count == 1 else send(call.writer, 200, {}, COMPLAINT))

    async def do_flaphang(self, call: Call) -> bool:
        return await (self.do_hang(call) if call.count == 1 else send(call.writer, 200, {}, COMPLAINT))

    async def do_hang(self, call: Call) -> bool:
        self.left.clear()
        await call.reader.read()  # until the other side gives up
        self.left.set()
        return False

    async def do_reset(self, call: Call) -> bool:
        call.writer.transport.abort()
        return False

    async def do_drip(self, call: Call) -> bool:
        call.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6000\r\n\r\n")
        return await drip(call.writer, b"x")

    async def do_drip_headers(self, call: Call) -> bool:
        call.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Slow: ")
        return await drip(call.writer, b"x")

    async def do_redirect_body(self, call: Call) -> bool:
        """Redirect to what hangs, with a body that never ends."""
        call.writer.write(b"HTTP/1.1 302 Found\r\nLocation: /hang\r\nContent-Type: text/html\r\n\r\n")
        return await endless(call.writer)

    async def do_endless(self, call: Call) -> bool:
        call.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>complaint</p>")
        return await endless(call.writer)

    async def do_bomb(self, call: Call) -> bool:
        return await send(call.writer, 200, {"Content-Encoding": "gzip"}, self.bomb)

    async def do_head405(self, call: Call) -> bool:
        return await send(
            call.writer, *((405, {"Allow": "GET"}, "") if call.head else (200, {}, COMPLAINT)), head=call.head
        )

    async def do_head404(self, call: Call) -> bool:
        return await send(call.writer, *((404, {}, "") if call.head else (200, {}, COMPLAINT)), head=call.head)

    async def do_head403(self, call: Call) -> bool:
        return await send(call.writer, *((403, {}, "") if call.head else (200, {}, COMPLAINT)), head=call.head)

    async def do_headhang(self, call: Call) -> bool:
        return await (self.do_hang(call) if call.head else send(call.writer, 200, {}, COMPLAINT))

    async def do_huge(self, call: Call) -> bool:
        call.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 52428800\r\n\r\n")
        return await endless(call.writer, 800)

    async def do_hugechunked(self, call: Call) -> bool:
        call.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(800):
            call.writer.write(b"10000\r\n" + b"<p>complaint</p>" * 4096 + b"\r\n")
            await call.writer.drain()
        call.writer.write(b"0\r\n\r\n")
        return True

    async def do_cookiewall(self, call: Call) -> bool:
        if "seen=1" in call.headers.get("cookie", ""):
            return await send(call.writer, 200, {}, COMPLAINT)
        return await send(call.writer, 302, {"Location": "/cookiewall", "Set-Cookie": "seen=1; Path=/"}, "")

    async def do_gz(self, call: Call) -> bool:
        return await send(call.writer, 200, {"Content-Encoding": "gzip"}, gzip.compress(COMPLAINT.encode()))

    async def do_badlen(self, call: Call) -> bool:
        call.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\nshort")
        return False

    async def do_needref(self, call: Call) -> bool:
        return await send(call.writer, *((200, {}, COMPLAINT) if "referer" in call.headers else (403, {}, "no")))

    async def do_needaccept(self, call: Call) -> bool:
        return await send(call.writer, *((200, {}, COMPLAINT) if call.headers.get("accept") else (406, {}, "no")))


async def send(
    writer: asyncio.StreamWriter, status: int, headers: dict[str, str], body: str | bytes, *, head: bool = False
) -> bool:
    data = body.encode() if isinstance(body, str) else body
    rows = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(data)), **headers}
    start = f"HTTP/1.1 {status} X\r\n" + "".join(f"{key}: {value}\r\n" for key, value in rows.items()) + "\r\n"
    writer.write(start.encode() + (b"" if head else data))
    await writer.drain()
    return True


async def drip(writer: asyncio.StreamWriter, piece: bytes) -> bool:
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.3)


async def endless(writer: asyncio.StreamWriter, times: int = 10**9) -> bool:
    for _ in range(times):
        writer.write(b"<p>complaint</p>" * 4096)
        await writer.drain()
        await asyncio.sleep(0)  # with a fast reader, nobody else would have a turn
    return False


@contextmanager
def playground(folder: Path) -> Iterator[Playground]:
    """Run the servers, with certificates in ``folder``, until the block ends."""
    place = Playground(folder)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    servers = asyncio.run_coroutine_threadsafe(place.start(), loop).result(30)
    with socket.socket() as closed:  # bound and never listened to: nobody else gets the port
        closed.bind(("127.0.0.1", 0))
        place.ports["refused"] = closed.getsockname()[1]
        try:
            yield place
        finally:
            asyncio.run_coroutine_threadsafe(_stop(servers), loop).result(30)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(30)
            loop.close()


async def _stop(servers: list[asyncio.Server]) -> None:
    for server in servers:
        server.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
