"""Checks of the titles under which somebody answers for privacy."""

import re
from collections.abc import Iterator, Mapping

from noticepress.check.case import Case, Check, Hit
from noticepress.check.parties import firsts, several
from noticepress.check.patterns import declaring
from noticepress.errors import Severity

_TITLE = re.compile(
    r"\b(?:(?:Data\s+(?:Protection|Privacy|Governance)|Privacy|Information\s+(?:Governance|Security|Rights))\s+"
    r"(?:and\s+\w+\s+)?(?:Officer|Manager|Lead(?:er)?|Director|Co-?ordinator|Champion|Administrator|Advis[eo]r|"
    r"Representative|Supervisor|Executive|Specialist)|DPO)\b",
    re.IGNORECASE,
)
_OFFICER = re.compile(r"\b(?:data\s+protection\s+officer|DPO)\b", re.IGNORECASE)
_HELPER = r"(?:data\s+protection|privacy)\s+(?:officer|manager|lead|contact|team)"
_HELPER_REACHED = re.compile(
    rf"\b(?:{_HELPER}|DPO)\b[^.]{{0,160}}(?:@|\b(?:telephone|phone|call|email|post|writ|form|contact|address|reach))|"
    r"\b(?:contact|email|e-mail|write\s+to|reach|telephone|call|phone|speak\s+to|ask)\b"
    rf"[^.]{{0,60}}\b(?:{_HELPER}|DPO)\b|[\w.+-]+@(?!ico\.)[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)


def officer(case: Case) -> Iterator[Hit]:
    """Ask how to reach a data protection officer who is named; of one by statute, as the brand's file says, always."""
    statutory = case.brand is not None and case.brand.statutory_dpo is True
    severity: Severity = "error" if statutory else "warning"
    text = case.view.text
    if not _OFFICER.search(text):
        if statutory:
            message = (
                "the brand's file says that there is a data protection officer by statute, and the notice names none"
            )
            yield Hit(message, severity=severity)
    elif not declaring(case.view, case.rule.item) and not _HELPER_REACHED.search(text):
        yield Hit("a data protection officer is named and nothing says how to reach them", severity=severity)


def one_title(case: Case) -> Iterator[Hit]:
    """Ask for one title for the person to contact, the one that the brand's file gives, and no officer that is none."""
    found = firsts(case.view, _TITLE)
    if "dpo" in found:
        found.setdefault("data protection officer", []).extend(found.pop("dpo"))
    given = case.brand.privacy_contact_title if case.brand else None
    if case.brand and case.brand.statutory_dpo is False and "data protection officer" in found:
        ((block, match), *_) = found["data protection officer"]
        message = f"'{match.group()}' is a title by statute, and the brand's file says that there is no such officer"
        yield Hit(message, block, *match.span())
    if len(found) > 1:
        yield several(found, f"{len(found)} titles for one role")
    elif given and found and given.lower() not in found:
        ((block, match), *_) = next(iter(found.values()))
        words = match.group()
        yield Hit(f"'{words}' is not the title in the brand's file, '{given}'", block, *match.span(), fix=given)


ROLES: Mapping[str, Check] = {
    "officer": officer,
    "one title": one_title,
}
