"""With every value masked, all brands' texts are one text, but for what stands inside a declared conditional."""

import re
from collections.abc import Iterator, Sequence

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


def masked_text(document: Document) -> tuple[str, ...]:
    """Return the lines of a document's text with every value of its brand as one mask, whatever made the document."""
    values = sorted({*document.values.values(), document.brand_name} - {""}, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(value)}(?!\w)" for value in values)
    hosts = {re.sub(r"^https?://([^/]+).*", r"\1", value) for value in values if "://" in value}
    pattern = "|".join([pattern, *map(re.escape, hosts)])
    return tuple(_LIST.sub(MASK, re.sub(pattern, MASK, line)) for line in document.text.split("\n"))


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
    declared = conditional_lines(notice)
    texts = {bound.brand.id: _by_line(masked(bound)) for bound in bounds}
    first, reference = next(iter(texts.items()))
    for name, text in texts.items():
        for line in sorted(reference.keys() | text.keys()):
            if line not in declared and reference.get(line) != text.get(line):
                message = f"all values masked, {name} and {first} read differently here, and no conditional says so"
                words = text.get(line) or reference.get(line) or ""
                hint = "put what is one brand's alone inside {% if … %} … {% endif %}"
                yield Finding(RULE, "error", message, notice.path, line, 1, hint, (name,), words.strip() or None)


def _by_line(lines: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return the text of each line of the source; white space and empty lines are the layout's."""
    found: dict[int, str] = {}
    for number, text in lines:
        if text.strip():
            found[number] = f"{found.get(number, '')} {text.strip()}".strip()
    return found


def drift_findings(document: Document, expected: Document, released: Sequence[str]) -> Iterator[Finding]:
    """Yield a warning where a released text is not what its own source and values say: somebody wrote it otherwise."""
    found, wanted = (list(map(str.strip, each.text.split("\n"))) for each in (document, expected))
    strange = [line for line in found if line not in set(wanted)]
    if found != wanted:
        words = strange[0] if strange else document.title
        whose = f"{document.brand} {document.version}"
        message = f"the text of {whose} is not what its source and values give: {words[:80]}"
        yield Finding(RULE, "warning", message, None, brands=tuple(released), words=words, frozen=True)
