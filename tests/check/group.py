"""A small group of brands: a parent, a brand with an English word for its name, and two more."""

from pathlib import Path
from typing import Any

from noticepress.model import Brand, Company, Contact, Theme

PARENT = Company("group", "Orchard Group", "Orchard Group Limited")


def brand(name: str, contact: Contact = Contact(), *, parent: Company | None = PARENT, **more: Any) -> Brand:  # noqa: B008
    fields: dict[str, Any] = {
        "id": name.lower().replace(" ", "-"),
        "name": name,
        "legal_name": f"{name} Limited",
        "contact": contact,
        "parent": parent,
        "sisters": (Company("bolt", "Bolt", "Bolt Limited"), Company("cog", "Cog", None)),
        "values": {},
        "theme": Theme(),
        "site_url": None,
        "privacy_contact_title": None,
        "confirmed": None,
        "inherited": frozenset(),
        "path": Path(f"brands/{name.lower()}.yml"),
    }
    return Brand(**(fields | more))


GROUP_CONTACT = Contact(
    address=("Orchard Group", "The View", "12 Mill Lane", "Hull HU13 0GD"),
    telephone="01632 960001",
    email="info@orchard.example",
    privacy_email="privacy@orchard.example",
    website="https://www.orchard.example/",
)
ORCHARD = brand("Orchard Group", GROUP_CONTACT, parent=None, id="group")
LOOP = brand("Loop", Contact(telephone="01632 960002", email="hi@loop.example"), values={"line": "LoopDesk Pro"})
BOLT = brand("Bolt", GROUP_CONTACT, inherited=frozenset({"address", "telephone", "email", "privacy_email", "website"}))
COG = brand("Cog", Contact(telephone="+44 1632 960 003"), legal_name=None)
GROUP = (ORCHARD, LOOP, BOLT, COG)
