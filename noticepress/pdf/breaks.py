"""Where a line may not end, and where a word that is too long for its line may be broken.

Neither changes a character, so that a copy of the text is still the text. A postcode, a telephone number, and a number
with what it counts or numbers stay on one line. An address of a page breaks after its punctuation, anything else that
is longer than words are, anywhere. What non-breaking spaces hold together stays so unless it is longer than a line.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from noticepress.pdf.nodes import Node

#: Characters of the longest word that surely fits into a line of text, and into a table of one column.
_ROOM, _TABLE_ROOM = 30, 60
#: No column is so narrow that shorter words need a break.
_LEAST_ROOM = 6
#: Characters that surely fill a line, and letters in a row that are no word but a code.
_LINE, _LONGEST_WORD = 64, 24

#: What reads badly in halves. None is long: it must fit into the column of a table.
_HELD_TOGETHER = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"  # a postcode
    r"|(?<![\w+])(?:\+44 ?)?\(?0?\d{2,5}\)? \d{3,4}(?: ?\d{3,4})?(?!\w)"  # a telephone number
    r"|\b\d{1,2} (?:Jan|Febr)uary\b|\b\d{1,2} (?:March|April|May|June|July|August)\b"
    r"|\b\d{1,2} (?:Septem|Octo|Novem|Decem)ber\b"
    r"|\b\d{1,3} (?:day|week|month|year)s?\b|\b(?:Article|section|Part|Schedule|page) \d+[\d()a-z]*"
)
_RUN = re.compile(r"[^ \n]+")
_WORD = re.compile(r"[^ \n\u00a0\u202f]+")
_HELD = re.compile(r".*?[\u00a0\u202f]+|.+")
#: What stands between two points at which an address may be broken.
_PART = re.compile(r"[^/.\-_?&=:@,;+%#~]*[/.\-_?&=:@,;+%#~]+|.+")
#: A character with what is set upon it: accents, joiners and the signs that choose a form.
_CLUSTER = re.compile(r".(?:[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f]|\u200d.)*", re.DOTALL)


def settle_breaks(nodes: Sequence[Node | str], room: int = _ROOM) -> list[Node | str]:
    """Return laid-out ``nodes`` with each word of more than ``room`` characters as a ``long`` node of its parts.

    What belongs together is a ``held`` node.
    """
    parted: list[Node | str] = []
    for node in nodes:
        if isinstance(node, str):
            parted.extend(piece for part in _held(node) for piece in _settled(part, room))
        else:
            inner = max(_TABLE_ROOM // node["columns"], _LEAST_ROOM) if node["t"] == "table" else room
            keys = [key for key in ("c", "head", "caption") if key in node]
            parted.append(node | {key: settle_breaks(node[key], inner) for key in keys})
    return parted


def _held(text: str) -> Iterator[Node | str]:
    at = 0
    for match in _HELD_TOGETHER.finditer(text):
        yield from (text[at : match.start()], {"t": "held", "c": [match[0]]})
        at = match.end()
    yield text[at:]


def _settled(part: Node | str, room: int) -> Iterator[Node | str]:
    if isinstance(part, str):
        yield from _parted(part, room)
    else:
        yield part


def _parted(text: str, room: int) -> Iterator[Node | str]:
    at = 0
    for run in _RUN.finditer(text):
        if len(run[0]) <= room:
            continue
        parts = list(_run_parts(run[0], room))
        if len(parts) > 1:
            yield from filter(None, [text[at : run.start()]])
            yield {"t": "long", "c": parts}
            at = run.end()
    yield from filter(None, [text[at:]])


def _run_parts(run: str, room: int) -> Iterator[str]:
    """Yield the parts of what a line break cannot enter, between which it now may."""
    pieces = _HELD.findall(run) if len(run) > _LINE else [run]
    for piece in pieces:
        edges = [0, *(edge for word in _WORD.finditer(piece) for edge in _edges(word, room)), len(piece)]
        yield from (piece[start:end] for start, end in pairwise(edges) if start < end)


def _edges(word: re.Match[str], room: int) -> Iterator[int]:
    """Yield the places inside a word at which it may be broken."""
    if len(word[0]) <= room:
        return
    parts = list(_PART.finditer(word[0]))
    longest = min(room, _LONGEST_WORD) if len(parts) > 1 else _LONGEST_WORD
    for part in parts:
        pattern = _CLUSTER if len(part[0]) > longest else _PART
        yield from (word.start() + part.start() + bit.end() for bit in pattern.finditer(part[0]))
