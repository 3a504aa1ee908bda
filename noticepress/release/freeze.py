"""Freezing a version: its text, its PDF, its values and its source."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import noticepress
from noticepress.archive import GLANCE, find_release, frozen_name, load_releases, releases_folder, sums_fingerprint
from noticepress.bind.context import context
from noticepress.check import check_source, check_translation, stops_release, with_waivers
from noticepress.check.leaks import text_findings
from noticepress.config import Workspace
from noticepress.config.cookies import COOKIES
from noticepress.errors import Finding, NoticeError, UsageError
from noticepress.law import workspace_law
from noticepress.ledger import Entry, now, record, require_ledger
from noticepress.model import SOURCE, Brand, ChangeClass, Cookie, Document, Notice, Release
from noticepress.release.files import to_yaml, write_whole
from noticepress.release.gate import (
    Declaration,
    last_release,
    refuse_errors,
    refuse_impossible,
    refuse_signals,
    refuse_unknown_languages,
    refuse_unknown_reviews,
    signal_findings,
)
from noticepress.source import load_notice, load_translations

#: Typesets a document of a brand, frozen on a day, as a PDF.
Typeset = Callable[[Document, Brand, date], bytes]


def make_release(workspace: Workspace, notice_id: str, declared: Declaration, typeset: Typeset) -> Release:
    """Freeze the source of ``notice_id`` for each brand whose text differs from its last release.

    The release appears whole or not at all. Raises ``UsageError`` for a version, date or class that cannot
    be, ``IntegrityError`` for a ledger, or a release as it has it, that is not as it was, ``NoticeError`` for errors
    and signals that ``declared`` does not accept, and whatever binding, rendering and typesetting raise.
    """
    require_ledger(workspace.root, workspace.moved)
    releases = load_releases(workspace.root, notice_id, workspace.renamed)
    refuse_impossible(declared, releases)
    refuse_unknown_reviews(declared.reviewed, workspace_law(workspace.root))
    path = workspace.root / "notices" / notice_id / "notice.md"
    notice = load_notice(path, workspace.root, notice_id)
    translations = _translations(workspace, notice_id, declared)
    wanted = _wanted(workspace, notice_id, declared)
    texts, findings = _checked(workspace, notice, translations, wanted, declared)
    errors = tuple(finding for finding in findings if stops_release(finding))
    complete = all(len(documents) == len(wanted) for documents in texts.values())
    refuse_errors(errors, complete=complete, reason=declared.accepted_findings)
    brands = tuple(brand for brand in wanted if _differs(brand.id, texts, releases))
    if not brands:
        raise UsageError("no brand's text differs from its last release", "edit the notice first")
    classes = _classes(declared, brands, releases)
    signals = signal_findings([texts[SOURCE][brand.id] for brand in brands], releases)
    refuse_signals(signals, declared.change_class, declared.accepted_signals)
    fields = _release_fields(notice, declared, classes, findings, signals)
    if translations:
        fields["translations"] = {translation.language: translation.title for translation in translations}
    files = {source.path.name: (path.parent / source.path.name).read_bytes() for source in (notice, *translations)}
    if (path.parent / COOKIES).exists():
        files[COOKIES] = (path.parent / COOKIES).read_bytes()
    files["release.yml"] = to_yaml(fields)
    for brand in brands:
        files[f"values/{brand.id}.json"] = frozen_values(workspace, brand, notice_id)
        for documents in texts.values():
            document = replace(documents[brand.id], version=declared.version, effective=declared.effective)
            files |= _frozen_files(document, brand, declared, typeset, workspace)
    return _write(workspace, notice_id, declared.version, files)


def _checked(
    workspace: Workspace,
    notice: Notice,
    translations: Sequence[Notice],
    brands: tuple[Brand, ...],
    declared: Declaration,
) -> tuple[dict[str, Mapping[str, Document]], tuple[Finding, ...]]:
    """Return the texts to be released by language and brand, the source first, and the findings on all of them."""
    documents, found = check_source(workspace, notice, brands, declared.effective or declared.recorded)
    texts: dict[str, Mapping[str, Document]] = {SOURCE: documents}
    findings = list(with_waivers(notice, found, declared.recorded))
    for translation in translations:
        texts[translation.language], found = check_translation(workspace, notice, translation, documents)
        findings.extend(with_waivers(translation, found, declared.recorded))
    return texts, tuple(findings)


def _write(workspace: Workspace, notice_id: str, version: str, files: Mapping[str, bytes]) -> Release:
    """Write a release whole and record it in the ledger; return it as it is read again."""
    folder = releases_folder(workspace.root, notice_id) / version
    write_whole(folder, files)
    record(workspace.root, Entry("released", now(), notice_id, version, sums=sums_fingerprint(folder)))
    return find_release(load_releases(workspace.root, notice_id, workspace.renamed), version)


def _translations(workspace: Workspace, notice_id: str, declared: Declaration) -> tuple[Notice, ...]:
    """Return the translations that go into the release."""
    found = load_translations(workspace.root, notice_id)
    refuse_unknown_languages(declared.without, found)
    return tuple(translation for translation in found if translation.language not in declared.without)


def _frozen_files(
    document: Document, brand: Brand, declared: Declaration, typeset: Typeset, workspace: Workspace
) -> Mapping[str, bytes]:
    """Return a brand's files in one language: its text, its sentences at a glance if it has any, its PDF."""
    names = {ending: frozen_name(brand.id, document.language, ending) for ending in ("html", "json", "pdf")}
    files = {names["html"]: document.html.encode()}
    if document.glance:
        files[f"{GLANCE}/{names['json']}"] = _json([asdict(line) for line in document.glance])
    files[names["pdf"]] = _read_through(typeset(document, brand, declared.recorded), brand, workspace)
    return files


def _wanted(workspace: Workspace, notice_id: str, declared: Declaration) -> tuple[Brand, ...]:
    """Return the brands that are asked for, but for retired ones; ``UsageError`` where one of those is named."""
    end = workspace.retired.get(notice_id)
    if end is not None and end.on <= declared.recorded:
        raise UsageError(f"the notice '{notice_id}' is retired since {end.on}: it gets no new version")
    for brand in workspace.brands:
        if brand.id in declared.brands and brand.retired and brand.is_retired(declared.recorded):
            raise UsageError(
                f"{brand.name} is retired since {brand.retired.on}: it gets no new version",
                f"leave it out, or take 'retired' out of {brand.path}",
            )
    asked = (brand for brand in workspace.brands if not declared.brands or brand.id in declared.brands)
    return tuple(brand for brand in asked if not brand.is_retired(declared.recorded))


def _read_through(pdf: bytes, brand: Brand, workspace: Workspace) -> bytes:
    """Return a PDF that holds no other brand's words, in its text or beside it; ``NoticeError`` for one that does."""
    from noticepress.check.pdf_words import pdf_leaks  # noqa: PLC0415 - it takes longer to import than to use

    if pdf.startswith(b"%PDF"):
        found = text_findings(pdf_leaks(pdf, brand, workspace.brands), brand, None, f"{brand.id}.pdf")
        findings = tuple(filter(stops_release, found))
        if findings:
            raise NoticeError(*findings)
    return pdf


def _differs(brand: str, texts: Mapping[str, Mapping[str, Document]], releases: Sequence[Release]) -> bool:
    """Whether text, title or glance are others, in any language, than in the brand's last release not withdrawn."""
    last = last_release(brand, releases)
    if last is None:
        return True
    before = {SOURCE: last.documents[brand]}
    before |= {language: documents[brand] for language, documents in last.translations.items() if brand in documents}
    after = {language: documents[brand] for language, documents in texts.items()}
    return {key: _said(text) for key, text in before.items()} != {key: _said(text) for key, text in after.items()}


def _said(document: Document) -> tuple[object, ...]:
    return document.html, document.title, document.glance


def _classes(declared: Declaration, brands: Iterable[Brand], releases: Sequence[Release]) -> dict[str, ChangeClass]:
    known = {brand for release in releases if not release.withdrawal for brand in release.documents}
    classes: dict[str, ChangeClass] = {}
    for brand in brands:
        if brand.id in known and declared.change_class is None:
            raise UsageError(
                f"{brand.name} has an earlier version", "declare the change: --class editorial or material"
            )
        classes[brand.id] = declared.change_class or "initial" if brand.id in known else "initial"
    return classes


def _release_fields(
    notice: Notice,
    declared: Declaration,
    classes: Mapping[str, ChangeClass],
    findings: tuple[Finding, ...],
    signals: tuple[Finding, ...],
) -> dict[str, Any]:
    errors = [finding for finding in findings if stops_release(finding)]
    waived = [finding for finding in findings if finding.waived]
    fields: dict[str, Any] = {
        "version": declared.version,
        "title": notice.title,
        "effective": declared.effective or "unknown",
        "recorded": declared.recorded,
        "summary": declared.summary.strip(),
        "class": declared.change_class or "initial",
        "declared_by": declared.declared_by.strip(),
        "brands": dict(sorted(classes.items())),
        "made_with": f"noticepress {noticepress.__version__}",
    }
    if notice.about != "personal data":
        fields["about"] = notice.about
    if errors:
        fields["accepted_findings"] = declared.accepted_findings
        fields["findings"] = [f"{finding.rule} {str(finding).splitlines()[0]}" for finding in errors]
    if waived:
        fields["waived"] = [f"{finding.rule} {str(finding).splitlines()[0]} ({finding.waived})" for finding in waived]
    if declared.reviewed:
        fields["reviewed"] = list(declared.reviewed)
    if signals:
        if declared.accepted_signals:
            fields["accepted_signals"] = declared.accepted_signals
        fields["signals"] = [f"{', '.join(signal.brands)}: {signal.message}" for signal in signals]
    return fields


def frozen_values(workspace: Workspace, brand: Brand, notice: str) -> bytes:
    """Return all that a text was bound to: the brand's values, the addresses of references, and its cookies, if any."""
    addresses = {
        name: reference.url or getattr(brand.contact, reference.brand_value or "")
        for name, reference in workspace.references.items()
    }
    values: dict[str, object] = {"brand": context(brand), "references": addresses}
    if notice in brand.cookies:
        values["cookies"] = [_stated(cookie) for cookie in brand.cookies[notice]]
    return _json(values)


def _stated(cookie: Cookie) -> dict[str, str]:
    """Return what is stated of a cookie, as ``Cookie`` takes it again."""
    names = ("name", "purpose", "party", "who", "duration", "basis")
    return {name: getattr(cookie, name) for name in names if getattr(cookie, name) is not None}


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
