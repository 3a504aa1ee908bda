"""``doctor``: whether what the program needs is here, and what to install where it is not.

Nothing but the standard library is imported before it has been found: this command has to run where all else fails.
"""

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from noticepress.cli.doctor.finding import Finding
from noticepress.cli.doctor.machine import encoding, fonts, git, programs, python, time_zones
from noticepress.cli.doctor.packages import packages
from noticepress.cli.doctor.workspace import workspace


def doctor(arguments: Namespace) -> int:
    """Print what is here and what is not; 3, a machine that needs mending, where a problem was found."""
    findings = list(examined(arguments.workspace))
    if arguments.format == "json":
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{finding.verdict:8} {finding.what:18} {finding.said}")
            if finding.install:
                print(f"{'':27} {finding.install}")
        problems = sum(finding.verdict == "problem" for finding in findings)
        print("the environment is whole" if not problems else f"{problems} to mend")
    return 3 if any(finding.verdict == "problem" for finding in findings) else 0


def examined(named: Path | None) -> Iterator[Finding]:
    """Yield what was found, one look after the other; a look that fails itself is a problem that names it."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        python, packages, time_zones, encoding, fonts, git, programs, lambda: workspace(named),
    )  # fmt: skip
    for look in looks:
        try:
            yield from look()
        except Exception as error:  # noqa: BLE001 - whatever is broken here is what this command is to tell
            yield Finding(look.__name__.strip("_"), "problem", f"{type(error).__name__}: {error}")
