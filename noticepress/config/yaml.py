"""YAML read strictly: no aliases, no tags, no duplicate keys, no guessed types, every mistake with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
import yaml.composer
import yaml.resolver
from yaml._yaml import CParser

from noticepress.characters import first_forbidden
from noticepress.errors import ConfigError, Finding, did_you_mean

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

#: A brand or release file is a few kilobytes; anything near this size is a mistake or an attack.
SIZE_LIMIT = 256 * 1024

#: Stands where an alias was refused, so that its absence is not reported a second time.
_REFUSED = "(refused)"

#: What YAML reads as no value at all; here it could end up in a notice as that very word.
_NULLS = frozenset({"~", "null", "Null", "NULL"})

Place = tuple[int, int]
At = tuple[object, ...]
Model = TypeVar("Model", bound="BaseModel")


@dataclass(frozen=True)
class YamlText:
    """A parsed YAML document: ``data`` holds strings, ``None``, lists and dicts.

    ``places`` and ``keys`` map the path of a value (a tuple of keys and indices) to the line and column of the
    value and of its key, from 1. ``findings`` is what YAML itself was refused for.
    """

    path: Path
    data: Any
    places: dict[At, Place]
    keys: dict[At, Place]
    findings: tuple[Finding, ...] = ()


class _StrictLoader(yaml.composer.Composer, CParser, yaml.resolver.Resolver):
    """A composer that notes what it refuses and goes on, so that one run reports everything.

    libyaml, which every wheel of PyYAML holds, reads the text many times as fast as Python; it is composed here.
    """

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        yaml.composer.Composer.__init__(self)
        yaml.resolver.Resolver.__init__(self)
        self.refused: list[tuple[Any, str, str]] = []

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            self.get_event()
            self._refuse(event.start_mark, f"the alias '*{event.anchor}' is not allowed", "write the value out")
            mark: Any = event.start_mark
            return yaml.ScalarNode("tag:yaml.org,2002:str", _REFUSED, mark, mark)
        if event.anchor is not None:
            self._refuse(event.start_mark, f"the anchor '&{event.anchor}' is not allowed", "write the value out")
            event.anchor = None
        if getattr(event, "tag", None) not in {None, "!"}:
            self._refuse(event.start_mark, f"the tag '{event.tag}' is not allowed", "remove it")
        return super().compose_node(parent, index)

    def _refuse(self, mark: Any, message: str, hint: str) -> None:
        self.refused.append((mark, message, hint))


def parse_yaml(text: str, path: Path, first_line: int = 1) -> YamlText:
    """Parse one YAML document whose first line is line ``first_line`` of ``path``.

    Every scalar stays the string that was written (``NO``, ``1.10``, ``12:30``); an empty plain one is ``None``.
    What is refused is kept for ``validate`` to report with the rest; ``ConfigError`` where parsing cannot go on.
    """
    if len(text.encode()) > SIZE_LIMIT:
        raise ConfigError(Finding("YAML", "error", f"the file is larger than {SIZE_LIMIT // 1024} kB", path))
    unreadable = tuple(_unreadable(text, path, first_line))
    if unreadable:
        raise ConfigError(*unreadable)
    loader = _StrictLoader(text)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        refused = [_at(path, first_line, *refusal) for refusal in loader.refused]
        problem = f"{error.context}, {error.problem}" if str(error.problem).startswith("but") else error.problem
        raise ConfigError(*refused, _at(path, first_line, mark, f"not valid YAML: {problem}", None)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigError(Finding("YAML", "error", f"not valid YAML: {error}", path)) from error
    reader = _Reader(path, first_line)
    data = reader.value(node, ()) if node is not None else None
    refused = [_at(path, first_line, *refusal) for refusal in loader.refused]
    return YamlText(path, data, reader.places, reader.keys, (*refused, *reader.findings))


def _unreadable(text: str, path: Path, first_line: int) -> Iterator[Finding]:
    """Yield the first character of each line that nobody can see."""
    for number, line in enumerate(text.split("\n"), first_line):
        bad = first_forbidden(line)
        if bad:
            yield Finding(
                "YAML", "error", f"the character {bad[1]} is not allowed", path, number, bad[0] + 1, "delete it"
            )


def _at(path: Path, first_line: int, mark: Any, message: str, hint: str | None) -> Finding:
    line, column = (mark.line + first_line, mark.column + 1) if mark is not None else (None, None)
    return Finding("YAML", "error", message, path, line, column, hint)


class _Reader:
    """Turns composed nodes into plain data, remembering where each stood."""

    def __init__(self, path: Path, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.findings: list[Finding] = []
        self.places: dict[At, Place] = {}
        self.keys: dict[At, Place] = {}

    def value(self, node: yaml.Node, at: At) -> Any:
        self.places[at] = self._place(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*at, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, at: At) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._note(key_node, "a key must be a plain word", None)
                continue
            key = self._scalar(key_node) or ""
            if key in result:
                first = self.keys[(*at, key)][0]
                self._note(key_node, f"the key '{key}' is given twice", f"the first is in line {first}; keep one")
                continue
            self.keys[(*at, key)] = self._place(key_node)
            result[key] = self.value(value_node, (*at, key))
        return result

    def _scalar(self, node: yaml.Node) -> str | None:
        text = str(node.value)
        bad = first_forbidden(text)
        if bad:
            self._note(node, f"the character {bad[1]} is not allowed in a value", "retype the value")
        is_plain = not getattr(node, "style", None)
        if is_plain and text in _NULLS:
            self._note(node, f"'{text}' stands for nothing in YAML", "leave the value out, or quote it if it is meant")
        return None if is_plain and text == "" else text

    def _place(self, node: yaml.Node) -> Place:
        return node.start_mark.line + self.first_line, node.start_mark.column + 1

    def _note(self, node: yaml.Node, message: str, hint: str | None) -> None:
        self.findings.append(Finding("YAML", "error", message, self.path, *self._place(node), hint))


def validate(model: type[Model], text: YamlText) -> Model:
    """Return ``text`` as ``model``, or raise ``ConfigError`` with every mistake at its line and column."""
    from pydantic import ValidationError  # noqa: PLC0415 - what has no model is read without it

    if not isinstance(text.data, dict):
        hint = f"fields: {', '.join(model.model_fields)}"
        empty = Finding("YAML", "error", "the file holds no 'field: value' lines", text.path, 1, 1, hint)
        raise ConfigError(*text.findings, empty)
    try:
        result = model.model_validate(text.data)
    except ValidationError as error:
        mistakes = (_explain(model, text, detail) for detail in error.errors() if not _is_refused(detail))
        raise ConfigError(*sorted((*text.findings, *mistakes), key=lambda f: (f.line or 0, f.column or 0))) from error
    if text.findings:
        raise ConfigError(*text.findings)
    return result


def _is_refused(detail: "ErrorDetails") -> bool:
    """Whether a mistake only repeats that the value was an alias; an unknown field is one all the same."""
    return detail["input"] == _REFUSED and detail["type"] != "extra_forbidden"


def _explain(model: "type[BaseModel]", text: YamlText, detail: "ErrorDetails") -> Finding:
    of_key = detail["loc"][-1:] == ("[key]",)
    at = detail["loc"][:-1] if of_key else detail["loc"]
    name = ".".join(str(part) for part in at)
    if detail["type"] == "extra_forbidden":
        place = text.keys[at]
        hint = did_you_mean(str(at[-1]), _known_fields(model, at[:-1]))
        return Finding("YAML", "error", f"unknown field '{name}'", text.path, *place, hint)
    if detail["type"] == "missing":
        return _finding(text, at[:-1], f"the field '{name}' is missing", _description(model, at))
    given = detail["input"]
    shown = f" (it is '{given}')" if isinstance(given, str) and _may_be_shown(model, at) else ""
    if of_key:
        hint = _description(model, at[:-1])
        return Finding("YAML", "error", f"the name '{given}': {_said(detail)}", text.path, *text.keys[at], hint)
    message = _said(detail)
    return _finding(text, at, f"'{name}': {message}{shown}", _description(model, at))


def _said(detail: "ErrorDetails") -> str:
    """Return what pydantic says, in words for someone who writes YAML."""
    if detail["type"] in {"dict_type", "model_type"}:
        return "it should hold 'field: value' lines"
    return detail["msg"].removeprefix("Value error, ").replace("Input should", "it should")


def _finding(text: YamlText, at: At, message: str, hint: str | None) -> Finding:
    place = next(text.places[at[:n]] for n in range(len(at), -1, -1) if at[:n] in text.places)
    return Finding("YAML", "error", message, text.path, *place, hint)


def _known_fields(model: "type[BaseModel]", at: At) -> list[str]:
    current: Any = model
    for part in at:
        current = _step(current, part)
    return list(current.model_fields) if _is_model(current) else []


def _description(model: "type[BaseModel]", at: At) -> str | None:
    current: Any = model
    description: str | None = None
    for part in at:
        field = current.model_fields.get(str(part)) if _is_model(current) else None
        description = field.description if field is not None else description
        current = _step(current, part)
    return description


def _may_be_shown(model: "type[BaseModel]", at: At) -> bool:
    """Whether a message may repeat a value: not one of a field that a secret could be written into by mistake."""
    current: Any = model
    for part in at:
        field = current.model_fields.get(str(part)) if _is_model(current) else None
        if field is not None and not field.repr:
            return False
        current = _step(current, part)
    return True


def _step(current: Any, part: object) -> Any:
    """Return the type of what stands under ``part`` in a model, a mapping of models, or neither (``None``)."""
    if not _is_model(current):
        return None
    if isinstance(part, int):  # an item of a list of models
        return current
    from pydantic import RootModel  # noqa: PLC0415

    name = "root" if issubclass(current, RootModel) else str(part)
    field = current.model_fields.get(name)
    if field is None:
        return None
    inside = (field.annotation, *getattr(field.annotation, "__args__", ()))
    return next((candidate for candidate in inside if _is_model(candidate)), None)


def _is_model(candidate: Any) -> bool:
    from pydantic import BaseModel  # noqa: PLC0415

    return isinstance(candidate, type) and issubclass(candidate, BaseModel)
