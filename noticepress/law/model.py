"""A rule as YAML holds it: what it asks for, from when to when, and how a text is held to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from noticepress.config.fields import Day
from noticepress.errors import Severity

#: P: seen in the law, or on the regulator's own page. Q: quoted by a third party. S: a law firm or the news.
#: K: common knowledge. ``own``: no law but this project's rule, or a standard that it keeps.
Source = Literal["P", "Q", "S", "K", "own"]
#: Where a pattern is looked for.
Kind = Literal["heading", "paragraph", "item", "cell"]


#: The day from which the retained regulation is the UK GDPR (rule NAME-UKGDPR).
_UK_GDPR = date(2021, 1, 1)


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a rule's pattern for whole words, in any case: a space is any white space, ``'`` any apostrophe."""
    loose = pattern.replace("'", "['\u2019]").replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{loose})(?!\w)", re.IGNORECASE)


def _pattern(text: str) -> str:
    try:
        found = compiled(text)
    except re.error as error:
        raise ValueError(f"it should be a regular expression: {error}") from error
    if found.search(""):
        raise ValueError("it matches where there is nothing: say which words it looks for")
    return text


Text = Annotated[str, Field(min_length=1)]
Pattern = Annotated[str, Field(min_length=1), AfterValidator(_pattern)]
RuleId = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9-]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Words(_Part):
    """Words that are a fault where they stand."""

    find: Pattern = Field(description="a regular expression for whole words; a space is any white space")
    say: Text = Field(description="what is wrong; {words} stands for what was found")
    hint: Text | None = Field(None, description="what to do, where the rule's own hint does not fit")
    fix: Text | None = Field(None, description="the words to put in their place")
    severity: Severity | None = Field(None, description="where it differs from the rule's")
    unless: Pattern | None = Field(None, description="no fault where the same sentence holds this")
    together: Pattern | None = Field(None, description="a fault only where the same sentence holds this too")
    under: Pattern | None = Field(None, description="only below a heading that holds this")
    outside: Pattern | None = Field(None, description="only where the heading above does not hold this")
    notice: Pattern | None = Field(None, description="only in a notice that holds this somewhere")
    lacking: Pattern | None = Field(None, description="only in a notice that holds this nowhere")
    kinds: list[Kind] = Field(default_factory=list, description="only in these; default: everywhere")
    at: Literal["words", "sentence", "block"] = Field("words", description="what the finding points to")
    listed: Literal["no", "yes"] = Field(
        "no", description="yes: no fault where a list or a table stands under the same heading"
    )
    once: Literal["no", "yes"] = Field("no", description="yes: report the first place of a notice only")
    evidence: Literal["no", "yes"] = Field("no", description="yes: no fault where the source gives evidence for it")
    applies_from: Day | None = Field(None, description="the first day on which it is a fault")
    applies_to: Day | None = Field(None, description="the last day on which it is a fault")


class Name(_Part):
    """A wrong name and the right one, for the days on which the right one is right."""

    wrong: Pattern = Field(description="the wrong name, as a regular expression")
    right: Text = Field(description="the right name")
    applies_from: Day | None = Field(None, description="the first day on which it is wrong")
    applies_to: Day | None = Field(None, description="the last day on which it is wrong")
    hint: Text | None = None
    unless: Pattern | None = Field(None, description="no fault where the same sentence holds this")
    severity: Severity | None = Field(None, description="where it differs from the rule's")
    safe: Literal["no", "yes"] = Field("no", description="yes: the right name may be put in without looking")


class Need(_Part):
    """What a section that declares the item must hold."""

    find: Pattern = Field(description="words of which one must be there")
    say: Text = Field(description="what the section fails to say; for a whole notice, what it fails to say")
    anywhere: Literal["no", "yes"] = Field("no", description="yes: asked of a notice without declarations too")


class Missing(_Part):
    """What a notice must say somewhere."""

    find: Pattern = Field(description="words of which one shows that it is said; a second opinion only")
    say: Text = Field(description="what is missing")
    severity: Severity | None = Field(
        None, description="where it differs from the rule's; a section that declares the item has the rule's"
    )
    when: Pattern | None = Field(None, description="asked only of a notice that holds this")
    unless: Pattern | None = Field(None, description="not asked of a notice that holds this")
    linked: Literal["no", "yes"] = Field("no", description="yes: a link in the sentence that holds `when` says it too")


class Exemption(_Part):
    """What need not be asked for consent, by its name, with the days on which it is law."""

    name: Text = Field(description="what a cookie's `basis` calls it")
    covers: Text = Field(description="what it is for")
    applies_from: Day | None = None
    applies_to: Day | None = None
    objecting: Literal["no", "yes"] = Field(
        "no", description="yes: it needs clear information and a free, simple way to object"
    )


class Citation(_Part):
    """How a rule was cited before a day."""

    day: Day
    cite: Text


class Rule(_Part):
    """One rule, with how it is detected. ``source`` says how sure its text is; see ``severity_of``."""

    id: RuleId
    group: Text = Field(description="the heading under which the reference page lists it")
    cite: Text = Field(description="the citation")
    cited_before: list[Citation] = Field(
        default_factory=list, description="other citations before a day, earliest first"
    )
    title: Text
    states: Text = Field(description="what the notice must state or how it must be")
    applies_from: Day | None = None
    applies_to: Day | None = None
    severity: Severity
    source: Source
    confirmed_by: Text | None = Field(None, description="the lawyer who confirmed a rule whose text was not seen")
    gate: Literal["release", "build"] = Field("release", description="what an error of this rule stops")
    also: list[RuleId] = Field(default_factory=list, description="other names that reviews give this fault")
    hint: Text
    item: Text | None = Field(None, description="what `covers` calls it, such as 13(1)(a)")
    heading: Pattern | None = Field(None, description="headings of sections that usually hold the item")
    among: Pattern | None = Field(
        None,
        description="without such a heading only sentences with this, and lists that they introduce, count",
    )
    of: Literal["any", "privacy"] = Field(
        "any", description="privacy: what it asks for is not asked of a notice of cookies alone"
    )
    exceptions: list[Exemption] = Field(default_factory=list, description="what it does not hold for")
    missing: list[Missing] = Field(default_factory=list)
    needs: list[Need] = Field(default_factory=list)
    words: list[Words] = Field(default_factory=list)
    names: list[Name] = Field(default_factory=list)
    check: Text | None = Field(None, description="a check that words cannot say, by its name in the program")
    elsewhere: Text | None = Field(None, description="which other part of the program holds the rule")
    manual: Text | None = Field(None, description="what a person must look at, because no tool can")


class LawFile(_Part):
    """A file of rules; ``confirmed`` names the lawyers who read the text of rules of another file."""

    rules: list[Rule] = Field(default_factory=list)
    confirmed: dict[RuleId, Text] = Field(default_factory=dict)


@dataclass(frozen=True)
class Law:
    """Every rule by its id, whatever its dates."""

    rules: Mapping[str, Rule]

    def on(self, day: date) -> tuple[Rule, ...]:
        """Return the rules that apply on ``day``."""
        return tuple(r for r in self.rules.values() if applies(r.applies_from, r.applies_to, day))


def applies(first: date | None, last: date | None, day: date) -> bool:
    """Whether ``day`` lies between two days, each of which may be open."""
    return (first is None or first <= day) and (last is None or day <= last)


def cited(rule: Rule, day: date) -> str:
    """Return the citation of ``rule`` on ``day``: an act has other articles, or another name, before a change."""
    cite = next((earlier.cite for earlier in rule.cited_before if day < earlier.day), rule.cite)
    return cite if day >= _UK_GDPR else cite.replace("UK GDPR", "GDPR")


def severity_of(rule: Rule, severity: Severity | None = None) -> Severity:
    """Return the severity of a finding: a rule whose text nobody saw in the law warns at most, until confirmed."""
    wanted = severity or rule.severity
    sure = rule.source in {"P", "own"} or rule.confirmed_by is not None
    return wanted if sure or wanted != "error" else "warning"
