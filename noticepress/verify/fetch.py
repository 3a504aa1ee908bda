"""Fetching a website's files as a reader's browser would, past caches, within limits, and from nowhere else."""

import queue
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import quote, urlsplit

import noticepress

_HOME = "index.html"
_THREADS = 8
_LARGEST = 64 << 20
_PIECE = 1 << 16
#: Answers that may be another one soon.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Limits:
    """``seconds`` for one answer to begin or go on, ``deadline`` seconds for a whole site, and how often to ask anew.

    Before a file is asked for again there is a pause of ``pause`` seconds, twice as long each time.
    """

    seconds: float = 15.0
    deadline: float = 300.0
    retries: int = 3
    pause: float = 1.0


@dataclass(frozen=True)
class Answer:
    """What a host said: ``status`` as HTTP has it, header names are in small letters."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def passes(self) -> bool:
        """Whether the host may well say something else soon."""
        return self.status in _PASSING


@dataclass(frozen=True)
class Silence:
    """No answer came, and why."""

    reason: str


Reply = Answer | Silence


def address(url: str, path: str) -> str:
    """Return where readers find a file: a folder's index at the folder. Whatever ``path`` says, it is below ``url``."""
    shown = path.removesuffix(_HOME) if path == _HOME or path.endswith(f"/{_HOME}") else path
    return f"{url}{quote(shown)}"


def fetch_all(
    url: str, paths: Collection[str], satisfied: Callable[[str, Answer], bool], limits: Limits
) -> dict[str, Reply]:
    """Return the reply for each of ``paths`` below ``url``; those that do not satisfy are asked for again.

    No request goes to another host, and none outlasts the limits: what has no answer by then is a ``Silence``.
    """
    until = time.monotonic() + limits.deadline
    replies: dict[str, Reply] = {}
    left = sorted(paths)
    for tried in range(limits.retries + 1):
        if tried:
            time.sleep(max(0.0, min(limits.pause * 2 ** (tried - 1), until - time.monotonic())))
        replies.update(_round(url, left, limits.seconds, until))
        left = [path for path in left if not _done(path, replies[path], satisfied)]
        if not left or time.monotonic() >= until:
            break
    return replies


def _done(path: str, reply: Reply, satisfied: Callable[[str, Answer], bool]) -> bool:
    return isinstance(reply, Answer) and not reply.passes and satisfied(path, reply)


def _round(url: str, paths: Iterable[str], seconds: float, until: float) -> dict[str, Reply]:
    """Ask for each path once. The threads are daemons: one that hangs on a host holds nobody up."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[str, Reply]] = queue.SimpleQueue()
    replies: dict[str, Reply] = {path: Silence("no answer within the time for the whole site") for path in paths}
    for path in replies:
        waiting.put(path)

    def work() -> None:
        while True:
            try:
                path = waiting.get_nowait()
            except queue.Empty:
                return
            done.put((path, fetch(url, path, seconds, until)))

    for _ in range(min(_THREADS, len(replies))):
        threading.Thread(target=work, daemon=True).start()
    for _ in range(len(replies)):
        try:
            path, reply = done.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
        replies[path] = reply
    return replies


def fetch(url: str, path: str, seconds: float, until: float) -> Reply:
    """Return what stands at ``path`` below ``url``, asked for so that no cache may answer from memory."""
    left = min(seconds, until - time.monotonic())
    if left <= 0:
        return Silence("no answer within the time for the whole site")
    asked = f"{address(url, path)}?checked={secrets.token_hex(8)}"
    headers = {
        "User-Agent": f"noticepress/{noticepress.__version__} (verify)",
        "Cache-Control": "no-cache",
        "Pragma": "no-cache",
        "Accept-Encoding": "identity",
    }
    opener = urllib.request.build_opener(_SameHost(url))
    try:
        request = urllib.request.Request(asked, headers=headers)  # noqa: S310 - the configuration allows http and https
        with opener.open(request, timeout=left) as answer:
            return Answer(answer.status, _whole(answer, until), _headers(answer.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, headers=_headers(error.headers))
    except (OSError, HTTPException, ValueError) as error:
        return Silence(str(getattr(error, "reason", None) or error) or type(error).__name__)


def _whole(answer: IO[bytes], until: float) -> bytes:
    pieces, size = [], 0
    while piece := answer.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > _LARGEST or time.monotonic() >= until:
            raise TimeoutError("the answer does not end")
    return b"".join(pieces)


def _headers(message: Message) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in message.items():
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect on the same host, and from http to https; any other is an answer like the rest."""

    def __init__(self, url: str) -> None:
        self._own = urlsplit(url)

    def redirect_request(  # noqa: PLR0913, RUF100 - the base class's
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        there, here = urlsplit(newurl), urlsplit(req.full_url)
        is_safer = there.scheme == "https" and here.scheme == "http"
        is_same = (there.scheme, there.port) == (here.scheme, here.port)
        if there.hostname != self._own.hostname or not (is_same or is_safer):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)
