"""What a file may be, what it may not, and what is said then."""

import io
import zipfile
from pathlib import Path

import pytest
from conftest import BASE

from importer.wordfile import docx, p, r
from noticepress.config import load_workspace
from noticepress.errors import BuildError, ConfigError
from noticepress.extras import install
from noticepress.importer import Imported, import_reading, read_file


def bring(tmp_path: Path, name: str, data: bytes, brand: str | None = "acme") -> Imported:
    path = tmp_path / name
    path.write_bytes(data)
    workspace = load_workspace(BASE)
    chosen = workspace.brand(brand) if brand else None
    reading = read_file(path, Path(name))
    return import_reading(reading, workspace.brands, workspace.references, brand=chosen, shown=Path("notice.md"))


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """A document with another part in the place of one."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == name else old.read(info))
    return file.getvalue()


ENTITY = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&e;</w:t>
</w:r></w:p></w:body></w:document>"""
LAUGHS = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&b;</w:body></w:document>"""
WORD = docx(p("Words."))
ODT = io.BytesIO()
with zipfile.ZipFile(ODT, "w") as _archive:
    _archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
OTHER_ZIP = io.BytesIO()
with zipfile.ZipFile(OTHER_ZIP, "w") as _archive:
    _archive.writestr("sheet.xml", "<sheet/>")

REFUSED = {
    "a PDF": ("n.pdf", b"%PDF-1.7\n...", "this is a PDF, which cannot be imported"),
    "a PDF by another name": ("n.docx", b"%PDF-1.7\n...", "this is a PDF"),
    "old Word": ("n.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "Word 2003 or older"),
    "a password": (
        "n.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "OpenDocument": ("n.odt", ODT.getvalue(), "this is an OpenDocument file"),
    "another zip": ("n.docx", OTHER_ZIP.getvalue(), "this is no Word document"),
    "a cut file": ("n.docx", WORD[: len(WORD) // 2], "the file is damaged"),
    "a broken part": ("n.docx", repacked(WORD, "word/document.xml", b"<w:document"), "the file is damaged"),
    "no zip": ("n.docx", b"words", "this is no DOCX"),
    "an entity": ("n.docx", repacked(WORD, "word/document.xml", ENTITY), "declares a document type"),
    "many laughs": ("n.docx", repacked(WORD, "word/document.xml", LAUGHS), "declares a document type"),
    "a bomb": ("n.docx", repacked(WORD, "word/styles.xml", b" " * (65 * 2**20)), "larger than 64 MB when unpacked"),
    "rich text": ("n.rtf", b"{\\rtf1 x}", "rich text"),
    "a picture": ("n.png", b"\x89PNG\r\n", "a picture"),
    "an empty file": ("n.txt", b" \n", "the file is empty"),
    "an empty page": ("n.html", b"<html><body><script>x</script></body></html>", "no text in the page"),
    "an empty document": ("n.docx", docx(p("")), "no text in the document"),
    "a private character": ("n.txt", "Words.\nA \ue000 sign.".encode(), "the character U+E000 is not allowed"),
    "one in a document": ("n.docx", docx(p("A \ue123 sign.")), "the character U+E123 is not allowed"),
    "a control": ("n.html", b"<p>a\x07b</p>", "the character U+0007 is not allowed"),
    "bytes of nothing": ("n.txt", b"caf\xe9 \x81", "this is no text in cp1252"),
    "a sheet": ("n.csv", b"a,b", "no kind of file that can be imported"),
    "a deep page": ("n.html", b"<div>" * 300 + b"words", "more than 200 deep"),
    "a title that acts": ("n.html", b"<h1>{{ x }}</h1><p>words", "a title cannot hold signs of a template"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_imported_is_refused_in_words(tmp_path: Path, case: str) -> None:
    name, data, message = REFUSED[case]
    with pytest.raises(ConfigError) as refused:
        bring(tmp_path, name, data)
    assert message in str(refused.value)
    assert str(refused.value).startswith(name)


def test_a_refused_character_has_its_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        bring(tmp_path, "n.txt", "Words.\r\nA \ue000 sign.".encode())
    (finding,) = refused.value.findings
    assert (finding.line, finding.column) == (2, 3)


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("mammoth", "defusedxml"):
        with monkeypatch.context() as context:
            context.setitem(__import__("sys").modules, module, None)
            with pytest.raises(BuildError) as missing:
                bring(tmp_path, "n.docx", WORD)
        assert f"{module}, which is not installed" in str(missing.value)
        assert install("import") in str(missing.value)


TEXT = "Café – “quoted”\r\n\r\nWe don’t sell your data to anyone at all, whoever asks for it.\r\n"
ENCODINGS = {"utf-8": "", "utf-8-sig": "", "utf-16": "", "utf-16-le": "UTF-16-LE", "cp1252": "Windows-1252"}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", ["n.txt", "n.html", "n.md"])
def test_text_of_any_usual_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    found = bring(tmp_path, name, TEXT.encode(encoding))
    assert "Café – “quoted”" in found.source
    assert "We don’t sell" in found.source
    assert "\r" not in found.source
    assert found.binds_back
    report = "\n".join(map(str, found.findings))
    assert ENCODINGS[encoding] in report


def test_a_page_is_read_as_it_says(tmp_path: Path) -> None:
    page = '<meta http-equiv=Content-Type content="text/html; charset=iso-8859-2"><p>Łódź is a town.</p>'
    assert "Łódź" in bring(tmp_path, "n.html", page.encode("iso-8859-2")).source


def test_the_strict_kind_of_a_document_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        text = archive.read("word/document.xml")
    strict = text.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert "Words." in bring(tmp_path, "n.docx", repacked(WORD, "word/document.xml", strict)).source


def test_old_symbols_are_signs(tmp_path: Path) -> None:
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    unknown = '<w:r><w:sym w:font="Nobody" w:char="F0FC"/></w:r>'
    bullet = '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0b7</w:t></w:r>'
    found = bring(tmp_path, "n.docx", docx(p(symbol + r(" ticked ") + unknown + bullet)))
    assert "✓ ticked •" in found.source
    assert "a sign of the font Nobody is left out: F0FC" in "\n".join(map(str, found.findings))
    assert found.binds_back


MARKDOWN = """---
title: "Privacy notice"
owner: Ann
---

# Privacy notice

## Your rights {#rights covers="13"}

Setext heading
--------------

See [rights](#rights), [the setext one](#setext-heading) and [a page][1].[^n]

| A | B |
|---|---|
| 1 | ~~2~~ 3 |

[1]: https://regulator.example/complain/
[^n]: A note.

Term
: What it means.

<div>Raw <b>HTML</b> too.</div>
"""


def test_markdown_of_any_kind(tmp_path: Path) -> None:
    found = bring(tmp_path, "n.md", MARKDOWN.encode())
    assert found.binds_back
    assert found.title == "Privacy notice"
    assert "## Your rights {#rights}\n\n## Setext heading {#setext-heading}\n" in found.source
    linked = "See [rights](#rights), [the setext one](#setext-heading) and [a page][regulator].[\\[1\\]](#notes)"
    assert linked in found.source
    assert "| 1 | 3 |" in found.source
    assert "- **Term**\n\n  What it means.\n\nRaw **HTML** too.\n\n## Notes {#notes}\n\n1. A note.\n" in found.source
    report = "\n".join(finding.message for finding in found.findings)
    assert "struck-out text is left out: 2" in report
    assert "'owner' of the front matter is left out: Ann" in report
