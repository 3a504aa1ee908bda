"""One brand's file, parsed: what it says is checked, field by field, and becomes a brand that has no parent yet."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from noticepress.config.brands import BrandFile, unknown_brands
from noticepress.config.life import loops, make_moves, make_retirement
from noticepress.config.schema import BrandFields, ContactFields, ThemeFields
from noticepress.config.targets import name_findings
from noticepress.config.yaml import At, YamlText, parse_yaml, validate
from noticepress.errors import ConfigError
from noticepress.model import Brand, Confirmation, Contact, Registration, Theme


def parse_brand(written: str, path: Path, names: Collection[str]) -> BrandFile:
    """Return what ``written``, the text of a brand's file, says; ``path``, relative to the workspace, names the brand.

    Raises ``ConfigError`` with every mistake, among them the brands that it names and that are not of ``names``.
    """
    text = parse_yaml(written, path)
    named = tuple(_named(text))
    try:
        own = validate(BrandFields, text)
    except ConfigError as error:
        raise ConfigError(*unknown_brands(named, path, names), *error.findings) from error
    return BrandFile(
        brand=_brand(own, text),
        parent=own.parent,
        sisters=tuple(own.sister_companies or ()),
        named=named,
        pictures=_pictures(own.theme),
        was=tuple(text.places[("was", number)] for number in range(len(own.was))),
        faults=tuple(name_findings(own.targets, text)),
        loops=tuple(loops(own.moved, text, ("moved",))),
    )


def _named(text: YamlText) -> Iterator[tuple[str, int, int]]:
    """Yield each brand that a file names, the parent first, whatever mistakes the file holds."""
    data = text.data if isinstance(text.data, dict) else {}
    sisters = data.get("sister_companies")
    listed = enumerate(sisters if isinstance(sisters, list) else [])
    places: list[tuple[At, Any]] = [
        (("parent",), data.get("parent")),
        *((("sister_companies", n), s) for n, s in listed),
    ]
    yield from ((name, *text.places[at]) for at, name in places if isinstance(name, str))


def _brand(own: BrandFields, text: YamlText) -> Brand:
    return Brand(
        id=text.path.stem,
        name=own.name,
        legal_name=own.legal_name,
        contact=_contact(own.contact),
        parent=None,
        sisters=(),
        values=own.values,
        theme=Theme(own.theme.accent, own.theme.accent_dark, logo_alt=own.theme.logo_alt),
        look=own.look,
        site_url=own.site_url,
        privacy_contact_title=own.privacy_contact_title,
        confirmed=Confirmation(own.confirmed.by, own.confirmed.on, own.confirmed.note) if own.confirmed else None,
        inherited=frozenset(),
        path=text.path,
        was=tuple(own.was),
        moves=make_moves(own, text),
        retired=make_retirement(own.retired),
        company=_registration(own),
        statutory_dpo=None if own.statutory_dpo is None else own.statutory_dpo == "yes",
        targets=tuple(target.settings() for target in own.targets),
    )


def _contact(fields: ContactFields) -> Contact:
    said = {name: getattr(fields, name) for name in ContactFields.model_fields}
    return Contact(**said | {"address": None if fields.address is None else tuple(fields.address)})


def _pictures(fields: ThemeFields) -> Mapping[str, str]:
    named = {"logo": fields.logo, "logo_dark": fields.logo_dark, "icon": fields.favicon}
    return {key: name for key, name in named.items() if name}


def _registration(own: BrandFields) -> Registration:
    office = own.company.registered_office
    return Registration(own.company.number, own.company.registered_in, tuple(office) if office else None)
