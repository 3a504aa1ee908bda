"""Ten files that are hard to import: each says in the notice, or in the report, every word that it holds."""

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import BASE

from importer.documents import DOCUMENTS
from noticepress.config import load_workspace
from noticepress.importer import Imported, import_reading, read_file

FILES = Path(__file__).parent / "files"
EXPECTED = Path(__file__).parent / "expected"
PAGES = sorted(path.name for path in FILES.iterdir())
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def imported(path: Path) -> Imported:
    workspace = load_workspace(BASE)
    reading = read_file(path, Path(path.name))
    brand = workspace.brand("acme")
    return import_reading(reading, workspace.brands, workspace.references, brand=brand, shown=Path("notice.md"))


@pytest.fixture(params=[*DOCUMENTS, *PAGES])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    if request.param not in DOCUMENTS:
        return request.param, FILES / request.param
    path = tmp_path / f"{request.param}.docx"
    path.write_bytes(DOCUMENTS[request.param]())
    return request.param, path


def words(text: str) -> set[str]:
    """The words of a text, white space, bullets and the quotes of <q> aside."""
    return {word.strip("“”[]↩¶") for word in re.findall(r"[^\s·•|]+", text)} - {""}


INLINE = {"b", "i", "em", "sub", "sup", "q", "s", "u", "mark", "code", "kbd", "span", "strong"}


class Everything(HTMLParser):
    """All text of a page that is not code."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.skipped = 0
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipped += tag in {"script", "style", "head"}
        self.said.append("" if tag in INLINE else " ")

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in {"script", "style", "head"}
        self.said.append("" if tag in INLINE else " ")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.said.append(data)


def everything(path: Path) -> set[str]:
    """Each word that a file holds, deleted ones, comments and margins included, read without the package."""
    if path.suffix == ".docx":
        said = []
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if re.fullmatch(r"word/(document|footnotes|endnotes|comments|header|footer)\.xml", name):
                    for node in ET.fromstring(archive.read(name)).iter():
                        said.append(" " if node.tag in {f"{W}p", f"{W}br", f"{W}r"} else "")
                        said.append(node.text or "" if node.tag in {f"{W}t", f"{W}delText", f"{M}t"} else "")
                        said.append("\u2011" if node.tag == f"{W}noBreakHyphen" else "")
        return words("".join(said))
    data = path.read_bytes()
    page = Everything()
    page.feed(data.decode("cp1252" if b"windows-1252" in data else "utf-8"))
    return words(re.sub(r"-->", "", "".join(page.said)))


def test_the_source_is_as_expected(case: tuple[str, Path]) -> None:
    name, path = case
    assert imported(path).source == (EXPECTED / f"{name}.md").read_text(encoding="utf-8")


def test_every_word_is_in_the_notice_or_in_the_report(case: tuple[str, Path]) -> None:
    _, path = case
    found = imported(path)
    assert found.binds_back, [str(finding) for finding in found.findings if finding.severity == "error"]
    assert found.document is not None
    reported = " ".join(f"{finding.words or ''} {finding.message}" for finding in found.findings)
    missing = everything(path) - words(f"{found.title} {found.document.text} {reported}")
    # A word cut in two by a note's number or by a change is there in its two parts.
    text = re.sub(r"\s|\[\d\]", "", f"{found.document.text} {reported}")
    # Word types the numbers of its lists into a page; here they are Markdown's.
    numbers = set(re.findall(r"^ *(\d+\.) ", found.source, re.MULTILINE))
    assert {word for word in missing - numbers if word not in text} == set()


REPORTED = {
    "lists_and_headings": ["the table of contents is left out: Contents ..... 1", "numbered 1, 2, 3: (a) (b)"],
    "tables": ["over none now: Tax law", "over none now: Everything else", "several paragraphs or a list"],
    "changes_and_comments": [
        "a tracked deletion is left out, by Ann Editor: five",
        "a tracked insertion is accepted, by Ann Editor: six",
        "gone from its old place, by Ann Editor: This sentence moved.",
        "here is the new place of, by Bob Lawyer: This sentence moved.",
        "a tracked deletion is left out, by Ann Editor: Old row",
        "a comment is left out, by Bob Lawyer: Is that so?",
        "the page header is left out: DRAFT - confidential",
        "hidden text is left out: and hidden",
        "struck-out text is left out: and struck",
    ],
    "notes_and_links": ["'javascript:alert(1)' is text alone now: bad", "a section 'Notes' at the end, with 2 notes"],
    "plain_look": [
        "a formula is a line of letters now: x=4",
        "2 short bold lines became headings: Who we are; What we keep",
    ],
    "cms-page.html": [
        "<div> 'cookie-banner' of the page is left out (5 words): We use cookies. Accept all",
        "<footer> of the page is left out",
        "a picture is left out: How data flows",
        "embedded with <iframe> is left out: https://video.example/1",
    ],
    "definitions-and-details.html": ["definitions became bulleted", "stands open", "struck-out text is left out"],
    "divs-and-breaks.html": ["2 short bold lines became headings"],
    "tables-and-anchors.html": ["a link to '#nowhere', which is no heading, is text alone now"],
    "word-save-as-html.html": ["struck-out text is left out: gone", "left out (2 words): hidden words"],
}


def test_what_was_lost_or_guessed_is_said(case: tuple[str, Path]) -> None:
    name, path = case
    report = "\n".join(finding.message for finding in imported(path).findings)
    assert [said for said in REPORTED[name] if said not in report] == []


def test_ten_files_are_tried() -> None:
    assert len(DOCUMENTS) + len(PAGES) == len(REPORTED) == 10
