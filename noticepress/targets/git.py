"""A branch of a Git repository, as GitHub and GitLab Pages serve it: one publish, one commit, pushed with a lease.

No work tree is ever made: blobs, tree and commit are written by Git's plumbing into a repository that is thrown away.
The push names the commit that was read before; where somebody else has pushed since, it is refused.
"""

import asyncio
import base64
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
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
_FILE, _GONE = "100644", "0"
_ZERO = "0" * 40


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
        self._staged: dict[str, str | None] = {}

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
        blob = self._staged[whole] if whole in self._staged else self._names.get(whole)
        return None if blob is None else await self._git("cat-file", "blob", blob, doing=path)

    async def replace(self, file: File, *, create: bool = False) -> None:
        """Write a blob; the manifest commits and pushes everything."""
        if create and await self.read(file.path) not in {None, file.data}:
            raise failure(self.name, file.path, "it stands there with other bytes, and is never overwritten")
        blob = (await self._git("hash-object", "-w", "--stdin", doing=file.path, data=file.data)).decode().strip()
        self._staged[self._whole(file.path)] = blob
        if await self.read(file.path) != file.data:
            raise failure(self.name, file.path, "what was read back is not what was sent")
        if file.path == MANIFEST:
            await self._commit()

    async def delete(self, path: str) -> None:
        """Leave a file out of the commit to be."""
        self._staged[self._whole(path)] = None

    async def list(self, folder: str = "") -> Mapping[str, bool]:
        """Return what lies directly in a folder."""
        prefix = self._whole(f"{folder}/" if folder else "")
        names = {**self._names, **self._staged}
        found: dict[str, bool] = {}
        for path, blob in names.items():
            if blob is not None and path.startswith(prefix):
                name, slash, _ = path[len(prefix) :].partition("/")
                found[name] = bool(slash) or found.get(name, False)
        return found

    async def lock(self, lease: Lease) -> None:  # noqa: ARG002 - the branch knows no owner
        """Look at the branch anew. The push itself is the lock: it fails where the branch has moved since."""
        if await self._remote_tip() != self._tip:
            await self._fetch()

    async def unlock(self, lease: Lease) -> None:
        """Do nothing: an unfinished publish left no trace."""

    async def _commit(self) -> None:
        """Make the commit and push it; nothing where the tree is what it was."""
        if _NO_JEKYLL not in self._names:
            empty = await self._git("hash-object", "-w", "--stdin", doing=_NO_JEKYLL)
            self._staged[_NO_JEKYLL] = empty.decode().strip()
        if self._tip is not None:
            await self._git("read-tree", self._tip, doing="committing")
        lines = [f"{_FILE if blob else _GONE} {blob or _ZERO}\t{path}\0" for path, blob in sorted(self._staged.items())]
        await self._git("update-index", "-z", "--index-info", doing="committing", data="".join(lines).encode())
        tree = (await self._git("write-tree", doing="committing")).decode().strip()
        if self._tip is not None:
            before = await self._git("rev-parse", f"{self._tip}^{{tree}}", doing="committing")
            if before.decode().strip() == tree:
                return
        parents = ["-p", self._tip] if self._tip else []
        message = b"Publish\n"
        commit = (await self._git("commit-tree", tree, *parents, doing="committing", data=message)).decode().strip()
        await self._push(commit)
        self._staged.clear()
        await self._fetch()

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
            if tip != self._tip:
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
        named = {f"GIT_{role}_{fact}": value for role in ("AUTHOR", "COMMITTER") for fact, value in _WHO.items()}
        return {
            **named,
            **inherited,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_INDEX_FILE": str(Path(self._temporary.name if self._temporary else ".") / "publish.index"),
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
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
    }
)


def _basic(token: str) -> str:
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()
