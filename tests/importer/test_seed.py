"""The notice that was handed over, imported: the source of release 1.0, but for what only a person knows."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.importer import Imported, import_reading, read_file

SEED = REPOSITORY / "tests/data/loop-privacy-notice.txt"
RELEASED = REPOSITORY / "notices/privacy/releases/1.0/notice.md"


@pytest.fixture(scope="module")
def seed() -> Imported:
    workspace = load_workspace(REPOSITORY)
    reading = read_file(SEED, Path(SEED.name))
    return import_reading(reading, workspace.brands, workspace.references, shown=Path("notice.md"))


def without_attributes(source: str) -> str:
    """A source without its headings' ids, and what they mean to cover."""
    return re.sub(r" \{#[^}]*\}$", "", source, flags=re.MULTILINE)


def test_it_is_the_source_of_release_1_0_but_for_ids(seed: Imported) -> None:
    assert without_attributes(seed.source) == without_attributes(RELEASED.read_text(encoding="utf-8"))


def test_the_brand_is_recognised(seed: Imported) -> None:
    assert seed.brand is not None
    assert seed.brand.id == "loop"


def test_it_binds_back_to_the_same_text_character_by_character(seed: Imported) -> None:
    assert seed.binds_back
    assert seed.document is not None
    handed_over = re.sub(r"^· ", "", SEED.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert re.sub(r"\s+", " ", seed.document.text).strip() == re.sub(r"\s+", " ", handed_over).strip()
    assert seed.document.html.count("\u00a0") == 14


LOST_LINKS = [
    (19, "cookies", "](#cookies-and-ip-address-tracking)"),
    (23, "www.aboutcookies.org", "[aboutcookies]"),
    (23, "www.allaboutcookies.org", "[allaboutcookies]"),
    (50, "our online contact form", "[contact-form]"),
    (51, "{{ brand.contact.telephone }}", "(tel:{{ brand.contact.telephone | tel }})"),
    (53, "{{ brand.contact.email }}", "(mailto:{{ brand.contact.email }})"),
    (123, "here", "[ico-complaint]"),
    (127, "our contact form", "[contact-form]"),
    (127, "{{ brand.contact.telephone }}", "(tel:{{ brand.contact.telephone | tel }})"),
    (127, "{{ brand.contact.privacy_email }}", "(mailto:{{ brand.contact.privacy_email }})"),
]


def test_each_lost_link_is_pointed_out_at_its_place(seed: Imported) -> None:
    found = [finding for finding in seed.findings if finding.rule == "IMPORT-LINK"]
    assert [(finding.line, finding.words) for finding in found] == [(line, words) for line, words, _ in LOST_LINKS]
    lines = seed.source.split("\n")
    for finding, (_, words, suggested) in zip(found, LOST_LINKS, strict=True):
        assert finding.line
        assert finding.column
        assert lines[finding.line - 1][finding.column - 1 :].startswith(words)
        assert suggested in (finding.hint or "")


def test_the_command_prints_the_source_and_the_report(capsys: pytest.CaptureFixture[str], seed: Imported) -> None:
    assert main(["import", str(SEED), "--brand", "loop", "--workspace", str(REPOSITORY)]) == 0
    out, err = capsys.readouterr()
    assert out == seed.source
    assert err.endswith("the notice, bound to Loop, binds back to the same text\n")


def test_as_a_program_with_data(tmp_path: Path) -> None:
    program = [sys.executable, str(REPOSITORY / "build.py"), "import", str(SEED), "--format", "json"]
    done = subprocess.run(program, capture_output=True, text=True, encoding="utf-8", cwd=REPOSITORY, check=True)
    data = json.loads(done.stdout)
    assert (data["binds_back"], data["brand"], data["title"]) == (True, "loop", "Privacy notice")
    assert data["source"].startswith("---\ntitle: Privacy notice\n---\n\n## Introduction {#introduction}\n")
