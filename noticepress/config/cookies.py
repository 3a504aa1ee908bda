"""The cookies of a notice, ``notices/ID/cookies.yml``: what the company states of each, and for which brands.

What is not known is left out: ``check`` asks for it, and no table shows a guess.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from noticepress.config.files import read_text
from noticepress.config.kept import Kept
from noticepress.errors import ConfigError, Finding, did_you_mean
from noticepress.model import Brand, Cookie

if TYPE_CHECKING:
    from noticepress.config.cookie_fields import CookieFields
    from noticepress.config.yaml import YamlText

#: The file's name, beside ``notice.md``.
COOKIES = "cookies.yml"
#: What lasts until the browser is closed.
SESSION = "session"


def load_cookies(
    root: Path, notices: Collection[str], brands: Sequence[Brand], kept: Kept | None = None
) -> Mapping[str, tuple[Cookie, ...]]:
    """Read the cookies of each of ``notices`` that has a list of them, by its id.

    Raises ``ConfigError`` with every mistake of every file: what its schema refuses, brands that do not exist, and
    names that a brand would have twice.
    """
    found: dict[str, tuple[Cookie, ...]] = {}
    findings: list[Finding] = []
    for notice in notices:
        path = root / "notices" / notice / COOKIES
        if path.exists():
            shown = path.relative_to(root)
            try:
                written = read_text(path, shown)
                parse = partial(parse_cookies, written, shown, brands)
                made_from = written, [(brand.id, brand.was) for brand in brands]
                found[notice] = (kept or Kept()).value(tuple[Cookie, ...], shown.as_posix(), made_from, parse)
            except ConfigError as error:
                findings.extend(error.findings)
    if findings:
        raise ConfigError(*findings)
    return found


def parse_cookies(written: str, path: Path, brands: Sequence[Brand]) -> tuple[Cookie, ...]:
    """Return the cookies that ``written`` lists; as ``load_cookies``, for text that is already at hand."""
    from noticepress.config.cookie_fields import CookiesFile  # noqa: PLC0415 - not where they were parsed before
    from noticepress.config.yaml import parse_yaml, validate  # noqa: PLC0415

    text = parse_yaml(written, path)
    fields = validate(CookiesFile, text).cookies
    findings = [*_unknown_brands(fields, text, brands), *_doubled(fields, text)]
    if findings:
        raise ConfigError(*findings)
    return tuple(_cookie(one, text, number) for number, one in enumerate(fields))


def with_cookies(brand: Brand, lists: Mapping[str, tuple[Cookie, ...]]) -> Brand:
    """Return ``brand`` with those of each notice's cookies that are its own or every brand's."""
    own = {
        notice: tuple(cookie for cookie in cookies if not cookie.brands or brand.id in cookie.brands)
        for notice, cookies in lists.items()
    }
    return replace(brand, cookies=own)


def _cookie(fields: "CookieFields", text: "YamlText", number: int) -> Cookie:
    at = ("cookies", number)
    places = {str(where[2]): place for where, place in text.places.items() if where[:2] == at and len(where) == 3}  # noqa: PLR2004 - list, number, field
    return Cookie(
        name=fields.name,
        purpose=fields.purpose,
        party=fields.party,
        who=fields.who,
        duration=fields.duration,
        basis=fields.basis,
        brands=tuple(fields.brands or ()),
        path=text.path,
        places={"": text.places[at], **places},
    )


def _unknown_brands(fields: "Sequence[CookieFields]", text: "YamlText", brands: Sequence[Brand]) -> Iterator[Finding]:
    names = [brand.id for brand in brands]
    renamed = {old: brand.id for brand in brands for old in brand.was}
    for number, one in enumerate(fields):
        for n, name in enumerate(one.brands or ()):
            if name not in names:
                hint = f"it was renamed: use '{renamed[name]}'" if name in renamed else did_you_mean(name, names)
                place = text.places[("cookies", number, "brands", n)]
                yield Finding("CONFIG", "error", f"no brand is called '{name}'", text.path, *place, hint)


def _doubled(fields: "Sequence[CookieFields]", text: "YamlText") -> Iterator[Finding]:
    """Yield each name that an earlier entry has for one of the same brands."""
    seen: list[tuple[str, int, set[str]]] = []
    for number, one in enumerate(fields):
        if one.name is None:
            continue
        place, own = text.places[("cookies", number, "name")], set(one.brands or ())
        for name, line, others in seen:
            if name == one.name and (not own or not others or own & others):
                hint = f"the first is in line {line}; keep one, or say whose each is with 'brands'"
                yield Finding("CONFIG", "error", f"the cookie '{name}' is listed twice", text.path, *place, hint)
        seen.append((one.name, place[0], own))
