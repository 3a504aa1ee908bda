"""The findings on a workspace: what is wrong, what is missing, and for which brands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from noticepress.archive import load_releases
from noticepress.cache.sums import DigestOf, file_digest
from noticepress.check.guard import brand_findings, release_findings
from noticepress.check.texts import check_source, check_translation, law_of
from noticepress.check.waivers import with_waivers
from noticepress.config import Workspace
from noticepress.errors import Finding, NoticepressError, merged
from noticepress.ledger import check_ledger
from noticepress.links.documents import registry_findings
from noticepress.model import Brand, Document, Notice, Release
from noticepress.source import load_notice, load_translations

#: Returns the releases of a notice, each byte verified; an error as ``load_releases``.
ReleasesOf = Callable[[str], Sequence[Release]]


def check_workspace(
    workspace: Workspace,
    as_at: date,
    brands: Sequence[Brand] | None = None,
    *,
    thorough: bool = True,
    digest_of: DigestOf = file_digest,
    releases_of: ReleasesOf | None = None,
) -> tuple[Finding, ...]:
    """Return every finding on the workspace's sources, brands and releases, errors first.

    With ``brands`` only those on them, each held against all brands of the workspace. A fault in the source that all
    brands share is one finding, with the brands that it concerns. Not ``thorough`` leaves out what
    stops no build: law and wording, and what released text, which is verified all the same, says. ``digest_of`` is what
    verifies a released file; ``releases_of`` gives the releases where that is done already.
    """
    brands = workspace.brands if brands is None else brands
    law = law_of(workspace) if thorough else None
    findings = list(brand_findings(workspace, brands))
    # A retired brand's versions stay as they are: there is no text of it left to mend.
    brands = tuple(brand for brand in brands if not brand.is_retired(as_at))
    if law is not None:
        from noticepress.check.facts import fact_findings  # noqa: PLC0415 - for the same reason

        findings.extend(finding for brand in brands for finding in fact_findings(brand, law))
    findings.extend(check_ledger(workspace.root, workspace.moved))
    findings.extend(registry_findings(tuple(workspace.references.values())))
    wanted = None if thorough else ()
    read = partial(load_releases, workspace.root, renamed=workspace.renamed, brands=wanted, digest_of=digest_of)
    for notice in workspace.notices:
        findings.extend(_notice_findings(workspace, notice, brands, as_at, releases_of or read, thorough=thorough))
    return merged(findings)


def _notice_findings(
    workspace: Workspace, notice: str, brands: Sequence[Brand], as_at: date, releases_of: ReleasesOf, *, thorough: bool
) -> Iterator[Finding]:
    """Yield the findings on one notice: its source, its releases, and how they follow each other."""
    end = workspace.retired.get(notice)
    ended = end is not None and end.on <= as_at
    brands = () if ended else brands
    source: Notice | None = None
    translations: tuple[Notice, ...] = ()
    documents: Mapping[str, Document] = {}
    findings: list[Finding] = []
    path = workspace.root / "notices" / notice / "notice.md"
    try:
        source = load_notice(path, workspace.root, notice) if path.exists() and not ended else None
        translations = load_translations(workspace.root, notice) if source is not None else ()
    except NoticepressError as error:
        findings.extend(error.findings)
    if source is not None:
        documents, found = check_source(workspace, source, brands, as_at if thorough else None, keep=thorough)
        findings.extend(found)
        for translation in translations:
            found = check_translation(workspace, source, translation, documents, keep=thorough)[1]
            findings.extend(with_waivers(translation, found, as_at))
    try:
        releases = releases_of(notice)
    except NoticepressError as error:
        findings.extend(error.findings)
    else:
        findings.extend([] if ended else _waiting_findings(workspace, releases, as_at))
        if thorough:
            findings.extend(release_findings(workspace, notice, source, brands, documents, releases, as_at))
    yield from findings if source is None else with_waivers(source, merged(findings), as_at)


def _waiting_findings(workspace: Workspace, releases: Sequence[Release], as_at: date) -> Iterator[Finding]:
    for release in releases:
        waiting = release.approval is None and release.withdrawal is None
        if waiting and release.effective is not None and release.effective <= as_at:
            message = f"version {release.version} is dated {release.effective} and nobody has approved it"
            hint = "approve it, or withdraw it and release it again with a later date"
            shown = release.path.relative_to(workspace.root)
            retired = {brand.id for brand in workspace.brands if brand.is_retired(as_at)}
            waiting_for = tuple(brand for brand in release.documents if brand not in retired)
            if waiting_for:
                yield Finding("PROPOSED", "warning", message, shown, hint=hint, brands=waiting_for)
