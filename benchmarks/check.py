"""Time of ``check`` beside ``build`` on the same workspace, as whole processes, in turn.

    python benchmarks/check.py               the workspace as it is, and with 20 and 40 brands more

A check of all brands is to take no longer than their build: whoever edits a notice runs it after every change.
Each pair runs one after the other, so that what else the machine does falls on both; the median of the pairs counts.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("brands", "notices", "templates", "mkdocs.yml")


def workspace(folder: Path, more: int) -> Path:
    """Copy the project's own workspace, with ``more`` brands that are the parent's and have no fact of their own."""
    for part in PARTS:
        source = ROOT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
    for number in range(more):
        (folder / "brands" / f"made-up-{number}.yml").write_text(f"name: Made Up {number}\nparent: the-one-point\n")
    return folder


def seconds(folder: Path, *command: str) -> float:
    """Return how long one run of the program takes, start-up included."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, ROOT / "build.py", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    if run.returncode > 1:
        raise SystemExit(run.stderr)
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7, help="pairs of runs for each size")
    parser.add_argument("--more", type=int, nargs="*", default=[0, 20, 40], help="brands to add")
    arguments = parser.parse_args()
    print(f"{'brands':>8} {'check':>9} {'build':>9} {'check/build':>12}   (medians of {arguments.runs} pairs)")
    for more in arguments.more:
        with tempfile.TemporaryDirectory() as temporary:
            folder = workspace(Path(temporary), more)
            brands = len(list((folder / "brands").glob("*.yml")))
            pairs = [(seconds(folder, "check"), seconds(folder, "build")) for _ in range(arguments.runs)]
            check, build = (statistics.median(side) for side in zip(*pairs, strict=True))
            ratio = statistics.median(one / other for one, other in pairs)
            print(f"{brands:>8} {check:>8.2f}s {build:>8.2f}s {ratio:>12.2f}")


if __name__ == "__main__":
    main()
