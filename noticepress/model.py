"""The data that flows from one stage to the next: frozen values, no behaviour beyond derived facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

#: The language of ``notice.md``, which translations are made from (BCP 47).
SOURCE = "en-GB"

ChangeClass = Literal["initial", "editorial", "material"]

#: What a version is to a brand on a given day. ``draft`` is the unreleased source.
State = Literal["in-force", "upcoming", "proposed", "superseded", "withdrawn", "draft"]

#: What kind of host a site is published to.
TargetKind = Literal["folder", "sftp", "ftps", "s3", "git"]

#: What a notice is about: personal data in whatever way it is used, or what is kept on readers' devices alone.
About = Literal["personal data", "cookies"]

#: How a brand's pages look, other than as the project's own theme has it.
Look = Literal["material"]

ChangeKind = Literal[
    "insertion", "deletion", "substitution", "move", "split", "merge", "renumbering", "link", "format", "typographic"
]  # fmt: skip


@dataclass(frozen=True)
class Company:
    """A company as a notice names it. ``legal_name`` is the registered name, or ``None`` where it is unknown."""

    id: str
    name: str
    legal_name: str | None = None


@dataclass(frozen=True)
class Contact:
    """How a reader reaches a company. A field is ``None`` where nobody has stated the fact."""

    address: tuple[str, ...] | None = None
    telephone: str | None = None
    email: str | None = None
    privacy_email: str | None = None
    website: str | None = None
    form: str | None = None


@dataclass(frozen=True)
class Registration:
    """What the register of companies says of the company behind a brand: what SI 2015/17 wants on its website.

    ``registered_in`` is the part of the United Kingdom. A field is ``None`` where nobody has stated the fact.
    """

    number: str | None = None
    registered_in: str | None = None
    registered_office: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Theme:
    """A brand's look: CSS colours as ``#rrggbb``, each with at least 4.5:1 on every background (WCAG 1.4.3).

    ``logo``, ``logo_dark`` and ``icon`` are absolute paths of checked SVG or PNG files. ``logo_alt`` is what the
    logo says to those who cannot see it, ``None`` where that is the brand's name.
    """

    accent: str | None = None
    accent_dark: str | None = None
    logo: Path | None = None
    logo_dark: Path | None = None
    icon: Path | None = None
    logo_alt: str | None = None


@dataclass(frozen=True)
class Confirmation:
    """Who said for a brand that what the notice states is true of it, and when."""

    by: str
    on: date
    note: str | None = None


@dataclass(frozen=True)
class Move:
    """An address that went elsewhere: ``old`` below the site's root, ``new`` below it too, or a whole web address.

    ``line`` and ``column`` are where the brand's file says so; ``None`` for what follows from a renamed notice.
    """

    old: str
    new: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Retirement:
    """A brand or a notice that came to its end: from which day (Europe/London), why, and where to look instead."""

    on: date
    because: str
    see: str | None = None


@dataclass(frozen=True)
class TargetSettings:
    """Where a brand's site is published, and what holds there. It names secrets, and holds none.

    ``address`` is a folder, an address such as ``sftp://deploy@host/var/www``, or a Git repository; ``path`` is the
    folder below it that holds the site, ``/`` or such as ``/legal/``; ``url`` is where readers find that folder.
    ``secrets`` maps what is secret (``password``, ``key`` …) to the environment variable that holds it.
    ``embedded`` says that the website shows the notice within pages of its own: then its text alone is verified.
    A run that would delete more than ``max_deletes`` files is refused; a lock ends by itself after ``lock_minutes``.
    """

    name: str
    kind: TargetKind
    address: str
    url: str | None = None
    path: str = "/"
    layout: Literal["flat", "releases"] = "flat"
    max_deletes: int = 20
    lock_minutes: int = 15
    branch: str = "gh-pages"
    endpoint: str | None = None
    region: str | None = None
    ca_file: str | None = None
    key_file: str | None = None
    known_hosts: tuple[str, ...] = ()
    embedded: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Cookie:
    """A cookie, or the like, as a brand's website keeps it on a reader's device.

    ``party`` is ``first`` or ``third``, and ``who`` sets a third party's; ``duration`` is such as ``2 years``, or
    ``session``; ``basis`` is ``consent`` or the name of an exception of PECR. A field is ``None`` where nobody has
    stated the fact; name or purpose is given. ``brands`` are those that alone have it, empty where all have.
    ``path`` and ``places``, line and column by field, are where all this is written; the place of ``""`` is the whole.
    """

    name: str | None = None
    purpose: str | None = None
    party: Literal["first", "third"] | None = None
    who: str | None = None
    duration: str | None = None
    basis: str | None = None
    brands: tuple[str, ...] = ()
    path: Path | None = field(default=None, compare=False)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def called(self) -> str:
        """What a person calls it: its name, or else what it is for."""
        return f"the cookie '{self.name}'" if self.name else f"the cookie that is '{self.purpose}'"


@dataclass(frozen=True)
class Brand:
    """A brand with its parent's contact details filled in where it has none of its own.

    ``inherited`` names the contact fields that came from ``parent``. ``sisters`` are the group's sister
    companies without the brand itself. ``path`` is the YAML file that says all this. ``was`` are the ids that the
    brand had before, oldest first: what was frozen under them is its own. ``statutory_dpo`` says whether the
    privacy contact is a data protection officer by statute, ``None`` where nobody has said. ``look`` is that of its
    pages where it is not the project's own. ``cookies`` are those of each notice that has a list of them, by its id.
    """

    id: str
    name: str
    legal_name: str | None
    contact: Contact
    parent: Company | None
    sisters: tuple[Company, ...]
    values: Mapping[str, str | None] = field(hash=False)
    theme: Theme
    site_url: str | None
    privacy_contact_title: str | None
    confirmed: Confirmation | None
    inherited: frozenset[str]
    path: Path
    company: Registration = Registration()
    statutory_dpo: bool | None = None
    was: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    retired: Retirement | None = None
    targets: tuple[TargetSettings, ...] = ()
    look: Look | None = None
    cookies: Mapping[str, tuple[Cookie, ...]] = field(default_factory=dict, hash=False)

    def is_retired(self, day: date) -> bool:
        """Whether the brand has come to its end by ``day``, Europe/London."""
        return self.retired is not None and self.retired.on <= day


@dataclass(frozen=True)
class Verification:
    """Who opened a reference in a browser and found what it should be, and on which day in London."""

    on: date
    by: str


#: How old, in days, the last good evidence of a reference may be while its site answers no program: a quarter.
MAX_AGE_DAYS = 90


@dataclass(frozen=True)
class Reference:
    """An outside address that notices use by name: a fixed ``url``, or the brand's own contact field.

    With ``brand_value`` the address is that contact field of the brand; where the brand has none, the link's
    text stays and the link goes. ``must`` and ``must_not`` are words that the page has to hold and may not hold;
    ``verified`` is ``None`` while no person has looked. ``place`` is the line and column of the address in the
    registry, or of the name where the address is a brand's.
    """

    name: str
    title: str
    url: str | None = None
    brand_value: str | None = None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    owner: str | None = None
    verified: Verification | None = None
    max_age_days: int = MAX_AGE_DAYS
    allow_temporary_redirect: bool = False
    note: str | None = None
    place: tuple[int, int] | None = None


@dataclass(frozen=True)
class Waiver:
    """Whose word it is that a fault of one rule in one notice stays until a day, and why.

    ``words``, where given, narrows it to faults whose words or message hold them. ``line`` and ``column`` are
    where it stands in the notice's front matter.
    """

    rule: str
    reason: str
    by: str
    until: date
    words: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Glance:
    """A sentence in plain words that stands above a notice and leads to one of its sections, by that one's anchor."""

    section: str
    text: str


@dataclass(frozen=True)
class GlanceLine:
    """A sentence of "at a glance" as the front matter gives it, values not yet in; its places are line and column."""

    section: str
    text: str
    section_place: tuple[int, int]
    text_place: tuple[int, int]


@dataclass(frozen=True)
class Translated:
    """Which text of the source a translation was held to, by fingerprint, by whom and on which day in London.

    ``opening`` is what stands before the first heading, ``None`` where nothing does; ``sections`` are by their ids.
    ``place`` is the line and column of all this in the front matter.
    """

    by: str
    on: date
    title: str
    opening: str | None
    sections: Mapping[str, str] = field(hash=False)
    place: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Notice:
    """A notice as legal wrote it. ``body`` is the Markdown below the front matter, from line ``first_line``.

    ``language`` is that of the text (BCP 47), another than that of the source for a translation; ``translates`` is
    ``None`` while nobody has held it to the source.
    ``review`` is the day by which somebody is to read it again; ``title_place`` and ``review_place`` are lines
    and columns of the file. ``about`` says which rules of law are asked of it.
    """

    id: str
    title: str
    body: str
    path: Path
    first_line: int
    review: date | None = None
    waivers: tuple[Waiver, ...] = ()
    title_place: tuple[int, int] = (2, 1)
    review_place: tuple[int, int] | None = None
    glance: tuple[GlanceLine, ...] = ()
    language: str = SOURCE
    translates: Translated | None = None
    about: About = "personal data"


@dataclass(frozen=True)
class BoundNotice:
    """A notice's Markdown for one brand, with private-use placeholders where ``values`` go in last.

    ``values`` maps each placeholder character to the value that it stands for; ``names`` maps it to the
    expression that legal wrote; ``lines[n]`` is the line of the source file that output line ``n`` came from.
    """

    notice: Notice
    brand: Brand
    markdown: str
    values: Mapping[str, str]
    names: Mapping[str, str]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of a document: level 2 to 6, anchor, text, and the statutory items that its section declares."""

    level: int
    id: str
    text: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link of a document: its address as a browser would resolve it, and its text."""

    href: str
    text: str


@dataclass(frozen=True)
class Document:
    """One brand's text of one version.

    ``html`` is the body of record: UTF-8 when encoded, headings from ``h2`` down, no ``h1``. ``sha256`` is the
    hexadecimal digest of those bytes. ``version`` is ``"draft"`` for the unreleased source. ``effective`` is
    the day, Europe/London, from which the text applies, or ``None`` where it is unknown. ``text`` has one line
    for each block, white space folded. ``values`` are the brand's values that it was bound to, by dotted name.
    ``glance`` stands beside the body, in the order of its sections, and is no part of it. ``language`` is that of the
    text (BCP 47). ``cookies`` are those that it was bound to, ``None`` where the notice has no list of them.
    """

    notice: str
    brand: str
    brand_name: str
    version: str
    effective: date | None
    title: str
    html: str
    text: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    sha256: str
    values: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    glance: tuple[Glance, ...] = ()
    language: str = SOURCE
    cookies: tuple[Cookie, ...] | None = field(default=None, compare=False, repr=False)
    about: About = "personal data"


@dataclass(frozen=True)
class Approval:
    """Who approved a release, when (UTC), and the SHA-256 of the ``SHA256SUMS`` that they approved."""

    by: str
    at: datetime
    sums_sha256: str
    note: str | None = None


@dataclass(frozen=True)
class Withdrawal:
    """Who withdrew a release before it came into force, when (UTC), and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Release:
    """A frozen version of a notice. ``documents`` and ``classes`` have an item for each brand that it holds.

    ``effective`` is ``None`` where the day is unknown; ``recorded`` is the day on which the text was frozen.
    ``names`` holds the id under which a brand that was renamed since was frozen, by its id now. ``translations`` has
    the text of each brand in each further language, by language and brand.
    """

    notice: str
    version: str
    title: str
    effective: date | None
    recorded: date
    summary: str
    classes: Mapping[str, ChangeClass]
    declared_by: str
    approval: Approval | None
    withdrawal: Withdrawal | None
    documents: Mapping[str, Document]
    path: Path
    accepted_findings: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    translations: Mapping[str, Mapping[str, Document]] = field(default_factory=dict)

    def frozen_as(self, brand: str) -> str:
        """Return the id under which the release holds the files of ``brand``, which may have been renamed since."""
        return self.names.get(brand, brand)

    def of(self, brand: str) -> "Release":
        """Return the release as it is to one brand that it holds: with that brand's texts, and no other's."""
        return replace(
            self,
            classes={brand: self.classes[brand]},
            documents={brand: self.documents[brand]},
            names={brand: self.frozen_as(brand)},
            translations={
                language: {brand: documents[brand]} if brand in documents else {}
                for language, documents in self.translations.items()
            },
        )

    def texts_of(self, brand: str) -> tuple[Document, ...]:
        """Return the texts of ``brand`` in each language, that of the source first; none where it has none."""
        of_languages = (self.documents, *self.translations.values())
        return tuple(documents[brand] for documents in of_languages if brand in documents)


@dataclass(frozen=True)
class Version:
    """A document in one brand's timeline. It is in force from ``start`` until the day before ``end``.

    ``start`` is the day of its approval where that came after the effective date, and ``None`` where unknown;
    ``end`` is ``None`` while no successor is approved. ``release`` and ``change_class`` are ``None`` for a draft.
    """

    document: Document
    state: State
    change_class: ChangeClass | None
    start: date | None = None
    end: date | None = None
    release: Release | None = None

    @property
    def last_day(self) -> date | None:
        """The last day in force, or ``None`` while that is open."""
        return self.end - timedelta(days=1) if self.end else None

    @property
    def never_applied(self) -> bool:
        """Whether another version had taken its place by the day from which it was to apply."""
        return self.end is not None and self.start is not None and self.end <= self.start


@dataclass(frozen=True)
class Timeline:
    """Every version of one notice for one brand, oldest first, as at a day in Europe/London.

    ``was`` are the ids that the notice had before, oldest first; ``retired`` is set once it, or its brand, has ended.
    The timeline of a translation, in ``language``, has the versions that were translated. ``family`` is the notice in
    each of its languages, the source first; empty where it has one alone.
    """

    notice: str
    brand: Brand
    title: str
    versions: tuple[Version, ...]
    as_at: date
    was: tuple[str, ...] = ()
    retired: Retirement | None = None
    language: str = SOURCE
    family: tuple["Timeline", ...] = field(default=(), repr=False)

    @property
    def source(self) -> "Timeline":
        """The timeline of every version, translated or not, in the language of the source."""
        return self.family[0] if self.family else self

    @property
    def in_each_language(self) -> tuple["Timeline", ...]:
        """The timelines of the notice, the source first, each of which knows the others."""
        return tuple(replace(one, family=self.family) for one in self.family) or (self,)

    def keeping(self, wanted: Callable[[Version], bool]) -> "Timeline":
        """Return the timeline with the versions that are wanted alone, in each language; one left with none is gone."""
        kept = [replace(one, versions=tuple(filter(wanted, one.versions))) for one in self.family]
        family = tuple(one for n, one in enumerate(kept) if one.versions or not n)
        own = tuple(filter(wanted, self.versions))
        return replace(self, versions=own, family=family if len(family) > 1 else ())

    def first(self, state: State) -> Version | None:
        """Return the first version in ``state``, or ``None``."""
        return next((v for v in self.versions if v.state == state), None)


@dataclass(frozen=True)
class Signal:
    """A fact about a change that a lawyer looks for, and the words that raised it."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One change of a redline. ``section`` is the anchor of the nearest heading above it in the new text.

    ``section_before`` and ``section_after`` are that heading's words on either side, ``before`` and ``after``
    the words of the change, white space folded, and ``…_html`` their source. The link targets are those of a
    change of a link. ``move`` is the name that ties a move's marks together, ``similarity`` the share of words
    in common, 0 to 1. ``covers`` are the statutory items that the section declares. ``id`` is also on the
    change's marks, as ``data-change``.

    Where another value of the brand caused it in several places, ``brand_value`` is that value's name, ``before``
    and ``after`` are the whole values, and ``places`` are the names (``c1`` …) of all its marks.
    """

    id: str
    kind: ChangeKind
    section: str
    section_before: str
    section_after: str
    before: str
    after: str
    before_html: str = ""
    after_html: str = ""
    link_before: str | None = None
    link_after: str | None = None
    words_inserted: int = 0
    words_deleted: int = 0
    move: str | None = None
    similarity: float | None = None
    brand_value: str | None = None
    covers: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Redline:
    """What changed from one body to another: ``html`` marks it up, ``changes`` lists it.

    ``fallbacks`` names the sections that had to be shown as a whole deletion and insertion.
    """

    before_sha256: str
    after_sha256: str
    changes: tuple[Change, ...]
    html: str
    fallbacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page of the staged site tree: ``path`` such as ``privacy/1.0/index.md``, its data and its body.

    ``template`` is the file of ``templates/site`` that lays it out; ``meta`` reaches that template as
    ``page.meta``: strings, numbers, booleans, lists and mappings only.
    """

    path: str
    template: str
    title: str
    meta: Mapping[str, Any]
    html: str


@dataclass(frozen=True)
class File:
    """A file of the finished site that no page engine makes. ``immutable``: it never changes once published."""

    path: str
    data: bytes = field(repr=False)
    media_type: str
    immutable: bool = False


@dataclass(frozen=True)
class Site:
    """What one brand's website gets: pages for the engine to build, and files to stand beside them."""

    brand: Brand
    pages: tuple[Page, ...]
    files: tuple[File, ...]
