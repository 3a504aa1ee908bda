import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date
from conftest import REPOSITORY

from noticepress.dates import in_words
from noticepress.errors import ConfigError
from noticepress.languages import known, plain, words
from noticepress.pdf.wording import Wording, wording

LANGUAGES = known()
TEMPLATES = [*sorted((REPOSITORY / "templates" / "site").glob("*.html")), REPOSITORY / "templates" / "moved.html"]
#: What is typed into a computer, and the systems on which it is, are the same in every language.
TYPED = {"Linux", "Mac", "Windows", "sha256sum", "shasum", "certutil", "hashfile", "SHA256", "256", "notice", "html"}
TAGS = re.compile(r"<[^>]+>")


def texts(language: str) -> dict[tuple[str, ...], str]:
    def walk(node: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
        for key, value in node.items():
            if isinstance(value, dict):
                yield from walk(value, (*path, key))
            else:
                yield (*path, key), value or ""

    return dict(walk(words(language).texts if language != "en" else words().texts))


def keys(language: str) -> set[tuple[str, ...]]:
    # A count has as many forms as its language needs, and 'other' in every one.
    return {key for key in texts(language) if key[0] != "counts" or key[-1] == "other"}


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} | set(re.findall(r"\]\((\w+)\)", text))


def test_english_and_welsh_are_complete() -> None:
    assert {"en", "cy"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_names_and_markup(language: str) -> None:
    english, other = texts("en"), texts(language)
    assert keys(language) == keys("en")
    for key in keys("en") - {("reviewed_by",)}:
        assert other[key].strip(), key
        assert names(other[key]) == names(english[key]), key
        tags = [TAGS.findall(text) for text in (english[key], other[key])]
        assert sorted(tags[0]) == sorted(tags[1]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_templates_put_out_holds_html(language: str) -> None:
    for key, text in texts(language).items():
        assert key[0] == "page" or not re.search(r"[<>&]", text), key


def test_welsh_says_that_no_translator_has_read_it() -> None:
    assert words("cy").reviewed_by is None


def template(path: Path) -> str:
    """A template without its notes to designers."""
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_templates_take_every_word_from_the_catalogue() -> None:
    for path in TEMPLATES:
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", template(path), flags=re.DOTALL)
        assert re.findall(r'(?:aria-label|alt|title)="([^"]+)"', text) == [], path.name
        said = re.findall(r"\w{2,}", re.sub(r'<[^>]*>|[\w-]+="[^"]*"', " ", text))
        assert set(said) <= TYPED, path.name


def test_templates_ask_for_words_that_there_are() -> None:
    asked = {name for path in TEMPLATES for name in re.findall(r"\bwords\.(\w+)", template(path))}
    assert asked == set(words().page)


@pytest.mark.parametrize("month", range(1, 13))
def test_days_in_words(month: int) -> None:
    day = date(2026, month, 3)
    assert words().on(day) == in_words(day) == format_date(day, "d MMMM y", locale="en_GB")
    assert words("cy").on(day) == format_date(day, "d MMMM y", locale="cy")
    assert words("cy").on(day) != in_words(day)


def test_a_sentence_is_one_text_whatever_its_order() -> None:
    day = {"day": "2026-12-01", "text": "1 December 2026"}
    english = words().say("say", "proposed", number="1.1", to="privacy/1.1/", day=day)
    assert english[0] == {"to": "privacy/1.1/", "text": "Version 1.1"}
    welsh = words("cy").say("say", "proposed", number="1.1", to="privacy/1.1/", day=day)
    assert welsh[:2] == ["Mae ", {"to": "privacy/1.1/", "text": "fersiwn 1.1"}]
    assert day in welsh
    assert plain(english) == "Version 1.1 is proposed for 1 December 2026. Nobody has approved it yet."


def test_a_value_is_never_read_as_a_text_with_names() -> None:
    assert words().text("say", "titled", title="{name} [x](to)", name="draft") == "{name} [x](to), draft"


def test_counts_take_the_form_of_their_number() -> None:
    assert [words().count("passages", n) for n in (0, 1, 2)] == ["0 passages", "1 passage", "2 passages"]
    assert words("cy").count("passages", 2) == "Darnau: 2"


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        ("fr", "have no words in French"),
        ("pt-BR", "have no words in Portuguese"),
        ("xx", "is no language"),
        ("zz-ZZ", "is no language"),
        ("CY", "is no language"),
        ("../en", "is no language"),
        ("", "is no language"),
    ],
)
def test_a_language_without_words_is_refused(tag: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        words(tag)


def test_the_pdf_says_it_in_the_same_words() -> None:
    welsh = wording("cy")
    assert welsh.lang == "cy"
    assert welsh.on(date(2026, 12, 1)) == "1 Rhagfyr 2026"
    assert {field.name for field in fields(Wording)} >= set(words().texts["pdf"]) - {
        key for key in words().texts["pdf"] if key.startswith(("state-", "means-"))
    }
