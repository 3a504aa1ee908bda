"""The base workspace with its notice in Welsh too: made up for tests, read by no translator."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from conftest import Change
from test_release import FIRST, SECOND, edit

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.model import Brand, Document, Release
from noticepress.pdf import notice_pdf
from noticepress.release import Declaration, approve, make_release

WELSH = (Path(__file__).parent / "data" / "notice.cy.md").read_text(encoding="utf-8")
CY = "notices/privacy/notice.cy.md"
#: Before both versions take effect.
APPROVED = datetime(2025, 12, 2, tzinfo=UTC)
ACCEPTED = "a test of languages, not of law"


def bilingual(project: Change, files: dict[str, str | None] | None = None) -> Path:
    """A workspace whose translation somebody has held to its source."""
    root = project({CY: WELSH, **(files or {})})
    assert held(root) == 0
    return root


def held(root: Path, *more: str) -> int:
    return main(["--workspace", str(root), "translated", "privacy", "cy", "--by", "A Translator", *more])


def edit_welsh(root: Path, old: str, new: str) -> None:
    path = root / CY
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def release(root: Path, declared: Declaration = FIRST, *, real: bool = False) -> Release:
    """Freeze a version, with real PDFs where they matter."""

    def typeset(document: Document, brand: Brand, recorded: object) -> bytes:
        if not real:
            return f"{brand.id} {document.language} {document.sha256}".encode()
        templates = load_workspace(root).templates
        return notice_pdf(document, brand=brand, templates=templates, produced=declared.recorded)

    return make_release(load_workspace(root), "privacy", replace(declared, accepted_findings=ACCEPTED), typeset)


def two_versions(project: Change, *, real: bool = False) -> Path:
    """Two approved versions in both languages; the second changes a line in each."""
    site = (Path(__file__).parent / "projects/base/brands/acme.yml").read_text(encoding="utf-8")
    root = bilingual(project, {"brands/acme.yml": f"{site}site_url: https://privacy.acme.example/\n"})
    release(root, real=real)
    edit(root, "You can:", "You always can:")
    edit_welsh(root, "Gallwch:", "Gallwch bob amser:")
    assert held(root) == 0
    release(root, SECOND, real=real)
    for declared in (FIRST, SECOND):
        approve(load_workspace(root), "privacy", declared.version, "Ann Editor", at=APPROVED)
    return root
