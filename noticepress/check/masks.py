"""With every value masked, all brands' texts are one text, but for what stands inside a declared conditional."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from noticepress.bind import bind
from noticepress.document import render_document
from noticepress.errors import Finding, NoticepressError
from noticepress.markdown.syntax import PLACEHOLDER
from noticepress.model import BoundNotice, Brand, Company, Contact, Document, Notice, Reference, Theme

RULE = "BRAND-DIFF"
_TAG = re.compile(r"<!--.*?-->|\{%[-+]?\s*(?P<word>if|for|endif|endfor|elif|else)\b.*?%\}", re.DOTALL)
#: What a list of values comes to, however many there are: one value.
_LIST = re.compile("▮(?:(?:,|;| or| and)*\\s*▮)+")
MASK = "▮"


def masked(bound: BoundNotice) -> tuple[tuple[int, str], ...]:
    """Return each line of a bound notice with its line in the source, every value of the brand as one mask."""
    lines = PLACEHOLDER.sub(MASK, bound.markdown).split("\n")
    return tuple((number, _LIST.sub(MASK, line)) for number, line in zip(bound.lines, lines, strict=False))


def conditional_lines(notice: Notice) -> frozenset[int]:
    """Return the lines of the source on which a conditional or a loop stands, with its tags."""
    return _conditional_lines(notice.body, notice.first_line)


@lru_cache(maxsize=8)
def _conditional_lines(body: str, first_line: int) -> frozenset[int]:
    """Find the lines once for all brands."""
    found: set[int] = set()
    depth = start = 0
    for match in _TAG.finditer(body):
        word = match["word"] or ""
        if word in {"if", "for"}:
            start = match.start() if depth == 0 else start
            depth += 1
        elif word in {"endif", "endfor"} and depth:
            depth -= 1
            if depth == 0:
                first, last = (body.count("\n", 0, at) for at in (start, match.end()))
                found.update(range(first + first_line, last + first_line + 1))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Masked:
    """How a brand reads a notice with every value masked, by line of the source.

    ``joined`` are the lines that may share a line of the bound text with a conditional's: ``joined_lines``.
    """

    brand: str
    text: Mapping[int, str]
    joined: frozenset[int]


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines that a brand reads in another way than the reference, each with the words that tell it.

    ``joined`` are the lines that it joins to a conditional's and the reference does not.
    """

    brand: str
    joined: frozenset[int]
    lines: tuple[tuple[int, str], ...]


def read_masked(bound: BoundNotice) -> Masked:
    """Return how a brand reads a notice with every value masked."""
    return Masked(bound.brand.id, _by_line(masked(bound)), joined_lines(bound))


def difference(text: Masked, reference: Masked) -> Difference:
    """Return where ``text`` differs from ``reference``, on lines of conditionals too."""
    numbers = sorted(number for number in reference.text.keys() | text.text.keys() if _differ(text, reference, number))
    lines = tuple((number, text.text.get(number) or reference.text.get(number) or "") for number in numbers)
    return Difference(text.brand, text.joined - reference.joined, lines)


def _differ(text: Masked, reference: Masked, number: int) -> bool:
    return text.text.get(number) != reference.text.get(number)


def difference_findings(bounds: Iterable[BoundNotice]) -> Iterator[Finding]:
    """Yield an error for each line of the source that brands read differently although no conditional stands on it.

    Each of ``bounds`` is held to the first, and let go.
    """
    texts = iter(bounds)
    first = next(texts, None)
    if first is not None:
        reference = read_masked(first)
        yield from told_differences(first.notice, reference, [difference(read_masked(b), reference) for b in texts])


def told_differences(notice: Notice, reference: Masked, differences: Sequence[Difference]) -> Iterator[Finding]:
    """Yield an error for each line on which some brand differs and that is no conditional's for any brand."""
    declared = conditional_lines(notice).union(reference.joined, *(one.joined for one in differences))
    for one in differences:
        for line, words in one.lines:
            if line not in declared:
                both = f"{one.brand} and {reference.brand}"
                message = f"all values masked, {both} read differently here, and no conditional says so"
                hint = "put what is one brand's alone inside {% if … %} … {% endif %}"
                yield Finding(
                    RULE, "error", message, notice.path, line, 1, hint, (one.brand,), words=words.strip() or None
                )


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


def frozen_findings(
    document: Document, source: Notice, references: Mapping[str, Reference], shown: Path
) -> Iterator[Finding]:
    """Yield a finding on the first line of a released text that its own source and values do not give.

    So each brand's text is the one source with its values in it, and no hand has written one brand another. A source
    that cannot be bound today, of another time, is left alone; white space is the layout's.
    """
    try:
        expected = render_document(bind(source, released_brand(document)), references)
    except NoticepressError:
        return
    found, wanted = (["".join(line.split()) for line in each.text.split("\n")] for each in (document, expected))
    if found != wanted:
        lines = document.text.split("\n")
        strange = next(
            (line for line, folded in zip(lines, found, strict=True) if folded not in set(wanted)), lines[-1]
        )
        message = f"{document.brand}.html says '{strange[:60]}', which its source and values do not give"
        brands = (document.brand,)
        yield Finding(RULE, "error", message, shown, brands=brands, words=strange, frozen=True)


def released_brand(document: Document) -> Brand:
    """Return as much of a brand as the values of a released document tell: all that a notice can use."""
    values = document.values
    contact = {field.name: values.get(f"brand.contact.{field.name}") for field in fields(Contact)}
    address = _listed(values, "brand.contact.address")
    parent = values.get("brand.parent.id")
    further = {name: text for name, text in values.items() if name.startswith("brand.values.")}
    return Brand(
        id=document.brand,
        name=document.brand_name,
        legal_name=values.get("brand.legal_name"),
        contact=replace(Contact(**contact), address=address or None),  # type: ignore[arg-type]
        parent=Company(parent, values["brand.parent.name"], values.get("brand.parent.legal_name")) if parent else None,
        sisters=tuple(Company("", name) for name in _listed(values, "brand.sister_companies")),
        values={name.removeprefix("brand.values."): text for name, text in further.items()},
        theme=Theme(),
        site_url=None,
        privacy_contact_title=values.get("brand.privacy_contact_title"),
        confirmed=None,
        inherited=frozenset(),
        path=Path(f"values/{document.brand}.json"),
        cookies={} if document.cookies is None else {document.notice: document.cookies},
    )


def _listed(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    found: list[str] = []
    while f"{name}[{len(found)}]" in values:
        found.append(values[f"{name}[{len(found)}]"])
    return tuple(found)
