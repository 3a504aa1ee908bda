"""No version changes in silence: what each version must say of itself, and what the next one may not hide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from noticepress.archive import path_of, version_key
from noticepress.check.material import effects
from noticepress.document import DRAFT
from noticepress.errors import Finding, Severity, did_you_mean
from noticepress.languages import words as words_of
from noticepress.model import Document, Notice, Timeline, Version
from noticepress.redline import compare

_HINT_MATERIAL = "release it with --class material, and tell readers before it takes effect"
#: The law asks for this of a new purpose alone; of the other changes this project does.
_HINT_PURPOSE = f"{_HINT_MATERIAL} (UK GDPR Article 13(3))"


@dataclass(frozen=True)
class Pair:
    """Two versions of one brand that follow each other, and the path that findings on the later one name."""

    before: Version
    after: Version
    path: Path | None

    @property
    def frozen(self) -> bool:
        """Whether the later version is released, so that nothing of it can be mended."""
        return self.after.release is not None


def version_findings(timeline: Timeline, root: Path, notice: Notice | None) -> Iterator[Finding]:
    """Yield every finding on how a brand's versions follow each other, as at the timeline's day."""
    live = [version for version in timeline.versions if version.state != "withdrawn"]
    source = notice.path if notice else None
    for before, after in pairwise(live):
        pair = Pair(before, after, path_of(after.release, root) if after.release else source)
        yield from silent_findings(pair)
        yield from anchor_findings(pair)
        if after.change_class != "material" and after.state != "superseded":
            yield from material_findings(pair)
    for version in live:
        if version.release is not None:
            yield from date_findings(version, path_of(version.release, root), timeline.brand.id)
    yield from order_findings(timeline, root)


def is_silent_edit(before: Document, after: Document) -> bool:
    """Whether the words of one text differ although it calls itself by the same version, or the same known day."""
    if before.text == after.text and before.title == after.title:
        return False
    same_day = before.effective is not None and before.effective == after.effective
    return before.version == after.version or (same_day and DRAFT not in {before.version, after.version})


def silent_findings(pair: Pair) -> Iterator[Finding]:
    """Yield an error where the words changed and the version or the date did not."""
    before, after = pair.before.document, pair.after.document
    if pair.before.state != "proposed" and is_silent_edit(before, after):
        message = f"{after.version} has other words than {before.version}, and the same effective date"
        hint = "give each text a date of its own: a reader of that day cannot tell which one applied"
        yield _finding("VER-SILENT", "error", message, pair, hint)


def material_findings(pair: Pair) -> Iterator[Finding]:
    """Yield what a change does to a reader that only a version declared material may do.

    On the unreleased source it is information for who releases it; on a released one that was declared editorial
    it is an error.
    """
    is_draft = pair.after.release is None
    for effect in effects(compare(pair.before.document, pair.after.document)):
        place = f"under '{effect.section}' " if effect.section else ""
        message = f"since {pair.before.document.version}, {place}it {effect.what}: {effect.words}"
        hint = _HINT_PURPOSE if effect.what == "adds a purpose" else _HINT_MATERIAL
        yield _finding("VER-MATERIAL", "info" if is_draft else "error", message, pair, hint, words=effect.words)


def anchor_findings(pair: Pair) -> Iterator[Finding]:
    """Yield an error for each anchor of a version that the next one lacks: links to it would lead nowhere."""
    names = [heading.id for heading in pair.after.document.headings if heading.id]
    old = pair.before.document
    for heading in old.headings:
        if heading.id and heading.id not in names:
            message = f"the section '{heading.text}' of {old.version} could be linked to as #{heading.id}, and is gone"
            twin = next((h.id for h in pair.after.document.headings if h.text == heading.text), None)
            hint = f"give '{heading.text}' its id back: it is #{twin} now" if twin else did_you_mean(heading.id, names)
            yield _finding("VER-ANCHOR", "error", message, pair, hint, words=heading.id)


def date_findings(version: Version, path: Path, brand: str) -> Iterator[Finding]:
    """Yield a finding where a released version has no effective date, or one before the day on which it was frozen."""
    release = version.release
    assert release is not None
    if release.effective is None:
        message = f"version {release.version} says no day from which it applies"
        hint = "its effective date is unknown; the next version has one"
        yield Finding("VER-DATE", "error", message, path, hint=hint, brands=(brand,), frozen=True)
    elif release.effective < release.recorded:
        message = (
            f"version {release.version} applies from {release.effective}, before it was frozen on {release.recorded}"
        )
        hint = "a notice cannot apply before it exists: date the next version from the day of its approval or later"
        yield Finding("VER-DATE", "warning", message, path, hint=hint, brands=(brand,), frozen=True)


def pdf_findings(document: Document, words: str, front: str, path: Path) -> Iterator[Finding]:
    """Yield an error where a PDF is not of the version, the text or the day that it belongs to.

    ``words`` are its data, which name version and text; ``front`` is the text of its first page, which names the day.
    """
    said = words_of(document.language)
    version = f"{said.texts['pdf']['version']} {document.version}"
    marks = [("version", version.lower(), words), ("text", f"sha256:{document.sha256}", words)]
    if document.effective is not None:
        marks.append(("day", said.on(document.effective), " ".join(front.split())))
    for what, mark, where in marks:
        if re.search(rf"(?<![\w.]){re.escape(mark)}(?![\w.])", where, re.IGNORECASE) is None:
            message = f"the PDF does not say of itself that it is of this {what}: {mark[:40]}"
            hint = "released files stay as they are: put it right in the next release"
            yield Finding("VER-DATE", "error", message, path, hint=hint, brands=(document.brand,), frozen=True)


def order_findings(timeline: Timeline, root: Path) -> Iterator[Finding]:
    """Yield what is wrong with versions that are not yet in force: too early, or older than the live one."""
    live = timeline.first("in-force")
    for version in timeline.versions:
        release = version.release
        if release is None or version.state not in {"upcoming", "proposed"}:
            continue
        path, brands = path_of(release, root), (timeline.brand.id,)
        if live is not None and is_stale(version, live):
            message = (
                f"{version.state} version {release.version} is older than {live.document.version}, which is in force"
            )
            hint = "withdraw it, and release its text again if it is still wanted"
            yield Finding("VER-STALE-PREVIEW", "error", message, path, hint=hint, brands=brands)
        elif live is None and version.state == "upcoming":
            message = f"version {release.version} comes into force on {version.start}; until then there is no notice"
            yield Finding("VER-FUTURE", "warning", message, path, hint="approve an earlier version", brands=brands)


def is_stale(version: Version, live: Version) -> bool:
    """Whether a version that is to come is older than the live one: by number, by date, or by the day of its text."""
    ours, theirs = version.release, live.release
    assert ours is not None
    assert theirs is not None
    older = version_key(ours.version) < version_key(theirs.version) or ours.recorded < theirs.recorded
    return older or (ours.effective is not None and theirs.effective is not None and ours.effective < theirs.effective)


def review_findings(notice: Notice, as_at: date) -> Iterator[Finding]:
    """Yield a warning where the day by which the notice was to be read again has passed."""
    if notice.review is not None and notice.review < as_at:
        message = f"the notice was to be reviewed by {notice.review}"
        hint = "read it against what the company does now, then set the next day in 'review'"
        line, column = notice.review_place or (1, 1)
        yield Finding("VER-REVIEW", "warning", message, notice.path, line, column, hint, words=str(notice.review))


def _finding(
    rule: str, severity: Severity, message: str, pair: Pair, hint: str | None, *, words: str | None = None
) -> Finding:
    brands = (pair.after.document.brand,)
    return Finding(rule, severity, message, pair.path, hint=hint, brands=brands, words=words, frozen=pair.frozen)


def timelines_findings(timelines: Sequence[Timeline], root: Path, notice: Notice | None) -> Iterator[Finding]:
    """Yield the findings on every brand's versions, and those on the notice's own dates once."""
    for timeline in timelines:
        yield from version_findings(timeline, root, notice)
    if notice is not None and timelines:
        yield from review_findings(notice, timelines[0].as_at)
