"""Brands: one YAML file each, joined into a group."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from noticepress.config.files import read_text
from noticepress.config.ids import ID
from noticepress.config.kept import Kept
from noticepress.config.life import was_findings
from noticepress.config.pictures import find_picture
from noticepress.errors import ConfigError, Finding, did_you_mean
from noticepress.model import Brand, Company, Contact, Theme


@dataclass(frozen=True)
class BrandFile:
    """One brand's file as it says: ``brand`` with nothing of its parent, and other brands by their ids.

    ``named`` are those that it names as parent and sister companies, each with line and column; ``pictures`` the names
    of its pictures by field of ``Theme``; ``was`` where its former ids stand. ``faults`` are what is wrong with it
    whatever other files say, ``loops`` the same, told where nothing else is wrong.
    """

    brand: Brand
    parent: str | None = None
    sisters: tuple[str, ...] = ()
    named: tuple[tuple[str, int, int], ...] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    was: tuple[tuple[int, int], ...] = ()
    faults: tuple[Finding, ...] = ()
    loops: tuple[Finding, ...] = ()


def load_brands(folder: Path, root: Path, kept: Kept | None = None) -> tuple[Brand, ...]:
    """Read every ``*.yml`` of ``folder``; brands come in the order of their ids.

    Raises ``ConfigError`` with every mistake of every file; paths in it are relative to ``root``.
    """
    kept = kept or Kept()
    findings: list[Finding] = []
    files: dict[str, BrandFile] = {}
    themes: dict[str, Theme] = {}
    paths = sorted(folder.glob("*.yml"))
    names = {path.stem: path for path in paths}
    for path in paths:
        try:
            file = files[path.stem] = _read(path, path.relative_to(root), names, kept)
            findings.extend((*unknown_brands(file.named, file.brand.path, names), *file.faults))
            themes[path.stem] = _theme(file, folder / path.stem, root, kept)
        except ConfigError as error:
            findings.extend(error.findings)
    for path in sorted(folder.glob("*.yaml")):
        hint = f"rename it to {path.stem}.yml"
        message = "a brand's file ends in .yml, so this one would not be read"
        findings.append(Finding("CONFIG", "error", message, path.relative_to(root), hint=hint))
    if not paths:
        hint = "write one, such as brands/example.yml with a line 'name: Example'"
        findings.append(Finding("CONFIG", "error", "no brand has a file here", folder.relative_to(root), hint=hint))
    if not findings:
        claimed = {name: (file.brand, file.was) for name, file in files.items()}
        findings = [*was_findings(claimed), *(loop for file in files.values() for loop in file.loops)]
    if findings:
        raise ConfigError(*findings)
    return _join(files, themes)


def _read(path: Path, shown: Path, names: Collection[str], kept: Kept) -> BrandFile:
    if not ID.fullmatch(path.stem):
        hint = "name it with small letters, digits and single hyphens: the name is the brand's id"
        raise ConfigError(Finding("CONFIG", "error", f"'{path.stem}' cannot be a brand's id", shown, hint=hint))
    text = read_text(path, shown)

    def parse() -> BrandFile:
        from noticepress.config.brand_file import parse_brand  # noqa: PLC0415 - not where every file was parsed before

        return parse_brand(text, shown, names)

    return kept.value(BrandFile, shown.as_posix(), text, parse)


def unknown_brands(named: Sequence[tuple[str, int, int]], path: Path, names: Collection[str]) -> Iterator[Finding]:
    """Yield each brand that a file names and that has no file, ``names`` being those that have."""
    for name, line, column in named:
        if name not in names:
            message = f"no brand is called '{name}'"
            yield Finding("CONFIG", "error", message, path, line, column, did_you_mean(name, list(names)))


def _join(files: Mapping[str, BrandFile], themes: Mapping[str, Theme]) -> tuple[Brand, ...]:
    for name, file in files.items():
        parent = files[file.parent] if file.parent else None
        if parent is not None and (file.parent == name or parent.parent is not None):
            message = f"'{file.parent}' cannot be the parent: a parent is another brand that has none itself"
            raise ConfigError(Finding("CONFIG", "error", message, file.brand.path, *file.named[0][1:]))
    # A key that any brand has is known to all, so that only a typo is an unknown value.
    keys = sorted({key for file in files.values() for key in file.brand.values})
    return tuple(_brand(name, files, keys, themes[name]) for name in files)


def _brand(name: str, files: Mapping[str, BrandFile], keys: Sequence[str], theme: Theme) -> Brand:
    file = files[name]
    own, group = file.brand, files[file.parent] if file.parent else file
    contact, inherited = _contact(own.contact, group.brand.contact)
    return replace(
        own,
        contact=contact,
        inherited=inherited,
        parent=_company(file.parent, files) if file.parent else None,
        sisters=tuple(_company(sister, files) for sister in group.sisters if sister != name),
        values={key: own.values.get(key) for key in keys},
        theme=theme,
    )


def _theme(file: BrandFile, folder: Path, root: Path, kept: Kept) -> Theme:
    """Return a brand's look with its pictures found; ``ConfigError`` with the faults of all of them."""
    if not file.pictures:
        return file.brand.theme
    found: dict[str, Path] = {}
    findings: list[Finding] = []
    for key, name in file.pictures.items():
        try:
            found[key] = find_picture(folder, name, root, kept)
        except ConfigError as error:
            findings.extend(error.findings)
    if findings:
        raise ConfigError(*dict.fromkeys(findings))
    return replace(file.brand.theme, **found)  # type: ignore[arg-type] # the fields that are pictures


def _company(name: str, files: Mapping[str, BrandFile]) -> Company:
    brand = files[name].brand
    return Company(name, brand.name, brand.legal_name)


_DETAILS = tuple(detail.name for detail in fields(Contact))


def _contact(own: Contact, group: Contact) -> tuple[Contact, frozenset[str]]:
    """Return the brand's contact details, and the names of those that are its parent's."""
    missing = {name: getattr(group, name) for name in _DETAILS if getattr(own, name) is None}
    inherited = {name: value for name, value in missing.items() if value is not None}
    return replace(own, **inherited) if inherited else own, frozenset(inherited)
