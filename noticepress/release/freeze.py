"""Freezing a version: its text, its PDF, its values and its source."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import noticepress
from noticepress.archive import VERSION, find_release, load_releases, releases_folder, version_key
from noticepress.bind.context import context
from noticepress.check import check_notice
from noticepress.config import Workspace
from noticepress.errors import Finding, NoticeError, UsageError
from noticepress.model import Brand, ChangeClass, Document, Release
from noticepress.release.files import to_yaml, write_whole
from noticepress.source import load_notice

#: Typesets a document of a brand, frozen on a day, as a PDF.
Typeset = Callable[[Document, Brand, date], bytes]


@dataclass(frozen=True)
class Declaration:
    """What the person who releases a version says of it.

    ``effective`` is ``None`` where the day is unknown. ``change_class`` may be ``None`` where the version is
    the first of every brand that it is for. ``brands`` limits the release to some; empty means all.
    """

    version: str
    effective: date | None
    recorded: date
    summary: str
    change_class: ChangeClass | None
    declared_by: str
    accepted_findings: str | None = None
    brands: tuple[str, ...] = ()


def make_release(workspace: Workspace, notice_id: str, declared: Declaration, typeset: Typeset) -> Release:
    """Freeze the source of ``notice_id`` for each brand whose text differs from its last release.

    The release appears whole or not at all. Raises ``UsageError`` for a version, date or class that cannot
    be, ``NoticeError`` for findings of severity error that ``declared`` does not accept, and whatever
    binding, rendering and typesetting raise.
    """
    releases = load_releases(workspace.root, notice_id)
    _refuse_impossible(declared, releases)
    path = workspace.root / "notices" / notice_id / "notice.md"
    notice = load_notice(path, workspace.root, notice_id)
    wanted = tuple(b for b in workspace.brands if not declared.brands or b.id in declared.brands)
    documents, findings = check_notice(notice, wanted, workspace.references)
    errors = tuple(finding for finding in findings if finding.severity == "error")
    _refuse_errors(errors, complete=len(documents) == len(wanted), reason=declared.accepted_findings)
    brands = tuple(brand for brand in wanted if _differs(documents[brand.id], releases))
    if not brands:
        raise UsageError("no brand's text differs from its last release", "edit the notice first")
    classes = _classes(declared, brands, releases)
    files = {"notice.md": path.read_bytes()}
    files["release.yml"] = to_yaml(_release_fields(notice.title, declared, classes, errors))
    for brand in brands:
        document = replace(documents[brand.id], version=declared.version, effective=declared.effective)
        files[f"values/{brand.id}.json"] = _values(workspace, brand)
        files[f"{brand.id}.html"] = document.html.encode()
        files[f"{brand.id}.pdf"] = typeset(document, brand, declared.recorded)
    write_whole(releases_folder(workspace.root, notice_id) / declared.version, files)
    return find_release(load_releases(workspace.root, notice_id), declared.version)


def _refuse_impossible(declared: Declaration, releases: Sequence[Release]) -> None:
    if not VERSION.fullmatch(declared.version):
        raise UsageError(f"'{declared.version}' is no version number", "such as 1.2")
    if not declared.summary.strip() or not declared.declared_by.strip():
        raise UsageError("a release needs a summary and the name of who declares it", "what changed, in one sentence")
    versions = [release.version for release in releases]
    if declared.version in versions:
        raise UsageError(f"version {declared.version} exists, and a release is never changed", "choose the next number")
    standing = [release for release in releases if release.withdrawal is None]
    if any(version_key(release.version) > version_key(declared.version) for release in releases):
        raise UsageError(f"version {declared.version} is lower than {versions[-1]}", "choose the next number")
    if declared.effective is None and standing:
        raise UsageError("only a notice's first release may have an unknown effective date", "give a day: YYYY-MM-DD")
    latest = max((r.effective for r in standing if r.effective is not None), default=None)
    if latest is not None and declared.effective is not None and declared.effective < latest:
        raise UsageError(
            f"{declared.effective} is before the effective date of the last release, {latest}",
            "choose that day or a later one, or withdraw the other release",
        )


def _refuse_errors(errors: tuple[Finding, ...], *, complete: bool, reason: str | None) -> None:
    """Errors that leave a brand without a text can never be accepted; others can, with a reason."""
    if errors and not (complete and reason and reason.strip()):
        hint = "mend them, or say why they are accepted: --accept-findings REASON" if complete else "mend them first"
        message = f"{len(errors)} finding{'s' if len(errors) > 1 else ''} of severity error"
        raise NoticeError(*errors, Finding("RELEASE", "error", f"not released: {message}", hint=hint))


def _differs(document: Document, releases: Sequence[Release]) -> bool:
    """Whether the text is another than that of the brand's last release that was not withdrawn."""
    earlier = [r.documents[document.brand] for r in releases if document.brand in r.documents and not r.withdrawal]
    return not earlier or earlier[-1].html != document.html or earlier[-1].title != document.title


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
    title: str, declared: Declaration, classes: Mapping[str, ChangeClass], errors: tuple[Finding, ...]
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "version": declared.version,
        "title": title,
        "effective": declared.effective or "unknown",
        "recorded": declared.recorded,
        "summary": declared.summary.strip(),
        "class": declared.change_class or "initial",
        "declared_by": declared.declared_by.strip(),
        "brands": dict(sorted(classes.items())),
        "made_with": f"noticepress {noticepress.__version__}",
    }
    if errors:
        fields["accepted_findings"] = declared.accepted_findings
        fields["findings"] = [f"{finding.rule} {str(finding).splitlines()[0]}" for finding in errors]
    return fields


def _values(workspace: Workspace, brand: Brand) -> bytes:
    addresses = {
        name: reference.url or getattr(brand.contact, reference.brand_value or "")
        for name, reference in workspace.references.items()
    }
    values = {"brand": context(brand), "references": addresses}
    return (json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
