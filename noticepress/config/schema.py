"""The fields of the YAML files that people write. Their JSON Schemas are written from these models."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator

from noticepress.config.contrast import (
    DARK_BACKGROUNDS,
    LEAST_RATIO,
    LIGHT_BACKGROUNDS,
    hardest,
    nearest_passing,
    ratio,
)
from noticepress.config.fields import (
    CompanyNumber,
    Day,
    Identifier,
    Line,
    Mailbox,
    NewAddress,
    OldAddress,
    Telephone,
    Text,
    ValueName,
    WebAddress,
    matching,
)
from noticepress.config.targets import TargetFields
from noticepress.model import MAX_AGE_DAYS, Contact

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PICTURE = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*\.(svg|png)")


def _legible_on(backgrounds: Sequence[str]) -> AfterValidator:
    def check(colour: str) -> str:
        background = hardest(colour, backgrounds)
        found = ratio(colour, background)
        if found < LEAST_RATIO:
            nearest = nearest_passing(colour, *backgrounds)
            raise ValueError(
                f"its contrast on {background} is {found:.2f}:1 and WCAG AA asks for {LEAST_RATIO}:1; "
                f"the nearest colour that passes is {nearest}"
            )
        return colour.lower()

    return AfterValidator(check)


_Colour = Annotated[str, matching(_COLOUR, "a colour such as #1d4f91"), Field(pattern=f"^{_COLOUR.pattern}$")]
_Picture = Annotated[
    str,
    matching(_PICTURE, "the name of an SVG or PNG file in the brand's folder, such as logo.svg"),
    Field(pattern=f"^{_PICTURE.pattern}$"),
]


class _File(BaseModel):
    # What a command never reads is never built.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ContactFields(_File):
    """How a reader reaches the brand; a field that is left out comes from the parent."""

    address: list[Line] | None = Field(None, description="the postal address, a line an item")
    telephone: Telephone | None = Field(None, description="as a reader should see it")
    email: Mailbox | None = Field(None, description="the mailbox for any matter")
    privacy_email: Mailbox | None = Field(None, description="the mailbox for privacy matters")
    website: WebAddress | None = Field(None, description="the brand's website")
    form: WebAddress | None = Field(None, description="the page of the contact form")


class CompanyFields(_File):
    """The company behind the brand, as the register of companies has it."""

    number: CompanyNumber | None = Field(None, description="its number, 8 characters")
    registered_in: Literal["England and Wales", "Wales", "Scotland", "Northern Ireland"] | None = Field(
        None, description="the part of the United Kingdom in which it is registered"
    )
    registered_office: list[Line] | None = Field(None, description="its registered office, a line an item")


class ThemeFields(_File):
    """The brand's colours, as #rrggbb, and its pictures, which stand in brands/ID/."""

    accent: Annotated[_Colour, _legible_on(LIGHT_BACKGROUNDS)] | None = Field(
        None, description="the colour of links and lines"
    )
    accent_dark: Annotated[_Colour, _legible_on(DARK_BACKGROUNDS)] | None = Field(
        None, description="the same where the reader's device is set to dark"
    )
    logo: _Picture | None = Field(None, description="the logo on pages and PDFs, at most 32 kB")
    logo_dark: _Picture | None = Field(None, description="the logo where the reader's device is set to dark")
    logo_alt: Line | None = Field(None, description="the logo in words, where they are not the brand's name")
    favicon: _Picture | None = Field(None, description="the icon of the pages in tabs; without one the logo serves")

    @model_validator(mode="after")
    def _with_a_logo(self) -> Self:
        if (self.logo_dark or self.logo_alt) and not self.logo:
            raise ValueError("'logo_dark' and 'logo_alt' go with a 'logo', and there is none")
        return self


class ConfirmationFields(_File):
    """Who at the company said that what the notice states is true of this brand."""

    by: Text = Field(description="the person's name and role")
    on: Day = Field(description="the day, as YYYY-MM-DD")
    note: Text | None = Field(None, description="what was confirmed, in a few words")


class RetirementFields(_File):
    """The end of a brand or of a notice: all its versions stay, no new one comes."""

    on: Day = Field(description="the day from which it is kept as a record alone, as YYYY-MM-DD")
    because: Line = Field(description="why, in a sentence that readers see, with its full stop")
    see: WebAddress | None = Field(None, description="where readers look instead")


class BrandFields(_File):
    """A brand of the group. The file's name is its id."""

    name: Line = Field(description="the name that readers know, such as 'Loop'")
    legal_name: Line | None = Field(None, description="the registered company name, such as 'Example Limited'")
    parent: Identifier | None = Field(None, description="the id of the brand whose group this brand belongs to")
    sister_companies: list[Identifier] | None = Field(
        None, description="in the parent's file: ids of the companies that notices name as sister companies"
    )
    company: CompanyFields = Field(
        CompanyFields.model_construct(), description="the company behind the brand, as it is registered"
    )
    contact: ContactFields = Field(ContactFields.model_construct(), description="how a reader reaches the brand")
    privacy_contact_title: Line | None = Field(None, description="the title of the person whom readers write to")
    statutory_dpo: Literal["no", "yes"] | None = Field(
        None, description="yes: that person is a data protection officer by statute (UK GDPR Articles 37 to 39)"
    )
    site_url: WebAddress | None = Field(None, description="where this brand's notices are published")
    look: Literal["material"] | None = Field(
        None, description="material: the look of mkdocs-material, with a search; left out: the project's own look"
    )
    theme: ThemeFields = Field(ThemeFields.model_construct(), description="the brand's colours and pictures")
    was: list[Identifier] = Field(
        default_factory=list, description="ids that this brand had before, oldest first; its releases hold them"
    )
    moved: dict[OldAddress, NewAddress] = Field(
        default_factory=dict, description="old addresses of this brand's site, each with the one that took its place"
    )
    retired: RetirementFields | None = Field(None, description="the brand's end, once it has come or is set")
    values: dict[ValueName, Text] = Field(default_factory=dict, description="further values, used as brand.values.NAME")
    confirmed: ConfirmationFields | None = Field(
        None, description="who at the company confirmed that the notice's statements hold for this brand"
    )
    targets: list[TargetFields] = Field(
        default_factory=list, description="where the brand's site is published; without any, published/BRAND"
    )


class MovedFile(RootModel[Any], defer_build=True):
    """Ids that notices had before, each with the one that the notice has now: the name of its folder."""

    root: dict[Identifier, Identifier]


class RetiredFile(RootModel[Any], defer_build=True):
    """Notices that have come to their end, for every brand."""

    root: dict[Identifier, RetirementFields]


class VerificationFields(_File):
    """Who opened the page and found it to be what notices say it is."""

    on: Day = Field(description="the day, as YYYY-MM-DD")
    by: Text = Field(description="the person's name and role")


class ReferenceFields(_File):
    """An outside address that notices use by name."""

    title: Text = Field(description="what a reader finds there")
    url: WebAddress | None = Field(None, description="the address")
    brand_value: Text | None = Field(
        None,
        description=f"instead of url: the brand's contact field that holds it ({', '.join(Contact.__annotations__)})",
    )
    must: list[Line] = Field(default_factory=list, description="words that the page has to hold, in any case")
    must_not: list[Line] = Field(default_factory=list, description="words that the page may not hold, in any case")
    owner: Line | None = Field(None, description="who mends it when it breaks")
    verified: VerificationFields | None = Field(
        None, description="who opened the page and found it right, and when; empty while nobody has"
    )
    max_age_days: int = Field(
        MAX_AGE_DAYS, ge=1, le=3650, description="for how long a site that answers no program is trusted, in days"
    )
    allow_temporary_redirect: bool = Field(
        default=False, description="whether the page may send its readers on for the time being"
    )
    note: Text | None = Field(None, description="what whoever looks after it should know")


class ReferencesFile(RootModel[Any], defer_build=True):
    """Names, and the addresses that they stand for."""

    root: dict[Identifier, ReferenceFields]


class TimeStampFields(_File):
    """Who says at what time an entry of the ledger was there (RFC 3161)."""

    url: WebAddress = Field(description="the address of the time stamping authority, asked by HTTP POST")


class RepositoryFields(_File):
    """Where the workspace's files can be read and edited on the web, as mkdocs names it."""

    repo_url: WebAddress = Field(description="the repository's own page")
    edit_uri: Line | None = Field(None, description="what stands before a path where it is edited, such as edit/main/")
    view_uri: Line | None = Field(None, description="the same where it is read; default: edit_uri with blob for edit")


class SettingsFile(_File):
    """Settings of a workspace."""

    time_stamps: TimeStampFields | None = Field(
        None, description="an authority that stamps each entry of notices/ledger with the time"
    )
    repository: RepositoryFields | None = Field(None, description="where the desk's links to lines of files lead")
