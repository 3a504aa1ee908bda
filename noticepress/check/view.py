"""A notice as checks see it, whatever it was written in: blocks of text, each character with its place in the file."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from noticepress.model import About, Cookie

BlockKind = Literal["heading", "paragraph", "item", "cell"]

#: Where a sentence ends: a stop, closing marks, white space, and what a sentence can begin with.
_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9@{])")
#: Stops that end no sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|No|Nos|Art|Arts|Reg|Ltd|Mr|Mrs|Ms|Dr|St|[A-Z]))\.$")


@dataclass(frozen=True)
class Piece:
    """From ``start`` on, the characters of a block stand in the file from this place on, one after the other.

    ``fixed``: they all stand for what is at that one place, such as a value of the brand; ``name`` says which.
    """

    start: int
    line: int
    column: int
    fixed: bool = False
    name: str = ""


@dataclass(frozen=True)
class Target:
    """A link in a block: its characters and its address."""

    start: int
    end: int
    href: str


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list item or table cell.

    ``raw`` is its text; ``text`` is the same with each non-breaking space as a space. ``group`` numbers the
    list of an item, from 1; ``level`` is a heading's. ``evidence``: the source gives evidence for its claims.
    """

    kind: BlockKind
    raw: str
    pieces: tuple[Piece, ...]
    level: int = 0
    group: int = 0
    id: str = ""
    covers: tuple[str, ...] = ()
    links: tuple[Target, ...] = ()
    evidence: bool = False

    @cached_property
    def text(self) -> str:
        """The text with each non-breaking space as a space; as long as ``raw``."""
        return self.raw.replace("\u00a0", " ").replace("\u202f", " ")

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column, from 1, of the character at ``offset``."""
        piece = self.pieces[max(0, bisect_right([p.start for p in self.pieces], offset) - 1)]
        return piece.line, piece.column if piece.fixed else piece.column + max(0, offset - piece.start)

    def shown(self, start: int, end: int) -> str:
        """Return the words from ``start`` to ``end`` as the file has them: a value by its name."""
        parts = []
        for n, piece in enumerate(self.pieces):
            stop = self.pieces[n + 1].start if n + 1 < len(self.pieces) else len(self.raw)
            low, high = max(start, piece.start), min(end, stop)
            if low < high:
                parts.append(f"{{{{ {piece.name} }}}}" if piece.name else self.text[low:high])
        return re.sub(r"\s+", " ", "".join(parts))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence begins and ends."""
        return tuple(_sentences(self.text))

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return the sentence that holds ``offset``."""
        return next((s for s in self.sentences if s[0] <= offset < s[1]), (0, len(self.text)))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _STOP.finditer(text):
        if not _ABBREVIATION.search(text[start : match.start() + 1]):
            yield start, match.end()
            start = match.end()
    if text[start:].strip():
        yield start, len(text)


@dataclass(frozen=True)
class Section:
    """A heading and all below it, as far as the next heading of its level or a higher one."""

    heading: Block | None
    blocks: tuple[Block, ...]

    @cached_property
    def text(self) -> str:
        """Heading and blocks, a line each."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True)
class View:
    """A notice's blocks in reading order, and what its file says of itself.

    ``title`` is the document's own title where the file gives one outside its text. ``ours``: the source of a
    notice of this project, whose sections declare what they cover. ``dated``: a date or version stands
    outside the text, or is put there when the page is made; ``effective`` is the day from which the file says that the
    text applies. ``linked``: links of the text are known as links.
    ``spaced``: readers see two spaces as two. ``about`` is what the notice is about; ``cookies`` are those of its
    table, ``None`` where no list of them is known.
    """

    path: Path
    blocks: tuple[Block, ...]
    title: str | None = None
    ours: bool = False
    dated: bool = False
    linked: bool = True
    spaced: bool = True
    effective: date | None = None
    about: About = "personal data"
    cookies: tuple[Cookie, ...] | None = None

    @cached_property
    def text(self) -> str:
        """The text of every block, a line each, non-breaking spaces as spaces."""
        return "\n".join(block.text for block in self.blocks)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every section, nested ones too; what stands above the first heading is one without a heading."""
        heads = [n for n, block in enumerate(self.blocks) if block.kind == "heading"]
        before = self.blocks[: heads[0] if heads else len(self.blocks)]
        found = [Section(None, before)] if before else []
        for n in heads:
            level = self.blocks[n].level
            end = next((m for m in heads if m > n and self.blocks[m].level <= level), len(self.blocks))
            found.append(Section(self.blocks[n], self.blocks[n:end]))
        return tuple(found)

    @cached_property
    def heading_of(self) -> dict[int, Block | None]:
        """The nearest heading above each block, by the block's ``id()``."""
        heading: Block | None = None
        above: dict[int, Block | None] = {}
        for block in self.blocks:
            heading = block if block.kind == "heading" else heading
            above[id(block)] = heading
        return above

    @cached_property
    def lists(self) -> tuple[tuple[Block | None, tuple[Block, ...]], ...]:
        """Each list: the block that introduces it, and its items."""
        found: list[tuple[Block | None, tuple[Block, ...]]] = []
        for group in sorted({block.group for block in self.blocks if block.group}):
            items = tuple(block for block in self.blocks if block.group == group)
            first = next(n for n, block in enumerate(self.blocks) if block is items[0])
            found.append((self.blocks[first - 1] if first else None, items))
        return tuple(found)


class Writer:
    """Collects one block, piece by piece, folding the ends of lines into spaces."""

    def __init__(self) -> None:
        self.text = ""
        self.pieces: list[Piece] = []
        self.links: list[Target] = []

    def add(self, text: str, line: int, column: int) -> None:
        """Add what stands in the file from ``line`` and ``column`` on."""
        for number, part in enumerate(text.split("\n")):
            kept = part if number == 0 else part.lstrip(" \t")
            at = column if number == 0 else 1 + len(part) - len(kept)
            if number and self.text and not self.text.endswith(" "):
                self.pieces.append(Piece(len(self.text), line + number, 1, fixed=True))
                self.text += " "
            if kept:
                self.pieces.append(Piece(len(self.text), line + number, at))
                self.text += kept

    def put(self, text: str, line: int, column: int, name: str = "") -> None:
        """Add ``text`` that stands for what is at one place: a value, or a character written as an entity."""
        self.pieces.append(Piece(len(self.text), line, column, fixed=True, name=name))
        self.text += text

    def block(self, kind: BlockKind, **more: object) -> Block | None:
        """Return what was collected without white space around it; ``None`` where that is nothing."""
        text = self.text.rstrip(" \t\n")
        lead = len(text) - len(text.lstrip(" \t\n"))
        if not text.strip():
            return None
        pieces = tuple(_moved(piece, lead) for piece in self.pieces if piece.start < len(text))
        links = tuple(Target(max(0, t.start - lead), max(0, t.end - lead), t.href) for t in self.links)
        return Block(kind, text[lead:], pieces, links=links, **more)  # type: ignore[arg-type]


def _moved(piece: Piece, by: int) -> Piece:
    over = max(0, by - piece.start)
    column = piece.column if piece.fixed else piece.column + over
    return Piece(max(0, piece.start - by), piece.line, column, piece.fixed, piece.name)
