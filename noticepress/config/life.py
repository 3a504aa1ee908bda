"""What becomes of brands and notices: renamed, retired, moved to another address."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from noticepress.config.files import read_text
from noticepress.config.kept import Kept
from noticepress.errors import ConfigError, Finding, did_you_mean
from noticepress.model import Brand, Move, Retirement

if TYPE_CHECKING:
    from noticepress.config.schema import BrandFields, RetirementFields
    from noticepress.config.yaml import At, YamlText

T = TypeVar("T")


def make_moves(brand: "BrandFields", text: "YamlText") -> tuple[Move, ...]:
    """Return where a brand's old addresses lead, each straight to its last stop."""
    return tuple(Move(old, last_stop(old, brand.moved) or old, *text.keys[("moved", old)]) for old in brand.moved)


def make_retirement(fields: "RetirementFields | None") -> Retirement | None:
    """Return what a file says of an end."""
    return Retirement(fields.on, fields.because, fields.see) if fields else None


def last_stop(start: str, moved: Mapping[str, str]) -> str | None:
    """Follow ``moved`` from ``start`` to what moved nowhere; ``None`` where it goes round in a circle."""
    seen = {start}
    place = start
    while place in moved:
        place = moved[place]
        if place in seen:
            return None
        seen.add(place)
    return place


def was_findings(files: Mapping[str, tuple[Brand, Sequence[tuple[int, int]]]]) -> Iterator[Finding]:
    """Yield each former id of a brand that is a brand's own now, or that two brands claim.

    ``files`` are the brands by their ids, each with line and column of its former ids.
    """
    claimed: dict[str, str] = {}
    for name, (brand, places) in files.items():
        for old, place in zip(brand.was, places, strict=True):
            if old in files:
                hint = "a brand's former id is one that no brand has any more"
                message = f"'{old}' is the id of a brand: brands/{old}.yml"
                yield Finding("CONFIG", "error", message, brand.path, *place, hint)
            elif old in claimed:
                message = f"'{old}' is claimed by '{claimed[old]}' too: one brand alone goes on from it"
                yield Finding("CONFIG", "error", message, brand.path, *place)
            claimed.setdefault(old, name)


def loops(moved: Mapping[str, str], text: "YamlText", at: "At") -> Iterator[Finding]:
    """Yield each address or id of ``moved``, which stands at ``at`` in a file, that leads round to itself."""
    for old in moved:
        if last_stop(old, moved) is None:
            hint = "name the place that it has now"
            message = f"'{old}' leads round in a circle: {' → '.join(_circle(old, moved))}"
            yield Finding("CONFIG", "error", message, text.path, *text.keys[(*at, old)], hint)


def _circle(start: str, moved: Mapping[str, str]) -> Iterator[str]:
    seen = list[str]()
    place = start
    while place not in seen:
        seen.append(place)
        place = moved[place]
    yield from (*seen, place)


def load_moved(path: Path, root: Path, notices: Collection[str], kept: Kept | None = None) -> Mapping[str, str]:
    """Read the former ids of notices, each with the id that the notice has now; a missing file means none.

    Raises ``ConfigError`` for an id that leads round in a circle, to no notice, or that a notice still has.
    """
    return _of_notices(Mapping[str, str], _moved, path, root, notices, kept)


def _of_notices(
    kind: Any,
    make: Callable[[str, Path, Collection[str]], Mapping[str, T]],
    path: Path,
    root: Path,
    notices: Collection[str],
    kept: Kept | None,
) -> Mapping[str, T]:
    """Return what ``make`` makes of a file that names ``notices``, as kept where it is; nothing of a missing one."""
    if not path.exists():
        return {}
    shown = path.relative_to(root)
    written = read_text(path, shown)
    made_from = written, sorted(notices)
    return (kept or Kept()).value(kind, shown.as_posix(), made_from, lambda: make(written, shown, notices))


def _moved(written: str, path: Path, notices: Collection[str]) -> Mapping[str, str]:
    from noticepress.config.schema import MovedFile  # noqa: PLC0415 - few workspaces have the file
    from noticepress.config.yaml import parse_yaml, validate  # noqa: PLC0415

    text = parse_yaml(written, path)
    moved = validate(MovedFile, text).root
    findings = list(loops(moved, text, ()))
    for old, new in moved.items() if not findings else ():
        end = last_stop(old, moved) or new
        if old in notices:
            message = f"'{old}' is the id of a notice: its addresses are in use"
            findings.append(Finding("CONFIG", "error", message, text.path, *text.keys[(old,)]))
        elif end not in notices:
            hint = did_you_mean(end, sorted(notices))
            message = f"no notice is called '{end}'"
            findings.append(Finding("CONFIG", "error", message, text.path, *text.places[(old,)], hint))
    if findings:
        raise ConfigError(*findings)
    return {old: last_stop(old, moved) or old for old in moved}


def load_retired(
    path: Path, root: Path, notices: Collection[str], kept: Kept | None = None
) -> Mapping[str, Retirement]:
    """Read the notices that have come to their end; a missing file means none. ``ConfigError`` for unknown ones."""
    return _of_notices(Mapping[str, Retirement], _retired, path, root, notices, kept)


def _retired(written: str, path: Path, notices: Collection[str]) -> Mapping[str, Retirement]:
    from noticepress.config.schema import RetiredFile  # noqa: PLC0415 - few workspaces have the file
    from noticepress.config.yaml import parse_yaml, validate  # noqa: PLC0415

    text = parse_yaml(written, path)
    retired = validate(RetiredFile, text).root
    findings = [
        Finding(
            "CONFIG",
            "error",
            f"no notice is called '{name}'",
            text.path,
            *text.keys[(name,)],
            did_you_mean(name, sorted(notices)),
        )
        for name in retired
        if name not in notices
    ]
    if findings:
        raise ConfigError(*findings)
    return {name: Retirement(end.on, end.because, end.see) for name, end in retired.items()}
