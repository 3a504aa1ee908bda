"""Changes that one value of the brand caused: a new telephone number is one fact, wherever it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from noticepress.model import Change
from noticepress.redline.tokens import fold

#: A part of a value this short may have changed for another reason: one digit stands in many places.
_TELLING = 3
_INDEX = re.compile(r"\[\d+\]$")


def by_brand_value(
    changes: Sequence[Change], before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[Change, ...]:
    """Return ``changes`` with those that one brand value caused joined into one, where the first of them stood.

    ``before`` and ``after`` are the values of both sides by dotted name. A change counts as caused by a value
    where putting the new value in place of the old one, or the changed part of it, explains all of the change.
    """
    changed = {name: (old, after[name]) for name, old in before.items() if name in after and after[name] != old}
    if not changed:
        return tuple(changes)
    groups: dict[str, list[Change]] = {}
    for change in changes:
        cause = next((name for name, values in changed.items() if _explains(values, change)), None)
        groups.setdefault(cause or f"({change.id})", []).append(change)
    return tuple(_joined(name, group, changed) for name, group in groups.items())


def _joined(name: str, group: Sequence[Change], changed: Mapping[str, tuple[str, str]]) -> Change:
    if name not in changed:
        return group[0]
    old, new = changed[name]
    return replace(
        group[0],
        kind="substitution",
        before=old,
        after=new,
        brand_value=_INDEX.sub("", name),
        words_inserted=sum(change.words_inserted for change in group),
        words_deleted=sum(change.words_deleted for change in group),
        covers=tuple(dict.fromkeys(item for change in group for item in change.covers)),
        signals=tuple(dict.fromkeys(signal for change in group for signal in change.signals)),
        places=tuple(change.id for change in group),
    )


def _explains(values: tuple[str, str], change: Change) -> bool:
    if change.kind == "link":
        sides = change.link_before or "", change.link_after or ""
        return any(_turns(pair, sides) for pair in _spellings(values))
    if change.kind != "substitution":
        return False
    old, new = (fold(value) for value in values)
    sides = fold(change.before), fold(change.after)
    is_part = len(sides[0]) >= _TELLING and sides[0] in old and old.replace(sides[0], sides[1]) == new
    return is_part or _turns((old, new), sides)


def _turns(values: tuple[str, str], sides: tuple[str, str]) -> bool:
    """Whether ``sides[0]`` holds the old value and becomes ``sides[1]`` with the new one in its place."""
    return bool(values[0]) and values[0] in sides[0] and unquote(sides[0].replace(*values)) == unquote(sides[1])


def _spellings(values: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a value as it stands, and as the digits that a ``tel:`` link dials (without the national 0)."""
    yield values
    old, new = (re.sub(r"\D", "", value).removeprefix("0") for value in values)
    if len(old) >= _TELLING:
        yield old, new
