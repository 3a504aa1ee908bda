"""The command: where the source and the report go, and that nothing is ever written over."""

import json
from pathlib import Path

import pytest
from conftest import Change

from noticepress.cli import main
from noticepress.importer import notice

PAGE = """<title>Privacy notice | Acme</title><h1>Privacy notice</h1><h2>Who we are</h2><p>Acme is a shop.
See <a href="https://law.example/act#6">the act</a>, <a href="shop">our shop</a> and
<a href="https://regulator.example/complain/">the regulator</a>.</p>"""


@pytest.fixture
def root(project: Change) -> Path:
    made = project()
    (made / "page.html").write_text(PAGE, encoding="utf-8")
    return made


def run(root: Path, *arguments: str) -> int:
    return main(["import", str(root / "page.html"), *arguments, "--workspace", str(root)])


def test_a_new_notice_of_the_workspace_that_check_then_passes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ("--base", "https://www.acme.example/legal/")
    assert run(root, "--as", "shop", "--brand", "acme", "--add-references", *base) == 0
    source = (root / "notices/shop/notice.md").read_text(encoding="utf-8")
    assert "[the act][law-act], [our shop][acme-legal-shop] and [the regulator][regulator]" in source
    registry = (root / "notices/references.yml").read_text(encoding="utf-8")
    assert registry.endswith(
        'law-act:\n  title: "law-act"\n  url: "https://law.example/act#6"\n'
        'acme-legal-shop:\n  title: "acme-legal-shop"\n  url: "https://www.acme.example/legal/shop"\n'
    )
    out = capsys.readouterr().out
    assert "to notices/shop/notice.md: 'Privacy notice', 1 heading" in out
    main(["check", str(root / "notices/shop/notice.md"), "--format", "json", "--workspace", str(root)])
    rules = {found["rule"] for found in json.loads(capsys.readouterr().out)["findings"] if found["blocks"]}
    assert not rules & {"BIND", "HEADING", "HTML", "LINK", "REFERENCE", "SOURCE", "BRAND-LITERAL"}


def test_an_unknown_address_stays_in_the_notice_and_the_report_says_how_to_name_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root) == 0
    out, err = capsys.readouterr()
    assert "[the act](https://law.example/act#6)" in out
    assert "add 'law-act: {title: …, url: https://law.example/act#6}'" in err
    assert "a link to 'shop' is text alone now: our shop" in err


def test_nothing_is_written_over(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (root / "notices/privacy/notice.md").read_bytes()
    assert run(root, "--as", "privacy") == 2
    assert "notices/privacy/notice.md exists, and nothing is written over it" in capsys.readouterr().err
    assert (root / "notices/privacy/notice.md").read_bytes() == before
    (root / "report.txt").write_text("mine", encoding="utf-8")
    assert run(root, "-o", str(root / "new.md"), "--report", str(root / "report.txt")) == 2
    assert not (root / "new.md").exists()


def test_source_and_report_in_files(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "-o", str(root / "deep/new.md"), "--report", str(root / "report.json"), "--format", "json") == 0
    assert capsys.readouterr() == ("", "")
    data = json.loads((root / "report.json").read_text(encoding="utf-8"))
    assert data["source"] == (root / "deep/new.md").read_text(encoding="utf-8")
    assert data["written"] == "deep/new.md"
    assert data["references"]["law-act"] == "https://law.example/act#6"
    assert {finding["rule"] for finding in data["findings"]} == {
        "IMPORT-GUESS", "IMPORT-LOST", "IMPORT-REFERENCE", "IMPORT-VALUE",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--as", "Shop!"), "'Shop!' cannot be a notice's id"),
        (("--as", "shop", "-o", "x.md"), "--as and -o both say where"),
        (("--brand", "acne"), "no brand is called 'acne'"),
        (("--base", "shop"), "'shop' is no web address"),
    ],
)
def test_wrong_use(root: Path, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, *arguments) == 2
    assert message in capsys.readouterr().err


def test_a_missing_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(root / "none.docx"), "--workspace", str(root)]) == 2
    assert "none.docx: cannot be read: No such file" in capsys.readouterr().err


def test_a_text_that_would_be_lost_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The net below everything: a writer that forgets words is found out, whatever it forgets."""
    real = notice.written
    monkeypatch.setattr(notice, "written", lambda body: real(body).replace("is a shop", "is"))
    assert run(root, "-o", str(root / "new.md")) == 1
    assert (root / "new.md").exists()
