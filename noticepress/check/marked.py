"""A notice in Markdown: any, or the source of one of ours bound to a brand, with places in the source file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from noticepress.check.view import Block, BlockKind, Target, View, Writer
from noticepress.markdown.syntax import PLACEHOLDER, parse, reference_placeholders
from noticepress.model import BoundNotice, Reference

_FRONT = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title:\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE)
_DATED = re.compile(
    r"^(?:effective|version|date|updated|last[-_ ]?\w+|published)\w*:\s*\S", re.MULTILINE | re.IGNORECASE
)
_EFFECTIVE = re.compile(r"^effective(?:[-_ ]date)?:\s*[\"']?(\d{4}-\d\d-\d\d)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|\{#.*?#\}|^\s*\{:.*?\}\s*$", re.DOTALL | re.MULTILINE)
#: Stands for each character of a template tag that is no text, so that columns stay true.
_MASK = "\ue000"
_LINK_END = re.compile(r"\]\((?:[^()]|\([^()]*\))*\)|\]\[[^\]]*\]|\]|>")
_EVIDENCE = re.compile(r"<!--.*?\bevidence:.*?-->", re.DOTALL)


@dataclass(frozen=True)
class _Lines:
    """The lines that the parser saw, and for each the line of the file, its number, and its values' names."""

    parsed: tuple[str, ...]
    written: tuple[str, ...]
    numbers: tuple[int, ...]
    names: Mapping[str, str]
    values: Mapping[str, str]
    evidence: frozenset[int] = frozenset()


def markdown_view(text: str, path: Path) -> View:
    """Return the view of a Markdown notice that is not ours: front matter, template tags and HTML are no text."""
    front = _FRONT.match(text)
    head = front.group(1) if front else ""
    masked = _TAGS.sub(_masked, _FRONT.sub(lambda m: "\n" * m.group().count("\n"), text, count=1) if front else text)
    title = _TITLE.search(head)
    lines = tuple(masked.split("\n"))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(masked)
    seen = _Lines(lines, lines, tuple(range(1, len(lines) + 1)), {}, {}, _evidence(text, 1))
    blocks = tuple(_blocks(tokens, seen))
    named, dated = title.group(1) if title else None, bool(_DATED.search(head))
    return View(path, blocks, title=named, dated=dated, spaced=False, effective=_effective(head))


def _effective(head: str) -> date | None:
    """Return the day that the front matter gives, if it is one."""
    found = _EFFECTIVE.search(head)
    try:
        return date.fromisoformat(found.group(1)) if found else None
    except ValueError:
        return None


def _masked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", _MASK, match.group())


def bound_view(bound: BoundNotice, references: Mapping[str, Reference]) -> View:
    """Return the view of a notice's source as ``bound``: a value is text, and its place is where it is put in."""
    placeholders, _ = reference_placeholders(tuple(references))
    tokens = parse(bound.markdown, tuple(references))
    notice = bound.notice
    written = notice.body.split("\n")
    numbers = bound.lines or (notice.first_line,)
    parsed = tuple(bound.markdown.split("\n"))
    padded = tuple(numbers[min(n, len(numbers) - 1)] for n in range(len(parsed)))
    lines = _Lines(
        parsed,
        tuple(written[number - notice.first_line] for number in padded),
        padded,
        bound.names,
        bound.values,
        _evidence(notice.body, notice.first_line),
    )
    hrefs = {char: references[name].url or f"#{name}" for char, name in placeholders.items()}
    blocks = tuple(_blocks(tokens, lines, hrefs))
    cookies = bound.brand.cookies.get(notice.id)
    known = View(notice.path, blocks, title=notice.title, ours=True, dated=True, spaced=False)
    return replace(known, about=notice.about, cookies=cookies)


def _evidence(text: str, first: int) -> frozenset[int]:
    """Return the lines on which a note ``<!-- evidence: … -->`` stands, and the one below each."""
    found = set[int]()
    for match in _EVIDENCE.finditer(text):
        low = text.count("\n", 0, match.start()) + first
        high = text.count("\n", 0, match.end()) + first
        found |= set(range(low, high + 2))
    return frozenset(found)


def _blocks(tokens: Sequence[Token], lines: _Lines, hrefs: Mapping[str, str] | None = None) -> Iterator[Block]:
    """Yield a block for each run of text, with the list, heading or cell that it stands in."""
    lists: list[int] = []
    count, heading = 0, None
    kinds: list[BlockKind] = []
    cursors: dict[int, int] = {}
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            count += 1
            lists.append(count)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "heading_open":
            heading = token
        elif token.type in {"th_open", "td_open"}:
            kinds.append("cell")
        elif token.type in {"th_close", "td_close"}:
            kinds.pop()
        elif token.type == "inline" and token.map is not None:
            kind: BlockKind = "heading" if heading else kinds[-1] if kinds else "item" if lists else "paragraph"
            block = _Inline(lines, cursors, hrefs or {}).block(token, kind, heading, lists[-1] if lists else 0)
            heading = None
            if block is not None:
                yield block


class _Inline:
    """Writes one run of inline tokens, following them through the file's own characters."""

    def __init__(self, lines: _Lines, cursors: dict[int, int], hrefs: Mapping[str, str]) -> None:
        self.lines, self.cursors, self.hrefs = lines, cursors, hrefs
        self.writer = Writer()
        self.line, self.column = 0, 0
        self.opened: list[tuple[int, str]] = []

    def block(self, token: Token, kind: BlockKind, heading: Token | None, group: int) -> Block | None:
        assert token.map is not None
        self.line = token.map[0]
        # The parser takes a line of non-breaking spaces off the front of a paragraph.
        while self.line < token.map[1] - 1 and not self.lines.parsed[self.line].strip():
            self.line += 1
        first_line = self.line
        first = token.content.split("\n", 1)[0]
        self.column = max(0, self.lines.parsed[self.line].find(first, self.cursors.get(self.line, 0)))
        for child in token.children or []:
            self._child(child)
        self.cursors[self.line] = self.column
        number = self.lines.numbers[min(first_line, len(self.lines.numbers) - 1)]
        facts: dict[str, object] = {"evidence": number in self.lines.evidence}
        if kind == "item":
            facts["group"] = group
        if heading is not None:
            attributes = heading.meta.get("attributes", {})
            covers = tuple(str(attributes.get("covers", "")).split())
            facts |= {"level": int(heading.tag[1]), "id": str(attributes.get("id", "")), "covers": covers}
        return self.writer.block(kind, **facts)

    def _child(self, child: Token) -> None:
        if child.type in {"softbreak", "hardbreak"}:
            self._text(" ")
            self.line, self.column = min(self.line + 1, len(self.lines.parsed) - 1), 0
            self.column = len(self._parsed()) - len(self._parsed().lstrip(" \t>"))
        elif child.type == "link_open":
            href = str(child.attrGet("href") or "")
            self.opened.append((len(self.writer.text), self.hrefs.get(href, href)))
        elif child.type == "link_close":
            start, href = self.opened.pop()
            self.writer.links.append(Target(start, len(self.writer.text), href))
            end = _LINK_END.search(self._parsed(), self.column)
            self.column = end.end() if end else self.column
        elif child.type in {"text", "code_inline"}:
            self._text(child.content)

    def _parsed(self) -> str:
        return self.lines.parsed[self.line]

    def _text(self, content: str) -> None:
        """Add ``content``, which stands from the cursor on: in one stretch, or else character by character."""
        for part in re.split(f"({PLACEHOLDER.pattern}|{_MASK}+)", content):
            if not part:
                continue
            found = self._parsed().find(part, self.column)
            if PLACEHOLDER.fullmatch(part):
                at = _written_column(self.lines, self.line, max(found, 0))
                self.writer.put(self._value(part), self._number(), at, self.lines.names.get(part, ""))
            elif _MASK in part:
                pass
            else:
                at = found if found >= 0 else self.column
                self.writer.add(part, self._number(), _written_column(self.lines, self.line, at))
            self.column = found + len(part) if found >= 0 else self.column

    def _value(self, placeholder: str) -> str:
        return self.lines.values.get(placeholder, "…")

    def _number(self) -> int:
        return self.lines.numbers[self.line]


def _written_column(lines: _Lines, line: int, at: int) -> int:
    """Return the column in the file, from 1, of position ``at`` of a parsed line with values' placeholders in it."""
    parsed, written = lines.parsed[line], lines.written[line]
    if parsed == written:
        return at + 1
    place, start, joined = 0, 0, ""
    for match in PLACEHOLDER.finditer(parsed):
        if match.start() > at:
            break
        name = lines.names.get(match.group(), "")
        if name != joined:
            place = _after(written, parsed[start : match.start()], place)[1]
        opening = re.compile(r"\{\{-?\s*" + re.escape(name)).search(written, place)
        if opening is None:
            # A further item of a list that one expression writes.
            place = place if name == joined else 0
        else:
            end = written.find("}}", opening.start())
            joined = name if "join" in written[opening.start() : end] else ""
            if match.start() == at:
                return opening.start() + 1
            place = end + 2 if end >= 0 else opening.end()
        start = match.end()
    begin, _ = _after(written, parsed[start : max(at, start)] or parsed[start : start + 12], place)
    return begin + 1 + max(0, at - start)


def _after(written: str, piece: str, place: int) -> tuple[int, int]:
    """Return where ``piece`` begins and ends at or after ``place``."""
    found = written.find(piece, place)
    return (found, found + len(piece)) if found >= 0 else (place, place)
