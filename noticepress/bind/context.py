"""The values that a notice may use, by the names under which they stand in the brand's file."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TypeAlias

from noticepress.config.cookies import SESSION
from noticepress.model import Brand, Company, Contact, Cookie

Value: TypeAlias = "str | tuple[Value, ...] | Mapping[str, Value] | None"

#: Stands for a list of texts in a shape; any other leaf of a shape is a text, or a list of what its one item is like.
LIST: tuple[Value, ...] = ()

#: The name under which a notice goes through its cookies.
COOKIES = "cookies"


def context(brand: Brand) -> Mapping[str, Value]:
    """Return what the name ``brand`` stands for in a notice of ``brand``."""
    return {
        "id": brand.id,
        "name": brand.name,
        "legal_name": brand.legal_name,
        "contact": {field.name: getattr(brand.contact, field.name) for field in fields(Contact)},
        "parent": asdict(brand.parent) if brand.parent else None,
        "privacy_contact_title": brand.privacy_contact_title,
        "sister_companies": tuple(company.legal_name or company.name for company in brand.sisters),
        "values": dict(brand.values),
    }


def scope(brand: Brand, notice: str) -> Mapping[str, Value]:
    """Return every name that ``notice`` of ``brand`` may begin a value with, and what it stands for."""
    own = {COOKIES: tuple(map(cookie_context, brand.cookies[notice]))} if notice in brand.cookies else {}
    return {"brand": context(brand), **own}


def cookie_context(cookie: Cookie) -> Mapping[str, Value]:
    """Return what an item of ``cookies`` stands for: what is stated of it, and what a choice can ask."""
    exempt = cookie.basis is not None and cookie.basis != "consent"
    return {
        "name": cookie.name,
        "purpose": cookie.purpose,
        "first_party": _flag(cookie.party == "first"),
        "third_party": _flag(cookie.party == "third"),
        "who": cookie.who,
        "duration": cookie.duration,
        "session": _flag(cookie.duration == SESSION),
        "consent": _flag(cookie.basis == "consent"),
        "exception": cookie.basis if exempt else None,
    }


def _flag(holds: bool) -> str | None:  # noqa: FBT001 - it is the value itself
    return "yes" if holds else None


def shape(brand: Brand, notice: str) -> Mapping[str, Value]:
    """Return the names that exist for any brand: mappings where names go on, ``LIST`` for lists, else a text."""
    known = dict(context(brand))
    known["contact"] = {field.name: LIST if field.name == "address" else "" for field in fields(Contact)}
    known["parent"] = {field.name: "" for field in fields(Company)}
    known["sister_companies"] = LIST
    item: Mapping[str, Value] = dict.fromkeys(cookie_context(Cookie()), "")
    return {"brand": known, **({COOKIES: (item,)} if notice in brand.cookies else {})}


def flat(values: Value, name: str = "brand") -> dict[str, str]:
    """Return every text of a context by its dotted name; an item of a list has its number: ``name[0]``."""
    if isinstance(values, Mapping):
        return {key: text for part, value in values.items() for key, text in flat(value, f"{name}.{part}").items()}
    if isinstance(values, list | tuple):
        return {f"{name}[{number}]": str(item) for number, item in enumerate(values)}
    return {} if values is None else {name: str(values)}
