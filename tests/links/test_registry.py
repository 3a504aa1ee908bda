"""The registry: what it asks of a page, what a moved page changes in it, and what a change touched."""

import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import BASE, REPOSITORY, Change

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.config.references import load_references
from noticepress.errors import ConfigError, UsageError
from noticepress.links.changed import changed_references
from noticepress.links.documents import REGISTRY
from noticepress.links.evidence import updated
from noticepress.links.observation import Observation
from noticepress.links.online import Result
from noticepress.links.patch import apply_patches, patches
from noticepress.links.standing import Standing
from noticepress.links.targets import find_targets, names_used
from noticepress.links.verdict import Judgement
from noticepress.model import Verification

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_every_field_is_read(project: Change) -> None:
    text = """a:
  title: A
  url: https://a.example/
  must: [complaint, 'personal information']
  must_not: [fee]
  owner: legal
  verified: {on: 2026-11-20, by: "Ann Editor, Head of Legal"}
  max_age_days: 30
  allow_temporary_redirect: true
  note: It moves each spring.
"""
    root = project({"notices/references.yml": text})
    found = load_references(root / REGISTRY, root)["a"]
    assert (found.must, found.must_not) == (("complaint", "personal information"), ("fee",))
    assert found.verified == Verification(date(2026, 11, 20), "Ann Editor, Head of Legal")
    assert (found.owner, found.max_age_days, found.allow_temporary_redirect) == ("legal", 30, True)
    assert (found.note, found.place) == ("It moves each spring.", (3, 8))


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("max_age_days: 0", "4:17"), ("max_age_days: soon", "4:17"), ("verified: yesterday", "4:13"),
        ("verified: {on: 2026-11-20}", "4:13"), ("must: complaint", "4:9"),
        ("allow_temporary_redirect: perhaps", "4:29"),
        ("owners: legal", "4:3"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_place(line: str, place: str, project: Change) -> None:
    root = project({"notices/references.yml": f"a:\n  title: A\n  url: https://a.example/\n  {line}\n"})
    with pytest.raises(ConfigError, match=f"references.yml:{place}:"):
        load_references(root / REGISTRY, root)


def test_the_registry_of_this_workspace_says_that_nobody_has_looked(capsys: pytest.CaptureFixture[str]) -> None:
    references = load_workspace(REPOSITORY).references
    assert {"ico-complaint", "ico-contact", "aboutcookies", "allaboutcookies", "website"} <= set(references)
    assert references["ico-complaint"].must == ("complaint", "personal information")
    assert all(reference.verified is None for reference in references.values())
    assert main(["links", "--offline", "--workspace", str(REPOSITORY), "--format", "github"]) == 0
    out = capsys.readouterr().out
    for reference in references.values():
        if reference.url:
            assert f"{reference.name}: nobody has checked {reference.url} yet" in out


def moved(root: Path, old: str, new: str) -> list[Result]:
    workspace = load_workspace(root)
    (target,) = (target for target in find_targets(workspace, {}, {}) if target.address == old)
    judgement = Judgement("moved", "it moved", new)
    entry = updated(None, judgement, 200, new, None, NOW)
    return [Result(target, judgement, Observation(old), entry, Standing(fails=False, severity="warning"))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n  title: A\n  url: https://a.example/\n", "a:\n  title: A\n  url: https://b.example/#c\n"),
        ("a:\n  title: A\n  url: 'https://a.example/' # x\n", "a:\n  title: A\n  url: 'https://b.example/#c' # x\n"),
        ('# top\na: {title: A, url: "https://a.example/"}\n', '# top\na: {title: A, url: "https://b.example/#c"}\n'),
        ("a: {url: https://a.example/, title: https://a.example/}\n", "a: {url: https://b.example/#c, title: https://a.example/}\n"),
        ("a:\r\n  url: https://a.example/\r\n  title: A\r\n", "a:\r\n  url: https://b.example/#c\r\n  title: A\r\n"),
        ("\ufeffa:\n  url:   https://a.example/\n  title: A", "\ufeffa:\n  url:   https://b.example/#c\n  title: A"),
    ],
)  # fmt: skip
def test_a_patch_changes_the_address_and_no_other_byte(before: str, after: str, tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(BASE, root)
    notice = root / "notices/privacy/notice.md"
    notice.write_text("---\ntitle: Privacy notice\n---\n\n## A {#a}\n\nSee [the page][a].\n", encoding="utf-8")
    (root / REGISTRY).write_text(before, encoding="utf-8", newline="")
    found = patches(root, moved(root, "https://a.example/", "https://b.example/#c"))
    assert len(found) == 1
    apply_patches(root, found)
    assert (root / REGISTRY).read_bytes().decode() == after


def test_what_a_server_sends_as_an_address_cannot_break_the_registry(project: Change) -> None:
    root = project(
        {"notices/references.yml": "a: {title: A, url: 'https://a.example/'}\nb: {title: B, url: https://b.example/}\n"}
    )
    nasty = "https://x.example/'}, evil: [\"x"
    apply_patches(
        root, patches(root, [*moved(root, "https://a.example/", nasty), *moved(root, "https://b.example/", nasty)])
    )
    found = load_references(root / REGISTRY, root)
    assert list(found) == ["a", "b"]
    assert found["a"].title == "A"


def test_a_reference_by_name_is_found_at_its_line_and_not_in_a_note() -> None:
    text = "See [the page][a-b],\n<!-- [x][a-b] -->\n[A-B] and\n[words\nover lines][a-b].\n[other]\n"
    assert list(names_used(text, ["a-b"])) == [("a-b", 1), ("a-b", 3), ("a-b", 4)]


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


def test_only_what_a_change_touched_is_checked(project: Change) -> None:
    root = project()
    registry, notice = root / REGISTRY, root / "notices/privacy/notice.md"
    registry.write_text(
        registry.read_text(encoding="utf-8") + "new:\n  title: N\n  url: https://n.example/\n", encoding="utf-8"
    )
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "x")
    assert changed_references(load_workspace(root), "HEAD") == frozenset()
    registry.write_text("# a note\n" + registry.read_text(encoding="utf-8"), encoding="utf-8")
    assert changed_references(load_workspace(root), "HEAD") == frozenset()
    text = registry.read_text(encoding="utf-8")
    registry.write_text(text.replace("regulator.example/complain/", "regulator.example/new/"), encoding="utf-8")
    assert changed_references(load_workspace(root), "HEAD") == {"regulator"}
    notice.write_text(notice.read_text(encoding="utf-8") + "\n[New][new].\n", encoding="utf-8")
    assert changed_references(load_workspace(root), "HEAD") == {"regulator", "new"}
    brand = root / "brands/acme.yml"
    brand.write_text(brand.read_text(encoding="utf-8") + "# x\n", encoding="utf-8")
    assert changed_references(load_workspace(root), "HEAD") == {"regulator", "new", "contact-form"}
    for revision in ("nothing", "--output=x", ""):
        with pytest.raises(UsageError, match="git knows no revision"):
            changed_references(load_workspace(root), revision)


def test_a_mistyped_reference_and_a_network_that_is_not_here_are_wrong_use(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    assert main(["links", "--workspace", str(root), "--only", "regulatr"]) == 2
    assert "did you mean 'regulator'?" in capsys.readouterr().err
    assert main(["links", "--workspace", str(root), "--allow-loopback", "10.0.0.0/8"]) == 2
    assert "is not this machine" in capsys.readouterr().err
