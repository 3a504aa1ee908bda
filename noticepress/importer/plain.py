"""Plain text as HTML: short lines are headings, typed signs are lists, tabs are tables."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.check.plain import is_heading, paragraph_chunks
from noticepress.errors import Finding
from noticepress.importer.office import LEVEL, NUMBER, letters_lost
from noticepress.importer.reading import Reading, counted, folded, guess
from noticepress.importer.trees import element

_BULLET = re.compile(r"([ \t\u00a0]*)[·•‣◦▪●○*–-][ \t\u00a0]+(?=\S)")
_NUMBER = re.compile(r"([ \t\u00a0]*)(\d{1,3})[.)][ \t\u00a0]+(?=\S)")
_LETTER = re.compile(r"([ \t\u00a0]*)(\(?[a-z]{1,4}[.)])[ \t\u00a0]+(?=\S)")
_NUMBERED_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+[A-Z]")
_UNDERLINE = re.compile(r"\s*(=+|-+|~+)\s*")
_TITLE = re.compile(r"\b(?:privacy|cookies?|data protection)\b.*\b(?:notice|policy|statement)\b", re.IGNORECASE)
_DEEPEST = 6


def read_plain(text: str, remarks: tuple[Finding, ...], path: Path) -> Reading:
    """Return what a text says, with what can be seen of its form; ``remarks`` are those on its encoding."""
    body, said = ET.Element("body"), list(remarks)
    state = _Text(path, said)
    chunks = [(number, [line.rstrip() for _, line in chunk]) for number, chunk in enumerate(paragraph_chunks(text))]
    for number, chunk in chunks:
        after = chunks[number + 1][1] if number + 1 < len(chunks) else None
        body.extend(state.blocks(chunk, after))
    body.extend(state.table())
    said.extend(state.guesses())
    return Reading(path, body, tuple(filter(None, map(folded, state.lines))), tuple(said), keeps_spaces=True)


def _sign(line: str) -> tuple[str, str, int] | None:
    """Return the indent, the number (empty for a bullet) and the length of the sign that makes a line an item."""
    for pattern in (_BULLET, _NUMBER, _LETTER):
        match = pattern.match(line)
        if match:
            return match[1], match[2] if pattern is not _BULLET else "", match.end()
    return None


class _Text:
    """Writes the blocks of a text, and remembers what it took for a heading, an item or a table."""

    def __init__(self, path: Path, remarks: list[Finding]) -> None:
        self.path, self.remarks = path, remarks
        self.headings: list[str] = []
        self.lower: list[str] = []
        self.letters: list[str] = []
        self.lettered = 0
        self.rows: list[list[str]] = []
        self.indents: list[int] = []
        self.last = ""
        self.is_first = True
        self.lines: list[str] = []

    def blocks(self, chunk: list[str], after: list[str] | None) -> Iterator[ET.Element]:
        """Yield the blocks of a few lines that belong together; a table comes with the block after it."""
        if "\t" in chunk[0].strip() and len(chunk) == 1 and not _sign(chunk[0]):
            self.lines.append(chunk[0])
            self.rows.append([cell.strip() for cell in chunk[0].strip().split("\t")])
            return
        yield from self.table()
        sign = _sign(chunk[0])
        is_heading_number = sign and sign[1].isdigit() and is_heading([chunk[0]]) and not _is_in_a_list(after, sign[1])
        if sign and not is_heading_number and not (is_heading_number is None and self.is_first):
            self.lines.extend([chunk[0][sign[2] :], *chunk[1:]])
            yield self._item(chunk, sign)
        elif after is not None and self._is_heading(chunk, after):
            self.lines.extend(chunk)
            yield self._heading(chunk)
        elif not _UNDERLINE.fullmatch(chunk[0]):
            self.lines.extend(chunk)
            yield self._paragraph(chunk)
        self.last = chunk[-1]
        self.is_first = False

    def _item(self, chunk: list[str], sign: tuple[str, str, int]) -> ET.Element:
        indent, number, length = sign
        width = len(indent.expandtabs(4))
        while self.indents and self.indents[-1] > width:
            self.indents.pop()
        if not self.indents or self.indents[-1] < width:
            self.indents.append(width)
        if number and not number.isdigit():
            self.letters.append(number)
            self.lettered = 1 if number.strip("().") in {"a", "i"} and self.lettered != 8 else self.lettered + 1  # noqa: PLR2004 - h
            number = str(self.lettered)
        text = " ".join([chunk[0][length:], *(line.strip() for line in chunk[1:])])
        return element("p", text, **{LEVEL: str(len(self.indents) - 1), NUMBER: number})

    def _is_heading(self, chunk: list[str], after: list[str]) -> bool:
        if _UNDERLINE.fullmatch(after[0]) and len(chunk) == 1:
            return True
        return is_heading(chunk)

    def _heading(self, chunk: list[str]) -> ET.Element:
        """Return a heading: of the level that its number has, or below one that a line with a colon leads to.

        "The legal bases are:" over "Contract (Article 6(1)(b))" makes that a heading of the third level, and so is each
        that follows and ends in a bracket as it does.
        """
        text, self.indents = chunk[0].strip(), []
        numbered = _NUMBERED_HEADING.match(text)
        level = 2 + (numbered[1].count(".") if numbered else 0)
        follows = self.last.rstrip().endswith(":") and not self.is_first
        if not numbered and (follows or (self.lower and text.endswith(")"))):
            level = 3
            self.lower.append(text)
        else:
            if self.lower and not self.lower[-1].endswith(")"):
                self.lower.append("")
            self.lower = []
        if self.is_first and _TITLE.search(text):
            level = 1
        self.headings.append(text)
        return element(f"h{min(level, _DEEPEST)}", text)

    def _paragraph(self, chunk: list[str]) -> ET.Element:
        self.indents = []
        return element("p", "\n".join(line.strip() for line in chunk))

    def table(self) -> Iterator[ET.Element]:
        """Yield the table of the lines with tabs that came before; one alone is a paragraph."""
        rows, self.rows = self.rows, []
        if len(rows) == 1:
            yield element("p", " ".join(rows[0]))
        elif rows:
            made = element("table")
            for cells in rows:
                row = element("tr")
                row.extend(element("td", cell) for cell in cells)
                made.append(row)
            yield made

    def guesses(self) -> Iterator[Finding]:
        """Yield what was taken for what."""
        if self.headings:
            message = f"{counted(len(self.headings), 'short line')} without a stop became headings"
            yield guess(self.path, message, "; ".join(self.headings))
        if self.letters:
            yield letters_lost(self.path, self.letters)


def _is_in_a_list(after: list[str] | None, number: str) -> bool:
    """Whether the next line has the next number: then both are items, and no headings."""
    found = _sign(after[0]) if after else None
    return bool(found and found[1].isdigit() and int(found[1]) == int(number) + 1)
