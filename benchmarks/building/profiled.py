"""Where the time of one command of noticepress goes: python profiled.py REPORT ARGUMENT… writes a JSON file."""

import cProfile
import json
import pstats
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

_TOP = 15
#: What has more than this share of all time below it only calls what is asked about.
_FRAME = 0.5
_PACKAGE = Path(__file__).resolve().parents[2] / "noticepress"


def owner(path: str) -> str:
    """Return the package that a function is of: ours by module, others by library, Python's own together."""
    if Path(path).is_relative_to(_PACKAGE):
        parts = Path(path).relative_to(_PACKAGE).with_suffix("").parts
        return f"noticepress.{parts[0]}"
    library = re.search(r"site-packages/([^/]+)", path)
    if library:
        return library[1].removesuffix(".py")
    return "importing" if "importlib" in path else "built in" if path == "~" else "Python's library"


def shown(key: tuple[str, int, str]) -> str:
    """Return a function as it is told in a table: no path of this machine."""
    path, line, name = key
    if path == "~":
        return name
    found = Path(path)
    if found.is_relative_to(_PACKAGE.parent):
        return f"{found.relative_to(_PACKAGE.parent).as_posix()}:{line} {name}"
    library = re.search(r"site-packages/(.+)", path)
    return f"{library[1] if library else found.name}:{line} {name}"


def report(profile: cProfile.Profile) -> dict[str, Any]:
    """Return the total, the functions with most time of their own and below them, and each package's own time."""
    found: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    rows = [(shown(key), calls, own, below, owner(key[0])) for key, (_, calls, own, below, _) in found.items()]
    packages: Counter[str] = Counter()
    for _, _, own, _, package in rows:
        packages[package] += own  # type: ignore[assignment]
    total = sum(row[2] for row in rows)
    ours = (row for row in rows if row[4].startswith("noticepress.") and row[3] < _FRAME * total)
    return {
        "total": total,
        "own": [row[:4] for row in sorted(rows, key=lambda row: -row[2])[:_TOP]],
        "below": [row[:4] for row in sorted(ours, key=lambda row: -row[3])[:_TOP]],
        "packages": packages.most_common(_TOP),
    }


if __name__ == "__main__":
    # CPU, so that what else the machine does is not told as the program's.
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    from noticepress.cli import main

    code = main(sys.argv[2:])
    profile.disable()
    Path(sys.argv[1]).write_text(json.dumps(report(profile)), encoding="utf-8")
    raise SystemExit(code)
