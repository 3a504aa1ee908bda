"""The links of texts and of the registry, before there is any site: what ``check`` says of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from noticepress.errors import Finding
from noticepress.links.rules import Fault, address_faults, known_addresses, scheme_of
from noticepress.links.wording import says_nothing
from noticepress.model import Brand, Document, Link, Notice, Reference

#: The registry, below the workspace.
REGISTRY = Path("notices/references.yml")
#: What the source of a notice is held to here: its other links are judged where it is bound and worded.
_OF_SOURCES = frozenset({"LINK-MAILTO", "LINK-TEL"})


def draft_link_findings(notice: Notice, document: Document) -> Iterator[Finding]:
    """Yield an error for each ``mailto:`` and ``tel:`` address of a notice's text for one brand that reaches nobody."""
    for link in document.links:
        faults = address_faults(link.href, None) if scheme_of(link.href) else ()
        for fault in faults:
            if fault.rule in _OF_SOURCES:
                line, column = _source_place(notice, link)
                yield Finding(
                    fault.rule, "error", fault.message, notice.path, line, column, fault.hint, (document.brand,)
                )


def _source_place(notice: Notice, link: Link) -> tuple[int | None, int | None]:
    """Return where an address stands in the source: as such, or else the first of its kind, whose value comes last."""
    scheme = f"({scheme_of(link.href)}:"
    place = next((at for words in (link.href, scheme) if (at := notice.body.find(words)) >= 0), None)
    if place is None:
        return None, None
    before = notice.body[:place]
    return before.count("\n") + notice.first_line, len(before.rpartition("\n")[2]) + 1


def frozen_link_findings(
    document: Document, brand: Brand, references: Sequence[Reference], path: Path
) -> Iterator[Finding]:
    """Yield what is wrong with the links of a released text, at their lines of its body ``path``; nothing blocks."""
    known = known_addresses(brand, references)
    anchors = {heading.id for heading in document.headings}
    for link in document.links:
        for fault in _frozen_faults(link, anchors, known):
            at = document.html.find(f'href="{link.href}"')
            line = document.html.count("\n", 0, at) + 1 if at >= 0 else None
            finding = Finding(fault.rule, fault.severity, fault.message, path, line, None, fault.hint)
            yield replace(finding, brands=(document.brand,), frozen=True)


def _frozen_faults(link: Link, anchors: set[str], known: frozenset[str]) -> Iterator[Fault]:
    href = link.href
    if href.startswith("#"):
        if href[1:] not in anchors | {"", "top"}:
            yield Fault("LINK-ANCHOR", "error", f"no heading has the id '{href[1:]}'", "the next version can mend it")
    else:
        yield from address_faults(href, known)
    if says_nothing(link.text) or not link.text:
        yield Fault("LINK-TEXT", "warning", f"the link text '{link.text}' says nothing when it is read alone", "reword")


def registry_findings(references: Sequence[Reference]) -> Iterator[Finding]:
    """Yield a warning for each address of the registry that is not protected."""
    for reference in references:
        for fault in address_faults(reference.url, None) if reference.url else ():
            line, column = reference.place or (None, None)
            yield Finding(
                fault.rule, fault.severity, f"{reference.name}: {fault.message}", REGISTRY, line, column, fault.hint
            )
