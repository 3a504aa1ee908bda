"""The desk while somebody writes: a real server, a real browser, real saves."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from threading import Thread

import pytest
from browser import ARGUMENTS, require_chromium
from conftest import REPOSITORY
from playwright.sync_api import Browser, Page, sync_playwright

BRANDS = ("it-spectrum", "loop", "the-one-point", "think-360")
#: Long, since a machine may have much else to do: a test that waits for it fails only where nothing comes at all.
PATIENCE = 120.0


@dataclass
class Session:
    """A running ``serve``: its process, its workspace, and the lines that it has printed."""

    process: "subprocess.Popen[str]"
    root: Path
    lines: list[str] = field(default_factory=list)
    reader: Thread = field(default_factory=Thread)

    @property
    def address(self) -> str:
        (line,) = (line for line in self.lines if line.startswith("the desk is at "))
        return line.removeprefix("the desk is at ").partition(";")[0]

    @property
    def notice(self) -> Path:
        return self.root / "notices/privacy/notice.md"

    def wait_for(self, said: Callable[[str], bool], start: int = 0) -> str:
        """Return the first line from the ``start``-th on of which ``said`` is true."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for line in self.lines[start:]:
                if said(line):
                    return line
            if self.process.poll() is not None:
                pytest.fail("\n".join(["the server ended", *self.lines]))
            time.sleep(0.02)
        pytest.fail("\n".join(["it was not said", *self.lines]))

    @contextmanager
    def swapped(self, old: str, new: str) -> Iterator[None]:
        """Save the notice with other words, and as it was, with the pages made again, once the context is left."""
        self.swap(old, new)
        try:
            yield
        finally:
            known = len(self.lines)
            self.swap(new, old)
            self.wait_for(lambda said: said.startswith("notices/privacy/notice.md: "), known)

    def swap(self, old: str, new: str, path: str = "notices/privacy/notice.md") -> None:
        """Save a file with other words, once."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")


def start(root: Path, *options: str) -> Session:
    command = [sys.executable, "-u", str(REPOSITORY / "build.py"), "--workspace", str(root), "serve", "--port", "0"]
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    session = Session(process, root)

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            session.lines.append(line.rstrip("\n"))

    session.reader = Thread(target=read, daemon=True)
    session.reader.start()
    return session


def end(session: Session) -> None:
    """End the server with all that it started, and let go of what it printed to."""
    with suppress(ProcessLookupError):
        os.killpg(session.process.pid, signal.SIGKILL)
    session.process.wait()
    session.reader.join()
    assert session.process.stdout is not None
    session.process.stdout.close()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    root = tmp_path_factory.mktemp("serve") / "workspace"
    for folder in ("notices", "brands"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    found = start(root, "--as-at", "2026-11-25")
    try:
        found.wait_for(lambda line: line.startswith("the desk is at "))
        yield found
    finally:
        end(found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = require_chromium()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, session: Session) -> Iterator[Page]:
    """A page that fails the test where it asks another host for anything, or complains."""
    made = browser.new_page()
    made.set_default_timeout(PATIENCE * 1000)
    amiss: list[str] = []
    made.on("request", lambda asked: None if asked.url.startswith(session.address) else amiss.append(asked.url))
    made.on("pageerror", lambda error: amiss.append(str(error)))
    yield made
    made.close()
    assert amiss == []


def shows(page: Page, words: str) -> None:
    page.wait_for_function("said => document.body !== null && document.body.innerText.includes(said)", arg=words)


def test_a_save_is_in_every_brands_page(session: Session, browser: Browser) -> None:
    pages = []
    context = browser.new_context()
    for brand in BRANDS:
        made = context.new_page()
        made.set_default_timeout(PATIENCE * 1000)
        made.goto(f"{session.address}sites/{brand}/privacy/draft/")
        pages.append(made)
    known = len(session.lines)
    with session.swapped("small text files", "tiny text files"):
        started = time.monotonic()
        for made in pages:
            shows(made, "tiny text files")
        seconds = time.monotonic() - started
        line = session.wait_for(lambda said: said.startswith("notices/privacy/notice.md: "), known)
    print(f"in four browsers' pages {seconds:.2f} s after the save")
    assert all(brand in line for brand in BRANDS)
    context.close()


def test_the_readers_place_stays_and_what_was_unfolded(session: Session, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})  # where the contents are folded
    page.goto(f"{session.address}sites/loop/privacy/draft/")
    page.locator("details > summary").first.click()
    page.evaluate("() => { scrollTo(0, 1500); window.loaded = true; }")
    with session.swapped("small text files", "slight text files"):
        shows(page, "slight text files")
        assert page.evaluate("() => [window.loaded, scrollY, document.querySelector('details').open]") == [
            True,
            1500,
            True,
        ]
    shows(page, "small text files")


def test_more_pages_than_a_browser_keeps_connections(session: Session, browser: Browser) -> None:
    context = browser.new_context()
    pages = []
    for _ in range(9):
        made = context.new_page()
        made.set_default_timeout(PATIENCE * 1000)
        made.goto(f"{session.address}sites/think-360/privacy/draft/")
        pages.append(made)
    with session.swapped("small text files", "minute text files"):
        for made in pages:
            shows(made, "minute text files")
    context.close()


def test_brands_that_a_change_does_not_touch_are_not_rebuilt(session: Session) -> None:
    known = len(session.lines)
    before = {brand: (session.root / ".noticepress-cache/serve/sites" / brand).stat().st_ino for brand in BRANDS}
    path = session.root / "brands/loop.yml"
    path.write_text(path.read_text(encoding="utf-8") + "theme: {accent: '#7a0046'}\n", encoding="utf-8")
    line = session.wait_for(lambda said: said.startswith("brands/loop.yml: "), known)
    assert line.startswith("brands/loop.yml: loop in ")
    now = {brand: (session.root / ".noticepress-cache/serve/sites" / brand).stat().st_ino for brand in BRANDS}
    assert {brand for brand in BRANDS if now[brand] != before[brand]} == {"loop"}


def test_a_mistake_shows_at_its_line_and_goes(session: Session, page: Page) -> None:
    page.goto(f"{session.address}sites/loop/privacy/draft/")
    heading = page.locator("h1").inner_text()
    session.swap("{{ brand.name }}", "{{ brand.nam }}")
    faults = page.locator("#noticepress-faults")
    faults.wait_for()
    said = faults.inner_text()
    assert "notices/privacy/notice.md:" in said
    assert "no value is called 'brand.nam'" in said
    assert "did you mean 'brand.name'?" in said
    assert "{{ brand.nam }}" in faults.locator("pre").first.inner_text()
    assert page.locator("h1").inner_text() == heading, "the last good page stays"
    # Whoever comes now sees it too.
    page.reload()
    faults.wait_for()
    session.swap("{{ brand.nam }}", "{{ brand.name }}")
    faults.wait_for(state="detached")
    page.reload()
    assert faults.count() == 0


def test_the_desk_follows_with_the_finding_and_without_it(session: Session, page: Page) -> None:
    page.goto(f"{session.address}findings.html")
    with session.swapped("small text files", "small text files and becuase of that"):
        shows(page, "becuase")
    page.wait_for_function("() => document.body !== null && !document.body.innerText.includes('becuase')")


def test_the_frame_of_a_draft_follows(session: Session, page: Page) -> None:
    page.goto(f"{session.address}draft/privacy/loop.html")
    frame = page.frame_locator("iframe").first
    frame.get_by_text("small text files").first.wait_for()
    with session.swapped("small text files", "wee text files"):
        frame.get_by_text("wee text files").first.wait_for()
    frame.get_by_text("small text files").first.wait_for()


def ask(session: Session, path: str, host: str | None = None, method: str = "GET") -> tuple[int, bytes, Message]:
    """Return status, body and headers of an answer."""
    place = session.address.removeprefix("http://").rstrip("/")
    with closing(http.client.HTTPConnection(place, timeout=30)) as connection:
        connection.request(method, path, headers={} if host is None else {"Host": host})
        with connection.getresponse() as response:
            return response.status, response.read(), response.headers


def test_another_websites_name_gets_nothing(session: Session) -> None:
    assert ask(session, "/", host="evil.example")[0] == 421
    assert ask(session, "/", host="evil.example:8000")[0] == 421
    assert ask(session, "/")[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/../brands/loop.yml", "/sites/../../sites/loop/../../../brands/loop.yml", "/%2e%2e/brands/loop.yml", "/a%00b",
     "//etc/passwd", "/sites/loop/%2e%2e/%2e%2e/desk/index.html", "/no-such-page.html"],
)  # fmt: skip
def test_nothing_but_the_built_pages_is_served(session: Session, path: str) -> None:
    status, body, _ = ask(session, path)
    assert status == 404
    assert b"contact:" not in body
    assert b"root:" not in body


def test_a_page_is_never_kept_by_the_browser_and_a_head_has_no_body(session: Session) -> None:
    status, body, headers = ask(session, "/", method="HEAD")
    assert (status, body, headers["Cache-Control"]) == (200, b"", "no-store")
    assert ask(session, "/sites/loop")[0] == 301


def test_a_port_that_is_taken_is_an_error(session: Session, tmp_path: Path) -> None:
    port = session.address.rstrip("/").rpartition(":")[2]
    command = [sys.executable, str(REPOSITORY / "build.py"), "--workspace", str(session.root), "serve", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 3
    assert f"port {port} of 127.0.0.1 cannot be had" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_it_and_leaves_no_process(tmp_path: Path, number: signal.Signals, code: int) -> None:
    root = tmp_path / "workspace"
    for folder in ("notices", "brands"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    session = start(root)
    try:
        session.wait_for(lambda line: line.startswith("the desk is at "))
        if number == signal.SIGINT:
            os.killpg(session.process.pid, number)  # as a terminal does
        else:
            os.kill(session.process.pid, number)
        assert session.process.wait(PATIENCE) == code
        assert is_gone(session.process.pid), "a process of the group is left"
        session.reader.join()
        assert "Traceback" not in "\n".join(session.lines)
        assert "leaked" not in "\n".join(session.lines)
    finally:
        end(session)


def is_gone(group: int) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
