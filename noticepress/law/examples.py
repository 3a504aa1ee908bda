"""For each rule words that break it and words that do not, and what else the program reports under which name."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from noticepress.config.files import read_text
from noticepress.config.yaml import parse_yaml, validate
from noticepress.law.model import Rule, RuleId

_PATH = Path(__file__).parent / "examples.yml"
Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Example(_Part):
    """Words that break a rule and words that do not, or why there can be none. The company in them is Brightwater."""

    form: Literal["text", "markdown", "source"] = Field("text", description="what the words are written in")
    wrong: Text | None = None
    right: Text | None = None
    none: Text | None = Field(None, description="why no words of an example's length can break the rule")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.none is None) != (self.wrong is not None and self.right is not None):
            raise ValueError("give 'wrong' and 'right', or 'none'")
        return self


class Reported(_Part):
    """What is reported and is no rule that a text is held to: what it says, and what to do."""

    says: Text
    do: Text


class ExamplesFile(_Part):
    """The examples by rule, and the rest of what is reported by its name."""

    examples: dict[RuleId, Example]
    program: dict[RuleId, Reported]


@cache
def known_examples() -> ExamplesFile:
    """Return all that the program has to say of rules beyond the law itself."""
    shown = Path(_PATH.name)
    return validate(ExamplesFile, parse_yaml(read_text(_PATH, shown), shown))


def example_of(rule: Rule) -> Example:
    """Return the example of a rule; for one that no words can break by themselves, why there is none."""
    found = known_examples().examples.get(rule.id)
    if found is not None:
        return found
    if rule.missing or rule.needs or rule.words or rule.names or rule.check:
        return Example(none="this workspace's own rule has no example")
    why = f"it is held elsewhere: {rule.elsewhere}" if rule.elsewhere else "only a person can judge it"
    return Example(none=why)
