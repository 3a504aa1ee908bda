"""The list of changes that grows while a redline is written."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from noticepress.model import Change, ChangeKind, Signal
from noticepress.redline.match import ratio
from noticepress.redline.signals import signals, within
from noticepress.redline.tokens import count, text, words
from noticepress.redline.tree import HEADINGS, Node

_COVERS = re.compile(r"\sdata-covers\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ID = re.compile(r"\sid\s*=\s*[\"']?([^\"'\s>]+)")


@dataclass
class Entry:
    """A change while it is written: sources of both sides, and the nodes that say where it stands."""

    kind: ChangeKind
    old: Node | None
    new: Node | None
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    links: tuple[str | None, str | None] = (None, None)
    move: str | None = None


class Journal:
    """Changes in reading order of the redline; each name (``c1``, ``c2``) is also on its marks."""

    def __init__(self, old: Node, new: Node) -> None:
        self._entries: list[Entry] = []
        self._headings: dict[Node, Node] = {}
        for root in (old, new):
            heading = None
            for child in root.children:
                heading = child if child.tag in HEADINGS else heading
                if heading is not None:
                    self._headings[child] = heading
        self._moves: dict[str, int] = {}

    def add(self, entry: Entry) -> str:
        """Add a change and return its name."""
        self._entries.append(entry)
        return f"c{len(self._entries)}"

    def extend(self, name: str, before: str, after: str) -> None:
        """Let a change go on in a further block."""
        entry = self._entries[int(name[1:]) - 1]
        entry.before += [before] if before else []
        entry.after += [after] if after else []

    def move(self, kind: ChangeKind, group: str, old: Node, new: Node) -> str:
        """Add a block to the change that a group of carried blocks is, and return that change's name."""
        if group in self._moves:
            name = f"c{self._moves[group]}"
            self.extend(name, old.raw, new.raw)
            return name
        name = self.add(Entry(kind, old, new, [old.raw], [new.raw], move=group))
        self._moves[group] = int(name[1:])
        return name

    def heading(self, node: Node | None) -> Node | None:
        """Return the heading that a node stands under, or is."""
        while node is not None and node.parent is not None and node.parent.tag != "body":
            node = node.parent
        return self._headings.get(node) if node is not None else None

    def changes(self) -> tuple[Change, ...]:
        """Return the changes as they were."""
        return tuple(self._change(f"c{at}", entry) for at, entry in enumerate(self._entries, 1))

    def _change(self, name: str, entry: Entry) -> Change:
        before_html, after_html = "\n".join(entry.before), "\n".join(entry.after)
        before, after = text(before_html), text(after_html)
        old, new = self.heading(entry.old), self.heading(entry.new)
        moved = entry.kind in ("move", "format", "typographic", "link", "split", "merge")
        both = before and after and entry.kind not in ("format", "typographic", "link", "renumbering")
        return Change(
            id=name,
            kind=entry.kind,
            section=_anchor(new or old),
            section_before=_title(old),
            section_after=_title(new),
            before=before,
            after=after,
            before_html=before_html,
            after_html=after_html,
            link_before=_plain(entry.links[0]),
            link_after=_plain(entry.links[1]),
            words_inserted=0 if moved else count(after_html),
            words_deleted=0 if moved else count(before_html),
            move=entry.move,
            similarity=round(ratio(words(before_html), words(after_html)), 3) if both else None,
            covers=_covers([new, old]),
            signals=() if moved else _signals(entry, before, after),
        )


def _signals(entry: Entry, before: str, after: str) -> tuple[Signal, ...]:
    raised = signals(before, after)
    return within(raised, signals(_words(entry.old), _words(entry.new))) if raised else ()


def _words(node: Node | None) -> str:
    return text(node.raw) if node is not None else ""


def _plain(source: str | None) -> str | None:
    return None if source is None else html.unescape(source)


def _anchor(heading: Node | None) -> str:
    found = _ID.search(heading.start) if heading is not None else None
    return found.group(1) if found else ""


def _title(heading: Node | None) -> str:
    return text(heading.raw) if heading is not None else ""


def _covers(headings: Sequence[Node | None]) -> tuple[str, ...]:
    """Return the statutory items that either side's section declares, in the order of the new one first."""
    found: dict[str, None] = {}
    for heading in headings:
        match = _COVERS.search(heading.start) if heading is not None else None
        if match:
            found.update(dict.fromkeys(html.unescape(match.group(1) or match.group(2) or "").split()))
    return tuple(found)
