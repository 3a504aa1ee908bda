"""``verify`` and ``rollback`` against real servers: what is live is found to be, or not to be, as published."""

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import BASE
from publish.test_publish import APPROVED, Run, commit, git, release, run
from servers import folder_server

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.hosts.policy import everywhere
from noticepress.ledger import read_ledger
from noticepress.targets import MANIFEST
from noticepress.verify.fetch import Answer, Limits, Silence, fetch_all
from noticepress.verify.shell import first_difference, holds, words

__all__ = ["run"]
assert APPROVED
DAY = "2026-02-01"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Versions 1.0 and, from March, 1.1, both approved."""
    root = tmp_path_factory.mktemp("template") / "workspace"
    shutil.copytree(BASE, root)
    (root / ".gitignore").write_text("published/\nwww/\n", encoding="utf-8")
    git(root, "init", "--quiet")

    def do(at: Path, *given: str) -> tuple[int, str, str]:
        return main([*given, "--workspace", str(at)]), "", ""

    release(do, root, "1.0", effective="2026-01-15")
    release(do, root, "1.1", effective="2026-03-01")
    commit(root)
    return root


@contextmanager
def live(template: Path, tmp_path: Path, headers=lambda _path: {}, more: str = "") -> Iterator[tuple[Path, Path]]:
    """A workspace whose brand acme is published to a folder that a web server serves."""
    root, www = shutil.copytree(template, tmp_path / "workspace"), tmp_path / "www"
    www.mkdir()
    with folder_server(www, headers) as url:
        path = root / "brands/acme.yml"
        target = f"targets:\n  - {{kind: folder, address: {www}, name: website, url: '{url}'{more}}}\n"
        path.write_text(path.read_text(encoding="utf-8") + target, encoding="utf-8")
        commit(root)
        assert main(["publish", "acme", "--as-at", DAY, "--workspace", str(root)]) == 0
        yield root, www


def check(run: Run, root: Path, *more: str) -> tuple[int, str]:
    code, out, err = run(root, "verify", "acme", "--retries", "0", *more)
    return code, out + err


def last(root: Path):
    return read_ledger(root).entries[-1]


def test_a_site_as_published_is_recorded_once(template: Path, tmp_path: Path, run: Run) -> None:
    with live(template, tmp_path) as (root, _):
        code, said = check(run, root)
        assert (code, "ok    acme" in said, last(root).action) == (0, True, "verified"), said
        assert "the host does not send the Content-Security-Policy" in said
        number = last(root).number
        assert check(run, root)[0] == 0
        assert last(root).number == number


def _page(www: Path) -> list[str]:
    path = www / "privacy/index.html"
    path.write_bytes(path.read_bytes().replace(b"edition 1.0", b"edition 1.O"))
    return ["privacy/index.html: its bytes are not those that were published, and the notice's text differs: '1.O."]


def _shell(www: Path) -> list[str]:
    path = www / "privacy/index.html"
    path.write_bytes(path.read_bytes().replace(b"<title>", b"<title>x"))
    return ["privacy/index.html: its bytes are not those that were published; the notice's text in it is"]


def _gone(www: Path) -> list[str]:
    (www / "privacy/privacy-notice-1.0.pdf").unlink()
    return ["privacy/privacy-notice-1.0.pdf: it answers 404"]


def _manifest_too(www: Path) -> list[str]:
    """A page and what the site says of itself, both made to fit."""
    path = www / "index.html"
    path.write_bytes(path.read_bytes() + b"<!-- -->")
    fit(www, "index.html")
    return [f"{MANIFEST}: it is not the one that was published"]


def _frozen_and_manifest(www: Path) -> list[str]:
    path = www / "privacy/1.0/notice.html"
    path.write_bytes(path.read_bytes().replace(b"1.0", b"1.O"))
    fit(www, "privacy/1.0/notice.html")
    return ["privacy/1.0/notice.html: its bytes", f"{MANIFEST}: it is not the one that was published"]


def _no_manifest(www: Path) -> list[str]:
    (www / MANIFEST).unlink()
    (www / "privacy/1.0/notice.html").write_text("x", encoding="utf-8")
    return ["privacy/1.0/notice.html: its bytes", f"{MANIFEST}: it is missing"]


def _left_out(www: Path) -> list[str]:
    """A file is deleted and no longer named."""
    manifest = json.loads((www / MANIFEST).read_text(encoding="utf-8"))
    del manifest["files"]["privacy/feed.atom"]
    (www / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return [f"{MANIFEST}: it is not the one that was published"]


def _interrupted(www: Path) -> list[str]:
    manifest = json.loads((www / MANIFEST).read_text(encoding="utf-8"))
    manifest["pending"] = {"index.html": []}
    (www / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return [f"{MANIFEST}: a publish was interrupted"]


def fit(www: Path, path: str) -> None:
    manifest, data = json.loads((www / MANIFEST).read_text(encoding="utf-8")), (www / path).read_bytes()
    manifest["files"][path] |= {"sha256": sha256(data).hexdigest(), "size": len(data)}
    (www / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    "tamper", [_page, _shell, _gone, _manifest_too, _frozen_and_manifest, _no_manifest, _left_out, _interrupted]
)
def test_what_was_changed_on_the_site_is_named_and_recorded(tamper, template: Path, tmp_path: Path, run: Run) -> None:
    with live(template, tmp_path) as (root, www):
        said = tamper(www)
        code, out = check(run, root)
        assert code == 1
        assert [line for line in said if line not in out] == [], out
        assert "nobody has seen it as published since entry" in out
        entry = last(root)
        assert (entry.action, entry.since) == ("drifted", None)
        assert list(entry.differs) == sorted({line.split(":")[0] for line in said}, key=list(entry.differs).index)
        assert check(run, root)[0] == 1
        assert last(root) == entry
        code, _, err = run(root, "publish", "acme", "--as-at", DAY, "--thorough", "--adopt")
        if code == 0:
            assert check(run, root)[0] == 0, err
            assert last(root).action == "verified"
        else:  # a version that changed in the manifest is for a person to look at
            assert "published with other bytes" in err or "stands there, is not ours" in err, err


def test_a_host_that_takes_headers_is_held_to_them(template: Path, tmp_path: Path, run: Run) -> None:
    lost: set[str] = set()

    def headers(path: str) -> dict[str, str]:
        found = everywhere()
        if path in lost:
            del found["Content-Security-Policy"]
            found["X-Robots-Tag"] = "noindex, nofollow"
        return found

    with live(template, tmp_path, headers) as (root, _):
        code, said = check(run, root)
        assert (code, "Content-Security-Policy" in said) == (0, False), said
        lost.add("privacy/")
        code, said = check(run, root)
        assert code == 1
        assert "privacy/index.html: Content-Security-Policy is missing" in said
        assert "privacy/index.html: search engines are told to leave it out" in said


def test_a_notice_within_another_websites_page_is_verified_by_its_text(
    template: Path, tmp_path: Path, run: Run
) -> None:
    with live(template, tmp_path, more=", embedded: true") as (root, www):
        body = (www / "privacy/1.0/notice.html").read_text(encoding="utf-8")
        page = f"<html><head><title>Shop</title><body><nav>Home</nav><div><div>{body}</div></div><p>Foot"
        (www / "privacy/index.html").write_text(page, encoding="utf-8")
        code, said = check(run, root)
        assert (code, "1 texts as published" in said, last(root).action) == (0, True, "verified"), said
        (www / "privacy/index.html").write_text(page.replace("edition 1.0", "edition 1.O"), encoding="utf-8")
        code, said = check(run, root)
        assert code == 1
        assert "the notice's text differs: '1.O." in said
        assert last(root).since is not None


def test_a_site_that_does_not_answer_is_no_drift(template: Path, tmp_path: Path, run: Run) -> None:
    with live(template, tmp_path) as (root, _):
        number = last(root).number
    code, said = check(run, root)
    assert (code, "cannot be reached" in said, last(root).number) == (3, True, number), said


def test_an_answer_that_never_ends_costs_no_more_than_the_limit(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
                while not ended.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        replies = fetch_all(url, ["index.html"], lambda _path, _answer: True, Limits(5.0, 0.5, 0))
        ended.set()
        thread.join()
        assert isinstance(replies["index.html"], Silence)


class _Leading(BaseHTTPRequestHandler):
    """Leads /there to another server, and remembers who asked for what."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path.partition("?")[0])
        elsewhere = self.path.startswith("/there")
        self.send_response(302 if elsewhere else 404)
        if elsewhere:
            self.send_header("Location", self.server.elsewhere)
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        pass


def test_no_other_host_is_asked(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    ours, other = (ThreadingHTTPServer(("127.0.0.1", 0), _Leading) for _ in range(2))
    other.asked, ours.asked = [], []
    ours.elsewhere = f"http://127.0.0.1:{other.server_address[1]}/"
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in (ours, other)]
    for thread in threads:
        thread.start()
    # What a manifest names may be an attacker's: it is below the address all the same.
    odd = [f"//127.0.0.1:{other.server_address[1]}/x", ours.elsewhere, "there"]
    replies = fetch_all(
        f"http://127.0.0.1:{ours.server_address[1]}/", odd, lambda _path, _answer: True, Limits(retries=0)
    )
    for server in (ours, other):
        server.shutdown()
        server.server_close()
    assert other.asked == []
    assert len(ours.asked) == 3
    assert isinstance(replies["there"], Answer)
    assert replies["there"].status == 302
    with folder_server(tmp_path) as url:
        # The folder without its slash leads to the same host; that is followed.
        reply = fetch_all(url, ["a"], lambda _path, _answer: True, Limits(retries=0))["a"]
        assert isinstance(reply, Answer)
        assert reply.status == 200


def test_a_target_without_an_address_is_read_where_it_is(template: Path, tmp_path: Path, run: Run) -> None:
    root = shutil.copytree(template, tmp_path / "workspace")
    assert run(root, "publish", "bolt", "--as-at", DAY)[0] == 0
    number = last(root).number
    code, out, _ = run(root, "verify", "--all")
    assert (code, "it has no public address" in out, last(root).number) == (0, True, number), out
    assert "without a 'url' nothing can be fetched as readers fetch it" in out
    assert "no entry 'verified' is written" in out
    (root / "published/bolt/index.html").unlink()
    code, out, _ = run(root, "verify", "bolt")
    assert (code, "index.html: it is missing" in out) == (1, True)


def test_nothing_published_is_said(template: Path, tmp_path: Path, run: Run) -> None:
    root = shutil.copytree(template, tmp_path / "workspace")
    assert run(root, "verify", "--all")[0] == 0
    assert run(root, "verify")[0] == 2
    code, _, err = run(root, "rollback", "acme")
    assert (code, "there is no earlier site" in err) == (2, True)


def test_a_rollback_removes_no_version_and_holds(template: Path, tmp_path: Path, run: Run) -> None:
    with live(template, tmp_path) as (root, www):
        first = last(root).number
        assert run(root, "publish", "acme", "--as-at", "2026-03-02")[0] == 0
        assert b"edition 1.1" in (www / "privacy/index.html").read_bytes()
        code, out, _ = run(root, "rollback", "acme", "--dry-run")
        assert (code, "change privacy/index.html" in out, last(root).action) == (0, True, "published")
        code, out, err = run(root, "rollback", "acme", "--to", str(first))
        assert code == 0, err
        entry = last(root)
        assert (entry.action, entry.version, entry.to) == ("rolled-back", "1.0", first)
        assert b"edition 1.1" not in (www / "privacy/index.html").read_bytes()
        assert b"edition 1.1" in (www / "privacy/1.1/notice.html").read_bytes()
        assert check(run, root)[0] == 0
        # What runs each night does not undo it; whoever means to, says so; and the next version goes out by itself.
        assert "rolled it back" in run(root, "publish", "acme", "--as-at", "2026-03-03")[1]
        release(run, root, "1.2", effective="2026-03-10")
        commit(root)
        assert run(root, "publish", "acme", "--as-at", "2026-03-10")[0] == 0
        assert b"edition 1.2" in (www / "privacy/index.html").read_bytes()
        assert run(root, "rollback", "acme")[0] == 0
        assert run(root, "publish", "acme", "--as-at", "2026-03-10", "--resume")[0] == 0
        assert last(root).version == "1.2"
        code, _, err = run(root, "rollback", "acme", "--to", "1")
        assert (code, "entry 1 put no site of" in err) == (2, True)
        assert load_workspace(root)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<body>x <h2>Who we are</h2><p>We sell <b>wid</b>gets, and gadgets.</p> y", None),
        ("<body><h2>Who we are</h2><script>no</script><p>We sell widgets, and\n gadgets.</p>", None),
        ("<body><h2>Who we are</h2><p>We sell gadgets.</p>", "'gadgets.' stands where 'widgets, and gadgets.' should"),
        ("<body><h2>Who</h2><p>we are <br>We sell widgets, and <i>no</i> gadgets.</p>", "'no gadgets.' stands"),
        ("<body><p>we are We sell widgets, and gadgets.</p>", "it lacks 'Who'"),
        ("<body>Not found", "the notice is not there"),
        ("<head><title>Who we are We sell widgets, and gadgets.</title></head>", "the notice is not there"),
    ],
)
def test_a_notice_is_found_in_whatever_stands_around_it(page: str, said: str | None) -> None:
    notice = words("<h2>Who we are</h2>\n<p>We sell widgets, and gadgets.</p>\n")
    assert holds(words(page), notice) is (said is None)
    if said is not None:
        assert first_difference(words(page), notice).startswith(said)
