"""The values that a notice may use, by the names under which they stand in the brand's file."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TypeAlias

from noticepress.model import Brand, Company, Contact

Value: TypeAlias = "str | tuple[str, ...] | Mapping[str, Value] | None"

#: Stands for a list in a shape; any other leaf of a shape is a text.
LIST: tuple[str, ...] = ()


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


def shape(brand: Brand) -> Mapping[str, Value]:
    """Return the names that exist for any brand: mappings where names go on, ``LIST`` for lists, else a text."""
    known = dict(context(brand))
    known["contact"] = {field.name: LIST if field.name == "address" else "" for field in fields(Contact)}
    known["parent"] = {field.name: "" for field in fields(Company)}
    known["sister_companies"] = LIST
    return {"brand": known}


def flat(values: Value, name: str = "brand") -> dict[str, str]:
    """Return every text of a context by its dotted name; an item of a list has its number: ``name[0]``."""
    if isinstance(values, Mapping):
        return {key: text for part, value in values.items() for key, text in flat(value, f"{name}.{part}").items()}
    if isinstance(values, list | tuple):
        return {f"{name}[{number}]": str(item) for number, item in enumerate(values)}
    return {} if values is None else {name: str(values)}
