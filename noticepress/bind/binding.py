"""Writes a notice for one brand, with a private-use character wherever a value goes in last."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import nodes

from noticepress.bind.allowed import dotted, finding, parse_template
from noticepress.bind.context import Value, scope, shape
from noticepress.characters import first_forbidden
from noticepress.errors import Finding, NoticeError
from noticepress.model import BoundNotice, Brand, Notice

#: Supplementary Private Use Area-A: sources and values are refused when they hold any private-use character.
FIRST_PLACEHOLDER = 0xF0000
LAST_PLACEHOLDER = 0xFFFFD

_UNITED_KINGDOM = "+44"


def bind(notice: Notice, brand: Brand) -> BoundNotice:
    """Bind ``notice`` to ``brand``.

    The template is walked, never run: only texts, values, ``if``, one level of ``for`` and the filters that
    ``allowed`` lists exist. Raises ``NoticeError`` with every refusal, unknown value and missing value at its
    source line.
    """
    template = parse_template(notice, shape(brand, notice.id))
    writer = _Writer(notice, brand)
    writer.body(template.body, scope(brand, notice.id))
    if writer.findings:
        raise NoticeError(*writer.findings)
    return BoundNotice(
        notice, brand, "".join(writer.parts), writer.values, writer.names, tuple(writer.lines) or (notice.first_line,)
    )


class _Writer:
    """Collects the Markdown, the placeholders, and the source line that each output line began on."""

    def __init__(self, notice: Notice, brand: Brand) -> None:
        self.notice, self.brand = notice, brand
        self.parts: list[str] = []
        self.lines: list[int] = []
        self.values: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.at_line_start = True

    def body(self, body: list[nodes.Node], scope: Mapping[str, Value]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                self._output(node, scope)
            elif isinstance(node, nodes.If):
                self._if(node, scope)
            elif isinstance(node, nodes.For):
                self._for(node, scope)

    def _output(self, node: nodes.Output, scope: Mapping[str, Value]) -> None:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self._text(part.data, part.lineno)
            else:
                self._value(part, scope)

    def _if(self, node: nodes.If, scope: Mapping[str, Value]) -> None:
        for branch in (node, *node.elif_):
            if _holds(branch.test, scope):
                self.body(branch.body, scope)
                return
        self.body(node.else_, scope)

    def _for(self, node: nodes.For, scope: Mapping[str, Value]) -> None:
        items = _look_up(node.iter, scope)
        assert isinstance(items, tuple | None)
        assert isinstance(node.target, nodes.Name)
        for position, item in enumerate(items or ()):
            loop = {"first": _flag(position == 0), "last": _flag(position == len(items or ()) - 1)}
            self.body(node.body, {**scope, node.target.name: item, "loop": loop})

    def _text(self, text: str, line: int) -> None:
        for piece in re.findall(r"[^\n]*\n|[^\n]+", text):
            if self.at_line_start:
                self.lines.append(line - 1 + self.notice.first_line)
            self.parts.append(piece)
            self.at_line_start = piece.endswith("\n")
            line += self.at_line_start

    def _value(self, node: nodes.Expr, scope: Mapping[str, Value]) -> None:
        inner = node.node if isinstance(node, nodes.Filter) else node
        assert inner is not None
        name = dotted(inner) or ""
        value = _look_up(inner, scope)
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            self._missing(node, name)
        elif isinstance(node, nodes.Filter) and node.name == "join":
            assert isinstance(value, tuple)
            self._join(node, name, tuple(map(str, value)))
        elif isinstance(node, nodes.Filter) and node.name == "tel":
            self._telephone(node, name, str(value))
        elif isinstance(node, nodes.Filter):
            self._place(node, name, _host(str(value)))
        else:
            self._place(node, name, str(value))

    def _join(self, node: nodes.Filter, name: str, items: tuple[str, ...]) -> None:
        """Write the items with template text between them: a separator is legal's own Markdown."""
        separators = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        for position, item in enumerate(items):
            if position:
                self._text(separators[-1] if position == len(items) - 1 else separators[0], node.lineno)
            self._place(node, name, item)

    def _telephone(self, node: nodes.Expr, name: str, number: str) -> None:
        digits = re.sub(r"\D", "", number)
        if number.startswith("+"):
            self._place(node, name, f"+{digits}")
        elif digits.startswith("0"):
            self._place(node, name, _UNITED_KINGDOM + digits[1:])
        else:
            hint = "write the number with its leading 0, or with + and the country's code"
            self.findings.append(
                self._finding(node, f"'{name}' is no number that can be dialled: {number}", name, hint)
            )

    def _place(self, node: nodes.Expr, name: str, value: str) -> None:
        bad = first_forbidden(value)
        if bad:
            message = f"the value of '{name}' holds the character {bad[1]}, which is not allowed"
            self.findings.append(self._finding(node, message, name, f"retype it in {self.brand.path}"))
            return
        placeholder = chr(FIRST_PLACEHOLDER + len(self.values))
        if ord(placeholder) > LAST_PLACEHOLDER:
            raise NoticeError(self._finding(node, "the notice uses too many values", name, None))
        self.values[placeholder] = value
        self.names[placeholder] = name
        self._text(placeholder, node.lineno)

    def _missing(self, node: nodes.Expr, name: str) -> None:
        message = f"'{name}' has no value for {self.brand.name}"
        where = f"give it in {self.brand.path}" if name.startswith("brand.") else "give it a value"
        if name == "brand.sister_companies":
            where = f"list them by the names of their files in brands/, such as [acme-care], in {self._head()}"
        hint = f"{where}, or put the words inside {{% if {name} %}} … {{% endif %}}"
        self.findings.append(self._finding(node, message, name, hint))

    def _head(self) -> Path:
        """Return the file that says which companies are sisters: the parent's, where there is one."""
        parent = self.brand.parent
        return self.brand.path.with_name(f"{parent.id}.yml") if parent else self.brand.path

    def _finding(self, node: nodes.Node, message: str, words: str, hint: str | None) -> Finding:
        found = finding(self.notice, node.lineno, message, words, hint)
        return replace(found, brands=(self.brand.id,))


def _host(address: str) -> str:
    """Return the host of a web address, and any other text as it is."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:  # such as "http://[", which is no address
        return address


def _flag(value: bool) -> str:  # noqa: FBT001 - it is the value itself
    return "yes" if value else ""


def _holds(test: nodes.Node, scope: Mapping[str, Value]) -> bool:
    if isinstance(test, nodes.Not):
        return not _look_up(test.node, scope)
    return bool(_look_up(test, scope))


def _look_up(node: nodes.Node, scope: Mapping[str, Value]) -> Value:
    """Return what a checked name stands for; ``None`` where it or anything before its dots is not set."""
    value: Value = scope
    for part in (dotted(node) or "").split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
