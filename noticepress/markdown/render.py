"""A bound notice becomes the body of record: rules first, then values, then HTML."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from noticepress.errors import NoticeError
from noticepress.markdown.glance import ATTRIBUTE
from noticepress.markdown.rules import Source, find_faults
from noticepress.markdown.syntax import PLACEHOLDER, copied, make_parser, parse, reference_placeholders
from noticepress.model import BoundNotice, Reference

#: What may stand unescaped in an address that is a value as a whole, and in one that is a part.
_WHOLE_SAFE = ":/?#[]@!$&'()*+,;=%~-._"
_PART_SAFE = "+@~-._"


def render(bound: BoundNotice, references: Mapping[str, Reference]) -> str:
    """Return the body of record: well-formed HTML from ``h2`` down, a newline at its end.

    Values reach the HTML only as text of finished tokens, so none can change the structure. Raises
    ``NoticeError`` with everything that a notice may not hold, each at its source line.
    """
    parser = make_parser()
    placeholders, _ = reference_placeholders(tuple(references))
    tokens = copied(parse(bound.markdown, tuple(references)))
    targets = {char: _target(references[name], bound) for char, name in placeholders.items()}
    source = Source(bound, tuple(references))
    _name_headings(tokens)
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, targets))
    _put_values_in(tokens, bound.values)
    findings = tuple(find_faults(tokens, source))
    if findings:
        raise NoticeError(*findings)
    return _html(parser, tokens)


def _target(reference: Reference, bound: BoundNotice) -> str | None:
    """Return the address behind a reference, ``None`` where the brand has none."""
    if reference.url is not None:
        return reference.url
    value = getattr(bound.brand.contact, reference.brand_value or "")
    return None if value is None else str(value)


def _name_headings(tokens: list[Token]) -> None:
    """Give each heading its id, and every other attribute as ``data-``, but for what travels beside the body."""
    for token in tokens:
        for name, value in token.meta.get("attributes", {}).items():
            if name != ATTRIBUTE:
                token.attrSet("id" if name == "id" else f"data-{name}", str(value))


def _linked(children: list[Token], targets: Mapping[str, str | None]) -> Iterator[Token]:
    """Resolve references; a link that leads nowhere for this brand loses its element and keeps its text."""
    open_links: list[bool] = []
    for token in children:
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            target = targets.get(href, href)
            open_links.append(target is not None)
            if target is not None:
                token.attrSet("href", target)
                token.meta["literal"] = href not in targets
        if token.type not in {"link_open", "link_close"} or open_links[-1]:
            yield token
        if token.type == "link_close":
            open_links.pop()


def _put_values_in(tokens: list[Token], values: Mapping[str, str]) -> None:
    """Replace placeholders in finished tokens; the renderer then escapes text and attributes alike."""
    for token in tokens:
        for name, value in token.attrs.items():
            if PLACEHOLDER.search(str(value)):
                text = str(value)
                token.meta["literal"] = not PLACEHOLDER.match(text)
                token.attrs[name] = _address(text, values) if name == "href" else _filled(text, values)
        token.content = _filled(token.content, values)
        _put_values_in(token.children or [], values)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda match: values[match.group()], text)


def _address(text: str, values: Mapping[str, str]) -> str:
    """Fill an address: a value that is all of it keeps its separators, a value inside it is percent-encoded."""
    if PLACEHOLDER.fullmatch(text):
        return quote(values[text], safe=_WHOLE_SAFE)
    return PLACEHOLDER.sub(lambda match: quote(values[match.group()], safe=_PART_SAFE), text)


def _html(parser: MarkdownIt, tokens: list[Token]) -> str:
    return str(parser.renderer.render(tokens, parser.options, {})).strip("\n") + "\n"
