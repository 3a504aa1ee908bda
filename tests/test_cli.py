import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import page
import pytest
from conftest import REPOSITORY, Change

import noticepress
from noticepress.cli import main
from noticepress.cli.interpreter import way_in
from noticepress.cli.parser import REPORTS, make_parser, parse
from noticepress.cli.parser.base import every_parser
from noticepress.cli.report import FORMATS
from noticepress.config import load_workspace
from noticepress.errors import UsageError
from noticepress.release import approve


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--workspace", str(root)])


def release(root: Path, version: str, *more: str) -> int:
    return run(
        root, "release", "privacy", version, "--effective", "2026-01-01", "--recorded", "2025-12-01",
        "--summary", "Words.", "--declared-by", "Ann Editor", *more,
    )  # fmt: skip


def approve_early(root: Path) -> None:
    """Approve 1.0 a month before it takes effect."""
    approve(load_workspace(root), "privacy", "1.0", "Ann", at=datetime(2025, 12, 2, tzinfo=UTC))


def edit(root: Path) -> None:
    path = root / "notices/privacy/notice.md"
    path.write_text(path.read_text(encoding="utf-8").replace("see your data", "get your data"), encoding="utf-8")


@pytest.fixture
def two_versions(project: Change, capsys: pytest.CaptureFixture[str]) -> Path:
    root = project()
    assert release(root, "1.0") == 0
    edit(root)
    assert release(root, "1.1", "--class", "material") == 0
    capsys.readouterr()
    return root


def test_help_names_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for command in ("build", "check", "diff", "release", "approve", "withdraw", "history"):
        assert f"    {command} " in text
    assert "0 fine, 1 findings, 2 wrong use" in " ".join(text.split())


def test_help_names_every_form_of_a_report() -> None:
    assert tuple(FORMATS) == REPORTS


def test_without_a_command_it_builds() -> None:
    parsed = parse([])
    assert (parsed.run, parsed.brands, parsed.draft) == ("building:build", [], False)


def test_an_option_before_the_command_holds(two_versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--workspace", str(two_versions), "history", "privacy", "--brand", "cog"]) == 0
    assert "Cog: Privacy notice" in capsys.readouterr().out


def test_history_tells_states_periods_and_classes(two_versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    approve_early(two_versions)
    assert run(two_versions, "history", "privacy", "--brand", "acme", "--as-at", "2026-02-01") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Acme: Privacy notice"
    assert lines[1].split()[:4] == ["1.1", "proposed", "from", "1"]
    assert lines[2].split()[:4] == ["1.0", "in-force", "from", "1"]


@pytest.mark.parametrize(("day", "expected"), [("2025-12-31", []), ("2026-01-01", ["1.0"]), ("2030-01-01", ["1.0"])])
def test_history_answers_what_was_in_force_on_a_day(
    two_versions: Path, capsys: pytest.CaptureFixture[str], day: str, expected: list[str]
) -> None:
    approve_early(two_versions)
    assert run(two_versions, "history", "privacy", "--brand", "acme", "--on", day, "--format", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert [version["version"] for version in row["versions"]] == expected


def test_history_says_what_it_cannot_know(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()
    arguments = ("--effective", "unknown", "--recorded", "2026-11-22", "--summary", "x", "--declared-by", "x")
    assert run(root, "release", "privacy", "1.0", *arguments) == 0
    assert run(root, "approve", "privacy", "1.0", "--by", "Ann") == 0
    for day, doubtful in (("2018-01-01", True), ("2026-11-22", False)):
        capsys.readouterr()
        assert run(root, "history", "privacy", "--brand", "acme", "--on", day) == 0
        assert ("whether it was in use by" in capsys.readouterr().out) is doubtful


def test_diff_as_text(two_versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(two_versions, "diff", "privacy", "1.0", "1.1", "--brand", "acme") == 0
    text = capsys.readouterr().out
    assert text.startswith("Acme: Privacy notice, 1.0 to 1.1 (changes: 1, words in: 1, words out: 1)")
    assert "[-see-]{+get+} your data" in text
    assert "\x1b" not in text


def test_diff_as_data_holds_to_its_schema(two_versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(two_versions, "diff", "privacy", "1.0", "1.1", "--brand", "acme", "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    schema = json.loads((REPOSITORY / "schemas/redline.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    assert data["after"]["version"] == "1.1"


def test_diff_as_html_and_pdf_into_files(two_versions: Path, tmp_path: Path) -> None:
    html, pdf = tmp_path / "redline.html", tmp_path / "redline.pdf"
    for path in (html, pdf):
        arguments = ("diff", "privacy", "1.0", "1.1", "--brand", "acme", "--format", path.suffix[1:], "-o", str(path))
        assert run(two_versions, *arguments) == 0
    assert "<ins" in html.read_text(encoding="utf-8")
    assert page.is_pdf_compliant_bytes(pdf.read_bytes(), profile="ua1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["redline.html", "redline.pdf", "workspace"]


def test_diff_against_the_draft(two_versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = two_versions / "notices/privacy/notice.md"
    path.write_text(path.read_text(encoding="utf-8").replace("2 years", "6 years"), encoding="utf-8")
    assert run(two_versions, "diff", "privacy", "1.1", "draft", "--brand", "cog") == 0
    assert "[-2-]{+6+} years" in capsys.readouterr().out


def test_an_unknown_version_is_told_what_there_is(two_versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(two_versions, "diff", "privacy", "1.0", "1.2", "--brand", "acme") == 2
    assert capsys.readouterr().err.startswith("Acme has no version '1.2' of this notice\n  hint: did you mean '1.")


def test_withdraw_and_approve_say_what_they_wrote(two_versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(two_versions, "withdraw", "privacy", "1.1", "--by", "Ann", "--reason", "postponed") == 0
    assert "withdrawn privacy 1.1: " in capsys.readouterr().out
    assert run(two_versions, "approve", "privacy", "1.1", "--by", "Ann") == 2
    assert "was withdrawn by Ann" in capsys.readouterr().err


def test_a_late_approval_says_what_it_does_to_history(two_versions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(two_versions, "approve", "privacy", "1.0", "--by", "Ann") == 0
    said = capsys.readouterr().err
    assert "warning: nothing is in force before it is approved: it is dated 1 January 2026 and stands from " in said


def test_a_text_cannot_have_been_frozen_tomorrow(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--effective", "2999-01-01", "--recorded", "2999-01-01", "--summary", "x", "--declared-by", "x")
    assert run(project(), "release", "privacy", "1.0", *arguments) == 2
    assert "2999-01-01 is still to come" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("front", "asked", "told"),
    [
        ("effective: 2020-01-01", (), False),
        ("effective: 2020-01-01", ("--as-at", "2026-11-23"), True),
        ("Effective-Date: '2026-10-01'", (), True),
        ("effective: 2020-02-30", ("--as-at", "2020-01-01"), False),
    ],
)
def test_a_file_is_held_to_the_law_of_the_day_that_it_gives(
    project: Change, capsys: pytest.CaptureFixture[str], front: str, asked: tuple[str, ...], told: bool
) -> None:
    root = project({"theirs.md": f"---\n{front}\n---\nThe Information Commissioner's Office answers.\n"})
    run(root, "check", str(root / "theirs.md"), *asked)
    assert ("NAME-ICO" in capsys.readouterr().out) is told


def test_a_folder_that_is_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "check") == 2
    assert "is no workspace" in capsys.readouterr().err


def test_an_unexpected_failure_shows_no_stack_trace_without_debug(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    (root / "notices/privacy/notice.md").unlink()
    (root / "notices/privacy/notice.md").mkdir()
    assert run(root, "check") in {1, 2, 3}
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_who_asks_is_shown_where_a_mistake_was_found_in_whatever_process(project: Change, jobs: str) -> None:
    root = project({"brands/acme.yml": "name: [Acme]\n"})
    told = []
    for asked in ([], ["--debug"]):
        command = [sys.executable, str(REPOSITORY / "build.py"), *asked, "--workspace", str(root), "build"]
        run = subprocess.run([*command, "--jobs", jobs, "--no-cache"], capture_output=True, text=True, check=False)
        assert run.returncode == 2
        told.append(run.stderr)
    assert "Traceback" not in told[0]
    assert told[1].startswith(told[0])
    assert "in load_workspace" in told[1]


def test_the_program_runs_as_a_file_and_as_a_module(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    for command in (
        [str(REPOSITORY / "build.py")],
        ["-c", "from noticepress.cli import main; raise SystemExit(main())"],
    ):
        run = subprocess.run(
            [sys.executable, *command, "--version"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout == f"noticepress {noticepress.__version__}\n"


def test_a_reader_that_goes_away_is_no_error(two_versions: Path) -> None:
    command = f"'{sys.executable}' '{REPOSITORY / 'build.py'}' history privacy --workspace '{two_versions}' | head -n 1"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    run = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=True)
    assert run.stderr == ""


def test_history_tells_a_version_in_a_line_and_a_day_without_one(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    told = ["--summary", "Words.\nMore.", "--declared-by", "Ann", "--recorded", "2026-03-01", "--brand", "acme"]
    assert run(root, "release", "privacy", "1.0", "--effective", "unknown", *told) == 0
    capsys.readouterr()
    assert run(root, "history", "privacy", "--on", "2026-04-01", "--brand", "acme") == 0
    assert capsys.readouterr().out == "Acme: Privacy notice\n  no version in force on 1 April 2026\n"
    assert run(root, "history", "privacy", "--brand", "acme") == 0
    assert capsys.readouterr().out.splitlines()[1].endswith("Words. More.")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(two_versions: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert run(two_versions, "diff", "privacy", "1.0", "1.1", "--brand", "acme", "-o", str(folder)) == 3
    assert not list(tmp_path.glob(".*"))


def test_a_notice_without_a_release_has_its_sources_title(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project(), "history", "privacy", "--brand", "acme") == 0
    assert capsys.readouterr().out == "Acme: Privacy notice\n  no version yet\n"


@pytest.mark.parametrize("arguments", [["--help"], ["summary", "--help"], ["new", "brand", "--help"], ["buidl"]])
def test_help_and_a_mistyped_command_load_nothing_heavy(arguments: list[str]) -> None:
    program = f"""import atexit, sys
heavy = ("pydantic", "jinja2", "mkdocs", "typst", "markdown_it", "argcomplete", "yaml", "noticepress.config")
atexit.register(lambda: print("heavy:", [name for name in heavy if name in sys.modules]))
from noticepress.cli import main
raise SystemExit(main({arguments!r}))"""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert done.stdout.rstrip().endswith("heavy: []"), done.stdout + done.stderr


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (action,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    return dict(action.choices)


COMMANDS = commands_of(make_parser())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_alone_has_the_options_that_it_has_among_all(name: str) -> None:
    alone = commands_of(make_parser(name))
    assert list(alone) == [name]
    found, known = (tuple(every_parser(parser)) for parser in (alone[name], COMMANDS[name]))
    assert [parser.format_help() for parser in found] == [parser.format_help() for parser in known]


@pytest.mark.parametrize(
    "line",
    [
        "build --draft loop", "--workspace w build", "--workspace=w --debug build --jobs 2", "--work w build", "",
        "--debug", "--workspace w", "--workspace build", "--workspace --debug", "--workspace", "buidl",
        "build --nope", "--nope build", "cache clear", "new brand --id x", "check --format xml", "build --jobs 0",
        "--debug check -- build", "-- build",
    ],
)  # fmt: skip
def test_a_command_line_says_the_same_to_the_parser_of_one_command_as_to_that_of_all(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> object:
        try:
            return vars(parse(line.split()))
        except UsageError as error:
            return str(error)

    found = said()
    monkeypatch.setattr(noticepress.cli.parser, "_named", lambda _arguments: None)
    assert said() == found


def test_check_takes_a_notice_by_its_name(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()
    path = root / "notices/privacy/notice.md"
    path.write_text(path.read_text(encoding="utf-8").replace("brand.name", "brand.nam", 1), encoding="utf-8")
    assert run(root, "check", str(path)) == 1
    by_path = capsys.readouterr().out
    assert "notices/privacy/notice.md:6:4: no value is called 'brand.nam'" in by_path
    assert run(root, "check", "privacy") == 1
    assert capsys.readouterr().out == by_path
    assert run(root, "check", "privacies") == 2
    assert "privacies is no notice that can be read" in capsys.readouterr().err


def test_a_release_says_what_is_left_to_do(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    assert release(project(), "1.0", "--reviewed", "A12-1") == 0
    shown = capsys.readouterr().out
    assert "only a person can judge this" in shown.split("  [x] A12-1")[0]
    assert shown.endswith('python build.py approve privacy 1.0 --by "NAME, ROLE"\n')


def test_a_python_that_was_not_set_up_is_led_to_the_one_that_was(tmp_path: Path) -> None:
    place = tmp_path / ".venv"
    assert way_in(place, sys.prefix) is None
    place.mkdir()
    (place / "pyvenv.cfg").touch()
    assert way_in(place, str(place)) is None
    assert "activate" in str(way_in(place, sys.prefix))
