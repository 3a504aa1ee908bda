"""LinkChecker as a subprocess: its own configuration, addresses on standard input, XML back, and an end to it all."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import noticepress
from noticepress.errors import BuildError, Finding
from noticepress.extras import install
from noticepress.links.crawler.settings import Settings
from noticepress.links.observation import Failure, Observation, read_xml

#: The first version whose XML and plugins are as the crawler expects them.
OLDEST = (10, 6)
_HINT = f"install it: {install('links')}"
_CONFIG = """[checking]
threads={threads}
timeout={timeout}
recursionlevel=0
robotstxt=0
useragent={user_agent}
maxrequestspersecond=1000000
maxfilesizedownload={most_bytes}
resultcachesize=0
[filtering]
checkextern=1
[output]
status=0
verbose=1
[NoticepressObserver]
"""
#: LinkChecker loads plugins from a folder; ours lives in the package.
_PLUGIN = "from noticepress.links.crawler.plugin import NoticepressObserver\n"
#: Of a process that failed, so much of its last words is shown.
_LAST_WORDS = 300


def user_agent() -> str:
    """Return who we say we are: this program and LinkChecker, and never a browser."""
    return f"noticepress/{noticepress.__version__} (link check; LinkChecker/{linkchecker_version()})"


def linkchecker_version() -> str:
    """Return the version of the installed LinkChecker; ``BuildError`` where there is none or an older one."""
    try:
        found = version("linkchecker")
    except PackageNotFoundError:
        raise BuildError(Finding("LINKS", "error", "LinkChecker is not installed", hint=_HINT)) from None
    if tuple(int(part) for part in found.split(".")[:2] if part.isdigit()) < OLDEST or not find_spec("linkcheck"):
        wanted = ".".join(map(str, OLDEST))
        raise BuildError(Finding("LINKS", "error", f"LinkChecker {found} is older than {wanted}", hint=_HINT))
    return found


def crawl(addresses: Sequence[str], settings: Settings, seconds: float) -> Mapping[str, Observation]:
    """Return what each of ``addresses``, which are http or https without fragments, answered within ``seconds``.

    Each is asked once, whatever it answers. What was not reached in time is a ``timeout``. Raises ``BuildError``
    where LinkChecker is missing or does not run.
    """
    linkchecker_version()
    with tempfile.TemporaryDirectory(prefix="noticepress-links-") as name:
        folder = Path(name)
        _prepare(folder, settings)
        xml, errors, code = _run(folder, "\n".join(addresses) + "\n", seconds)
    found = read_xml(xml)
    if code not in {0, 1, None} and not found:
        message = f"LinkChecker failed: {' '.join(errors.split())[-_LAST_WORDS:]}"
        raise BuildError(Finding("LINKS", "error", message))
    late = Failure("timeout", f"the run ended after {seconds:.0f} s, before it was this address's turn")
    missing = late if code is None else Failure("failed", "LinkChecker gave no result")
    return {address: found.get(address) or Observation(address, failure=missing) for address in addresses}


def _prepare(folder: Path, settings: Settings) -> None:
    """Write all that the process reads. LinkChecker, started by root, goes on as ``nobody``: it may read this."""
    plugins = folder / "linkchecker" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "noticepress_observer.py").write_text(_PLUGIN, encoding="utf-8")
    settings.write(folder / "settings.json")
    config = _CONFIG.format(
        threads=settings.threads,
        timeout=max(1, round(settings.timeout)),
        user_agent=settings.user_agent,
        most_bytes=settings.most_bytes,
    )
    (folder / "linkcheckerrc").write_text(config, encoding="utf-8")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _run(folder: Path, addresses: str, seconds: float) -> tuple[str, str, int | None]:
    """Run the process; return its output, its errors, and its exit code, ``None`` where it had to be ended."""
    files = [str(folder / name) for name in ("settings.json", "linkcheckerrc")]
    command = [sys.executable, "-m", "noticepress.links.crawler", *files]
    with subprocess.Popen(  # noqa: S603 - this interpreter, our module, our files
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_environment(folder),
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            xml, errors = process.communicate(addresses, timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            xml, errors = process.communicate()
            return xml, errors, None
        except BaseException:
            _end(process)
            raise
    return xml, errors, process.returncode


def _environment(folder: Path) -> dict[str, str]:
    """Return the process's environment: the user's own LinkChecker files, proxies and secrets stay out of it."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    package = str(Path(noticepress.__file__).resolve().parent.parent)
    path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
    return {**kept, **homes, "PYTHONPATH": path, "LC_ALL": "C.UTF-8"}


def _end(process: subprocess.Popen[str]) -> None:
    """End the process and whatever it started."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
