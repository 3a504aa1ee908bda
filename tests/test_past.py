"""What was in force, what was seen live, and what a site remembers: three questions, answered apart."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import pytest
from conftest import REPOSITORY, Change
from factory import full_timeline
from test_ledger import EVENTS, approve_release, approved_workspace, entry_file

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.dates import parse_instant, today
from noticepress.ledger import Entry, Ledger, read_ledger, record
from noticepress.ledger.head import PATH, head_file, is_event
from noticepress.ledger.live import live_at
from noticepress.ledger.sites import site_entries
from noticepress.timelines import load_timelines

_, _, _, PUBLISHED, _, VERIFIED, _, _, ROLLED_BACK = EVENTS
DRIFTED = EVENTS[6]
OTHER = "cd" * 32


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+00:00")


def chain_of(*events: tuple[Entry, str]) -> list[Entry]:
    return [replace(event, number=n, at=at(moment)) for n, (event, moment) in enumerate(events, 1)]


LIFE = chain_of(
    (PUBLISHED, "03-01T10:00"),
    (VERIFIED, "03-01T10:05"),
    (replace(DRIFTED, since=at("03-05T06:00")), "03-06T06:00"),
    (replace(PUBLISHED, manifest=OTHER), "03-06T09:00"),
    (replace(VERIFIED, manifest=OTHER), "03-06T09:05"),
    (replace(VERIFIED, manifest=OTHER), "03-09T09:00"),
    (replace(ROLLED_BACK, to=1), "03-10T09:00"),
)


@pytest.mark.parametrize(
    ("moment", "certainty", "version", "before", "after"),
    [
        ("02-28T10:00", "unknown", None, None, 1),
        ("03-01T10:00", "published", "1.0", 1, 2),
        ("03-01T10:04", "published", "1.0", 1, 2),
        ("03-01T10:05", "seen", "1.0", 2, 3),
        ("03-04T10:00", "seen", "1.0", 2, 3),  # a check of the 5th found it still
        ("03-05T07:00", "seen-before", "1.0", 2, 3),  # and the next one found it changed
        ("03-06T06:00", "changed", None, 3, 4),
        ("03-06T09:02", "published", "1.0", 4, 5),
        ("03-07T00:00", "seen", "1.0", 5, 6),
        ("03-09T12:00", "seen-before", "1.0", 6, 7),
        ("03-11T00:00", "published", "1.0", 7, None),
    ],
)
def test_what_was_live_is_told_as_far_as_it_was_seen(
    moment: str, certainty: str, version: str | None, before: int | None, after: int | None
) -> None:
    (sight,) = live_at(LIFE, "acme", "privacy", at(moment))
    found = (sight.certainty, sight.version, sight.before and sight.before.number, sight.after and sight.after.number)
    assert found == (certainty, version, before, after)


def test_each_target_of_each_brand_is_told_apart() -> None:
    entries = [*LIFE, *chain_of((replace(PUBLISHED, target="staging"), "03-01T10:00"))]
    assert [sight.target for sight in live_at(entries, "acme", "privacy", at("03-04T10:00"))] == [
        "production",
        "staging",
    ]
    assert live_at(entries, "bolt", "privacy", at("03-04T10:00")) == ()


# --- The command


def live_workspace(project: Change) -> Path:
    """Version 1.0, effective on 1 January 2026 and approved on the day before at ten, published and verified later."""
    root = approved_workspace(project, approve=False)
    approve_release(root, at=datetime(2025, 12, 31, 10, tzinfo=UTC))
    sums = read_ledger(root).entries[0].sums
    for event in (PUBLISHED, VERIFIED):
        record(root, replace(event, at=at("03-01T10:05"), sums=sums))
    return root


def asked(root: Path, when: str, *more: str) -> int:
    return main(["history", "privacy", "--brand", "acme", "--on", when, *more, "--workspace", str(root)])


def test_in_force_and_live_are_said_apart_with_the_evidence_for_each(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = live_workspace(project)
    capsys.readouterr()
    assert asked(root, "2026-12-03T10:00Z") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:2] == ["1.0", "in-force"]
    assert lines[2] == "  in force, as recorded:"
    assert lines[3].startswith("    released: entry 1 of ")
    assert lines[4] == (
        "    approved by Ann Editor, Head of Legal, 2025-12-31T10:00:00Z: entry 2 of 2025-12-31T10:00:00Z"
    )
    assert lines[5:] == [
        "  verified live, at 2026-12-03T10:00:00Z:",
        "    production:",
        "      version 1.0: last fetched on 2026-03-01T10:05:00Z (entry 4) from https://acme.example/legal/",
        "      nothing is recorded of it since",
    ]


def test_in_force_and_never_seen_live(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = live_workspace(project)
    capsys.readouterr()
    assert asked(root, "2026-02-01") == 0
    out = capsys.readouterr().out
    assert "1.0      in-force" in out
    assert "      not known: nothing is recorded of this target by then\n      the next record is" in out


@pytest.mark.parametrize(
    ("when", "versions"),
    [
        ("2025-12-31T23:59:59Z", []),
        ("2026-01-01T00:00Z", ["1.0"]),
        ("2026-01-01T01:00+02:00", []),  # 23:00 on the day before, in UTC and in London
        ("2026-07-01T00:30+01:00", ["1.0"]),
        ("2026-01-01", ["1.0"]),
        ("2025-12-31", []),
    ],
)
def test_a_moment_is_one_of_a_day_in_london(
    project: Change, when: str, versions: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    root = live_workspace(project)
    capsys.readouterr()
    assert asked(root, when, "--format", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert [version["version"] for version in row["versions"]] == versions
    assert [entry["number"] for entry in row["recorded"]] == ([1, 2] if versions else [])
    assert [sight["target"] for sight in row["live"]] == ["production"]


def test_until_the_minute_of_its_approval_nothing_is_in_force(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = approved_workspace(project, approve=False)
    approve_release(root, at=at("02-10T12:00"))
    found = {}
    for when in ("2026-02-09", "2026-02-10T11:59Z", "2026-02-10T12:00Z", "2026-02-10"):
        capsys.readouterr()
        assert asked(root, when, "--format", "json") == 0
        (row,) = json.loads(capsys.readouterr().out)
        found[when] = [(version["version"], version["effective"], version["start"]) for version in row["versions"]]
    stands = [("1.0", "2026-01-01", "2026-02-10")]
    assert found == {
        "2026-02-09": [], "2026-02-10T11:59Z": [], "2026-02-10T12:00Z": stands, "2026-02-10": stands,
    }  # fmt: skip


def test_pages_say_from_when_a_version_stands_that_was_approved_late(project: Change, tmp_path: Path) -> None:
    root = approved_workspace(project, approve=False)
    approve_release(root, at=at("02-10T12:00"))
    out = tmp_path / "out"
    arguments = ["--no-pdf", "--out", str(out), "--workspace", str(root)]
    assert main(["build", "acme", "--as-at", "2026-03-01", *arguments]) == 0
    page = " ".join((out / "acme/privacy/index.html").read_text(encoding="utf-8").split())
    assert '<time datetime="2026-02-10">10 February 2026</time>, not before its approval; it is dated' in page
    assert "In force since <time" in page
    assert json.loads((out / "acme" / PATH).read_bytes())["notices"][0]["in_force"]["since"] == "2026-02-10"


@pytest.mark.parametrize("when", ["yesterday", "2026-13-01", "2026-12-03T10:00", "2026-12-03T25:00Z", "2026-12-03T1Z"])
def test_a_time_that_is_none_is_refused(project: Change, when: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(project(), when) == 2
    assert f"'{when}' is no" in capsys.readouterr().err


def test_a_time_may_be_written_in_any_zone() -> None:
    assert parse_instant("2026-12-03t10:00:00z") == parse_instant("2026-12-03T11:00+01:00")


def test_a_late_approval_today_is_in_force_from_today(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = approved_workspace(project, approve=False)
    before = today()
    assert main(["approve", "privacy", "1.0", "--by", "Ann", "--workspace", str(root)]) == 0
    assert "warning: nothing is in force before it is approved" in capsys.readouterr().err
    for day, versions in ((before - timedelta(days=1), []), (today(), ["1.0"])):
        assert asked(root, day.isoformat(), "--format", "json") == 0
        (row,) = json.loads(capsys.readouterr().out)
        assert [version["version"] for version in row["versions"]] == versions


# --- What a site remembers


@contextmanager
def folder_server(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; give its address."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def built(project: Change, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path]:
    """A workspace with four entries, and the folder of its acme site."""
    root = live_workspace(project)
    arguments = ["--as-at", "2026-03-02", "--no-pdf", "--out", str(tmp_path / "out"), "--workspace", str(root)]
    assert main(["build", "acme", *arguments]) == 0
    capsys.readouterr()
    return root, tmp_path / "out/acme"


def test_each_site_states_the_head_and_the_version_in_force(built: tuple[Path, Path]) -> None:
    root, site = built
    data = json.loads((site / ".well-known/privacy-notices.json").read_bytes())
    schema = json.loads((REPOSITORY / "schemas/privacy-notices.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    assert data["ledger"] == {"entries": 4, "sha256": read_ledger(root).head}
    (notice,) = data["notices"]
    body = (site / notice["in_force"]["text"]).read_bytes()
    assert body == (root / "notices/privacy/releases/1.0/acme.html").read_bytes()
    assert (notice["in_force"]["version"], notice["in_force"]["since"]) == ("1.0", "2026-01-01")
    for address in (notice["in_force"]["page"], notice["history"]):
        assert (site / address / "index.html").is_file()
    assert (site / notice["in_force"]["pdf"]).is_file()


def test_a_head_alone_is_no_event() -> None:
    assert not is_event([PATH])
    assert not is_event([])
    assert is_event([PATH, "privacy/index.html"])


def _cut(root: Path) -> None:
    entry_file(root, 4).unlink()


def _edit_last(root: Path) -> None:
    path = entry_file(root, 4)
    path.write_bytes(path.read_bytes().replace(b"10:05:00Z", b"09:05:00Z"))


def _made_anew(root: Path) -> None:
    entries = [replace(entry, commit="e" * 40) for entry in read_ledger(root).entries]
    shutil.rmtree(root / "notices/ledger")
    for entry in entries:
        record(root, entry)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_cut, "knows entry 4, and the ledger ends with 3: its end was cut off"),
        (_edit_last, "this is not the entry 4 that"),
        (_made_anew, "this is not the entry 4 that"),
    ],
)
def test_what_only_an_outside_memory_can_tell(
    built: tuple[Path, Path], change: object, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root, site = built
    assert main(["ledger", "verify", "--site", str(site), "--workspace", str(root)]) == 0
    assert "ok    what a site remembers" in capsys.readouterr().out
    change(root)
    assert main(["check", "--workspace", str(root)]) == 0, "the ledger in itself is whole"
    assert main(["ledger", "verify", "--workspace", str(root)]) == 0
    assert "not checked: whether the last entries were cut off" in capsys.readouterr().out
    assert main(["ledger", "verify", "--site", str(site), "--workspace", str(root)]) == 1
    assert expected in capsys.readouterr().out


def test_entries_written_since_are_no_fault(built: tuple[Path, Path]) -> None:
    root, site = built
    record(root, replace(EVENTS[4], at=at("03-03T10:00")))
    assert main(["ledger", "verify", "--site", str(site), "--workspace", str(root)]) == 0


def test_a_site_is_asked_at_its_address(built: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    root, site = built
    with folder_server(site) as address:
        for url in (address, address + "/", address + "/.well-known/privacy-notices.json"):
            assert main(["ledger", "verify", "--site", url, "--workspace", str(root)]) == 0
        _cut(root)
        assert main(["ledger", "verify", "--site", address, "--workspace", str(root)]) == 1
        (site / PATH).unlink()
        capsys.readouterr()
        assert main(["ledger", "verify", "--site", address, "--workspace", str(root)]) == 3
    assert "privacy-notices.json cannot be fetched: File not found" in capsys.readouterr().err
    assert main(["ledger", "verify", "--site", address, "--workspace", str(root)]) == 3
    assert main(["ledger", "verify", "--site", str(root), "--workspace", str(root)]) == 2


def test_the_head_of_no_ledger_is_null() -> None:
    data = json.loads(head_file([full_timeline()], Ledger()).data)
    assert data["ledger"] is None
    assert data["notices"][0]["in_force"]["version"] == "2.0"


def test_what_happened_to_a_site_is_an_entry_for_each_notice(project: Change) -> None:
    root = live_workspace(project)
    workspace = load_workspace(root)
    brands = (workspace.brand("acme"),)
    facts = {"at": at("03-02T10:00"), "target": "production", "manifest": OTHER, "url": "https://acme.example/"}
    (event,) = site_entries("verified", load_timelines(workspace, "privacy", brands, date(2026, 3, 2)), **facts)
    made = record(root, event)
    assert (made.number, made.brand, made.version) == (5, "acme", "1.0")
    assert made.sums == read_ledger(root).entries[0].sums
    (event,) = site_entries("published", load_timelines(workspace, "privacy", brands, date(2025, 3, 2)), **facts)
    assert (event.version, event.sums) == (None, None)
    assert record(root, event).number == 6
