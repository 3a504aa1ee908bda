"""Whole processes measured: time, CPU, memory and bytes written, of a command and of all processes that it starts.

Wall clock and CPU are the kernel's, with every process that the command waited for. ``largest`` is the peak of resident
memory of the largest process, as the kernel has it; ``together`` the greatest sum over all processes at one time of
memory with what they share counted once (PSS), looked at every quarter of a second, or less often where looking takes
long. ``written`` are the bytes that they gave to write calls, to whatever file or pipe, read from ``/proc/self/io``
once they have ended. Linux alone has the last two.
"""

import os
import platform
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Seconds between two looks at memory, and how many times as long as a look took: looking takes from what is measured.
_LOOK, _TIMES = 0.25, 100
_MIB = 1024


@dataclass(frozen=True)
class Sample:
    """One run: seconds, MiB, bytes. ``load`` is the machine's load average of one minute as it began."""

    wall: float
    cpu: float
    largest: float
    together: float | None
    written: int | None
    output: int
    pages: int
    load: float


class FailedError(Exception):
    """A command did not do what it was to be measured at."""


def run(command: Sequence[str], log: Path, env: Mapping[str, str], output: Path | None = None) -> Sample:
    """Run a command to its end and return what it took; what it says goes to ``log``.

    ``output`` is the folder whose size is told. Raises ``FailedError``, with the end of the log, where it fails.
    """
    # This process stays small: what a child may have at its start is counted as the child's.
    load, before = os.getloadavg()[0], _written()
    with log.open("wb") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=dict(env))
        peak = _Peak(process.pid)
        peak.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    peak.end()
    after = _written()
    if process.returncode != 0:
        end = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise FailedError(f"{' '.join(command)[:300]} ended with {process.returncode}:\n{end}")
    return Sample(
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        largest=_kibibytes(used) / _MIB,
        together=peak.greatest / _MIB or None,
        written=None if before is None or after is None else after - before,
        output=size(output) if output else 0,
        pages=sum(1 for _ in output.rglob("*.html")) if output else 0,
        load=load,
    )


def _kibibytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / _MIB if platform.system() == "Darwin" else used.ru_maxrss


def _written() -> int | None:
    """Return the bytes written by this process and by all that it waited for."""
    try:
        lines = Path("/proc/self/io").read_text("ascii").splitlines()
    except OSError:
        return None
    return int(dict(line.split(": ") for line in lines)["wchar"])


class _Peak(threading.Thread):
    """Looks at the memory of a process and of all below it until told to end."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.greatest = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        wait = _LOOK
        while not self._ended.wait(wait):
            started = time.perf_counter()
            self.greatest = max(self.greatest, sum(map(_kept, _family(self._pid))))
            wait = max(_LOOK, _TIMES * (time.perf_counter() - started))

    def end(self) -> None:
        self._ended.set()
        self.join()


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield pid
    try:
        children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in _children(task)]
    except OSError:
        return
    for child in children:
        yield from _family(child)


def _children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text("ascii").split()
    except OSError:
        return []


def _kept(pid: int) -> int:
    """Return a process's proportional set size in KiB, 0 where it has ended or the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def machine() -> dict[str, str]:
    """Return what this machine is, by name."""
    model = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "processor": f"{os.cpu_count()} cores, {model or platform.processor() or platform.machine()}",
        "memory": f"{memory / _MIB**2:.0f} GiB" if memory else "unknown",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "Python": platform.python_version(),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
