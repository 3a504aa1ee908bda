from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import make_brand

from noticepress.document import make_document
from noticepress.history import find_version, make_timeline, neighbours, redline_pairs
from noticepress.model import Approval, Release, Withdrawal

AT = datetime(2026, 1, 1, tzinfo=UTC)
APPROVAL = Approval("A", AT, "0" * 64)


def release(version: str, effective: date | None, *, approved: bool = True, withdrawn: bool = False) -> Release:
    document = make_document(
        notice="privacy", brand="acme", brand_name="Acme", version=version, effective=effective, title="Privacy notice",
        html=f"<p>{version}</p>\n",
    )  # fmt: skip
    return Release(
        notice="privacy", version=version, title="Privacy notice", effective=effective, recorded=date(2026, 1, 1),
        summary="s", classes={"acme": "editorial"}, declared_by="d", approval=APPROVAL if approved else None,
        withdrawal=Withdrawal("B", AT, "why") if withdrawn else None, documents={"acme": document}, path=Path(version),
    )  # fmt: skip


def states(*releases: Release, as_at: date) -> list[str]:
    timeline = make_timeline(make_brand(), "privacy", "Privacy notice", releases, as_at)
    return [version.state for version in timeline.versions]


FIRST = release("1.0", None)
DAY = date(2026, 12, 1)


def test_a_proposed_release_is_never_in_force_whatever_its_date() -> None:
    assert states(FIRST, release("1.1", DAY, approved=False), as_at=date(2030, 1, 1)) == ["in-force", "proposed"]


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        (date(2026, 11, 30), ["in-force", "upcoming"]),
        (date(2026, 12, 1), ["superseded", "in-force"]),
        (date(2026, 12, 2), ["superseded", "in-force"]),
    ],
)
def test_an_approved_release_comes_into_force_on_its_day(as_at: date, expected: list[str]) -> None:
    assert states(FIRST, release("1.1", DAY), as_at=as_at) == expected


def test_a_version_is_in_force_until_the_day_before_its_successor() -> None:
    timeline = make_timeline(make_brand(), "privacy", "t", [FIRST, release("1.1", DAY)], DAY)
    first, second = timeline.versions
    assert (first.start, first.end, first.last_day) == (None, DAY, date(2026, 11, 30))
    assert (second.start, second.end, second.last_day) == (DAY, None, None)


def test_a_withdrawn_release_changes_nothing_for_the_others() -> None:
    withdrawn = release("1.1", DAY, withdrawn=True)
    third = release("1.2", date(2027, 1, 1))
    timeline = make_timeline(make_brand(), "privacy", "t", [FIRST, withdrawn, third], date(2026, 12, 15))
    assert [v.state for v in timeline.versions] == ["in-force", "withdrawn", "upcoming"]
    assert timeline.versions[0].end == date(2027, 1, 1)
    assert timeline.versions[1].end is None


def test_two_releases_of_one_day_leave_the_later_one_in_force() -> None:
    assert states(release("1.0", DAY), release("1.1", DAY), as_at=DAY) == ["superseded", "in-force"]


def test_a_version_that_another_replaces_on_its_own_day_is_never_upcoming() -> None:
    releases = (FIRST, release("1.1", DAY), release("1.2", DAY))
    assert states(*releases, as_at=date(2026, 11, 1)) == ["in-force", "superseded", "upcoming"]
    timeline = make_timeline(make_brand(), "privacy", "t", releases, DAY)
    assert [version.never_applied for version in timeline.versions] == [False, True, False]


def test_a_brand_has_only_its_own_releases() -> None:
    timeline = make_timeline(make_brand(id="bolt"), "privacy", "t", [FIRST], DAY)
    assert timeline.versions == ()


def test_the_draft_comes_last() -> None:
    draft = FIRST.documents["acme"]
    timeline = make_timeline(make_brand(), "privacy", "t", [FIRST], DAY, draft)
    assert [v.state for v in timeline.versions] == ["in-force", "draft"]
    assert timeline.versions[1].change_class is None


def pairs(releases: list[Release], as_at: date) -> list[tuple[str, str]]:
    timeline = make_timeline(make_brand(), "privacy", "t", releases, as_at)
    return [(old.document.version, new.document.version) for old, new in redline_pairs(timeline)]


RELEASES = [
    FIRST,
    release("1.1", date(2026, 2, 1)),
    release("1.2", date(2026, 3, 1), withdrawn=True),
    release("1.3", date(2026, 4, 1)),
    release("2.0", date(2027, 1, 1), approved=False),
]


def test_redlines_are_made_between_neighbours_and_since_each_version_that_was_in_force() -> None:
    neighbouring = [("1.0", "1.1"), ("1.1", "1.2"), ("1.2", "1.3"), ("1.1", "1.3"), ("1.3", "2.0")]
    since = [("1.0", "1.3"), ("1.0", "2.0"), ("1.1", "2.0")]
    assert pairs(RELEASES, date(2026, 6, 1)) == [*neighbouring, *since]


def test_no_redline_between_neighbours_goes_away_when_more_is_released_or_withdrawn() -> None:
    def permanent(releases: list[Release]) -> set[tuple[str, str]]:
        timeline = make_timeline(make_brand(), "privacy", "t", releases, date(2026, 6, 1))
        return {(old.document.version, new.document.version) for old, new in neighbours(timeline)}

    before = permanent(RELEASES)
    assert before <= permanent([*RELEASES, release("2.1", date(2027, 2, 1))])
    withdrawn = [*RELEASES[:4], release("2.0", date(2027, 1, 1), withdrawn=True), release("2.1", date(2027, 2, 1))]
    assert before <= permanent(withdrawn)


def test_a_version_is_found_by_its_name() -> None:
    timeline = make_timeline(make_brand(), "privacy", "t", [FIRST], DAY)
    assert find_version(timeline, "1.0") is timeline.versions[0]
    assert find_version(timeline, "9.9") is None


@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.booleans()), min_size=1, max_size=8),
    st.integers(-5, 70),
)
def test_at_most_one_version_is_in_force_and_it_is_the_latest_approved(
    made: list[tuple[int, bool, bool]], offset: int
) -> None:
    start = date(2026, 1, 1)
    as_at = start + timedelta(days=offset)
    ordered = sorted(made, key=lambda row: row[0])
    releases = [
        release(f"1.{n}", start + timedelta(days=days), approved=approved, withdrawn=withdrawn)
        for n, (days, approved, withdrawn) in enumerate(ordered)
    ]
    found = states(*releases, as_at=as_at)
    candidates = [
        n for n, r in enumerate(releases) if r.approval and not r.withdrawal and (r.effective or start) <= as_at
    ]
    assert [n for n, state in enumerate(found) if state == "in-force"] == candidates[-1:]
