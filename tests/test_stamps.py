"""Time stamps from a real authority on loopback, with ``openssl ts -verify`` as the judge beside ours."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from authority import Authority, make_authority, needs_openssl, serving
from conftest import Change
from test_ledger import approved_workspace

from noticepress.cli import main
from noticepress.ledger import read_ledger
from noticepress.ledger.stamps import verified

pytestmark = needs_openssl


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority") / "it")


def stamped_workspace(project: Change, authority: Authority) -> Path:
    """A workspace whose ledger has two entries, each with a time stamp."""
    root = approved_workspace(project)
    (root / "notices/ledger/authority.pem").write_bytes(authority.root)
    with serving(authority.answer) as url:
        (root / "noticepress.yml").write_text(f"time_stamps:\n  url: {url}\n", encoding="utf-8")
        assert main(["ledger", "stamp", "--workspace", str(root)]) == 0
    return root


def openssl_accepts(root: Path, number: int) -> bool:
    folder = root / "notices/ledger"
    command = ["openssl", "ts", "-verify", "-data", f"{number:06}.json", "-in", f"{number:06}.tsr"]
    run = subprocess.run([*command, "-CAfile", "authority.pem"], cwd=folder, capture_output=True, check=False)
    return run.returncode == 0


def test_each_entry_is_stamped_and_openssl_agrees(
    project: Change, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    root = stamped_workspace(project, authority)
    assert "entry 2 stamped: " in capsys.readouterr().out
    assert read_ledger(root).tokens == {1, 2}
    assert openssl_accepts(root, 1)
    assert openssl_accepts(root, 2)
    assert main(["ledger", "verify", "--workspace", str(root)]) == 0
    out = capsys.readouterr().out
    assert "ok    time stamps                  2 entries; entry 2 was there at " in out
    assert "says CN = Example Time\n" in out
    assert "no time stamp covers" not in out
    assert main(["check", "--workspace", str(root)]) == 0


def test_a_new_approval_is_stamped_at_once(project: Change, authority: Authority) -> None:
    root = approved_workspace(project, approve=False)
    (root / "notices/ledger/authority.pem").write_bytes(authority.root)
    with serving(authority.answer) as url:
        (root / "noticepress.yml").write_text(f"time_stamps:\n  url: {url}\n", encoding="utf-8")
        assert main(["approve", "privacy", "1.0", "--by", "Ann", "--workspace", str(root)]) == 0
    assert openssl_accepts(root, 2)


@pytest.mark.parametrize("answer", [b"", b"<html>busy</html>", b"\x30\x03\x02\x01\x02"])
def test_an_authority_that_answers_nonsense_costs_no_entry(
    project: Change, authority: Authority, answer: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    root = approved_workspace(project, approve=False)
    (root / "notices/ledger/authority.pem").write_bytes(authority.root)
    with serving(lambda _: answer) as url:
        (root / "noticepress.yml").write_text(f"time_stamps:\n  url: {url}\n", encoding="utf-8")
        assert main(["approve", "privacy", "1.0", "--by", "Ann", "--workspace", str(root)]) == 3
    printed = capsys.readouterr().err
    assert "no time stamp of entry 1 that can be trusted" in printed
    assert "the entry is written, without a time stamp\n  hint: 'ledger stamp' adds it" in printed
    ledger = read_ledger(root)
    assert (ledger.last, ledger.tokens, ledger.findings) == (2, frozenset(), ())


def test_an_authority_that_is_away_costs_no_entry_and_stamps_later(
    project: Change, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    root = approved_workspace(project, approve=False)
    (root / "notices/ledger/authority.pem").write_bytes(authority.root)
    with serving(authority.answer) as url:
        pass
    (root / "noticepress.yml").write_text(f"time_stamps:\n  url: {url}\n", encoding="utf-8")
    assert main(["approve", "privacy", "1.0", "--by", "Ann", "--workspace", str(root)]) == 3
    assert f"the time stamping authority {url} cannot be reached" in capsys.readouterr().err
    with serving(authority.answer) as url:
        (root / "noticepress.yml").write_text(f"time_stamps:\n  url: {url}\n", encoding="utf-8")
        assert main(["ledger", "stamp", "--workspace", str(root)]) == 0
    assert openssl_accepts(root, 2)


def test_the_answer_to_another_request_is_refused(
    project: Change, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    root = stamped_workspace(project, authority)
    replayed = (root / "notices/ledger/000001.tsr").read_bytes()
    (root / "notices/ledger/000001.tsr").unlink()
    with serving(lambda _: replayed) as url:
        (root / "noticepress.yml").write_text(f"time_stamps:\n  url: {url}\n", encoding="utf-8")
        assert main(["ledger", "stamp", "--workspace", str(root)]) == 3
    assert "can be trusted: nonce mismatch" in capsys.readouterr().err


def test_a_stamp_is_of_one_entry_and_of_one_authority(project: Change, authority: Authority, tmp_path: Path) -> None:
    folder = stamped_workspace(project, authority) / "notices/ledger"
    token, root = folder / "000001.tsr", folder / "authority.pem"
    assert verified(1, token, root, "-data", str(folder / "000001.json")).authority == "CN = Example Time"
    with pytest.raises(ValueError, match="message imprint mismatch"):
        verified(1, token, root, "-data", str(folder / "000002.json"))
    stranger = make_authority(tmp_path / "stranger", name="Example Time")
    with pytest.raises(ValueError, match="certificate verify error"):
        verified(1, token, stranger.folder / "root.pem", "-data", str(folder / "000001.json"))


NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.mark.parametrize(
    ("begins", "purpose", "at", "expected"),
    [
        (-1, True, NOW, None),
        (-400, True, NOW - timedelta(days=390), None),  # its certificate has run out since: it was valid then
        (-400, True, NOW - timedelta(days=200), "certificate verify error"),  # and had by then
        (-400, True, NOW - timedelta(days=500), "certificate verify error"),  # or was not yet made
        (-1, False, NOW, "certificate verify error"),
    ],
    ids=["valid", "ran out since", "had run out", "not yet made", "not for time stamps"],
)
def test_the_certificate_has_to_be_valid_when_it_signs_and_made_for_it(
    tmp_path: Path, begins: int, purpose: bool, at: datetime, expected: str | None
) -> None:
    made = make_authority(tmp_path / "it", begins=begins, purpose=purpose)
    token, data = tmp_path / "token.tsr", tmp_path / "data"
    data.write_bytes(b"an entry")
    token.write_bytes(made.stamp(b"an entry", at))
    if expected is None:
        stamp = verified(1, token, made.folder / "root.pem", "-data", str(data))
        assert (stamp.at, stamp.authority) == (at, "CN = Example Time")
    else:
        with pytest.raises(ValueError, match=expected):
            verified(1, token, made.folder / "root.pem", "-data", str(data))


def test_an_entry_cannot_be_younger_than_its_stamp(
    project: Change, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    root = approved_workspace(project)
    (root / "notices/ledger/authority.pem").write_bytes(authority.root)
    for number in (1, 2):
        path = root / f"notices/ledger/{number:06}.json"
        path.with_suffix(".tsr").write_bytes(authority.stamp(path.read_bytes(), NOW - timedelta(hours=2)))
    capsys.readouterr()
    assert main(["ledger", "verify", "--workspace", str(root)]) == 1
    assert "000002.json: the entry says a later time than its time stamp" in capsys.readouterr().out


@pytest.mark.parametrize("change", ["entry", "token", "swapped", "other authority"])
def test_what_a_stamp_no_longer_covers_is_named(
    project: Change, authority: Authority, tmp_path: Path, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = stamped_workspace(project, authority)
    folder = root / "notices/ledger"
    if change == "entry":
        path = folder / "000002.json"
        path.write_bytes(path.read_bytes().replace(b'"version": "1.0"', b'"version": "1.1"'))
    elif change == "token":
        path = folder / "000002.tsr"
        data = path.read_bytes()
        path.write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
    elif change == "swapped":
        shutil.copy(folder / "000001.tsr", folder / "000002.tsr")
    else:
        (folder / "authority.pem").write_bytes(make_authority(tmp_path / "stranger").root)
    capsys.readouterr()
    assert main(["ledger", "verify", "--workspace", str(root)]) == 1
    assert "notices/ledger/000002.tsr: no time stamp of this entry that can be trusted" in capsys.readouterr().out
    assert not openssl_accepts(root, 2)


def test_a_whole_chain_made_anew_is_caught_by_its_time_stamps(
    project: Change, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    root = stamped_workspace(project, authority)
    for path in (root / "notices/ledger").glob("*.json"):
        path.unlink()
    tokens = {path: path.read_bytes() for path in (root / "notices/ledger").glob("*.tsr")}
    for path in tokens:
        path.unlink()
    assert main(["ledger", "record", "--workspace", str(root)]) == 3, "the authority is away"
    for path, data in tokens.items():
        path.write_bytes(data)
    capsys.readouterr()
    assert main(["check", "--workspace", str(root)]) == 0, "the chain in itself is whole"
    assert main(["ledger", "verify", "--workspace", str(root)]) == 1
    assert "000001.tsr: no time stamp of this entry that can be trusted" in capsys.readouterr().out


def test_without_the_authoritys_certificate_nothing_is_asked_and_nothing_lost(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = approved_workspace(project)
    (root / "noticepress.yml").write_text("time_stamps:\n  url: http://127.0.0.1:9/\n", encoding="utf-8")
    assert main(["ledger", "stamp", "--workspace", str(root)]) == 2
    assert "time stamps need notices/ledger/authority.pem" in capsys.readouterr().err


def test_stamps_without_the_authoritys_certificate_are_not_taken_for_verified(
    project: Change, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    root = stamped_workspace(project, authority)
    (root / "notices/ledger/authority.pem").unlink()
    capsys.readouterr()
    assert main(["ledger", "verify", "--workspace", str(root)]) == 1
    assert "there are time stamps, and no certificate to verify them by" in capsys.readouterr().out
    arguments = ["evidence", "privacy", "1.0", "--brand", "acme", "-o", str(root / "out")]
    assert main([*arguments, "--workspace", str(root)]) == 2


def test_a_stamp_needs_an_authority_that_is_named(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = approved_workspace(project)
    assert main(["ledger", "stamp", "--workspace", str(root)]) == 2
    assert "write 'time_stamps:' with its 'url:' in noticepress.yml" in capsys.readouterr().err


def test_a_mistake_in_the_settings_is_named(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = project({"noticepress.yml": "time_stamp:\n  url: https://example.org/\n"})
    assert main(["check", "--workspace", str(root)]) == 2
    assert "noticepress.yml:1:1: unknown field 'time_stamp'" in capsys.readouterr().out
