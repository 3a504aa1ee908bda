"""``plan`` and ``publish`` on whole workspaces: what goes out, what is refused, and what is said."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
from conftest import BASE, REPOSITORY, Change

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.ledger import Entry, check_ledger, read_ledger
from noticepress.publish.manifest import ManifestFile, read_manifest
from noticepress.publish.recorded import is_that_of, known_facts
from noticepress.release import approve
from noticepress.targets import MANIFEST

DAY = "2026-02-01"
#: It remembers the entry of its own publish, which no plan can know.
HEAD = ".well-known/privacy-notices.json"
APPROVED = datetime(2026, 1, 10, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def do(root: Path, *arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--workspace", str(root)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return do


def release(run: Run, root: Path, version: str, *, effective: str, approved: bool = True) -> None:
    source = root / "notices/privacy/notice.md"
    source.write_text(source.read_text(encoding="utf-8") + f"\nAs of edition {version}.\n", encoding="utf-8")
    given = ["--effective", effective, "--recorded", "2026-01-01", "--summary", f"Edition {version}, secret plans.",
             "--declared-by", "Ann Editor", "--accept-findings", "a test"]  # fmt: skip
    kind = [] if version == "1.0" else ["--class", "material"]
    code, _, said = run(root, "release", "privacy", version, *given, *kind)
    assert code == 0, said
    if approved:
        approve(load_workspace(root), "privacy", version, "Ann Editor", at=APPROVED)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "x")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one approved release, made once: typesetting takes longest."""
    root = tmp_path_factory.mktemp("template") / "workspace"
    shutil.copytree(BASE, root)
    (root / ".gitignore").write_text("published/\nwww/\n", encoding="utf-8")
    git(root, "init", "--quiet")
    release(lambda at, *given: (main([*given, "--workspace", str(at)]), "", ""), root, "1.0", effective="2026-01-15")
    commit(root)
    return root


@pytest.fixture
def workspace(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "workspace")


def with_target(root: Path, brand: str, yaml: str) -> None:
    path = root / f"brands/{brand}.yml"
    path.write_text(path.read_text(encoding="utf-8") + "targets:\n" + yaml, encoding="utf-8")
    commit(root)


def site(root: Path, brand: str) -> dict[str, bytes]:
    folder = root / "published" / brand
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_plan_touches_nothing_and_a_publish_does_what_it_says(workspace: Path, run: Run, tmp_path: Path) -> None:
    code, out, _ = run(workspace, "plan", "--as-at", DAY, "--out", str(tmp_path / "plan.json"))
    assert code == 0
    assert "acme to local (published/acme)" in out
    assert "  add    privacy/1.0/notice.html" in out
    assert "a version that was not there" in out
    assert not (workspace / "published").exists()
    code, out, _ = run(workspace, "publish", "--as-at", DAY, "--plan", str(tmp_path / "plan.json"))
    assert code == 0, out
    saved = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    jsonschema.validate(saved, json.loads((REPOSITORY / "schemas/plan.schema.json").read_text(encoding="utf-8")))
    for plan in saved["plans"]:
        files = site(workspace, plan["brand"])
        assert {step["path"] for step in plan["steps"]} < set(files)
        manifest = ManifestFile.model_validate_json(files[MANIFEST])
        planned = {step["path"]: step["sha256"] for step in plan["steps"]}
        assert {path: file.sha256 for path, file in manifest.files.items() if path != HEAD} == {
            path: digest for path, digest in planned.items() if path != HEAD
        }
        assert manifest.commit == git(workspace, "rev-parse", "HEAD").strip()


def test_published_again_nothing_is_touched(workspace: Path, run: Run) -> None:
    assert run(workspace, "publish", "--as-at", DAY)[0] == 0
    before = {path: path.stat().st_mtime_ns for path in (workspace / "published").rglob("*")}
    code, out, _ = run(workspace, "publish", "--as-at", DAY)
    assert (code, out.count("nothing to change")) == (0, 3)
    assert {path: path.stat().st_mtime_ns for path in (workspace / "published").rglob("*")} == before


def test_what_nobody_approved_is_nowhere(workspace: Path, run: Run, tmp_path: Path) -> None:
    assert run(workspace, "publish", "--as-at", DAY)[0] == 0
    before = site(workspace, "acme")
    release(run, workspace, "1.1", effective="2026-03-01", approved=False)
    commit(workspace)
    assert run(workspace, "publish", "--as-at", DAY)[0] == 0
    after = site(workspace, "acme")
    # The ledger has an entry more, and each site remembers its last one.
    changed = {path for path in after if after[path] != before.get(path) and not path.startswith("noticepress-lock")}
    assert changed == {".well-known/privacy-notices.json", MANIFEST}
    assert not any(b"Edition 1.1, secret plans" in data for data in after.values())
    assert not any("1.1" in path for path in after)
    # The site for those who decide has it; given to publish, it is refused.
    assert run(workspace, "build", "--as-at", DAY, "--out", str(tmp_path / "all"))[0] == 0
    code, _, err = run(workspace, "publish", "--site", str(tmp_path / "all"))
    assert code == 1
    assert "privacy/1.1/notice.html is of version 1.1, which nobody has approved" in err
    assert run(workspace, "build", "--published", "--as-at", DAY, "--out", str(tmp_path / "some"))[0] == 0
    assert run(workspace, "publish", "--site", str(tmp_path / "some"))[0] == 0


def test_a_version_whose_day_has_come_is_published_by_itself(workspace: Path, run: Run) -> None:
    release(run, workspace, "1.1", effective="2026-03-01")
    commit(workspace)
    assert run(workspace, "publish", "--as-at", DAY)[0] == 0
    assert b"edition 1.1" not in site(workspace, "bolt")["privacy/index.html"]
    code, out, _ = run(workspace, "plan", "bolt", "--as-at", "2026-03-01")
    assert (code, "change privacy/index.html" in out) == (0, True)
    assert run(workspace, "publish", "--as-at", "2026-03-01")[0] == 0
    assert b"edition 1.1" in site(workspace, "bolt")["privacy/index.html"]


def test_a_brand_of_which_nothing_is_approved_is_left_out(project: Change, run: Run) -> None:
    root = project()
    git(root, "init", "--quiet")
    release(run, root, "1.0", effective="2026-01-15", approved=False)
    commit(root)
    code, out, _ = run(root, "publish", "--as-at", DAY)
    assert (code, out.count("nothing of it is approved")) == (0, 3)
    assert not (root / "published").exists()


@pytest.mark.parametrize("path", ["notices/privacy/notice.md", "brands/new.yml", "templates/style.css"])
def test_a_tree_that_is_not_committed_is_refused(path: str, workspace: Path, run: Run) -> None:
    (workspace / path).parent.mkdir(exist_ok=True)
    if path.startswith("brands"):
        (workspace / path).write_text("name: New\nparent: acme\n", encoding="utf-8")
    elif path.startswith("notices"):
        with (workspace / path).open("a", encoding="utf-8") as file:
            file.write("\nMore words.\n")
    else:
        (workspace / path).write_text("", encoding="utf-8")
        (workspace / path).parent.rename(workspace / "kept")
        (workspace / "templates").mkdir()
        for part in (REPOSITORY / "templates").iterdir():
            (workspace / "templates" / part.name).symlink_to(part)
    code, _, err = run(workspace, "publish", "--as-at", DAY)
    assert code == 1
    assert "committed" in err or "differs from the commit" in err
    assert not (workspace / "published").exists()


def test_without_a_commit_only_the_local_folder_is_published(project: Change, run: Run) -> None:
    root = project()
    release(run, root, "1.0", effective="2026-01-15")
    assert run(root, "publish", "acme", "--as-at", DAY)[0] == 0
    path = root / "brands/bolt.yml"
    path.write_text(path.read_text(encoding="utf-8") + "targets:\n  - {kind: folder, address: www}\n", encoding="utf-8")
    code, _, err = run(root, "publish", "bolt", "--as-at", DAY)
    assert (code, "no commit holds what would be published" in err) == (1, True)


def test_more_deletions_than_allowed_are_refused_and_never_skipped(workspace: Path, run: Run) -> None:
    with_target(workspace, "acme", "  - {kind: folder, address: published/acme, max_deletes: 0}\n")
    release(run, workspace, "1.1", effective="2026-03-01")
    commit(workspace)
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    before = site(workspace, "acme")
    release(run, workspace, "1.2", effective="2026-03-02")
    commit(workspace)
    manifest = json.loads(before[MANIFEST])
    manifest["files"]["gone/index.html"] = manifest["files"]["index.html"]
    (workspace / "published/acme" / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    code, _, err = run(workspace, "publish", "acme", "--as-at", "2026-03-01")
    assert code == 1
    assert "1 files would be deleted and 'max_deletes' allows 0: gone/index.html" in err
    assert {**site(workspace, "acme"), MANIFEST: b""} == {**before, MANIFEST: b""}


def test_a_published_version_never_changes_and_never_goes(workspace: Path, run: Run) -> None:
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    path = workspace / "published/acme" / MANIFEST
    whole = json.loads(path.read_text(encoding="utf-8"))
    changed = json.loads(json.dumps(whole))
    changed["files"]["privacy/1.0/notice.html"]["sha256"] = "0" * 64
    path.write_text(json.dumps(changed), encoding="utf-8")
    code, _, err = run(workspace, "publish", "acme", "--as-at", DAY)
    assert (code, "privacy/1.0/notice.html was published with other bytes" in err) == (1, True)
    whole["files"]["privacy/0.9/notice.html"] = whole["files"]["privacy/1.0/notice.html"]
    path.write_text(json.dumps(whole), encoding="utf-8")
    code, _, err = run(workspace, "plan", "acme", "--as-at", DAY)
    assert (code, "privacy/0.9/notice.html was published and would be deleted" in err) == (1, True)


def test_a_site_whose_frozen_text_was_touched_is_refused(workspace: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert run(workspace, "build", "--published", "--as-at", DAY, "--out", str(out))[0] == 0
    body = out / "acme/privacy/1.0/notice.html"
    body.write_bytes(body.read_bytes().replace(b"edition", b"edit1on"))
    (out / "bolt/privacy/privacy-notice-1.0.pdf").unlink()
    code, _, err = run(workspace, "publish", "--site", str(out))
    assert code == 1
    assert "privacy/1.0/notice.html is not what was released" in err
    assert "privacy/privacy-notice-1.0.pdf is missing from the built site" in err
    assert not (workspace / "published").exists()


def test_below_an_existing_website_nothing_of_it_is_touched(workspace: Path, run: Run) -> None:
    www = workspace / "www"
    for name in ("index.html", "legal/terms.html", "legal/privacy/old.html"):
        (www / name).parent.mkdir(parents=True, exist_ok=True)
        (www / name).write_text("theirs", encoding="utf-8")
    with_target(
        workspace, "acme", "  - {kind: folder, address: www, path: /legal/, url: 'https://acme.example/legal/'}\n"
    )
    code, out, _ = run(workspace, "publish", "acme", "--as-at", DAY)
    assert (code, "https://acme.example/legal/" in out) == (0, True)
    assert (www / "index.html").read_text(encoding="utf-8") == "theirs"
    assert (www / "legal/terms.html").read_text(encoding="utf-8") == "theirs"
    assert (www / "legal/privacy/old.html").read_text(encoding="utf-8") == "theirs"
    assert (www / "legal/privacy/1.0/notice.html").is_file()


@pytest.mark.parametrize("way", ["a file", "a folder", "a file for a folder"])
def test_a_foreign_file_in_the_way_is_named_and_never_overwritten(way: str, workspace: Path, run: Run) -> None:
    folder = workspace / "published/acme"
    folder.mkdir(parents=True)
    named = {"a file": "index.html", "a folder": "index.html/", "a file for a folder": "privacy"}[way]
    if named.endswith("/"):
        (folder / named).mkdir()
    else:
        (folder / named).write_text("theirs", encoding="utf-8")
    for command in ("plan", "publish"):
        code, _, err = run(workspace, command, "acme", "--as-at", DAY)
        assert code == 1
        assert f"{named} stands" in err
    assert [path.name for path in folder.iterdir()] == [named.rstrip("/")]


def test_a_lost_manifest_is_made_again_by_adopting_what_is_the_same(workspace: Path, run: Run) -> None:
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    (workspace / "published/acme" / MANIFEST).unlink()
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 1
    code, _, err = run(workspace, "publish", "acme", "--as-at", DAY, "--adopt")
    assert code == 0, err
    (workspace / "published/acme" / MANIFEST).unlink()
    (workspace / "published/acme/index.html").write_text("theirs", encoding="utf-8")
    code, _, err = run(workspace, "publish", "acme", "--as-at", DAY, "--adopt")
    assert (code, "index.html stands there, is not ours" in err) == (1, True)


def test_a_target_that_moved_since_the_plan_asks_for_another(workspace: Path, run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    assert run(workspace, "plan", "acme", "--as-at", DAY, "--out", str(plan))[0] == 0
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    code, _, err = run(workspace, "publish", "--as-at", DAY, "--plan", str(plan))
    assert (code, "it has changed since the plan was made; nothing was touched\n  hint: plan again" in err) == (3, True)


def test_another_site_than_the_planned_one_is_not_published(workspace: Path, run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    release(run, workspace, "1.1", effective="2026-03-01")
    commit(workspace)
    assert run(workspace, "plan", "acme", "--as-at", DAY, "--out", str(plan))[0] == 0
    code, _, err = run(workspace, "publish", "--as-at", "2026-03-05", "--plan", str(plan))
    assert (code, "is not the one that was planned" in err) == (3, True)
    assert not (workspace / "published").exists()


def test_what_is_no_plan_is_said_to_be_none(workspace: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    code, _, err = run(workspace, "publish", "--plan", str(tmp_path / "plan.json"))
    assert (code, "this is no saved plan" in err) == (2, True)


def test_what_was_altered_on_the_target_is_put_right(workspace: Path, run: Run) -> None:
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    whole = site(workspace, "acme")
    folder = workspace / "published/acme"
    (folder / "privacy/1.0/notice.html").write_bytes(b"tampered")
    (folder / "privacy/index.html").unlink()
    assert "nothing to change" in run(workspace, "plan", "acme", "--as-at", DAY)[1]
    code, out, _ = run(workspace, "plan", "acme", "--as-at", DAY, "--thorough")
    assert code == 0
    assert "change privacy/1.0/notice.html  it was altered there" in out
    assert "add    privacy/index.html       it is missing there" in out
    assert run(workspace, "publish", "acme", "--as-at", DAY, "--thorough")[0] == 0
    own = {HEAD, MANIFEST}
    assert {p: d for p, d in site(workspace, "acme").items() if "lock" not in p and p not in own} == {
        p: d for p, d in whole.items() if "lock" not in p and p not in own
    }


def entries(root: Path) -> list[Entry]:
    return [entry for entry in read_ledger(root).entries if entry.action in {"published", "rolled-back"}]


def test_what_is_published_is_recorded_and_the_site_remembers_its_own_entry(workspace: Path, run: Run) -> None:
    code, out, _ = run(workspace, "publish", "acme", "--as-at", DAY)
    assert code == 0
    (entry,) = entries(workspace)
    assert f"entry {entry.number}: acme published to local: privacy 1.0" in out
    assert (entry.brand, entry.notice, entry.version, entry.url) == ("acme", "privacy", "1.0", None)
    assert entry.commit == git(workspace, "rev-parse", "HEAD").strip()
    files = site(workspace, "acme")
    ledger = read_ledger(workspace)
    assert json.loads(files[HEAD])["ledger"] == {"entries": entry.number, "sha256": ledger.head}
    # The manifest is not the one that was recorded, and is known to be it but for what the site remembers.
    manifest = read_manifest(files[MANIFEST], "acme")
    assert is_that_of(entry, manifest, files[HEAD], ledger)
    other = replace(manifest.files["index.html"], sha256="0" * 64)
    assert not is_that_of(entry, replace(manifest, files={**manifest.files, "index.html": other}), files[HEAD], ledger)
    assert not [finding for finding in check_ledger(workspace) if finding.blocks]


def test_a_publish_that_the_ledger_did_not_hear_of_is_recorded_by_the_next(workspace: Path, run: Run) -> None:
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    (entry,) = entries(workspace)
    (workspace / f"notices/ledger/{entry.number:06}.json").unlink()
    code, out, _ = run(workspace, "publish", "acme", "--as-at", DAY)
    assert (code, len(entries(workspace))) == (0, 1), out
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    assert len(entries(workspace)) == 1


def test_what_only_the_site_remembers_is_no_event(workspace: Path, run: Run) -> None:
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    release(run, workspace, "1.1", effective="2026-03-01", approved=False)
    commit(workspace)
    code, out, _ = run(workspace, "publish", "acme", "--as-at", DAY)
    assert (code, "0 added, 1 changed" in out, len(entries(workspace))) == (0, True, 1)


def test_a_site_of_another_day_is_recorded_as_what_it_shows(workspace: Path, run: Run, tmp_path: Path) -> None:
    release(run, workspace, "1.1", effective="2026-03-01")
    commit(workspace)
    out = tmp_path / "site"
    assert run(workspace, "build", "acme", "--published", "--as-at", DAY, "--out", str(out))[0] == 0
    assert run(workspace, "publish", "acme", "--site", str(out))[0] == 0
    assert [entry.version for entry in entries(workspace)] == ["1.0"]


def test_an_entry_that_was_changed_is_no_new_one(workspace: Path, run: Run) -> None:
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    assert run(workspace, "plan", "acme", "--as-at", DAY)[0] == 0
    (workspace / "notices/ledger/000001.json").write_text("{}", encoding="utf-8")
    code, _, err = run(workspace, "publish", "acme", "--as-at", DAY)
    assert (code, "000001.json" in err) == (1, True)


def test_a_version_that_the_ledger_saw_published_never_goes(workspace: Path, run: Run, tmp_path: Path) -> None:
    assert run(workspace, "publish", "acme", "--as-at", DAY)[0] == 0
    # Nothing on the target says so any more: the ledger does.
    shutil.rmtree(workspace / "published")
    found = known_facts(load_workspace(workspace), load_workspace(workspace).brands)
    body = (workspace / "notices/privacy/releases/1.0/acme.html").read_bytes()
    assert found["local (published/acme)"].published["privacy/1.0/notice.html"] == sha256(body).hexdigest()
    assert found["local (published/bolt)"].published == {}


def test_two_brands_cannot_fill_the_same_place(workspace: Path, run: Run) -> None:
    for brand in ("acme", "bolt"):
        with_target(workspace, brand, "  - {kind: folder, address: www}\n")
    code, _, err = run(workspace, "publish", "--as-at", DAY)
    assert (code, "is also a target of acme" in err) == (1, True)


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("kind: sftp, address: 'sftp://deploy@www.example/'", "no host is trusted unseen"),
        ("kind: sftp, address: 'sftp://deploy:hunter22@www.example/'", "no password or token belongs in an address"),
        ("kind: ftps, address: 'ftp://u@www.example/'", "should start with ftps://"),
        ("kind: s3, address: 's3://bucket', password_env: X", "of the kind 's3' has no 'password_env'"),
        ("kind: folder, address: www, path: legal", "it should start and end with a slash"),
        ("kind: folder, address: www, path: /legal/, url: 'https://a.example/x/'", "should end with the path /legal/"),
        ("kind: folder, address: www, layout: releases, path: /legal/", "cannot share a folder"),
        ("kind: folder, address: www, max_deletes: many", "valid integer"),
        ("kind: carrier-pigeon, address: www", "'folder', 'sftp'"),
        ("kind: folder, adress: www", "did you mean 'address'"),
        ("kind: ftps, address: 'ftps://u@www.example/', password_env: 'hunter 22'", "never the secret itself"),
    ],
)
def test_a_target_that_cannot_be_is_said_at_its_line(yaml: str, said: str, workspace: Path, run: Run) -> None:
    with_target(workspace, "acme", f"  - {{{yaml}}}\n")
    code, _, err = run(workspace, "plan", "--as-at", DAY)
    assert code == 2
    assert said in err
    assert "brands/acme.yml:12:" in err
    assert "hunter" not in err


@pytest.mark.parametrize(
    ("yaml", "line", "hint"),
    [
        ("  - {kind: folder, address: a}\n  - {kind: folder, address: b}\n", 1, "give it a 'name': without one"),
        (
            "  - {kind: folder, address: a, name: web}\n  - kind: folder\n    address: b\n    name: web\n",
            3,
            "of its own",
        ),
        (
            "  - {kind: folder, address: a, name: git}\n  - {kind: git, address: b.git}\n",
            1,
            "give it a 'name': without",
        ),
    ],
)
def test_two_targets_of_a_brand_have_two_names(workspace: Path, run: Run, yaml: str, line: int, hint: str) -> None:
    """The ledger knows a brand's targets by their names alone."""
    before = len((workspace / "brands/acme.yml").read_text(encoding="utf-8").splitlines())
    with_target(workspace, "acme", yaml)
    for command in ("check", "plan", "publish"):
        code, out, err = run(workspace, command)
        assert (code, f"brands/acme.yml:{before + 2 + line}:" in out + err) == (2, True), out + err
        assert "is already the name of target 1" in out + err
        assert hint in out + err


def test_two_targets_of_a_brand_are_published_and_recorded_apart(workspace: Path, run: Run) -> None:
    with_target(
        workspace, "acme", "  - {kind: folder, address: www/a}\n  - {kind: folder, address: www/b, name: copy}\n"
    )
    code, out, err = run(workspace, "publish", "acme", "--as-at", DAY)
    assert (code, "published to folder" in out, "published to copy" in out) == (0, True, True), err
    assert (workspace / "www/a/index.html").read_bytes() == (workspace / "www/b/index.html").read_bytes()


def test_the_example_of_targets_is_one_that_is_read(workspace: Path) -> None:
    text = (REPOSITORY / "docs/targets.md").read_text(encoding="utf-8")
    with_target(workspace, "acme", text.partition("```yaml\ntargets:\n")[2].partition("```")[0])
    targets = load_workspace(workspace).brand("acme").targets
    assert [target.kind for target in targets] == ["folder", "sftp", "ftps", "s3", "git"]
    assert len({target.name for target in targets}) == 5
