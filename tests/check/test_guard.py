"""The brand and version rules on whole workspaces, as check, build and release see them."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import REPOSITORY, Change
from pypdf import PdfReader, PdfWriter

from noticepress.archive import load_releases
from noticepress.build import build_sites
from noticepress.check import check_workspace
from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.dates import today
from noticepress.errors import BuildError, Finding, NoticeError
from noticepress.ledger import now, record_later
from noticepress.model import Brand, Document
from noticepress.pdf import notice_pdf
from noticepress.release import Declaration, approve, make_release

TODAY = date(2026, 11, 23)
REASON = "The law is not what these tests are about."
FIRST = Declaration("1.0", date(2026, 1, 1), date(2025, 12, 1), "The first.", None, "Ann Editor", REASON)
NOTICE = "notices/privacy/notice.md"


def typeset(document: Document, brand: Brand, recorded: date) -> bytes:
    return notice_pdf(document, brand=brand, templates=REPOSITORY / "templates", produced=recorded, recorded=recorded)


def plain(document: Document, brand: Brand, recorded: date) -> bytes:
    return b"not typeset"


def leaking(document: Document, brand: Brand, recorded: date) -> bytes:
    data = typeset(document, brand, recorded)
    return data.replace(b"<rdf:li>Bolt</rdf:li>", b"<rdf:li>Cog.</rdf:li>") if brand.id == "bolt" else data


def findings(root: Path, rule: str) -> Iterator[Finding]:
    return (found for found in check_workspace(load_workspace(root), TODAY) if found.rule.startswith(rule))


def edit(root: Path, old: str, new: str) -> None:
    path = root / NOTICE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def reseal(folder: Path) -> None:
    """Write the sums and the ledger anew, as somebody would who does not want to be noticed."""
    names = sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS"
    )
    sums = "".join(f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    root = folder.parents[3]
    shutil.rmtree(root / "notices/ledger")
    record_later(root, now())


def test_the_real_workspace_has_no_false_alarm_of_these_rules() -> None:
    found = {(f.rule, str(f.path), f.frozen) for f in check_workspace(load_workspace(REPOSITORY), TODAY)}
    assert {entry for entry in found if entry[0].startswith(("BRAND", "VER"))} == {
        ("BRAND-SCOPE", NOTICE, False),
        ("VER-CHANGES", NOTICE, False),
        ("VER-CHANGES", "notices/cookies/notice.md", False),
        ("VER-DATE", "notices/privacy/releases/1.0/release.yml", True),
    }


def test_a_literal_stops_build_and_release_and_nothing_is_written(project: Change) -> None:
    root = project()
    edit(root, "You can:", "Bolt customers can:")
    workspace = load_workspace(root)
    with pytest.raises(NoticeError, match=r"notice\.md:16:1: Bolt's name 'Bolt' is typed"):
        build_sites(workspace, workspace.brands, root / "site", as_at=TODAY)
    accepting = replace(FIRST, accepted_findings="We know.")
    with pytest.raises(NoticeError, match="mend them first"):
        make_release(workspace, "privacy", accepting, plain)
    assert not (root / "site").exists()
    assert not (root / "notices/privacy/releases").exists()


def test_a_brand_looked_at_alone_is_held_against_all_others(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({"brands/bolt.yml": "name: Bolt\nparent: acme\nvalues: {hint: Call 01632 960 002}\n"})
    assert main(["check", "--brand", "bolt", "--workspace", str(root)]) == 1
    assert "'values.hint' holds Cog's telephone '01632 960 002'" in capsys.readouterr().out


def test_a_release_with_a_leak_in_a_pdfs_metadata_alone_is_refused(project: Change) -> None:
    workspace = load_workspace(project({"brands/acme.yml": ACME_WITHOUT_SISTERS, NOTICE: PLAIN}))
    with pytest.raises(NoticeError, match=r"bolt\.pdf holds Cog's name 'Cog'"):
        make_release(workspace, "privacy", FIRST, leaking)
    assert not (workspace.root / "notices/privacy/releases/1.0").exists()


ACME_WITHOUT_SISTERS = """name: Acme
contact:
  address: [1 Mill Lane, Anytown, AN1 1AA]
  telephone: 01632 960001
  email: hello@acme.example
"""
PLAIN = "---\ntitle: Privacy notice\n---\n## Who {#who}\n\n{{ brand.name }} keeps data for 6 months.\n"


def test_a_leak_planted_in_a_released_pdfs_metadata_is_reported_and_stops_nothing(project: Change) -> None:
    root = project({"brands/acme.yml": ACME_WITHOUT_SISTERS, NOTICE: PLAIN})
    make_release(load_workspace(root), "privacy", FIRST, typeset)
    assert list(findings(root, "BRAND-LEAK")) == []
    path = root / "notices/privacy/releases/1.0/bolt.pdf"
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(path.read_bytes())))
    writer.add_metadata({"/Subject": "copied from Cog"})
    with path.open("wb") as file:
        writer.write(file)
    reseal(path.parent)
    (finding,) = findings(root, "BRAND-LEAK")
    assert (finding.path, finding.frozen, finding.brands) == (path.relative_to(root), True, ("bolt",))
    assert not finding.blocks
    assert main(["build", "--no-pdf", "--workspace", str(root)]) == 0


def test_a_leak_in_a_template_stops_the_build(project: Change) -> None:
    root = project({"brands/acme.yml": ACME_WITHOUT_SISTERS, NOTICE: PLAIN})
    templates = root / "templates"
    shutil.copytree(REPOSITORY / "templates", templates)
    base = templates / "site" / "main.html"
    base.write_text(base.read_text(encoding="utf-8").replace("</body>", "<!-- as for Cog Limited --></body>"), "utf-8")
    workspace = load_workspace(root)
    with pytest.raises((NoticeError, BuildError), match=r"bolt/.*html holds Cog's legal name 'Cog Limited'"):
        build_sites(workspace, workspace.brands, root / "site", as_at=TODAY)
    assert not (root / "site").exists()


def test_a_version_that_is_made_again_with_other_words_is_a_silent_edit(project: Change) -> None:
    root = project()
    workspace = load_workspace(root)
    make_release(workspace, "privacy", FIRST, plain)
    approve(workspace, "privacy", "1.0", "Ann Editor")
    build_sites(workspace, workspace.brands, root / "site", as_at=today())
    build_sites(workspace, workspace.brands, root / "site", as_at=today())
    shutil.rmtree(root / "notices/privacy/releases/1.0")
    shutil.rmtree(root / "notices/ledger")  # with it, the release cannot even be made again
    edit(root, "see your data", "ask for your data")
    make_release(workspace, "privacy", FIRST, plain)
    approve(workspace, "privacy", "1.0", "Ann Editor")
    with pytest.raises(NoticeError, match=r"acme 1\.0 was built with other words before, under the same version"):
        build_sites(workspace, workspace.brands, root / "site", as_at=today())
    assert "see your data" in (root / "site/acme/privacy/index.html").read_text(encoding="utf-8")


def test_a_body_that_was_rewritten_for_one_brand_is_found(project: Change) -> None:
    root = project()
    make_release(load_workspace(root), "privacy", FIRST, plain)
    path = root / "notices/privacy/releases/1.0/bolt.html"
    path.write_text(path.read_text(encoding="utf-8").replace("see your data", "see some of your data"), "utf-8")
    reseal(path.parent)
    (finding,) = findings(root, "BRAND-DIFF")
    assert (finding.brands, finding.frozen) == (("bolt",), True)


def test_what_a_person_reviewed_and_waived_is_kept_with_the_release(project: Change) -> None:
    root = project()
    text = (root / NOTICE).read_text(encoding="utf-8")
    fields = ("rule: LINK-TEXT", "reason: It is renamed in January.", "by: Ann Editor", "until: 2026-01-31")
    waiver = "waivers:\n  -\n" + "".join(f"    {field}\n" for field in fields)
    text = text.replace("---\ntitle: Privacy notice\n", f"---\ntitle: Privacy notice\n{waiver}")
    (root / NOTICE).write_text(text.replace("complain to the regulator", "click here"), encoding="utf-8")
    made = make_release(load_workspace(root), "privacy", replace(FIRST, reviewed=("A12-1", "A14-3")), plain)
    written = (made.path / "release.yml").read_text(encoding="utf-8")
    assert "reviewed:\n- A12-1\n- A14-3\n" in written
    assert "waived:\n- 'LINK-TEXT notices/privacy/notice.md:" in written
    assert load_releases(root, "privacy")[0].version == "1.0"


def test_the_command_line_takes_reviewed_rules(project: Change) -> None:
    root = project()
    assert main([
        "release", "privacy", "1.0", "--effective", "2026-01-01", "--recorded", "2025-12-01", "--summary", "Words.",
        "--declared-by", "Ann", "--reviewed", "A12-1", "--reviewed", "A12-1", "--workspace", str(root),
    ]) == 0  # fmt: skip
    assert "reviewed:\n- A12-1\n" in (root / "notices/privacy/releases/1.0/release.yml").read_text(encoding="utf-8")
