"""What the options of the command line take: days, numbers, times."""

import argparse
from datetime import date, datetime

from noticepress.dates import parse_day, parse_instant


def day(text: str) -> date:
    """Return the day that ``YYYY-MM-DD`` names, for argparse."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no date: {error}") from error


def day_or_instant(text: str) -> date | datetime:
    """Return the day, or the moment in UTC, that ``YYYY-MM-DD`` or ``2026-12-03T10:00Z`` names, for argparse."""
    if "T" not in text.upper():
        return day(text)
    try:
        return parse_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no time: {error}") from error


def day_or_unknown(text: str) -> date | None:
    """Return the day that ``YYYY-MM-DD`` names, ``None`` for ``unknown``, for argparse."""
    return None if text == "unknown" else day(text)


def jobs(text: str) -> int:
    """Return a number of processes, for argparse."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes from 1")
    return int(text)


def port(text: str) -> int:
    """Return the number of a port, 0 for any that is free, for argparse."""
    if not text.isdigit() or int(text) > 65535:  # noqa: PLR2004 - the last one there is
        raise argparse.ArgumentTypeError(f"'{text}' is no port from 0 to 65535")
    return int(text)


def shard(text: str) -> tuple[int, int]:
    """Return which part of how many parts ``3/16`` names, for argparse."""
    number, _, of = text.partition("/")
    if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise argparse.ArgumentTypeError(f"'{text}' is no part of a build: write 3/16 for the third of sixteen")
    return int(number), int(of)


def seconds(text: str) -> float:
    """Return a number of seconds, or of requests, above 0, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:  # noqa: PLR2004 - eleven days
        raise argparse.ArgumentTypeError(f"'{text}' is no number above 0")
    return number


def retries(text: str) -> int:
    """Return how often something is tried again, for argparse."""
    if not text.isdigit() or int(text) > 5:  # noqa: PLR2004 - more would be a nuisance to whoever is asked
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 0 to 5")
    return int(text)


def entry(text: str) -> int:
    """Return the number of an entry of the ledger, for argparse."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of an entry")
    return int(text)


def web_address(text: str) -> str:
    """Return an address of the web, for argparse."""
    if not text.startswith(("https://", "http://")):
        raise argparse.ArgumentTypeError(f"'{text}' is no web address")
    return text
