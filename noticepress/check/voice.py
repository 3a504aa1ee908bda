"""How a notice speaks of its brand: the verb after its name, and how far it says that it reaches."""

import re
from collections.abc import Iterator, Sequence

from noticepress.check.literals import shared_text
from noticepress.errors import Finding
from noticepress.model import Brand, Notice

#: Verbs that notices use of a company. After a company's name each takes its form for one.
_KNOWN_VERBS = (
    "accept act agree aim allow analyse anonymise apply ask assess believe carry choose collect combine comply "
    "conduct confirm consider contact continue control create decide delete destroy disclose encourage encrypt "
    "endeavour ensure expect gather get give handle have hire hold intend keep limit maintain make monitor need "
    "obtain offer operate own pass perform plan process promise protect provide publish receive recognise record rely "
    "remove request require reserve respect respond retain review run secure seek sell send share store strive supply "
    "support take tell transfer treat try understand undertake update use verify want welcome work"
)
_VERBS = _KNOWN_VERBS.split()
_ALSO = "do|are|were|have"
_SINGULAR = {"do": "does", "are": "is", "were": "was", "have": "has"}
_NAME = r"\{\{\s*brand\.(?:legal_)?name\s*\}\}"
#: Only where a sentence or a clause begins is a name surely the subject: not in "supplied by Loop are".
_BEGINS = (
    r"(?:^[ \t]*(?:[-*+>]|\d+\.|#+)?[ \t]*(?:\*\*|__)?|[.!?:;]\s+|\b(?i:if|when|where|because|while|how|that|which|why|"
    r"whether|unless|until|although|though|since|what)\s+)"
)
_ADVERB = r"(?:(?:also|always|never|only|may|will|\w+ly)\s+)?"
_SCOPE = re.compile(
    r"\b(?:(?:only|solely|exclusively)\s+(?:appl(?:y|ies)|covers?|relates?)(?:\s+to)?|"
    r"(?:appl(?:y|ies)|covers?|relates?)\s+(?:only|solely|exclusively)(?:\s+to)?)\s+(?:our|this|the)\s+(?:web)?site\b",
    re.IGNORECASE,
)
_BEYOND = re.compile(
    r"\b(?:(?:our|the|your|these)\s+(?:\w+\s+){0,2}(?:services|products|contracts?|customers)|services\s+(?:that\s+)?we\s+"
    r"(?:provide|offer)|existing\s+customers|(?:sales|engineering)\s+(?:and\s+\w+\s+)?teams?)\b",
    re.IGNORECASE,
)


def voice_findings(notice: Notice, brands: Sequence[Brand]) -> Iterator[Finding]:
    """Yield a warning for each verb in the plural after the brand's name, and for a reach that is too short."""
    said = (name for brand in brands for name in (brand.legal_name, brand.name) if name and name in notice.body)
    names = [_NAME, *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in said)]
    settled = _speaks_of_one(notice.body, names)
    for start, verb, right in disagreements(notice.body, names):
        message = f"the brand is one: '{verb}' after its name should be '{right}'"
        yield _at(notice, "BRAND-AGREE", start, verb, message, f"write '{right}'", right if settled else None)
    for start, words in short_scopes(shared_text(notice.body)):
        message = "the notice says that it reaches no further than the website, and other sections speak of services"
        hint = "say what the notice covers: the website, and the services that it speaks of"
        yield _at(notice, "BRAND-SCOPE", start, words, message, hint, None)


def disagreements(text: str, names: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield position, verb and its right form where a verb in the plural follows one of ``names`` (patterns)."""
    verbs = "|".join(_VERBS)
    pattern = re.compile(
        rf"(?:{_BEGINS})(?:{'|'.join(names)})(?:\*\*|__)?\s+(?P<adverb>{_ADVERB})(?P<verb>{_ALSO}|{verbs})\b(?!-)",
        re.MULTILINE,
    )
    for match in pattern.finditer(text):
        if match["adverb"].strip() not in {"may", "will"}:
            yield match.start("verb"), match["verb"], singular(match["verb"])


def _speaks_of_one(text: str, names: Sequence[str]) -> bool:
    """Whether the notice has the verb for one company elsewhere, so that it surely means it everywhere."""
    verbs = "|".join(["is", "has", "does", "was", *map(singular, _VERBS)])
    return re.search(rf"(?:{'|'.join(names)})\s+{_ADVERB}(?:{verbs})\b", text) is not None


def singular(verb: str) -> str:
    """Return a verb's form after the name of one company."""
    if verb in _SINGULAR:
        return _SINGULAR[verb]
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"


def short_scopes(text: str) -> Iterator[tuple[int, str]]:
    """Yield position and words of a statement that the notice is on the website alone, if it speaks of more."""
    for match in _SCOPE.finditer(text):
        rest = text[: match.start()] + text[match.end() :]
        if _BEYOND.search(rest):
            yield match.start(), " ".join(match.group().split())


def _at(notice: Notice, rule: str, start: int, words: str, message: str, hint: str, fix: str | None) -> Finding:
    before = notice.body[:start]
    line = before.count("\n") + notice.first_line
    column = len(before.rpartition("\n")[2]) + 1
    return Finding(rule, "warning", message, notice.path, line, column, hint, words=words, fix=fix)
