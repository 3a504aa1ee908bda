"""Word documents for tests, written as Word writes them: what python-docx lacks is here raw."""

import io
import zipfile
from xml.sax.saxutils import escape

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:style w:type="paragraph" w:styleId="Normal" w:default="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause Heading"/>
<w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub clause"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Listed"><w:name w:val="List Bullet"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
"""


def level(number: int, form: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


#: Lists by number: 1 bullets, 2 figures, 3 the same anew, 4 letters, 5 clauses (1, 1.1).
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="1">{"".join(level(n, "bullet", "·") for n in range(4))}</w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2">'
    f"{level(0, 'decimal', '%1.')}{level(1, 'decimal', '%2)')}{level(2, 'bullet', 'o')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="4">{level(0, "lowerLetter", "(%1)")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="5">{level(0, "decimal", "%1.")}{level(1, "decimal", "%1.%2")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="4"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>'
)


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str, style: str = "", listed: tuple[int, int] | None = None, properties: str = "") -> str:
    """Return a paragraph; ``content`` is text, or runs."""
    inside = content if content.startswith("<") or not content else r(content)
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    number = f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>' if listed else ""
    return f"<w:p><w:pPr>{styled}{number}{properties}</w:pPr>{inside}</w:p>"


def changed(kind: str, content: str, author: str = "Ann Editor") -> str:
    """Return a tracked change around runs."""
    return f'<w:{kind} w:id="9" w:author="{author}" w:date="2026-01-02T10:00:00Z">{content}</w:{kind}>'


def deleted(text: str) -> str:
    return f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'


def link(text: str, identifier: str) -> str:
    return f'<w:hyperlink r:id="{identifier}">{r(text)}</w:hyperlink>'


def field(instruction: str, text: str) -> str:
    """Return a field of several runs, as Word writes a link that was typed with Ctrl+F9."""
    end = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    said = f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'
    return end.format("begin") + said + end.format("separate") + r(text) + end.format("end")


def cell(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<w:p>") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows: list[str], header: bool = True) -> str:
    made = []
    for number, row in enumerate(rows):
        mark = "<w:trPr><w:tblHeader/></w:trPr>" if header and not number else ""
        made.append(f"<w:tr>{mark}{''.join(c if c.startswith('<w:tc>') else cell(c) for c in row)}</w:tr>")
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(made)}</w:tbl>"


def note(kind: str, number: int, text: str) -> str:
    return f'<w:{kind} w:id="{number}">{p(text)}</w:{kind}>'


def docx(
    body: str,
    *,
    styles: str = STYLES,
    links: dict[str, str] | None = None,
    title: str = "",
    **parts: str,
) -> bytes:
    """Return a document: ``parts`` are the contents of ``footnotes``, ``comments``, ``header`` and so on."""
    known = {
        "styles": f"<w:styles {_NS}>{styles}</w:styles>",
        "numbering": f"<w:numbering {_NS}>{NUMBERING}</w:numbering>",
        **{name: f"<w:{_ROOTS[name]} {_NS}>{inside}</w:{_ROOTS[name]}>" for name, inside in parts.items()},
    }
    relations = "".join(
        f'<Relationship Id="rel{n}" Type="{_RELATION}/{name}" Target="{name}.xml"/>' for n, name in enumerate(known)
    )
    relations += "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/hyperlink" Target="{escape(url)}" TargetMode="External"/>'
        for name, url in (links or {}).items()
    )
    overrides = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{_TYPE}.{n}+xml"/>' for n in known)
    package = "http://schemas.openxmlformats.org/package/2006"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>{overrides}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        )
        for name, content in known.items():
            archive.writestr(f"word/{name}.xml", content)
        archive.writestr("word/document.xml", f"<w:document {_NS}><w:body>{body}</w:body></w:document>")
        if title:
            archive.writestr(
                "docProps/core.xml",
                '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
                f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></c:coreProperties>',
            )
    return file.getvalue()


_ROOTS = {"footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "header": "hdr", "footer": "ftr"}
