"""What every target promises, held against a real server of each kind."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from noticepress.errors import TargetError
from noticepress.model import File
from noticepress.targets import MANIFEST, Target, locks, make_lease, open_target
from targets.hosts import LOCKING, ftps, host, make_host, s3, sftp_of_asyncssh, sftp_of_openssh
from targets.servers import Host, git

HTML = "text/html; charset=utf-8"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def use(host: Host, job: Callable[[Target], Awaitable[object]]) -> object:
    async def run() -> object:
        async with open_target(host.settings, host.root) as target:
            return await job(target)

    return asyncio.run(run())


def commit(host: Host, *files: File, delete: tuple[str, ...] = ()) -> None:
    async def job(target: Target) -> None:
        lease = make_lease("a test", 10)
        await target.lock(lease)
        for file in files:
            await target.replace(file)
        for path in delete:
            await target.delete(path)
        await target.replace(File(MANIFEST, b"{}", "application/json"))
        await target.unlock(lease)

    use(host, job)


def page(path: str, text: str) -> File:
    return File(path, text.encode(), HTML)


def visible(host: Host) -> dict[str, bytes]:
    return {path: data for path, data in host.files().items() if not path.startswith("noticepress-")}


def test_what_is_replaced_can_be_read_and_listed(host: Host) -> None:
    commit(host, page("index.html", "home"), page("privacy/1.0/notice.html", "ünïcode"), page("a/empty.txt", ""))

    async def job(target: Target) -> None:
        assert await target.read("privacy/1.0/notice.html") == "ünïcode".encode()
        assert await target.read("a/empty.txt") == b""
        assert await target.read("nothing.html") is None
        assert await target.read("no/such/folder.html") is None
        assert dict(await target.list("privacy")) == {"1.0": True}
        assert dict(await target.list("privacy/1.0")) == {"notice.html": False}
        assert dict(await target.list("no/such/folder")) == {}
        names = await target.list()
        assert (names["index.html"], names["privacy"]) == (False, True)

    use(host, job)
    assert visible(host) == {
        "index.html": b"home", "privacy/1.0/notice.html": "ünïcode".encode(), "a/empty.txt": b"",
    }  # fmt: skip


def test_a_file_is_replaced_and_deleted_and_deleted_again(host: Host) -> None:
    commit(host, page("a.html", "old"), page("b.html", "b"))
    commit(host, page("a.html", "new"), delete=("b.html",))
    assert visible(host) == {"a.html": b"new"}
    commit(host, delete=("b.html", "never/was.html"))
    assert visible(host) == {"a.html": b"new"}


def test_a_large_file_comes_through(host: Host) -> None:
    data = bytes(range(256)) * 6000
    commit(host, File("big.pdf", data, "application/pdf", immutable=True))
    assert visible(host) == {"big.pdf": data}


def test_many_at_once(host: Host) -> None:
    async def job(target: Target) -> None:
        lease = make_lease("a test", 10)
        await target.lock(lease)
        files = [page(f"{n % 5}/{n % 3}/{n}.html", f"page {n}") for n in range(40)]
        await asyncio.gather(*(target.replace(file) for file in files))
        assert await asyncio.gather(*(target.read(file.path) for file in files)) == [file.data for file in files]
        await target.replace(File(MANIFEST, b"{}", "application/json"))
        await target.unlock(lease)

    use(host, job)
    assert len(visible(host)) == 40


def test_what_is_created_never_overwrites(host: Host) -> None:
    commit(host, page("privacy/1.0/notice.html", "as released"))

    async def job(target: Target) -> None:
        await target.replace(page("privacy/1.0/notice.html", "as released"), create=True)
        with pytest.raises(TargetError, match="stands there with other bytes"):
            await target.replace(page("privacy/1.0/notice.html", "tampered"), create=True)

    use(host, job)
    assert visible(host) == {"privacy/1.0/notice.html": b"as released"}


def test_a_lock_names_its_owner_until_it_is_given_up_or_ends(host: Host, request: pytest.FixtureRequest) -> None:
    if host.settings.kind == "git":
        pytest.skip("of a Git branch the push is the lock")

    async def job(target: Target) -> None:
        first, second = make_lease("Ann", 10, NOW), make_lease("Ben", 10, NOW + timedelta(minutes=1))
        await target.lock(first)
        async with open_target(host.settings, host.root) as other:
            with pytest.raises(TargetError, match="locked by Ann until 2026-11-23 12:10:00Z"):
                await other.lock(second)
            await target.unlock(first)
            await other.lock(second)
            late = make_lease("Cat", 10, NOW + timedelta(minutes=30))
            await target.lock(late)  # Ben's has ended, and Ben does not know
            await other.unlock(second)
        async with open_target(host.settings, host.root) as third:
            with pytest.raises(TargetError, match="locked by Cat"):
                await third.lock(make_lease("Dan", 10, NOW + timedelta(minutes=31)))
        await target.unlock(late)

    use(host, job)


def test_no_lock_piles_up(host: Host) -> None:
    for _ in range(4):
        commit(host, page("a.html", "a"))
    locks = [path for path in host.files() if path.startswith("noticepress-lock-")]
    assert len({path.split("/")[0] for path in locks}) <= 1


@pytest.mark.parametrize("kind", LOCKING)
def test_a_lock_whose_holder_died_before_it_wrote_its_name(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = make_host(kind, request, tmp_path)
    for name, value in host.environment.items():
        monkeypatch.setenv(name, value)

    async def job(target: Target) -> None:
        monkeypatch.setattr(locks, "_written", lambda *_, **__: b"{")
        now = datetime.now(UTC)
        await target.lock(make_lease("Ann", 10, now))
        monkeypatch.undo()
        for name, value in host.environment.items():
            monkeypatch.setenv(name, value)
        async with open_target(host.settings, host.root) as other:
            with pytest.raises(TargetError, match="has just begun"):
                await other.lock(make_lease("Ben", 10, now + timedelta(minutes=5)))
            await other.lock(make_lease("Ben", 10, now + timedelta(minutes=15)))

    use(host, job)


def test_git_makes_no_commit_when_nothing_changed_and_keeps_what_is_not_ours(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    host = make_host("git", request, tmp_path, path="/legal/")
    git_folder = Path(host.settings.address)
    root = make_host("git", request, tmp_path)
    assert root.settings.path == "/"
    commit(host, page("index.html", "one"))
    commit(host, page("index.html", "one"))
    assert git(git_folder, "rev-list", "--count", "gh-pages").strip() == b"1"
    names = git(git_folder, "ls-tree", "-r", "--name-only", "gh-pages").decode().split()
    assert names == [".nojekyll", "legal/index.html", f"legal/{MANIFEST}"]
    root.put("CNAME", b"privacy.example.org\n")
    commit(root, page("index.html", "one"))
    commit(root, page("index.html", "two"))
    assert root.files()["CNAME"] == b"privacy.example.org\n"
    assert git(Path(root.settings.address), "rev-list", "--count", "gh-pages").strip() == b"3"


def test_git_refuses_to_push_over_somebody_else(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    host = make_host("git", request, tmp_path)

    async def job(target: Target) -> None:
        await target.lock(make_lease("a test", 10))
        await target.replace(page("index.html", "mine"))
        host.put("index.html", b"theirs")
        with pytest.raises(TargetError, match="somebody else has pushed"):
            await target.replace(File(MANIFEST, b"{}", "application/json"))

    use(host, job)
    assert visible(host) == {"index.html": b"theirs"}


def test_s3_objects_say_what_they_are_and_how_long_they_may_be_kept(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = make_host("s3", request, tmp_path)
    for name, value in host.environment.items():
        monkeypatch.setenv(name, value)
    commit(host, page("index.html", "home"), File("privacy/n.pdf", b"%PDF", "application/pdf", immutable=True))
    client = boto3.client(
        "s3", endpoint_url=host.settings.endpoint, region_name="us-east-1",
        aws_access_key_id="x", aws_secret_access_key="y",
    )  # fmt: skip
    bucket = host.settings.address.split("/")[2]
    home = client.head_object(Bucket=bucket, Key="web/index.html")
    pdf = client.head_object(Bucket=bucket, Key="web/privacy/n.pdf")
    client.close()
    assert (home["ContentType"], home["CacheControl"]) == (HTML, "public, max-age=300")
    assert (pdf["ContentType"], pdf["CacheControl"]) == ("application/pdf", "public, max-age=31536000, immutable")


def test_releases_keep_the_last_ones_and_no_litter(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    host = make_host("releases", request, tmp_path)
    for number in range(6):
        commit(host, page("index.html", str(number)), page("same.html", "same"))
    folder = Path(host.settings.address)
    assert (folder / "current").is_symlink()
    assert len(list((folder / "releases").iterdir())) == 3
    assert not list(folder.rglob("*.noticepress-part"))
    assert visible(host) == {"index.html": b"5", "same.html": b"same"}


def test_a_release_that_is_not_finished_is_never_seen(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    host = make_host("releases", request, tmp_path)
    commit(host, page("index.html", "old"))

    async def job(target: Target) -> None:
        lease = make_lease("a test", 10)
        await target.lock(lease)
        await target.replace(page("index.html", "new"))
        await target.delete("index.html")
        assert visible(host) == {"index.html": b"old"}
        await target.unlock(lease)

    use(host, job)
    assert visible(host) == {"index.html": b"old"}
    assert len(list((Path(host.settings.address) / "releases").iterdir())) == 1
