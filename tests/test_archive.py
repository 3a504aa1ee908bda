"""Releases are read as far as they are needed, and verified whole."""

import pickle
from datetime import date
from pathlib import Path

import pytest
from conftest import Change
from test_release import SECOND, edit, released

from noticepress.archive import load_releases
from noticepress.build.order import Options, Order
from noticepress.cache.sums import file_digest, remembered_sums
from noticepress.config import load_workspace
from noticepress.document import make_document
from noticepress.errors import ConfigError, IntegrityError
from noticepress.model import Document
from noticepress.timelines import load_timelines

AS_AT = date(2026, 11, 25)


@pytest.fixture
def root(project: Change) -> Path:
    made = project()
    released(made)
    edit(made, "see your data", "look at your data")
    released(made, SECOND)
    return made


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The brands whose texts were read, each as often as it was."""
    names: list[str] = []

    def noted(**fields: object) -> Document:
        names.append(str(fields["brand"]))
        return make_document(**fields)  # type: ignore[arg-type]

    monkeypatch.setattr("noticepress.archive.make_document", noted)
    return names


def test_all_texts_are_the_same_however_they_are_read(root: Path) -> None:
    whole = load_releases(root, "privacy")
    assert [dict(release.documents) for release in whole] == [
        dict(release.documents) for release in load_releases(root, "privacy", brands=["cog"])
    ]
    assert whole == load_releases(root, "privacy", brands=())


def test_only_the_texts_of_the_brands_asked_for_are_read(root: Path, parsed: list[str]) -> None:
    releases = load_releases(root, "privacy", brands=["cog"])
    assert parsed == ["cog", "cog"]
    assert list(releases[0].documents) == ["acme", "bolt", "cog"]
    assert "bolt" in releases[0].documents
    assert parsed == ["cog", "cog"]
    document = releases[0].documents["bolt"]
    assert releases[0].documents["bolt"] is document
    assert parsed == ["cog", "cog", "bolt"]


def test_a_timeline_reads_its_own_texts_and_keeps_no_others(root: Path, parsed: list[str]) -> None:
    workspace = load_workspace(root)
    (timeline,) = load_timelines(workspace, "privacy", (workspace.brand("cog"),), AS_AT)
    assert parsed == ["cog", "cog"]
    for version in timeline.versions:
        assert version.release is not None
        assert dict(version.release.documents) == {"cog": version.document}
        assert version.release.frozen_as("cog") == "cog"


def test_a_job_reads_the_texts_of_its_own_brand_alone(root: Path, parsed: list[str], tmp_path: Path) -> None:
    workspace = load_workspace(root)
    order = Order(workspace, Options(AS_AT), tmp_path / "site")
    job = order.job(workspace.brand("cog"), tmp_path / "made")
    assert [len(timeline.versions) for timeline in job.timelines] == [2]
    assert set(parsed) == {"cog"}


def test_releases_go_to_another_process(root: Path) -> None:
    for brands in (None, (), ["cog"]):
        releases = load_releases(root, "privacy", brands=brands)
        assert pickle.loads(pickle.dumps(releases)) == releases


def test_a_text_that_cannot_be_read_is_reported_when_it_is_asked_for(root: Path) -> None:
    folder = root / "notices/privacy/releases/1.0"
    body = folder / "bolt.html"
    before = file_digest(body)
    body.write_text("<p>never closed", encoding="utf-8")
    (folder / "SHA256SUMS").write_text(
        (folder / "SHA256SUMS").read_text(encoding="utf-8").replace(before, file_digest(body)), encoding="utf-8"
    )
    with pytest.raises(ConfigError, match="'bolt' and holds no text"):
        load_releases(root, "privacy")
    first, _ = load_releases(root, "privacy", brands=["cog"])
    with pytest.raises(ConfigError, match="'bolt' and holds no text"):
        first.documents["bolt"]


@pytest.mark.parametrize("change", ["changed", "added", "removed"])
def test_what_is_not_as_it_was_released_is_found_by_the_index_too(root: Path, change: str) -> None:
    path = root / "notices/privacy/releases/1.0/values/cog.json"
    with remembered_sums(root) as digest_of:
        load_releases(root, "privacy", brands=(), digest_of=digest_of)
    if change == "changed":
        path.write_bytes(path.read_bytes().replace(b"0", b"1", 1))
    elif change == "added":
        path.with_name("new.json").write_bytes(b"")
    else:
        path.unlink()
    with pytest.raises(IntegrityError), remembered_sums(root) as digest_of:
        load_releases(root, "privacy", brands=(), digest_of=digest_of)
