"""A redline for a terminal or a pipe: what changed, by section, with some of what stands around it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from noticepress.model import Redline
from noticepress.redline.marks import is_ours, read
from noticepress.redline.spoken import Teller
from noticepress.redline.tree import HEADINGS, Node, parse

#: (what it is, text): ``same``, ``ins``, ``del``, or ``note`` for what we say in our own words.
Segment = tuple[str, str]

_PLAIN = {"same": ("", ""), "ins": ("{+", "+}"), "del": ("[-", "-]"), "note": ("(", ")")}
_COLOUR = {
    "same": ("", ""),
    "ins": ("\x1b[32;4m", "\x1b[0m"),
    "del": ("\x1b[31;9m", "\x1b[0m"),
    "note": ("\x1b[36m(", ")\x1b[0m"),
}
#: A longer stretch of unchanged words is cut to so many at each of its ends.
_KEEP = 8
#: What a terminal would obey instead of showing.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Line:
    """One block of text at a depth of nesting, with its bullet."""

    depth: int
    bullet: str
    segments: tuple[Segment, ...]
    heading: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything in it is not as it was."""
        return any(kind != "same" for kind, _ in self.segments)

    @property
    def entire(self) -> bool:
        """Whether it is shown uncut: a heading, or a row of a table."""
        return self.heading or self.bullet == "| "


def to_text(redline: Redline, *, colour: bool) -> str:
    """Return a redline as text: ``[-gone-]{+come+}``, or in colour with underline and strike-through.

    Only what changed is shown, under its section's heading, long unchanged text cut short. Moves, links and
    formats are said in words. Control characters of a body never reach the terminal.
    """
    signs = _COLOUR if colour else _PLAIN
    reader = _Reader(redline)
    out: list[str] = []
    for lines in _sections(list(reader.lines(reader.root))):
        if any(line.changed for line in lines):
            out += ["", *_section(lines, signs)] if out else _section(lines, signs)
    return "\n".join(out) + "\n" if out else "No changes.\n"


def _sections(lines: list[Line]) -> list[list[Line]]:
    found: list[list[Line]] = [[]]
    for line in lines:
        if line.heading:
            found.append([])
        found[-1].append(line)
    return [section for section in found if section]


def _section(lines: list[Line], signs: dict[str, tuple[str, str]]) -> list[str]:
    out: list[str] = []
    hidden = False
    for line in lines:
        if line.changed or line.heading:
            if hidden:
                out.append("  …")
            out.append(_shown(line, signs))
            hidden = False
        else:
            hidden = True
    return [*out, "  …"] if hidden else out


def _shown(line: Line, signs: dict[str, tuple[str, str]]) -> str:
    parts = []
    last = len(line.segments) - 1
    for at, (kind, text) in enumerate(line.segments):
        shown = _cut(text, first=at == 0, last=at == last) if kind == "same" and not line.entire else text
        before, after = signs[kind]
        parts.append(f"{before}{shown}{after}" if shown else "")
    text = re.sub(r" {2,}", " ", "".join(parts)).strip()
    return f"{line.bullet}{text}" if line.heading else f"  {'  ' * line.depth}{line.bullet}{text}"


def _cut(text: str, *, first: bool, last: bool) -> str:
    words = text.split(" ")
    head = [] if first else words[:_KEEP]
    tail = [] if last else words[-_KEEP:]
    if len(words) <= len(head) + len(tail) + 2:
        return text
    return " ".join([*head, "…", *tail])


class _Reader:
    """Turns a redline's tree into lines."""

    def __init__(self, redline: Redline) -> None:
        self.teller = Teller(redline.changes)
        self.root = parse(redline.html)

    def lines(self, node: Node, depth: int = 0, state: str = "same") -> Iterator[Line]:
        """Yield a line for each block of text in a node. ``state`` is what a mark around it says."""
        for child in node.children:
            marks = read(child.start)
            if "note" in marks:
                continue
            inner = marks["diff"] if marks.get("diff") in ("ins", "del") else state
            if child.tag == "#run":
                yield Line(depth, "", tuple(_joined(self._segments(child, state))))
            elif marks.get("diff") == "move-from":
                yield Line(depth, "", (("note", self.teller.tell(child, marks)),))
            elif child.tag == "tr":
                yield self._row(child, depth, inner, marks)
            else:
                yield from self._block(child, depth, inner, marks)

    def _block(self, node: Node, depth: int, state: str, marks: dict[str, str]) -> Iterator[Line]:
        bullet = "- " if node.tag == "li" else f"{'#' * int(node.tag[1])} " if node.tag in HEADINGS else ""
        note = self.teller.tell(node, marks)
        inner = list(self.lines(node, depth + (node.tag in ("ul", "ol", "blockquote")), state))
        for at, line in enumerate(inner):
            segments = (("note", note), ("same", " "), *line.segments) if note and at == 0 else line.segments
            yield Line(line.depth, line.bullet or (bullet if at == 0 else ""), segments, node.tag in HEADINGS)
        if not inner and (note or state != "same"):
            done = "added" if state == "ins" else "removed"
            yield Line(depth, bullet, (("note", note or f"{node.tag} {done}"),))

    def _row(self, node: Node, depth: int, state: str, marks: dict[str, str]) -> Line:
        segments: list[Segment] = []
        if note := self.teller.tell(node, marks):
            segments += [("note", note), ("same", " ")]
        for cell in node.children:
            found = read(cell.start)
            inner = found["diff"] if found.get("diff") in ("ins", "del") else state
            if found.get("diff") in ("move", "move-from", "format") and (note := self.teller.tell(cell, found)):
                segments += [("note", note), ("same", " ")]
            for line in self.lines(cell, 0, inner):
                segments += line.segments
            segments.append(("same", " | "))
        return Line(depth, "| ", tuple(_joined(segments)))

    def _segments(self, node: Node, state: str) -> Iterator[Segment]:
        for child in node.children:
            if child.tag in ("#text", "#atom"):
                yield state, "" if child.tag == "#atom" else _plain(child.start)
                continue
            marks = read(child.start)
            inner = child.tag if is_ours(child.tag, child.start) and state == "same" else state
            if not child.children and child.tag in ("img", "br"):
                yield inner, " " if child.tag == "br" else "[image]"
            yield from self._segments(child, inner) if "note" not in marks else ()
            if note := self.teller.tell(child, marks):
                yield ("same", " " if note != "typography" else "")
                yield "note", note


def _plain(source: str) -> str:
    return _CONTROL.sub("", re.sub(r"[ \t\r\n]+", " ", html.unescape(source)))


def _joined(segments: Iterator[Segment] | list[Segment]) -> list[Segment]:
    """Join neighbours of a kind; say ``typography`` once, at the end."""
    found: list[Segment] = []
    typography = False
    for kind, text in segments:
        if (kind, text) == ("note", "typography"):
            typography = True
        elif found and found[-1][0] == kind and kind != "note":
            found[-1] = (kind, found[-1][1] + text)
        elif text:
            found.append((kind, text))
    return [*found, ("same", " "), ("note", "typography")] if typography else found
