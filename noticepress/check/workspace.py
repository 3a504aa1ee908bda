"""The findings on a workspace: what is wrong, what is missing, and for which brands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from noticepress.archive import load_releases
from noticepress.bind import bind
from noticepress.check.guard import brand_findings, release_findings, source_findings
from noticepress.check.waivers import with_waivers
from noticepress.config import Workspace
from noticepress.document import render_document
from noticepress.errors import Finding, NoticepressError, merged
from noticepress.model import Brand, Contact, Document, Notice, Reference, Release
from noticepress.source import load_notice

_UNRESOLVED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
#: Link texts that say nothing when read alone (WCAG 2.2, 2.4.4).
_EMPTY_LINK_TEXTS = frozenset({"click here", "here", "read more", "more", "this link", "link", "this page"})
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
    workspace: Workspace, as_at: date, brands: Sequence[Brand] | None = None, *, versions: bool = True
) -> tuple[Finding, ...]:
    """Return every finding on the workspace's sources, brands and releases, errors first.

    With ``brands`` only those on them, each held against all brands of the workspace. A fault in the source that all
    brands share is one finding, with the brands that it concerns. Without ``versions`` released text is verified and
    not read: nothing that is found in it stops anything.
    """
    brands = workspace.brands if brands is None else brands
    findings = [finding for brand in brands for finding in fact_findings(brand)]
    findings.extend(brand_findings(workspace, brands))
    for notice in workspace.notices:
        findings.extend(_notice_findings(workspace, notice, brands, as_at, versions=versions))
    return merged(findings)


def _notice_findings(
    workspace: Workspace, notice: str, brands: Sequence[Brand], as_at: date, *, versions: bool
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
        documents, found = check_source(workspace, source, brands)
        findings.extend(found)
    try:
        releases = load_releases(workspace.root, notice)
    except NoticepressError as error:
        findings.extend(error.findings)
    else:
        findings.extend(_waiting_findings(workspace, releases, as_at))
        if versions:
            findings.extend(release_findings(workspace, notice, source, brands, documents, releases, as_at))
    yield from findings if source is None else with_waivers(source, merged(findings), as_at)


def check_source(
    workspace: Workspace, notice: Notice, brands: Sequence[Brand]
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return the texts of ``brands`` and the findings on them, each held against all brands of the workspace."""
    documents, findings = check_notice(notice, brands, workspace.references)
    return documents, merged([*findings, *source_findings(workspace, notice, brands, documents)])


def check_notice(
    notice: Notice, brands: Sequence[Brand], references: Mapping[str, Reference]
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return the documents of the brands for which ``notice`` can be rendered, and the findings on all of them."""
    documents: dict[str, Document] = {}
    findings: list[Finding] = []
    for brand in brands:
        try:
            documents[brand.id] = render_document(bind(notice, brand), references)
        except NoticepressError as error:
            findings.extend(replace(finding, brands=(brand.id,)) for finding in error.findings)
        else:
            findings.extend(_text_findings(notice, documents[brand.id]))
    return documents, merged(findings)


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
    for link in document.links:
        if " ".join(link.text.lower().split()).rstrip(".") in _EMPTY_LINK_TEXTS:
            message = f"the link text '{link.text}' says nothing when it is read alone"
            hint = "let the link's words say where it leads"
            yield _in_source(notice, document, "LINK-TEXT", message, f"[{link.text}]", hint)


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
