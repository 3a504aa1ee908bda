"""A body of record and what it says: its text, headings, links and fingerprint."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from xml.etree import ElementTree as ET

from noticepress.bind.context import context, flat
from noticepress.errors import Finding, NoticeError
from noticepress.model import SOURCE, About, BoundNotice, Cookie, Document, Glance, Heading, Link, Reference

#: Elements that begin a line of their own when a body is read as text.
BLOCKS = frozenset(
    [
        "body",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "hr",
        "div",
        "section",
    ]
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNFOLDED = re.compile(r"[\t\r\n\f]|  ")


#: The version of the source that has not been released.
DRAFT = "draft"


def render_document(
    bound: BoundNotice, references: Mapping[str, Reference], version: str = DRAFT, effective: date | None = None
) -> Document:
    """Render a bound notice as the document of one brand; ``NoticeError`` as ``render`` and ``read_glance``."""
    from noticepress.markdown import read_glance, render  # noqa: PLC0415 - what is frozen is never rendered again

    findings: list[Finding] = []
    html, glance = "", tuple[Glance, ...]()
    try:
        glance = read_glance(bound)
    except NoticeError as error:
        findings.extend(error.findings)
    try:
        html = render(bound, references)
    except NoticeError as error:
        findings[:0] = error.findings
    if findings:
        raise NoticeError(*findings)
    return make_document(
        notice=bound.notice.id,
        brand=bound.brand.id,
        brand_name=bound.brand.name,
        version=version,
        effective=effective,
        title=bound.notice.title,
        html=html,
        values=flat(context(bound.brand)),
        glance=glance,
        language=bound.notice.language,
        cookies=bound.brand.cookies.get(bound.notice.id),
        about=bound.notice.about,
    )


def make_document(
    *,
    notice: str,
    brand: str,
    brand_name: str,
    version: str,
    effective: date | None,
    title: str,
    html: str,
    values: Mapping[str, str] | None = None,
    glance: tuple[Glance, ...] = (),
    language: str = SOURCE,
    cookies: tuple[Cookie, ...] | None = None,
    about: About = "personal data",
) -> Document:
    """Describe ``html``, a body of record, as a document.

    Raises ``ValueError`` where the body is not well-formed: bodies are rendered by ``bind`` as HTML that is
    also well-formed XML, so anything else was not written by this program.
    """
    body = tree(html)
    return Document(
        notice=notice,
        brand=brand,
        brand_name=brand_name,
        version=version,
        effective=effective,
        title=title,
        html=html,
        text="\n".join(lines(body)),
        headings=tuple(_headings(body)),
        links=tuple(_links(body)),
        sha256=fingerprint(html),
        values=values or {},
        glance=glance,
        language=language,
        cookies=cookies,
        about=about,
    )


def fingerprint(html: str) -> str:
    """Return the hexadecimal SHA-256 of a body, as ``sha256sum notice.html`` prints it."""
    return sha256(html.encode()).hexdigest()


def tree(html: str) -> ET.Element:
    """Parse a body into an element tree below one ``body``; ``ValueError`` where it is not well-formed."""
    try:
        return ET.fromstring(f"<body>{html}</body>")  # noqa: S314 - no doctype can stand inside an element
    except ET.ParseError as error:
        line, column = error.position
        raise ValueError(f"the body is not well-formed at line {line}, column {column}: {error}") from error


def lines(body: ET.Element) -> Iterator[str]:
    """Yield the text of each block of a body, in reading order, white space folded and bullets left out."""
    found: list[str] = []
    buffer: list[str] = []

    def flush() -> None:
        text = fold("".join(buffer))
        buffer.clear()
        if text:
            found.append(text)

    def walk(node: ET.Element) -> None:
        is_block = node.tag in BLOCKS
        if buffer and (is_block or node.tag == "br"):
            flush()
        if node.text:
            buffer.append(node.text)
        for child in node:
            walk(child)
            if child.tail:
                buffer.append(child.tail)
        if buffer and is_block:
            flush()

    walk(body)
    yield from found


def fold(text: str) -> str:
    """Return ``text`` with each run of white space as one space; a non-breaking space stays as it is."""
    return (_SPACE.sub(" ", text) if _UNFOLDED.search(text) else text).strip(" ")


def text_of(node: ET.Element) -> str:
    """Return the folded text of one element."""
    return fold("".join(node.itertext()))


def _headings(body: ET.Element) -> Iterator[Heading]:
    for node in body.iter():
        if node.tag in HEADINGS:
            covers = tuple(node.get("data-covers", "").split())
            yield Heading(HEADINGS[node.tag], node.get("id", ""), text_of(node), covers)


def _links(body: ET.Element) -> Iterator[Link]:
    for node in body.iter("a"):
        href = node.get("href")
        if href is not None:
            yield Link(href, text_of(node))
