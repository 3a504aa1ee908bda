"""A brand, a notice and a release from a few answers: on a real terminal, in a script, and when somebody stops."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import REPOSITORY, Change
from hypothesis import given
from hypothesis import strategies as st
from terminal import Terminal

from noticepress.check import check_notice, stops_build
from noticepress.cli import main
from noticepress.cli.new.brand import brand_text, scalar
from noticepress.cli.new.notice import notice_text
from noticepress.config import load_brands, load_workspace
from noticepress.config.yaml import parse_yaml
from noticepress.law import uk_law
from noticepress.release import approve
from noticepress.source import parse_notice


@pytest.fixture(autouse=True)
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No terminal, unless a test opens one."""
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        yield


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--workspace", str(root)])


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def released(root: Path) -> None:
    code = run(
        root, "release", "privacy", "1.0", "--effective", "2026-01-01", "--recorded", "2025-12-01",
        "--summary", "Words.", "--declared-by", "Ann Editor",
    )  # fmt: skip
    assert code == 0
    approve(load_workspace(root), "privacy", "1.0", "Ann", at=datetime(2025, 12, 2, tzinfo=UTC))


def edit(root: Path, old: str, new: str) -> None:
    path = root / "notices/privacy/notice.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_brand_on_a_terminal(project: Change) -> None:
    root = project()
    terminal = Terminal(root, "new", "brand")
    terminal.answer("Name that readers know", "")
    terminal.expect("an answer is needed")
    terminal.answer("Name that readers know", "Dot & Co")
    terminal.answer("Id, part of addresses [dot-co]", "acme")
    terminal.expect("the id 'acme' is taken")
    terminal.answer("Id, part of addresses [dot-co]", "")
    terminal.answer("Registered name", "Dot and Company Limited")
    terminal.answer("Parent whose details it shares, of acme", "cog")
    terminal.expect("'cog' cannot be the parent")
    terminal.answer("Parent whose details it shares, of acme", "")
    terminal.answer("Postal address", "1 Dot Street; Hull; HU1 1AA")
    terminal.answer("Telephone", "01632 960003")
    terminal.answer("Mailbox for any matter", "no mailbox")
    terminal.expect("it should be a mailbox")
    terminal.answer("Mailbox for any matter", "hello@dot.example")
    for question in ("Mailbox for privacy matters", "Website", "Page of the contact form", "Address at which"):
        terminal.answer(question, "")
    terminal.answer("Colour, as #rrggbb", "#ffff00")
    terminal.expect("its contrast on")
    terminal.answer("Colour, as #rrggbb", "#1d4f91")
    terminal.answer("Colour on dark pages", "")
    assert terminal.end() == 0
    assert "wrote brands/dot-co.yml" in terminal.seen
    for field in ("contact.privacy_email", "contact.form", "site_url", "confirmed"):
        assert f"'{field}' is missing" in terminal.seen
    brand = load_workspace(root).brand("dot-co")
    assert (brand.name, brand.legal_name, brand.contact.telephone) == (
        "Dot & Co", "Dot and Company Limited", "01632 960003",
    )  # fmt: skip
    assert brand.contact.address == ("1 Dot Street", "Hull", "HU1 1AA")
    assert "# contact.website: not known" in (root / "brands/dot-co.yml").read_text(encoding="utf-8")


def test_a_brand_in_a_script_has_its_parents_details(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project()
    assert run(root, "new", "brand", "dot", "--name", "Dot: #1", "--parent", "acme") == 0
    shown = capsys.readouterr().out
    assert "'legal_name' is missing" in shown
    assert "sister_companies in brands/acme.yml" in shown
    brand = load_workspace(root).brand("dot")
    assert (brand.name, brand.contact.telephone) == ("Dot: #1", "01632 960001")
    assert run(root, "build", "dot", "--draft", "--no-pdf", "--out", str(root / "site")) == 0


def test_a_new_brand_is_told_what_a_notice_cannot_do_without(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    edit(root, "## Your rights", "Our sisters are {{ brand.sister_companies | join(', ') }}.\n\n## Your rights")
    assert run(root, "new", "brand", "dot", "--name", "Dot") == 0
    shown = capsys.readouterr().out
    assert "'brand.sister_companies' has no value for Dot (error BIND)" in shown
    assert "list them by the names of their files in brands/, such as [acme-care], in brands/dot.yml" in shown
    assert run(root, "new", "brand", "dash", "--name", "Dash", "--parent", "dot") == 0
    shown = capsys.readouterr().out
    assert "for Dash (error BIND)" in shown
    assert "such as [acme-care], in brands/dot.yml" in shown


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["brand"], "--name is missing"),
        (["brand", "--name", "Dot"], "ID is missing"),
        (["notice"], "NAME is missing"),
        (["notice", "cookies"], "--title is missing"),
        (["release", "privacy"], "VERSION is missing"),
        (["release", "privacy", "1.0"], "--effective is missing"),
        (["release", "privacy", "1.0", "--effective", "2027-01-01"], "--summary is missing"),
        (["release", "privacy", "1.0", "--effective", "2027-01-01", "--summary", "x"], "--declared-by is missing"),
        (["brand", "Bad Id", "--name", "x"], "cannot be a brand's id"),
        (["brand", "acme", "--name", "x"], "the id 'acme' is taken"),
        (["brand", "dot", "--name", "x", "--email", "x"], "it should be a mailbox"),
        (["brand", "dot", "--name", "x", "--parent", "acmee"], "did you mean 'acme'"),
        (["notice", "privacy", "--title", "x"], "the id 'privacy' is taken"),
        (["notice", "embed", "--title", "x"], "cannot be called 'embed'"),
        (["notice", "../x", "--title", "x"], "cannot be a notice's id"),
        (["release", "privcy"], "did you mean 'privacy'"),
        ([], "required"),
    ],
)
def test_in_a_script_what_is_missing_or_wrong_is_named_and_nothing_is_written(
    project: Change, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    root = project()
    before = tree(root)
    assert run(root, "new", *arguments) == 2
    assert named in capsys.readouterr().err
    assert tree(root) == before


@pytest.mark.parametrize(
    ("how", "code", "said"), [("interrupt", 130, "interrupted"), ("end", 2, "nothing was written")]
)
def test_who_stops_a_question_has_written_nothing(project: Change, how: str, code: int, said: str) -> None:
    root = project()
    before = tree(root)
    terminal = Terminal(root, "new", "brand")
    terminal.answer("Name that readers know", "Dot")
    if how == "interrupt":
        terminal.interrupt("Id, part of addresses")
    else:
        terminal.answer("Id, part of addresses", "\x04", end="")
    assert terminal.end() == code
    assert terminal.seen.rstrip().endswith(said)
    assert "Traceback" not in terminal.seen
    assert tree(root) == before


def test_a_terminal_is_not_asked_where_nobody_wants_that(project: Change) -> None:
    terminal = Terminal(project(), "new", "brand", "--no-input")
    assert terminal.end() == 2
    assert "--name is missing" in terminal.seen


def test_a_brand_that_the_reader_refuses_is_not_put_in_place(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({"brands/broken.yaml": "name: x\n"})
    before = tree(root)
    assert run(root, "new", "brand", "dot", "--name", "Dot") == 2
    assert tree(root) == before


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Zl", "Zp"]), min_size=1))
def test_a_value_is_written_so_that_it_is_read_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    if not text:
        return
    found = parse_yaml(brand_text(text, {"legal_name": text}, schema=False), Path("brands/x.yml"))
    assert found.data == {"name": text, "legal_name": text}
    assert parse_yaml(f"- {scalar(text)}\n", Path("x")).data == [text]


def test_a_notices_skeleton_publishes_no_note_and_check_names_what_is_missing(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    assert run(root, "new", "notice", "cookies", "--title", "Cookie notice: ours") == 0
    shown = capsys.readouterr().out
    for rule in ("A13-1a", "A13-1c", "A13-1e", "A13-1f", "A13-2a", "A13-2b", "A13-2d"):
        assert f" {rule}," in shown, rule
    assert run(root, "check", str(root / "notices/cookies/notice.md")) == 1
    workspace = load_workspace(root)
    assert "cookies" in workspace.notices
    assert run(root, "build", "--draft", "--no-pdf", "--out", str(root / "site")) == 0
    page = (root / "site/acme/cookies/draft/index.html").read_text(encoding="utf-8")
    assert "Cookie notice: ours" in page
    assert "To write" not in page
    assert "Who receives the data" in page


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2026, 11, 23)])
def test_a_skeleton_asks_for_the_items_of_its_day(day: date) -> None:
    text = notice_text("X", uk_law(), day)
    assert ('covers="13(2)(ca)"' in text) is (day.year > 2020)
    notice = parse_notice(text, Path("notice.md"), "x")
    brands = load_brands(REPOSITORY / "brands", REPOSITORY)
    documents, findings = check_notice(notice, brands, {}, day, uk_law())
    assert set(documents) == {brand.id for brand in brands}
    assert not any(stops_build(finding) for finding in findings)


def test_a_notices_title_is_proposed_on_a_terminal(project: Change) -> None:
    root = project()
    terminal = Terminal(root, "new", "notice", "job-applicants")
    terminal.answer("Title [Job applicants notice]", "")
    assert terminal.end() == 0
    assert "title: Job applicants notice" in (root / "notices/job-applicants/notice.md").read_text(encoding="utf-8")


def test_a_release_on_a_terminal_shows_what_changed_and_proposes_the_next_number(project: Change) -> None:
    root = project()
    released(root)
    edit(root, "| 2 years |", "| 6 years |")
    terminal = Terminal(root, "new", "release", "privacy")
    terminal.expect("Acme, Bolt, Cog: since 1.0")
    terminal.expect("Your rights: 1 word added, 1 word removed. It touches a number or a period (“2”, “6”).")
    terminal.answer("Version [1.1]", "1.0")
    terminal.expect("version 1.0 exists")
    terminal.answer("Version [1.1]", "")
    terminal.answer("From which day", "soon")
    terminal.expect("'soon' is no date")
    terminal.answer("From which day", "2025-01-01")
    terminal.expect("before the effective date of the last release")
    terminal.answer("From which day", "2027-02-01")
    terminal.answer("What changes", "Data is kept for six years.")
    terminal.expect("What the changes touch")
    terminal.answer("editorial or material [material]", "")
    terminal.answer("Who declares this", "Ann Editor")
    terminal.answer("Release privacy 1.1", "y")
    assert terminal.end() == 0
    text = (root / "notices/privacy/releases/1.1/release.yml").read_text(encoding="utf-8")
    assert "class: material" in text
    assert "effective: 2027-02-01" in text
    assert not (root / "notices/privacy/releases/1.1/approval.yml").exists()


def test_nothing_calls_a_change_editorial_by_itself(project: Change) -> None:
    root = project()
    released(root)
    edit(root, "You can:", "You can now:")
    before = tree(root)
    terminal = Terminal(root, "new", "release", "privacy", "--effective", "2027-02-01", "--summary", "x")
    terminal.answer("Version [1.1]", "")
    terminal.answer("editorial or material", "")
    terminal.expect("an answer is needed")
    terminal.answer("editorial or material", "editorial")
    terminal.answer("Who declares this", "Ann")
    terminal.answer("Release privacy 1.1", "")
    assert terminal.end() == 2
    assert "not released: nothing was written" in terminal.seen
    assert tree(root) == before


def test_a_release_in_a_script_is_that_of_the_release_command(project: Change) -> None:
    root = project()
    released(root)
    edit(root, "You can:", "You can now:")
    declared = ["--effective", "2027-02-01", "--summary", "x", "--declared-by", "Ann"]
    assert run(root, "new", "release", "privacy", "1.1", *declared) == 2
    assert run(root, "new", "release", "privacy", "1.1", *declared, "--class", "editorial") == 0
    assert (root / "notices/privacy/releases/1.1/SHA256SUMS").is_file()
    assert run(root, "new", "release", "privacy", "1.2", *declared, "--class", "editorial") == 2
