"""Holds a notice to the law of a day: every rule, every place, never the same fault twice."""

from collections.abc import Iterator, Mapping
from datetime import date

from noticepress.check.case import Case, Check, Hit
from noticepress.check.cookies import COOKIES
from noticepress.check.grammar import GRAMMAR
from noticepress.check.linking import LINKING
from noticepress.check.marketing import MARKETING
from noticepress.check.parties import PARTIES
from noticepress.check.patterns import declaring, item_hits, name_hits, word_hits
from noticepress.check.plainness import PLAINNESS
from noticepress.check.roles import ROLES
from noticepress.check.substance import SUBSTANCE
from noticepress.check.typography import TYPOGRAPHY
from noticepress.check.view import View
from noticepress.errors import ConfigError, Finding, did_you_mean, merged
from noticepress.law import Law, Rule, cited, severity_of, uk_law
from noticepress.model import Brand

#: Every check that a rule can name.
CHECKS: Mapping[str, Check] = {
    **PARTIES,
    **ROLES,
    **SUBSTANCE,
    **COOKIES,
    **MARKETING,
    **TYPOGRAPHY,
    **GRAMMAR,
    **LINKING,
    **PLAINNESS,
}


#: A message shows at most so many characters of a sentence.
_SHOWN = 88


def check_text(view: View, brand: Brand | None, as_at: date, law: Law | None = None) -> tuple[Finding, ...]:
    """Return every finding on ``view`` by the rules that apply on ``as_at``, errors first.

    Without ``brand`` nothing that depends on who speaks is judged. Raises ``ConfigError`` for a rule of
    ``law`` that names a check which does not exist.
    """
    rules = law or uk_law()
    found = [
        _finding(rule, hit, view, as_at)
        for rule in rules.on(as_at)
        for hit in _once(_hits(Case(view, brand, as_at, rule, rules)))
    ]
    return merged(found)


def _hits(case: Case) -> Iterator[Hit]:
    yield from word_hits(case)
    yield from name_hits(case)
    if not _is_asked(case):
        return
    yield from item_hits(case)
    if case.rule.check is not None:
        check = CHECKS.get(case.rule.check)
        if check is None:
            message = f"the rule '{case.rule.id}' names the check '{case.rule.check}', which does not exist"
            raise ConfigError(Finding("LAW", "error", message, hint=did_you_mean(case.rule.check, list(CHECKS))))
        yield from check(case)


def _is_asked(case: Case) -> bool:
    """Whether the notice has to say what the rule asks for: one of cookies alone only what it declares to say."""
    return case.rule.of == "any" or case.view.about != "cookies" or bool(declaring(case.view, case.rule.item))


def _once(hits: Iterator[Hit]) -> Iterator[Hit]:
    """Leave out what overlaps an earlier fault of the same rule, and what is said of the whole notice twice."""
    taken: list[tuple[object, int, int]] = []
    said: set[str] = set()
    for hit in hits:
        if hit.block is None:
            if hit.message not in said:
                said.add(hit.message)
                yield hit
            continue
        key = (hit.block, hit.start, max(hit.end, hit.start + 1))
        if not any(b is key[0] and low < key[2] and key[1] < high for b, low, high in taken) or hit.message.startswith(
            "covers says"
        ):
            taken.append(key)
            yield hit


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()} …"


def _finding(rule: Rule, hit: Hit, view: View, as_at: date) -> Finding:
    block = hit.block
    path, line, column = (
        (view.path, *block.place(hit.start)) if block is not None else hit.place or (view.path, None, None)
    )
    words = block.shown(hit.start, hit.end).strip() if block is not None else None
    if block is not None and hit.safe:
        words = block.raw[hit.start : hit.end]
    message = hit.message
    if words and words.strip() and "'" not in message and block is not None and block.kind != "heading":
        message = f"{message}: '{_short(words)}'"
    return Finding(
        rule.id,
        severity_of(rule, hit.severity),
        message,
        path,
        line,
        column,
        hit.hint or rule.hint,
        citation=cited(rule, as_at),
        words=words,
        fix=hit.fix if hit.safe else None,
        places=tuple(block.place(at) for block, at in hit.others),
    )
