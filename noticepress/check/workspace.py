"""The findings on a workspace: what is wrong, what is missing, and for which brands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from noticepress.archive import integrity_findings, load_releases, releases_folder
from noticepress.bind import bind
from noticepress.check.judge import check_text
from noticepress.check.marked import bound_view
from noticepress.config import Workspace
from noticepress.document import render_document
from noticepress.errors import Finding, NoticepressError, merged
from noticepress.law import Law, uk_law, workspace_law
from noticepress.model import Brand, Contact, Document, Notice, Reference
from noticepress.source import load_notice

_UNRESOLVED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
#: What the same fault of another brand may word differently: numbers, and words in brackets.
_PARTICULARS = re.compile(r"\([^()]*\)|\d+")
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


def check_workspace(workspace: Workspace, as_at: date) -> tuple[Finding, ...]:
    """Return every finding on the workspace's sources, brands and releases, errors first.

    A fault in the source that all brands share is one finding, with the brands that it concerns.
    """
    law = workspace_law(workspace.root)
    findings = [finding for brand in workspace.brands for finding in fact_findings(brand)]
    for notice in workspace.notices:
        findings.extend(_release_findings(workspace, notice, as_at))
        path = workspace.root / "notices" / notice / "notice.md"
        if path.exists():
            try:
                source = load_notice(path, workspace.root, notice)
            except NoticepressError as error:
                findings.extend(error.findings)
            else:
                findings.extend(check_notice(source, workspace.brands, workspace.references, as_at, law)[1])
    return merged(findings)


def stops_build(finding: Finding) -> bool:
    """Whether a site must not be built: an error, but for those of law and wording, which a release answers for."""
    rule = uk_law().rules.get(finding.rule)
    judged = finding.citation is not None if rule is None else rule.gate == "release"
    return finding.severity == "error" and not judged


def check_notice(
    notice: Notice, brands: Sequence[Brand], references: Mapping[str, Reference], as_at: date, law: Law | None = None
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return the documents of the brands for which ``notice`` can be rendered, and the findings on all of them.

    The text is held to ``law`` as it stands on ``as_at``: the day on which the text is to take effect.
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
            judged = check_text(bound_view(bound, references), brand, as_at, law)
            findings.extend(replace(finding, brands=(brand.id,)) for finding in judged)
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


def _release_findings(workspace: Workspace, notice: str, as_at: date) -> Iterator[Finding]:
    folder = releases_folder(workspace.root, notice)
    paths = sorted(p for p in folder.iterdir() if not p.name.startswith(".")) if folder.is_dir() else []
    broken = [finding for path in paths for finding in integrity_findings(path, workspace.root)]
    if broken:
        yield from broken
        return
    try:
        releases = load_releases(workspace.root, notice)
    except NoticepressError as error:
        yield from error.findings
        return
    for release in releases:
        waiting = release.approval is None and release.withdrawal is None
        if waiting and release.effective is not None and release.effective <= as_at:
            message = f"version {release.version} is dated {release.effective} and nobody has approved it"
            hint = "approve it, or withdraw it and release it again with a later date"
            shown = release.path.relative_to(workspace.root)
            yield Finding("PROPOSED", "warning", message, shown, hint=hint, brands=tuple(release.documents))
