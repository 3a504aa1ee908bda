"""The whole way: from the real workspace, and from small ones, to finished sites."""

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import page
import pytest
from conftest import REPOSITORY, Change
from pdf_text import body_text

from noticepress.archive import load_releases
from noticepress.build import build_sites
from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.errors import BuildError
from noticepress.release import approve

PARTS = ("brands", "notices", "templates", "mkdocs.yml")
TODAY = date(2026, 11, 23)


def build(root: Path, out: Path, *arguments: str) -> int:
    return main(["build", *arguments, "--workspace", str(root), "--out", str(out)])


def copy_of_the_workspace(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for part in PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy(source, folder / part)
    return folder


def text_of(path: Path) -> str:
    html = path.read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<body>")[1]))


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sites") / "site"
    workspace = load_workspace(REPOSITORY)
    build_sites(workspace, workspace.brands, out, as_at=TODAY)
    return out


def test_four_brands_have_a_site(sites: Path) -> None:
    names = sorted(path.name for path in sites.iterdir())
    assert names == ["it-spectrum", "loop", "the-one-point", "think-360"]


@pytest.mark.parametrize(
    "address",
    [
        "index.html", "404.html", "privacy/index.html", "privacy/1.0/index.html", "privacy/1.0/notice.html",
        "privacy/1.1/index.html", "privacy/1.1/notice.html", "privacy/upcoming/index.html",
        "privacy/proposed/index.html", "privacy/history/index.html", "privacy/changes/1.0-1.1/index.html",
        "privacy/privacy-notice-1.0.pdf", "privacy/privacy-notice-1.1.pdf",
    ],
)  # fmt: skip
def test_loop_has_every_address(sites: Path, address: str) -> None:
    assert (sites / "loop" / address).is_file()


def test_the_notice_in_force_is_there_and_says_since_when(sites: Path) -> None:
    text = text_of(sites / "loop/privacy/index.html")
    assert "Version 1.0" in text
    assert "n use on or before 22 November 2026" in text
    assert (sites / "loop/privacy/1.0/notice.html").read_text(encoding="utf-8") in (
        sites / "loop/privacy/index.html"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("brand", ["the-one-point", "it-spectrum", "think-360"])
def test_a_brand_with_nothing_in_force_says_so(sites: Path, brand: str) -> None:
    text = text_of(sites / brand / "privacy/index.html")
    assert "in force" in text
    assert "1.1" in text
    assert "Introduction" not in text


def test_frozen_files_are_served_byte_for_byte(sites: Path) -> None:
    for release in load_releases(REPOSITORY, "privacy"):
        for brand, document in release.documents.items():
            served = sites / brand / "privacy"
            body = (served / release.version / "notice.html").read_bytes()
            assert hashlib.sha256(body).hexdigest() == document.sha256
            pdf = (served / f"privacy-notice-{release.version}.pdf").read_bytes()
            assert pdf == (release.path / f"{brand}.pdf").read_bytes()
            assert document.sha256 in (served / "history/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "indexed"),
    [
        ("privacy/index.html", True),
        ("index.html", True),
        ("privacy/proposed/index.html", False),
        ("privacy/1.1/index.html", False),
        ("privacy/changes/1.0-1.1/index.html", False),
    ],
)
def test_only_what_is_in_force_is_indexed(sites: Path, path: str, indexed: bool) -> None:
    html = (sites / "loop" / path).read_text(encoding="utf-8")
    assert ('<meta name="robots" content="noindex">' not in html) is indexed


def test_no_page_loads_anything_from_elsewhere(sites: Path) -> None:
    for path in sites.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?! type=\"application/ld)|<iframe|<img[^>]+https?:|@import|\sstyle=", html), path
        for address in re.findall(r'<link[^>]+href="([^"]+)"', html):
            assert not address.startswith(("http", "//")), path


@pytest.mark.parametrize("release", load_releases(REPOSITORY, "privacy"), ids=lambda release: release.version)
def test_each_pdf_is_accessible_archivable_and_says_what_the_page_says(release) -> None:  # type: ignore[no-untyped-def]
    for brand, document in release.documents.items():
        pdf = (release.path / f"{brand}.pdf").read_bytes()
        assert page.is_pdf_compliant_bytes(pdf, profile="ua1")
        assert page.is_pdf_compliant_bytes(pdf, profile="pdfa2a")
        assert re.sub(r"\s+", " ", body_text(pdf)).strip() == re.sub(r"\s+", " ", document.text).strip()


def test_as_the_days_pass_a_proposal_stays_one_until_it_is_approved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, out = copy_of_the_workspace(tmp_path / "copy"), tmp_path / "site"

    def standing(day: str) -> str:
        capsys.readouterr()
        assert build(root, out, "loop", "--as-at", day, "--no-pdf") == 0
        return capsys.readouterr().out.splitlines()[0].split("files")[1].strip()

    assert standing("2026-12-01") == "1.0 in-force, 1.1 proposed"
    approve(load_workspace(root), "privacy", "1.1", "A Tester", at=datetime(2026, 11, 24, tzinfo=UTC))
    assert standing("2026-11-25") == "1.0 in-force, 1.1 upcoming"
    assert "From 1 December 2026" in text_of(out / "loop/privacy/index.html")
    assert "1.1" in text_of(out / "loop/privacy/upcoming/index.html")
    assert standing("2026-12-01") == "1.0 superseded, 1.1 in-force"
    assert "From 1 December 2026 this notice changes" not in text_of(out / "loop/privacy/index.html")
    assert "30 November 2026" in text_of(out / "loop/privacy/1.0/index.html")
    assert (out / "loop/privacy/changes/since/1.0/index.html").is_file()
    assert not (out / "loop/privacy/proposed").exists()


def test_a_draft_is_shown_with_its_redline(project: Change, tmp_path: Path) -> None:
    root, out = project(), tmp_path / "site"
    release = ["release", "privacy", "1.0", "--effective", "2026-01-01", "--summary", "x", "--declared-by", "x"]
    assert main([*release, "--workspace", str(root)]) == 0
    source = root / "notices/privacy/notice.md"
    source.write_text(source.read_text(encoding="utf-8").replace("2 years", "6 years"), encoding="utf-8")
    assert build(root, out, "--draft", "--as-at", "2026-02-01") == 0
    assert "6 years" in text_of(out / "acme/privacy/draft/index.html")
    assert (out / "acme/privacy/changes/1.0-draft/index.html").is_file()
    assert (out / "acme/privacy/privacy-notice-draft.pdf").read_bytes().startswith(b"%PDF")
    assert build(root, out, "acme", "--draft", "--no-pdf") == 0
    assert not (out / "acme/privacy/privacy-notice-draft.pdf").exists()
    assert build(root, out, "acme") == 0
    assert not (out / "acme/privacy/draft").exists()


def test_before_the_first_release_the_history_says_so(project: Change, tmp_path: Path) -> None:
    assert build(project(), tmp_path / "site", "acme", "--as-at", "2026-02-01") == 0
    text = text_of(tmp_path / "site/acme/privacy/history/index.html")
    assert "nothing has been released." in text


def test_a_folder_of_someone_elses_is_not_replaced(project: Change, tmp_path: Path) -> None:
    out = tmp_path / "site"
    (out / "bolt").mkdir(parents=True)
    (out / "bolt" / "precious.txt").write_text("x", encoding="utf-8")
    workspace = load_workspace(project())
    with pytest.raises(BuildError, match="this is not a built site"):
        build_sites(workspace, workspace.brands, out, as_at=TODAY)
    assert [path.name for path in out.rglob("*")] == ["bolt", "precious.txt"]


def test_one_brands_failure_leaves_every_site_as_it_was(project: Change, tmp_path: Path) -> None:
    root, out = project(), tmp_path / "site"
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    assert build(root, out) == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    template = root / "templates/site/home.html"
    template.write_text("{% if %}" + template.read_text(encoding="utf-8"), encoding="utf-8")
    assert build(root, tmp_path / "other") == 3
    assert not (tmp_path / "other").exists()
    assert build(root, out) == 3
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert not list(out.glob(".*"))


@pytest.mark.skipif(os.name != "posix", reason="umask and file modes are POSIX")
def test_two_builds_are_the_same_bytes_whatever_the_machine_is_set_to(tmp_path: Path) -> None:
    def tree(folder: Path) -> dict[str, tuple[str, int]]:
        return {
            path.relative_to(folder).as_posix(): (
                hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
                stat.S_IMODE(path.stat().st_mode),
            )
            for path in folder.glob("*/**/*")
        }

    settings = [
        ({"TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"}, "022", "1"),
        ({"TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "2"}, "077", "2"),
        ({"TZ": "America/Los_Angeles", "LANG": "C", "PYTHONHASHSEED": "3"}, "002", "1"),
    ]
    built = []
    for number, (environment, mask, jobs) in enumerate(settings):
        root = copy_of_the_workspace(tmp_path / f"somewhere-{number}" / "else")
        command = (
            f"umask {mask}; exec '{sys.executable}' '{REPOSITORY / 'build.py'}' build --draft --as-at 2026-11-25 "
            f"--jobs {jobs} --out '{tmp_path / str(number)}'"
        )
        subprocess.run(
            ["sh", "-c", command], cwd=root, check=True, capture_output=True,
            env={**os.environ, **environment, "PYTHONPATH": str(REPOSITORY)},
        )  # fmt: skip
        built.append(tree(tmp_path / str(number)))
    assert len(built[0]) > 60
    assert built[0] == built[1] == built[2]
