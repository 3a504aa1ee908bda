"""The findings on a workspace: what is wrong, what is missing, and for which brands."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from noticepress.archive import load_releases
from noticepress.bind import bind
from noticepress.cache.sums import DigestOf, file_digest
from noticepress.check.guard import brand_findings, release_findings, source_findings
from noticepress.check.marked import bound_view
from noticepress.check.translation import translation_findings
from noticepress.check.waivers import with_waivers
from noticepress.config import Workspace
from noticepress.document import render_document
from noticepress.errors import Finding, NoticepressError, merged
from noticepress.ledger import check_ledger
from noticepress.links.documents import draft_link_findings, registry_findings
from noticepress.model import BoundNotice, Brand, Document, Notice, Reference, Release
from noticepress.source import load_notice, load_translations
from noticepress.workers import begin

if TYPE_CHECKING:
    from noticepress.law import Law

_UNRESOLVED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
#: What the same fault of another brand may word differently: numbers, and words in brackets.
_PARTICULARS = re.compile(r"\([^()]*\)|\d+")
#: Below this many brands one process is done before a second one has begun.
_WORTH_PROCESSES = 12
_Judged = tuple[Document | None, list[Finding]]
#: Judged on the bound source with its values known, which a text alone does not show.
_KNOWN_BETTER = frozenset({"BRAND-AGREE", "BRAND-SCOPE"})


def check_workspace(
    workspace: Workspace,
    as_at: date,
    brands: Sequence[Brand] | None = None,
    *,
    thorough: bool = True,
    digest_of: DigestOf = file_digest,
) -> tuple[Finding, ...]:
    """Return every finding on the workspace's sources, brands and releases, errors first.

    With ``brands`` only those on them, each held against all brands of the workspace. A fault in the source that all
    brands share is one finding, with the brands that it concerns. Not ``thorough`` leaves out what
    stops no build: law and wording, and what released text, which is verified all the same, says. ``digest_of`` is what
    verifies a released file.
    """
    brands = workspace.brands if brands is None else brands
    law = _law(workspace) if thorough else None
    findings = list(brand_findings(workspace, brands))
    # A retired brand's versions stay as they are: there is no text of it left to mend.
    brands = tuple(brand for brand in brands if not brand.is_retired(as_at))
    if law is not None:
        from noticepress.check.facts import fact_findings  # noqa: PLC0415 - for the same reason

        findings.extend(finding for brand in brands for finding in fact_findings(brand, law))
    findings.extend(check_ledger(workspace.root, workspace.moved))
    findings.extend(registry_findings(tuple(workspace.references.values())))
    for notice in workspace.notices:
        findings.extend(_notice_findings(workspace, notice, brands, as_at, digest_of, thorough=thorough))
    return merged(findings)


def _law(workspace: Workspace) -> "Law":
    from noticepress.law import workspace_law  # noqa: PLC0415 - a build judges no law

    return workspace_law(workspace.root)


def _notice_findings(
    workspace: Workspace, notice: str, brands: Sequence[Brand], as_at: date, digest_of: DigestOf, *, thorough: bool
) -> Iterator[Finding]:
    """Yield the findings on one notice: its source, its releases, and how they follow each other."""
    end = workspace.retired.get(notice)
    ended = end is not None and end.on <= as_at
    brands = () if ended else brands
    source: Notice | None = None
    translations: tuple[Notice, ...] = ()
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    path = workspace.root / "notices" / notice / "notice.md"
    try:
        source = load_notice(path, workspace.root, notice) if path.exists() and not ended else None
        translations = load_translations(workspace.root, notice) if source is not None else ()
    except NoticepressError as error:
        findings.extend(error.findings)
    if source is not None:
        documents, found = check_source(workspace, source, brands, as_at if thorough else None)
        findings.extend(found)
        for translation in translations:
            found = check_translation(workspace, source, translation, documents)[1]
            findings.extend(with_waivers(translation, found, as_at))
    try:
        wanted = None if thorough else ()
        releases = load_releases(workspace.root, notice, workspace.renamed, brands=wanted, digest_of=digest_of)
    except NoticepressError as error:
        findings.extend(error.findings)
    else:
        findings.extend([] if ended else _waiting_findings(workspace, releases, as_at))
        if thorough:
            findings.extend(release_findings(workspace, notice, source, brands, documents, releases, as_at))
    yield from findings if source is None else with_waivers(source, merged(findings), as_at)


def check_source(
    workspace: Workspace, notice: Notice, brands: Sequence[Brand], as_at: date | None
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return the texts of ``brands`` and the findings on them, each held against all brands of the workspace.

    Law and wording are judged as of ``as_at``, and not at all where that is ``None``.
    """
    law = _law(workspace) if as_at is not None else None
    documents, findings = check_notice(notice, brands, workspace.references, as_at, law)
    everyone = tuple(brand.id for brand in brands)
    shared = (replace(f, brands=f.brands or everyone) for f in source_findings(workspace, notice, brands, documents))
    return documents, merged([*findings, *shared])


def check_translation(
    workspace: Workspace, source: Notice, translation: Notice, documents: Mapping[str, Document]
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return a translation for each brand of ``documents``, the source's texts, and the findings on it.

    It is held to its source, and to what holds in every language: binding, rendering, other brands' words. Neither law
    nor wording is judged.
    """
    brands = tuple(brand for brand in workspace.brands if brand.id in documents)
    translated, findings = check_source(workspace, translation, brands, None)
    return translated, merged([*findings, *translation_findings(source, translation, documents, translated)])


def check_notice(
    notice: Notice,
    brands: Sequence[Brand],
    references: Mapping[str, Reference],
    as_at: date | None,
    law: "Law | None" = None,
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return the documents of the brands for which ``notice`` can be rendered, and the findings on all of them.

    The text is held to ``law`` as it stands on ``as_at``, the day on which the text is to take effect; where that
    is ``None`` neither law nor wording is judged.
    """
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    judge = partial(_brand_findings, notice, references=references, as_at=as_at, law=law)
    for document, found in _each(judge, brands):
        findings.extend(found)
        if document is not None:
            documents[document.brand] = document
    return documents, merged(_joined(findings))


def _each(judge: Callable[[Brand], _Judged], brands: Sequence[Brand]) -> Iterator[_Judged]:
    """Judge each brand's text, in their order; many brands on every core."""
    processes = os.cpu_count() or 1
    if len(brands) < _WORTH_PROCESSES or processes == 1:
        yield from map(judge, brands)
        return
    with ProcessPoolExecutor(processes, initializer=begin) as pool:
        yield from pool.map(judge, brands, chunksize=-(-len(brands) // (2 * processes)))


def _brand_findings(
    notice: Notice, brand: Brand, *, references: Mapping[str, Reference], as_at: date | None, law: "Law | None"
) -> _Judged:
    """Return one brand's document, unless it cannot be rendered, and the findings on it."""
    try:
        bound = bind(notice, brand)
        document = render_document(bound, references)
    except NoticepressError as error:
        return None, [replace(finding, brands=(brand.id,)) for finding in error.findings]
    judged = _judged(bound, references, as_at, law) if as_at is not None else ()
    known = [replace(finding, brands=(brand.id,)) for finding in judged if finding.rule not in _KNOWN_BETTER]
    return document, [*_text_findings(notice, document), *draft_link_findings(notice, document), *known]


def _judged(
    bound: BoundNotice, references: Mapping[str, Reference], as_at: date, law: "Law | None"
) -> Iterable[Finding]:
    from noticepress.check.judge import check_text  # noqa: PLC0415 - a build judges no law

    return check_text(bound_view(bound, references), bound.brand, as_at, law)


def _joined(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield one finding for what several brands share, also where its words differ with their values."""
    shared: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        place = (finding.line, finding.column) if finding.line else _PARTICULARS.sub("", finding.message)
        # What data lacks has no words: at one place several fields may.
        said = finding.message if finding.line and finding.words is None else finding.citation or finding.message
        key = (finding.rule, finding.severity, finding.path, place, said)
        known = shared.setdefault(key, finding)
        shared[key] = replace(known, brands=tuple(dict.fromkeys((*known.brands, *finding.brands))))
    yield from shared.values()


def _text_findings(notice: Notice, document: Document) -> Iterator[Finding]:
    for match in _UNRESOLVED.finditer(document.text):
        message = f"the text still holds {match.group()}, which readers would see"
        yield _in_source(notice, document, "BRAND-VAR", message, match.group(), "write the words that are meant")


def _in_source(notice: Notice, document: Document, rule: str, message: str, words: str, hint: str) -> Finding:
    """Return an error at the first place where ``words`` stand in the source."""
    before, found, _ = notice.body.partition(words)
    line = before.count("\n") + notice.first_line if found else None
    column = len(before.rsplit("\n", 1)[-1]) + 1 if found else None
    return Finding(rule, "error", message, notice.path, line, column, hint, (document.brand,))


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
