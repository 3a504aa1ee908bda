"""Checks of how marketing is justified and refused."""

import re
from collections.abc import Iterator, Mapping

from noticepress.check.case import Case, Check, Hit
from noticepress.check.patterns import declaring
from noticepress.check.substance import is_cookies
from noticepress.check.view import Block, View
from noticepress.law import compiled

_OBJECT = re.compile(
    r"\bobject(?:s|ing|ions?|ed)?\b|\bopt(?:ing)?[ -]out\b|\bstop(?:ping)?\s+(?:us|marketing)", re.IGNORECASE
)
_APART = re.compile(
    r"\bobject(?:s|ing|ions?|ed)?\b|\bopt(?:ing)?[ -]out\b|\bunsubscrib\w+|\bsay(?:ing)?\s+no\b|"
    r"\bstop\w*\s+(?:us|our|marketing|using)",
    re.IGNORECASE,
)
_SOFT = re.compile(r"\bsoft[- ]opt(?:ed)?[- ]?in\b", re.IGNORECASE)
_SOFT_PARTS: Mapping[str, re.Pattern[str]] = {
    "that the details were got in a sale or its negotiation": re.compile(
        r"\b(?:sales?(?!@)|sold|purchas\w+|bought|buy(?:s|ing|ers?)?|negotiat\w+|enquir\w+|quot(?:e|es|ed|ation\w*)|ordered|"
        r"(?:an|your|placed|place|past|previous|first|last)\s+orders?)\b",
        re.IGNORECASE,
    ),
    "that it is for our own similar products or services": re.compile(
        r"\b(?:similar|related|same\s+(?:kind|sort|type)|like\s+(?:those|the\s+ones|what\s+you))\b", re.IGNORECASE
    ),
    "that one can refuse when the details are collected": re.compile(
        r"\b(?:when\s+(?:we|you|they)\s+(?:first\s+)?(?:collect|give|provide|obtain|sign|register|buy|order)|"
        r"at\s+the\s+time\s+(?:of|when|that|we|you|they)\b[^.]{0,30}\b(?:collect|purchas|sale|order|sign|giv|provid|buy)|"
        r"point\s+of\s+collection|at\s+the\s+(?:start|outset)|first\s+collect\w*)",
        re.IGNORECASE,
    ),
    "that one can refuse in each message": re.compile(
        r"\b(?:each|every|any|all)\s+(?:\w+\s+){0,3}(?:message|communication|email|e-mail|mailing|text)s?\b|unsubscrib\w+",
        re.IGNORECASE,
    ),
    # To unsubscribe costs nothing.
    "that refusing is free": re.compile(
        r"\b(?:free|no\s+(?:cost|charge|fee)|without\s+(?:charge|cost|a\s+fee)|costs?\s+nothing)\b|unsubscrib\w+",
        re.IGNORECASE,
    ),
}


def objection_apart(case: Case) -> Iterator[Hit]:
    """Ask for a heading of its own for the right to object."""
    view = case.view
    declared = declaring(view, case.rule.item)
    if declared:
        if all(len(s.heading.covers) > 1 for s in declared if s.heading):
            yield Hit("the right to object shares its section with other items", declared[0].heading)
        return
    headings = [block for block in view.blocks if block.kind == "heading"]
    if any(_APART.search(heading.text) and not is_cookies(heading) for heading in headings):
        return
    mentions = [(b, m) for b in view.blocks for m in [_OBJECT.search(b.text)] if m]
    in_rights = [(b, m) for b, m in mentions if _under(view, b, r"rights?|choices")] or mentions
    if in_rights:
        block, match = in_rights[0]
        yield Hit("the right to object stands among other things and has no heading of its own", block, *match.span())


def _under(view: View, block: Block, words: str) -> bool:
    heading = view.heading_of[id(block)]
    return heading is not None and bool(compiled(words).search(heading.text))


def soft_opt_in(case: Case) -> Iterator[Hit]:
    """Ask for all four parts of a soft opt-in in the section that claims it."""
    for block in case.view.blocks:
        match = _SOFT.search(block.text)
        if match is None:
            continue
        heading = case.view.heading_of[id(block)]
        text = "\n".join(b.text for b in case.view.blocks if case.view.heading_of[id(b)] is heading)
        lacking = [part for part, pattern in _SOFT_PARTS.items() if not pattern.search(text)]
        if lacking:
            words = block.shown(*match.span())
            yield Hit(f"'{words}' is claimed without saying {' or '.join(lacking)}", block, *match.span())
        return


MARKETING: Mapping[str, Check] = {
    "objection apart": objection_apart,
    "soft opt-in": soft_opt_in,
}
