"""Days: read strictly, written in words, and counted in London."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: The group is a British one: its days begin and end there, whatever the machine's zone.
LONDON = ZoneInfo("Europe/London")
#: Not from the locale, which differs between machines.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d)?([Zz]|[+-]\d\d:\d\d)")


def today() -> date:
    """Return the day that it is in London."""
    return datetime.now(UTC).astimezone(LONDON).date()


def parse_day(text: object) -> date:
    """Return the day that ``YYYY-MM-DD`` names; ``ValueError`` for any other spelling and for days that never are."""
    if isinstance(text, date):
        return text
    if not _ISO.fullmatch(str(text)):
        raise ValueError("it should be a date as YYYY-MM-DD")
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise ValueError(f"there is no such day: {error}") from error


def in_words(day: date) -> str:
    """Return a day as ``1 December 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def parse_instant(text: str) -> datetime:
    """Return the moment, in UTC, that an RFC 3339 time names; seconds may be left out, the zone may not.

    ``ValueError`` for any other spelling and for times that never are.
    """
    if not _INSTANT.fullmatch(text):
        raise ValueError("it should be a time with its zone, as 2026-12-03T10:00Z or 2026-12-03T10:00:00+01:00")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"there is no such time: {error}") from error


def london_day(moment: datetime) -> date:
    """Return the day in London of a moment."""
    return moment.astimezone(LONDON).date()
