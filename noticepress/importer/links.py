"""Links of a file as links of a notice: to a heading, to a reference by name, to a mailbox or a telephone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree as ET

from noticepress.check.registry import digits, registrable
from noticepress.errors import Finding
from noticepress.importer.reading import lost, text_of
from noticepress.importer.trees import add_text
from noticepress.model import Brand, Reference

#: Addresses stand as characters of this block until the Markdown is written.
FIRST_LINK, LAST_LINK = 0xE000, 0xF8FF
_PLACED = re.compile("\\]\\(<([\ue000-\uf8ff])>\\)")
_WORD = re.compile(r"[a-z0-9]+")
#: So many words of an address's path make a name.
_NAME_WORDS = 4


@dataclass
class Links:
    """What links lead to, by the character that stands for it; ``unknown`` are addresses that no reference has."""

    path: Path
    base: str | None
    brand: Brand | None
    references: Mapping[str, Reference]
    remarks: list[Finding] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)

    def settle(self, body: ET.Element, places: Mapping[str, str], near: Mapping[str, str]) -> None:
        """Replace each link's address by the character for what it becomes; one that cannot be one is text again."""
        for parent in list(body.iter()):
            for child in list(parent):
                if child.tag != "a":
                    continue
                words = text_of(child)
                target = self._target(child.get("href", "").strip(), words, places, near) if words else None
                if target is None or FIRST_LINK + len(self.targets) > LAST_LINK:
                    _unlink(parent, child)
                else:
                    child.set("href", chr(FIRST_LINK + len(self.targets)))
                    self.targets.append(target)

    def written(self, markdown: str, *, named: bool) -> str:
        """Return Markdown with the links in; ``named`` writes unknown addresses as references that are to be added."""

        def link(match: re.Match[str]) -> str:
            target = self.targets[ord(match[1]) - FIRST_LINK]
            if target.startswith("["):
                return f"]{target}"
            if named and target in self.unknown:
                return f"][{self.unknown[target]}]"
            return f"]({target})" if not re.search(r"[\s()<>\\]", target) or "{{" in target else f"](<{target}>)"

        return _PLACED.sub(link, markdown)

    def proposed(self) -> dict[str, Reference]:
        """Return the references that the notice needs and that the registry lacks."""
        return {name: Reference(name, name, url) for url, name in self.unknown.items()}

    def _target(self, href: str, words: str, places: Mapping[str, str], near: Mapping[str, str]) -> str | None:
        address = self._absolute(href)
        page, place = urldefrag(address)
        if place and (not page or (self.base and _same(page, self.base))):
            return self._anchor(unquote(place), words, places, near)
        scheme = _scheme(address)
        if scheme == "mailto":
            return self._mailbox(address)
        if scheme == "tel":
            return self._telephone(address)
        if scheme in {"http", "https"} and urlsplit(address).hostname:
            return self._web(re.sub(r"\s", "%20", address))
        message, hint = f"a link to '{href}' is text alone now", "a link leads to a heading, a web address or a mailbox"
        if not scheme:
            hint = "it was relative to a page that the file does not name: --base gives that page's address"
        self.remarks.append(lost(self.path, message, words, hint))
        return None

    def _absolute(self, href: str) -> str:
        try:
            return urljoin(self.base, href) if self.base and not href.startswith("#") else href
        except ValueError:
            return href

    def _anchor(self, place: str, words: str, places: Mapping[str, str], near: Mapping[str, str]) -> str | None:
        found = places.get(place) or near.get(place)
        if found is None and place.lower() not in {"", "top"}:
            self.remarks.append(lost(self.path, f"a link to '#{place}', which is no heading, is text alone now", words))
        return f"#{found}" if found else None

    def _mailbox(self, address: str) -> str:
        mailbox = unquote(address.partition(":")[2])
        for name in ("email", "privacy_email"):
            if self.brand and getattr(self.brand.contact, name) == mailbox:
                return f"mailto:{{{{ brand.contact.{name} }}}}"
        return address.replace(" ", "%20")

    def _telephone(self, address: str) -> str:
        number = unquote(address.partition(":")[2])
        if self.brand and self.brand.contact.telephone and digits(self.brand.contact.telephone) == digits(number):
            return "tel:{{ brand.contact.telephone | tel }}"
        return "tel:" + re.sub(r"[^\d+]", "", number)

    def _web(self, address: str) -> str:
        for name, reference in self.references.items():
            own = getattr(self.brand.contact, reference.brand_value) if self.brand and reference.brand_value else None
            if any(_same(address, known) for known in (reference.url, own) if known):
                return f"[{name}]"
        for name in ("website", "form"):
            value = getattr(self.brand.contact, name) if self.brand else None
            if value and _same(address, value):
                return f"{{{{ brand.contact.{name} }}}}"
        if address not in self.unknown:
            self.unknown[address] = self._name(address)
        return address

    def _name(self, address: str) -> str:
        parts = urlsplit(address)
        path = _WORD.findall(unquote(parts.path).lower())
        words = [*_WORD.findall(registrable(parts.hostname or "").rsplit(".", 1)[0]), *path[:_NAME_WORDS]]
        wanted = "-".join(words) or "link"
        taken = {*self.references, *self.unknown.values()}
        return next(n for n in _numbered(wanted) if n not in taken)


def _numbered(wanted: str) -> Iterator[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}-{number}"
        number += 1


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def _same(one: str, other: str) -> bool:
    """Whether two addresses lead to one page: but for http and https, ``www.`` and a last slash."""

    def key(address: str) -> tuple[str, str, str, str]:
        parts = urlsplit(address)
        return registrable(parts.hostname or ""), parts.path.rstrip("/"), parts.query, parts.fragment

    try:
        return key(one) == key(other)
    except ValueError:
        return False


def _unlink(parent: ET.Element, child: ET.Element) -> None:
    """Put what stands in a link in the link's place."""
    position = list(parent).index(child)
    parent.remove(child)
    add_text(parent, position, child.text or "")
    for number, inside in enumerate(list(child)):
        parent.insert(position + number, inside)
    add_text(parent, position + len(child), child.tail or "")
