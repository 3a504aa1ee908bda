"""The machine: Python, time zones, locale, fonts, git, and the programs that tests use."""

import locale
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from noticepress.cli.doctor.finding import Finding
from noticepress.cli.doctor.packages import OURS

_PYTHON = (3, 11)


def python() -> Iterator[Finding]:
    """Yield whether Python is new enough."""
    said = f"{platform.python_version()} in {sys.prefix}"
    if sys.version_info[:2] >= _PYTHON:
        yield Finding("Python", "ok", said)
    else:
        wanted = ".".join(map(str, _PYTHON))
        yield Finding("Python", "problem", said, f"install Python {wanted} or newer")


def time_zones() -> Iterator[Finding]:
    """Yield whether the days of London can be told."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415

    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        yield Finding("time zones", "problem", "Europe/London is not known", "python -m pip install tzdata")
    else:
        yield Finding("time zones", "ok", "Europe/London is known")


def encoding() -> Iterator[Finding]:
    """Yield how text is written to files and to the terminal."""
    name = locale.getpreferredencoding(do_setlocale=False)
    out = getattr(sys.stdout, "encoding", None) or "unknown"
    said = f"files {name}, terminal {out}"
    if "utf" in out.lower():
        yield Finding("locale", "ok", said)
    else:
        yield Finding(
            "locale", "note", f"{said}: some characters show as ?", "set PYTHONUTF8=1, or a locale such as C.UTF-8"
        )


def fonts() -> Iterator[Finding]:
    """Yield whether the templates are here, and where fonts come from."""
    package = Path(__file__).resolve().parents[2]
    places = [folder / "templates" for folder in (package, package.parent)]
    templates = next((folder for folder in places if folder.is_dir()), None)
    if templates is None:
        yield Finding("templates", "problem", "they are missing", f"install {OURS} again")
        return
    missing = [name for name in ("site", "pdf/notice.typ") if not (templates / name).exists()]
    fonts = [path for path in templates.rglob("*") if path.suffix.lower() in {".ttf", ".otf"}]
    yield Finding(
        "templates", "problem" if missing else "ok", f"missing: {', '.join(missing)}" if missing else "all here"
    )
    said = f"{len(fonts)} in the templates" if fonts else "those that come with Typst"
    yield Finding("fonts", "ok", f"{said}; none of this machine is used")


def git() -> Iterator[Finding]:
    """Yield which git there is."""
    program = shutil.which("git")
    if program is None:
        said = "none: commits are not recorded, and links --changed-since and summary --since do not work"
        yield Finding("git", "note", said, "apt-get install git")
        return
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    yield Finding("git", "ok", done.stdout.strip().removeprefix("git version ") or "found")


def programs() -> Iterator[Finding]:
    """Yield programs of the system: one that a stranger verifies evidence with, and those that tests use."""
    found = shutil.which("openssl")
    if found:
        yield Finding("openssl", "ok", found)
    else:
        yield Finding("openssl", "note", "none: time stamps are verified with it", "apt-get install openssl")
    for name, candidates, package in _FOR_TESTS:
        path = os.environ.get("NOTICEPRESS_CHROMIUM") if name == "Chromium" else None
        path = path or _anywhere(candidates)
        if path:
            yield Finding(name, "ok", path)
        else:
            yield Finding(name, "note", "none: tests that need it are skipped", f"apt-get install {package}")


_FOR_TESTS = (
    ("Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium"),
    ("Java", ("java",), "default-jre-headless"),
    ("nginx", ("nginx",), "nginx-light"),
    ("Apache", ("apache2", "httpd"), "apache2-bin"),
    ("sshd", ("sshd",), "openssh-server"),
)


def _anywhere(names: tuple[str, ...]) -> str | None:
    """Return the path of a program, looked for where servers stand as well."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    return next((found for name in names if (found := shutil.which(name, path=path))), None)
