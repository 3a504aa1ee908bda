"""What a release must answer for before it is frozen: its number and date, errors found, and what its changes touch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from noticepress.archive import VERSION, version_key
from noticepress.check.blocking import is_acceptable
from noticepress.check.material import effects
from noticepress.errors import Finding, NoticeError, UsageError, did_you_mean, merged
from noticepress.law import Law
from noticepress.model import ChangeClass, Document, Notice, Release
from noticepress.redline import compare


@dataclass(frozen=True)
class Declaration:
    """What the person who releases a version says of it.

    ``effective`` is ``None`` where the day is unknown. ``change_class`` may be ``None`` where the version is
    the first of every brand that it is for. ``brands`` limits the release to some; empty means all.
    ``accepted_findings`` and ``accepted_signals`` are the reasons for releasing in spite of errors, and for
    calling changes editorial in spite of what they touch. ``reviewed`` are the ids of manual rules, which no program
    can judge, that somebody has gone through. ``without`` are languages whose translation stays out of the release.
    """

    version: str
    effective: date | None
    recorded: date
    summary: str
    change_class: ChangeClass | None
    declared_by: str
    accepted_findings: str | None = None
    accepted_signals: str | None = None
    brands: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def refuse_impossible(declared: Declaration, releases: Sequence[Release]) -> None:
    """Raise ``UsageError`` for a version or a date that cannot follow ``releases``, or words that are missing."""
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


def refuse_unknown_reviews(reviewed: Sequence[str], law: Law) -> None:
    """Raise ``UsageError`` for a rule said to be reviewed that is none, or that a program judges."""
    manual = [rule.id for rule in law.rules.values() if rule.manual]
    for name in reviewed:
        if name not in manual:
            hint = did_you_mean(name, manual)
            raise UsageError(f"'{name}' is no rule that only a person can judge", hint)


def refuse_errors(errors: tuple[Finding, ...], *, complete: bool, reason: str | None) -> None:
    """Raise ``NoticeError`` for errors, and facts that a table lacks, without a ``reason``.

    Those that leave a brand without a text, and other brands' words in one, allow none.
    """
    open_to_reason = complete and all(is_acceptable(finding) for finding in errors)
    if errors and not (open_to_reason and reason and reason.strip()):
        rules = ", ".join(dict.fromkeys(finding.rule for finding in errors))
        accepting = f"mend them ('explain' has more on {rules}), or say why they are accepted: --accept-findings REASON"
        hint = accepting if open_to_reason else "mend them first"
        wrong = sum(finding.severity == "error" for finding in errors)
        said = [f"{wrong} finding{'s' if wrong > 1 else ''} of severity error"] if wrong else []
        owed = len(errors) - wrong
        said += [f"{owed} fact{'s' if owed > 1 else ''} that a table still lacks"] if owed else []
        raise NoticeError(*errors, Finding("RELEASE", "error", f"not released: {' and '.join(said)}", hint=hint))


def last_release(brand: str, releases: Sequence[Release]) -> Release | None:
    """Return the brand's last release that was not withdrawn."""
    return next((r for r in reversed(releases) if brand in r.documents and not r.withdrawal), None)


def last_document(brand: str, releases: Sequence[Release]) -> Document | None:
    """Return the text of the brand's last release that was not withdrawn."""
    found = last_release(brand, releases)
    return found.documents[brand] if found else None


def refuse_unknown_languages(without: Sequence[str], translations: Sequence[Notice]) -> None:
    """Raise ``UsageError`` for a language that is to be left out of the release and has no translation."""
    known = [translation.language for translation in translations]
    for language in without:
        if language not in known:
            raise UsageError(f"the notice has no translation in '{language}'", did_you_mean(language, known))


def signal_findings(documents: Sequence[Document], releases: Sequence[Release]) -> tuple[Finding, ...]:
    """Return a finding for each signal that the changes since each brand's last release raise, with its words."""
    return merged(finding for document in documents for finding in _signals(document, releases))


def _signals(document: Document, releases: Sequence[Release]) -> Iterator[Finding]:
    before = last_document(document.brand, releases)
    if before is None:
        return
    redline = compare(before, document)
    for effect in effects(redline):
        message = f"under '{effect.section}' a change {effect.what}: {effect.words}"
        yield Finding("VER-MATERIAL", "error", message, brands=(document.brand,), words=effect.words)
    for change in redline.changes:
        for signal in change.signals:
            words = ", ".join(f"'{word}'" for word in signal.words)
            place = change.section_after or change.section_before
            message = f"under '{place}' a change touches a {signal.kind.replace('-', ' ')}: {words}"
            yield Finding("SIGNAL", "error", message, brands=(document.brand,))


def refuse_signals(signals: tuple[Finding, ...], change_class: ChangeClass | None, reason: str | None) -> None:
    """Raise ``NoticeError`` where a release called editorial raises signals and nobody says why it is all the same."""
    if change_class == "editorial" and signals and not (reason and reason.strip()):
        hint = "declare it --class material, or say why it is editorial all the same: --accept-signals REASON"
        count = f"{len(signals)} signal{'s' if len(signals) > 1 else ''}"
        raise NoticeError(*signals, Finding("RELEASE", "error", f"not released as editorial: {count}", hint=hint))
