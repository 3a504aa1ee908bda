import io
from datetime import date

import factory
import pytest
from conftest import REPOSITORY
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link, Text

from check.group import BOLT, GROUP
from noticepress.check.pdf_words import pdf_leaks, pdf_words
from noticepress.errors import BuildError
from noticepress.pdf import notice_pdf


@pytest.fixture(scope="module")
def clean() -> bytes:
    document = factory.make_text("1.0", '<h2 id="a">A</h2>\n<p>Bolt keeps you in the loop.</p>\n', date(2026, 1, 1))
    return notice_pdf(document, brand=BOLT, templates=REPOSITORY / "templates", produced=date(2026, 1, 1))


def changed(data: bytes, **metadata: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_metadata({f"/{name}": value for name, value in metadata.items()})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_brands_own_pdf_is_clean(clean: bytes) -> None:
    assert pdf_leaks(clean, BOLT, GROUP) == ()


@pytest.mark.parametrize("field", ["Author", "Subject", "Keywords", "Producer", "Company"])
def test_a_leak_in_the_metadata_alone_is_found(clean: bytes, field: str) -> None:
    data = changed(clean, **{field: "Loop Limited"})
    assert [leak.words for leak in pdf_leaks(data, BOLT, GROUP, text=False)] == ["Loop Limited"]


def test_a_leak_in_the_xmp_alone_is_found(clean: bytes) -> None:
    data = clean.replace(b"<rdf:li>Bolt</rdf:li>", b"<rdf:li>Loop</rdf:li>")
    assert data != clean
    assert [leak.words for leak in pdf_leaks(data, BOLT, GROUP, text=False)] == ["Loop"]


def test_leaks_in_bookmarks_links_notes_and_attachments_are_found(clean: bytes) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(clean)))
    writer.add_outline_item(title="About Loop", page_number=0)
    writer.add_annotation(page_number=0, annotation=Link(rect=(0, 0, 9, 9), url="https://www.loop.example/x"))
    writer.add_annotation(page_number=0, annotation=Text(rect=(0, 0, 9, 9), text="ask Cog"))
    writer.add_attachment(filename="LoopDesk Pro.txt", data=b"x")
    out = io.BytesIO()
    writer.write(out)
    found = {leak.words for leak in pdf_leaks(out.getvalue(), BOLT, GROUP, text=False)}
    assert found == {"Loop", "www.loop.example", "LoopDesk Pro"}, "Cog is a sister, and allowed"


def test_a_leak_in_the_pages_is_found() -> None:
    document = factory.make_text("1.0", "<p>Call 01632 960002.</p>\n", date(2026, 1, 1))
    data = notice_pdf(document, brand=BOLT, templates=REPOSITORY / "templates", produced=date(2026, 1, 1))
    assert [leak.words for leak in pdf_leaks(data, BOLT, GROUP)] == ["01632 960002"]


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_an_error(data: bytes) -> None:
    with pytest.raises(BuildError, match="this PDF cannot be read"):
        list(pdf_words(data))
