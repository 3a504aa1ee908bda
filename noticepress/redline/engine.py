"""A redline of two bodies, built, verified, and where it is wrong, made coarser until it is right."""

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from noticepress.errors import BuildError, Finding
from noticepress.model import Redline
from noticepress.redline.align import align, identity, sections
from noticepress.redline.changes import Journal
from noticepress.redline.match import Matching
from noticepress.redline.plan import plan
from noticepress.redline.project import projections
from noticepress.redline.tokens import text
from noticepress.redline.tree import HEADINGS, MalformedError, Node, parse
from noticepress.redline.write import Writer

#: After so many sections have failed one by one, the whole document is shown as replaced.
_TRIES = 12
#: A version is compared with its neighbours and with the one in force: so many trees are at hand for the next of them.
_TREES = 4


def compare_html(old: str, new: str) -> Redline:
    """Return the redline between two bodies, verified: accepted it is ``new``, rejected it is ``old``.

    A section for which that does not hold is shown as a whole deletion and insertion, and named in
    ``fallbacks``. A fragment whose tags do not nest is compared as a browser would repair it. Where not even
    the whole documents side by side can be verified, or nothing can be read, it raises :class:`BuildError`.
    """
    with _without_collecting():
        return _compare(old, new)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave the garbage collector out: tens of thousands of nodes live until the end, and it would walk them all."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _compare(old: str, new: str) -> Redline:
    before, after = _sound(old), _sound(new)
    coarse: list[str] = []
    for _ in range(_TRIES):
        html, journal = _redline(before, after, coarse)
        failing = _failing(html, before, after)
        if failing is None:
            return _result(old, new, html, journal, coarse)
        if failing in coarse:
            break
        coarse.append(failing)
    html, journal = _redline(before, after, None)
    if _failing(html, before, after) is not None:
        raise BuildError(Finding("REDLINE", "error", "no exact redline of these two bodies can be made"))
    return _result(old, new, html, journal, ["the whole document"])


def _result(old: str, new: str, html: str, journal: Journal, fallbacks: Sequence[str]) -> Redline:
    digests = [hashlib.sha256(body.encode()).hexdigest() for body in (old, new)]
    return Redline(digests[0], digests[1], journal.changes(), html, tuple(fallbacks))


@lru_cache(maxsize=_TREES)
def _sound(html: str) -> Node:
    """Return the tree of a fragment as a browser reads it; nothing that works on trees changes one."""
    try:
        return parse(html)
    except MalformedError:
        pass
    try:
        from noticepress.redline.repair import repair  # noqa: PLC0415 - what we make ourselves needs no repair

        return parse(repair(html))
    except MalformedError as error:
        raise BuildError(Finding("REDLINE", "error", f"this body cannot be read as HTML: {error}")) from error


def _redline(old: Node, new: Node, coarse: Sequence[str] | None) -> tuple[str, Journal]:
    """Build a redline; ``coarse`` names sections that are replaced whole, ``None`` means all of them."""
    matching = align(old, new) if coarse is not None else Matching()
    matching.pair(old, new)
    for root in (old, new) if coarse else ():
        for section in sections(root):
            if _name(section) in (coarse or ()):
                _forget(section, matching)
    journal = Journal(old, new)
    return Writer(matching, plan(old, new, matching), journal).body(old, new), journal


def _forget(section: Sequence[Node], matching: Matching) -> None:
    """Unpair every block of a section, on both sides."""
    for node in [inner for block in section for inner in block.walk()]:
        if node in matching.new_of:
            del matching.old_of[matching.new_of.pop(node)]
        if node in matching.old_of:
            del matching.new_of[matching.old_of.pop(node)]
        for joins in (matching.splits, matching.merges):
            for whole in [whole for whole, pieces in joins.items() if whole is node or node in pieces]:
                del joins[whole]


def _name(section: Sequence[Node]) -> str:
    """Return how a fallback names a section: its heading's id, else its text, else that it is the start."""
    heading = section[0]
    if heading.tag not in HEADINGS:
        return "start"
    return identity(heading) or text(heading.raw)


def _failing(html: str, before: Node, after: Node) -> str | None:
    """Return the name of the first section that a redline gets wrong, or ``None``."""
    try:
        found = projections(html)
    except MalformedError:
        found = {"new": "", "old": ""}
    for side, body in (("new", after), ("old", before)):
        if found[side] != body.raw:
            return _section_at(body, _first_difference(found[side], body.raw))
    return None


def _first_difference(found: str, body: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(found, body, strict=False)) if a != b), min(len(found), len(body)))


def _section_at(body: Node, position: int) -> str:
    seen = 0
    name = "start"
    for section in sections(body):
        name = _name(section)
        seen += sum(len(node.raw) + len(node.lead if node.lead is not None else "\n") for node in section)
        if seen > position:
            break
    return name
