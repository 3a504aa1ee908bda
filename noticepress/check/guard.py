"""No brand's words in another's notice, and no version changes in silence: every check of it on a workspace."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from noticepress.archive import frozen_name, path_of
from noticepress.bind import bind
from noticepress.check.domains import domain_findings
from noticepress.check.leaks import (
    FROZEN_HINT,
    Leak,
    as_released,
    cookie_leaks,
    document_leaks,
    leaks,
    place_of,
    text_findings,
    value_leaks,
)
from noticepress.check.literals import literal_findings
from noticepress.check.masks import Difference, Masked, difference, frozen_findings, read_masked, told_differences
from noticepress.check.voice import voice_findings
from noticepress.config import Workspace
from noticepress.errors import Finding, NoticepressError
from noticepress.history import make_timeline
from noticepress.links.documents import frozen_link_findings
from noticepress.model import BoundNotice, Brand, Document, Notice, Release, Timeline
from noticepress.source import load_notice

_REFERENCES = Path("notices/references.yml")
_STANDING = frozenset({"in-force", "upcoming", "proposed"})


def brand_findings(workspace: Workspace, brands: Sequence[Brand]) -> Iterator[Finding]:
    """Yield the findings on the files of ``brands``, each held against every brand of the workspace."""
    for brand in brands:
        yield from value_leaks(brand, workspace.brands, workspace.root)
        yield from cookie_leaks(brand, workspace.brands)


@dataclass(frozen=True)
class Source:
    """What each brand's text of one notice is held to: the words typed into it, and how the first brand reads it.

    ``findings`` are those on the words that all brands share.
    """

    workspace: Workspace
    notice: Notice
    findings: tuple[Finding, ...]
    typed: frozenset[str | None]
    reference: Masked | None


@dataclass(frozen=True, slots=True)
class Held:
    """What came of one brand's text, held to its source: little, whatever the text, so that a group's is little too."""

    difference: Difference
    findings: tuple[Finding, ...]


def shared_source(workspace: Workspace, notice: Notice, first: BoundNotice | None) -> Source:
    """Return what texts of a notice are held to; ``first`` is the text of the first brand that has one."""
    literal = tuple(literal_findings(notice, workspace.brands))
    findings = (*literal, *voice_findings(notice, workspace.brands))
    typed = frozenset(finding.words for finding in literal)
    return Source(workspace, notice, findings, typed, read_masked(first) if first else None)


def held(source: Source, bound: BoundNotice, document: Document) -> Held:
    """Hold one brand's text to its source, and to all brands of the workspace."""
    workspace, notice, brand = source.workspace, source.notice, bound.brand
    of_values = (*value_leaks(brand, workspace.brands, workspace.root), *cookie_leaks(brand, workspace.brands))
    explained = source.typed.union(finding.words for finding in of_values)
    found = document_leaks(document, brand, workspace.brands, related=True)
    read = read_masked(bound)
    return Held(
        difference(read, source.reference or read),
        (
            *_unexplained(found, explained, workspace, notice, brand),
            *domain_findings(notice, document, brand, workspace.brands, workspace.references),
        ),
    )


def told_source(source: Source, texts: Sequence[Held]) -> Iterator[Finding]:
    """Yield the findings on a source and on its texts, in the order of their brands."""
    yield from source.findings
    if source.reference is not None:
        yield from told_differences(source.notice, source.reference, [text.difference for text in texts])
    for text in texts:
        yield from text.findings


def source_findings(
    workspace: Workspace, notice: Notice, brands: Sequence[Brand], documents: Mapping[str, Document]
) -> tuple[Finding, ...]:
    """Return the findings on a notice's source and on ``documents``, its text for each brand that has one."""
    rendered = [brand for brand in brands if brand.id in documents]
    source = shared_source(workspace, notice, bind(notice, rendered[0]) if rendered else None)
    texts = [held(source, bind(notice, brand), documents[brand.id]) for brand in rendered]
    return tuple(told_source(source, texts))


def _unexplained(
    found: Sequence[Leak], explained: frozenset[str | None], workspace: Workspace, notice: Notice, brand: Brand
) -> Iterator[Finding]:
    """Yield the leaks of a text that no typed words and no value account for, such as those of a shared address."""
    for leak in found:
        if any(words and (leak.words in words or words in leak.words) for words in explained):
            continue
        line, column = place_of(workspace.root / _REFERENCES, leak.words)
        if line is None:
            yield from text_findings([leak], brand, notice.path, f"the text of {brand.name}")
        else:
            message = f"every brand's link leads to {leak.identifier.owner_name}'s {leak.words}"
            hint = "use 'brand_value' for an address that each brand has of its own"
            place = (_REFERENCES, line, column)
            yield Finding("BRAND-LEAK", "error", message, *place, hint, (brand.id,), words=leak.words)


def release_findings(
    workspace: Workspace,
    notice_id: str,
    source: Notice | None,
    brands: Sequence[Brand],
    documents: Mapping[str, Document],
    releases: Sequence[Release],
    as_at: date,
) -> Iterator[Finding]:
    """Yield the findings on how versions follow each other, and on released text that is or may come into force."""
    from noticepress.check.versions import timelines_findings  # noqa: PLC0415 - a build looks at no released text

    title = source.title if source else notice_id
    timelines = [make_timeline(b, notice_id, title, releases, as_at, documents.get(b.id)) for b in brands]
    yield from timelines_findings(timelines, workspace.root, source)
    for timeline in timelines:
        for version in timeline.versions:
            if version.release is not None and version.state in _STANDING:
                yield from released_findings(workspace, timeline, version.release)
    standing = {v.document.version for timeline in timelines for v in timeline.versions if v.state in _STANDING}
    for release in releases:
        if release.version in standing:
            yield from _masked(workspace, release)


def released_findings(workspace: Workspace, timeline: Timeline, release: Release) -> Iterator[Finding]:
    """Yield other brands' words in a released text, in its PDF and in the words that announce it."""
    folder, own = path_of(release, workspace.root), timeline.brand.id
    texts = release.texts_of(own)
    for document in texts:
        yield from _text_findings(workspace, timeline.brand, release, document, folder.parent)
    brand, group = as_released(timeline.brand, texts[0], workspace.brands), workspace.brands
    for leak in leaks(release.summary, brand, group, related=True):
        line, column = place_of(release.path / folder.name, leak.words)
        message = (
            f"the summary of {release.version} names {leak.identifier.owner_name}, and other brands' pages show it"
        )
        fault = Finding("BRAND-LEAK", "error", message, folder, line, column, FROZEN_HINT, (brand.id,), frozen=True)
        yield replace(fault, words=leak.words)


def _text_findings(
    workspace: Workspace, own: Brand, release: Release, document: Document, folder: Path
) -> Iterator[Finding]:
    """Yield other brands' words in one released text, in whatever language, and in its PDF, and what that lacks."""
    from noticepress.check.pdf_words import front_page, pdf_words  # noqa: PLC0415 - it takes longer to import than to use

    group = workspace.brands
    brand = as_released(own, document, group)
    body = folder / frozen_name(brand.id, document.language, "html")
    paper = folder / frozen_name(brand.id, document.language, "pdf")
    yield from frozen_link_findings(document, own, tuple(workspace.references.values()), body)
    found = document_leaks(document, brand, group, related=False)
    yield from text_findings(found, brand, body, "the released text", frozen=True)
    data = (release.path / frozen_name(release.frozen_as(own.id), document.language, "pdf")).read_bytes()
    known = {leak.key for leak in found}
    if data.startswith(b"%PDF"):
        words = "\n".join(pdf_words(data, text=False))
        in_pdf = [leak for leak in leaks(words, brand, group, related=True) if leak.key not in known]
        yield from text_findings(in_pdf, brand, paper, "the PDF's data", frozen=True)
        from noticepress.check.versions import pdf_findings  # noqa: PLC0415

        yield from pdf_findings(document, words, front_page(data), paper)


def _masked(workspace: Workspace, release: Release) -> Iterator[Finding]:
    path = release.path / "notice.md"
    try:
        source = load_notice(path, workspace.root, release.notice)
    except NoticepressError:
        # A source of another time may hold what is refused today; its text was rendered and frozen then.
        return
    shown = path_of(release, workspace.root).parent
    for document in release.documents.values():
        yield from frozen_findings(document, source, workspace.references, shown / f"{document.brand}.html")
