"""``doctor``: whether what the program needs is here, and what to install where it is not.

Nothing but the standard library is imported before it has been found: this command has to run where all else fails.
"""

import json
import locale
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

_PYTHON = (3, 11)
_OURS = "noticepress"
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?(?P<pins>[^;]*)(?:;(?P<when>.*))?")
_PIN = re.compile(r"(?P<how>>=|<=|==|<|>|!=|~=)\s*(?P<version>[0-9][0-9A-Za-z.]*)")
_EXTRA = re.compile(r"extra\s*==\s*['\"](?P<extra>[^'\"]+)['\"]")
#: What each extra is for. Without it the rest works.
_EXTRAS = {
    "links": "asking outside addresses: links",
    "material": "brands with look: material",
    "s3": "publishing to S3 and its like",
    "sftp": "publishing by SFTP",
    "test": "the tests",
}

Verdict = Literal["ok", "note", "problem"]


@dataclass(frozen=True)
class Finding:
    """What was found of one thing that the program needs; ``install`` says how to come by it.

    A ``problem`` keeps the program from its work, a ``note`` from a part that not everybody uses.
    """

    what: str
    verdict: Verdict
    said: str
    install: str | None = None


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


def examined(workspace: Path | None) -> Iterator[Finding]:
    """Yield what was found, one look after the other; a look that fails itself is a problem that names it."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python, _packages, _time_zones, _encoding, _fonts, _git, _programs, lambda: _workspace(workspace),
    )  # fmt: skip
    for look in looks:
        try:
            yield from look()
        except Exception as error:  # noqa: BLE001 - whatever is broken here is what this command is to tell
            yield Finding(look.__name__.strip("_"), "problem", f"{type(error).__name__}: {error}")


def _python() -> Iterator[Finding]:
    said = f"{platform.python_version()} in {sys.prefix}"
    if sys.version_info[:2] >= _PYTHON:
        yield Finding("Python", "ok", said)
    else:
        wanted = ".".join(map(str, _PYTHON))
        yield Finding("Python", "problem", said, f"install Python {wanted} or newer")


def _packages() -> Iterator[Finding]:
    requirements = _requirements()
    if not requirements:
        yield Finding("packages", "problem", f"{_OURS} is not installed", "python -m pip install --editable .")
        return
    for extra in ("", *_EXTRAS):
        faults = [fault for line in requirements if (fault := _fault(line, extra))]
        wanted = sum(_of(line) == extra for line in requirements)
        name = f"extra {extra}" if extra else "packages"
        hint = f"python -m pip install '{_OURS}[{extra}]'" if extra else "python -m pip install --editable ."
        if not faults:
            yield Finding(name, "ok", f"{wanted} as wanted")
        else:
            verdict: Verdict = "note" if extra else "problem"
            said = "; ".join(faults) + (f" (for {_EXTRAS[extra]})" if extra else "")
            yield Finding(name, verdict, said, hint)


def _requirements() -> list[str]:
    """Return what the installed package asks for, else what ``pyproject.toml`` beside the program says."""
    try:
        found = metadata.requires(_OURS)
    except metadata.PackageNotFoundError:
        found = None
    if found:
        return found
    path = Path(__file__).resolve().parents[2] / "pyproject.toml"
    if not path.is_file():
        return []
    import tomllib  # noqa: PLC0415 - Python below 3.11 has none, and is told so first

    project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    lines = [f"{line}; extra == '{extra}'" for extra, wanted in extras.items() for line in wanted]
    return [*project.get("dependencies", []), *lines]


def _of(line: str) -> str:
    """Return the extra that a requirement belongs to, nothing for one that is always needed."""
    match = _EXTRA.search(line)
    return match["extra"] if match else ""


def _fault(line: str, extra: str) -> str | None:
    """Return what is wrong with one requirement of ``extra``, ``None`` where it is met or not asked for."""
    match = _REQUIREMENT.match(line)
    if match is None or _of(line) != extra or match["name"].lower() == _OURS:
        return None
    try:
        found = metadata.version(match["name"])
    except metadata.PackageNotFoundError:
        return f"{match['name']} is missing"
    broken = [pin.group() for pin in _PIN.finditer(match["pins"]) if not _met(found, pin["how"], pin["version"])]
    return f"{match['name']} is {found}, and {', '.join(broken)} is wanted" if broken else None


def _met(found: str, how: str, wanted: str) -> bool:
    """Whether a version meets a pin, by its numbers; what the project's own pins use is known here."""
    have, want = _numbers(found), _numbers(wanted)
    length = max(len(have), len(want))
    have, want = have + (0,) * (length - len(have)), want + (0,) * (length - len(want))
    answers = {">=": have >= want, "<=": have <= want, "==": have == want, "<": have < want, ">": have > want}
    return answers.get(how, True)


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in match.group().split(".")) if match else ()


def _time_zones() -> Iterator[Finding]:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415

    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        yield Finding("time zones", "problem", "Europe/London is not known", "python -m pip install tzdata")
    else:
        yield Finding("time zones", "ok", "Europe/London is known")


def _encoding() -> Iterator[Finding]:
    name = locale.getpreferredencoding(do_setlocale=False)
    out = getattr(sys.stdout, "encoding", None) or "unknown"
    said = f"files {name}, terminal {out}"
    if "utf" in out.lower():
        yield Finding("locale", "ok", said)
    else:
        yield Finding(
            "locale", "note", f"{said}: some characters show as ?", "set PYTHONUTF8=1, or a locale such as C.UTF-8"
        )


def _fonts() -> Iterator[Finding]:
    package = Path(__file__).resolve().parents[1]
    places = [folder / "templates" for folder in (package, package.parent)]
    templates = next((folder for folder in places if folder.is_dir()), None)
    if templates is None:
        yield Finding("templates", "problem", "they are missing", f"install {_OURS} again")
        return
    missing = [name for name in ("site", "pdf/notice.typ") if not (templates / name).exists()]
    fonts = [path for path in templates.rglob("*") if path.suffix.lower() in {".ttf", ".otf"}]
    yield Finding(
        "templates", "problem" if missing else "ok", f"missing: {', '.join(missing)}" if missing else "all here"
    )
    said = f"{len(fonts)} in the templates" if fonts else "those that come with Typst"
    yield Finding("fonts", "ok", f"{said}; none of this machine is used")


def _git() -> Iterator[Finding]:
    program = shutil.which("git")
    if program is None:
        said = "none: commits are not recorded, and links --changed-since and summary --since do not work"
        yield Finding("git", "note", said, "apt-get install git")
        return
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    yield Finding("git", "ok", done.stdout.strip().removeprefix("git version ") or "found")


def _programs() -> Iterator[Finding]:
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


def _workspace(named: Path | None) -> Iterator[Finding]:
    """Yield what is said of the workspace around us: its files, its repository, where sites go, secrets by name."""
    root = _root(named)
    if root is None:
        yield Finding("workspace", "note", "none here", "run this in a folder that holds 'notices' and 'brands'")
        return
    yield _readable(root)
    yield _writable(root / "site" if (root / "site").is_dir() else root)
    yield from _repository(root)
    yield from _secrets(root)


def _root(named: Path | None) -> Path | None:
    start = (named or Path.cwd()).resolve()
    folders = (start,) if named else (start, *start.parents)
    return next((f for f in folders if (f / "notices").is_dir() and (f / "brands").is_dir()), None)


def _readable(root: Path) -> Finding:
    try:
        from noticepress.config import load_workspace  # noqa: PLC0415

        found = load_workspace(root)
    except Exception as error:  # noqa: BLE001 - a missing package, or a file that is not what it must be
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Finding("workspace", "problem", first, "'check' names every mistake")
    return Finding("workspace", "ok", f"{root}: {len(found.brands)} brands, {len(found.notices)} notices")


def _writable(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding("site folder", "ok", f"{folder} can be written to")
    except OSError as error:
        said = f"{folder} cannot be written to: {error.strerror}"
        return Finding("site folder", "problem", said, "build --out DIR writes elsewhere")


def _repository(root: Path) -> Iterator[Finding]:
    program = shutil.which("git")
    if program is None:
        return
    command = [program, "-C", str(root), "status", "--porcelain", "--branch", "--", "."]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the user's own git
    if done.returncode:
        yield Finding("repository", "note", "the workspace is in none", "git init: history is a part of the evidence")
        return
    branch, *files = done.stdout.splitlines() or ["## unknown"]
    changed = f"{len(files)} files not committed" if files else "all committed"
    yield Finding("repository", "ok", f"{branch.removeprefix('## ').partition('...')[0]}, {changed}")
    shallow = [program, "-C", str(root), "rev-parse", "--is-shallow-repository"]
    if subprocess.run(shallow, capture_output=True, text=True, check=False).stdout.strip() == "true":  # noqa: S603
        yield Finding("history", "note", "the clone is shallow", "git fetch --unshallow")


def _secrets(root: Path) -> Iterator[Finding]:
    """Yield whether the environment holds the secrets that targets name; never what they are."""
    try:
        from noticepress.config import load_workspace  # noqa: PLC0415

        brands = load_workspace(root).brands
    except Exception:  # noqa: BLE001 - told already
        return
    names = sorted({name for brand in brands for target in brand.targets for name in target.secrets.values()})
    for name in names:
        if os.environ.get(name):
            yield Finding("secret", "ok", f"{name} is set")
        else:
            yield Finding("secret", "note", f"{name} is not set", "only a run that publishes or plans needs it")
