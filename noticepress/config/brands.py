"""Brands: one YAML file each, joined into a group."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from noticepress.config.files import read_text
from noticepress.config.life import loop_findings, make_moves, make_retirement, was_findings
from noticepress.config.pictures import find_picture
from noticepress.config.schema import ID, BrandFields, ThemeFields
from noticepress.config.targets import name_findings
from noticepress.config.yaml import At, YamlText, parse_yaml, validate
from noticepress.errors import ConfigError, Finding, did_you_mean
from noticepress.model import Brand, Company, Confirmation, Contact, Registration, Theme

Files = dict[str, tuple[BrandFields, YamlText]]


def load_brands(folder: Path, root: Path) -> tuple[Brand, ...]:
    """Read every ``*.yml`` of ``folder``; brands come in the order of their ids.

    Raises ``ConfigError`` with every mistake of every file; paths in it are relative to ``root``.
    """
    findings: list[Finding] = []
    files: Files = {}
    themes: dict[str, Theme] = {}
    paths = sorted(folder.glob("*.yml"))
    names = [path.stem for path in paths]
    for path in paths:
        try:
            text = _read(path, path.relative_to(root))
            findings.extend(_unknown_brands(text, names))
            files[path.stem] = validate(BrandFields, text), text
            findings.extend(name_findings(files[path.stem][0].targets, text))
            themes[path.stem] = _theme(files[path.stem][0].theme, folder / path.stem, root)
        except ConfigError as error:
            findings.extend(error.findings)
    for path in sorted(folder.glob("*.yaml")):
        hint = f"rename it to {path.stem}.yml"
        message = "a brand's file ends in .yml, so this one would not be read"
        findings.append(Finding("CONFIG", "error", message, path.relative_to(root), hint=hint))
    if not paths:
        hint = "write one, such as brands/example.yml with a line 'name: Example'"
        findings.append(Finding("CONFIG", "error", "no brand has a file here", folder.relative_to(root), hint=hint))
    findings = findings or [*was_findings(files), *loop_findings(files)]
    if findings:
        raise ConfigError(*findings)
    return _join(files, themes)


def _read(path: Path, shown: Path) -> YamlText:
    if not ID.fullmatch(path.stem):
        hint = "name it with small letters, digits and single hyphens: the name is the brand's id"
        raise ConfigError(Finding("CONFIG", "error", f"'{path.stem}' cannot be a brand's id", shown, hint=hint))
    return parse_yaml(read_text(path, shown), shown)


def _unknown_brands(text: YamlText, names: list[str]) -> Iterator[Finding]:
    """Yield each brand that a file names and that has no file, whatever other mistakes the file holds."""
    data = text.data if isinstance(text.data, dict) else {}
    sisters = data.get("sister_companies")
    listed = enumerate(sisters if isinstance(sisters, list) else [])
    places: list[tuple[At, Any]] = [
        (("parent",), data.get("parent")),
        *((("sister_companies", n), s) for n, s in listed),
    ]
    for at, name in places:
        if isinstance(name, str) and name not in names:
            message = f"no brand is called '{name}'"
            yield Finding("CONFIG", "error", message, text.path, *text.places[at], did_you_mean(name, names))


def _join(files: Files, themes: Mapping[str, Theme]) -> tuple[Brand, ...]:
    for name, (brand, text) in files.items():
        parent = files[brand.parent][0] if brand.parent else None
        if parent is not None and (brand.parent == name or parent.parent is not None):
            place = text.places[("parent",)]
            message = f"'{brand.parent}' cannot be the parent: a parent is another brand that has none itself"
            raise ConfigError(Finding("CONFIG", "error", message, text.path, *place))
    keys = sorted({key for brand, _ in files.values() for key in brand.values})
    return tuple(_brand(name, files, keys, themes[name]) for name in files)


def _brand(name: str, files: Files, keys: list[str], theme: Theme) -> Brand:
    own, text = files[name]
    group = files[own.parent][0] if own.parent else own
    contact, inherited = _contact(own, group)
    return Brand(
        id=name,
        name=own.name,
        legal_name=own.legal_name,
        contact=contact,
        parent=_company(own.parent, files) if own.parent else None,
        sisters=tuple(_company(id_, files) for id_ in group.sister_companies or [] if id_ != name),
        # A key that any brand has is known to all, so that only a typo is an unknown value.
        values={key: own.values.get(key) for key in keys},
        theme=theme,
        look=own.look,
        site_url=own.site_url,
        privacy_contact_title=own.privacy_contact_title,
        confirmed=Confirmation(own.confirmed.by, own.confirmed.on, own.confirmed.note) if own.confirmed else None,
        inherited=inherited,
        path=text.path,
        was=tuple(own.was),
        moves=make_moves(own, text),
        retired=make_retirement(own.retired),
        company=_registration(own),
        statutory_dpo=None if own.statutory_dpo is None else own.statutory_dpo == "yes",
        targets=tuple(target.settings() for target in own.targets),
    )


def _registration(own: BrandFields) -> Registration:
    office = own.company.registered_office
    return Registration(own.company.number, own.company.registered_in, tuple(office) if office else None)


def _theme(fields: ThemeFields, folder: Path, root: Path) -> Theme:
    """Return a brand's look with its pictures found; ``ConfigError`` with the faults of all of them."""
    found: dict[str, Path | None] = {}
    findings: list[Finding] = []
    for key, name in {"logo": fields.logo, "logo_dark": fields.logo_dark, "icon": fields.favicon}.items():
        try:
            found[key] = find_picture(folder, name, root) if name else None
        except ConfigError as error:
            findings.extend(error.findings)
    if findings:
        raise ConfigError(*dict.fromkeys(findings))
    return Theme(fields.accent, fields.accent_dark, **found, logo_alt=fields.logo_alt)


def _company(name: str, files: Mapping[str, tuple[BrandFields, YamlText]]) -> Company:
    brand = files[name][0]
    return Company(name, brand.name, brand.legal_name)


def _contact(own: BrandFields, group: BrandFields) -> tuple[Contact, frozenset[str]]:
    """Return the brand's contact details, and the names of those that are its parent's."""
    values: dict[str, str | tuple[str, ...] | None] = {}
    inherited = set()
    for name in (field.name for field in fields(Contact)):
        value = getattr(own.contact, name)
        if value is None and own is not group:
            value = getattr(group.contact, name)
            inherited |= {name} if value is not None else set()
        values[name] = tuple(value) if isinstance(value, list) else value
    return Contact(**values), frozenset(inherited)  # type: ignore[arg-type]
