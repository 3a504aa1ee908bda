"""What a page says of itself to machines: JSON-LD in the words of schema.org, facts alone."""

from datetime import date
from typing import Any

from noticepress.model import Version
from noticepress.pages import addresses
from noticepress.pages.record import Record


def linked_data(record: Record, version: Version, address: str) -> dict[str, Any]:
    """Return the description of a version's page at ``address``; whole addresses only where the site's is known.

    ``temporalCoverage`` is the time in force as ISO 8601 writes it, ``..`` for an end that is open or unknown.
    """
    brand, document = record.timeline.brand, version.document
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": record.words.text("say", "named", title=document.title, brand=brand.name),
        "inLanguage": record.language,
        "version": document.version,
        "creativeWorkStatus": version.state,
        "publisher": _publisher(record),
    }
    if version.state in ("in-force", "superseded", "upcoming") and not version.never_applied:
        data["temporalCoverage"] = f"{_day(version.start)}/{_day(version.last_day)}"
    if brand.site_url:
        data["url"] = addresses.absolute(brand.site_url, address)
        permanent = addresses.version(record.notice, document.version, record.language)
        data["sameAs"] = addresses.absolute(brand.site_url, permanent)
    return data


def _publisher(record: Record) -> dict[str, str]:
    brand = record.timeline.brand
    organisation = {"@type": "Organization", "name": brand.name}
    if brand.legal_name:
        organisation["legalName"] = brand.legal_name
    if brand.contact.website and "website" not in brand.inherited:
        organisation["url"] = brand.contact.website
    return organisation


def _day(day: date | None) -> str:
    return day.isoformat() if day else ".."
