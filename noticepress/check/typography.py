"""Checks of letters and marks that need no judgement of meaning."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from noticepress.check.case import Case, Check, Hit
from noticepress.check.view import Block

_DOUBLED = re.compile(r"(?<![\w'’-])(\w+)\s+(\1)(?![\w'’-])", re.IGNORECASE)
_TWO_ARTICLES = re.compile(r"(?<![\w'’-])(?:a|an|the)\s+(?:a|an|the)(?![\w'’.)-])(?=\s)")
#: Words that good English can hold twice.
_TWICE = frozenset({"had", "that", "is", "bye", "so", "very"})
_SPACES = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_SPACE_BEFORE = re.compile(r"(?<=\w)\s+(?=[,;:.!?](?:\s|$))")
_ENUMERATOR = re.compile(r"(?:^|(?<=[\s;,]))(?:[a-z]|[ivx]+|\d{1,2})$", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")
_APOSTROPHE = re.compile(r"\w+(['’])(?:s|t|re|ve|ll|d|m)\b", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w@/.'’#-])[a-z]{3,}(?![\w@/'’-]|\.\w)")


def doubled_words(case: Case) -> Iterator[Hit]:
    """Ask for no word twice in a row, no two articles."""
    for block in case.view.blocks:
        seen: set[int] = set()
        for pattern in (_DOUBLED, _TWO_ARTICLES):
            for match in pattern.finditer(block.text):
                if match.start() not in seen and not _meant(match):
                    seen.add(match.start())
                    words = block.shown(*match.span())
                    when = " once the value is put in" if "{{" in words else ""
                    yield Hit(f"'{words}': a word stands twice{when}", block, *match.span())


def _meant(match: re.Match[str]) -> bool:
    if match.re is _TWO_ARTICLES:
        return False
    first, second = match.group(1), match.group(2)
    name = first == second and first[0].isupper()
    return first.lower() in _TWICE or first.isdigit() or name or (len(first) == 1 and first.lower() not in {"a", "i"})


def spaces(case: Case) -> Iterator[Hit]:
    """Ask for one space between words where readers see two, none before a stop."""
    for block in case.view.blocks:
        if case.view.spaced:
            for match in _SPACES.finditer(block.raw):
                if _unbroken(block, match):
                    yield Hit("two spaces stand between two words", block, *match.span(), fix=" ", safe=True)
        for match in _SPACE_BEFORE.finditer(block.text):
            if _unbroken(block, match) and not block.text[match.end() :].startswith((".net", "...")):
                yield Hit("a space stands before a mark", block, *match.span(), fix="", safe=True)


def _unbroken(block: Block, match: re.Match[str]) -> bool:
    """Whether the characters stand side by side in the file, with no template tag between them."""
    line, column = block.place(match.start())
    return block.place(match.end()) == (line, column + match.end() - match.start())


def brackets(case: Case) -> Iterator[Hit]:
    """Ask that each bracket and each double quotation mark has its partner in the same block."""
    for block in case.view.blocks:
        yield from _unpaired(block)
        opened = [m.start() for m in re.finditer("“", block.text)]
        closed = [m.start() for m in re.finditer("”", block.text)]
        if len(opened) != len(closed) and not re.search('"', block.text):
            at = (opened or closed)[-1]
            yield Hit("a quotation mark has no partner", block, at, at + 1)
        straight = [m.start() for m in re.finditer('(?<!\\d)"', block.text)]
        if len(straight) % 2 and not opened and not closed:
            yield Hit("a quotation mark has no partner", block, straight[-1], straight[-1] + 1)


def _unpaired(block: Block) -> Iterator[Hit]:
    opened: list[int] = []
    for match in _BRACKET.finditer(block.text):
        at, character = match.start(), match.group()
        if character in _PAIRS.values():
            opened.append(at)
        elif opened and block.text[opened[-1]] == _PAIRS[character]:
            opened.pop()
        elif not _ENUMERATOR.search(block.text[:at]) and not _smiley(block.text, at):
            yield Hit(f"the bracket '{character}' closes none", block, at, at + 1)
    for at in opened:
        words = block.shown(at, min(len(block.text), at + 30))
        yield Hit(f"the bracket in '{words}' is never closed", block, at, at + 1)


def _smiley(text: str, at: int) -> bool:
    return text[max(0, at - 2) : at].endswith((":", ";", ":-", ";-"))


def apostrophes(case: Case) -> Iterator[Hit]:
    """Ask for one kind of apostrophe: the fault is at the first of the rarer kind."""
    found = [(block, match) for block in case.view.blocks for match in _APOSTROPHE.finditer(block.text)]
    counts = Counter(match.group(1) for _, match in found)
    if len(counts) > 1:
        rare = min(counts, key=lambda kind: counts[kind])
        block, match = next((b, m) for b, m in found if m.group(1) == rare)
        words = block.shown(*match.span())
        message = f"'{words}' has another kind of apostrophe than most of the text ({counts[rare]} of {len(found)})"
        usual = next((b, m.start()) for b, m in found if m.group(1) != rare)
        yield Hit(message, block, *match.span(), others=(usual,))


@cache
def _misspellings() -> Sequence[str]:
    """Return the lines of codespell's list, ``wrong->right``, in order; its data alone, none of its code."""
    return sorted((files("codespell_lib") / "data" / "dictionary.txt").read_text(encoding="utf-8").splitlines())


def _correction(word: str) -> str | None:
    """Return what a slip was meant to be, where there is one correction alone; a whole dictionary takes longer."""
    start, lines = f"{word}->", _misspellings()
    at = bisect_left(lines, start)
    line = lines[at] if at < len(lines) else ""
    return line.removeprefix(start) if line.startswith(start) and "," not in line else None


def spelling(case: Case) -> Iterator[Hit]:
    """Ask for no word that is in the list of known slips."""
    for block in case.view.blocks:
        for match in _WORD.finditer(block.text):
            right = _correction(match.group())
            if right is not None:
                message = f"'{match.group()}' should be '{right}'"
                yield Hit(message, block, *match.span(), fix=right, safe=True)


TYPOGRAPHY: Mapping[str, Check] = {
    "doubled words": doubled_words,
    "spaces": spaces,
    "brackets": brackets,
    "apostrophes": apostrophes,
    "spelling": spelling,
}
