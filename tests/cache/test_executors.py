"""Sites built elsewhere: on any executor, and on real workers of dask, one of which is killed in the middle."""

import multiprocessing
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY
from sites import LOGO

from noticepress.build import BuiltSite, Elsewhere, build_sites
from noticepress.build.elsewhere import build_packed, pack_job
from noticepress.build.order import Options, Order
from noticepress.cache import FOLDER
from noticepress.cli import building
from noticepress.config import load_workspace
from noticepress.errors import BuildError, NoticeError, NoticepressError
from noticepress.extras import install

from .workspaces import BRANDS, DAY, Tree, build, swap, tree, write

distributed = pytest.importorskip("distributed")
#: What may go wrong in dask while it is torn down is not what is tested.
pytestmark = pytest.mark.filterwarnings("ignore:.*:ResourceWarning", "ignore:Sending large graph:UserWarning")


def build_on(root: Path, executor: Executor, shared: Path | None = None, **options: Any) -> tuple[BuiltSite, ...]:
    workspace = load_workspace(root)
    return build_sites(
        workspace, workspace.brands, root / "site", as_at=date.fromisoformat(DAY), draft=True, cached=True,
        elsewhere=Elsewhere(executor, shared), **options,
    )  # fmt: skip


@pytest.fixture
def local(root: Path) -> Tree:
    """What a clean build of this machine makes, and a workspace that has never built anything."""
    shutil.rmtree(root / FOLDER)
    write(root, "brands/acme/dark/logo.svg", LOGO.replace("8a2f6b", "ffffff"))
    (root / "brands/acme/logo-dark.svg").symlink_to("dark/logo.svg")
    swap(root, "brands/acme.yml", "logo: logo.svg", "logo: logo.svg, logo_dark: logo-dark.svg")
    assert build(root, "--draft", "--no-cache", "--out", str(root / "local")) == 0
    return tree(root / "local")


class Clumsy(Executor):
    """An executor on which jobs and what comes of them go as bytes, and which counts them."""

    def __init__(self) -> None:
        self.jobs = 0

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.jobs += 1
        future: Future[Any] = Future()
        sent = pickle.loads(pickle.dumps((function, arguments, named)))
        future.set_result(pickle.loads(pickle.dumps(sent[0](*sent[1], **sent[2]))))
        return future


def test_threads_of_one_process_make_the_same_bytes(root: Path, local: Tree) -> None:
    with ThreadPoolExecutor(3) as pool:
        built = build_on(root, pool)
    assert tree(root / "site") == local
    assert all(site.made for site in built)


def test_processes_that_share_nothing_make_the_same_bytes(root: Path, local: Tree) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        build_on(root, pool)
    assert tree(root / "site") == local


def test_a_second_run_sends_nothing(root: Path, local: Tree) -> None:
    executor = Clumsy()
    build_on(root, executor)
    assert executor.jobs == len(BRANDS)
    assert [site.made for site in build_on(root, executor)] == [None] * 3
    shutil.rmtree(root / "site")
    assert [site.made for site in build_on(root, executor)] == [0] * 3
    assert executor.jobs == len(BRANDS)
    assert tree(root / "site") == local


def test_a_job_holds_all_it_reads_and_no_path_of_this_machine(root: Path) -> None:
    workspace = load_workspace(root)
    order = Order(workspace, Options(date.fromisoformat(DAY), draft=True), root / "site")
    packed = pack_job(order.job(workspace.brand("acme"), Path("acme")))
    assert str(root).encode() not in packed.job
    assert str(root) not in "".join(packed.files)
    root.rename(root.with_name("elsewhere"))
    returned = build_packed(packed)
    assert not isinstance(returned, NoticepressError)


def test_a_worker_of_another_version_is_told_apart_before_it_reads_the_job(root: Path) -> None:
    class Older(Clumsy):
        def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
            (packed,) = arguments
            return super().submit(function, replace(packed, program="0" * 64, job=b"what no version can read"))

    with pytest.raises(BuildError, match="a worker runs another version of noticepress") as error:
        build_on(root, Older())
    assert len(error.value.findings) == 1
    assert not (root / "site").exists()


def test_a_job_that_is_lost_costs_that_job_alone(root: Path, local: Tree) -> None:
    class Forgetful(Clumsy):
        def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
            future = super().submit(function, *arguments, **named)
            if self.jobs == 2:
                future = Future()
                future.set_exception(RuntimeError("the worker is gone"))
            return future

    with pytest.raises(BuildError, match="did not come to the end of its job: RuntimeError: the worker is gone"):
        build_on(root, Forgetful())
    assert not (root / "site").exists()
    executor = Clumsy()
    assert sorted(str(site.made) for site in build_on(root, executor))[:2] == ["0", "0"]
    assert executor.jobs == 1
    assert tree(root / "site") == local


def test_the_errors_of_all_brands_come_together_with_places_of_this_machine(root: Path) -> None:
    for brand in ("bolt", "cog"):
        swap(root, f"brands/{brand}.yml", "parent: acme", "parent: acme\nmoved: {/privacy/: /}")
    with pytest.raises(NoticeError) as here:
        build_sites(
            (workspace := load_workspace(root)), workspace.brands, root / "s", as_at=date.fromisoformat(DAY), draft=True
        )
    with pytest.raises(NoticeError) as there:
        build_on(root, Clumsy())
    assert str(there.value) == str(here.value)
    assert {"bolt.yml", "cog.yml"} <= {finding.path.name for finding in there.value.findings if finding.path}


def test_a_template_that_fails_is_named_where_it_lies_here(root: Path) -> None:
    swap(root, "templates/site/home.html", "{%", "{% if %}{%")
    workspace = load_workspace(root)
    with pytest.raises(BuildError) as here:
        build_sites(workspace, workspace.brands, root / "s", as_at=date.fromisoformat(DAY), draft=True)
    with pytest.raises(BuildError) as there:
        build_on(root, Clumsy())
    assert str(there.value) == str(here.value)


def test_a_text_that_was_built_with_other_words_before_stops_the_build_from_there_too(root: Path) -> None:
    build_on(root, Clumsy())
    swap(root, "site/cog/privacy/1.0/notice.html", "2 years", "3 years")
    with pytest.raises(NoticeError, match="was built with other words before"):
        build_on(root, Clumsy())


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    environment = {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests")])}
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        with distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as running:  # fmt: skip
            yield running
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    with cluster(2) as running:
        yield running


def build_on_dask(root: Path, address: str, *options: str) -> int:
    return build(root, "--draft", "--executor", "dask", "--scheduler", address, *options)


def test_dask_makes_the_same_bytes_and_a_second_run_nothing(
    root: Path, local: Tree, dask: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build_on_dask(root, dask.scheduler_address) == 0
    assert tree(root / "site") == local
    assert "built 3 sites" in capsys.readouterr().out
    assert build_on_dask(root, dask.scheduler_address) == 0
    assert "nothing changed for 3 sites" in capsys.readouterr().out
    assert tree(root / "site") == local


def test_what_workers_make_is_in_the_store_that_both_see(root: Path, local: Tree, dask: Any, tmp_path: Path) -> None:
    assert build_on_dask(root, dask.scheduler_address, "--store", str(tmp_path / "shared")) == 0
    assert tree(root / "site") == local
    shutil.rmtree(root / FOLDER)
    shutil.rmtree(root / "site")
    with ThreadPoolExecutor(1) as pool:
        assert [site.made for site in build_on(root, pool, tmp_path / "shared")] == [0] * 3
    assert tree(root / "site") == local


def test_a_killed_worker_loses_nothing(root: Path, tmp_path: Path) -> None:
    for number in range(8):
        write(root, f"brands/more-{number:02}.yml", f"name: More{number:02} Works\nparent: acme\n")
    shutil.rmtree(root / FOLDER)
    assert build(root, "--draft", "--no-cache", "--out", str(tmp_path / "local")) == 0
    killed: list[int] = []

    def kill(done: int, total: int, name: str) -> None:
        """In the middle: one site is there, others are not."""
        if not killed:
            with distributed.Client(running.scheduler_address, set_as_default=False) as client:
                killed.append(max(client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL)

    with cluster(2) as running:
        with distributed.Client(running.scheduler_address, set_as_default=False) as client:
            built = build_on(root, client.get_executor(pure=False), tmp_path / "shared", progress=kill)
        assert killed
        assert all(site.made is not None for site in built)
        assert tree(root / "site") == tree(tmp_path / "local")
        shutil.rmtree(root / "site")
        with distributed.Client(running.scheduler_address, set_as_default=False) as client:
            assert {site.made for site in build_on(root, client.get_executor(pure=False))} == {0}
    assert tree(root / "site") == tree(tmp_path / "local")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def test_where_no_scheduler_answers_it_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(building, "_PATIENCE", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    assert build_on_dask(root, address) == 3
    err = capsys.readouterr().err
    assert err.splitlines()[-2:] == [
        f"no scheduler answers at {address}", "  hint: start one: dask scheduler; its first lines give the address"
    ]  # fmt: skip
    assert "Traceback" not in err
    assert build_on_dask(root, "what is no address") == 3
    assert "no scheduler answers at what is no address" in capsys.readouterr().err


def test_where_there_is_no_worker_it_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(building, "_PATIENCE", 1)
    with cluster(0) as running:
        assert build_on_dask(root, running.scheduler_address) == 3
    err = capsys.readouterr().err
    assert "has no worker\n  hint: start some: dask worker tcp://127.0.0.1:" in err
    assert "Traceback" not in err


def test_without_the_extra_it_says_how_to_get_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert build_on_dask(root, "tcp://127.0.0.1:1") == 3
    assert capsys.readouterr().err == (
        "'--executor dask' needs dask.distributed, which is not installed\n"
        f"  hint: install it: {install('distributed')}\n"
    )


def test_a_build_without_dask_never_loads_it(root: Path) -> None:
    code = (
        "import sys; from noticepress.cli import main; main(['build', '--workspace', sys.argv[1], '--no-pdf'])\n"
        "print('distributed' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", code, root], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--executor", "dask"), "needs --scheduler"),
        (("--scheduler", "tcp://127.0.0.1:1"), "are for --executor dask"),
        (("--store", "x"), "are for --executor dask"),
        (("--executor", "dask", "--scheduler", "tcp://127.0.0.1:1", "--no-cache"), "leave out --no-cache"),
        (("--executor", "dask", "--scheduler", "tcp://127.0.0.1:1", "--jobs", "2"), "leave out --jobs"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    root: Path, options: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(root, *options) == 2
    assert says in capsys.readouterr().err
