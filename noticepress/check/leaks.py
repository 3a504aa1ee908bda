"""No brand's words in another's notice: searched in values, in texts and links, in built pages and in PDFs."""

import html
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

from noticepress.check.index import Index, index_of
from noticepress.check.registry import Identifier, identifiers, longest_first
from noticepress.check.search import Hit, may_find, search, visible
from noticepress.check.traces import can_stand, traces
from noticepress.errors import Finding
from noticepress.model import Brand, Contact, Document

RULE = "BRAND-LEAK"
FROZEN_HINT = "released text stays as it is: put it right in the next release"
#: What hides another's words inside one's own: a mailbox at the parent's host, a name that begins with a sister's.
_TELLING = frozenset({"name", "mailbox", "domain", "url", "telephone", "postcode", "number", "cookie"})
#: Of so many brands it is kept what they claim: each is asked with its parent, one brand after another.
_FAMILIES = 64
#: How near to a parent's name its group has to be spoken of.
_NEAR = 60
_GROUP = re.compile(
    r"\b(?:part|member|subsidiary|division|brands?|trading (?:name|style)|owned|parent|group)\b", re.IGNORECASE
)
_SISTERS = re.compile(r"\b(?:sister|group|associated|affiliated?|fellow)\b[^.]{0,40}\bcompan", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:a|em|strong|b|i|u|span|code|sub|sup|mark|small|abbr|q|cite)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"(<[^>]*>)")


@dataclass(frozen=True)
class Leak:
    """Words of another brand, as they stand, and whose they are."""

    identifier: Identifier
    words: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What the same leak has in common wherever it is found."""
        return key_of(self.identifier)


@dataclass(frozen=True, slots=True)
class Ready:
    """A text made ready to be searched for a brand.

    ``seen`` is the text as a reader sees it, ``searched`` the same with the brand's own address blank, and ``traces``
    are those of what is searched.
    """

    seen: str
    searched: str
    traces: frozenset[str]

    @classmethod
    def of(cls, seen: str, brand: Brand) -> Self:
        """Make a text ready that was made ``visible`` before."""
        searched = _without_address(seen, brand)
        return cls(seen, searched, traces(searched))


def key_of(identifier: Identifier) -> tuple[str, str, str]:
    """Return the key of all leaks of an identifier."""
    return identifier.owner, identifier.kind, identifier.key


def leaks(
    text: str,
    brand: Brand,
    group: Sequence[Brand],
    *,
    related: bool = False,
    known: Collection[tuple[str, str, str]] = (),
) -> tuple[Leak, ...]:
    """Return the words of other brands of ``group`` in ``text``, each once, apart from those whose key is ``known``.

    What the brand owns or inherits is its own. The parent's name is allowed where the group is spoken of, a sister's
    where sister companies are; with ``related`` both are allowed anywhere, as in text that was put together from
    declared values.
    """
    return ready_leaks(Ready.of(visible(text), brand), brand, group, related=related, known=known)


def ready_leaks(
    ready: Ready,
    brand: Brand,
    group: Sequence[Brand],
    *,
    related: bool = False,
    known: Collection[tuple[str, str, str]] = (),
) -> tuple[Leak, ...]:
    """Return the ``leaks`` of a text that was made ready for ``brand``."""
    found: dict[tuple[str, str, str], Leak] = {}

    def tells(identifier: Identifier) -> bool:
        return key_of(identifier) not in known and not (related and is_relation(identifier, brand))

    for hit in _hits(ready, brand, group, tells):
        if tells(hit.identifier) and not is_declared(hit, ready.seen, brand):
            leak = Leak(hit.identifier, ready.seen[hit.start : hit.end])
            found.setdefault(leak.key, leak)
    return tuple(found.values())


def foreign_hits(text: str, brand: Brand, group: Sequence[Brand]) -> Iterator[Hit]:
    """Yield every place where words of another brand stand in ``text``, apart from those inside the brand's own."""
    return _hits(Ready.of(text, brand), brand, group, lambda _: True)


def _hits(ready: Ready, brand: Brand, group: Sequence[Brand], tells: Callable[[Identifier], bool]) -> Iterator[Hit]:
    """Yield as ``foreign_hits``; where nothing that could stand in the text ``tells`` anything, it is not searched."""
    index, text = index_of(group), ready.searched
    others = index.foreign(brand, ready.traces)
    if not any(tells(item) and may_find(text, item) for item in others):
        return iter(())
    told = (item for item in (*identifiers(brand), *index.lent(brand)) if item.kind in _TELLING)
    own = {item for item in told if can_stand(item, ready.traces)}
    return (hit for hit in search(text, longest_first([*own, *others])) if hit.identifier not in own)


def _without_address(text: str, brand: Brand) -> str:
    """Return ``text`` with the brand's own address blank, every other sign where it was."""
    address = brand.contact.address or ()
    if not address or address[0] not in text:
        return text
    return re.sub(r"[,;\s]+".join(map(re.escape, address)), lambda match: " " * len(match.group()), text)


def is_relation(identifier: Identifier, brand: Brand) -> bool:
    """Whether an identifier is the name of the brand's parent or of a sister company."""
    parent = {brand.parent.id} if brand.parent else set[str]()
    return identifier.kind == "name" and identifier.owner in parent.union(company.id for company in brand.sisters)


def is_declared(hit: Hit, text: str, brand: Brand) -> bool:
    """Whether a hit is the parent's name in a statement on the group, or a sister's among sister companies."""
    if not is_relation(hit.identifier, brand):
        return False
    start = max(text.rfind(end, 0, hit.start) for end in (". ", "\n", "! ", "? ")) + 1
    sentence = text[start : hit.end + _NEAR].split("\n", maxsplit=1)[0]
    if brand.parent and hit.identifier.owner == brand.parent.id:
        around = f"{text[max(start, hit.start - _NEAR) : hit.start]} … {text[hit.end : hit.end + _NEAR // 2]}"
        return _GROUP.search(around.split("\n", maxsplit=1)[0]) is not None
    return _SISTERS.search(sentence) is not None


def document_leaks(document: Document, brand: Brand, group: Sequence[Brand], *, related: bool) -> tuple[Leak, ...]:
    """Return the words of other brands in a document's title, text and link targets."""
    return leaks(document_words(document), brand, group, related=related)


def as_released(brand: Brand, document: Document, group: Sequence[Brand]) -> Brand:
    """Return ``brand`` as it was to a released document: with the parent's details that its values had then."""
    then_parent = document.values.get("brand.parent.id")
    parent = index_of(group).known_as.get(then_parent) if then_parent else None
    had: dict[str, Any] = {}
    for name in (field.name for field in fields(Contact)) if parent else ():
        value = getattr(parent.contact, name) if parent else None
        lines = value if isinstance(value, tuple) else ()
        then = [document.values.get(f"brand.contact.{name}[{number}]") for number in range(len(lines))]
        if value is not None and (
            then == list(lines) if lines else document.values.get(f"brand.contact.{name}") == value
        ):
            had[name] = value
    contact = replace(brand.contact, **had)
    return replace(brand, contact=contact, inherited=brand.inherited | frozenset(had))


def document_words(document: Document) -> str:
    """Return every word of a document that a reader or a browser meets, a block or an address a line."""
    glance = [line.text for line in document.glance]
    return "\n".join([document.title, *glance, document.text, *(unquote(link.href) for link in document.links)])


def page_leaks(page: str, brand: Brand, group: Sequence[Brand]) -> tuple[Leak, ...]:
    """Return the words of other brands in a whole built page: text, attributes, scripts and comments."""
    return leaks(page_words(page), brand, group, related=True)


def page_words(page: str) -> str:
    """Return a page's text with its blocks on lines of their own, then its source with entities resolved."""
    pieces = _TAG.split(page)
    tags = pieces[1::2]
    # The same few stand all over a page.
    marks = {tag: "" if _INLINE.match(tag) else "\n" for tag in set(tags)}
    pieces[1::2] = [marks[tag] for tag in tags]
    attributes = "\n".join(tag for tag in tags if "=" in tag or tag.startswith("<!"))
    return f"{html.unescape(''.join(pieces))}\n{unquote(html.unescape(attributes))}"


def value_leaks(brand: Brand, group: Sequence[Brand], root: Path) -> Iterator[Finding]:
    """Yield an error for each value of a brand's file that is another's, or holds words of another's."""
    yield from _shared(brand, group, root)
    allowed = {item.key for parent in index_of(group).parents(brand) for item in _owned(parent)}
    yield from _confirmed(brand, group, root)
    for field, value in _texts(brand).items():
        for leak in leaks(value, brand, group):
            is_parents_name = field == "contact.address" and brand.parent and leak.identifier.owner == brand.parent.id
            if leak.identifier.key not in allowed and not is_parents_name:
                message = f"'{field}' holds {_called(leak.identifier)} '{leak.words}'"
                found = _in_file(brand, root, message, leak.words, f"write {brand.name}'s own")
                yield replace(found, severity=leak.identifier.severity)


def file_words(brand: Brand) -> Iterator[str]:
    """Yield what ``value_leaks`` reads of a brand's file: each text for itself."""
    yield from _texts(brand).values()
    if brand.confirmed:
        yield from (brand.confirmed.by, brand.confirmed.note or "")


def cookie_leaks(brand: Brand, group: Sequence[Brand]) -> Iterator[Finding]:
    """Yield an error for each text of a brand's cookies that holds words of another: its table would show them."""
    for cookie in (cookie for cookies in brand.cookies.values() for cookie in cookies):
        for field in ("name", "purpose", "who", "basis"):
            # Another company of the group may well set a cookie, and be named for it.
            for leak in leaks(getattr(cookie, field) or "", brand, group, related=field == "who"):
                message = f"'{field}' of {cookie.called} holds {_called(leak.identifier)} '{leak.words}'"
                hint = f"say with 'brands' whose cookie it is, or find words that are true of {brand.name} too"
                line, column = cookie.places.get(field, (None, None))
                found = Finding(RULE, "error", message, cookie.path, line, column, hint, (brand.id,), words=leak.words)
                yield replace(found, severity=leak.identifier.severity)


def _confirmed(brand: Brand, group: Sequence[Brand], root: Path) -> Iterator[Finding]:
    """Yield a warning where the confirmation of a brand's statements speaks of another: it may be a copy."""
    said = brand.confirmed
    for leak in leaks(f"{said.by}\n{said.note or ''}", brand, group, related=True) if said else ():
        message = f"'confirmed' speaks of {_called(leak.identifier)} '{leak.words}'"
        found = _in_file(brand, root, message, leak.words, f"let someone confirm it of {brand.name}, or leave it out")
        yield replace(found, severity="warning")


def _owned(brand: Brand) -> Iterator[Identifier]:
    return (found for found in identifiers(brand) if found.kind != "name")


def _texts(brand: Brand) -> dict[str, str]:
    """Return the texts that stand in a brand's own file, but for its names, which may hold a sister's."""
    contact = {f"contact.{field.name}": getattr(brand.contact, field.name) for field in fields(Contact)}
    texts: dict[str, str | tuple[str, ...] | None] = {
        name: value for name, value in contact.items() if name.removeprefix("contact.") not in brand.inherited
    }
    texts |= {"company.number": brand.company.number, "company.registered_office": brand.company.registered_office}
    texts |= {"privacy_contact_title": brand.privacy_contact_title, "site_url": brand.site_url}
    texts |= {f"values.{name}": value for name, value in brand.values.items()}
    return {name: "\n".join(v) if isinstance(v, tuple) else v for name, v in texts.items() if v is not None}


def _shared(brand: Brand, group: Sequence[Brand], root: Path) -> Iterator[Finding]:
    """Yield an error for each value that another brand's file gives too, where neither is the other's parent."""
    index = index_of(group)
    of_parents = {claim for parent in index.parents(brand) for claim in claims(parent)}
    for claim, (field, words) in claims(brand).items():
        claimants = () if claim in of_parents else _claimants(index, claim)
        other = next((other for other in claimants if not _is_family(brand, other)), None)
        if other is not None:
            message = f"'{field}' is {words}, which {other.path} gives as {other.name}'s own"
            hint = f"write {brand.name}'s own, or leave it out where it is the parent's"
            yield _in_file(brand, root, message, words, hint)


def _is_family(brand: Brand, other: Brand) -> bool:
    """Whether two brands are the same, or one is the other's parent."""
    return other.id == brand.id or any(
        child.parent is not None and child.parent.id == parent.id for child, parent in ((brand, other), (other, brand))
    )


def _claimants(index: Index, claim: tuple[str, str]) -> Iterator[Brand]:
    """Yield the brands of a group that claim something, in its order."""
    signs, numbers = _claimed(index)
    sign = hash(claim)
    for at in range(bisect_left(signs, sign), bisect_right(signs, sign)):
        brand = index.group[numbers[at]]
        if claim in claims(brand):
            yield brand


@lru_cache(maxsize=4)
def _claimed(index: Index) -> tuple[Sequence[int], Sequence[int]]:
    """Return the hashes of all that is claimed, in order, and of each the number of a brand that claims it.

    A thousand brands claim ten thousand things, and hardly one of them twice: no object is kept of any.
    """
    found = sorted((hash(claim), number) for number, brand in enumerate(index.group) for claim in claims(brand))
    return array("q", [sign for sign, _ in found]), array("l", [number for _, number in found])


@lru_cache(maxsize=_FAMILIES)
def claims(brand: Brand) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return what no two brands can both call their own: kind and key, each with the field and its words."""
    made: dict[tuple[str, str], tuple[str, str]] = {}
    for found in identifiers(brand):
        if found.kind in {"name", "mailbox", "telephone", "number"}:
            made[found.kind, found.key] = found.field, found.text
    address = brand.contact.address if "address" not in brand.inherited else None
    if address:
        made["address", " ".join(address).casefold()] = "contact.address", address[0]
    for field in ("website", "form"):
        url = getattr(brand.contact, field)
        if url and field not in brand.inherited:
            made["url", url.casefold().rstrip("/")] = f"contact.{field}", url
    if brand.site_url:
        made["url", brand.site_url.casefold().rstrip("/")] = "site_url", brand.site_url
    return made


def _called(identifier: Identifier) -> str:
    return f"{identifier.owner_name}'s {identifier.called}"


def _in_file(brand: Brand, root: Path, message: str, words: str, hint: str) -> Finding:
    line, column = place_of(root / brand.path, words)
    return Finding(RULE, "error", message, brand.path, line, column, hint, (brand.id,), words=words)


def place_of(path: Path, words: str) -> tuple[int | None, int | None]:
    """Return line and column of the first place where ``words`` stand in a file, or neither."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    before, found, _ = text.partition(words.split("\n", maxsplit=1)[0])
    return (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1) if found else (None, None)


def text_findings(
    found: Sequence[Leak], brand: Brand, path: Path | None, where: str, *, frozen: bool = False
) -> Iterator[Finding]:
    """Yield a finding for each leak in a text that stands in no source file: a body, a page, a PDF."""
    for leak in found:
        message = f"{where} holds {_called(leak.identifier)} '{leak.words}'"
        hint = FROZEN_HINT if frozen else f"find where it comes from: what {brand.name} publishes is its own"
        severity = leak.identifier.severity
        yield Finding(
            RULE, severity, message, path, hint=hint, brands=(brand.id,), words=leak.words, frozen=frozen
        )  # fmt: skip
