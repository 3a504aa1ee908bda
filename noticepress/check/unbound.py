"""The brand rules on a text that was not bound here: another's notice, an old one, a draft from a word processor."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from noticepress.check.leaks import foreign_hits, is_declared
from noticepress.check.registry import identifiers, lent, longest_first, plain
from noticepress.check.search import Hit, search
from noticepress.check.voice import disagreements, short_scopes
from noticepress.errors import Finding, Severity
from noticepress.model import Brand

_OUR_SITE = re.compile(r"\bour (?:web)?site\b[^.\n]{0,20}$", re.IGNORECASE)


def unbound_findings(text: str, path: Path, brand: Brand, group: Sequence[Brand]) -> Iterator[Finding]:
    """Yield other brands' words in ``text``, each at its line and column, and how it speaks of ``brand``.

    The parent's name in a statement on the group, and a sister's among sister companies, are in their place. Contact
    details that the brand inherits are warnings, since nothing in such a text declares them; an inherited host called
    the brand's own website is an error.
    """
    ready = plain(text)
    for hit in foreign_hits(ready, brand, group):
        if not is_declared(hit, ready, brand):
            found = hit.identifier
            message = f"this is {found.owner_name}'s {found.called}, in a notice of {brand.name}"
            hint = f"write {brand.name}'s own"
            yield _at(text, path, "BRAND-LEAK", "error", (hit.start, hit.end), message, hint, brand)
    yield from _inherited(ready, text, path, brand, group)
    names = [re.escape(name) for name in (brand.legal_name, brand.name) if name]
    for start, verb, right in disagreements(ready, names):
        message = f"the brand is one: '{verb}' after its name should be '{right}'"
        place = (start, start + len(verb))
        yield _at(text, path, "BRAND-AGREE", "warning", place, message, f"write '{right}'", brand)
    for start, words in short_scopes(ready):
        message = "the notice says that it reaches no further than the website, and other sections speak of services"
        hint = "say what the notice covers: the website, and the services that it speaks of"
        yield _at(text, path, "BRAND-SCOPE", "warning", (start, start + len(words)), message, hint, brand)


def _inherited(ready: str, text: str, path: Path, brand: Brand, group: Sequence[Brand]) -> Iterator[Finding]:
    """Yield the contact details that are the parent's: a whole address is one of them."""
    own = {(found.kind, found.key) for found in identifiers(brand)}
    details = [found for found in lent(brand, tuple(group)) if (found.kind, found.key) not in own]
    address = brand.contact.address if "address" in brand.inherited else None
    places = [match.span() for match in re.finditer(_joined(address), ready)] if address else []
    for start, end in places:
        message = f"this is {_parent(brand)}'s address: {brand.name} gives none of its own"
        yield _at(text, path, "BRAND-LEAK", "warning", (start, end), message, _DECLARE, brand)
    for hit in search(ready, longest_first(found for found in details if found.kind != "address")):
        if not any(start <= hit.start < end for start, end in places):
            yield _lent(hit, ready, text, path, brand)


_DECLARE = "right where the group is written to; bound to values, the parent's details are declared"


def _lent(hit: Hit, ready: str, text: str, path: Path, brand: Brand) -> Finding:
    found = hit.identifier
    place = (hit.start, hit.end)
    if found.kind == "domain" and _OUR_SITE.search(ready[: hit.start]):
        message = f"'our website' is {found.owner_name}'s in this notice of {brand.name}"
        return _at(text, path, "BRAND-DOMAIN", "error", place, message, f"name {brand.name}'s own website", brand)
    message = f"this is {found.owner_name}'s {found.called}: {brand.name} gives none of its own"
    return _at(text, path, "BRAND-LEAK", "warning", place, message, _DECLARE, brand)


def _parent(brand: Brand) -> str:
    return brand.parent.name if brand.parent else "another"


def _joined(address: Sequence[str]) -> str:
    return r"[,;\s]+".join(r"\s+".join(map(re.escape, plain(line).split())) for line in address)


def _at(
    text: str,
    path: Path,
    rule: str,
    severity: Severity,
    place: tuple[int, int],
    message: str,
    hint: str,
    brand: Brand,
) -> Finding:
    start, end = place
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return Finding(rule, severity, message, path, line, column, hint, (brand.id,), words=text[start:end])
