"""A branch of a Git repository, as GitHub and GitLab Pages serve it: one publish, one commit, pushed with a lease.

No work tree is ever made: one ``git fast-import`` writes the commit into a repository that is thrown away.
The push names the commit that was read before; where somebody else has pushed since, it is refused.
"""

import asyncio
import base64
import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from noticepress.errors import Finding, TargetError
from noticepress.model import File, TargetSettings
from noticepress.targets.failures import failure
from noticepress.targets.protocol import MANIFEST, Lease
from noticepress.targets.secrets import Secrets

_SECONDS = 120
#: Without it GitHub Pages leaves out names that begin with an underscore, and runs Jekyll over the rest.
_NO_JEKYLL = ".nojekyll"
#: What Git says where another push is just being taken.
_OVERTAKEN = ("cannot lock ref", "failed to update ref", "stale info", "incorrect old value")
#: What the commit to be is called in the repository that is thrown away.
_NEW = "refs/heads/noticepress-new"


class GitTarget:
    """A branch. What is replaced and deleted is kept until the manifest is: then all of it is one commit, pushed."""

    atomic = True
    width = 4

    def __init__(self, settings: TargetSettings, hidden: Secrets, name: str) -> None:
        self.settings = settings
        self.name = name
        self.secrets = hidden
        self.ref = f"refs/heads/{settings.branch}"
        self.base = settings.path.strip("/")
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._tip: str | None = None
        self._names: dict[str, str] = {}
        self._staged: dict[str, bytes | None] = {}

    async def __aenter__(self) -> Self:
        """Fetch the branch's newest commit into a repository of our own."""
        self._temporary = tempfile.TemporaryDirectory(prefix="noticepress-git-")
        try:
            await self._git("init", "--quiet", "--bare", ".", doing="preparing")
            await self._fetch()
        except BaseException:
            self._temporary.cleanup()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop the repository and whatever was not pushed."""
        self._staged.clear()
        if self._temporary is not None:
            self._temporary.cleanup()
        self._temporary = None

    async def _fetch(self) -> None:
        self._tip = await self._remote_tip()
        self._names = {}
        if self._tip is None:
            return
        await self._git("fetch", "--quiet", "--depth=1", "--no-tags", self.settings.address, self._tip, doing="reading")
        listed = await self._git("ls-tree", "-r", "-z", "--full-tree", self._tip, doing="reading")
        for line in listed.decode("utf-8", "surrogateescape").split("\0"):
            if line:
                facts, _, path = line.partition("\t")
                self._names[path] = facts.split()[2]

    async def _remote_tip(self) -> str | None:
        found = await self._git("ls-remote", self.settings.address, self.ref, doing="reading")
        return found.split()[0].decode() if found.strip() else None

    async def read(self, path: str) -> bytes | None:
        """Return a file of the commit to be, else of the branch."""
        whole = self._whole(path)
        if whole in self._staged:
            return self._staged[whole]
        blob = self._names.get(whole)
        return None if blob is None else await self._git("cat-file", "blob", blob, doing=path)

    async def replace(self, file: File, *, create: bool = False, turn: asyncio.Event | None = None) -> None:  # noqa: ARG002
        """Keep a file for the commit to be; the manifest makes that commit, reads all of it back, and pushes."""
        if create and await self.read(file.path) not in {None, file.data}:
            raise failure(self.name, file.path, "it stands there with other bytes, and is never overwritten")
        self._staged[self._whole(file.path)] = file.data
        if file.path == MANIFEST:
            await self._commit()

    async def delete(self, path: str) -> None:
        """Leave a file out of the commit to be."""
        self._staged[self._whole(path)] = None

    async def list(self, folder: str = "") -> Mapping[str, bool]:
        """Return what lies directly in a folder."""
        prefix = self._whole(f"{folder}/" if folder else "")
        gone = {path for path, content in self._staged.items() if content is None}
        found: dict[str, bool] = {}
        for path in (self._names.keys() | self._staged.keys()) - gone:
            if path.startswith(prefix):
                name, slash, _ = path[len(prefix) :].partition("/")
                found[name] = bool(slash) or found.get(name, False)
        return found

    async def lock(self, lease: Lease) -> None:  # noqa: ARG002 - the branch knows no owner
        """Look at the branch anew. The push itself is the lock: it fails where the branch has moved since."""
        self._staged.clear()
        if await self._remote_tip() != self._tip:
            await self._fetch()

    async def unlock(self, lease: Lease) -> None:
        """Do nothing: an unfinished publish left no trace."""

    async def _commit(self) -> None:
        """Make the commit and push it; nothing where the tree is what it was."""
        if _NO_JEKYLL not in self._names:
            self._staged[_NO_JEKYLL] = b""
        await self._git(
            "fast-import", "--quiet", "--force", "--done", doing="committing", data=b"".join(self._stream())
        )
        commit, tree = await self._ids(_NEW)
        if self._tip is not None and (await self._ids(self._tip))[1] == tree:
            self._staged.clear()
            return
        await self._read_back(commit)
        await self._push(commit)
        self._staged.clear()
        await self._fetch()

    def _stream(self) -> Iterator[bytes]:
        """Yield the commit as ``git fast-import`` reads it."""
        who = f"{_WHO['NAME']} <{_WHO['EMAIL']}> {int(datetime.now(UTC).timestamp())} +0000"
        yield f"commit {_NEW}\ncommitter {who}\n{_data(b'Publish')}".encode()
        if self._tip is not None:
            yield f"from {self._tip}\n".encode()
        for path, content in sorted(self._staged.items()):
            if content is None:
                yield f"D {_quoted(path)}\n".encode()
            else:
                yield f"M 100644 inline {_quoted(path)}\ndata {len(content)}\n".encode() + content + b"\n"
        yield b"done\n"

    async def _ids(self, commit: str) -> tuple[str, ...]:
        """Return the ids of a commit and of its tree."""
        said = await self._git("rev-parse", commit, f"{commit}^{{tree}}", doing="committing")
        return tuple(said.decode().split())

    async def _read_back(self, commit: str) -> None:
        """Hold every file of the commit to the bytes that were meant, in one go."""
        put = {path: content for path, content in sorted(self._staged.items()) if content is not None}
        asked = "".join(f"{commit}:{path}\n" for path in put).encode()
        held = await self._git("cat-file", "--batch", doing="reading back", data=asked)
        for path, content in put.items():
            head, _, held = held.partition(b"\n")
            if not head.endswith(b" blob %d" % len(content)) or not held.startswith(content + b"\n"):
                raise failure(self.name, path, "what was read back is not what was sent; nothing was pushed")
            held = held[len(content) + 1 :]

    async def _push(self, commit: str) -> None:
        lease = f"--force-with-lease={self.ref}:{self._tip or ''}"
        try:
            await self._git(
                "push", "--quiet", "--no-verify", lease, self.settings.address, f"{commit}:{self.ref}", doing="pushing"
            )
        except TargetError as error:
            tip = await self._remote_tip()
            if tip == commit:  # the answer was lost, not the push
                return
            if tip != self._tip or any(words in str(error) for words in _OVERTAKEN):
                message = f"{self.name}: somebody else has pushed in the meantime; nothing of this run is there"
                raise TargetError(Finding("LOCK", "error", message, hint="plan again")) from None
            raise error from None
        if await self._remote_tip() != commit:
            raise failure(self.name, "pushing", "the branch is not at the commit that was pushed")

    def _whole(self, path: str) -> str:
        return f"{self.base}/{path}" if self.base else path

    async def _git(self, *arguments: str, doing: str, data: bytes = b"") -> bytes:
        assert self._temporary is not None, "use it in 'async with'"
        process = await asyncio.create_subprocess_exec(
            "git",
            *arguments,
            cwd=self._temporary.name,
            env=self._environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_SECONDS):
                out, said = await process.communicate(data)
        except BaseException as error:
            process.kill()
            await process.wait()
            if isinstance(error, TimeoutError):
                raise failure(self.name, doing, "no answer in time") from None
            raise
        if process.returncode:
            raise failure(self.name, doing, said.decode("utf-8", "replace"), self._hidden())
        return out

    def _environment(self) -> dict[str, str]:
        """Return an environment in which Git asks nobody, and knows of no other repository, index or work tree."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
        return {
            **inherited,
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C.UTF-8",
            **self._token(),
        }

    def _token(self) -> dict[str, str]:
        """Give the token to Git by its environment: neither a command line nor a file ever holds it."""
        token = self.secrets["token"]
        parts = urlsplit(self.settings.address)
        if token is None or parts.scheme != "https":
            return {}
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.https://{parts.netloc}/.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {_basic(token)}",
        }

    def _hidden(self) -> tuple[str, ...]:
        token = self.secrets["token"]
        return (*self.secrets, _basic(token)) if token else tuple(self.secrets)


_WHO = {"NAME": "noticepress", "EMAIL": "noticepress@localhost"}
_KEPT = frozenset(
    {
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSL_CAINFO",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
    }
)


def _data(content: bytes) -> str:
    return f"data {len(content)}\n{content.decode()}\n"


def _quoted(path: str) -> str:
    """Return a path as ``git fast-import`` reads it whatever it holds."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _basic(token: str) -> str:
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()
