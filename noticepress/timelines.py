"""The timelines of a workspace: its frozen releases and, where asked for, the unreleased source, read and ordered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

from noticepress.archive import load_releases
from noticepress.bind import bind
from noticepress.cache.sums import DigestOf, file_digest
from noticepress.config import Workspace
from noticepress.config.workspace import told_notices as told_notices  # noqa: PLC0414 - from here as ever
from noticepress.document import render_document
from noticepress.errors import Finding, NoticeError, NoticepressError, merged
from noticepress.history import in_languages, make_timeline
from noticepress.model import SOURCE, Brand, Document, Notice, Release, Retirement, Timeline
from noticepress.source import load_notice, load_translations


def telling(timelines: Sequence[Timeline]) -> tuple[Timeline, ...]:
    """Return those of a brand's timelines that have a version to tell of, or all where none has."""
    return tuple(timeline for timeline in timelines if timeline.versions) or tuple(timelines)


def load_timelines(
    workspace: Workspace,
    notice: str,
    brands: Sequence[Brand],
    as_at: date,
    *,
    draft: bool = False,
    releases: Sequence[Release] | None = None,
    digest_of: DigestOf = file_digest,
) -> tuple[Timeline, ...]:
    """Return the timeline of ``notice`` for each of ``brands``, as at a day in Europe/London.

    With ``draft`` the unreleased source is bound and rendered too; a notice that has no release yet takes its
    title from it. ``releases`` are those of the notice where they have been read already, else ``digest_of`` is what
    verifies a released file. Raises ``IntegrityError`` for a release that is not what was released and ``NoticeError``
    for a source that some brand cannot have.
    """
    if releases is None:
        releases = load_releases(workspace.root, notice, workspace.renamed, brands=(), digest_of=digest_of)
    path = workspace.root / "notices" / notice / "notice.md"
    # Without a release only the source knows the notice's title.
    source = load_notice(path, workspace.root, notice) if path.exists() and (draft or not releases) else None
    end = workspace.retired.get(notice)
    retired = end if end and end.on <= as_at else None
    living = [brand for brand in brands if not brand.is_retired(as_at)] if retired is None else []
    sources = (source, *load_translations(workspace.root, notice)) if source and draft else ()
    drafts = _drafts(sources, living, workspace)
    title = source.title if source else releases[-1].title if releases else notice
    was = workspace.was(notice)
    timelines = []
    for brand in brands:
        own = {language: documents[brand.id] for language, documents in drafts.items() if brand.id in documents}
        timeline = make_timeline(brand, notice, title, releases, as_at, own.pop(SOURCE, None))
        timeline = replace(timeline, was=was, retired=_end(brand, as_at) or retired)
        timelines.append(in_languages(timeline, own))
    return tuple(timelines)


def _end(brand: Brand, as_at: date) -> Retirement | None:
    return brand.retired if brand.is_retired(as_at) else None


def _drafts(
    sources: Sequence[Notice], brands: Sequence[Brand], workspace: Workspace
) -> Mapping[str, Mapping[str, Document]]:
    """Return the unreleased texts by language and brand."""
    documents: dict[str, dict[str, Document]] = {source.language: {} for source in sources}
    findings: list[Finding] = []
    for source, brand in product(sources, brands):
        try:
            documents[source.language][brand.id] = render_document(bind(source, brand), workspace.references)
        except NoticepressError as error:
            findings.extend(error.findings)
    if findings:
        raise NoticeError(*merged(findings))
    return documents
