"""Reads rules from YAML: the package's own, and those that a workspace adds."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from noticepress.config.files import read_text
from noticepress.config.yaml import At, YamlText, parse_yaml, validate
from noticepress.errors import ConfigError, Finding, did_you_mean
from noticepress.law.model import Exemption, Law, LawFile, Name, Rule, Words, applies

_OWN = Path(__file__).parent / "uk.yml"
#: How a rule can be held: at least one of these, or nothing would ever come of it.
_WAYS = ("missing", "needs", "words", "names", "check", "elsewhere", "manual")


@cache
def uk_law() -> Law:
    """Return the rules that come with the program."""
    return load_law()


def load_law(*extra: Path) -> Law:
    """Read the program's rules and those of ``extra`` files, in that order.

    Raises ``ConfigError`` with every mistake of the first file that has any, at its line and column.
    """
    rules: dict[str, Rule] = {}
    for path in (_OWN, *extra):
        file, text = _own_file() if path == _OWN else _read(path, path)
        findings = tuple(_mistakes(file, text, rules))
        if findings:
            raise ConfigError(*findings)
        rules.update((rule.id, rule) for rule in file.rules)
        for name, lawyer in file.confirmed.items():
            rules[name] = rules[name].model_copy(update={"confirmed_by": lawyer})
    return Law(rules)


def workspace_law(root: Path) -> Law:
    """Return the rules that a workspace is held to: the program's, and those of its ``notices/law.yml``, if any."""
    path = root / "notices" / "law.yml"
    return load_law(path) if path.exists() else uk_law()


@cache
def _own_file() -> tuple[LawFile, YamlText]:
    return _read(_OWN, Path(_OWN.name))


def _read(path: Path, shown: Path) -> tuple[LawFile, YamlText]:
    text = parse_yaml(read_text(path, shown), shown)
    return validate(LawFile, text), text


def _mistakes(file: LawFile, text: YamlText, known: dict[str, Rule]) -> Iterator[Finding]:
    taken = set(known)
    for number, rule in enumerate(file.rules):
        at: At = ("rules", number, "id")
        if rule.id in taken:
            yield Finding(
                "LAW", "error", f"the rule '{rule.id}' exists", text.path, *text.places[at], "choose another id"
            )
        if not any(getattr(rule, way) for way in _WAYS):
            message = f"the rule '{rule.id}' says nothing about how a text is held to it"
            yield Finding("LAW", "error", message, text.path, *text.places[at], f"give one of: {', '.join(_WAYS)}")
        taken.add(rule.id)
    for name in file.confirmed:
        if name not in taken:
            message = f"no rule is called '{name}'"
            place = text.keys[("confirmed", name)]
            yield Finding("LAW", "error", message, text.path, *place, did_you_mean(name, sorted(taken)))


def active(rule: Rule, day: date) -> bool:
    """Whether ``rule`` applies on ``day``."""
    return applies(rule.applies_from, rule.applies_to, day)


def commencements(law: Law) -> tuple[date, ...]:
    """Return each day on which some rule, wording, name or exception begins to apply, or applies no more, in order."""
    days = set[date]()
    for rule in law.rules.values():
        parts: tuple[Rule | Words | Name | Exemption, ...] = (rule, *rule.words, *rule.names, *rule.exceptions)
        spans = [(part.applies_from, part.applies_to) for part in parts]
        for first, last in spans:
            days |= {first} if first else set()
            days |= {last + timedelta(days=1)} if last else set()
    return tuple(sorted(days))
