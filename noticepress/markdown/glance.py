"""At a glance: the sentences that legal marks to stand above the notice, each for one of its sections.

They travel beside the body of record and never in it, as plain text: Markdown in them is not read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from noticepress.bind import bind
from noticepress.errors import Finding, NoticeError, NoticepressError
from noticepress.markdown.rules import Source
from noticepress.markdown.syntax import PLACEHOLDER, make_parser
from noticepress.model import BoundNotice, Glance, GlanceLine

#: The heading's attribute that holds a sentence.
ATTRIBUTE = "glance"
#: More than this is no glance. In characters, the brand's values being in.
LONGEST = 200

RULE = "GLANCE"
#: A quotation mark in the attribute, which quotation marks enclose.
_ESCAPED = re.compile(r"\\([\\\"])")


@dataclass(frozen=True)
class _Said:
    """A sentence with its values in, and the places in the file where its section and its words are given."""

    section: str
    text: str
    section_place: tuple[int, int]
    text_place: tuple[int, int]


def read_glance(bound: BoundNotice) -> tuple[Glance, ...]:
    """Return the sentences of a bound notice in the order of their sections.

    One whose words all stand in a choice that is not this brand's is left out. Raises ``NoticeError`` with each that
    names no section, says nothing, stands for a section that has one already, or is longer than ``LONGEST``.
    """
    if not bound.notice.glance and ATTRIBUTE not in bound.markdown:
        return ()
    headings = [token for token in make_parser().parse(bound.markdown) if token.type == "heading_open"]
    order = [str(_attributes(heading).get("id", "")) for heading in headings]
    findings: list[Finding] = []
    said = [*_on_headings(headings, Source(bound, ()), bound), *_in_front(bound, findings)]
    findings.extend(_faults(said, order, bound))
    if findings:
        raise NoticeError(*findings)
    return tuple(Glance(line.section, line.text) for line in sorted(said, key=lambda line: order.index(line.section)))


def _attributes(heading: Token) -> Mapping[str, object]:
    found: Mapping[str, object] = heading.meta.get("attributes", {})
    return found


def _on_headings(headings: Sequence[Token], source: Source, bound: BoundNotice) -> Iterator[_Said]:
    for heading in headings:
        attributes = _attributes(heading)
        if ATTRIBUTE in attributes:
            line = heading.map[0] if heading.map else 0
            found = source.finding(RULE, line, "", f"{ATTRIBUTE}=", None)
            place = found.line or 1, found.column or 1
            text = _filled(_ESCAPED.sub(r"\1", str(attributes[ATTRIBUTE])), bound.values)
            yield _Said(str(attributes.get("id", "")), text, place, place)


def _in_front(bound: BoundNotice, findings: list[Finding]) -> Iterator[_Said]:
    """Yield the sentences of the front matter, each bound to the brand by itself; what binding refuses is noted."""
    for line in bound.notice.glance:
        try:
            text = _bound_text(line, bound)
        except NoticepressError as error:
            number, column = line.text_place
            findings.extend(replace(found, line=number, column=column) for found in error.findings)
            continue
        if text:
            yield _Said(line.section, text, line.section_place, line.text_place)


def _bound_text(line: GlanceLine, bound: BoundNotice) -> str:
    alone = bind(replace(bound.notice, body=line.text, first_line=line.text_place[0]), bound.brand)
    return _filled(alone.markdown, alone.values)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in, last of all: nothing reads the sentence after that."""
    return " ".join(PLACEHOLDER.sub(lambda match: values[match.group()], text).split())


def _faults(said: Sequence[_Said], order: Sequence[str], bound: BoundNotice) -> Iterator[Finding]:
    seen = set[str]()
    for line in said:
        message, hint = _fault(line, order, seen)
        if message:
            place = line.text_place if line.section in order else line.section_place
            yield Finding(RULE, "error", message, bound.notice.path, *place, hint, (bound.brand.id,))
        seen.add(line.section)


def _fault(line: _Said, order: Sequence[str], seen: set[str]) -> tuple[str, str]:
    if line.section not in order:
        return f"'{line.section}' is no section of the notice", "name the id of a heading, as it stands in {#…}"
    if line.section in seen:
        return f"the section '{line.section}' has two sentences at a glance", "make them one"
    if not line.text:
        return "the sentence at a glance is empty", "write it, or take the attribute out"
    if len(line.text) > LONGEST:
        message = f"the sentence at a glance has {len(line.text)} characters, and more than {LONGEST} are no glance"
        return message, "say it in one short sentence; the section says the rest"
    return "", ""
