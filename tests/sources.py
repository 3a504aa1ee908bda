"""Values for tests, made by hand."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from noticepress.model import Brand, Company, Contact, Notice, Reference, Theme
from noticepress.source import parse_notice

REFERENCES = {
    "regulator": Reference("regulator", "The regulator", "https://regulator.example/complain/"),
    "contact-form": Reference("contact-form", "The form", brand_value="form"),
}


def make_brand(**changes: Any) -> Brand:
    """Return a brand with every fact; ``changes`` name fields of it."""
    contact = Contact(
        address=("1 Mill Lane", "Anytown"),
        telephone="01632 960001",
        email="hello@acme.example",
        privacy_email="privacy@acme.example",
        website="https://www.acme.example/",
        form="https://www.acme.example/contact/",
    )
    brand = Brand(
        id="acme",
        name="Acme",
        legal_name="Acme Trading Limited",
        contact=contact,
        parent=None,
        sisters=(Company("bolt", "Bolt", "Bolt Limited"), Company("cog", "Cog", None)),
        values={},
        theme=Theme(),
        site_url=None,
        privacy_contact_title=None,
        confirmed=None,
        inherited=frozenset(),
        path=Path("brands/acme.yml"),
    )
    return replace(brand, **changes)


def make_notice(body: str) -> Notice:
    """Return a notice whose body begins in line 4 of ``notice.md``."""
    return parse_notice(f"---\ntitle: Privacy notice\n---\n{body}", Path("notice.md"), "privacy")
