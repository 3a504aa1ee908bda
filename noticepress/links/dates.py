"""Moments in HTTP and in evidence: UTC, to the second."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, section 10.2.3); ``None`` where it is none."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0)


def span(length: timedelta) -> str:
    """Return a length of time in the words of a report: ``3 days``, ``1 hour``, ``less than an hour``."""
    hours = int(length.total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    count, noun = (hours, "hour") if hours < 24 else (hours // 24, "day")  # noqa: PLR2004 - hours of a day
    return f"{count} {noun}" + ("" if count == 1 else "s")
