"""The last look at a built site: no file of it may hold another brand's words that its frozen texts do not hold."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from noticepress.check.leaks import (
    Ready,
    document_leaks,
    file_words,
    leaks,
    page_words,
    ready_leaks,
    text_findings,
)
from noticepress.check.search import visible
from noticepress.check.traces import traces
from noticepress.check.vocabulary import Vocabulary, vocabulary_of
from noticepress.errors import Finding
from noticepress.model import Brand, Timeline
from noticepress.pages import addresses

_APPROVED = frozenset({"in-force", "upcoming", "superseded"})
_TEXTS = frozenset({".html", ".xml", ".json", ".txt", ".md", ".svg", ".atom", ".webmanifest"})


def site_findings(
    folder: Path, brand: Brand, group: Sequence[Brand], timelines: Sequence[Timeline]
) -> Iterator[Finding]:
    """Yield an error for each of another brand's words in a file below ``folder``, the site of ``brand``.

    What stands in released texts, and in the words that announce them, is reported by ``check`` and stops nothing.
    Released PDFs were read when they were released.
    """
    yield from word_findings(site_words(folder, timelines), brand, group, timelines)


def site_words(folder: Path, timelines: Sequence[Timeline]) -> Iterator[tuple[str, str]]:
    """Yield each file below ``folder`` that is searched, by its path in the site, with every word that it holds."""
    released = {
        f"{notice}-notice-{version.document.version}{addresses.suffix(timeline.language)}.pdf"
        for timeline in timelines
        for notice in (timeline.notice, *timeline.was)
        for version in timeline.versions
        if version.release
    }
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in released):
        name = path.relative_to(folder).as_posix()
        if path.suffix in _TEXTS:
            yield name, page_words(path.read_text(encoding="utf-8", errors="replace"))
        elif path.suffix == ".pdf":
            from noticepress.check.pdf_words import pdf_words  # noqa: PLC0415 - most builds read no PDF

            yield name, "\n".join(pdf_words(path.read_bytes()))


def word_findings(
    words: Iterable[tuple[str, str]],
    brand: Brand,
    group: Sequence[Brand],
    timelines: Sequence[Timeline],
    found: set[str] | None = None,
) -> Iterator[Finding]:
    """Yield as ``site_findings``, for files with these ``words``; ``found`` is given the traces of all of them."""
    known = frozen_keys(brand, group, timelines)
    for name, text in words:
        ready = Ready.of(visible(text), brand)
        if found is not None:
            found |= ready.traces
        new = ready_leaks(ready, brand, group, related=True, known=known)
        yield from text_findings(new, brand, None, f"{brand.id}/{name}")


def site_vocabulary(found: Iterable[str], brand: Brand) -> Vocabulary:
    """Return the vocabulary of a site of which ``found`` are the traces, and of the brand's own file.

    While brand, files and timelines stay as they are, ``site_findings`` can only say something else of the site where
    another brand's identifier came or went that ``may_hold`` does not rule out.
    """
    return vocabulary_of({*found, *(trace for text in file_words(brand) for trace in traces(text))})


def frozen_keys(brand: Brand, group: Sequence[Brand], timelines: Sequence[Timeline]) -> frozenset[tuple[str, str, str]]:
    """Return what of other brands' words the released texts of a brand hold, and the words that announce them."""
    releases = [(v.document, v.release) for timeline in timelines for v in timeline.versions if v.release]
    found = {leak.key for document, _ in releases for leak in document_leaks(document, brand, group, related=True)}
    for _, release in releases:
        decisions = [release.summary, release.declared_by]
        decisions += [release.approval.by, release.approval.note or ""] if release.approval else []
        decisions += [release.withdrawal.by, release.withdrawal.reason] if release.withdrawal else []
        found |= {leak.key for leak in leaks("\n".join(decisions), brand, group, related=True)}
    return frozenset(found)


def silent_edits(before: Path, after: Path, timelines: Sequence[Timeline]) -> Iterator[Finding]:
    """Yield an error for each approved version whose text in the site ``before`` is another than in ``after``.

    Integrity cannot see this: a release that was deleted and made again under the same number is whole in itself.
    """
    for timeline in timelines:
        for version in timeline.versions:
            number = version.document.version
            body = addresses.body(timeline.notice, number, timeline.language)
            old, new = (site / body for site in (before, after))
            if version.state in _APPROVED and old.is_file() and old.read_bytes() != new.read_bytes():
                message = f"{timeline.brand.id} {number} was built with other words before, under the same version"
                hint = "restore the release that was published; other words need a version and a date of their own"
                yield Finding("VER-SILENT", "error", message, before, hint=hint, brands=(timeline.brand.id,))
