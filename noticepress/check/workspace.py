"""The findings on a workspace: what is wrong, what is missing, and for which brands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from noticepress.archive import load_releases
from noticepress.bind import bind
from noticepress.check.guard import brand_findings, release_findings, source_findings
from noticepress.check.judge import check_text
from noticepress.check.marked import bound_view
from noticepress.check.waivers import with_waivers
from noticepress.config import Workspace
from noticepress.document import render_document
from noticepress.errors import Finding, NoticepressError, merged
from noticepress.law import Law, workspace_law
from noticepress.links.documents import draft_link_findings, registry_findings
from noticepress.model import Brand, Contact, Document, Notice, Reference, Release
from noticepress.source import load_notice

_UNRESOLVED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
#: What the same fault of another brand may word differently: numbers, and words in brackets.
_PARTICULARS = re.compile(r"\([^()]*\)|\d+")
#: Judged on the bound source with its values known, which a text alone does not show.
_KNOWN_BETTER = frozenset({"BRAND-AGREE", "BRAND-SCOPE"})
#: Facts that a notice needs and only the company can give; UK GDPR Article 13(1)(a) and (b) ask for the first three.
_FACTS: Mapping[str, str] = {
    "legal_name": "the registered name of the company behind the brand",
    "contact.address": "a postal address",
    "contact.email": "a mailbox",
    "contact.telephone": "a telephone number",
    "contact.privacy_email": "a mailbox for privacy matters",
    "contact.form": "the address of the contact form that the notice speaks of",
    "privacy_contact_title": "the title of the person whom readers write to, to be used throughout the notice",
    "site_url": "the address where the brand's notices are published",
}


def check_workspace(
    workspace: Workspace, as_at: date, brands: Sequence[Brand] | None = None, *, thorough: bool = True
) -> tuple[Finding, ...]:
    """Return every finding on the workspace's sources, brands and releases, errors first.

    With ``brands`` only those on them, each held against all brands of the workspace. A fault in the source that all
    brands share is one finding, with the brands that it concerns. Not ``thorough`` leaves out what
    stops no build: law and wording, and what released text, which is verified all the same, says.
    """
    brands = workspace.brands if brands is None else brands
    findings = [finding for brand in brands for finding in fact_findings(brand)]
    findings.extend(brand_findings(workspace, brands))
    findings.extend(registry_findings(tuple(workspace.references.values())))
    for notice in workspace.notices:
        findings.extend(_notice_findings(workspace, notice, brands, as_at, thorough=thorough))
    return merged(findings)


def _notice_findings(
    workspace: Workspace, notice: str, brands: Sequence[Brand], as_at: date, *, thorough: bool
) -> Iterator[Finding]:
    """Yield the findings on one notice: its source, its releases, and how they follow each other."""
    source: Notice | None = None
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    path = workspace.root / "notices" / notice / "notice.md"
    try:
        source = load_notice(path, workspace.root, notice) if path.exists() else None
    except NoticepressError as error:
        findings.extend(error.findings)
    if source is not None:
        documents, found = check_source(workspace, source, brands, as_at if thorough else None)
        findings.extend(found)
    try:
        releases = load_releases(workspace.root, notice)
    except NoticepressError as error:
        findings.extend(error.findings)
    else:
        findings.extend(_waiting_findings(workspace, releases, as_at))
        if thorough:
            findings.extend(release_findings(workspace, notice, source, brands, documents, releases, as_at))
    yield from findings if source is None else with_waivers(source, merged(findings), as_at)


def check_source(
    workspace: Workspace, notice: Notice, brands: Sequence[Brand], as_at: date | None
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return the texts of ``brands`` and the findings on them, each held against all brands of the workspace.

    Law and wording are judged as of ``as_at``, and not at all where that is ``None``.
    """
    law = workspace_law(workspace.root) if as_at is not None else None
    documents, findings = check_notice(notice, brands, workspace.references, as_at, law)
    everyone = tuple(brand.id for brand in brands)
    shared = (replace(f, brands=f.brands or everyone) for f in source_findings(workspace, notice, brands, documents))
    return documents, merged([*findings, *shared])


def check_notice(
    notice: Notice,
    brands: Sequence[Brand],
    references: Mapping[str, Reference],
    as_at: date | None,
    law: Law | None = None,
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return the documents of the brands for which ``notice`` can be rendered, and the findings on all of them.

    The text is held to ``law`` as it stands on ``as_at``, the day on which the text is to take effect; where that
    is ``None`` neither law nor wording is judged.
    """
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    for brand in brands:
        try:
            bound = bind(notice, brand)
            documents[brand.id] = render_document(bound, references)
        except NoticepressError as error:
            findings.extend(replace(finding, brands=(brand.id,)) for finding in error.findings)
        else:
            findings.extend(_text_findings(notice, documents[brand.id]))
            findings.extend(draft_link_findings(notice, documents[brand.id]))
            judged = check_text(bound_view(bound, references), brand, as_at, law) if as_at is not None else ()
            findings.extend(replace(f, brands=(brand.id,)) for f in judged if f.rule not in _KNOWN_BETTER)
    return documents, merged(_joined(findings))


def _joined(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield one finding for what several brands share, also where its words differ with their values."""
    shared: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        place = (finding.line, finding.column) if finding.line else _PARTICULARS.sub("", finding.message)
        key = (finding.rule, finding.severity, finding.path, place, finding.citation or finding.message)
        known = shared.setdefault(key, finding)
        shared[key] = replace(known, brands=tuple(dict.fromkeys((*known.brands, *finding.brands))))
    yield from shared.values()


def fact_findings(brand: Brand) -> Iterator[Finding]:
    """Yield a warning for each fact that the brand's file does not give, naming the field."""
    contact = {f"contact.{field.name}": getattr(brand.contact, field.name) for field in fields(Contact)}
    given = {**contact, **{name: getattr(brand, name) for name in _FACTS if not name.startswith("contact.")}}
    for name, what in _FACTS.items():
        if given[name] is None:
            yield _fact(brand, f"'{name}' is missing: {what}", f"ask the company, and write it into {brand.path}")
    if brand.confirmed is None:
        own = f"; its {', '.join(sorted(brand.inherited))} are its parent's" if brand.inherited else ""
        message = f"'confirmed' is missing: nobody has said that the notice's statements are true of {brand.name}{own}"
        yield _fact(brand, message, "let someone at the company confirm them, and write by whom and when")


def _fact(brand: Brand, message: str, hint: str) -> Finding:
    return Finding("FACT", "warning", message, brand.path, hint=hint, brands=(brand.id,))


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
            yield Finding("PROPOSED", "warning", message, shown, hint=hint, brands=tuple(release.documents))
