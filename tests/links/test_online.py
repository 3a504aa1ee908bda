"""The command against servers that play every awkward website."""

import json
import re
from pathlib import Path

import pytest
from conftest import Change

from links import playground as played
from links.conftest import check, entry, write_registry
from links.playground import HOSTILE, TRUTH, WORDLESS, Playground
from noticepress.bind import bind
from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.dates import today
from noticepress.document import render_document
from noticepress.links.evidence import PATH
from noticepress.links.observation import Failure, read_xml
from noticepress.source import load_notice


def slug(path: str) -> str:
    return "x-" + re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")


def registry(place: Playground, paths: list[str]) -> dict[str, str]:
    return {slug(path): entry(place.url(path), "" if path in WORDLESS else "  must: [complaint]\n") for path in paths}


def run_json(capsys: pytest.CaptureFixture[str], root: Path, place: Playground, *arguments: str) -> tuple[int, dict]:
    code = check(root, place, "--format", "json", *arguments)
    return code, json.loads(capsys.readouterr().out)


def by_name(data: dict) -> dict[str, dict]:
    return {name: link for link in data["links"] for name in link["references"]}


def test_each_case_gets_the_verdict_of_a_careful_person(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    expected = {path: verdict for verdict, paths in TRUTH.items() for path in paths.split()}
    write_registry(root, registry(servers, list(expected)))
    code, data = run_json(capsys, root, servers, "--timeout", "8")
    found = by_name(data)
    wrong = {
        path: (found[slug(path)]["verdict"], found[slug(path)]["reason"])
        for path, verdict in expected.items()
        if found[slug(path)]["verdict"] != {"transient": "ok"}.get(verdict, verdict)
    }
    assert not wrong
    failing = {verdict for path, verdict in expected.items() if found[slug(path)]["fails"]}
    assert failing == {"blocked", "outage", "content", "fragment"}
    assert code == 1
    assert found["x-r301"]["replacement"] == servers.url("/complaint")
    assert found["x-fragredir-good"]["replacement"] == servers.url("/frag#good")
    assert found["x-chain1"]["replacement"] == servers.url("/chain2")  # as far as it is permanent
    # One round and two retries at most, of what may pass; everything else is asked once.
    assert max(servers.hits[path] for path in ("/n500", "/hang", "/r429", "/reset")) == 3
    assert servers.hits["/n404"] == 2  # itself, and the goal of /to404
    assert servers.hits["/n403"] == servers.hits["/soft404"] == 1
    assert not any(path.endswith("robots.txt") for path in servers.hits)
    (agent,) = servers.agents
    assert agent.startswith("noticepress/")
    assert "Mozilla" not in agent


def test_what_is_hostile_is_bounded_and_refused(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    expected = {path: verdict for verdict, paths in HOSTILE.items() for path in paths.split()}
    write_registry(root, registry(servers, [*expected, "/bomb"]))
    code, data = run_json(capsys, root, servers, "--timeout", "12", "--retries", "0")
    found = by_name(data)
    assert {path: found[slug(path)]["verdict"] for path in expected} == expected
    assert found["x-bomb"]["verdict"] == "ok"
    assert code == 1
    assert servers.hits["/x"] == 0


def test_a_redirect_to_this_machine_is_refused_where_only_another_address_is_allowed(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    start = servers.url("/to-here").replace("127.0.0.1", "127.0.0.2")
    by_host = servers.url("/to-name").replace("127.0.0.1", "127.0.0.2")
    write_registry(root, {"a": entry(start), "b": entry(by_host), "c": entry(servers.url("/complaint"))})
    code, data = run_json(capsys, root, servers, "--allow-loopback", "127.0.0.2/32")
    found = by_name(data)
    assert [found[name]["verdict"] for name in "abc"] == ["refused"] * 3
    assert "127.0.0.1 is no public address" in found["a"]["reason"]
    assert code == 1
    assert servers.hits == {"/to-here": 1, "/to-name": 1}


def test_without_the_flag_no_address_of_this_machine_is_asked(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    tls = f"https://localhost:{servers.ports['tls-valid']}/complaint"
    write_registry(root, {"a": entry(servers.url("/complaint")), "b": entry(tls)})
    assert main(["links", "--workspace", str(root), "--format", "json", "--only", "a", "--only", "b"]) == 1
    found = by_name(json.loads(capsys.readouterr().out))
    assert found["a"]["verdict"] == found["b"]["verdict"] == "refused"
    assert not servers.hits


def test_a_host_that_asks_for_a_long_pause_is_left_alone(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(played.FIXED, "/r429", (429, {"Retry-After": "3600"}, "slow down"))
    root = project()
    write_registry(root, {"a": entry(servers.url("/r429"))})
    code, data = run_json(capsys, root, servers)
    assert by_name(data)["a"]["verdict"] == "blocked"
    assert code == 1
    assert servers.hits["/r429"] == 1


def test_an_address_is_asked_once_however_many_use_it(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    url = servers.url("/frag")
    names = {f"n{number}": entry(f"{url}#good") for number in range(20)}
    write_registry(root, names | {"old": entry(f"{url}#old"), "gone": entry(f"{url}#gone")})
    _, data = run_json(capsys, root, servers)
    found = by_name(data)
    assert servers.hits["/frag"] == 1
    assert found["n0"]["references"] == sorted(names, key=lambda name: int(name[1:]))
    assert [found[name]["verdict"] for name in ("n19", "old", "gone")] == ["ok", "ok", "fragment"]


def test_the_last_good_day_or_a_persons_look_lets_a_silent_site_pass_and_not_for_ever(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    looks = {"new": "2999-01-01", "old": "2020-01-01"}
    url = servers.url("/n403")
    for day, passes in ((None, False), (looks["old"], False), ("today", True), (looks["new"], False)):
        shown = today().isoformat() if day == "today" else day
        verified = f"  verified: {{on: {shown}, by: 'Ann Editor'}}\n" if day else "  verified:\n"
        write_registry(root, {"a": entry(url, verified)})
        code, data = run_json(capsys, root, servers, "--only", "a")
        link = by_name(data)["a"]
        assert (link["verdict"], link["fails"], code) == ("blocked", not passes, int(not passes)), day


def test_broken_fails_at_once_only_when_asked_to_be_strict(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    write_registry(root, {"a": entry(servers.url("/n404"))})
    assert run_json(capsys, root, servers, "--only", "a")[0] == 0
    assert run_json(capsys, root, servers, "--only", "a")[0] == 0, "two runs within the hour are one"
    assert run_json(capsys, root, servers, "--only", "a", "--strict")[0] == 1
    path = root / PATH
    evidence = json.loads(path.read_text(encoding="utf-8"))
    (period,) = evidence["addresses"][servers.url("/n404")]["history"]
    assert (period["verdict"], period["runs"], period["status"]) == ("broken", 3, 404)
    text = re.sub(r'"first": "[^"]*"', '"first": "2020-01-01T00:00:00Z"', path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    code, data = run_json(capsys, root, servers, "--only", "a")
    assert code == 1
    assert re.search(r"broken for \d+ days; never seen good", by_name(data)["a"]["note"])


def test_fix_changes_one_line_of_the_registry_and_every_brands_notice_follows(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    path = root / "notices/references.yml"
    before = path.read_text(encoding="utf-8").replace(
        "url: https://regulator.example/complain/", f"url: '{servers.url('/r301')}'  # as of old"
    )
    path.write_text(before, encoding="utf-8")
    assert check(root, servers, "--only", "regulator", "--fix") == 0
    out = capsys.readouterr().out
    after = path.read_text(encoding="utf-8")
    assert "fixed notices/references.yml:3 (regulator)" in out
    changed = [(old, new) for old, new in zip(before.split("\n"), after.split("\n"), strict=True) if old != new]
    assert changed == [
        (f"  url: '{servers.url('/r301')}'  # as of old", f"  url: '{servers.url('/complaint')}'  # as of old")
    ]
    workspace = load_workspace(root)
    notice = load_notice(root / "notices/privacy/notice.md", root, "privacy")
    for brand in workspace.brands:
        html = render_document(bind(notice, brand), workspace.references).html
        assert f'href="{servers.url("/complaint")}"' in html
    assert check(root, servers, "--only", "regulator", "--fix") == 0
    assert path.read_text(encoding="utf-8") == after


def test_every_page_brand_line_and_pdf_that_uses_a_broken_address_is_named(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    path = root / "notices/references.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("https://regulator.example/complain/", servers.url("/n404")), encoding="utf-8")
    assert main(["build", "--draft", "--workspace", str(root)]) == 0
    capsys.readouterr()
    code, data = run_json(capsys, root, servers, "--only", "regulator", "--strict")
    assert code == 1
    link = by_name(data)["regulator"]
    uses = {(use["kind"], use["brand"], use["path"]) for use in link["uses"]}
    assert ("source", "", "notices/privacy/notice.md") in uses
    for brand in ("acme", "bolt", "cog"):
        assert ("page", brand, "privacy/draft/index.html") in uses
        assert ("pdf", brand, "privacy/privacy-notice-draft.pdf") in uses
    (line,) = {use["line"] for use in link["uses"] if use["kind"] == "source"}
    source = (root / "notices/privacy/notice.md").read_text(encoding="utf-8").split("\n")
    assert "[regulator]" in source[line - 1]
    assert check(root, servers, "--only", "regulator", "--strict", "--format", "github") == 1
    shown = capsys.readouterr().out
    assert shown.startswith("::error file=notices/references.yml,line=3,col=8,title=LINK-DEAD::")
    assert "privacy/privacy-notice-draft.pdf" in shown
    assert check(root, servers, "--only", "regulator", "--strict", "--issues", str(root / "issues")) == 1
    issue = (root / "issues/regulator.md").read_text(encoding="utf-8").split("\n")
    assert issue[:2] == ["Broken link: regulator", ""]
    assert any("cog: privacy/draft/index.html" in row for row in issue)


@pytest.mark.parametrize("form", ["table", "markdown", "junit", "sarif", "github"])
def test_no_form_of_the_report_hides_that_nobody_has_looked(
    form: str, project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    write_registry(root, {"a": entry(servers.url("/complaint"))})
    assert check(root, servers, "--only", "a", "--format", form) == 0
    out = capsys.readouterr().out.lower()
    assert "nobody has checked" in out or "not yet checked by a person" in out


def test_a_run_ends_in_time_whatever_the_other_side_does(
    project: Change, servers: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    write_registry(root, {"a": entry(servers.url("/hang"))})
    code, data = run_json(capsys, root, servers, "--only", "a", "--timeout", "500", "--deadline", "4")
    link = by_name(data)["a"]
    assert (link["verdict"], code) == ("outage", 1)
    assert "the run ended after" in link["reason"]
    servers.wait_until_left()


def test_output_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    whole = "<linkchecker><urldata><url>a</url><valid result='VisitFailed: reset: gone'>0</valid></urldata>"
    found = read_xml(f"<?xml version='1.0'?>{whole}<urldata><url>b</url><val")
    assert found["a"].failure == Failure("reset", "gone")
    assert set(found) == {"a"}
