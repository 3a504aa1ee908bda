"""The reference page of the rules, written from the rules.

``python -m noticepress.law docs/rules.md`` writes it; a test holds the committed page to them.
"""

from collections.abc import Iterator
from itertools import groupby

from noticepress.law.model import Law, Rule, severity_of

_SOURCES = {
    "P": "seen in the law or the regulator's own page",
    "Q": "quoted by a third party; the law page itself was not seen",
    "S": "reported by a law firm or the news",
    "K": "general knowledge, to be confirmed",
    "own": "this project's own rule or a standard that it keeps, no statute",
}
_INTRODUCTION = """# The rules

What `check` holds a notice to, written from `noticepress/law/uk.yml`. It is no legal advice: a lawyer should read it.
A version is judged by the rules of its effective date, any other text by those of `--as-at`. A rule of law whose
text was not seen in the law itself warns at most; naming a lawyer in `confirmed_by` gives it its full severity.

| source | means |
|---|---|
"""


def reference_page(law: Law) -> str:
    """Return the Markdown page that lists every rule of ``law``, those for a person last."""
    sources = "".join(f"| {name} | {meaning} |\n" for name, meaning in _SOURCES.items())
    groups = groupby(law.rules.values(), key=lambda rule: rule.group)
    body = "".join(f"\n## {name}\n" + "".join(_entry(rule) for rule in rules) for name, rules in groups)
    ticks = "".join(f"- [ ] **{rule.id}** ({rule.cite}): {rule.manual}\n" for rule in law.rules.values() if rule.manual)
    return f"{_INTRODUCTION}{sources}{body}\n## For a person to tick\n\n{ticks}"


def _entry(rule: Rule) -> str:
    return f"\n### {rule.id}: {rule.title}\n\n" + "".join(f"- {line}\n" for line in _facts(rule))


def _facts(rule: Rule) -> Iterator[str]:
    yield f"{rule.cite} (source: {rule.source}{f', confirmed by {rule.confirmed_by}' if rule.confirmed_by else ''})"
    yield f"**asks:** {rule.states}"
    severity = severity_of(rule)
    full = "" if severity == rule.severity else f" ({rule.severity} once confirmed)"
    yield f"**severity:** {severity}{full}" + ("; an error stops the build" if rule.gate == "build" else "")
    first, last = rule.applies_from, rule.applies_to
    if first or last:
        yield "**applies:** " + " ".join([*([f"from {first}"] if first else []), *([f"to {last}"] if last else [])])
    if rule.item:
        yield f'**declared as:** `covers="{rule.item}"`'
    if rule.also:
        yield f"**also called:** {', '.join(rule.also)}"
    yield f"**how:** {', '.join(_ways(rule))}"
    yield f"**do:** {rule.hint}"


def _ways(rule: Rule) -> Iterator[str]:
    counts = {
        "what must be said": len(rule.missing),
        "what a declared section must hold": len(rule.needs),
        "wordings": len(rule.words),
        "names": len(rule.names),
    }
    yield from (f"{name} ({count})" for name, count in counts.items() if count)
    if rule.check:
        yield f"the check '{rule.check}'"
    if rule.elsewhere:
        yield rule.elsewhere
    if rule.manual:
        yield "by a person"
