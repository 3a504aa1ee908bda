"""Packages and extras: versions against pins, by the standard library alone."""

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from noticepress.cli.doctor.finding import Finding, Verdict
from noticepress.cli.interpreter import way_in
from noticepress.extras import install

OURS = "noticepress"
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?(?P<pins>[^;]*)(?:;(?P<when>.*))?")
_PIN = re.compile(r"(?P<how>>=|<=|==|<|>|!=|~=)\s*(?P<version>[0-9][0-9A-Za-z.]*)")
_EXTRA = re.compile(r"extra\s*==\s*['\"](?P<extra>[^'\"]+)['\"]")
#: What each extra is for. Without it the rest works.
_EXTRAS = {
    "links": "asking outside addresses: links",
    "import": "importing Word documents",
    "material": "desk, serve, and brands with look: material",
    "distributed": "build --executor dask",
    "s3": "publishing to S3 and its like",
    "sftp": "publishing by SFTP",
    "test": "the tests",
}


def packages() -> Iterator[Finding]:
    """Yield whether the packages that are wanted are here, those of each extra apart, in versions as pinned."""
    requirements = _requirements()
    if not requirements:
        yield Finding("packages", "problem", f"{OURS} is not installed", "python -m pip install --editable .")
        return
    for extra in ("", *_EXTRAS):
        faults = [fault for line in requirements if (fault := _fault(line, extra))]
        wanted = sum(_of(line) == extra for line in requirements)
        name = f"extra {extra}" if extra else "packages"
        hint = install(extra) if extra else _everything()
        if not faults:
            yield Finding(name, "ok", f"{wanted} as wanted")
        else:
            verdict: Verdict = "note" if extra else "problem"
            said = "; ".join(faults) + (f" (for {_EXTRAS[extra]})" if extra else "")
            yield Finding(name, verdict, said, hint)


def _everything() -> str:
    way, whole = way_in(), "python -m pip install --editable ."
    return f"{way}   (what was set up here is there), or {whole}" if way else whole


def _requirements() -> list[str]:
    """Return what the installed package asks for, else what ``pyproject.toml`` beside the program says."""
    try:
        found = metadata.requires(OURS)
    except metadata.PackageNotFoundError:
        found = None
    if found:
        return found
    path = Path(__file__).resolve().parents[3] / "pyproject.toml"
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
    if match is None or _of(line) != extra or match["name"].lower() == OURS:
        return None
    try:
        found = metadata.version(match["name"])
    except metadata.PackageNotFoundError:
        return f"{match['name']} is missing"
    broken = [pin.group() for pin in _PIN.finditer(match["pins"]) if not met(found, pin["how"], pin["version"])]
    return f"{match['name']} is {found}, and {', '.join(broken)} is wanted" if broken else None


def met(found: str, how: str, wanted: str) -> bool:
    """Whether a version meets a pin, by its numbers; what the project's own pins use is known here."""
    have, want = _numbers(found), _numbers(wanted)
    length = max(len(have), len(want))
    have, want = have + (0,) * (length - len(have)), want + (0,) * (length - len(want))
    answers = {">=": have >= want, "<=": have <= want, "==": have == want, "<": have < want, ">": have > want}
    return answers.get(how, True)


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in match.group().split(".")) if match else ()
