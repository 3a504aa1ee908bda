"""Two runs of text and inline elements, written as one that holds both."""

from collections.abc import Sequence

from noticepress.model import ChangeKind
from noticepress.redline import marks
from noticepress.redline.changes import Entry, Journal
from noticepress.redline.edit import matching
from noticepress.redline.tokens import Unit, text
from noticepress.redline.tree import HEADINGS, Node
from noticepress.redline.written import href, is_link_change, source

Units = Sequence[Unit]


class InlineWriter:
    """Writes one pair of runs. ``old`` and ``new`` are the blocks that changes are recorded for.

    Words that are the same stay; what holds them differently is marked on the holder. The result's two
    projections are the two runs, source for source, whatever the words' alignment. ``joint``: the runs are
    pieces of a split or a merge, so white space at their ends is no change.
    """

    def __init__(self, journal: Journal, old: Node, new: Node, *, joint: bool = False) -> None:
        self.journal = journal
        self.old = old
        self.new = new
        self.to_new: dict[int, int] = {}
        self.to_old: dict[int, int] = {}
        self.typographic = ""
        self.joint = joint
        self.edges: set[Unit] = set()

    def write(self, old: Units, old_keys: Sequence[str], new: Units, new_keys: Sequence[str]) -> str:
        """Return the merged source. Units may be a slice of a run, the keys are the whole run's."""
        low, high = _span(old)
        first, last = _span(new)
        for i, j, size in matching(old_keys[low:high], new_keys[first:last]):
            for step in range(size):
                self.to_new[low + i + step] = first + j + step
                self.to_old[first + j + step] = low + i + step
        self.edges = {units[at] for units in (old, new) for at in (0, -1) if units}
        return self._merge(old, new)

    def _merge(self, old: Units, new: Units) -> str:
        out: list[str] = []
        i = j = 0
        while i < len(old) or j < len(new):
            step = self._same(old, i, new, j, out)
            i, j = i + step, j + step
            i2, j2 = _unmatched(old, i, self.to_new), _unmatched(new, j, self.to_old)
            out.append(self._hunk(old[i:i2], new[j:j2]))
            i, j = i2, j2
            if i < len(old) and j < len(new):
                i2, j2 = self._closure(old, i, new, j)
                out.append(self._segment(old[i:i2], new[j:j2]))
                i, j = i2, j2
        return "".join(out)

    def _same(self, old: Units, i: int, new: Units, j: int, out: list[str]) -> int:
        """Copy words and white space that are the same on both sides; return how many units that was."""
        start, to_new = i, self.to_new
        for a, b in zip(old[i:], new[j:], strict=False):
            if a.raw != b.raw or a.kind != b.kind or a.kind == "e":
                break
            if a.kind == "w" and to_new.get(a.first) != b.first:
                break
            out.append(source(b))
            i += 1
        return i - start

    def _closure(self, old: Units, i: int, new: Units, j: int) -> tuple[int, int]:
        """Return the ends of the smallest stretches from i and j whose words match only each other."""
        i2, j2 = i + 1, j + 1
        reach_new = _reach(old[i], self.to_new)
        reach_old = _reach(new[j], self.to_old)
        while new[j2 - 1].last <= reach_new or old[i2 - 1].last <= reach_old:
            if new[j2 - 1].last <= reach_new:
                reach_old = max(reach_old, _reach(new[j2], self.to_old))
                j2 += 1
            else:
                reach_new = max(reach_new, _reach(old[i2], self.to_new))
                i2 += 1
        return i2, j2

    def _segment(self, old: Units, new: Units) -> str:
        a, b = old[0], new[0]
        if len(old) == len(new) == 1 and a.kind == b.kind == "w":
            return self._word(a, b)
        if len(old) == len(new) == 1 and a.node is not None and b.node is not None and a.kind == b.kind:
            return self._pair(a, b)
        if len(old) == 1 and a.kind == "e":
            return self._old_holder(a, new)
        if len(new) == 1 and b.kind == "e":
            return self._new_holder(old, b)
        return self._crossing(old, new)

    def _word(self, old: Unit, new: Unit) -> str:
        if old.raw == new.raw:
            return source(new)
        return self._typography(old.raw, source(new))

    def _typography(self, old: str, new: str) -> str:
        """Mark what differs in typography alone; what no eye could tell apart is no change."""
        if text(f"x{old}x") == text(f"x{new}x") and "\xa0" not in old + new and "&nbsp;" not in old + new:
            return _wrap("span", {"diff": "space", "old": old, "wrap": "text"}, new)
        if not self.typographic:
            entry = Entry("typographic", self.old, self.new, [self.old.raw], [self.new.raw])
            self.typographic = self.journal.add(entry)
        found = {"diff": "typographic", "change": self.typographic, "old": old, "wrap": "text"}
        return _wrap("span", found, new)

    def _pair(self, old: Unit, new: Unit) -> str:
        """Write two elements that hold the same words."""
        a, b = old.node, new.node
        assert a is not None
        assert b is not None
        if a.tag != b.tag:
            if f"<{b.tag}" in old.raw[1:]:
                return self._old_holder(old, [new])
            if f"<{a.tag}" in new.raw[1:]:
                return self._new_holder([old], new)
        if b.tag == "a" and a.tag != "a" and self._loose_link(old.units):
            return self._replace([old], [new])
        if a.start == b.start and a.end == b.end:
            return marks.add(b.start, {}) + self._merge(old.units, new.units) + b.end
        found = self._restyled(old, new)
        return marks.add(b.start, found) + self._merge(old.units, new.units) + b.end

    def _restyled(self, old: Unit, new: Unit) -> dict[str, str]:
        a, b = old.node, new.node
        assert a is not None
        assert b is not None
        linked = a.tag == "a" or b.tag == "a"
        entry = Entry("link" if linked else "format", self.old, self.new, [old.raw], [new.raw])
        entry.links = (href(a), href(b)) if linked else (None, None)
        if linked and entry.links[0] == entry.links[1] and a.tag == b.tag:
            entry.kind = "format"
        found = {"diff": entry.kind, "change": self.journal.add(entry), "old": a.start}
        if is_link_change(a.start, b.start):
            found["old"] = href(a) or ""
        return found

    def _old_holder(self, old: Unit, new: Units) -> str:
        """Write what an element held that holds it no more."""
        assert old.node is not None
        linked = old.node.tag == "a"
        entry = Entry("link" if linked else "format", self.old, self.new, [old.raw], [_raw(new)])
        entry.links = (href(old.node), None) if linked else (None, None)
        found = {"diff": entry.kind, "change": self.journal.add(entry), "old": old.node.start, "wrap": "old"}
        return marks.add("<span>", found) + self._merge(old.units, new) + "</span>"

    def _new_holder(self, old: Units, new: Unit) -> str:
        """Write what an element holds now that stood without it."""
        assert new.node is not None
        linked = new.node.tag == "a"
        if linked and self._loose_link(old):
            return self._replace(old, [new])
        entry = Entry("link" if linked else "format", self.old, self.new, [_raw(old)], [new.raw])
        entry.links = (None, href(new.node)) if linked else (None, None)
        found = {"diff": entry.kind, "change": self.journal.add(entry), "old": ""}
        return marks.add(new.node.start, found) + self._merge(old, new.units) + new.node.end

    def _loose_link(self, units: Units) -> bool:
        """Whether a deleted link is among old units: it must not come to stand inside another link."""
        for unit in units:
            if unit.kind == "e" and unit.node is not None:
                matched = any(at in self.to_new for at in range(unit.first, unit.last))
                if unit.node.tag == "a" and not matched:
                    return True
                if "<a" in unit.raw[1:] and (not matched or self._loose_link(unit.units)):
                    return True
        return False

    def _crossing(self, old: Units, new: Units) -> str:
        """Write two stretches whose elements overlap without nesting."""
        low, high = _span(old)
        first, last = _span(new)
        same = high - low == last - first and all(self.to_new.get(low + k) == first + k for k in range(high - low))
        if not same:
            return self._replace(old, new)
        entry = Entry("format", self.old, self.new, [_raw(old)], [_raw(new)])
        found = {"diff": "format", "change": self.journal.add(entry), "old": _raw(old), "wrap": "text"}
        return _wrap("span", found, "".join(map(source, new)))

    def _hunk(self, old: Units, new: Units) -> str:
        """Write stretches without a common word; white space that they share at their ends stays."""
        lead = tail = ""
        if old and new and old[0].kind == new[0].kind == "s":
            lead = self._space(old[0], new[0])
            old, new = old[1:], new[1:]
        if old and new and old[-1].kind == new[-1].kind == "s":
            tail = self._space(old[-1], new[-1])
            old, new = old[:-1], new[:-1]
        return lead + self._replace(old, new) + tail

    def _space(self, old: Unit, new: Unit) -> str:
        return source(new) if old.raw == new.raw else self._typography(old.raw, new.raw)

    def _replace(self, old: Units, new: Units) -> str:
        before, after = _raw(old), _raw(new)
        if not before and not after:
            return ""
        if all(unit.kind == "s" for unit in (*old, *new)):
            if not self.edges.isdisjoint((*old, *new)):
                return _wrap("span", {"diff": "space", "old": before, "wrap": "text"}, after)
            return self._typography(before, after)
        kind: ChangeKind = "substitution" if before and after else "insertion" if after else "deletion"
        numbers = before.strip().isdigit() and after.strip().isdigit()
        if numbers and self.new.tag in HEADINGS and old[0].first == new[0].first == 0:
            kind = "renumbering"
        change = {"change": self.journal.add(Entry(kind, self.old, self.new, [before], [after]))}
        gone = _wrap("del", change, "".join(map(source, old))) if before else ""
        return gone + (_wrap("ins", change, "".join(map(source, new))) if after else "")


def _wrap(tag: str, found: dict[str, str], inner: str) -> str:
    inside = "".join([f' data-{name}="{marks.quote(value)}"' for name, value in found.items()])
    return f"<{tag}{inside}>{inner}</{tag}>"


def _raw(units: Units) -> str:
    return "".join([unit.raw for unit in units])


def _span(units: Units) -> tuple[int, int]:
    return (units[0].first, units[-1].last) if units else (0, 0)


def _unmatched(units: Units, start: int, mates: dict[int, int]) -> int:
    """Return the first position from ``start`` whose unit has a word that stays."""
    for at in range(start, len(units)):
        unit = units[at]
        if unit.kind == "w":
            if unit.first in mates:
                return at
        elif unit.kind == "e" and any(word in mates for word in range(unit.first, unit.last)):
            return at
    return len(units)


def _reach(unit: Unit, mates: dict[int, int]) -> int:
    """Return the furthest position that a unit's words are matched with, or -1."""
    return max((mates[at] for at in range(unit.first, unit.last) if at in mates), default=-1)
