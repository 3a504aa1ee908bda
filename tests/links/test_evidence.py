"""The evidence: whole at every moment, and right about since when."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from conftest import REPOSITORY, Change

from links.conftest import check, entry, write_registry
from links.playground import Playground
from noticepress.cli import main
from noticepress.errors import ConfigError
from noticepress.links.evidence import PATH, Entry, broken_since, read_evidence, updated, write_evidence
from noticepress.links.standing import standing
from noticepress.links.target import Target
from noticepress.links.verdict import Judgement, Verdict

START = datetime(2026, 11, 2, 6, 17, tzinfo=UTC)
DAY = timedelta(days=1)


def after(*runs: tuple[Verdict, timedelta]) -> Entry:
    found: Entry | None = None
    for verdict, when in runs:
        found = updated(found, Judgement(verdict, "because"), 200, "https://x.example/", "0" * 64, START + when)
    assert found is not None
    return found


def target(**more: object) -> Target:
    return Target("https://x.example/", ("x",), "X", Path("notices/references.yml"), 3, 8, **more)


def passes(entry: Entry, now: timedelta, **more: object) -> bool:
    found = standing(target(**more), Judgement(entry.verdict, "because"), entry, START + now, strict=False)
    return not found.fails


def test_runs_with_one_verdict_are_one_period() -> None:
    entry = after(("ok", 0 * DAY), ("ok", DAY), ("broken", 2 * DAY), ("broken", 3 * DAY), ("ok", 4 * DAY))
    assert [(period.verdict, period.runs) for period in entry.history] == [("ok", 2), ("broken", 2), ("ok", 1)]
    assert entry.last_good == START + 4 * DAY
    assert broken_since(entry) is None


def test_broken_since_the_first_time_after_the_last_good_one() -> None:
    entry = after(("broken", 0 * DAY), ("ok", DAY), ("broken", 2 * DAY), ("outage", 3 * DAY), ("broken", 5 * DAY))
    assert broken_since(entry) == START + 2 * DAY
    found = standing(target(), Judgement("broken", "404"), entry, START + 5 * DAY, strict=False)
    assert found.fails
    assert found.note == "broken for 3 days; last good on 2026-11-03"


@pytest.mark.parametrize(("minutes", "fails"), [(0, False), (59, False), (60, True), (61, True)])
def test_broken_fails_when_it_still_is_after_an_hour(minutes: int, fails: bool) -> None:
    entry = after(("broken", 0 * DAY), ("broken", timedelta(minutes=minutes)))
    assert passes(entry, timedelta(minutes=minutes)) is not fails


@pytest.mark.parametrize("verdict", ["blocked", "outage"])
def test_silence_passes_while_the_last_good_evidence_is_young(verdict: Verdict) -> None:
    def silent(days: int) -> Entry:
        return after(("ok", 0 * DAY), (verdict, days * DAY))

    assert passes(silent(30), 30 * DAY, max_age_days=30)
    assert not passes(silent(31), 31 * DAY, max_age_days=30)
    assert not passes(after((verdict, 0 * DAY)), 0 * DAY)
    looked = {"verified": date(2026, 11, 20), "verified_by": "Ann", "max_age_days": 30}
    assert passes(silent(40), 40 * DAY, **looked)
    assert not passes(silent(60), 60 * DAY, **looked)


def test_a_look_on_a_day_to_come_counts_for_nothing() -> None:
    assert not passes(after(("blocked", 0 * DAY)), 0 * DAY, verified=date(2027, 1, 1), verified_by="Ann")


@pytest.mark.parametrize("verdict", ["content", "fragment", "refused"])
def test_what_is_wrong_with_a_page_fails_at_once(verdict: Verdict) -> None:
    assert not passes(after(("ok", 0 * DAY), (verdict, DAY)), DAY)


def test_what_stands_in_released_text_alone_fails_nothing() -> None:
    assert passes(after(("content", 0 * DAY)), 0 * DAY, frozen=True)


def test_the_history_is_bounded_and_a_page_that_fell_silent_keeps_its_last_fingerprint() -> None:
    entry = after(*(("ok" if n % 2 else "broken", n * DAY) for n in range(200)))
    assert len(entry.history) == 52
    silent = updated(entry, Judgement("outage", "x"), None, "https://x.example/", None, START + 300 * DAY)
    assert silent.sha256 == "0" * 64


def test_the_file_is_what_its_schema_says(tmp_path: Path) -> None:
    write_evidence(tmp_path, {"https://x.example/": after(("ok", 0 * DAY), ("broken", DAY))})
    data = json.loads((tmp_path / PATH).read_text(encoding="utf-8"))
    schema = json.loads((REPOSITORY / "schemas/links-evidence.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    assert read_evidence(tmp_path) == {"https://x.example/": after(("ok", 0 * DAY), ("broken", DAY))}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', '{"addresses": {"a": {}}}'])
def test_a_file_that_is_none_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"notices/evidence/links\.json"):
        read_evidence(tmp_path)


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from noticepress.links.evidence import updated, write_evidence
from noticepress.links.verdict import Judgement
root = Path(sys.argv[1])
print("ready", flush=True)
number = 0
while True:
    number += 1
    judgement = Judgement("ok", f"run {number}")
    now = datetime.now(UTC)
    one = updated(None, judgement, 200, "https://x.example/", "0" * 64, now)
    write_evidence(root, {f"https://x.example/{n}": one for n in range(300)})
"""


def test_a_writer_that_is_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    for _ in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            while not (tmp_path / PATH).exists():
                assert process.poll() is None
            # It writes all the time, so that it is in the middle of something whenever the signal comes.
            read_evidence(tmp_path)
            process.send_signal(signal.SIGKILL)
        entries = read_evidence(tmp_path)
        assert len(entries) == 300
        assert len({entry.reason for entry in entries.values()}) == 1


def test_a_run_that_is_killed_leaves_the_evidence_and_no_process(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    write_registry(root, {"a": entry(servers.url("/complaint"))})
    assert check(root, servers, "--only", "a") == 0
    before = (root / PATH).read_bytes()
    write_registry(root, {"a": entry(servers.url("/complaint")), "b": entry(servers.url("/hang"))})
    arguments = ["--workspace", str(root), "--allow-loopback", "--only", "b", "--timeout", "60"]
    code = f"import sys; from noticepress.cli import main; sys.exit(main({['links', *arguments]!r}))"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(REPOSITORY)}) as process:
        while not servers.hits["/hang"]:
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    assert (root / PATH).read_bytes() == before
    # The crawler ends by itself: its connection to the server closes.
    servers.wait_until_left()
    assert main(["links", "--offline", "--workspace", str(root)]) == 0
