"""``explain``: a rule, where it comes from, how it is found, and words that break it and do not."""

import json
import textwrap
from argparse import Namespace
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from noticepress.config import find_workspace
from noticepress.dates import in_words
from noticepress.errors import UsageError
from noticepress.law import Law, Rule, severity_of, uk_law, workspace_law
from noticepress.law.addresses import read_at
from noticepress.law.examples import Reported, example_of, known_examples
from noticepress.law.reference import SOURCES, ways

_WIDTH = 88


def explain(arguments: Namespace) -> int:
    """Print one rule, or the names of all."""
    law = _law(arguments)
    if arguments.rule is None:
        print(_listed(law, arguments.format))
        return 0
    rule, reported = _found(arguments.rule, law)
    if arguments.format == "json":
        data = rule_fields(rule) if rule else _reported_fields(arguments.rule, reported)
        print(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        lines = _rule_lines(rule) if rule else _reported_lines(arguments.rule, reported)
        print("\n".join(lines))
    return 0


def _law(arguments: Namespace) -> Law:
    """Return the rules of the workspace around us, or the program's own where there is none."""
    if arguments.workspace is not None:
        return workspace_law(arguments.workspace.resolve())
    try:
        return workspace_law(find_workspace(Path.cwd()))
    except UsageError:
        return uk_law()


def _found(name: str, law: Law) -> tuple[Rule | None, Reported | None]:
    """Return a rule by its name, in whatever case, or by one that reviews give its fault."""
    wanted, program = name.casefold(), known_examples().program
    rules = {rule.id.casefold(): rule for rule in law.rules.values()}
    reported = {known.casefold(): found for known, found in program.items()}
    others = {also.casefold(): rule for rule in law.rules.values() for also in rule.also}
    if wanted in rules or wanted in reported:
        return rules.get(wanted), reported.get(wanted)
    if wanted in others:
        return others[wanted], None
    near = get_close_matches(name.upper(), [*law.rules, *program], n=1)
    hint = f"did you mean '{near[0]}'?" if near else "'explain' alone lists all"
    raise UsageError(f"no rule is called '{name}'", hint)


def _listed(law: Law, form: str) -> str:
    program = known_examples().program
    if form == "json":
        rows = [rule_fields(rule) for rule in law.rules.values()]
        rows += [_reported_fields(name, reported) for name, reported in program.items()]
        return json.dumps(rows, indent=2, ensure_ascii=False)
    lines, group = [], ""
    for rule in law.rules.values():
        if rule.group != group:
            group = rule.group
            lines += ["", group]
        lines.append(f"  {rule.id:17} {rule.title}")
    lines += ["", "Reported by the program"]
    lines += [f"  {name:17} {reported.says}" for name, reported in program.items()]
    return "\n".join(lines).lstrip("\n")


def rule_fields(rule: Rule) -> dict[str, Any]:
    """Return a rule as JSON values. Days are ISO 8601, ``null`` where open."""
    example = example_of(rule)
    return {
        "id": rule.id,
        "title": rule.title,
        "group": rule.group,
        "states": rule.states,
        "citation": rule.cite,
        "read_at": list(read_at(rule.cite)),
        "source": rule.source,
        "applies_from": rule.applies_from.isoformat() if rule.applies_from else None,
        "applies_to": rule.applies_to.isoformat() if rule.applies_to else None,
        "severity": severity_of(rule),
        "detected_by": list(ways(rule)),
        "hint": rule.hint,
        "also": list(rule.also),
        "example": example.model_dump(),
    }


def _reported_fields(name: str, reported: Reported | None) -> dict[str, Any]:
    assert reported is not None
    return {"id": known_name(name), "title": reported.says, "hint": reported.do, "example": None}


def known_name(name: str) -> str:
    """Return how the program itself spells the name of what it reports."""
    return next(known for known in known_examples().program if known.casefold() == name.casefold())


def _reported_lines(name: str, reported: Reported | None) -> Iterator[str]:
    assert reported is not None
    yield f"{known_name(name)}: {reported.says}"
    yield ""
    yield from _pair("to do", reported.do)
    yield from _pair("example", "none: it is found in files, sites or on the network, and not in words")


def _rule_lines(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    yield ""
    yield from _pair("asks", rule.states)
    yield from _pair("citation", rule.cite)
    yield from (f"{'':10} {address}" for address in read_at(rule.cite))
    for earlier in rule.cited_before:
        yield from _pair("", f"before {in_words(earlier.day)}: {earlier.cite}")
    yield from _pair("known", SOURCES[rule.source] + (f"; {rule.confirmed_by}" if rule.confirmed_by else ""))
    yield from _pair("applies", _window(rule))
    severity = severity_of(rule)
    more = "" if severity == rule.severity else f" ({rule.severity} once a lawyer has confirmed it)"
    yield from _pair("severity", f"{severity}{more}")
    yield from _pair("found by", "; ".join(ways(rule)))
    yield from _pair("to do", rule.hint)
    yield ""
    yield from _example_lines(rule)


def _window(rule: Rule) -> str:
    first = f"from {in_words(rule.applies_from)}" if rule.applies_from else "always"
    return f"{first} to {in_words(rule.applies_to)}" if rule.applies_to else first


def _example_lines(rule: Rule) -> Iterator[str]:
    example = example_of(rule)
    if example.wrong is None or example.right is None:
        yield from _pair("example", f"none: {example.none}")
        return
    yield "This breaks it (the company is called Brightwater):"
    yield from (f"    {line}" for line in _wrapped(example.wrong))
    yield ""
    yield "This does not:"
    yield from (f"    {line}" for line in _wrapped(example.right))


def _wrapped(text: str) -> Iterator[str]:
    for line in text.splitlines():
        # White space may be the very fault that is shown.
        yield line if len(line) <= _WIDTH else textwrap.fill(line, _WIDTH).replace("\n", "\n    ")


def _pair(name: str, words: str) -> Iterator[str]:
    yield textwrap.fill(words, _WIDTH + 11, initial_indent=f"{name:10} ", subsequent_indent=" " * 11)
