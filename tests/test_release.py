import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY, Change

from noticepress.archive import integrity_findings, load_releases
from noticepress.cli import main
from noticepress.config import Workspace, load_workspace
from noticepress.errors import BuildError, IntegrityError, NoticeError, UsageError
from noticepress.model import Brand, Document, Release
from noticepress.release import Declaration, approve, make_release, withdraw
from noticepress.release.files import to_yaml, write_once, write_whole

FIRST = Declaration("1.0", date(2026, 1, 1), date(2025, 12, 1), "The first.", None, "Ann Editor")
SECOND = replace(FIRST, version="1.1", effective=date(2026, 6, 1), change_class="editorial", summary="The second.")


def typeset(document: Document, brand: Brand, recorded: date) -> bytes:
    """The real typesetter is tested with the PDFs; here a release needs any bytes that depend on its text."""
    return f"{brand.id} {recorded} {document.version} {document.sha256}".encode()


def released(root: Path, declared: Declaration = FIRST) -> Release:
    return make_release(load_workspace(root), "privacy", declared, typeset)


def edit(root: Path, old: str, new: str) -> None:
    path = root / "notices/privacy/notice.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_release_freezes_source_values_bodies_pdfs_and_sums(project: Change) -> None:
    root = project()
    made = released(root)
    folder = root / "notices/privacy/releases/1.0"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    brands = ("acme", "bolt", "cog")
    assert names == {"SHA256SUMS", "release.yml", "notice.md"} | {
        name for b in brands for name in (f"{b}.html", f"{b}.pdf", f"values/{b}.json")
    }
    assert (folder / "notice.md").read_bytes() == (root / "notices/privacy/notice.md").read_bytes()
    assert made.classes == dict.fromkeys(brands, "initial")
    assert made.documents["cog"].html == (folder / "cog.html").read_text(encoding="utf-8")
    values = json.loads((folder / "values/cog.json").read_text(encoding="utf-8"))
    assert values["brand"]["contact"]["telephone"] == "01632 960002"
    assert values["references"]["regulator"] == "https://regulator.example/complain/"


def test_the_sums_are_verified_by_sha256sum_alone(project: Change) -> None:
    folder = released(project()).path
    run = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=True)
    assert run.stdout.count(": OK") == 11


def test_a_release_is_proposed_until_approved(project: Change) -> None:
    root = project()
    assert released(root).approval is None
    workspace = load_workspace(root)
    approve(workspace, "privacy", "1.0", "Ann Editor, Head of Legal")
    approval = load_releases(root, "privacy")[0].approval
    assert approval is not None
    assert approval.by == "Ann Editor, Head of Legal"
    sums = root / "notices/privacy/releases/1.0/SHA256SUMS"
    assert approval.sums_sha256 == hashlib.sha256(sums.read_bytes()).hexdigest()
    with pytest.raises(UsageError, match="approved already, by Ann Editor"):
        approve(workspace, "privacy", "1.0", "Someone Else")


def test_a_brand_whose_text_did_not_change_is_not_released_again(project: Change) -> None:
    root = project()
    released(root)
    (root / "brands/cog.yml").write_text("name: Cog\nparent: acme\nlegal_name: Cog Limited\n", encoding="utf-8")
    assert released(root, replace(SECOND, change_class="material")).classes == {"cog": "material"}


def test_a_new_brands_first_release_is_initial_whatever_was_declared(project: Change) -> None:
    root = project()
    released(root, replace(FIRST, brands=("acme",)))
    assert released(root, SECOND).classes == {"bolt": "initial", "cog": "initial"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": "1.0"}, "version 1.0 exists"),
        ({"version": "0.9"}, "version 0.9 is lower than 1.0"),
        ({"version": "../x"}, "'../x' is no version number"),
        ({"version": "1.1-beta"}, "is no version number"),
        ({"effective": date(2025, 12, 31)}, "is before the effective date of the last release, 2026-01-01"),
        ({"effective": None}, "only a notice's first release may have an unknown effective date"),
        ({"summary": "  "}, "a release needs a summary"),
        ({"declared_by": ""}, "a release needs a summary and the name"),
        ({"change_class": None}, "has an earlier version"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    project: Change, changes: dict[str, object], message: str
) -> None:
    root = project()
    released(root)
    edit(root, "see your data", "look at your data")
    with pytest.raises(UsageError, match=message):
        released(root, replace(SECOND, **changes))  # type: ignore[arg-type]
    assert [path.name for path in (root / "notices/privacy/releases").iterdir()] == ["1.0"]


def test_a_release_of_nothing_new_is_refused(project: Change) -> None:
    root = project()
    released(root)
    with pytest.raises(UsageError, match="no brand's text differs from its last release"):
        released(root, SECOND)


def test_errors_stop_a_release_unless_a_reason_accepts_them(project: Change) -> None:
    root = project()
    edit(root, "[complain to the regulator]", "the regulator: [click here]")
    with pytest.raises(NoticeError, match="not released: 1 finding of severity error") as refused:
        released(root)
    assert "('explain' has more on LINK-TEXT)" in str(refused.value)
    assert not (root / "notices/privacy/releases").exists()
    made = released(root, replace(FIRST, accepted_findings="The text is as it was handed over."))
    text = (made.path / "release.yml").read_text(encoding="utf-8")
    assert "accepted_findings: The text is as it was handed over." in text
    assert "LINK-TEXT notices/privacy/notice.md:19:19: the link text" in text


def test_no_reason_accepts_a_notice_that_cannot_be_rendered(project: Change) -> None:
    root = project()
    edit(root, "[regulator]", "[regulater]")
    with pytest.raises(NoticeError, match="no reference is called 'regulater'"):
        released(root, replace(FIRST, accepted_findings="never mind"))


def test_what_is_called_editorial_answers_for_what_it_touches(project: Change) -> None:
    root = project()
    released(root)
    edit(root, "2 years", "6 years")
    with pytest.raises(NoticeError, match="not released as editorial: 1 signal") as caught:
        released(root, SECOND)
    assert "a change touches a number or duration: '2', '6'" in str(caught.value)
    assert caught.value.findings[0].brands == ("acme", "bolt", "cog")
    made = released(root, replace(SECOND, accepted_signals="A slip: it always was six."))
    text = (made.path / "release.yml").read_text(encoding="utf-8")
    assert "accepted_signals: 'A slip: it always was six.'" in text
    assert "a change touches a number or duration" in text


def test_what_is_called_material_needs_no_excuse(project: Change) -> None:
    root = project()
    released(root)
    edit(root, "2 years", "6 years")
    made = released(root, replace(SECOND, change_class="material"))
    assert "a change touches a number or duration" in (made.path / "release.yml").read_text(encoding="utf-8")


def test_only_rules_for_a_person_can_be_ticked(project: Change) -> None:
    root = project()
    with pytest.raises(
        UsageError, match=r"'A12-2' is no rule that only a person can judge\n  hint: did you mean 'A12-1'"
    ):
        released(root, replace(FIRST, reviewed=("A12-2",)))
    text = (released(root, replace(FIRST, reviewed=("A12-1",))).path / "release.yml").read_text(encoding="utf-8")
    assert "reviewed:\n- A12-1\n" in text


def test_a_withdrawal_keeps_everything_and_frees_the_date(project: Change) -> None:
    root = project()
    released(root)
    workspace = load_workspace(root)
    approve(workspace, "privacy", "1.0", "Ann")
    edit(root, "see your data", "look at your data")
    released(root, SECOND)
    approve(workspace, "privacy", "1.1", "Ann")
    before = set((root / "notices/privacy/releases/1.1").rglob("*"))
    withdraw(workspace, "privacy", "1.1", "Ann", "postponed", date(2026, 5, 1))
    after = set((root / "notices/privacy/releases/1.1").rglob("*"))
    assert after - before == {root / "notices/privacy/releases/1.1/withdrawn.yml"}
    assert released(root, replace(SECOND, version="1.2", effective=date(2026, 3, 1))).version == "1.2"
    with pytest.raises(UsageError, match="was withdrawn by Ann"):
        approve(workspace, "privacy", "1.1", "Ann")


def test_what_has_come_into_force_cannot_be_withdrawn(project: Change) -> None:
    root = project()
    released(root)
    workspace = load_workspace(root)
    approve(workspace, "privacy", "1.0", "Ann")
    with pytest.raises(UsageError, match="has come into force and cannot be withdrawn"):
        withdraw(workspace, "privacy", "1.0", "Ann", "oops", date(2026, 1, 1))


FILES = ("acme.html", "acme.pdf", "values/acme.json", "notice.md", "release.yml")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", ["build", "check", "history privacy", "diff privacy 1.0 draft --brand acme"])
def test_a_changed_byte_stops_every_command_with_the_files_name(
    project: Change, name: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    path = released(root).path / name
    path.write_bytes(path.read_bytes() + b" ")
    assert main([*command.split(), "--workspace", str(root)]) == 1
    printed = "".join(capsys.readouterr())
    assert f"notices/privacy/releases/1.0/{name}: a released file was changed" in printed
    assert "hint: released files are never edited" in printed


def tampered(root: Path, change: str) -> list[str]:
    folder = root / "notices/privacy/releases/1.0"
    if change == "removed":
        (folder / "bolt.html").unlink()
    elif change == "added":
        (folder / "dot.html").write_text("<p>x</p>\n", encoding="utf-8")
    elif change == "no sums":
        (folder / "SHA256SUMS").unlink()
    elif change == "renamed":
        folder.rename(folder.with_name("latest"))
        folder = folder.with_name("latest")
    return [str(finding) for finding in integrity_findings(folder, root)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("removed", "bolt.html: a file of the release is missing"),
        ("added", "dot.html: this file is no part of the release"),
        ("no sums", "SHA256SUMS: the release has no SHA256SUMS"),
        ("renamed", "releases/latest: 'latest' is no version number"),
    ],
)
def test_tampering_is_named(project: Change, change: str, expected: str) -> None:
    root = project()
    released(root)
    assert any(expected in found for found in tampered(root, change))
    with pytest.raises(IntegrityError):
        load_releases(root, "privacy")


def test_an_approval_of_other_bytes_is_none(project: Change) -> None:
    root = project()
    folder = released(root).path
    approve(load_workspace(root), "privacy", "1.0", "Ann")
    body = folder / "acme.html"
    body.write_text(body.read_text(encoding="utf-8").replace("Acme", "Evil"), encoding="utf-8")
    sums = folder / "SHA256SUMS"
    lines = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith("acme.html")]
    lines.append(f"{hashlib.sha256(body.read_bytes()).hexdigest()}  acme.html")
    sums.write_text("\n".join(sorted(lines, key=lambda line: line[66:])) + "\n", encoding="utf-8")
    with pytest.raises(IntegrityError, match="the approval is of other bytes"):
        load_releases(root, "privacy")


def test_versions_are_ordered_as_numbers(project: Change) -> None:
    root = project()
    released(root, replace(FIRST, version="1.9"))
    edit(root, "see your data", "look at your data")
    released(root, replace(SECOND, version="1.10"))
    assert [release.version for release in load_releases(root, "privacy")] == ["1.9", "1.10"]


def test_nothing_is_ever_written_over(tmp_path: Path) -> None:
    write_whole(tmp_path / "1.0", {"a": b"1"})
    with pytest.raises(BuildError, match="exists"):
        write_whole(tmp_path / "1.0", {"a": b"2"})
    assert (tmp_path / "1.0" / "a").read_bytes() == b"1"
    write_once(tmp_path / "1.0" / "approval.yml", b"1")
    with pytest.raises(BuildError):
        write_once(tmp_path / "1.0" / "approval.yml", b"2")
    assert (tmp_path / "1.0" / "approval.yml").read_bytes() == b"1"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["1.0", "SHA256SUMS", "a", "approval.yml"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the crash is made with SIGKILL, which Windows lacks")
def test_a_killed_release_leaves_none_or_a_whole_one(project: Change) -> None:
    """Kill the real command at many moments; whatever is then there must load, and the next run must succeed."""
    root = project()
    folder = root / "notices/privacy/releases"
    command = [
        sys.executable, str(REPOSITORY / "build.py"), "release", "privacy", "1.0", "--effective", "2026-01-01",
        "--summary", "x", "--declared-by", "x", "--workspace", str(root),
    ]  # fmt: skip
    for delay in (None, 0.0, 0.005, 0.02, 0.05):
        with subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, stdout=subprocess.DEVNULL
        ) as run:
            deadline = time.monotonic() + 60
            while delay is not None and run.poll() is None and not list(folder.glob(".1.0.*")):
                assert time.monotonic() < deadline
            if delay is not None and run.poll() is None:
                time.sleep(delay)
                run.kill()
        loaded = load_releases(root, "privacy")
        assert [release.version for release in loaded] in ([], ["1.0"])
        for release in loaded:
            release.path.rename(root / f"kept-{time.monotonic_ns()}")


@pytest.fixture(scope="module")
def real() -> Workspace:
    return load_workspace(REPOSITORY)


def test_the_real_releases_verify(real: Workspace) -> None:
    releases = {release.version: release for release in load_releases(real.root, "privacy")}
    assert set(releases["1.0"].documents) == {"loop"}
    assert releases["1.0"].effective is None
    assert releases["1.0"].recorded == date(2026, 11, 22)
    assert releases["1.0"].approval is not None
    assert set(releases["1.1"].documents) == {"loop", "the-one-point", "it-spectrum", "think-360"}
    assert releases["1.1"].approval is None
    assert releases["1.1"].effective == date(2026, 12, 1)
    assert releases["1.1"].classes["loop"] == "editorial"
    assert {kind for brand, kind in releases["1.1"].classes.items() if brand != "loop"} == {"initial"}


@pytest.mark.parametrize("line", [b"nonsense\n", b"\xff\n"])
def test_a_line_of_the_sums_that_lists_nothing_is_named(project: Change, line: bytes) -> None:
    root = project()
    released(root)
    sums = root / "notices/privacy/releases/1.0/SHA256SUMS"
    count = len(sums.read_bytes().splitlines())
    sums.write_bytes(sums.read_bytes() + line)
    with pytest.raises(IntegrityError, match=f"1.0/SHA256SUMS:{count + 1}:1: this line is no SHA-256 and file name"):
        load_releases(root, "privacy")


@pytest.mark.parametrize("version", ["01.0", "1.00", "1.\u0661"])
def test_no_second_spelling_of_a_version_is_taken(project: Change, version: str) -> None:
    root = project()
    released(root)
    edit(root, "see your data", "get your data")
    with pytest.raises(UsageError, match="is no version number"):
        released(root, replace(SECOND, version=version))


def test_one_day_may_be_the_value_of_two_fields() -> None:
    day = date(2026, 12, 1)
    assert to_yaml({"effective": day, "recorded": day}) == b"effective: 2026-12-01\nrecorded: 2026-12-01\n"
