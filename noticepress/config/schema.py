"""The fields of the YAML files that people write. Their JSON Schemas are written from these models."""

import re
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, RootModel, WithJsonSchema

from noticepress.config.contrast import DARK_BACKGROUND, LEAST_RATIO, LIGHT_BACKGROUND, nearest_passing, ratio
from noticepress.config.targets import TargetFields
from noticepress.dates import parse_day
from noticepress.model import Contact

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VALUE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LINE = re.compile(r".*\S.*")
_MAILBOX = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _matching(pattern: re.Pattern[str], what: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"it should be {what}")
        return text

    return AfterValidator(check)


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname or re.search(r"[\s<>\"]", text):
        raise ValueError("it should be a web address such as https://example.org/")
    return text


def _legible_on(background: str) -> AfterValidator:
    def check(colour: str) -> str:
        found = ratio(colour, background)
        if found < LEAST_RATIO:
            nearest = nearest_passing(colour, background)
            raise ValueError(
                f"its contrast on {background} is {found:.2f}:1 and WCAG AA asks for {LEAST_RATIO}:1; "
                f"the nearest colour that passes is {nearest}"
            )
        return colour.lower()

    return AfterValidator(check)


Text = Annotated[str, Field(min_length=1)]
Line = Annotated[str, _matching(_LINE, "words on one line"), Field(min_length=1)]
Identifier = Annotated[str, _matching(ID, "small letters, digits and single hyphens"), Field(pattern=f"^{ID.pattern}$")]
ValueName = Annotated[str, _matching(_VALUE_NAME, "small letters, digits and underscores")]
Day = Annotated[date, BeforeValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})]
Mailbox = Annotated[str, _matching(_MAILBOX, "a mailbox such as privacy@example.org")]
Telephone = Annotated[str, _matching(_TELEPHONE, "a telephone number such as 01632 960001")]
WebAddress = Annotated[str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "format": "uri"})]
_Colour = Annotated[str, _matching(_COLOUR, "a colour such as #1d4f91"), Field(pattern=f"^{_COLOUR.pattern}$")]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ContactFields(_File):
    """How a reader reaches the brand; a field that is left out comes from the parent."""

    address: list[Line] | None = Field(None, description="the postal address, a line an item")
    telephone: Telephone | None = Field(None, description="as a reader should see it")
    email: Mailbox | None = Field(None, description="the mailbox for any matter")
    privacy_email: Mailbox | None = Field(None, description="the mailbox for privacy matters")
    website: WebAddress | None = Field(None, description="the brand's website")
    form: WebAddress | None = Field(None, description="the page of the contact form")


class ThemeFields(_File):
    """The brand's colours, as #rrggbb."""

    accent: Annotated[_Colour, _legible_on(LIGHT_BACKGROUND)] | None = Field(
        None, description="the colour of links and lines on white"
    )
    accent_dark: Annotated[_Colour, _legible_on(DARK_BACKGROUND)] | None = Field(
        None, description="the same where the reader's device is set to dark"
    )


class ConfirmationFields(_File):
    """Who at the company said that what the notice states is true of this brand."""

    by: Text = Field(description="the person's name and role")
    on: Day = Field(description="the day, as YYYY-MM-DD")
    note: Text | None = Field(None, description="what was confirmed, in a few words")


class BrandFields(_File):
    """A brand of the group. The file's name is its id."""

    name: Line = Field(description="the name that readers know, such as 'Loop'")
    legal_name: Line | None = Field(None, description="the registered company name, such as 'Example Limited'")
    parent: Identifier | None = Field(None, description="the id of the brand whose group this brand belongs to")
    sister_companies: list[Identifier] | None = Field(
        None, description="in the parent's file: ids of the companies that notices name as sister companies"
    )
    contact: ContactFields = Field(ContactFields(), description="how a reader reaches the brand")
    privacy_contact_title: Line | None = Field(None, description="the title of the person whom readers write to")
    site_url: WebAddress | None = Field(None, description="where this brand's notices are published")
    theme: ThemeFields = Field(ThemeFields(), description="the brand's colours")
    values: dict[ValueName, Text] = Field(default_factory=dict, description="further values, used as brand.values.NAME")
    confirmed: ConfirmationFields | None = Field(
        None, description="who at the company confirmed that the notice's statements hold for this brand"
    )
    targets: list[TargetFields] = Field(
        default_factory=list, description="where the brand's site is published; without any, published/BRAND"
    )


class ReferenceFields(_File):
    """An outside address that notices use by name."""

    title: Text = Field(description="what a reader finds there")
    url: WebAddress | None = Field(None, description="the address")
    brand_value: Text | None = Field(
        None,
        description=f"instead of url: the brand's contact field that holds it ({', '.join(Contact.__annotations__)})",
    )


class ReferencesFile(RootModel[dict[Identifier, ReferenceFields]]):
    """Names, and the addresses that they stand for."""
