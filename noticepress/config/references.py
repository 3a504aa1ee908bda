"""The registry of outside addresses that notices use by name."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from noticepress.config.files import read_text
from noticepress.config.schema import ReferencesFile
from noticepress.config.yaml import YamlText, parse_yaml, validate
from noticepress.errors import ConfigError, Finding, did_you_mean
from noticepress.model import Contact, Reference


def load_references(path: Path, root: Path) -> Mapping[str, Reference]:
    """Read the registry by name; a missing file is an empty registry.

    Raises ``ConfigError`` with every mistake, its path relative to ``root``.
    """
    if not path.exists():
        return {}
    text = parse_yaml(read_text(path, path.relative_to(root)), path.relative_to(root))
    entries = validate(ReferencesFile, text).root
    findings = [finding for name in entries for finding in _mistakes(name, entries[name].brand_value, text)]
    if findings:
        raise ConfigError(*findings)
    return {name: Reference(name, entry.title, entry.url, entry.brand_value) for name, entry in entries.items()}


def _mistakes(name: str, brand_value: str | None, text: YamlText) -> list[Finding]:
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
