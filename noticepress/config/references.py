"""The registry of outside addresses that notices use by name."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from noticepress.config.files import read_text
from noticepress.config.kept import Kept
from noticepress.errors import ConfigError, Finding, did_you_mean
from noticepress.model import Contact, Reference, Verification

if TYPE_CHECKING:
    from noticepress.config.schema import ReferenceFields
    from noticepress.config.yaml import YamlText


def load_references(path: Path, root: Path, kept: Kept | None = None) -> Mapping[str, Reference]:
    """Read the registry by name; a missing file is an empty registry.

    Raises ``ConfigError`` with every mistake, its path relative to ``root``.
    """
    if not path.exists():
        return {}
    shown = path.relative_to(root)
    written = read_text(path, shown)
    return (kept or Kept()).value(
        Mapping[str, Reference], shown.as_posix(), written, lambda: parse_references(written, shown)
    )


def parse_references(written: str, path: Path) -> Mapping[str, Reference]:
    """Return the registry that ``written`` holds; as ``load_references``, for text that is already at hand."""
    from noticepress.config.schema import ReferencesFile  # noqa: PLC0415 - not where it was parsed before
    from noticepress.config.yaml import parse_yaml, validate  # noqa: PLC0415

    text = parse_yaml(written, path)
    entries = validate(ReferencesFile, text).root
    findings = [finding for name in entries for finding in _mistakes(name, entries[name].brand_value, text)]
    if findings:
        raise ConfigError(*findings)
    return {name: _reference(name, entry, text) for name, entry in entries.items()}


def _reference(name: str, entry: "ReferenceFields", text: "YamlText") -> Reference:
    verified = Verification(entry.verified.on, entry.verified.by) if entry.verified else None
    return Reference(
        name=name,
        title=entry.title,
        url=entry.url,
        brand_value=entry.brand_value,
        must=tuple(entry.must),
        must_not=tuple(entry.must_not),
        owner=entry.owner,
        verified=verified,
        max_age_days=entry.max_age_days,
        allow_temporary_redirect=entry.allow_temporary_redirect,
        note=entry.note,
        place=text.places[(name, "url")] if entry.url else text.keys[(name,)],
    )


def _mistakes(name: str, brand_value: str | None, text: "YamlText") -> list[Finding]:
    given = [key for key in ("url", "brand_value") if text.data[name].get(key) is not None]
    if len(given) != 1:
        hint = "'url' for one address that all brands share, 'brand_value' for a contact field of each brand"
        message = f"'{name}' needs either 'url' or 'brand_value'"
        return [Finding("CONFIG", "error", message, text.path, *text.keys[(name,)], hint)]
    known = [field.name for field in fields(Contact) if field.name != "address"]
    if brand_value is not None and brand_value not in known:
        place = text.places[(name, "brand_value")]
        message = f"'{brand_value}' is no contact field of a brand"
        return [Finding("CONFIG", "error", message, text.path, *place, did_you_mean(brand_value, known))]
    return []
