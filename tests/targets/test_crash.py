"""A publish that dies at any operation, before, in the middle of or after it, on every kind of target."""

import asyncio
import itertools
import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
import pytest
from obstore.store import S3Store

from noticepress.errors import Finding, TargetError
from noticepress.targets import PART, open_target
from noticepress.targets.folder import Disk, ReleasesTarget
from noticepress.targets.ftps import Ftps
from noticepress.targets.git import GitTarget
from noticepress.targets.sftp import Sftp
from targets.hosts import KINDS, ftps, host, make_host, s3, sftp_of_asyncssh, sftp_of_openssh
from targets.servers import Host
from targets.sites import NEW, OLD, faults, public, publication, publish, publish_to, write_site

#: What changes something on each kind of host, and, of those, what can stop in the middle.
CHANGING = {
    Disk: ("upload", "rename", "remove", "make_folder", "claim", "reclaim", "unclaim"),
    Sftp: ("upload", "rename", "remove", "make_folder", "claim", "reclaim", "unclaim"),
    Ftps: ("upload", "rename", "remove", "make_folder", "claim", "reclaim", "unclaim"),
}
HALVED = ("upload", "claim")
TRANSPORTS = {"folder": Disk, "releases": Disk, "sftp-asyncssh": Sftp, "sftp-openssh": Sftp, "ftps": Ftps}


@dataclass
class Fault:
    """Dies at the operation number ``at``, and nothing works from then on."""

    at: int
    when: str
    count: int = 0
    dead: bool = False
    met: str = ""

    async def meet(self, name: str, do: Callable[[], Awaitable[Any]], half: Callable[[], Awaitable[Any]] | None) -> Any:
        if self.dead:
            raise _gone()
        # What cannot stop in the middle has no middle.
        number = self.count if self.when != "half" or half is not None else -1
        self.count += number >= 0
        if number != self.at:
            result = await do()
            if self.dead:
                raise _gone()
            return result
        self.met = name
        if self.when == "half" and half is not None:
            await half()
        elif self.when == "after":
            await do()
        self.dead = True
        raise _gone()


def _gone() -> TargetError:
    return TargetError(Finding("TARGET", "error", "the line is dead"))


def inject(monkeypatch: pytest.MonkeyPatch, kind: str, fault: Fault) -> None:
    """Put ``fault`` between the target and its host."""
    if kind == "s3":
        _inject_s3(monkeypatch, fault)
    elif kind == "git":
        _inject_git(monkeypatch, fault)
    else:
        for name in CHANGING[TRANSPORTS[kind]]:
            _inject_transport(monkeypatch, TRANSPORTS[kind], name, fault)
        if kind == "releases":
            _inject_swap(monkeypatch, fault)


def _inject_transport(monkeypatch: pytest.MonkeyPatch, transport: type, name: str, fault: Fault) -> None:
    real = getattr(transport, name)

    async def faulty(self: object, path: str, *more: Any) -> Any:
        half = None
        if name in HALVED:
            half = lambda: real(self, path, more[0][: len(more[0]) // 2])  # noqa: E731
        return await fault.meet(f"{name} {path}", lambda: real(self, path, *more), half)

    monkeypatch.setattr(transport, name, faulty)


def _inject_swap(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    real = ReleasesTarget._swap

    def faulty(self: ReleasesTarget) -> None:
        if fault.dead:
            raise _gone()
        number = fault.count if fault.when != "half" else -1
        fault.count += number >= 0
        if number == fault.at:
            fault.met, fault.dead = "swap", True
            if fault.when == "after":
                real(self)
            raise _gone()
        real(self)

    monkeypatch.setattr(ReleasesTarget, "_swap", faulty)
    # A process that died tidies nothing up.
    monkeypatch.setattr(ReleasesTarget, "_drop", lambda _: None)


def _inject_s3(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    for name in ("put_async", "delete_async"):
        real = getattr(obstore, name)

        async def faulty(
            store: object, key: str, *more: Any, _real: Any = real, _name: str = name, **named: Any
        ) -> Any:
            half = None
            if _name == "put_async":
                half = lambda: asyncio.to_thread(half_put, store, key, more[0])  # noqa: E731
            return await fault.meet(f"{_name} {key}", lambda: _real(store, key, *more, **named), half)

        monkeypatch.setattr(obstore, name, faulty)


def half_put(store: S3Store, key: str, data: bytes) -> None:
    """Announce an object, send half of it and hang up."""
    endpoint, bucket = urlsplit(str(store.config["endpoint"])), store.config["bucket"]
    head = f"PUT /{bucket}/{key} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(data)}\r\n\r\n"
    with socket.create_connection((str(endpoint.hostname), endpoint.port or 80)) as sock:
        sock.sendall(head.encode() + data[: len(data) // 2])
        sock.shutdown(socket.SHUT_WR)
        sock.recv(65536)


def _inject_git(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    real = GitTarget._git

    async def faulty(self: GitTarget, *arguments: str, **named: Any) -> Any:
        if arguments[0] != "push":
            if fault.dead:
                raise _gone()
            return await real(self, *arguments, **named)
        hook = Path(self.settings.address) / "hooks" / "pre-receive"

        async def half() -> None:
            # All objects arrive, and the branch is not moved.
            hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
            hook.chmod(0o755)
            try:
                await real(self, *arguments, **named)
            except TargetError:
                hook.unlink()

        return await fault.meet("push", lambda: real(self, *arguments, **named), half)

    monkeypatch.setattr(GitTarget, "_git", faulty)


#: The client that speaks to OpenSSH is the one that speaks to asyncssh: there, only what can stop in the middle.
CASES = [(kind, when) for kind in KINDS for when in ("before", "half", "after")]
CASES = [case for case in CASES if case[0] != "sftp-openssh" or case[1] == "half"]


@pytest.mark.parametrize(("kind", "when"), CASES)
def test_wherever_a_publish_dies_readers_see_whole_pages_and_the_next_run_arrives(
    kind: str, when: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = write_site(tmp_path / "old", OLD), write_site(tmp_path / "new", NEW)
    later = write_site(tmp_path / "later", {**NEW, "index.html": OLD["index.html"] + b"\n"})
    monkeypatch.setattr(os, "fsync", lambda _: None)  # it is the program that dies here, not the machine
    met: list[str] = []
    before: dict[str, bytes] = {}
    for at in itertools.count():
        host = make_host(kind, request, tmp_path)
        for name, value in host.environment.items():
            monkeypatch.setenv(name, value)
        if before and kind not in {"releases", "git"}:
            for path, data in before.items():
                host.put(path, data)
        else:
            publish(host, old)
        before = host.files()
        assert public(before) == OLD
        fault = Fault(at, when)
        with monkeypatch.context() as patched:
            inject(patched, kind, fault)
            if not dies(host, new, fault):
                break
        met.append(fault.met)
        state = host.files()
        assert faults(state) == [], f"{when} operation {at}: {fault.met}"
        if kind in {"releases", "git"}:
            assert public(state) in (OLD, NEW)
        # The dead run's lock ends; whoever comes then arrives at the site and leaves nothing behind.
        publish(host, new, datetime.now(UTC) + timedelta(minutes=30))
        assert public(host.files()) == NEW, f"{when} operation {at}: {fault.met}"
        if litter(host):
            # It died when all was done. The next run that changes something tidies up.
            assert "lock" in fault.met, f"{when} operation {at}: {fault.met}"
            publish(host, later, datetime.now(UTC) + timedelta(minutes=60))
            assert not litter(host), f"{when} operation {at}: {fault.met}"
    assert len(met) >= (1 if kind == "git" or when == "half" else 8), met


def litter(host: Host) -> list[str]:
    return [path for path in host.files() if path.endswith(PART)]


def dies(host: Host, site: Path, fault: Fault) -> bool:
    """Publish with the fault in place; say whether it was met."""

    async def run() -> None:
        async with open_target(host.settings, host.root) as target:
            await publish_to(target, publication(host, site))

    try:
        asyncio.run(run())
    except TargetError:
        assert fault.dead, "it failed by itself"
        return True
    return fault.dead
