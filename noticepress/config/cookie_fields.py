"""The fields of ``cookies.yml``. Its JSON Schema is written from these models."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from noticepress.config.cookies import SESSION
from noticepress.config.fields import Identifier, Line

_UNITS = "second|minute|hour|day|week|month|year"
_DURATION = re.compile(rf"{SESSION}|until deleted|1 (?:{_UNITS})|(?:[2-9]|[1-9][0-9]{{1,3}}) (?:{_UNITS})s")


def _a_duration(text: str) -> str:
    if not _DURATION.fullmatch(text):
        raise ValueError(f"it should be such as '30 minutes', '1 year' or '{SESSION}', or 'until deleted'")
    return text


Duration = Annotated[str, AfterValidator(_a_duration), Field(pattern=f"^(?:{_DURATION.pattern})$")]


class CookieFields(BaseModel):
    """A cookie, or the like, such as a pixel or local storage. Leave out what nobody has stated."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: Line | None = Field(None, description="its name, as a browser shows it")
    purpose: Line | None = Field(
        None, description="what it is for, beginning with 'to', such as 'to keep you signed in'"
    )
    party: Literal["first", "third"] | None = Field(
        None, description="first: the brand's own website sets it; third: another company does, whom 'who' names"
    )
    who: Line | None = Field(None, description="the company that sets a third party's cookie")
    duration: Duration | None = Field(
        None, description=f"how long it lasts: '30 minutes', '1 year', '{SESSION}' or 'until deleted'"
    )
    basis: Line | None = Field(
        None, description="consent, or the exception of PECR that it rests on, such as 'strictly necessary'"
    )
    brands: list[Identifier] | None = Field(
        None, min_length=1, description="the ids of the brands that alone have it; left out: every brand has"
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not (self.name or self.purpose):
            raise ValueError("a cookie needs its 'name' or its 'purpose', or nobody knows which one is meant")
        if self.who and self.party != "third":
            raise ValueError("'who' goes with 'party: third': what the brand's own website sets is the brand's")
        return self


class CookiesFile(BaseModel):
    """The cookies of a notice, in the order of its table. An empty list says that there are none."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    cookies: list[CookieFields] = Field(description="a cookie an item")
