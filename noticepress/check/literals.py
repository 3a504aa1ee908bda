"""Words of one brand typed into the text that all brands share, where a value belongs."""

import re
from collections.abc import Iterator, Mapping, Sequence

from noticepress.bind.context import context, flat
from noticepress.check.index import index_of
from noticepress.check.registry import Identifier
from noticepress.check.search import Hit, search
from noticepress.errors import Finding
from noticepress.model import Brand, Notice

RULE = "BRAND-LITERAL"
#: Not read as text: tags and values, notes, the name of a reference.
_NOT_TEXT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<!--.*?-->|(?<=\])\[[^\]\n]*\]", re.DOTALL)
#: Nor are a heading's attributes, but for its sentence at a glance.
_ATTRIBUTES = re.compile(r"(\{#?[^{}\n]*?)(?:(\bglance=\")([^\"{}\n]*)(\"[^{}\n]*))?\}[ \t]*$", re.MULTILINE)
#: Fields whose value may stand in the place of the same words.
_EXPRESSIONS: Mapping[str, str] = {
    "name": "brand.name",
    "legal_name": "brand.legal_name",
    "contact.telephone": "brand.contact.telephone",
    "contact.email": "brand.contact.email",
    "contact.privacy_email": "brand.contact.privacy_email",
}
_ELSEWHERE = re.compile(r"\b(?:sister|group|parent|affiliat\w*|associated|subsidiar\w+|part of)\b", re.IGNORECASE)
_TARGET = re.compile(r"\]\([^)\s]*$")


def literal_findings(notice: Notice, group: Sequence[Brand]) -> Iterator[Finding]:
    """Yield an error, with its line and column, for each brand's words that stand in the notice as such."""
    index = index_of(group)
    for hit in search(notice.title, index.candidates(notice.title)):
        yield _finding(notice, hit, notice.title, notice.title_place, None, group)
    for said in notice.glance:
        words = shared_text(said.text)
        for hit in search(words, index.candidates(words)):
            yield _finding(notice, hit, said.text, said.text_place, None, group)
    text = shared_text(notice.body)
    for hit in search(text, index.candidates(text)):
        before = text[: hit.start]
        line = before.count("\n") + notice.first_line
        column = len(before.rpartition("\n")[2]) + 1
        yield _finding(notice, hit, notice.body, (line, column), replacement(hit, text, group), group)


def shared_text(body: str) -> str:
    """Return a notice's Markdown with all that is no text of it as spaces: what is left stands where it stood."""
    text = _NOT_TEXT.sub(lambda match: _blank(match.group()), body)
    return _ATTRIBUTES.sub(_without_attributes, text)


def _without_attributes(match: re.Match[str]) -> str:
    before, said = match.start(3) - match.start(), match[3] or ""
    return (_blank(match.group()[:before]) + said if said else "").ljust(len(match.group()))


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def replacement(hit: Hit, text: str, group: Sequence[Brand]) -> str | None:
    """Return the value's expression where it can safely stand in for the words, else ``None``.

    Safe is what leaves the owner's text as it is and gives each other brand its own: exactly the value's words, of a
    brand that is no other's parent, speaking of itself, with a value for every brand.
    """
    found = hit.identifier
    expression = _EXPRESSIONS.get(found.field)
    if expression is None or text[hit.start : hit.end] != found.text:
        return None
    is_parent = any(brand.parent and brand.parent.id == found.owner for brand in group)
    sentence = re.split(r"[.\n]", text[: hit.start])[-1] + text[hit.end :].split("\n", maxsplit=1)[0][:60]
    if found.kind == "name" and (is_parent or _ELSEWHERE.search(sentence)):
        return None
    if _TARGET.search(text[: hit.start]) and found.kind != "mailbox":
        return None
    complete = all(expression in flat(context(brand)) for brand in group)
    return f"{{{{ {expression} }}}}" if complete else None


def _finding(
    notice: Notice, hit: Hit, text: str, place: tuple[int, int], fix: str | None, group: Sequence[Brand]
) -> Finding:
    found = hit.identifier
    words = found.text if text is notice.title else text[hit.start : hit.end]
    message = f"{found.owner_name}'s {found.called} '{' '.join(words.split())}' is typed into the text of every brand"
    hint = f"write {fix}" if fix else _hint(found)
    others = tuple(brand.id for brand in group if brand.id != found.owner)
    return Finding(RULE, found.severity, message, notice.path, *place, hint, others, words=words, fix=fix)


def _hint(found: Identifier) -> str:
    if found.kind == "name":
        return "{{ brand.name }} where the brand speaks of itself, {{ brand.parent.name }} of its group"
    if found.kind == "cookie":
        return "let it stand in the table alone: {% for cookie in cookies %} gives each brand its own"
    expression = _EXPRESSIONS.get(found.field) or f"brand.{found.field}"
    return f"write {{{{ {expression} }}}}, or speak of it without the brand's words"
