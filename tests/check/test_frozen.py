"""A brand's history is replayed against the days of the law."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sources import make_brand

from noticepress.check import replay
from noticepress.document import make_document
from noticepress.history import make_timeline
from noticepress.model import Approval, Release, Timeline

HTML = '<h2 id="a">Your rights</h2>\n<p>Complain to the Information Commissioner’s Office. See Article 22.</p>\n'


def release(version: str, effective: date | None, html: str = HTML) -> Release:
    brand = make_brand()
    document = make_document(
        notice="privacy", brand="acme", brand_name=brand.name, version=version, effective=effective, title="Privacy",
        html=html,
    )  # fmt: skip
    return Release(
        notice="privacy", version=version, title="Privacy", effective=effective, recorded=date(2025, 12, 1),
        summary="x", classes={"acme": "initial"}, declared_by="x", withdrawal=None, documents={"acme": document},
        approval=Approval("x", datetime(2025, 12, 1, tzinfo=UTC), "0" * 64),
        path=Path("notices/privacy/releases") / version,
    )  # fmt: skip


def timeline(*releases: Release, as_at: date = date(2026, 11, 23)) -> Timeline:
    return make_timeline(make_brand(), "privacy", "Privacy", releases, as_at)


def told(of: Timeline) -> list[tuple[str, str, str]]:
    return [tuple(f.message.removeprefix("version ").replace(": since", "").split()[:3]) for f in replay(of)]  # type: ignore[misc]


def test_each_change_of_law_is_told_with_the_version_that_it_broke() -> None:
    found = told(timeline(release("1.0", date(2026, 1, 1))))
    assert found == [
        ("1.0", "2026-02-05", "NAME-ART22"),
        ("1.0", "2026-06-19", "A13-2ca"),
        ("1.0", "2026-09-30", "NAME-ICO"),
    ]


def test_a_version_answers_for_the_days_on_which_it_stood() -> None:
    both = timeline(release("1.0", date(2026, 1, 1)), release("1.1", date(2026, 3, 1)))
    assert [(version, rule) for version, _, rule in told(both)] == [
        ("1.0", "NAME-ART22"),
        ("1.1", "A13-2ca"),
        ("1.1", "NAME-ICO"),
    ]


def test_nothing_is_told_of_days_to_come_or_before_an_unknown_date_was_recorded() -> None:
    assert [rule for *_, rule in told(timeline(release("1.0", None), as_at=date(2026, 7, 1)))] == [
        "NAME-ART22",
        "A13-2ca",
    ]


def test_what_never_stood_is_not_replayed() -> None:
    assert replay(timeline(replace(release("1.0", date(2026, 1, 1)), approval=None))) == ()


def test_a_finding_on_frozen_text_warns_and_says_where() -> None:
    finding = replay(timeline(release("1.0", date(2026, 1, 1))))[0]
    assert (finding.rule, finding.severity, finding.brands) == ("VER-LAW", "warning", ("acme",))
    assert (finding.line, finding.column) == (2, 59)
    assert finding.path == Path("notices/privacy/releases/1.0/acme.html")
