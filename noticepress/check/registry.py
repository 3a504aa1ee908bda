"""The registry of everything that names, reaches or belongs to one brand of the group."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from noticepress.model import Brand, Contact

Kind = Literal["name", "mailbox", "domain", "telephone", "postcode", "address", "number", "value"]

#: A postcode as the Royal Mail writes it: outward code, inward code.
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
MAILBOX = re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
#: Fields that a brand may have one day: numbers under which a register knows it.
_NUMBERS = ("company_number", "ico_number", "registration_number", "vat_number")
_NUMBER = re.compile(r"(?:[A-Z]{1,2}|GB)?\d{6,9}|Z[A-Z\d]{7}")
_TELEPHONE = re.compile(r"\+?\(?[0-9][0-9 ()-]{7,}")
#: Mail hosts that anybody may use: an address there is a brand's own, the host is not.
_ANYBODYS = (
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.co.uk yahoo.com yahoo.co.uk icloud.com "
    "btinternet.com aol.com proton.me protonmail.com"
)
_PUBLIC_HOSTS = frozenset(_ANYBODYS.split())
#: Hyphens and a dash of numbers, and the curly quotes.
_PLAIN = {"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2019": "'", "\u2018": "'"}
_LETTERS_OF_A_NAME = 3
_LETTERS_OF_A_VALUE = 4


@dataclass(frozen=True)
class Identifier:
    """Words that belong to one brand. ``field`` is the name of the value that holds them, such as ``contact.email``."""

    owner: str
    owner_name: str
    field: str
    kind: Kind
    text: str

    @property
    def key(self) -> str:
        """What two spellings of the same thing have in common."""
        if self.kind == "telephone":
            return digits(self.text)
        folded = " ".join(plain(self.text).split()).casefold()
        return folded.replace(" ", "") if self.kind in {"postcode", "number"} else folded

    @property
    def called(self) -> str:
        """What a reader calls it: ``name``, ``telephone``, ``value 'hours'``."""
        if self.kind == "value":
            return f"value '{self.field.removeprefix('values.')}'"
        return {"legal_name": "legal name"}.get(self.field, "number" if self.kind == "number" else self.kind)


def plain(text: str) -> str:
    """Return ``text`` character for character, each as its plain form: spaces, hyphens, quotes, full-width signs."""
    return text if text.isascii() else "".join(map(_plain, text))


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


def identifiers(brand: Brand) -> tuple[Identifier, ...]:
    """Return what ``brand`` itself owns: nothing that it has from its parent."""
    return tuple(_unique(_names(brand), _contact(brand), _further(brand)))


def _unique(*groups: Iterator[Identifier]) -> Iterator[Identifier]:
    seen = set()
    for found in (identifier for group in groups for identifier in group):
        if (found.kind, found.key) not in seen:
            seen.add((found.kind, found.key))
            yield found


def _names(brand: Brand) -> Iterator[Identifier]:
    for field, text in (("name", brand.name), ("legal_name", brand.legal_name)):
        if text and len(text.strip()) >= _LETTERS_OF_A_NAME:
            yield Identifier(brand.id, brand.name, field, "name", text)
    for field in _NUMBERS:
        number = getattr(brand, field, None)
        if number:
            yield Identifier(brand.id, brand.name, field, "number", str(number))


def _contact(brand: Brand) -> Iterator[Identifier]:
    for name in (field.name for field in fields(Contact)):
        value = getattr(brand.contact, name)
        if value is not None and name not in brand.inherited:
            lines = value if isinstance(value, tuple) else (value,)
            for line in lines:
                yield from _shaped(brand, f"contact.{name}", line, address=name == "address")
    if brand.site_url:
        yield from _shaped(brand, "site_url", brand.site_url)


def _further(brand: Brand) -> Iterator[Identifier]:
    for name, value in brand.values.items():
        if value is not None:
            yield from _shaped(brand, f"values.{name}", value, telling=_is_telling(value))


def _shaped(
    brand: Brand, field: str, text: str, *, address: bool = False, telling: bool = False
) -> Iterator[Identifier]:
    """Yield what a value holds, by its shape; a line of an address and a telling value are words of their own."""

    def made(kind: Kind, words: str) -> Identifier:
        return Identifier(brand.id, brand.name, field, kind, words)

    host = urlsplit(text).hostname if "://" in text else None
    mailbox = MAILBOX.fullmatch(text)
    if host or mailbox:
        if mailbox:
            yield made("mailbox", text)
        domain = registrable(host or text.rpartition("@")[2])
        if domain not in _PUBLIC_HOSTS:
            yield made("domain", domain)
    elif _NUMBER.fullmatch(text):
        yield made("number", text)
    elif _TELEPHONE.fullmatch(text) and not address:
        yield made("telephone", text)
    else:
        yield from (made("postcode", match.group()) for match in POSTCODE.finditer(text))
        is_a_line = address and (len(text.split()) > 1) and POSTCODE.sub("", text).strip() == text.strip()
        if is_a_line or telling:
            yield made("address" if address else "value", text)


def _is_telling(text: str) -> bool:
    """Whether a free value could be told from ordinary words: capitals or figures, and not a mere number or two."""
    return len(text.strip()) >= _LETTERS_OF_A_VALUE and bool(re.search(r"[A-Z]", text)) and not text.isdigit()


def declared(brand: Brand, group: Sequence[Brand]) -> frozenset[tuple[Kind, str]]:
    """Return kind and key of all that may stand anywhere in ``brand``'s notice: its own, and what it inherits."""
    own = {(found.kind, found.key) for found in identifiers(brand)}
    parents = [other for other in group if brand.parent and other.id == brand.parent.id]
    lent = {
        (found.kind, found.key)
        for parent in parents
        for found in identifiers(parent)
        if found.field.removeprefix("contact.") in brand.inherited
    }
    return frozenset(own | lent)


def foreign(brand: Brand, group: Sequence[Brand]) -> tuple[Identifier, ...]:
    """Return what belongs to the other brands of ``group`` alone, the longest words first."""
    allowed = declared(brand, group)
    others = (found for other in group if other.id != brand.id for found in identifiers(other))
    return longest_first(identifier for identifier in others if (identifier.kind, identifier.key) not in allowed)


def longest_first(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Return identifiers in the order in which they are searched: "Bolt Energy" is not "Bolt" and a word."""
    return tuple(sorted(found, key=lambda identifier: (-len(identifier.text), identifier.owner)))
