"""What pages, feeds and PDFs say in words of their own, in every language that a notice may have.

A language is one YAML file here, with the keys of ``en.yml``. A sentence is one text with names in braces, so that a
translator can put them in any order. It becomes a list of parts, so that templates can set a day in ``<time>`` and
a link in ``<a>`` without any HTML in Python: a part is text, ``{"day": "2026-12-01", "text": "1 December 2026"}``,
``{"to": "privacy/1.1/", "text": "…"}``, the address below the site's root, or ``{"lang": "en-GB", "text": "…"}``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from noticepress.config.yaml import parse_yaml
from noticepress.dates import in_words
from noticepress.errors import ConfigError, Finding
from noticepress.model import SOURCE

Part: TypeAlias = str | dict[str, str]
Sentence: TypeAlias = list[Part]

#: A language as file names, addresses and the typesetter take it: ISO 639 in two or three letters, and a country.
TAG = re.compile(r"(?P<lang>[a-z]{2,3})(-(?P<region>[A-Z]{2}))?")
_PIECE = re.compile(r"\[(?P<link>[^]]*)\]\((?P<where>[a-z]+)\)|\{(?P<name>[a-z_]+)\}")


@dataclass(frozen=True)
class Words:
    """The words of one language, by section and key. ``reviewed_by`` is ``None`` while no native writer has read them.

    ``lang`` is the tag of the language that they are in (BCP 47), ``name`` its own name for itself, ``locale`` the same
    as social networks spell it.
    """

    lang: str
    name: str
    locale: str
    reviewed_by: str | None
    texts: Mapping[str, Any] = field(repr=False, hash=False)

    @property
    def page(self) -> Mapping[str, str]:
        """What templates put out: HTML with names in braces, and the language's own tag and locale."""
        return {**self.texts["page"], "lang": self.lang, "locale": self.locale}

    def text(self, section: str, key: str, **values: object) -> str:
        """Return a text with its names filled in, as characters alone."""
        return plain(self.say(section, key, **values))

    def say(self, section: str, key: str, **values: object) -> Sentence:
        """Return a text as parts; a value is text, a number, a part, or a sentence that stands inside this one."""
        parts: Sentence = []
        for part in self._parts(self.texts[section][key], values):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
        return parts

    def count(self, key: str, n: int) -> str:
        """Return a number with what it counts, in the form that the language has for that number."""
        forms: Mapping[str, str] = self.texts["counts"][key]
        return forms.get(_plural(self.lang, n), forms["other"]).format(n=n)

    def on(self, day: date) -> str:
        """Return a day in words: ``1 December 2026``."""
        return _day(self.lang, day)

    def _parts(self, text: str, values: Mapping[str, object]) -> Iterator[Part]:
        at = 0
        for match in _PIECE.finditer(text):
            yield text[at : match.start()]
            at = match.end()
            if match["name"] is None:
                words = plain(list(self._parts(match["link"], values)))
                yield {"to": str(values[match["where"]]), "text": words}
            else:
                value = values[match["name"]]
                yield from value if isinstance(value, list) else [value if isinstance(value, dict) else str(value)]
        yield text[at:]


def plain(sentence: Sentence) -> str:
    """Return a sentence as text alone, for a page's description."""
    return "".join(part if isinstance(part, str) else part["text"] for part in sentence)


def known() -> tuple[str, ...]:
    """Return the languages that have words of their own, by their own letters alone."""
    folder = files("noticepress.languages")
    return tuple(sorted(Path(file.name).stem for file in folder.iterdir() if file.name.endswith(".yml")))


def english_name(tag: str) -> str | None:
    """Return what English calls a language, ``None`` for what the Unicode locale data do not know."""
    if tag == SOURCE:
        return "English"  # so that whoever publishes in English alone does not wait for the data of all languages
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        return Locale.parse(tag, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        return None


@cache
def words(tag: str = SOURCE) -> Words:
    """Return the words of a language, whatever its country; ``ConfigError`` for what is none or has no words."""
    match = TAG.fullmatch(tag)
    if match is None or english_name(tag) is None:
        hint = "write it as BCP 47 does, such as 'cy' or 'pt-BR'"
        raise ConfigError(Finding("LANGUAGE", "error", f"'{tag}' is no language that is known here", hint=hint))
    if match["lang"] not in known():
        path = f"noticepress/languages/{match['lang']}.yml"
        message = f"the pages have no words in {english_name(tag)} ({tag}), so a notice cannot be published in it"
        hint = f"translate noticepress/languages/en.yml as {path}"
        raise ConfigError(Finding("LANGUAGE", "error", message, hint=hint))
    name = Path("noticepress/languages") / f"{match['lang']}.yml"
    data = parse_yaml(files("noticepress.languages").joinpath(name.name).read_text(encoding="utf-8"), name).data
    lang = tag if match["region"] else data["language"]
    return Words(lang, data["name"], data["locale"], data["reviewed_by"], data)


def _day(tag: str, day: date) -> str:
    if tag == SOURCE:
        return in_words(day)
    from babel.dates import format_date  # noqa: PLC0415 - as above

    return format_date(day, "d MMMM y", locale=tag.replace("-", "_"))


def _plural(tag: str, n: int) -> str:
    if tag == SOURCE:
        return "one" if n == 1 else "other"
    from babel import Locale  # noqa: PLC0415 - as above

    return str(Locale.parse(tag, sep="-").plural_form(n))
