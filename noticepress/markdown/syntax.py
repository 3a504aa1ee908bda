"""The Markdown that a notice is written in: what CommonMark has, and six changes to it."""

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes

#: References stand as placeholders until values go in; they begin where those of values cannot reach.
FIRST_REFERENCE = 0x100000
#: Both planes of private-use characters that can stand for a value or a reference.
PLACEHOLDER = re.compile("[\U000f0000-\U000ffffd\U00100000-\U0010fffd]")

#: How deep a notice's blocks may stand inside each other. The parser drops, in silence, what lies deeper than its own
#: limit, so that one is far beyond this.
DEEPEST = 40
_PARSER_DEEPEST = 2 * DEEPEST

_ATTRIBUTES = re.compile(r"\s*(\{[^{}]*\})\s*$")
#: What begins a paragraph that is the caption of the table below it.
_CAPTION = re.compile(r"Table:[ \t]+(?=\S)")
#: What begins the first cell of a row where that cell is the row's header.
ROW_HEADER = re.compile(r"#[ \t]+(?=\S)")
_ALIGNMENT = re.compile(r"text-align:\s*(left|right|center)")


#: How alike a bracketed word and a name must be to be taken for one another: one letter in eight.
_NEARLY = 0.88


def make_parser() -> MarkdownIt:
    """Return a parser whose tokens are complete: nothing that it cannot render is dropped in silence.

    HTML is parsed, so that it can be refused at its place. Links are never judged here, only kept.
    """
    parser = (
        MarkdownIt("commonmark", {"html": True, "xhtmlOut": True, "maxNesting": _PARSER_DEEPEST})
        .enable("table")
        .disable("reference")
    )
    # A method of the instance is the library's own way to change how links are normalised and judged.
    default = parser.normalizeLink
    parser.normalizeLink = lambda url: _keep_placeholders(default, url)  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005 - render judges all schemes
    parser.core.ruler.before("inline", "heading_attributes", _heading_attributes)
    parser.core.ruler.before("inline", "captions", _captions)
    parser.core.ruler.before("inline", "row_headers", _row_headers)
    parser.inline.ruler.after("link", "unknown_reference", _unknown_reference)
    parser.add_render_rule("th_open", _header_cell)
    parser.add_render_rule("td_open", _cell)
    return parser


def parse(markdown: str, names: Sequence[str]) -> Sequence[Token]:
    """Return the tokens of ``markdown``, in which references may have any of ``names``; they are not to be changed.

    Values go in last, so most brands have the same Markdown: it is parsed once for all of them.
    """
    return _parse(markdown, tuple(names))


@lru_cache(maxsize=8)
def _parse(markdown: str, names: tuple[str, ...]) -> tuple[Token, ...]:
    _, definitions = reference_placeholders(names)
    return tuple(make_parser().parse(markdown, {"references": definitions}))


def copied(tokens: Iterable[Token]) -> list[Token]:
    """Return tokens that can be changed without changing ``tokens``."""
    return [_copied(token) for token in tokens]


def _copied(token: Token) -> Token:
    # Each brand's text is some hundreds of tokens: ``Token.copy`` looks all the fields up for each.
    children = None if token.children is None else copied(token.children)
    return Token(
        token.type,
        token.tag,
        token.nesting,
        dict(token.attrs),
        token.map,
        token.level,
        children,
        token.content,
        token.markup,
        token.info,
        dict(token.meta),
        token.block,
        token.hidden,
    )


def reference_placeholders(names: Sequence[str]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return placeholder → name, and what the parser takes as its link definitions."""
    placeholders = {chr(FIRST_REFERENCE + number): name for number, name in enumerate(names)}
    definitions = {normalizeReference(name): {"href": char, "title": ""} for char, name in placeholders.items()}
    return placeholders, definitions


def _keep_placeholders(normalise: Callable[[str], str], url: str) -> str:
    pieces = re.split(f"({PLACEHOLDER.pattern})", url)
    return "".join(piece if PLACEHOLDER.fullmatch(piece) else normalise(piece) if piece else "" for piece in pieces)


def _heading_attributes(state: StateCore) -> None:
    """Take ``{#id name="value"}`` off the end of a heading and put it on the heading's token."""
    for opening, inline in pairwise(state.tokens):
        if opening.type != "heading_open":
            continue
        match = _ATTRIBUTES.search(inline.content)
        if match is None:
            continue
        try:
            end, attributes = parse_attributes(match.group(1))
        except ParseError:
            opening.meta["bad"] = match.group(1)
            continue
        if end != len(match.group(1)) - 1:
            opening.meta["bad"] = match.group(1)
        inline.content = inline.content[: match.start()]
        opening.meta["attributes"] = attributes


def _captions(state: StateCore) -> None:
    """Make the paragraph ``Table: words`` right above a table that table's caption."""
    tokens = state.tokens
    for n in range(len(tokens) - 4, -1, -1):
        opening, inline, closing, table = tokens[n : n + 4]
        if (opening.type, table.type) != ("paragraph_open", "table_open") or not _CAPTION.match(inline.content):
            continue
        opening.type, closing.type = "caption_open", "caption_close"
        opening.tag = closing.tag = "caption"
        inline.content = _CAPTION.sub("", inline.content)
        for token in (opening, inline, closing):
            token.level += 1
        tokens[n : n + 4] = [table, opening, inline, closing]


def _row_headers(state: StateCore) -> None:
    """Make the first cell of a row that begins with ``# `` the row's header, for those who hear a table."""
    for n, (row, opening) in enumerate(pairwise(state.tokens)):
        if (row.type, opening.type) != ("tr_open", "td_open"):
            continue
        inline, closing = state.tokens[n + 2 : n + 4]
        if ROW_HEADER.match(inline.content):
            inline.content = ROW_HEADER.sub("", inline.content, count=1)
            opening.type, closing.type = "th_open", "th_close"
            opening.tag = closing.tag = "th"
            opening.attrSet("scope", "row")


def _unknown_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """Leave a token without text before a reference that the link rule, which ran before, could not resolve."""
    if silent or state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0:
        return False
    label = state.src[state.pos + 1 : end]
    if state.src[end + 1 : end + 2] != "[":
        name = label if _is_nearly(label, state.env.get("references", {})) else ""
    else:
        close = state.src.find("]", end + 2)
        name = " ".join(state.src[end + 2 : close].split()) or label if close >= 0 else ""
    if name and "[" not in name:
        state.push("unknown_reference", "", 0).content = name
    return False


def _is_nearly(label: str, definitions: Iterable[str]) -> bool:
    """Whether words in brackets alone are a name with a typing error; other words in brackets are only words."""
    return bool(get_close_matches(normalizeReference(label), list(definitions), n=1, cutoff=_NEARLY))


def _header_cell(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    if not tokens[index].attrGet("scope"):
        tokens[index].attrSet("scope", "col")
    return _cell(renderer, tokens, index, options, env)


def _cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Write a cell's alignment as a class: a strict style policy blocks inline styles."""
    token = tokens[index]
    style = _ALIGNMENT.match(str(token.attrs.pop("style", "")))
    if style:
        token.attrSet("class", f"align-{style.group(1)}")
    return renderer.renderToken(tokens, index, options, env)
