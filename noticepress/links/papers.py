"""The links of PDFs: each version's paper leads to where its page leads, and to nowhere else."""

import io
import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

from noticepress.errors import BuildError, Finding
from noticepress.links.offline import SiteContext
from noticepress.links.rules import SCHEMES, scheme_of
from noticepress.links.sites import SiteIndex

if TYPE_CHECKING:
    from pypdf import PdfReader

#: A version, and the language behind it where the PDF is of a translation: ``1.1.cy``.
_LANGUAGE = re.compile(r"(.*?)(?:\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*))?")


def pdf_addresses(data: bytes) -> tuple[str, ...]:
    """Return the outside addresses that a PDF's pages link to, in order; ``BuildError`` for bytes that are no PDF."""
    from pypdf import PdfReader  # noqa: PLC0415 - most builds read no PDF
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        with quiet():
            return tuple(dict.fromkeys(_addresses(PdfReader(io.BytesIO(data)))))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildError(Finding("PDF", "error", f"this PDF cannot be read: {error}")) from error


def _addresses(reader: "PdfReader") -> Iterator[str]:
    for page in reader.pages:
        for reference in page.get("/Annots") or ():
            action = reference.get_object().get("/A")
            address = action.get_object().get("/URI") if action is not None else None
            if address is not None:
                yield str(address)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what the library logs about files that are not quite in order away from the user's terminal."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def papers(site: SiteIndex) -> Iterator[tuple[str, str]]:
    """Yield the path of each version's PDF with that of its text: the body of record, or the page of a draft."""
    for path in sorted(site.files):
        notice, _, name = path.partition("/")
        start = f"{notice}-notice-"
        if name.startswith(start) and name.endswith(".pdf"):
            match = _LANGUAGE.fullmatch(name.removeprefix(start).removesuffix(".pdf"))
            number, language = match.groups("") if match else ("", "")
            folder = f"{notice}/{number}/{language}".rstrip("/")
            texts = (f"{folder}/notice.html", f"{folder}/index.html")
            text = next((text for text in texts if text in site.pages), None)
            if text is not None:
                yield path, text


def paper_findings(
    site: SiteIndex, context: SiteContext, released: Collection[str], *, with_released: bool = True
) -> Iterator[Finding]:
    """Yield an error for each link that a version's page has and its PDF has not, or the other way round.

    ``released`` are the names of the PDFs that are frozen; they are read only ``with_released``.
    """
    for path, body in papers(site):
        frozen = path.rpartition("/")[2] in released
        if frozen and not with_released:
            continue
        on_paper = {_plain(address) for address in pdf_addresses((site.folder / path).read_bytes())}
        on_page = {_plain(link.href) for link in site.pages[body].links if scheme_of(link.href) in SCHEMES}
        frame = {_plain(address) for address in context.frame}
        shown = on_page - frame if body.endswith("index.html") else on_page  # a draft's text stands in its page
        faults = [f"the PDF does not lead to {address}, as its page does" for address in sorted(shown - on_paper)]
        own = context.own.rstrip("/") if context.own else None
        extra = (a for a in sorted(on_paper - on_page - frame) if not (own and a.startswith(own)))
        faults += [f"the PDF leads to {address}, and its page does not" for address in extra]
        for message in faults:
            where = context.shown / path
            yield Finding("LINK-PDF", "error", message, where, brands=(context.brand,), frozen=frozen)


def _plain(address: str) -> str:
    """Return an address in the one form that a page and a PDF share: unescaped, without a bare fragment."""
    url, fragment = urldefrag(unquote(address.strip()))
    return f"{url}#{fragment}" if fragment else url
