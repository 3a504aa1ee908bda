"""The PDF of a notice and of a redline, typeset by Typst: PDF/UA-1 and PDF/A-2a in one file.

The same arguments give the same bytes, on any machine: the fonts are those inside the Typst package, the time
is an argument, and nothing outside ``templates/pdf`` is read.
"""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from noticepress.document import DRAFT
from noticepress.errors import BuildError
from noticepress.model import Brand, Document, Redline, State
from noticepress.pdf import facts, frame
from noticepress.pdf.breaks import settle_breaks
from noticepress.pdf.faults import faults
from noticepress.pdf.headers import tag_headers
from noticepress.pdf.layout import blocks
from noticepress.pdf.links import resolve
from noticepress.pdf.marks import spell_out
from noticepress.pdf.nodes import Node, read_body, read_redline, settle_headings, walk
from noticepress.pdf.wording import ENGLISH, wording

#: A compiler refuses to be used by two threads at once.
_LOCK = Lock()


def notice_pdf(
    document: Document,
    *,
    brand: Brand,
    templates: Path,
    produced: date,
    recorded: date | None = None,
    state: State | None = None,
    lang: str | None = None,
) -> bytes:
    """Typeset a notice with ``templates/pdf/notice.typ``.

    ``produced`` is the moment that the file says it was made at: a ``datetime`` with a time zone, or a ``date``
    for midnight UTC. ``recorded`` is the day on which the text was frozen; it is needed where a released
    version's effective date is unknown (``ValueError`` without it). ``state`` is what the version is to the brand
    as the file is made, which its first page and every header say; leave it out for a file that outlives it, as a
    frozen one does. ``lang`` is the language of the text, such as ``cy``, if it is not the document's own. Raises
    ``BuildError`` where Typst refuses.
    """
    lang = document.language if lang is None else lang
    words = wording(lang)
    state = "draft" if document.version == DRAFT else state
    standing = frame.standing(state, words)
    version = facts.version_name(document, words)
    subject = {"title": document.title, "brand": brand.name, "version": version, "digest": document.sha256}
    data = {
        "title": document.title,
        "subject": words.subject.format_map(subject),
        "standing": standing,
        "facts": facts.notice_facts(document, brand, recorded, state, words),
        "body": _laid_out(read_body(document.html), brand),
        "check": frame.check(document, brand, words) if document.version != DRAFT else None,
        "header": facts.running(brand.name, document, standing, words),
        "digest": f"{words.fingerprint}: {document.sha256}",
        "keywords": [version.lower(), f"sha256:{document.sha256}"],
    }
    return _typeset("notice.typ", data | frame.languages(lang, words), brand, templates, produced)


def redline_pdf(
    redline: Redline,
    *,
    before: Document,
    after: Document,
    brand: Brand,
    templates: Path,
    produced: date,
    before_recorded: date | None = None,
    after_recorded: date | None = None,
    lang: str | None = None,
) -> bytes:
    """Typeset what changed from ``before`` to ``after`` with ``templates/pdf/redline.typ``.

    The arguments are as for ``notice_pdf``, with a day of record for each version. What it says of the changes is in
    English whatever ``lang`` is.
    """
    body = read_redline(redline.html)
    moves = spell_out(body)
    laid_out = _laid_out(body, brand)
    anchors = {node["id"] for node in walk(body) if "id" in node}
    versions = facts.between(before, after)
    data = {
        "title": f"{after.title}: changes from {versions}",
        "subject": f"{after.title} of {brand.name}: what changed from {versions}.",
        "standing": None,
        "facts": facts.redline_facts(redline, (before, before_recorded), (after, after_recorded), brand),
        "summary": facts.summary(redline, before, after, moves, anchors),
        "body": laid_out,
        "header": [facts.running_title(brand.name, after), f"Changes, {before.version} to {after.version}"],
        "digest": f"SHA-256 of the new text: {redline.after_sha256}",
        "keywords": [versions, f"sha256:{redline.before_sha256}", f"sha256:{redline.after_sha256}"],
    }
    data |= frame.languages(after.language if lang is None else lang, ENGLISH)
    return _typeset("redline.typ", data, brand, templates, produced)


def _laid_out(body: Node, brand: Brand) -> list[Node | str]:
    settle_headings(body)
    resolve(body, brand.site_url)
    return settle_breaks(blocks(body["c"]))


def _typeset(template: str, data: dict[str, Any], brand: Brand, templates: Path, produced: date) -> bytes:
    folder = templates / "pdf"
    root = folder.resolve()
    try:
        data |= frame.letterhead(brand)
        with _LOCK:
            pdf = _compiler(root).compile(
                root / template,
                format="pdf",
                sys_inputs={"data": json.dumps(data)},
                pdf_standards=["ua-1", "a-2a"],
                timestamp=_timestamp(produced),
            )
    except (typst.TypstError, OSError) as error:
        raise BuildError(*faults(error, folder, data["body"])) from error
    assert isinstance(pdf, bytes)  # one file, asked for without a place to write it
    return tag_headers(_clear_ends(pdf), data["body"])


def _clear_ends(pdf: bytes) -> bytes:
    r"""Let no stream of data seem a byte too long.

    Typst ends a stream's data with a line feed. Where the data happen to end in a carriage return, the two read as one
    line end (ISO 32000-1, 7.2.3), and a validator counts a byte less than the stream's stated length. A carriage
    return in place of the line feed ends the line just as well, and moves nothing.
    """
    return pdf.replace(b"\r\nendstream", b"\r\rendstream")


@cache
def _compiler(root: Path) -> typst.Compiler:
    """Return the compiler of a templates folder: it keeps the fonts, and reads each template afresh."""
    return typst.Compiler(root=root, ignore_system_fonts=True)


def _timestamp(produced: date) -> int:
    if not isinstance(produced, datetime):
        produced = datetime(produced.year, produced.month, produced.day, tzinfo=UTC)
    if produced.tzinfo is None:
        raise ValueError("the time at which a PDF is produced needs a time zone")
    return int(produced.timestamp())
