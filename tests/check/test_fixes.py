from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Change
from hypothesis import given
from hypothesis import strategies as st

from noticepress.check.fixes import fixed, write_fixes
from noticepress.cli import main
from noticepress.cli.report import fixes_report
from noticepress.errors import Finding, UsageError

PATH = Path("notices/privacy/notice.md")
FAULT = Finding("BRAND-LITERAL", "error", "typed", PATH, 2, 4, words="Loop", fix="{{ brand.name }}")


def test_exactly_the_words_are_replaced() -> None:
    (result,) = fixed({PATH: "Loop\nAt Loop or Loop\n"}, [FAULT])
    assert result.after == "Loop\nAt {{ brand.name }} or Loop\n"
    assert result.findings == (FAULT,)


@pytest.mark.parametrize(
    "change",
    [
        {"words": "Bolt"},
        {"line": 9},
        {"column": 5},
        {"frozen": True},
        {"waived": "by Ann"},
        {"fix": None},
        {"line": None},
    ],
)
def test_anything_else_is_left_alone(change: dict[str, object]) -> None:
    assert fixed({PATH: "Loop\nAt Loop or Loop\n"}, [replace(FAULT, **change)]) == ()  # type: ignore[arg-type]


def test_of_two_fixes_that_touch_the_first_is_made() -> None:
    second = replace(FAULT, column=6, words="op or", fix="!")
    assert fixed({PATH: "Loop\nAt Loop or Loop\n"}, [second, FAULT])[0].findings == (FAULT,)


@pytest.mark.parametrize("path", ["notices/privacy/releases/1.0/notice.md", "/etc/notice.md", "../notice.md"])
def test_released_and_outside_files_are_refused(path: str) -> None:
    with pytest.raises(UsageError, match=r"never edited|outside the workspace"):
        fixed({Path(path): "x\nAt Loop"}, [replace(FAULT, path=Path(path))])


def test_a_file_keeps_its_line_ends_and_mark(tmp_path: Path) -> None:
    target = tmp_path / PATH
    target.parent.mkdir(parents=True)
    target.write_bytes(b"\xef\xbb\xbfLoop\r\nAt Loop or\r\n")
    write_fixes(tmp_path, fixed({PATH: "Loop\nAt Loop or\n"}, [FAULT]))
    assert target.read_bytes() == b"\xef\xbb\xbfLoop\r\nAt {{ brand.name }} or\r\n"
    assert [path.name for path in target.parent.iterdir()] == ["notice.md"]


def test_the_report_is_a_redline() -> None:
    text = "x" * 60
    (result,) = fixed({PATH: f"Loop\nAt Loop or Loop {text}\n"}, [FAULT])
    assert fixes_report([result]).split("\n") == [
        "fixed 1 in notices/privacy/notice.md",
        f"  2: At [-Loop-]{{+{{{{ brand.name }}}}+}} or Loop {'x' * 31}…",
    ]


@given(st.lists(st.sampled_from(["Loop", "Bolt", " ", "\n", "é"]), max_size=20))
def test_every_fix_is_made_where_it_stands_and_nothing_else_changes(parts: list[str]) -> None:
    text = "".join(parts)
    faults, line, column = [], 1, 1
    for part in parts:
        if part == "Loop":
            faults.append(replace(FAULT, line=line, column=column))
        line, column = (line + 1, 1) if part == "\n" else (line, column + len(part))
    after = "".join(result.after for result in fixed({PATH: text}, faults)) or text
    assert after == "".join("{{ brand.name }}" if part == "Loop" else part for part in parts)


def test_check_fix_mends_shows_and_leaves_the_rest(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()
    path = root / PATH
    before = path.read_text(encoding="utf-8")
    path.write_text(
        before.replace("{{ brand.name }} is resp", "Bolt is resp") + "\nAsk Acme, please.\n", encoding="utf-8"
    )
    assert main(["check", "--fix", "--workspace", str(root)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("fixed 1 in notices/privacy/notice.md\n  6: [-Bolt-]{+{{ brand.name }}+} is responsible")
    assert "Acme's name 'Acme' is typed into the text of every brand" in said
    assert "'Bolt' is typed" not in said
    assert path.read_text(encoding="utf-8") == before + "\nAsk Acme, please.\n"


def test_check_fix_refuses_a_released_file(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()
    released = root / "notices/privacy/releases/1.0/notice.md"
    released.parent.mkdir(parents=True)
    released.write_text("---\ntitle: Notice\n---\nBolt cares.\n", encoding="utf-8")
    assert main(["check", str(released), "--fix", "--workspace", str(root)]) == 2
    assert "released files are never edited" in capsys.readouterr().err
    assert "Bolt cares." in released.read_text(encoding="utf-8")
