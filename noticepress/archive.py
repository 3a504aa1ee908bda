"""The frozen releases of a notice: read, and held to the bytes that were released."""

import json
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from sys import intern
from types import MappingProxyType
from typing import Annotated, Literal, Self, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from noticepress.bind.context import flat
from noticepress.cache.sums import DigestOf, file_digest
from noticepress.config.fields import Day, Identifier, Text
from noticepress.config.files import read_text
from noticepress.config.yaml import parse_yaml, validate
from noticepress.dates import parse_day
from noticepress.document import make_document
from noticepress.errors import ConfigError, Finding, IntegrityError, UsageError, did_you_mean
from noticepress.languages import TAG
from noticepress.model import SOURCE, About, Approval, ChangeClass, Cookie, Document, Glance, Release, Withdrawal

SUMS = "SHA256SUMS"
APPROVAL = "approval.yml"
#: The folder of a release that holds a brand's sentences at a glance, if its text has any.
GLANCE = "glance"
WITHDRAWN = "withdrawn.yml"
#: Decisions on a release come after it was frozen, so its sums cannot list them.
_UNLISTED = frozenset({SUMS, APPROVAL, WITHDRAWN})
_SUM_LINE = re.compile(r"([0-9a-f]{64})  ([^\0]+)")
_NONE: Mapping[str, str] = MappingProxyType({})
_RESTORE = "released files are never edited: restore it with 'git checkout', or release a new version"

#: No part has a leading zero, so that no two spellings stand for the same version.
VERSION = re.compile(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){0,3}")
Fields = TypeVar("Fields", bound=BaseModel)


def _date_or_unknown(text: object) -> date | None:
    return None if text == "unknown" else parse_day(text)


def _instant(text: object) -> datetime:
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError("it should be a time with its zone, such as 2026-11-22T10:00:00Z")
    return found.astimezone(UTC)


Effective = Annotated[date | None, BeforeValidator(_date_or_unknown)]
Instant = Annotated[datetime, BeforeValidator(_instant)]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ReleaseFields(_Frozen):
    """``release.yml``: what was frozen, when, by whom, and what it said of itself."""

    version: Annotated[str, Field(pattern=f"^{VERSION.pattern}$")]
    title: Text
    effective: Effective
    recorded: Day
    summary: Text
    change_class: Literal["initial", "editorial", "material"] = Field(alias="class")
    declared_by: Text
    brands: dict[Identifier, Literal["initial", "editorial", "material"]]
    accepted_findings: Text | None = None
    findings: list[Text] = Field(default_factory=list)
    accepted_signals: Text | None = None
    signals: list[Text] = Field(default_factory=list)
    waived: list[Text] = Field(default_factory=list)
    reviewed: list[Text] = Field(default_factory=list)
    translations: dict[Annotated[str, Field(pattern=f"^{TAG.pattern}$")], Text] = Field(
        default_factory=dict, description="the title in each further language"
    )
    about: About = "personal data"
    made_with: Text | None = None


class ApprovalFields(_Frozen):
    """``approval.yml``: who approved exactly which bytes, and when."""

    by: Text
    at: Instant
    sums_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    note: Text | None = None


class WithdrawalFields(_Frozen):
    """``withdrawn.yml``: who withdrew a release, when and why."""

    by: Text
    at: Instant
    reason: Text


def releases_folder(root: Path, notice: str) -> Path:
    """Return the folder that holds the releases of ``notice``."""
    return root / "notices" / notice / "releases"


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by: ``1.10`` comes after ``1.9``."""
    return tuple(int(part) for part in version.split("."))


def load_releases(
    root: Path,
    notice: str,
    renamed: Mapping[str, str] = _NONE,
    *,
    brands: Collection[str] | None = None,
    digest_of: DigestOf = file_digest,
) -> tuple[Release, ...]:
    """Read every release of ``notice``, lowest version first, each byte verified.

    With ``brands`` the texts of these alone are read at once; another's is read whenever it is asked for, which raises
    the ``ConfigError`` of one that cannot be read only then. ``digest_of`` is what verifies a file: by default, each
    byte of it is read.

    What was frozen under an id that ``renamed`` maps to another is given under that one: a brand keeps its versions.
    Raises ``IntegrityError`` that names every file which is not what was released, and ``ConfigError`` for a
    ``release.yml``, ``approval.yml`` or ``withdrawn.yml`` that cannot be read. Hidden folders are what an
    interrupted ``release`` left behind, and are no releases.
    """
    folder = releases_folder(root, notice)
    paths = [p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")] if folder.is_dir() else []
    findings = [finding for path in sorted(paths) for finding in integrity_findings(path, root, digest_of)]
    if findings:
        raise IntegrityError(*findings)
    releases = (_load(path, root, notice, renamed, brands) for path in paths)
    return tuple(sorted(releases, key=lambda release: version_key(release.version)))


def path_of(release: Release, root: Path) -> Path:
    """Return the file in which a release says what it is, relative to the workspace."""
    path = release.path.relative_to(root) if release.path.is_relative_to(root) else release.path
    return path / "release.yml"


def find_release(releases: Sequence[Release], version: str) -> Release:
    """Return the release called ``version``; ``UsageError`` where there is none."""
    for release in releases:
        if release.version == version:
            return release
    raise UsageError(f"no version is called '{version}'", did_you_mean(version, [r.version for r in releases]))


def integrity_findings(path: Path, root: Path, digest_of: DigestOf = file_digest) -> Iterator[Finding]:
    """Yield a finding for each file of a release that was changed, added, removed or never recorded.

    ``digest_of`` as ``load_releases``.
    """
    shown = path.relative_to(root)
    if not VERSION.fullmatch(path.name):
        yield _broken(shown, f"'{path.name}' is no version number", "a release's folder is named for its version: 1.1")
        return
    if not (path / SUMS).is_file():
        yield _broken(shown / SUMS, "the release has no SHA256SUMS, so nothing of it can be verified")
        return
    lines = (path / SUMS).read_bytes().decode(errors="replace").splitlines()
    matches = [_SUM_LINE.fullmatch(line) for line in lines]
    for number, match in enumerate(matches, 1):
        if match is None:
            yield replace(_broken(shown / SUMS, "this line is no SHA-256 and file name"), line=number, column=1)
    sums = {match.group(2): match.group(1) for match in matches if match}
    present = set(_files(str(path))) - _UNLISTED
    for name in sorted(sums.keys() | present):
        if name not in sums:
            yield _broken(shown / name, "this file is no part of the release", "delete it, or move it elsewhere")
        elif name not in present:
            yield _broken(shown / name, "a file of the release is missing")
        elif digest_of(f"{path}/{name}") != sums[name]:
            yield _broken(shown / name, "a released file was changed")


def _files(folder: str, before: str = "") -> Iterator[str]:
    """Yield the name of each file below a folder, with slashes; no link to a folder is followed."""
    try:
        entries = list(os.scandir(folder))
    except PermissionError:  # what it should hold is missing, then
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, f"{before}{entry.name}/")
        elif entry.is_file():
            yield f"{before}{entry.name}"


def _broken(shown: Path, message: str, hint: str = _RESTORE) -> Finding:
    return Finding("INTEGRITY", "error", message, shown, hint=hint)


def _load(path: Path, root: Path, notice: str, renamed: Mapping[str, str], brands: Collection[str] | None) -> Release:
    shown = path.relative_to(root)
    fields = _yaml(path / "release.yml", shown, ReleaseFields)
    if fields.version != path.name:
        raise IntegrityError(_broken(shown / "release.yml", f"it says version {fields.version}"))
    # Of many releases each names a thousand brands: an id is kept once.
    brand_classes: dict[str, ChangeClass] = {intern(frozen): kind for frozen, kind in fields.brands.items()}
    # A brand that has both ids in one release is the one of its own name.
    names = {renamed.get(frozen, frozen): frozen for frozen in brand_classes}
    names |= {frozen: frozen for frozen in brand_classes if frozen in names}
    edition = _Edition(path, notice, names, fields.version, fields.effective, fields.about, SOURCE, fields.title)
    return Release(
        notice=notice,
        version=fields.version,
        title=fields.title,
        effective=fields.effective,
        recorded=fields.recorded,
        summary=fields.summary,
        classes={brand: brand_classes[frozen] for brand, frozen in names.items()},
        declared_by=fields.declared_by,
        approval=_approval(path, shown),
        withdrawal=_withdrawal(path, shown),
        documents=_Documents(edition).reading(brands),
        path=path,
        accepted_findings=fields.accepted_findings,
        names=names,
        translations={
            language: _Documents(replace(edition, language=language, title=title)).reading(brands)
            for language, title in fields.translations.items()
        },
    )


@dataclass(frozen=True)
class _Edition:
    """A release in one language: what all brands' texts of it have in common.

    ``names`` are the frozen id of each brand, by its id now.
    """

    path: Path
    notice: str
    names: Mapping[str, str]
    version: str
    effective: date | None
    about: About
    language: str
    title: str


class _Documents(Mapping[str, Document]):
    """The texts of a release in one language, by brand: each is read when it is asked for, and kept while in use."""

    def __init__(self, edition: _Edition) -> None:
        self._of = edition
        self._read: dict[str, Document] = {}
        self._used = WeakValueDictionary[str, Document]()

    def reading(self, brands: Collection[str] | None) -> Self:
        """Read the texts of ``brands``, or of all, at once; return the same texts."""
        for brand in self if brands is None else [brand for brand in self if brand in brands]:
            self._read[brand] = self[brand]
        return self

    def __getitem__(self, brand: str) -> Document:
        found = self._read.get(brand) or self._used.get(brand)
        if found is None:
            found = self._used[brand] = _document(brand, self._of)
        return found

    def __contains__(self, brand: object) -> bool:
        return brand in self._of.names

    def __iter__(self) -> Iterator[str]:
        return iter(self._of.names)

    def __len__(self) -> int:
        return len(self._of.names)

    def __reduce__(self) -> tuple[object, ...]:
        return _read_again, (self._of, tuple(self._read))


def _read_again(edition: _Edition, brands: Collection[str]) -> _Documents:
    return _Documents(edition).reading(brands)


def _yaml(path: Path, shown: Path, model: type[Fields]) -> Fields:
    name = shown / path.name
    return validate(model, parse_yaml(read_text(path, name), name))


def _approval(path: Path, shown: Path) -> Approval | None:
    if not (path / APPROVAL).exists():
        return None
    fields = _yaml(path / APPROVAL, shown, ApprovalFields)
    if fields.sums_sha256 != sums_fingerprint(path):
        message = "the approval is of other bytes: SHA256SUMS is not the one that was approved"
        raise IntegrityError(_broken(shown / APPROVAL, message))
    return Approval(fields.by, fields.at, fields.sums_sha256, fields.note)


def _withdrawal(path: Path, shown: Path) -> Withdrawal | None:
    if not (path / WITHDRAWN).exists():
        return None
    fields = _yaml(path / WITHDRAWN, shown, WithdrawalFields)
    return Withdrawal(fields.by, fields.at, fields.reason)


def sums_fingerprint(path: Path) -> str:
    """Return the SHA-256 of a release's ``SHA256SUMS``, which stands for every byte of it."""
    return sha256((path / SUMS).read_bytes()).hexdigest()


def _glance(path: Path) -> tuple[Glance, ...]:
    """Return the frozen sentences at a glance; a release that was frozen without any has none."""
    if not path.exists():
        return ()
    return tuple(Glance(str(line["section"]), str(line["text"])) for line in json.loads(path.read_text("utf-8")))


def frozen_name(frozen: str, language: str, ending: str) -> str:
    """Return the name of a brand's file in a release: ``loop.html``, ``loop.cy.html`` for a translation."""
    return f"{frozen}{'' if language == SOURCE else f'.{language}'}.{ending}"


def _document(brand: str, edition: _Edition) -> Document:
    """Return the text of a brand by its id now, as it was frozen."""
    path, frozen = edition.path, edition.names[brand]
    try:
        bound = json.loads((path / "values" / f"{frozen}.json").read_text("utf-8"))
        values, cookies = bound["brand"], bound.get("cookies")
        html = (path / frozen_name(frozen, edition.language, "html")).read_bytes().decode()
        return make_document(
            notice=edition.notice,
            brand=brand,
            brand_name=values["name"],
            version=edition.version,
            effective=edition.effective,
            title=edition.title,
            html=html,
            values=flat(values),
            glance=_glance(path / GLANCE / frozen_name(frozen, edition.language, "json")),
            language=edition.language,
            cookies=None if cookies is None else tuple(Cookie(**cookie) for cookie in cookies),
            about=edition.about,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"the release names the brand '{frozen}' and holds no text of it that can be read: {error}"
        shown = Path("notices") / edition.notice / "releases" / path.name
        raise ConfigError(Finding("RELEASE", "error", message, shown)) from error
