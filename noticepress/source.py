"""The notice as legal writes it: a Markdown file with a few lines of YAML on top."""

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from noticepress.characters import first_forbidden, is_forbidden
from noticepress.config.fields import Day, Identifier, Line, Text
from noticepress.config.files import read_text
from noticepress.config.yaml import Place, YamlText, parse_yaml, validate
from noticepress.errors import ConfigError, Finding, NoticeError
from noticepress.languages import words
from noticepress.model import SOURCE, About, GlanceLine, Notice, Translated, Waiver

#: The real notice has 12 kB; a source of this size is a mistake or an attack.
SIZE_LIMIT = 1024 * 1024
_NUMERIC = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<decimal>[0-9]{1,7}));")
_TEMPLATE = re.compile(r"\{\{|\{%")
_RULE = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
#: Fewer words explain nothing: "later", "not now", "as agreed".
_WORDS_OF_A_REASON = 3
#: A translation's file, beside the source: ``notice.cy.md``.
_TRANSLATION = re.compile(r"notice\.([^.]+)\.md")
_FRONT = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)


Fingerprint = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]


def _one_rule(text: str) -> str:
    if not _RULE.fullmatch(text):
        raise ValueError("it should be the id of one rule, such as PLAIN-LONG")
    return text


def _a_reason(text: str) -> str:
    if len(text.split()) < _WORDS_OF_A_REASON:
        raise ValueError("it should be a sentence that a colleague understands")
    return text


class WaiverFields(BaseModel):
    """A fault that stays for a while: which rule, why, on whose word, until when."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    rule: Annotated[str, AfterValidator(_one_rule)] = Field(description="one rule, such as PLAIN-LONG")
    reason: Annotated[str, AfterValidator(_a_reason)] = Field(description="why the fault stays, in a sentence")
    by: Text = Field(description="the name and role of who decided it")
    until: Day = Field(description="the last day on which it holds, at most a year ahead")
    words: Text | None = Field(None, description="words of the one fault that is meant, where the rule finds several")


class GlanceFields(BaseModel):
    """A sentence of "at a glance": the section that it leads to, and what it says in plain words."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    section: Identifier = Field(description="the id of a heading, such as your-rights")
    says: Text = Field(description="one sentence in plain words; values such as {{ brand.name }} may stand in it")


class TranslatesFields(BaseModel):
    """Which text of notice.md a translation was held to. ``noticepress translated`` writes it; nobody needs to."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    by: Text = Field(description="the name and role of who held the translation to the source")
    on: Day = Field(description="the day on which they did")
    title: Fingerprint = Field(description="the fingerprint of the source's title")
    opening: Fingerprint | None = Field(None, description="that of what stands before the source's first heading")
    sections: dict[Identifier, Fingerprint] = Field(description="that of each section of the source, by its id")


class FrontMatter(BaseModel):
    """What stands between the two lines of ``---`` above a notice."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    title: Line = Field(description="the notice's title, such as 'Privacy notice'")
    about: About = Field(
        "personal data",
        description="cookies: a notice of cookies alone, of which a privacy notice's contents are not asked",
    )
    review: Day | None = Field(None, description="the day by which the notice is to be read again, as YYYY-MM-DD")
    waivers: list[WaiverFields] = Field(default_factory=list, description="faults that stay for a while, with reasons")
    glance: list[GlanceFields] = Field(default_factory=list, description="the short summary above the notice")
    translates: TranslatesFields | None = Field(
        None, description="in a translation alone: which text of notice.md it was held to"
    )


def load_notice(path: Path, root: Path, notice_id: str) -> Notice:
    """Read the notice at ``path``; errors name the file relative to ``root``.

    Raises ``ConfigError`` for a file that is not UTF-8 or whose front matter is wrong, ``NoticeError`` for
    characters that nobody can see.
    """
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return parse_notice(read_text(path, shown), shown, notice_id)


def load_translations(root: Path, notice_id: str) -> tuple[Notice, ...]:
    """Read the translations of a notice: each ``notice.LANGUAGE.md`` beside its source, by language.

    Raises as ``load_notice`` does, and ``ConfigError`` for a language that is none, is the source's own, or that the
    pages have no words in.
    """
    folder = root / "notices" / notice_id
    return tuple(load_notice(path, root, notice_id) for path in sorted(folder.glob("notice.*.md")))


def _language(shown: Path) -> str:
    """Return the language that a file's name gives, that of the source for ``notice.md`` and any other name."""
    match = _TRANSLATION.fullmatch(shown.name)
    if match is None:
        return SOURCE
    if match[1].partition("-")[0] == SOURCE.partition("-")[0]:
        hint = f"'notice.md' is in {SOURCE}; a translation is in another language"
        raise ConfigError(Finding("LANGUAGE", "error", f"'{match[1]}' is the source's own language", shown, hint=hint))
    try:
        words(match[1])
    except ConfigError as error:
        raise ConfigError(*(replace(finding, path=shown) for finding in error.findings)) from error
    return match[1]


def parse_notice(text: str, shown: Path, notice_id: str) -> Notice:
    """Return the notice that ``text`` holds; as ``load_notice``, for text that is already at hand."""
    if len(text) > SIZE_LIMIT:
        raise NoticeError(Finding("SOURCE", "error", f"the file is larger than {SIZE_LIMIT // 1024} kB", shown))
    findings = tuple(_forbidden(text, shown))
    if findings:
        raise NoticeError(*findings)
    front = _FRONT.match(text)
    if front is None:
        hint = "begin the file with three lines: ---, title: Privacy notice, ---"
        raise NoticeError(Finding("SOURCE", "error", "the notice has no title", shown, 1, 1, hint))
    language = _language(shown)
    matter = parse_yaml(front.group(1) or "{}", shown, first_line=2)
    fields = validate(FrontMatter, matter)
    if _TEMPLATE.search(fields.title):
        hint = "write the same title for every brand: each page names its brand beside it"
        raise NoticeError(
            Finding("SOURCE", "error", "a title holds no values", shown, *matter.places[("title",)], hint)
        )
    if fields.translates is not None and language == SOURCE:
        hint = "take it out: it belongs into a translation, such as notice.cy.md"
        place = matter.keys[("translates",)]
        raise NoticeError(Finding("SOURCE", "error", "this is the source, and translates nothing", shown, *place, hint))
    return Notice(
        id=notice_id,
        title=fields.title,
        body=text[front.end() :],
        path=shown,
        first_line=text[: front.end()].count("\n") + 1,
        review=fields.review,
        waivers=tuple(_waiver(waiver, matter.places[("waivers", n)]) for n, waiver in enumerate(fields.waivers)),
        title_place=matter.places[("title",)],
        review_place=matter.places.get(("review",)),
        glance=tuple(_glance(line, matter, n) for n, line in enumerate(fields.glance)),
        language=language,
        about=fields.about,
        translates=_translated(fields.translates, matter.keys[("translates",)]) if fields.translates else None,
    )


def _translated(fields: TranslatesFields, place: Place) -> Translated:
    return Translated(fields.by, fields.on, fields.title, fields.opening, fields.sections, place)


def _glance(fields: GlanceFields, matter: YamlText, n: int) -> GlanceLine:
    places = (matter.places[("glance", n, key)] for key in ("section", "says"))
    return GlanceLine(fields.section, " ".join(fields.says.split()), *places)


def _waiver(fields: WaiverFields, place: Place) -> Waiver:
    return Waiver(fields.rule, fields.reason, fields.by, fields.until, fields.words, *place)


def _forbidden(text: str, shown: Path) -> list[Finding]:
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        bad = first_forbidden(line) or _forbidden_reference(line)
        if bad:
            message = f"the character {bad[1]} is not allowed in a notice: nobody can see what it does"
            found.append(Finding("SOURCE", "error", message, shown, number, bad[0] + 1, "delete it"))
    return found


def _forbidden_reference(line: str) -> tuple[int, str] | None:
    """Find a character that is spelt as a number, such as ``&#xE000;``, as ``first_forbidden`` finds the character."""
    for match in _NUMERIC.finditer(line):
        number = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
        if 0 < number <= sys.maxunicode and is_forbidden(chr(number)):
            return match.start(), f"U+{number:04X}"
    return None
