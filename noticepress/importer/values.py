"""A brand's own words in a notice's Markdown become the values that its file gives them by."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from noticepress.check.registry import identifiers, longest_first
from noticepress.check.search import is_name, search
from noticepress.errors import Finding
from noticepress.importer.reading import counted
from noticepress.model import Brand, Contact

#: Values stand as these characters, of a plane of their own, until all are found.
_FIRST, _LAST = 0xF0000, 0xFFFFD
_PLACED = re.compile("[\U000f0000-\U000ffffd]")
_SPECIAL = re.compile(r"[\\`*_\[\]<>]|~~|\|")
#: What stands between the items of a list, and before the last one.
_JOINS = ((", ", " or "), (", ", " and "), (", ", ", or "), (", ", ", and "), (", ", ", "), ("; ", "; "))
_NOT_IN_A_NAME = (r"(?<![\w@.])(?<!\w-)", r"(?![\w@]|-(?:back|hole|the)\b|\.\w)")
_NOT_IN_AN_ADDRESS = (r"(?<![\w@.+/-])", r"(?![\w@/-]|\.\w)")
_NOT_IN_A_NUMBER = (r"(?<![\w+])", r"(?![\w]|\s\d)")


@dataclass(frozen=True)
class Wanted:
    """Words that a value stands for: how they are written in Markdown, what may not touch them, the expression."""

    words: str
    edges: tuple[str, str]
    expression: str
    is_name: bool = False


@dataclass(frozen=True)
class Valued:
    """Markdown with characters in the place of a brand's words, the expression of each, and remarks on choices."""

    markdown: str
    expressions: Mapping[str, str]
    remarks: tuple[Finding, ...]

    def written(self) -> str:
        """Return the Markdown with the expressions in."""
        # A brace right before a value would make one of three braces with it.
        text = re.sub(rf"\\\{{(?={_PLACED.pattern})", "&#123;", self.markdown)
        return _PLACED.sub(lambda match: f"{{{{ {self.expressions[match.group()]} }}}}", text)


def with_values(markdown: str, brand: Brand, path: Path) -> Valued:
    """Replace ``brand``'s words in Markdown that has no template in it, the longest first, whole words alone.

    Words in another case or spelling stay, and so does a word that is a name elsewhere ("loop in your manager"): what
    replacing would change is not replaced. Of two values that say the same, the one that stands first in ``wanted``
    is taken, and a remark says so.
    """
    known = tuple(wanted(brand))
    first: dict[str, Wanted] = {}
    for found in known:
        first.setdefault(found.words, found)
    expressions: dict[str, str] = {}
    counts: dict[str, int] = {}
    used = set[str]()
    for found in sorted(first.values(), key=lambda found: -len(found.words)):
        pattern = re.compile(found.edges[0] + re.escape(found.words) + found.edges[1])

        def placed(match: re.Match[str], found: Wanted = found) -> str:
            if found.is_name and not is_name(match.string, match.start(), match.end()):
                return match.group()
            sign = next((sign for sign, said in expressions.items() if said == found.expression), None)
            sign = sign or chr(_FIRST + len(expressions))
            expressions[sign] = found.expression
            counts[found.expression] = counts.get(found.expression, 0) + 1
            used.add(found.words)
            return sign

        markdown = pattern.sub(placed, markdown)
    remarks = [*_counted(counts, brand, path), *_ambiguous(known, used, path)]
    return Valued(markdown, expressions, tuple(remarks))


def wanted(brand: Brand) -> Iterator[Wanted]:
    """Yield what ``brand``'s file gives words for, in the order in which one is taken of two that say the same.

    That is: its own names, its parent's, its sisters, its contact details as its file has them, the title of its
    privacy contact, and its free values.
    """
    yield from _name("brand.name", brand.name)
    yield from _name("brand.legal_name", brand.legal_name)
    if brand.parent:
        yield from _name("brand.parent.name", brand.parent.name)
        yield from _name("brand.parent.legal_name", brand.parent.legal_name)
    sisters = tuple(company.legal_name or company.name for company in brand.sisters)
    yield from _list("brand.sister_companies", sisters)
    yield from _contact(brand)
    yield from _name("brand.privacy_contact_title", brand.privacy_contact_title)
    for name, value in brand.values.items():
        yield from _name(f"brand.values.{name}", value)


def _name(expression: str, words: str | None) -> Iterator[Wanted]:
    if words and words.strip():
        yield Wanted(escaped(words), _NOT_IN_A_NAME, expression, is_name=" " not in words)


def _contact(brand: Brand) -> Iterator[Wanted]:
    for name in (field.name for field in fields(Contact)):
        value, expression = getattr(brand.contact, name), f"brand.contact.{name}"
        if value is None:
            continue
        if isinstance(value, tuple):
            yield from _list(expression, value, broken=True)
        elif name == "telephone":
            yield Wanted(escaped(value), _NOT_IN_A_NUMBER, expression)
        else:
            yield Wanted(escaped(value), _NOT_IN_AN_ADDRESS, expression)
        if name == "website":
            host = urlsplit(value).hostname
            if host and host != value:
                yield Wanted(escaped(host), _NOT_IN_AN_ADDRESS, f"{expression} | host")


def _list(expression: str, items: Sequence[str], *, broken: bool = False) -> Iterator[Wanted]:
    """Yield a list in each way that its items may be joined; ``broken``: each on a line of its own too."""
    if not items:
        return
    joins = (*_JOINS, ("\\\n", "\\\n"), (",\\\n", ",\\\n")) if broken else _JOINS
    for between, last in joins:
        head, tail = between.join(map(escaped, items[:-1])), escaped(items[-1])
        words = f"{head}{last}{tail}" if head else tail
        said = [_quoted(between)] if between == last else [_quoted(between), _quoted(last)]
        yield Wanted(words, _NOT_IN_A_NAME, f"{expression} | join({', '.join(said)})")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace("\n", "\\n") + '"'


def escaped(words: str) -> str:
    """Return words as they stand in Markdown that this program wrote."""
    return _SPECIAL.sub(r"\\\g<0>", words)


def _counted(counts: Mapping[str, int], brand: Brand, path: Path) -> Iterator[Finding]:
    for expression, number in counts.items():
        message = f"{{{{ {expression} }}}} stands for {brand.name}'s words in {counted(number, 'place')}"
        yield Finding("IMPORT-VALUE", "info", message, path, brands=(brand.id,))


def _ambiguous(known: Sequence[Wanted], used: set[str], path: Path) -> Iterator[Finding]:
    for words in dict.fromkeys(found.words for found in known if found.words in used):
        fields_of = [found.expression for found in known if found.words == words]
        names = list(dict.fromkeys(name.partition(" | ")[0] for name in fields_of))
        if len(names) > 1:
            message = f"'{words}' is the value of {' and of '.join(names)}: the first was taken"
            hint = "look at each place: another brand may have different words for the two"
            yield Finding("IMPORT-GUESS", "info", message, path, hint=hint, words=words)


def left_over(markdown: str, brand: Brand, group: Sequence[Brand]) -> Iterator[tuple[int, str, str, str]]:
    """Yield where words of a brand of the group still stand: the position, the words, what they are, what to do."""
    names = longest_first(found for other in group for found in identifiers(other))
    for hit in search(_without_code(markdown), names):
        found, words = hit.identifier, markdown[hit.start : hit.end]
        if found.owner == brand.id or f"contact.{found.field.rpartition('.')[2]}" in _inherited(brand):
            hint = f"the brand's file gives '{found.text}': write the value where that is meant"
            yield hit.start, words, f"{found.owner_name}'s {found.called} '{words}' is no exact value, and stays", hint
        else:
            hint = "another brand's notice would say it too: make it a value, or put it inside {% if … %}"
            yield (
                hit.start,
                words,
                f"{found.owner_name}'s {found.called} '{words}' stays in the text of every brand",
                hint,
            )


def _inherited(brand: Brand) -> frozenset[str]:
    return frozenset(f"contact.{name}" for name in brand.inherited)


def _without_code(markdown: str) -> str:
    pattern = r"\{\{.*?\}\}|\]\([^)\s]*\)|\]\[[^\]]*\]|\{#[^}]*\}"
    return re.sub(pattern, lambda match: " " * len(match.group()), markdown)


def guessed_brand(text: str, group: Sequence[Brand]) -> Brand | None:
    """Return the brand whose name ``text`` holds most often, then whose other words; ``None`` for none or a tie.

    A name counts before all else: what reaches a company may be its parent's.
    """
    wanted_by = longest_first(found for brand in group for found in identifiers(brand))
    hits = [hit.identifier for hit in search(text, wanted_by)]
    named = [found.owner for found in hits if found.kind == "name"]
    owners = [found.owner for found in hits]
    scores = {brand.id: (named.count(brand.id), owners.count(brand.id)) for brand in group}
    best = max(scores.values(), default=(0, 0))
    leading = [brand for brand in group if scores[brand.id] == best]
    return leading[0] if best > (0, 0) and len(leading) == 1 else None
