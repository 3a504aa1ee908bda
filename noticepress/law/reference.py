"""The reference page of the rules, written from the rules.

``python -m noticepress.law docs/rules.md`` writes it; a test holds the committed page to them.
"""

from collections.abc import Iterator
from itertools import groupby

from noticepress.dates import in_words
from noticepress.law.model import Exemption, Law, Name, Rule, severity_of

_SOURCES = {
    "P": "seen in the law or on the regulator's own page",
    "Q": "quoted by a third party; the law page itself was not seen",
    "S": "reported by a law firm or the news",
    "K": "general knowledge, to be confirmed",
    "own": "this project's own rule or a standard that it keeps, no statute",
}
_INTRODUCTION = """# The rules

What `check` holds a notice to, written from `noticepress/law/uk.yml`. It is no legal advice: a lawyer should read it.
A version is judged by the rules of its effective date, a file by those of the `effective` day in its front matter, any
other text, and whatever `--as-at` is given for, by those of that day. A rule of law whose text was seen neither in the
law nor on the regulator's own page warns at most; naming a lawyer in `confirmed_by` gives it its full severity. A
citation names a law as it is called today. A rule that only a person can judge finds nothing by itself: it is ticked in
a release.

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
    yield from (f"before {in_words(earlier.day)}: {earlier.cite}" for earlier in rule.cited_before)
    yield f"**asks:** {rule.states}"
    severity = severity_of(rule)
    full = "" if severity == rule.severity else f" ({rule.severity} once confirmed)"
    ticked = "; ticked by a person alone" if list(_ways(rule)) == ["by a person"] else ""
    yield f"**severity:** {severity}{full}" + ("; an error stops the build" if rule.gate == "build" else ticked)
    if rule.applies_from or rule.applies_to:
        yield f"**applies:** {_window(rule)}"
    if rule.of == "privacy":
        yield "**asked of:** notices of personal data; of a notice of cookies alone only what it declares"
    yield from (_exception(one) for one in rule.exceptions)
    if rule.item:
        yield f'**declared as:** `covers="{rule.item}"`'
    if rule.also:
        yield f"**also called:** {', '.join(rule.also)}"
    yield f"**how:** {', '.join(_ways(rule))}"
    yield from (f"**name:** {name.right}{_aside(_window(name))}" for name in _right_names(rule))
    yield f"**do:** {rule.hint}"


def _exception(one: Exemption) -> str:
    objecting = "; with clear information and a free, simple way to object" if one.objecting == "yes" else ""
    return f"**exception:** `{one.name}`, {one.covers}{objecting}{_aside(_window(one))}"


def _window(part: Rule | Name | Exemption) -> str:
    """Return from when to when a rule or a name applies, in words; empty where it always does."""
    first, last = part.applies_from, part.applies_to
    return " ".join([*([f"from {first}"] if first else []), *([f"to {last}"] if last else [])])


def _aside(words: str) -> str:
    return f" ({words})" if words else ""


def _right_names(rule: Rule) -> Iterator[Name]:
    """Yield each right name that has days of its own, once."""
    seen = set()
    for name in rule.names:
        key = name.right, name.applies_from, name.applies_to
        if (name.applies_from or name.applies_to) and key not in seen:
            seen.add(key)
            yield name


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
