"""The registry of everything that names, reaches or belongs to one brand of the group."""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import pairwise
from sys import intern
from typing import Literal, cast
from urllib.parse import urlsplit

from noticepress.errors import Severity
from noticepress.model import Brand, Contact

Kind = Literal["name", "mailbox", "domain", "url", "telephone", "postcode", "address", "number", "value", "cookie"]

#: A postcode as the Royal Mail writes it: outward code, inward code.
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
MAILBOX = re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
#: Fields that a brand may have one day: numbers under which a register knows it.
_NUMBERS = ("ico_number", "registration_number", "vat_number")
_NUMBER = re.compile(r"(?:[A-Z]{1,2}|GB)?\d{6,9}|Z[A-Z\d]{7}")
_TELEPHONE = re.compile(r"\+?\(?[0-9][0-9 ()-]{7,}")
#: Hosts that anybody may use: a mailbox or a page there is a brand's own, the host is not.
_ANYBODYS = (
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.co.uk yahoo.com yahoo.co.uk icloud.com "
    "btinternet.com aol.com proton.me protonmail.com facebook.com linkedin.com instagram.com youtube.com "
    "x.com twitter.com google.com office.com microsoft.com sharepoint.com github.io typeform.com jotform.com "
    "hubspot.com wordpress.com"
)
_PUBLIC_HOSTS = frozenset(_ANYBODYS.split())
#: Hyphens and a dash of numbers, and the curly quotes.
_PLAIN = {"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2019": "'", "\u2018": "'"}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTERS_OF_A_NAME = 3
_LETTERS_OF_A_VALUE = 4
#: A cookie's name that is no word of a sentence: a figure or a sign in it, or a capital behind its first letter.
_COOKIE_NAME = re.compile(r"^(?=.{3}).*?(?:[\d_$:~]|\w[.-]\w|(?<=.)[A-Z])")


@dataclass(frozen=True, slots=True)
class Identifier:
    """Words that belong to one brand. ``field`` is the name of the value that holds them, such as ``contact.email``.

    ``key`` is what two spellings of the same thing have in common. A group has many thousand: each is held in little.
    """

    owner: str
    owner_name: str
    field: str
    kind: Kind
    text: str
    key: str = dataclasses.field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        """Take the key from kind and text where it is not given."""
        key = self.key or _key(self.kind, self.text)
        object.__setattr__(self, "key", self.text if key == self.text else key)

    @property
    def severity(self) -> Severity:
        """How surely it is the brand's wherever it stands: a free value may be words that anyone would use."""
        return "warning" if self.kind == "value" else "error"

    @property
    def called(self) -> str:
        """What a reader calls it: ``name``, ``telephone``, ``value 'hours'``."""
        if self.kind == "value":
            return f"value '{self.field.removeprefix('values.')}'"
        return {"legal_name": "legal name"}.get(self.field, "web address" if self.kind == "url" else self.kind)


def _key(kind: Kind, text: str) -> str:
    if kind == "telephone":
        return digits(text)
    folded = " ".join(plain(text).split()).casefold()
    return folded.replace(" ", "") if kind in {"postcode", "number"} else folded


def plain(text: str) -> str:
    """Return ``text`` character for character, each as its plain form: spaces, hyphens, quotes, full-width signs."""
    if text.isascii():
        return text
    found: set[str] = set(_BEYOND_ASCII.findall(text))
    forms = {character: _plain(character) for character in found}
    forms = {character: form for character, form in forms.items() if form != character}
    if not forms.keys().isdisjoint(forms.values()):
        # The plain form of one has another plain form itself: each is replaced once.
        return "".join(forms.get(character, character) for character in text)
    for character, form in forms.items():
        text = text.replace(character, form)
    return text


@lru_cache(maxsize=1)
def plain_page(text: str) -> str:
    """Return as ``plain``: of a long text, which is looked at in one way after another."""
    return plain(text)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if unicodedata.category(character) == "Zs":
        return " "
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def digits(telephone: str) -> str:
    """Return the digits that distinguish a telephone number, however it is spelt: no country code, no national 0."""
    found = re.sub(r"\D", "", telephone)
    if telephone.strip().startswith("+") or found.startswith("00"):
        found = found.removeprefix("00").removeprefix("44")
    return found.removeprefix("0")


def registrable(host: str) -> str:
    """Return a host as it is compared: small letters, no ``www.``."""
    return host.casefold().rstrip(".").removeprefix("www.")


@lru_cache(maxsize=1024)
def identifiers(brand: Brand) -> tuple[Identifier, ...]:
    """Return what ``brand`` itself owns: nothing that it has from its parent."""
    return _KNOWN.get(brand) or tuple(_unique(_all(brand)))


#: What brands were found to own before: a thousand of them take as long to look through as a site to build.
_KNOWN: dict[Brand, tuple[Identifier, ...]] = {}


def know(brand: Brand, words: Iterable[tuple[str, str, str, str]]) -> None:
    """Have ``identifiers`` return, of a brand that was looked through before, what ``told`` said of it then."""
    _KNOWN[brand] = tuple(
        Identifier(brand.id, brand.name, field, cast(Kind, kind), text, key) for field, kind, key, text in words
    )


def told(brand: Brand) -> tuple[tuple[str, str, str, str], ...]:
    """Return field, kind, key and text of each identifier of ``brand``, in their order."""
    return tuple((found.field, found.kind, found.key, found.text) for found in identifiers(brand))


def _all(brand: Brand) -> Iterator[Identifier]:
    yield from _names(brand)
    yield from _contact(brand)
    yield from _further(brand)
    yield from _cookies(brand)


def _unique(found_in_fields: Iterable[Identifier]) -> Iterator[Identifier]:
    seen = set()
    for found in found_in_fields:
        if (found.kind, found.key) not in seen:
            seen.add((found.kind, found.key))
            yield found


def _names(brand: Brand) -> Iterator[Identifier]:
    for field, text in (("name", brand.name), ("legal_name", brand.legal_name)):
        if text and len(text.strip()) >= _LETTERS_OF_A_NAME:
            yield Identifier(brand.id, brand.name, field, "name", text)
    if brand.company.number:
        yield Identifier(brand.id, brand.name, "company.number", "number", brand.company.number)
    for field in _NUMBERS:
        number = getattr(brand, field, None)
        if number:
            yield Identifier(brand.id, brand.name, field, "number", str(number))


def _contact(brand: Brand) -> Iterator[Identifier]:
    for name in (field.name for field in fields(Contact)):
        value = getattr(brand.contact, name)
        if value is None or name in brand.inherited:
            continue
        if isinstance(value, tuple):
            yield from _address(brand, intern(f"contact.{name}"), value)
        else:
            yield from _shaped(brand, intern(f"contact.{name}"), value)
    if brand.company.registered_office:
        yield from _address(brand, "company.registered_office", brand.company.registered_office)
    if brand.site_url:
        yield from _shaped(brand, "site_url", brand.site_url)


def _address(brand: Brand, field: str, lines: tuple[str, ...]) -> Iterator[Identifier]:
    """Yield a postcode, a line with a house number, and two lines that follow each other: one may be a county."""
    for line in lines:
        codes = [match.group() for match in POSTCODE.finditer(line)]
        yield from (Identifier(brand.id, brand.name, field, "postcode", code) for code in codes)
        if not codes and len(line.split()) > 1 and re.search(r"\d", line):
            yield Identifier(brand.id, brand.name, field, "address", line)
    for pair in pairwise(line for line in lines if not POSTCODE.search(line)):
        yield Identifier(brand.id, brand.name, field, "address", ", ".join(pair))


def _further(brand: Brand) -> Iterator[Identifier]:
    for name, value in brand.values.items():
        if value is not None:
            yield from _shaped(brand, intern(f"values.{name}"), value)


def _cookies(brand: Brand) -> Iterator[Identifier]:
    """Yield the names of the cookies that the brand and not every brand has, but for those that are ordinary words."""
    for notice, cookies in brand.cookies.items():
        for cookie in cookies:
            if cookie.brands and cookie.name and _COOKIE_NAME.search(cookie.name):
                yield Identifier(brand.id, brand.name, intern(f"cookies.{notice}"), "cookie", cookie.name)


def _shaped(brand: Brand, field: str, text: str) -> Iterator[Identifier]:
    """Yield what a value holds, by its shape; a free value that tells the brand is words of its own."""

    def made(kind: Kind, words: str) -> Identifier:
        return Identifier(brand.id, brand.name, field, kind, words)

    if MAILBOX.fullmatch(text):
        yield made("mailbox", text)
        if not is_public(text.rpartition("@")[2]):
            yield made("domain", registrable(text.rpartition("@")[2]))
    elif "://" in text and urlsplit(text).hostname:
        yield from _web_address(text, made, is_home=field in {"contact.website", "site_url"})
    elif _NUMBER.fullmatch(text):
        yield made("number", text)
    elif _TELEPHONE.fullmatch(text):
        yield made("telephone", text)
    else:
        yield from (made("postcode", match.group()) for match in POSTCODE.finditer(text))
        if _is_telling(text):
            yield made("value", text)


def _web_address(text: str, made: Callable[[Kind, str], Identifier], *, is_home: bool) -> Iterator[Identifier]:
    """Yield the host of a brand's own website, and of others the whole address: a form may stand on anybody's."""
    parts = urlsplit(text)
    host, path = registrable(parts.hostname or ""), parts.path.rstrip("/")
    if not is_public(host) and (is_home or not path):
        yield made("domain", host)
    elif path:
        yield made("url", f"{host}{path}")


def is_public(host: str) -> bool:
    """Whether a host is one on which anybody may have a mailbox or a page, so that it is no brand's."""
    folded = registrable(host)
    while folded and folded not in _PUBLIC_HOSTS:
        folded = folded.partition(".")[2]
    return bool(folded)


def _is_telling(text: str) -> bool:
    """Whether a free value could be told from ordinary words: two capitals, or a capital and a figure, as in a name."""
    marks = re.findall(r"\b[A-Z]|(?<=[a-z])[A-Z]|\b\d", text)
    return len(text.strip()) >= _LETTERS_OF_A_VALUE and len(marks) > 1 and any(map(str.isalpha, marks))


def lent(brand: Brand, group: Sequence[Brand]) -> tuple[Identifier, ...]:
    """Return what ``brand`` has from its parent: the words of the details that it inherits, and no others."""
    parents = [other for other in group if brand.parent and other.id == brand.parent.id]
    details = (found for parent in parents for found in _contact(parent))
    inherited = (found for found in details if found.field.removeprefix("contact.") in brand.inherited)
    # A mailbox lends its own words alone: its host elsewhere, as in a link, is the parent's still.
    return tuple(found for found in inherited if found.kind != "domain" or not found.field.endswith("email"))


def declared(brand: Brand, group: Sequence[Brand]) -> frozenset[tuple[Kind, str]]:
    """Return kind and key of all that may stand anywhere in ``brand``'s notice: its own, and what it inherits."""
    return frozenset((found.kind, found.key) for found in (*identifiers(brand), *lent(brand, group)))


def foreign(brand: Brand, group: Sequence[Brand]) -> tuple[Identifier, ...]:
    """Return what belongs to the other brands of ``group`` alone, the longest words first."""
    allowed = declared(brand, group)
    others = (found for other in group if other.id != brand.id for found in identifiers(other))
    return longest_first(identifier for identifier in others if (identifier.kind, identifier.key) not in allowed)


def longest_first(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Return identifiers in the order in which they are searched: "Bolt Energy" is not "Bolt" and a word."""
    return tuple(sorted(found, key=lambda identifier: (-len(identifier.text), identifier.owner)))
