"""What a notice's template may say: an allow-list over Jinja2's syntax tree. Nothing of a template is ever run."""

import re
from collections.abc import Generator, Iterator, Mapping
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes

from noticepress.bind.context import COOKIES, LIST, Value
from noticepress.characters import first_forbidden
from noticepress.errors import Finding, NoticeError, did_you_mean
from noticepress.model import Notice

ALLOWED = "a notice may use {{ value }}, {% if value %}, {% for item in list %} and the filters join, tel and host"
#: How many texts each filter takes besides the value.
FILTERS = {"join": range(1, 3), "tel": range(1), "host": range(1)}

_NO_COOKIES = "list them in cookies.yml, beside the notice"

#: What ``loop`` offers inside a loop, in a test alone.
_LOOP: Mapping[str, Value] = {"first": "", "last": ""}

_SYNTAX = Environment(  # noqa: S701 - it only parses; values are escaped by the Markdown renderer
    keep_trailing_newline=True,
    comment_start_string="<!--",
    comment_end_string="-->",
)

_TAG = r"(?:\{%(?:(?!%\}).)*%\}|<!--(?:(?!-->).)*-->)"
_TAGS = re.compile(_TAG, re.DOTALL)
_TAGS_ALONE = re.compile(rf"^[ \t]*({_TAG}(?:[ \t]*{_TAG})*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_TAG_END = re.compile(r"([-+]?%\}|-->)$")
_RAW = re.compile(r"\{%[-+]?\s*raw\b")


def parse_template(notice: Notice, shape: Mapping[str, Value]) -> nodes.Template:
    """Return the syntax tree of the notice, which then holds nothing but allowed nodes and known names.

    Raises ``NoticeError`` with every refusal, each at its line in the source file.
    """
    raw = _RAW.search(notice.body)
    if raw:
        line = notice.body.count("\n", 0, raw.start()) + 1
        raise NoticeError(finding(notice, line, "this is not allowed in a notice (raw)", raw.group(), ALLOWED))
    try:
        template = _parse(notice.body)
    except TemplateSyntaxError as error:
        message = (error.message or "not valid").rstrip(".")
        raise NoticeError(finding(notice, error.lineno, message, "{%", ALLOWED)) from error
    except RecursionError as error:
        raise NoticeError(finding(notice, 1, "the template is nested too deeply", "", ALLOWED)) from error
    findings = tuple(_Checker(notice).body(template.body, shape))
    if findings:
        raise NoticeError(*findings)
    return template


@lru_cache(maxsize=8)
def _parse(body: str) -> nodes.Template:
    """Parse a notice once for all brands: the tree is walked, never changed."""
    return _SYNTAX.parse(_without_empty_lines(body))


def _without_empty_lines(body: str) -> str:
    """Move the line end behind tags that stand alone on their line into the last tag, and drop their indent.

    So such a line leaves nothing behind, a tag inside a line takes nothing away, and each line keeps its number.
    """

    def closed_up(match: re.Match[str]) -> str:
        return _TAG_END.sub(r"\n\1", "".join(_TAGS.findall(match.group(1))))

    return _TAGS_ALONE.sub(closed_up, body)


def finding(notice: Notice, line: int, message: str, words: str, hint: str | None) -> Finding:
    """Return an error at ``line`` of the notice's body, and at the column of ``words`` where they stand in it."""
    text = notice.body.split("\n")[line - 1 : line]
    place = re.search(rf"(?<![\w.]){re.escape(words)}(?![\w.])", text[0]) if text and words else None
    column = (place.start() if place else text[0].find(words) if text else -1) + 1
    return Finding("BIND", "error", message, notice.path, line - 1 + notice.first_line, column or 1, hint)


def dotted(node: nodes.Node) -> str | None:
    """Return ``a.b.c`` for a name or an attribute of one, ``None`` for any other expression."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        before = dotted(node.node)
        return f"{before}.{node.attr}" if before else None
    return None


class _Checker:
    """Walks a template and yields what it may not hold, with all branches, taken or not."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice

    def body(self, body: list[nodes.Node], scope: Mapping[str, Value]) -> Iterator[Finding]:
        for node in body:
            if isinstance(node, nodes.Output):
                yield from self._output(node, scope)
            elif isinstance(node, nodes.If):
                yield from self._if(node, scope)
            elif isinstance(node, nodes.For):
                yield from self._for(node, scope)
            else:
                yield from self._refused(node, scope)

    def _output(self, node: nodes.Output, scope: Mapping[str, Value]) -> Iterator[Finding]:
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData):
                yield from self._value(part, scope)

    def _value(self, node: nodes.Expr, scope: Mapping[str, Value]) -> Iterator[Finding]:
        if isinstance(node, nodes.Filter):
            yield from self._filter(node, scope)
            return
        found = yield from self._path(node, scope)
        if isinstance(found, Mapping):
            yield self._at(node, f"'{dotted(node)}' holds several values", did_you_mean("", list(found)))
        elif isinstance(found, tuple):
            each = f"{{% for item in {dotted(node)} %}}"
            hint = f'write {{{{ {dotted(node)} | join(", ") }}}}' if found is LIST else f"go through it: {each}"
            yield self._at(node, f"'{dotted(node)}' is a list", hint)

    def _filter(self, node: nodes.Filter, scope: Mapping[str, Value]) -> Iterator[Finding]:
        if node.name not in FILTERS:
            yield self._at(
                node, f"no filter is called '{node.name}'", did_you_mean(node.name, list(FILTERS)), node.name
            )
            return
        plain = all(_is_plain_text(argument) for argument in node.args)
        if not plain or len(node.args) not in FILTERS[node.name] or node.kwargs or node.dyn_args or node.dyn_kwargs:
            hint = 'join(", ") or join(", ", " and "); tel and host take nothing'
            yield self._at(node, f"the filter '{node.name}' takes plain texts only", hint, node.name)
        if node.node is None:
            yield from self._refused(node, scope)
            return
        found = yield from self._path(node.node, scope)
        if found is not None and (found is LIST) != (node.name == "join"):
            wanted = "a text" if node.name != "join" else "a list of texts" if isinstance(found, tuple) else "a list"
            yield self._at(node.node, f"'{node.name}' needs {wanted}, and '{dotted(node.node)}' is none", None)

    def _if(self, node: nodes.If, scope: Mapping[str, Value]) -> Iterator[Finding]:
        test = node.test.node if isinstance(node.test, nodes.Not) else node.test
        yield from self._path(test, {**scope, "loop": _LOOP} if "loop" in scope else scope)
        yield from self.body(node.body, scope)
        for branch in node.elif_:
            yield from self._if(branch, scope)
        yield from self.body(node.else_, scope)

    def _for(self, node: nodes.For, scope: Mapping[str, Value]) -> Iterator[Finding]:
        if "loop" in scope or node.recursive or node.test or node.else_ or not isinstance(node.target, nodes.Name):
            yield self._at(node, "only a plain 'for item in list' is allowed, and none inside another", ALLOWED, "{%")
            return
        found = yield from self._path(node.iter, scope)
        if found is not None and not isinstance(found, tuple):
            yield self._at(node.iter, f"'{dotted(node.iter)}' is no list", ALLOWED)
        if node.target.name in scope:
            yield self._at(node, f"the name '{node.target.name}' is taken", "choose another for the item", "{%")
        item = found[0] if isinstance(found, tuple) and found else ""
        yield from self.body(node.body, {**scope, node.target.name: item, "loop": {}})

    def _path(self, node: nodes.Node, scope: Mapping[str, Value]) -> Generator[Finding, None, Value]:
        """Yield what is wrong with a name and return what it stands for in the shape, or ``None``."""
        path = dotted(node)
        if path is None:
            yield from self._refused(node, scope)
            return None
        known: Value = scope
        for part in path.split("."):
            names = list(known) if isinstance(known, Mapping) else []
            if part not in names:
                hint = did_you_mean(path, tuple(_paths(scope))) if names else ALLOWED
                hint = _NO_COOKIES if path.split(".")[0] == COOKIES and COOKIES not in scope else hint
                yield self._at(node, f"no value is called '{path}'", hint)
                return None
            known = known[part] if isinstance(known, Mapping) else None
        return "" if known is None else known

    def _refused(self, node: nodes.Node, _: Mapping[str, Value]) -> Iterator[Finding]:
        what = type(node).__name__.lower()
        yield self._at(
            node, f"this is not allowed in a notice ({what})", ALLOWED, "{%" if isinstance(node, nodes.Stmt) else "{{"
        )

    def _at(self, node: nodes.Node, message: str, hint: str | None, words: str | None = None) -> Finding:
        return finding(self.notice, node.lineno, message, words or dotted(node) or "{{", hint)


def _paths(scope: Mapping[str, Value], before: str = "") -> Iterator[str]:
    """Yield the dotted name of each value, the inner ones in place of what holds them."""
    for name, value in scope.items():
        if isinstance(value, Mapping):
            yield from _paths(value, f"{before}{name}.")
        else:
            yield before + name


def _is_plain_text(argument: nodes.Expr) -> bool:
    """Whether it is a quoted text; an escape in it could spell a placeholder, so those characters are refused."""
    return isinstance(argument, nodes.Const) and isinstance(argument.value, str) and not first_forbidden(argument.value)
