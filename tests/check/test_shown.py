import shutil
from datetime import date
from pathlib import Path

import factory
import pytest

from noticepress.check.shown import shown_findings
from noticepress.model import Timeline
from noticepress.site import build_site

OTHER = factory.BODY.replace("24 months", "36 months")


def timeline() -> Timeline:
    return factory.make_timeline(
        factory.make_version("1.0", "in-force", date(2026, 1, 1), date(2026, 12, 1)),
        factory.make_version("1.1", "upcoming", date(2026, 12, 1), html=OTHER),
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("shown") / "site"
    build_site(factory.make_site(timeline(), {}), out, factory.TEMPLATES, factory.BASE_CONFIG, factory.AS_AT)
    return out


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "site"))


def change(page: Path, old: str, new: str) -> None:
    html = page.read_text(encoding="utf-8")
    assert old in html
    page.write_text(html.replace(old, new), encoding="utf-8")


def test_a_site_as_it_is_built_says_what_the_releases_say(site: Path) -> None:
    assert list(shown_findings(site, timeline())) == []


def test_a_coming_text_at_the_notices_own_address_is_found(site: Path) -> None:
    shutil.copy(site / "privacy/1.1/index.html", site / "privacy/index.html")
    assert [finding.message for finding in shown_findings(site, timeline())] == [
        "widgets does not show version 1.0, which is in force, as the notice",
        "widgets shows version 1.1 as the notice, and 1.0 is in force",
    ]


def test_a_text_that_holds_the_one_before_it_is_not_taken_for_that(tmp_path: Path) -> None:
    longer = factory.make_timeline(
        factory.make_version("1.0", "superseded", date(2026, 1, 1), date(2026, 6, 1)),
        factory.make_version("1.1", "in-force", date(2026, 6, 1), html=f"{factory.BODY}<p>One passage more.</p>\n"),
    )
    site = tmp_path / "site"
    build_site(factory.make_site(longer, {}), site, factory.TEMPLATES, factory.BASE_CONFIG, factory.AS_AT)
    assert list(shown_findings(site, longer)) == []


def test_another_day_on_a_versions_page_is_found(site: Path) -> None:
    change(site / "privacy/1.1/index.html", 'datetime="2026-12-01"', 'datetime="2026-12-02"')
    (finding,) = shown_findings(site, timeline())
    assert (finding.rule, finding.severity) == ("VER-DATE", "error")
    assert finding.message == "the page widgets/privacy/1.1/ does not say that version 1.1 is of 2026-12-01"


def test_another_number_on_a_versions_page_is_found(site: Path) -> None:
    page = site / "privacy/1.1/index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("1.1", "1.2"), encoding="utf-8")
    messages = [finding.message for finding in shown_findings(site, timeline())]
    assert messages == [
        "the page widgets/privacy/1.1/ does not say that it is of version 1.1",
        "the page widgets/privacy/1.1/ says to machines that it is of version 1.2, and it is of 1.1",
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{"version": "1.2"}', "says to machines that it is of version 1.2, and it is of 1.1"),
        (
            '[{"temporalCoverage": "2026-01-01/.."}]',
            "says to machines that it applies from 2026-01-01, and it is of 2026",
        ),
        ('{"version": "1.1", "temporalCoverage": "2026-12-01/.."}', None),
    ],
)
def test_what_a_page_says_to_machines_is_held_to_the_release(site: Path, data: str, message: str | None) -> None:
    script = f'<script type="application/ld+json">{data}</script></head>'
    change(site / "privacy/1.1/index.html", "</head>", script)
    found = [finding.message for finding in shown_findings(site, timeline())]
    assert len(found) == (message is not None)
    assert all(message in words for words in found if message)
