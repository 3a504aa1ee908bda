"""A notice's source by section, each with a fingerprint: what a translation is held to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from noticepress.markdown.glance import ATTRIBUTE
from noticepress.markdown.syntax import make_parser
from noticepress.model import Notice

#: The name of what stands before the first heading.
OPENING = "opening"
#: Characters of a fingerprint: enough to tell one wording from another, few enough to be read in a difference.
_DIGITS = 16
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_VALUE = re.compile(r"\bbrand(?:\.\w+)+")


@dataclass(frozen=True)
class Section:
    """The source from one heading to the next, whatever their levels; ``line`` is that of its heading in the file.

    ``id`` is empty for what stands before the first heading. ``values`` are the brand's values that it names;
    ``fingerprint`` changes with every word of it, and with no space at a line's end.
    """

    id: str
    level: int
    line: int
    covers: tuple[str, ...]
    values: frozenset[str]
    fingerprint: str
    has_glance: bool = False


def title_fingerprint(notice: Notice) -> str:
    """Return the fingerprint of a notice's title."""
    return _fingerprint(notice.title)


def sections(notice: Notice) -> tuple[Section, ...]:
    """Return the sections of a notice as legal wrote it, for every brand at once; headings without an id begin none."""
    return tuple(_sections(notice))


def _sections(notice: Notice) -> Iterator[Section]:
    lines = notice.body.split("\n")
    found = [token for token in make_parser().parse(notice.body) if token.type == "heading_open" and token.map]
    heads = [(token, token.map[0], token.meta.get("attributes", {})) for token in found if token.map]
    heads = [head for head in heads if head[2].get("id")]
    starts = [start for _, start, _ in heads]
    opening = "\n".join(lines[: starts[0] if starts else None])
    if opening.strip():
        values = _values(opening)
        yield Section("", 0, notice.first_line, (), values, _fingerprint(opening))
    for (token, start, attributes), end in zip(heads, [*starts[1:], len(lines)], strict=True):
        name = str(attributes["id"])
        said = "\n".join(line.text for line in notice.glance if line.section == name)
        text = "\n".join(lines[start:end])
        covers = tuple(str(attributes.get("covers", "")).split())
        has_glance = bool(said) or ATTRIBUTE in attributes
        line = notice.first_line + start
        values = _values(f"{text}\n{said}")
        fingerprint = _fingerprint(f"{text}\n{said}")
        yield Section(name, int(token.tag[1]), line, covers, values, fingerprint, has_glance=has_glance)


def _values(text: str) -> frozenset[str]:
    return frozenset(name for code in _CODE.findall(text) for name in _VALUE.findall(code))


def _fingerprint(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().split("\n")]
    # Empty lines more or less are no other text.
    kept = [line for before, line in pairwise(["", *lines]) if line or before]
    return sha256("\n".join(kept).encode()).hexdigest()[:_DIGITS]
