"""The company behind a brand, as the register has it: what its website and its letters have to show.

The Company, Limited Liability Partnership and Business (Names and Trading Disclosures) Regulations 2015 (SI 2015/17),
regulations 24 and 25: the registered name, the part of the United Kingdom, the number and the registered office.
"""

from noticepress.model import Brand


def particulars(brand: Brand) -> str | None:
    """Return the particulars in plain sentences: all that the brand's file gives, no others.

    ``None`` where it gives none of the registration. The registered name alone is none: the notice's text says it.
    """
    said = [*_registered(brand), *_office(brand)]
    if not said:
        return None
    return " ".join([*([_stopped(brand.legal_name)] if brand.legal_name else []), *said])


def _registered(brand: Brand) -> list[str]:
    number, where = brand.company.number, brand.company.registered_in
    if where:
        return [f"Registered in {where}{f', number {number}' if number else ''}."]
    return [f"Company number {number}."] if number else []


def _office(brand: Brand) -> list[str]:
    office = brand.company.registered_office
    # A line that brings its own comma is not given a second one.
    return [_stopped(f"Registered office: {', '.join(line.rstrip(', ') for line in office)}")] if office else []


def _stopped(text: str) -> str:
    """Return ``text`` with a full stop at its end, but not a second one after ``Example Co.``."""
    return text if text.endswith(".") else f"{text}."
