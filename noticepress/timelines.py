"""The timelines of a workspace: its frozen releases and, where asked for, the unreleased source, read and ordered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from noticepress.archive import load_releases
from noticepress.bind import bind
from noticepress.config import Workspace
from noticepress.document import render_document
from noticepress.errors import Finding, NoticeError, NoticepressError, merged
from noticepress.history import make_timeline
from noticepress.model import Brand, Document, Notice, Retirement, Timeline
from noticepress.source import load_notice


def load_timelines(
    workspace: Workspace, notice: str, brands: Sequence[Brand], as_at: date, *, draft: bool = False
) -> tuple[Timeline, ...]:
    """Return the timeline of ``notice`` for each of ``brands``, as at a day in Europe/London.

    With ``draft`` the unreleased source is bound and rendered too; a notice that has no release yet takes its
    title from it. Raises ``IntegrityError`` for a release
    that is not what was released and ``NoticeError`` for a source that some brand cannot have.
    """
    releases = load_releases(workspace.root, notice, workspace.renamed)
    path = workspace.root / "notices" / notice / "notice.md"
    # Without a release only the source knows the notice's title.
    source = load_notice(path, workspace.root, notice) if path.exists() and (draft or not releases) else None
    end = workspace.retired.get(notice)
    retired = end if end and end.on <= as_at else None
    living = [brand for brand in brands if not brand.is_retired(as_at)] if retired is None else []
    drafts = _drafts(source, living, workspace) if source and draft else {}
    title = source.title if source else releases[-1].title if releases else notice
    timelines = (make_timeline(brand, notice, title, releases, as_at, drafts.get(brand.id)) for brand in brands)
    return tuple(replace(t, was=workspace.was(notice), retired=_end(t.brand, as_at) or retired) for t in timelines)


def _end(brand: Brand, as_at: date) -> Retirement | None:
    return brand.retired if brand.is_retired(as_at) else None


def _drafts(source: Notice, brands: Sequence[Brand], workspace: Workspace) -> Mapping[str, Document]:
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    for brand in brands:
        try:
            documents[brand.id] = render_document(bind(source, brand), workspace.references)
        except NoticepressError as error:
            findings.extend(error.findings)
    if findings:
        raise NoticeError(*merged(findings))
    return documents
