"""The results of a run as findings, each at the line that a person mends, with every place that uses the address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from noticepress.errors import Finding
from noticepress.links.online import Result
from noticepress.links.target import Target, Use
from noticepress.links.verdict import Verdict

#: The rule that a verdict is a finding of.
RULES: Mapping[Verdict, str] = {
    "ok": "LINK-OK",
    "temporary": "LINK-REDIRECT",
    "moved": "LINK-REDIRECT",
    "broken": "LINK-DEAD",
    "content": "LINK-CONTENT",
    "fragment": "LINK-ANCHOR",
    "blocked": "LINK-BLOCKED",
    "outage": "LINK-OUTAGE",
    "refused": "LINK-REFUSED",
}
_CALLED: Mapping[Verdict, str] = {
    "temporary": "redirects",
    "moved": "moved",
    "broken": "is broken",
    "content": "is not what it should be",
    "fragment": "has lost its place",
    "blocked": "answers no program",
    "outage": "is out of reach",
    "refused": "is not fetched",
}
#: A certificate that ends sooner is worth a word to whoever owns the site.
_SOON = timedelta(days=14)
#: So many places are listed in a finding; the JSON and the table list all.
_MOST_PLACES = 40


def result_findings(results: Sequence[Result], now: datetime | None = None) -> Iterator[Finding]:
    """Yield what a run found: faults first as errors, what passes for now as warnings, and who has not looked yet."""
    now = now or datetime.now(UTC)
    for result in results:
        if result.standing.severity is not None:
            yield _finding(result)
        if result.target.names:
            yield from _looked(result.target, now)
        until = result.seen.certificate_until
        if until is not None and result.judgement.verdict == "ok" and until - now < _SOON:
            message = f"{result.target.label}: the certificate of {result.target.address} ends on {until:%Y-%m-%d}"
            yield _at(result.target, Finding("LINK-CERTIFICATE", "info", message, hint="tell whoever owns the site"))


def unlooked_findings(targets: Sequence[Target], now: datetime) -> Iterator[Finding]:
    """Yield who has not looked at which reference, without asking anything."""
    for target in targets:
        if target.names:
            yield from _looked(target, now)


def _finding(result: Result) -> Finding:
    target, judgement = result.target, result.judgement
    message = f"{target.label} {_CALLED[judgement.verdict]}: {target.address}: {judgement.reason}"
    if result.standing.note:
        message += f" ({result.standing.note})"
    finding = Finding(RULES[judgement.verdict], result.standing.severity or "info", message, words=target.address)
    return _at(target, replace(finding, hint=_hint(result), frozen=target.frozen))


def _at(target: Target, finding: Finding) -> Finding:
    return replace(finding, path=target.path, line=target.line, column=target.column, brands=target.brands)


def _hint(result: Result) -> str:
    target, new = result.target, result.judgement.replacement
    if new and target.fixable:
        advice = f"`links --fix` writes {new}"
    elif new:
        advice = f"write {new}"
    else:
        advice = f"{target.owner} mends it" if target.owner else "find the page that takes its place"
    return f"{advice}; {used_by(target.uses)}"


def used_by(uses: Sequence[Use]) -> str:
    """Return where an address is used, in one line."""
    if not uses:
        return "no notice and no page uses it"
    shown = ", ".join(map(str, uses[:_MOST_PLACES]))
    more = len(uses) - _MOST_PLACES
    return f"used by {shown}" + (f" and {more} more" if more > 0 else "")


def _looked(target: Target, now: datetime) -> Iterator[Finding]:
    """Yield a word where no person has looked, or none for longer than the reference allows."""
    if target.verified is None:
        message = f"{target.label}: nobody has checked {target.address} yet"
        hint = "open it, and write by whom and when under 'verified'"
    elif (now.date() - target.verified).days > target.max_age_days:
        message = f"{target.label}: {target.verified_by} checked {target.address} on {target.verified}, long ago"
        hint = f"open it again: a look is good for {target.max_age_days} days"
    else:
        return
    yield _at(target, Finding("LINK-UNVERIFIED", "info", message, hint=hint))
