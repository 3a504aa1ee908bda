from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from noticepress.config.yaml import SIZE_LIMIT, parse_yaml, validate
from noticepress.errors import ConfigError

PATH = Path("x.yml")


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    colour: str | None = None


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    number: str | None = None
    inner: Inner | None = None
    items: list[str] | None = None


def mistakes(text: str) -> list[tuple[int | None, int | None, str]]:
    with pytest.raises(ConfigError) as caught:
        validate(Model, parse_yaml(text, PATH))
    return [(f.line, f.column, f.message) for f in caught.value.findings]


@pytest.mark.parametrize(
    "written", ["NO", "1.10", "12:30", "0x10", "1_000", "2026-12-01", "true", "1e3", ".inf", "010"]
)
def test_a_scalar_stays_what_was_written(written: str) -> None:
    assert validate(Model, parse_yaml(f"name: {written}", PATH)).name == written


@pytest.mark.parametrize("nothing", ["", "\n", "---\n"])
def test_an_empty_file_is_told_its_fields(nothing: str) -> None:
    with pytest.raises(ConfigError) as caught:
        validate(Model, parse_yaml(nothing, PATH))
    assert caught.value.findings[0].hint == "fields: name, number, inner, items"


def test_an_empty_plain_value_is_none_and_a_quoted_one_is_text() -> None:
    assert validate(Model, parse_yaml("name: x\nnumber:\n", PATH)).number is None
    assert validate(Model, parse_yaml("name: x\nnumber: ''\n", PATH)).number == ""


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("name: &a x\n", 1, 7, "the anchor '&a' is not allowed"),
        ("name: x\nitems:\n- *a\n", 3, 3, "the alias '*a' is not allowed"),
        ("name: x\nname: y\n", 2, 1, "the key 'name' is given twice"),
        ("name: x\nnumber: a\x07b\n", 2, 10, "the character U+0007 is not allowed"),
        (
            "name: x\n---\nname: y\n",
            2,
            1,
            "not valid YAML: expected a single document in the stream, but found another document",
        ),
        ("name: x\ninner: red\n", 2, 8, "'inner': it should hold 'field: value' lines (it is 'red')"),
        ("name: x\nnam: y\n", 2, 1, "unknown field 'nam'"),
        ("name: x\ninner: {color: red}\n", 2, 9, "unknown field 'inner.color'"),
        ("number: x\n", 1, 1, "the field 'name' is missing"),
        (
            "name: !!python/object:os.system x\n",
            1,
            7,
            "the tag 'tag:yaml.org,2002:python/object:os.system' is not allowed",
        ),
        ('name: "\\ue000"\n', 1, 7, "the character U+E000 is not allowed in a value"),
        ('name: "\\u202e"\n', 1, 7, "the character U+202E is not allowed in a value"),
        ("name: [x]\n", 1, 7, "'name': it should be a valid string"),
        ("name: x\n? [a]\n: b\n", 2, 3, "a key must be a plain word"),
        ("name: x\nnumber: null\n", 2, 9, "'null' stands for nothing in YAML"),
        ("name: ~\n", 1, 7, "'~' stands for nothing in YAML"),
        ("<<: {name: x}\n", 1, 1, "unknown field '<<'"),
    ],
)
def test_each_mistake_has_its_place(text: str, line: int, column: int, message: str) -> None:
    assert (line, column, message) in mistakes(text)


def test_all_mistakes_come_in_one_run_in_the_order_of_the_file() -> None:
    found = mistakes("nam: x\nitems: &i [a]\ninner: {color: *i}\nitems: [b]\n")
    assert [line for line, _, _ in found] == [1, 1, 2, 3, 3, 4]


def test_broken_syntax_names_its_line() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_yaml("name: 'x\nother: y\n", PATH)
    assert caught.value.findings[-1].line is not None
    assert "not valid YAML" in str(caught.value)


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(ConfigError, match="larger than 256 kB"):
        parse_yaml("name: " + "x" * SIZE_LIMIT, PATH)


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(ConfigError):
        parse_yaml("a: " + "[" * 100_000, PATH)


def test_the_first_line_is_counted_from_where_the_yaml_begins() -> None:
    with pytest.raises(ConfigError) as caught:
        validate(Model, parse_yaml("name: x\nnam: y\n", PATH, first_line=10))
    assert caught.value.findings[0].line == 11
