"""What the Markdown of a notice may not hold, each fault at its line in the source file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from markdown_it.token import Token

from noticepress.errors import Finding, did_you_mean
from noticepress.markdown.syntax import DEEPEST
from noticepress.model import BoundNotice

SCHEMES = ("https", "http", "mailto", "tel")
#: The anchor that every browser takes for the top of the page (HTML, section 7.4.2.3.3).
TOP = "top"
#: What the anchors of the pages' own parts begin with, such as ``page-about``.
PAGE = "page-"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DEFINITION = re.compile(r" {0,3}\[(?:\\.|[^\]\\])+\]:\s")


@dataclass(frozen=True)
class Source:
    """Where tokens came from: a bound notice, and the names of the references that it may use."""

    bound: BoundNotice
    references: tuple[str, ...]

    def finding(self, rule: str, line: int, message: str, words: str, hint: str | None) -> Finding:
        """Return an error at output line ``line`` (from 0), at the column of ``words`` where they stand there."""
        number, text = self._line(line)
        column = text.find(words.split("\n", maxsplit=1)[0]) + 1 if words else 0
        notice = self.bound.notice
        return Finding(rule, "error", message, notice.path, number, column or 1, hint, (self.bound.brand.id,))

    def line_of(self, words: str, line: int, end: int) -> int:
        """Return the first output line from ``line`` to before ``end`` on which ``words`` begin, else ``line``."""
        first = words.split("\n", maxsplit=1)[0]
        return next((n for n in range(line, end) if first in self._line(n)[1]), line)

    def _line(self, line: int) -> tuple[int, str]:
        """Return the number in the source file, and the text, of the line that output line ``line`` came from."""
        lines = self.bound.lines
        number = lines[min(line, len(lines) - 1)]
        return number, self.bound.notice.body.split("\n")[number - self.bound.notice.first_line]


def find_faults(tokens: list[Token], source: Source) -> Iterator[Finding]:
    """Yield every fault of a parsed notice whose values are in."""
    anchors = {str(token.attrGet("id")) for token in tokens if token.type == "heading_open"} | {TOP}
    if not any(token.content.strip() for token in tokens):
        yield source.finding("EMPTY", 0, "the notice holds no text", "", "write it below the front matter")
    yield from _heading_faults(tokens, source)
    deep = next((token for token in tokens if token.level > DEEPEST), None)
    if deep:
        line = deep.map[0] if deep.map else 0
        yield source.finding(
            "NESTING", line, "lists or quotations stand too deep inside each other", "", "use fewer levels"
        )
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.type == "html_block":
            words = token.content.strip().split("\n")[0]
            yield _raw_html(source, line, words)
        if token.type == "inline":
            yield from _inline_faults(token, (line, token.map[1] if token.map else line + 1), anchors, source)


def _heading_faults(tokens: list[Token], source: Source) -> Iterator[Finding]:
    level, seen = 1, dict[str, int]()
    for token, inline in pairwise(tokens):
        if token.type != "heading_open" or token.map is None:
            continue
        line, depth, id_ = token.map[0], int(token.tag[1]), str(token.attrGet("id") or "")
        yield from _heading_level(source, line, level, depth, inline)
        yield from _heading_id(source, line, id_, seen, inline, token)
        level, seen[id_] = depth, line


def _heading_level(source: Source, line: int, before: int, depth: int, inline: Token) -> Iterator[Finding]:
    if depth == 1:
        hint = "begin at ##: the page's own title is the heading of level 1"
        yield source.finding("HEADING", line, "a notice has no heading of level 1", "#", hint)
    elif depth > before + 1:
        message = f"the heading is of level {depth} below one of level {before}"
        yield source.finding("HEADING", line, message, "#", f"write {'#' * (before + 1)}")
    if not inline.content.strip():
        yield source.finding("HEADING", line, "the heading is empty", "#", "give it words, or remove it")


def _heading_id(
    source: Source, line: int, id_: str, seen: dict[str, int], inline: Token, token: Token
) -> Iterator[Finding]:
    if "bad" in token.meta:
        hint = 'write {#your-rights covers="13(2)(b)"}'
        yield source.finding("HEADING", line, f"these attributes cannot be read: {token.meta['bad']}", "{", hint)
    elif not id_:
        slug = re.sub(r"[^a-z0-9]+", "-", inline.content.lower()).strip("-")
        message = "the heading has no id, so no link to it would last"
        yield source.finding("HEADING", line, message, "#", f"end the line with {{#{slug}}}")
    elif not _ID.fullmatch(id_) or id_ == TOP or id_.startswith(PAGE):
        hint = "small letters, digits and single hyphens; 'top' and what begins with 'page-' are the page's own"
        yield source.finding("HEADING", line, f"'{id_}' cannot be a heading's id", id_, hint)
    elif id_ in seen:
        yield source.finding(
            "HEADING", line, f"the id '{id_}' is used twice", f"#{id_}", "choose another for one of them"
        )


def _inline_faults(inline: Token, lines: tuple[int, int], anchors: set[str], source: Source) -> Iterator[Finding]:
    """Yield the faults in a run of text; ``lines`` are its first output line and the one after its last."""
    line, end = lines
    children = inline.children or []
    if _DEFINITION.match(inline.content) and not _begins_with_link(children):
        hint = "put the address into notices/references.yml and use its name"
        yield source.finding("REFERENCE", line, "a notice defines no references of its own", inline.content[:1], hint)
    for position, token in enumerate(children):
        if token.type in {"softbreak", "hardbreak"}:
            line += 1
        elif token.type == "html_inline":
            # A code span or a link's title may have taken line ends in that no token tells of.
            line = source.line_of(token.content, line, end)
            yield _raw_html(source, line, token.content)
            line += token.content.count("\n")
        elif token.type == "image":
            yield source.finding("IMAGE", line, "a notice holds no images", "![", "say it in words")
        elif token.type == "unknown_reference":
            hint = did_you_mean(token.content, source.references) or "add it to notices/references.yml"
            words = f"[{token.content}]"
            line = source.line_of(words, line, end)
            yield source.finding("REFERENCE", line, f"no reference is called '{token.content}'", words, hint)
        elif token.type == "link_open":
            text = "".join(t.content for t in _until_close(children[position + 1 :]))
            yield from _link_faults(token, text, line, anchors, source)


def _begins_with_link(children: list[Token]) -> bool:
    """Whether text begins with a link that no colon follows, such as ``[`]: 1`][name]``: it defines nothing."""
    if not children or children[0].type != "link_open":
        return False
    rest = children[len(list(_until_close(children))) + 1 :]
    return not rest or not rest[0].content.startswith(":")


def _raw_html(source: Source, line: int, words: str) -> Finding:
    hint = "write Markdown; for a literal < write \\<"
    return source.finding("HTML", line, f"raw HTML is not allowed in a notice: {words}", words, hint)


def _until_close(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "link_close":
            return
        yield token


def _link_faults(token: Token, text: str, line: int, anchors: set[str], source: Source) -> Iterator[Finding]:
    href = str(token.attrGet("href"))
    if not text.strip():
        yield source.finding("LINK", line, "the link has no text", "](", "say in words where it leads")
    if href.startswith("#"):
        if href[1:] not in anchors:
            hint = did_you_mean(href[1:], sorted(anchors))
            yield source.finding("LINK", line, f"no heading has the id '{href[1:]}'", href, hint)
        return
    scheme, host = _parts(href)
    if scheme not in SCHEMES:
        hint = f"a link goes to #a-heading, to a reference by name, or to {', '.join(SCHEMES)}"
        yield source.finding("LINK", line, f"a link may not lead to '{href}'", href, hint)
    elif scheme.startswith("http") and token.meta.get("literal"):
        name = (host or "name").removeprefix("www.").replace(".", "-")
        hint = f"add to notices/references.yml: '{name}: {{title: …, url: {href}}}', and write [{text}][{name}]"
        yield source.finding("REFERENCE", line, f"the address {href} stands in the notice itself", href, hint)


def _parts(href: str) -> tuple[str, str | None]:
    """Return the scheme and the host of an address; no scheme where it is none that a browser could read."""
    try:
        parts = urlsplit(href)
        return parts.scheme.lower(), parts.hostname
    except ValueError:  # such as "http://["
        return "", None
