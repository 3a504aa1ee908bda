import os
import subprocess
import sys
from datetime import date

import pytest
from conftest import REPOSITORY

from noticepress.dates import in_words, parse_day


def test_a_day_is_read_and_written() -> None:
    assert parse_day("2026-12-01") == date(2026, 12, 1)
    assert in_words(date(2026, 12, 1)) == "1 December 2026"


@pytest.mark.parametrize(
    "text", ["2026-2-1", "01.12.2026", "2026-02-30", "20261201", "1700000000", "tomorrow", "", None]
)
def test_any_other_spelling_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"it should be a date|there is no such day"):
        parse_day(text)


@pytest.mark.skipif(os.name != "posix", reason="TZ is POSIX")
def test_today_is_londons_day_whatever_the_machines_zone() -> None:
    command = "from noticepress.dates import today; print(today())"
    days = {
        subprocess.run(
            [sys.executable, "-c", command], env={**os.environ, "TZ": zone, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True, text=True, check=True,
        ).stdout
        for zone in ("Pacific/Kiritimati", "Pacific/Niue")
    }  # fmt: skip
    assert len(days) == 1
