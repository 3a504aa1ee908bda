"""The ledger: what an entry is, how one is appended, and which tampering is named by which command."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest
from conftest import REPOSITORY, Change
from hypothesis import given
from hypothesis import strategies as st

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.errors import BuildError, IntegrityError
from noticepress.ledger import (
    Entry,
    EntryTakenError,
    Ledger,
    append,
    chain,
    check_ledger,
    entry_bytes,
    next_entry,
    now,
    parse_entry,
    read_ledger,
    record,
    record_later,
)
from noticepress.ledger.entry import digest
from noticepress.model import Brand, Document
from noticepress.release import Declaration, approve, make_release, withdraw

FIRST = Declaration("1.0", date(2026, 1, 1), date(2025, 12, 1), "The first.", None, "Ann Editor")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHA = "ab" * 32


def typeset(document: Document, brand: Brand, recorded: date) -> bytes:
    return f"{brand.id} {recorded} {document.version} {document.sha256}".encode()


def approved_workspace(project: Change, *, approve: bool = True) -> Path:
    """The base workspace with version 1.0 released and, unless told otherwise, approved: two entries."""
    root = project()
    make_release(load_workspace(root), "privacy", FIRST, typeset)
    if approve:
        approve_release(root)
    return root


def approve_release(root: Path, version: str = "1.0", at: datetime | None = None) -> None:
    approve(load_workspace(root), "privacy", version, "Ann Editor, Head of Legal", at=at)


def entry_file(root: Path, number: int) -> Path:
    return root / f"notices/ledger/{number:06}.json"


SITE = {"brand": "acme", "target": "production", "manifest": SHA}
STANDS = {"version": "1.0", "sums": SHA}
EVENTS = [
    Entry("released", AT, "privacy", **STANDS),
    Entry("approved", AT, "privacy", **STANDS, decision=SHA, recorded_later=True),
    Entry("withdrawn", AT, "privacy", **STANDS, decision=SHA),
    Entry("published", AT, "privacy", **STANDS, **SITE, url="https://acme.example/legal/", commit="c" * 40),
    Entry("published", AT, "privacy", **SITE),
    Entry("verified", AT, "privacy", **STANDS, **SITE, url="https://acme.example/legal/"),
    Entry("drifted", AT, "privacy", **STANDS, **SITE, url="https://x.example/", differs=("privacy/", "vie-privée/")),
    Entry("drifted", AT, "privacy", **SITE, url="https://x.example/", differs=("privacy/",), since=AT),
    Entry("rolled-back", AT, "privacy", **STANDS, **SITE, to=4),
]
MUST = {
    "released": ["version", "sums"],
    "approved": ["version", "sums", "decision"],
    "withdrawn": ["version", "sums", "decision"],
    "published": ["brand", "target", "manifest"],
    "verified": ["brand", "target", "manifest", "url"],
    "drifted": ["brand", "target", "manifest", "url", "differs"],
    "rolled-back": ["brand", "target", "manifest", "to"],
}
NEVER = {
    "released": {"brand": "acme", "target": "x", "manifest": SHA, "decision": SHA, "to": 1},
    "approved": {"brand": "acme", "url": "https://x.example/", "since": AT},
    "withdrawn": {"differs": ("a",)},
    "published": {"decision": SHA, "recorded_later": True, "to": 1, "differs": ("a",)},
    "verified": {"since": AT, "decision": SHA},
    "drifted": {"to": 1},
    "rolled-back": {"since": AT, "recorded_later": True},
}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.action)
def test_an_entry_is_read_as_it_was_written_and_holds_to_its_schema(event: Entry) -> None:
    entry = replace(event, number=7, previous=SHA)
    data = entry_bytes(entry)
    assert parse_entry(data) == entry
    schema = json.loads((REPOSITORY / "schemas/ledger-entry.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(data), schema)


def test_the_one_spelling_is_this() -> None:
    entry = replace(EVENTS[3], number=4, previous=SHA)
    assert entry_bytes(entry).decode() == (
        "{\n"
        '  "number": 4,\n'
        f'  "previous": "{SHA}",\n'
        '  "action": "published",\n'
        '  "at": "2026-03-01T12:00:00Z",\n'
        '  "notice": "privacy",\n'
        '  "version": "1.0",\n'
        '  "brand": "acme",\n'
        '  "target": "production",\n'
        '  "url": "https://acme.example/legal/",\n'
        f'  "sums": "{SHA}",\n'
        f'  "manifest": "{SHA}",\n'
        f'  "commit": "{"c" * 40}"\n'
        "}\n"
    )


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.action)
def test_what_an_action_must_and_must_not_have_is_held(event: Entry) -> None:
    whole = replace(event, number=1)
    for name in MUST[event.action]:
        if getattr(event, name):
            with pytest.raises(ValueError, match=name):
                entry_bytes(replace(whole, **{name: () if name == "differs" else None}))
    for name, value in NEVER[event.action].items():
        with pytest.raises(ValueError, match=f"'{name}'|'{name.split('.')[0]}'"):
            entry_bytes(replace(whole, **{name: value}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'  "number"', b'"number"'),
        (b"}\n", b"}"),
        (b'"privacy"', b'"\\u0070rivacy"'),
        (b'"action"', b'"at": "2026-03-01T12:00:00Z",\n  "action"'),
        (b"\n}", b',\n  "commit": null\n}'),
        (b"12:00:00Z", b"12:00:00+00:00"),
        (b"2026-03-01T", b"2026-02-30T"),
        (b'"number": 1', b'"number": 1.0'),
        (b'"1.0"', b'"1.00"'),
        (b'"1.0"', b'"1.0\\n"'),
    ],
)
def test_an_entry_in_any_other_spelling_is_refused(old: bytes, new: bytes) -> None:
    data = entry_bytes(replace(EVENTS[0], number=1))
    assert old in data
    with pytest.raises(ValueError, match=r"\w"):
        parse_entry(data.replace(old, new))


@given(st.lists(st.from_regex(r"\S([^\n\r\x85\u2028\u2029]*\S)?", fullmatch=True), min_size=1))
def test_any_path_of_a_drift_stays_on_its_line_and_comes_back(paths: list[str]) -> None:
    entry = replace(EVENTS[7], number=1, differs=tuple(paths))
    try:
        data = entry_bytes(entry)
    except ValueError:
        return  # a character that JSON or the field's pattern refuses
    assert parse_entry(data) == entry
    assert data.count(b"\n") == 13


# --- Appending


def test_entries_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    for event in EVENTS:
        record(tmp_path, event)
    ledger = read_ledger(tmp_path)
    assert [entry.number for entry in ledger.entries] == list(range(1, 10))
    assert ledger.findings == ()
    assert ledger.head == digest(entry_file(tmp_path, 9).read_bytes())
    assert all(entry.previous == ledger.digest(entry.number - 1) for entry in ledger.entries)


def test_the_next_entry_is_worked_out_without_touching_anything() -> None:
    assert next_entry(Ledger(), EVENTS[0]) == replace(EVENTS[0], number=1, previous=None)
    data = entry_bytes(replace(EVENTS[0], number=1))
    assert next_entry(chain({"000001.json": data}), EVENTS[1]) == replace(EVENTS[1], number=2, previous=digest(data))


def test_of_two_appends_of_one_number_one_loses_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    for _ in range(30):
        entries = [next_entry(read_ledger(tmp_path), replace(EVENTS[0], commit=c * 40)) for c in "ab"]
        start, outcomes = threading.Barrier(2), []

        def attempt(entry: Entry, start: threading.Barrier = start, outcomes: list[str] = outcomes) -> None:
            start.wait()
            try:
                append(tmp_path, entry)
            except EntryTakenError as error:
                outcomes.append(str(error))
            else:
                outcomes.append("won")

        threads = [threading.Thread(target=attempt, args=(entry,)) for entry in entries]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lost = [said for said in outcomes if said != "won"]
        assert len(lost) == 1
        assert "was written by another command in the meantime" in lost[0]
    ledger = read_ledger(tmp_path)
    assert (ledger.last, ledger.findings) == (30, ())
    assert [path.name for path in (tmp_path / "notices").iterdir()] == ["ledger"], "nothing is left behind"


def _record_many(root: Path) -> None:
    for _ in range(10):
        record(root, EVENTS[4])


def test_processes_that_record_at_once_make_one_chain(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    with ProcessPoolExecutor(3) as pool:
        list(pool.map(_record_many, [tmp_path] * 3))
    ledger = read_ledger(tmp_path)
    assert (ledger.last, ledger.findings) == (30, ())


def test_a_disk_that_fails_leaves_no_half_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notices").mkdir()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BuildError, match="No space left on device"):
        record(tmp_path, EVENTS[0])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_nothing_is_appended_to_a_broken_chain(project: Change) -> None:
    root = approved_workspace(project)
    entry_file(root, 1).write_bytes(entry_file(root, 1).read_bytes() + b" ")
    with pytest.raises(IntegrityError, match=r"000001\.json"):
        record(root, EVENTS[4])
    assert read_ledger(root).last == 2


# --- Releases and decisions


def test_release_approve_and_withdraw_write_what_they_did(project: Change) -> None:
    root = approved_workspace(project)
    path = root / "notices/privacy/notice.md"
    path.write_text(path.read_text(encoding="utf-8").replace("see your data", "get your data"), encoding="utf-8")
    second = replace(FIRST, version="1.1", effective=date(2090, 1, 1), change_class="material")
    workspace = load_workspace(root)
    make_release(workspace, "privacy", second, typeset)
    withdraw(workspace, "privacy", "1.1", "Ann", "postponed", date(2026, 5, 1))
    entries = read_ledger(root).entries
    assert [(e.action, e.version) for e in entries] == [
        ("released", "1.0"), ("approved", "1.0"), ("released", "1.1"), ("withdrawn", "1.1"),
    ]  # fmt: skip
    folder = root / "notices/privacy/releases"
    assert entries[0].sums == entries[1].sums == digest((folder / "1.0/SHA256SUMS").read_bytes())
    assert entries[1].decision == digest((folder / "1.0/approval.yml").read_bytes())
    assert entries[3].decision == digest((folder / "1.1/withdrawn.yml").read_bytes())
    assert not any(entry.recorded_later for entry in entries)
    assert check_ledger(root) == ()


def test_a_workspace_without_releases_needs_no_ledger(project: Change) -> None:
    assert check_ledger(project()) == ()


def test_releases_without_a_ledger_are_recorded_later_and_say_so(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = approved_workspace(project)
    shutil.rmtree(root / "notices/ledger")
    assert main(["check", "--workspace", str(root)]) == 1
    assert "there are releases, and no ledger that records them" in capsys.readouterr().out
    with pytest.raises(IntegrityError, match="no ledger that records them"):
        approve_release(root)
    assert main(["ledger", "record", "--workspace", str(root)]) == 0
    assert capsys.readouterr().out == (
        "entry 1: privacy 1.0 released, recorded later\nentry 2: privacy 1.0 approved, recorded later\n"
    )
    assert [entry.recorded_later for entry in read_ledger(root).entries] == [True, True]
    assert main(["check", "--workspace", str(root)]) == 0
    assert main(["ledger", "record", "--workspace", str(root)]) == 0
    assert capsys.readouterr().out.endswith("every release and decision is recorded\n")


def test_what_an_interrupted_approval_left_out_is_recorded_later(project: Change) -> None:
    root = approved_workspace(project)
    entry_file(root, 2).unlink()
    assert [str(finding).split("\n")[0] for finding in check_ledger(root)] == [
        "notices/privacy/releases/1.0/approval.yml: no entry of the ledger says that privacy 1.0 was approved"
    ]
    (made,) = record_later(root, now())
    assert (made.number, made.action, made.recorded_later) == (2, "approved", True)


def test_what_was_tampered_with_is_never_recorded_away(project: Change) -> None:
    root = approved_workspace(project)
    entry_file(root, 2).unlink()
    sums = root / "notices/privacy/releases/1.0/SHA256SUMS"
    sums.write_bytes(sums.read_bytes() + b"0" * 64 + b"  more\n")
    with pytest.raises(IntegrityError, match="SHA256SUMS is not the one that was released"):
        record_later(root, now())
    assert read_ledger(root).last == 1


def test_the_ledger_of_this_repository_is_whole_and_honest_about_how_it_began() -> None:
    assert check_ledger(REPOSITORY) == ()
    first, second = read_ledger(REPOSITORY).entries[:2]
    assert [(e.action, e.version, e.recorded_later) for e in (first, second)] == [
        ("released", "1.0", True), ("approved", "1.0", True),
    ]  # fmt: skip


# --- Tampering: docs/ledger.md holds the same table in words.


def _edit(number: int, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        data = entry_file(root, number).read_bytes()
        assert old in data
        entry_file(root, number).write_bytes(data.replace(old, new))

    return change


def _remove(*numbers: int) -> Callable[[Path], None]:
    return lambda root: [entry_file(root, number).unlink() for number in numbers] and None


def _put_in(root: Path) -> None:
    entry = replace(EVENTS[4], number=4, previous=read_ledger(root).digest(2))
    entry_file(root, 4).write_bytes(entry_bytes(entry))


def _swap(root: Path) -> None:
    one, two = (entry_file(root, number).read_bytes() for number in (1, 2))
    entry_file(root, 1).write_bytes(two)
    entry_file(root, 2).write_bytes(one)


def _release(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / "notices/privacy/releases/1.0" / name
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new))

    return change


def _resum(root: Path) -> None:
    """Change a frozen body and make sums and approval fit: whole in itself, and not what was released."""
    folder = root / "notices/privacy/releases/1.0"
    body = folder / "acme.html"
    before = digest(body.read_bytes())
    body.write_bytes(body.read_bytes().replace(b"see your data", b"sell your data"))
    sums = folder / "SHA256SUMS"
    old = digest(sums.read_bytes())
    sums.write_bytes(sums.read_bytes().replace(before.encode(), digest(body.read_bytes()).encode()))
    approval = folder / "approval.yml"
    approval.write_bytes(approval.read_bytes().replace(old.encode(), digest(sums.read_bytes()).encode()))


def _delete_release(root: Path) -> None:
    shutil.rmtree(root / "notices/privacy/releases/1.0")


def _hand_made_approval(root: Path) -> None:
    shutil.copytree(root / "notices/privacy/releases/1.0", root / "notices/privacy/releases/1.1")


RELEASE = "notices/privacy/releases/1.0"
ENTRY = "notices/ledger/000002.json"
TAMPERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "an entry edited": (_edit(1, b'"1.0"', b'"1.1"'), f"{ENTRY}: entry 2 does not follow 000001.json as it stands"),
    "an entry reformatted": (_edit(2, b"  ", b"\t"), f"{ENTRY}: this is no entry of the ledger: it is not spelt"),
    "an entry with a field too many": (_edit(2, b"\n}", b',\n  "by": "Ann"\n}'), f"{ENTRY}: this is no entry"),
    "an entry removed in the middle": (_remove(2), f"{ENTRY}: the entry is missing, and later ones are there"),
    "the first entry removed": (_remove(1), "notices/ledger/000001.json: the entry is missing"),
    "an entry put in": (_put_in, "notices/ledger/000004.json: entry 4 does not follow 000003.json"),
    "two entries swapped": (_swap, "the entry says of itself that it is number 2"),
    "all entries removed": (_remove(1, 2, 3), "there are releases, and no ledger that records them"),
    "an approval's name changed": (
        _release("approval.yml", b"Ann Editor", b"Bob Editor"),
        f"{RELEASE}/approval.yml: this is not the approval.yml that the ledger recorded",
    ),
    "an approval dated back": (_release("approval.yml", b"at: '20", b"at: '19"), "it was changed"),
    "an approval removed": (
        lambda root: (root / RELEASE / "approval.yml").unlink(),
        f"{RELEASE}/approval.yml: privacy 1.0 was approved (000002.json), and the file that says so is gone",
    ),
    "SHA256SUMS edited": (
        _release("SHA256SUMS", b"acme.html", b"acmf.html"), f"{RELEASE}/SHA256SUMS: SHA256SUMS is not the one"
    ),
    "a frozen body changed": (_release("acme.html", b"see your data", b"x"), "acme.html: a released file was changed"),
    "a frozen body changed, sums and approval made to fit": (_resum, "SHA256SUMS is not the one that was released"),
    "a release deleted": (_delete_release, f"{RELEASE}: privacy 1.0 is in the ledger (000001.json), and the release"),
    "a release and its approval made by hand": (
        _hand_made_approval, "releases/1.1: no entry of the ledger says that privacy 1.1 was released",
    ),
    "a file among the entries": (
        lambda root: (root / "notices/ledger/notes.txt").write_text("x", encoding="utf-8") and None,
        "notices/ledger/notes.txt: this file is no part of the ledger",
    ),
    "a time stamp without its entry": (
        lambda root: (root / "notices/ledger/000009.tsr").write_text("x", encoding="utf-8") and None,
        "notices/ledger/000009.tsr: a time stamp of an entry that is not there",
    ),
}  # fmt: skip


@pytest.fixture
def published(project: Change) -> Path:
    """A workspace with three entries: released, approved, published."""
    root = approved_workspace(project)
    sums = read_ledger(root).entries[0].sums
    record(root, replace(EVENTS[3], at=now(), sums=sums))
    return root


@pytest.mark.parametrize("name", TAMPERED)
@pytest.mark.parametrize("command", ["check", "build --no-pdf --out OUT", "ledger verify"])
def test_tampering_is_named(
    published: Path, tmp_path: Path, name: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change, expected = TAMPERED[name]
    change(published)
    out = tmp_path / "out"
    arguments = command.replace("OUT", str(out)).split()
    assert main([*arguments, "--workspace", str(published)]) == 1
    assert expected in "".join(capsys.readouterr())
    assert not out.exists(), "nothing is built"


def test_the_table_in_the_docs_names_each_tampering() -> None:
    text = (REPOSITORY / "docs/ledger.md").read_text(encoding="utf-8")
    for name in TAMPERED:
        assert f"| {name} |" in text, name


@pytest.mark.parametrize("command", ["release", "approve", "withdraw", "history", "evidence"])
def test_no_command_goes_on_from_a_ledger_that_was_tampered_with(
    published: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _remove(2)(published)
    more = {
        "release": ["1.1", "--effective", "2090-01-01", "--summary", "x", "--declared-by", "x", "--class", "material"],
        "approve": ["1.0", "--by", "Ann"],
        "withdraw": ["1.0", "--by", "Ann", "--reason", "x"],
        "history": ["--on", "2026-03-01"],
        "evidence": ["1.0", "--brand", "acme", "-o", str(tmp_path / "out")],
    }
    assert main([command, "privacy", *more[command], "--workspace", str(published)]) == 1
    assert "000002.json: the entry is missing" in capsys.readouterr().err


def test_a_version_is_never_used_again(project: Change) -> None:
    root = approved_workspace(project, approve=False)
    shutil.rmtree(root / RELEASE)
    with pytest.raises(IntegrityError, match=r"privacy 1\.0 is in the ledger"):
        make_release(load_workspace(root), "privacy", FIRST, typeset)
    second = next_entry(read_ledger(root), EVENTS[0])
    append(root, second)
    found = [str(finding) for finding in check_ledger(root)]
    assert any("privacy 1.0 is released a second time: a version is never used again" in said for said in found)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ((0, 4), None),
        ((0, 3), "is published as the notice, and nobody had approved it"),
        ((1,), "is approved, and no entry before says that it was released"),
        ((0, 1, 1), "is approved a second time"),
    ],
)
def test_entries_that_cannot_be_are_named(project: Change, actions: tuple[int, ...], expected: str | None) -> None:
    root = project()
    for action in actions:
        record(root, EVENTS[action])
    said = [finding.message for finding in check_ledger(root) if "releases" not in str(finding.path)]
    assert [expected in message for message in said] == ([True] if expected else []), said


def test_a_clock_that_goes_back_is_a_warning(project: Change) -> None:
    root = approved_workspace(project)
    record(root, EVENTS[4])
    (finding,) = check_ledger(root)
    assert (finding.severity, finding.message) == ("warning", "entry 3 says that it was written before entry 2")


# --- In Git


def git(root: Path, *arguments: str, fails: bool = False) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(root)}
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@acme.example", "-c", "init.defaultBranch=main"]
    run = subprocess.run(
        ["git", "-C", str(root), *identity, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert (run.returncode != 0) is fails, run.stdout + run.stderr
    return run.stdout + run.stderr


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


@needs_git
def test_two_branches_that_append_the_same_number_conflict(project: Change) -> None:
    root = approved_workspace(project)
    shutil.copy(REPOSITORY / ".gitattributes", root)
    git(root, "init")
    git(root, "add", "-A")
    git(root, "commit", "-m", "two entries")
    for branch, target in (("one", "production"), ("two", "staging")):
        git(root, "checkout", "-b", branch, "main")
        record(root, replace(EVENTS[4], at=now(), target=target))
        git(root, "add", "-A")
        git(root, "commit", "-m", branch)
    said = git(root, "merge", "one", fails=True)
    assert "CONFLICT (add/add): Merge conflict in notices/ledger/000003.json" in said
    assert any("000003.json" in str(finding) for finding in check_ledger(root)), "what a merge leaves is no entry"


@needs_git
@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen")
def test_a_signed_commit_shows_whose_key_wrote_an_entry(project: Change, tmp_path: Path) -> None:
    root = approved_workspace(project)
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ann", "-f", str(key)], check=True)
    signers = tmp_path / "allowed_signers"
    signers.write_text(f'ann@acme.example namespaces="git" {key.with_suffix(".pub").read_text()}', encoding="utf-8")
    git(root, "init")
    for name, value in (
        ("gpg.format", "ssh"), ("user.signingkey", str(key)), ("commit.gpgsign", "true"),
        ("gpg.ssh.allowedSignersFile", str(signers)),
    ):  # fmt: skip
        git(root, "config", name, value)
    git(root, "add", "-A")
    git(root, "commit", "-m", "Approve 1.0")
    assert 'Good "git" signature for ann@acme.example' in git(root, "verify-commit", "HEAD")
    entry_file(root, 2).unlink()
    git(root, "add", "-A")
    git(root, "commit", "--amend", "--no-gpg-sign", "-m", "Approve 1.0")
    git(root, "verify-commit", "HEAD", fails=True)
