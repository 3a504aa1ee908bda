"""The cookies of a notice, ``notices/ID/cookies.yml``: what the company states of each, and for which brands.

What is not known is left out: ``check`` asks for it, and no table shows a guess.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from noticepress.config.files import read_text
from noticepress.config.schema import Identifier, Line
from noticepress.config.yaml import YamlText, parse_yaml, validate
from noticepress.errors import ConfigError, Finding, did_you_mean
from noticepress.model import Brand, Cookie

#: The file's name, beside ``notice.md``.
COOKIES = "cookies.yml"
#: What lasts until the browser is closed.
SESSION = "session"
_UNITS = "second|minute|hour|day|week|month|year"
_DURATION = re.compile(rf"{SESSION}|until deleted|1 (?:{_UNITS})|(?:[2-9]|[1-9][0-9]{{1,3}}) (?:{_UNITS})s")


def _a_duration(text: str) -> str:
    if not _DURATION.fullmatch(text):
        raise ValueError(f"it should be such as '30 minutes', '1 year' or '{SESSION}', or 'until deleted'")
    return text


Duration = Annotated[str, AfterValidator(_a_duration), Field(pattern=f"^(?:{_DURATION.pattern})$")]


class CookieFields(BaseModel):
    """A cookie, or the like, such as a pixel or local storage. Leave out what nobody has stated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

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

    model_config = ConfigDict(extra="forbid", frozen=True)

    cookies: list[CookieFields] = Field(description="a cookie an item")


def load_cookies(root: Path, notices: Collection[str], brands: Sequence[Brand]) -> Mapping[str, tuple[Cookie, ...]]:
    """Read the cookies of each of ``notices`` that has a list of them, by its id.

    Raises ``ConfigError`` with every mistake of every file: what its schema refuses, brands that do not exist, and
    names that a brand would have twice.
    """
    found: dict[str, tuple[Cookie, ...]] = {}
    findings: list[Finding] = []
    for notice in notices:
        path = root / "notices" / notice / COOKIES
        if path.exists():
            try:
                found[notice] = parse_cookies(read_text(path, path.relative_to(root)), path.relative_to(root), brands)
            except ConfigError as error:
                findings.extend(error.findings)
    if findings:
        raise ConfigError(*findings)
    return found


def parse_cookies(written: str, path: Path, brands: Sequence[Brand]) -> tuple[Cookie, ...]:
    """Return the cookies that ``written`` lists; as ``load_cookies``, for text that is already at hand."""
    text = parse_yaml(written, path)
    fields = validate(CookiesFile, text).cookies
    findings = [*_unknown_brands(fields, text, brands), *_doubled(fields, text)]
    if findings:
        raise ConfigError(*findings)
    return tuple(_cookie(one, text, number) for number, one in enumerate(fields))


def with_cookies(brand: Brand, lists: Mapping[str, tuple[Cookie, ...]]) -> Brand:
    """Return ``brand`` with those of each notice's cookies that are its own or every brand's."""
    own = {
        notice: tuple(cookie for cookie in cookies if not cookie.brands or brand.id in cookie.brands)
        for notice, cookies in lists.items()
    }
    return replace(brand, cookies=own)


def _cookie(fields: CookieFields, text: YamlText, number: int) -> Cookie:
    at = ("cookies", number)
    places = {str(where[2]): place for where, place in text.places.items() if where[:2] == at and len(where) == 3}  # noqa: PLR2004 - list, number, field
    return Cookie(
        name=fields.name,
        purpose=fields.purpose,
        party=fields.party,
        who=fields.who,
        duration=fields.duration,
        basis=fields.basis,
        brands=tuple(fields.brands or ()),
        path=text.path,
        places={"": text.places[at], **places},
    )


def _unknown_brands(fields: Sequence[CookieFields], text: YamlText, brands: Sequence[Brand]) -> Iterator[Finding]:
    names = [brand.id for brand in brands]
    renamed = {old: brand.id for brand in brands for old in brand.was}
    for number, one in enumerate(fields):
        for n, name in enumerate(one.brands or ()):
            if name not in names:
                hint = f"it was renamed: use '{renamed[name]}'" if name in renamed else did_you_mean(name, names)
                place = text.places[("cookies", number, "brands", n)]
                yield Finding("CONFIG", "error", f"no brand is called '{name}'", text.path, *place, hint)


def _doubled(fields: Sequence[CookieFields], text: YamlText) -> Iterator[Finding]:
    """Yield each name that an earlier entry has for one of the same brands."""
    seen: list[tuple[str, int, set[str]]] = []
    for number, one in enumerate(fields):
        if one.name is None:
            continue
        place, own = text.places[("cookies", number, "name")], set(one.brands or ())
        for name, line, others in seen:
            if name == one.name and (not own or not others or own & others):
                hint = f"the first is in line {line}; keep one, or say whose each is with 'brands'"
                yield Finding("CONFIG", "error", f"the cookie '{name}' is listed twice", text.path, *place, hint)
        seen.append((one.name, place[0], own))
