"""Which section says what the law asks for, in which words, since which version; what is empty is to be written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from noticepress.check import View
from noticepress.check.patterns import body_of, declaring, holds
from noticepress.check.view import Block, Section
from noticepress.desk.model import Text
from noticepress.document import fold
from noticepress.errors import Finding, Severity
from noticepress.law import Law, Rule, cited

#: ``covered``: a section declares it and no rule finds a gap. ``gaps``: a section declares it and lacks something.
#: ``undeclared``: it seems to be said, and no section declares it. ``missing``: it is to be written. ``waived``: the
#: same, and somebody answers for that. ``not-asked``: nothing in the text gives occasion for it.
Standing = Literal["covered", "gaps", "undeclared", "missing", "waived", "not-asked"]

#: The parts of the matrix, each with what the items of its rules begin with; all others come last.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("UK GDPR Article 13: data that people give", ("13(",)),
    ("UK GDPR Article 14: data from others", ("14(",)),
    ("PECR: cookies and marketing", ("PECR",)),
    ("Also to be said", ("",)),
)
#: So many sentences are shown of what a section says; the section itself is a click away.
_QUOTED = 2


@dataclass(frozen=True)
class Quote:
    """Words of a section on an item. ``since`` is the first version with these words, ``draft`` if none has."""

    words: str
    section: str
    since: str


@dataclass(frozen=True)
class Cell:
    """How one item of the law stands in a text: the sections, by anchor, that declare it or seem to say it."""

    rule: Rule
    citation: str
    standing: Standing
    sections: tuple[str, ...]
    quotes: tuple[Quote, ...]
    gaps: tuple[str, ...]
    do: str


@dataclass(frozen=True)
class Coverage:
    """The matrix of one text: ``sections`` are its columns, anchor and heading; ``groups`` its rows."""

    sections: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every row."""
        return tuple(cell for _, cells in self.groups for cell in cells)

    def count(self, standing: Standing) -> int:
        """Return how many items stand so."""
        return sum(cell.standing == standing for cell in self.cells)


def coverage(text: Text, law: Law, as_at: date) -> Coverage | None:
    """Return how the items of the law of a day stand in a text's draft; ``None`` where it has none."""
    view = text.view
    if view is None:
        return None
    cells = [_cell(rule, view, text, as_at) for rule in law.on(as_at) if rule.item]
    sections = tuple((s.heading.id, s.heading.text) for s in view.sections if s.heading and s.heading.id)
    return Coverage(sections, tuple((name, found) for name, found in _grouped(cells) if found))


def alike(found: Sequence[tuple[Text, Coverage]]) -> tuple[tuple[tuple[Text, ...], Coverage], ...]:
    """Return each coverage once, with the texts that have it: those in which all stands in the same way.

    Texts are alike where items, sections, gaps and versions are; what is quoted differs with a brand's own values.
    """
    groups: dict[object, list[tuple[Text, Coverage]]] = {}
    for text, covered in found:
        cells = [
            (c.rule.id, c.standing, c.sections, c.gaps, [(q.section, q.since) for q in c.quotes]) for c in covered.cells
        ]
        groups.setdefault(repr((covered.sections, cells)), []).append((text, covered))
    return tuple((tuple(text for text, _ in same), same[0][1]) for same in groups.values())


def _grouped(cells: Sequence[Cell]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    rest = list(cells)
    for name, beginnings in GROUPS:
        own = [cell for cell in rest if (cell.rule.item or "").startswith(beginnings)]
        rest = [cell for cell in rest if cell not in own]
        yield name, tuple(own)


def _cell(rule: Rule, view: View, text: Text, as_at: date) -> Cell:
    declared = declaring(view, rule.item)
    own = [f for f in text.findings if f.rule == rule.id and f.path == view.path]
    standing = _standing(rule, view, own, is_declared=bool(declared))
    blocks = list(_blocks(rule, view, declared)) if standing in {"covered", "gaps", "undeclared"} else []
    quotes = tuple(_quote(block, span, view, text) for block, span in blocks[:_QUOTED])
    anchors = [s.heading.id for s in declared if s.heading] or [q.section for q in quotes if q.section]
    gaps = tuple(dict.fromkeys(f.message for f in own if standing != "undeclared"))
    do = next((f.hint for f in own if f.hint), rule.hint)
    return Cell(rule, cited(rule, as_at), standing, tuple(dict.fromkeys(anchors)), quotes, gaps, do)


def _standing(rule: Rule, view: View, findings: Sequence[Finding], *, is_declared: bool) -> Standing:
    grave: set[Severity] = {f.severity for f in findings if f.waived is None}
    waived = any(f.waived for f in findings)
    if is_declared:
        return "gaps" if findings else "covered"
    if grave & {"error", "warning"}:
        return "missing"
    if waived:
        return "waived"
    unconditional = any(missing.when is None for missing in rule.missing)
    seems_said = any(holds(missing.find, view.text) for missing in rule.missing)
    return "undeclared" if seems_said and (unconditional or grave) else "not-asked"


def _blocks(rule: Rule, view: View, declared: Sequence[Section]) -> Iterator[tuple[Block, tuple[int, int]]]:
    """Yield the sentences that say it: those with words that the rule looks for, else how each section begins."""
    patterns = [*(part.find for part in rule.missing), *(part.find for part in rule.needs)]
    homes = [b for section in declared for b in section.blocks if b is not section.heading] if declared else view.blocks
    found = False
    for block in homes:
        for low, high in block.sentences if block.kind != "heading" else ():
            if any(holds(pattern, block.text[low:high]) for pattern in patterns):
                found = True
                yield block, (low, high)
    if not found and declared and body_of(declared):
        block = next(b for b in homes if b.kind != "heading") if any(b.kind != "heading" for b in homes) else homes[0]
        yield block, (block.sentences or ((0, len(block.text)),))[0]


def _quote(block: Block, span: tuple[int, int], view: View, text: Text) -> Quote:
    words = fold(block.text[slice(*span)])
    heading = view.heading_of[id(block)]
    return Quote(words, heading.id if heading else "", since(words, text))


def since(words: str, text: Text) -> str:
    """Return the first version from which on each version that was not withdrawn has these words, else ``draft``."""
    found = "draft"
    for version in reversed(text.timeline.versions):
        if version.state in {"draft", "withdrawn"}:
            continue
        if words not in version.document.text.replace("\u00a0", " ").replace("\u202f", " "):
            break
        found = version.document.version
    return found
