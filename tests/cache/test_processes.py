"""Processes: interrupted, ended, killed, alone. No half-written site, nothing left behind, nobody orphaned."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY

from noticepress.build import build_sites
from noticepress.build.scaffold import alone, scaffold, undisturbed
from noticepress.config import load_workspace
from noticepress.model import Timeline
from noticepress.site.place import put_in_place

from .workspaces import BRANDS, DAY, build, swap, tree, write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and locks are POSIX")
#: Enough that every worker is at work while the first sites are done.
MANY = 14
#: How long a machine under load may take for what takes a second.
PATIENCE = 300


@pytest.fixture
def many(root: Path) -> Path:
    """The workspace with many more brands."""
    for number in range(MANY):
        write(root, f"brands/more-{number:02}.yml", f"name: More{number:02} Works\nparent: acme\n")
    return root


class Build:
    """A build in a group of processes of its own."""

    def __init__(self, root: Path, *options: str) -> None:
        command = [sys.executable, str(REPOSITORY / "build.py"), "build", "--as-at", DAY, "--workspace", str(root)]
        self.out = root / "site"
        self.process = subprocess.Popen(
            [*command, "--draft", "--no-cache", *options],
            cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def in_the_middle(self) -> set[int]:
        """Wait until a site is whole and another one is not; return the processes of the build."""
        self.until(lambda: list(self.out.glob(".building-*/*/404.html")))
        return self.group()

    def until(self, what) -> None:  # type: ignore[no-untyped-def]
        end = time.monotonic() + PATIENCE
        while not what():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end
            os.sched_yield()

    def group(self) -> set[int]:
        """Return the living processes of the build."""
        return {int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if self._is_ours(stat)}

    def _is_ours(self, stat: Path) -> bool:
        try:
            state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            return False
        return int(group) == self.process.pid and state != "Z"

    def is_gone(self) -> bool:
        """Wait until no process of the build lives, the one that was started last."""
        end = time.monotonic() + PATIENCE
        while self.group():
            assert time.monotonic() < end, self.group()
            os.sched_yield()
        return True


@pytest.fixture
def started(many: Path) -> Iterator[list[Build]]:
    builds: list[Build] = []
    yield builds
    for one in builds:
        if one.group():
            os.killpg(one.process.pid, signal.SIGKILL)
        one.process.communicate()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")
@pytest.mark.parametrize(
    ("number", "to_all", "code", "said"),
    [
        (signal.SIGINT, True, 130, "interrupted"),
        (signal.SIGINT, False, 130, "interrupted"),
        (signal.SIGTERM, False, 143, "terminated"),
        (signal.SIGTERM, True, 143, "terminated"),
    ],
)
def test_an_interrupt_leaves_every_site_as_it_was(
    many: Path, started: list[Build], number: int, to_all: bool, code: int, said: str
) -> None:
    assert build(many, "--no-pdf", "acme", "bolt", "cog") == 0
    before = tree(many / "site")
    swap(many, "templates/site/main.html", "</body>", "<!-- new --></body>")
    running = Build(many, "--jobs", "2")
    started.append(running)
    workers = running.in_the_middle()
    assert len(workers) >= 3
    (os.killpg if to_all else os.kill)(running.process.pid, number)
    out, err = running.process.communicate(timeout=PATIENCE)
    assert (running.process.returncode, out, err) == (code, "", f"{said}\n")
    assert running.is_gone()
    assert tree(many / "site") == before
    assert sorted(path.name for path in (many / "site").iterdir()) == list(BRANDS)


def told_alike(root: Path, code: int) -> str:
    """Return what a build that fails says, held to be the same by one process and by copies that read and check."""
    told = []
    for jobs in ("1", "2"):
        running = Build(root, "--jobs", jobs)
        out, err = running.process.communicate(timeout=PATIENCE)
        assert (running.process.returncode, out) == (code, "")
        told.append(err)
    assert told[0] == told[1]
    return told[0]


def test_what_stops_a_build_is_told_alike_by_one_process_and_by_a_copy_that_checks(many: Path) -> None:
    swap(many, "brands/cog.yml", "name: Cog", "name: Bolt")
    write(many, "notices/ledger/000001.json", "{}\n")
    (release,) = sorted((many / "notices" / "privacy" / "releases").glob("*/acme.html"))[:1]
    release.write_bytes(release.read_bytes() + b" ")
    told = told_alike(many, 1)
    assert "acme.html" in told
    assert "000001.json" in told


def test_mistakes_in_the_configuration_are_told_alike_by_one_process_and_by_a_copy_that_reads_it(many: Path) -> None:
    write(many, "brands/more-00.yml", "name: [More]\nparent: acne\n")
    write(many, "brands/more-01.yml", "name: More01 Works\nparent: none-such\n")
    write(many, "noticepress.yml", "nothing: so\n")
    told = told_alike(many, 2)
    assert all(name in told for name in ("more-00.yml:1", "more-01.yml:2", "noticepress.yml:1"))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")
def test_a_killed_parent_leaves_no_orphan_and_the_next_build_clears_up(many: Path, started: list[Build]) -> None:
    assert build(many, "--no-pdf", "acme", "bolt", "cog") == 0
    before = tree(many / "site")
    running = Build(many, "--jobs", "2")
    started.append(running)
    running.in_the_middle()
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.communicate(timeout=PATIENCE)
    assert running.is_gone()
    left = list((many / "site").glob(".*"))
    assert len(left) == 1
    assert {name: one for name, one in tree(many / "site").items() if not name.startswith(".")} == before
    assert build(many, "--no-pdf", "--draft", "acme") == 0
    assert not list((many / "site").glob(".*"))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")
def test_a_worker_that_dies_is_told_in_a_line_and_changes_nothing(many: Path, started: list[Build]) -> None:
    assert build(many, "--no-pdf", "acme", "bolt", "cog") == 0
    before = tree(many / "site")
    running = Build(many, "--jobs", "2")
    started.append(running)
    workers = running.in_the_middle() - {running.process.pid}
    os.kill(max(workers), signal.SIGKILL)
    _, err = running.process.communicate(timeout=PATIENCE)
    assert running.process.returncode == 3
    assert err.startswith("what builds the sites ended in the middle of its work\n  hint: ")
    assert running.is_gone()
    assert tree(many / "site") == before


def test_what_is_in_use_is_not_cleared(tmp_path: Path) -> None:
    out = tmp_path / "site"
    with scaffold(out) as one, scaffold(out) as other:
        assert one != other
        assert one.is_dir()
    stray = out / ".building-of-somebody"
    stray.mkdir(parents=True)
    with scaffold(out):
        assert stray.is_dir()  # it does not say that nobody uses it
    assert [path.name for path in out.iterdir()] == [stray.name]


def test_an_interrupt_waits_until_the_sites_are_in_place() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), undisturbed():  # noqa: PT012 - what comes after it is the point
        signal.raise_signal(signal.SIGINT)
        done.append("all of it")
    assert done == ["all of it"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_one_build_at_a_time_puts_its_sites_in_place(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from noticepress.build.scaffold import alone\n"
        "with alone(Path(sys.argv[1])): print('mine', flush=True)"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with alone(tmp_path):
        other = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, env=environment)
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(timeout=1)
    assert other.communicate(timeout=PATIENCE)[0] == b"mine\n"


def test_an_interrupt_between_the_renames_gives_the_old_site_back(tmp_path: Path) -> None:
    class Broken(type(tmp_path)):  # type: ignore[misc]
        def rename(self, target: Path) -> Path:
            raise KeyboardInterrupt

    (tmp_path / "out").mkdir()
    (tmp_path / "out/old.html").touch()
    with pytest.raises(KeyboardInterrupt):
        put_in_place(Broken(tmp_path / "built"), tmp_path / "out", tmp_path / "old")
    assert (tmp_path / "out/old.html").exists()


def test_processes_make_the_same_bytes_and_tell_the_errors_of_all(many: Path, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert build(many, "--no-cache", "--jobs", "1", "--out", str(tmp_path / "one")) == 0
    assert build(many, "--no-cache", "--jobs", "3", "--out", str(tmp_path / "three")) == 0
    assert tree(tmp_path / "one") == tree(tmp_path / "three")
    for brand in ("more-03", "more-11"):
        write(
            many,
            f"brands/{brand}.yml",
            f"name: {brand.replace('-', '').title()} Works\nparent: acme\nmoved: {{/privacy/: /}}\n",
        )
    said = run(many, "--no-cache", "--jobs", "1")
    assert said == run(many, "--no-cache", "--jobs", "3")
    assert said[0] == 1
    assert "more-03.yml" in said[2]
    assert "more-11.yml" in said[2]


def test_memory_a_worker_holds_nothing_of_the_brands_it_has_done(many: Path) -> None:
    workspace = load_workspace(many)
    gc.collect()
    before = sum(isinstance(one, Timeline) for one in gc.get_objects())  # what other tests of this process hold
    build_sites(workspace, workspace.brands, many / "site", as_at=date.fromisoformat(DAY), pdf=False)
    gc.collect()
    assert sum(isinstance(one, Timeline) for one in gc.get_objects()) <= before
