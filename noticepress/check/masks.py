"""With every value masked, all brands' texts are one text, but for what stands inside a declared conditional."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from noticepress.errors import Finding
from noticepress.markdown.syntax import PLACEHOLDER
from noticepress.model import BoundNotice, Document, Notice

RULE = "BRAND-DIFF"
_TAG = re.compile(r"<!--.*?-->|\{%[-+]?\s*(?P<word>if|for|endif|endfor|elif|else)\b.*?%\}", re.DOTALL)
#: What a list of values comes to, however many there are: one value.
_LIST = re.compile("▮(?:(?:,|;| or| and)*\\s*▮)+")
MASK = "▮"


def masked(bound: BoundNotice) -> tuple[tuple[int, str], ...]:
    """Return each line of a bound notice with its line in the source, every value of the brand as one mask."""
    lines = PLACEHOLDER.sub(MASK, bound.markdown).split("\n")
    return tuple((number, _LIST.sub(MASK, line)) for number, line in zip(bound.lines, lines, strict=False))


def masked_text(document: Document, values: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of a document's text with each of ``values`` as one mask, whatever made the document."""
    hosts = {re.sub(r"^https?://([^/]+).*", r"\1", value) for value in values if "://" in value}
    known = sorted({*values, *hosts} - {""}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(value)}(?!\w)" for value in known) or r"(?!)")
    return tuple(_LIST.sub(MASK, pattern.sub(MASK, line)) for line in document.text.split("\n"))


def conditional_lines(notice: Notice) -> frozenset[int]:
    """Return the lines of the source on which a conditional or a loop stands, with its tags."""
    found: set[int] = set()
    depth = start = 0
    for match in _TAG.finditer(notice.body):
        word = match["word"] or ""
        if word in {"if", "for"}:
            start = match.start() if depth == 0 else start
            depth += 1
        elif word in {"endif", "endfor"} and depth:
            depth -= 1
            if depth == 0:
                first, last = (notice.body.count("\n", 0, at) for at in (start, match.end()))
                found.update(range(first + notice.first_line, last + notice.first_line + 1))
    return frozenset(found)


def difference_findings(bounds: Sequence[BoundNotice]) -> Iterator[Finding]:
    """Yield an error for each line of the source that brands read differently although no conditional stands on it."""
    if not bounds:
        return
    notice = bounds[0].notice
    declared = conditional_lines(notice).union(*(joined_lines(bound) for bound in bounds))
    texts = {bound.brand.id: _by_line(masked(bound)) for bound in bounds}
    first, reference = next(iter(texts.items()))
    for name, text in texts.items():
        for line in sorted(reference.keys() | text.keys()):
            if line not in declared and reference.get(line) != text.get(line):
                message = f"all values masked, {name} and {first} read differently here, and no conditional says so"
                words = text.get(line) or reference.get(line) or ""
                hint = "put what is one brand's alone inside {% if … %} … {% endif %}"
                yield Finding(RULE, "error", message, notice.path, line, 1, hint, (name,), words.strip() or None)


def joined_lines(bound: BoundNotice) -> frozenset[int]:
    """Return the lines of the source that may share a line of the bound text with a conditional's.

    A tag that takes in white space, and a conditional or a note that leaves no line end behind, join lines.
    """
    declared = conditional_lines(bound.notice)
    end = bound.notice.first_line + bound.notice.body.count("\n") + 1
    spans = (range(number, max(number + 1, after)) for number, after in pairwise((*bound.lines, end)))
    return frozenset(line for span in spans if not declared.isdisjoint(span) for line in span)


def _by_line(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return the text of each line of the source; white space and empty lines are the layout's."""
    found: dict[int, str] = {}
    for number, text in lines:
        if text.strip():
            found[number] = f"{found.get(number, '')} {text.strip()}".strip()
    return found


def frozen_findings(documents: Sequence[Document], source: Notice, shown: Path) -> Iterator[Finding]:
    """Yield a finding for each line of a released text that only some brands have and no conditional accounts for.

    ``source`` is the notice as it was frozen, and ``shown`` the folder that holds it.
    """
    values = {value for document in documents for value in document.values.values()}
    texts = {document.brand: masked_text(document, values) for document in documents}
    shared = set.intersection(*map(set, texts.values())) if texts else set()
    declared = conditional_words(source)
    for brand, lines in texts.items():
        for line in lines:
            pieces = (piece.strip() for piece in line.split(MASK))
            if line not in shared and not all(piece in declared for piece in pieces):
                message = (
                    f"all values masked, {brand}.html alone says '{line[:60]}', and no conditional accounts for it"
                )
                yield Finding(RULE, "error", message, shown, brands=(brand,), words=line, frozen=True)


def conditional_words(notice: Notice) -> str:
    """Return the words of the lines on which conditionals stand, without Markdown's signs."""
    lines = notice.body.split("\n")
    chosen = "\n".join(lines[number - notice.first_line] for number in sorted(conditional_lines(notice)))
    return re.sub(r"\]\([^)]*\)|\]\[[^\]]*\]|[*_`\[\]]", "", chosen)
