"""A built site without a network: every link of every page leads somewhere, in a form that every reader can use."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

from noticepress.errors import Finding
from noticepress.links.extract import PageLink
from noticepress.links.rules import OUTSIDE, Fault, address_faults, scheme_of
from noticepress.links.sites import SiteIndex
from noticepress.links.wording import says_nothing

#: Served by web servers for a folder.
_INDEX = "index.html"


@dataclass(frozen=True)
class SiteContext:
    """Whose site it is, and what is known of its links.

    ``shown`` is how a report names the site's folder. ``known`` are the registry's addresses for the brand, ``own`` is
    where the site is published. ``frozen`` are the addresses that stand in released texts: their faults are reported
    and stop nothing. ``frame`` are the addresses to which a page's foot and a PDF's letterhead lead.
    """

    brand: str
    shown: Path
    known: Collection[str] = frozenset()
    own: str | None = None
    frozen: Collection[str] = frozenset()
    frame: Collection[str] = frozenset()


@dataclass
class _Places:
    """The pages on which one fault stands, the first with its place."""

    page: str
    at: int
    pages: set[str] = field(default_factory=set)


def site_findings(site: SiteIndex, context: SiteContext) -> Iterator[Finding]:
    """Yield a finding for each fault of a link, with the number of pages that it is on; errors and warnings alike."""
    found: dict[tuple[Fault, str], _Places] = {}
    outside: dict[str, tuple[Fault, ...]] = {}
    inside: dict[tuple[str, str], tuple[Fault, ...]] = {}
    for page, content in site.pages.items():
        folder = dirname(page)
        for link in content.links:
            href = link.href
            faults = outside.get(href)
            if faults is None and (faults := inside.get(key := (page if href[:1] in "#?" else folder, href))) is None:
                is_inside, faults = _faults(site, page, href, context)
                if is_inside:
                    inside[key] = faults
                else:
                    outside[href] = faults
            if not link.is_file and (not link.text or says_nothing(link.text)):
                faults = (*faults, _text_fault(link))
            for fault in faults:
                found.setdefault((fault, href), _Places(page, link.at)).pages.add(page)
    for (fault, href), places in found.items():
        yield _finding(site, context, fault, href, places)


def _finding(site: SiteIndex, context: SiteContext, fault: Fault, href: str, places: _Places) -> Finding:
    more = f", on {len(places.pages)} pages" if len(places.pages) > 1 else ""
    return Finding(
        fault.rule,
        fault.severity,
        f"{fault.message}{more}",
        context.shown / places.page,
        site.line(places.page, places.at),
        hint=fault.hint,
        brands=(context.brand,),
        frozen=href in context.frozen,
    )


def _faults(site: SiteIndex, page: str, href: str, context: SiteContext) -> tuple[bool, tuple[Fault, ...]]:
    """Return whether an address depends on the page that it stands on, and its faults."""
    address = href.strip()
    own = context.own.rstrip("/") + "/" if context.own else None
    if own and (address + "/").startswith(own):
        return False, tuple(_inside(site, "", "/" + address[len(own) :], href))
    base = urlsplit(own).path if own else "/"
    if address.startswith(base) and base != "/":
        return False, tuple(_inside(site, "", "/" + address[len(base) :], href))
    if scheme_of(address):
        return False, tuple(address_faults(address, context.known))
    return True, tuple(_inside(site, page, address, href)) if address else ()


def _inside(site: SiteIndex, page: str, address: str, href: str) -> Iterator[Fault]:
    """Yield what is wrong with an address within the site."""
    path, _, fragment = address.partition("#")
    goal = resolved(page, path.partition("?")[0], site)
    if goal is None:
        yield Fault("LINK-INTERNAL", "error", f"'{href}' leads to no page or file of the site", "mend the address")
    elif not has_anchor(site, goal, fragment):
        message = f"'{href}' leads to no place on the page: nothing there has the id '{fragment}'"
        yield Fault("LINK-ANCHOR", "error", message, "mend the address, or give the place its id")


def resolved(page: str, path: str, site: SiteIndex) -> str | None:
    """Return the file of the site that ``path``, on ``page``, leads to; ``None`` where there is none."""
    if not path:
        return page
    base = path.lstrip("/") if path.startswith("/") else f"{dirname(page)}/{path}".lstrip("/")
    goal = normpath(unquote(base)) if base else "."
    if goal.startswith(".."):
        return None
    if goal in site.files and not path.endswith("/"):
        return goal
    index = _INDEX if goal == "." else f"{goal}/{_INDEX}"
    return index if index in site.files else None


def has_anchor(site: SiteIndex, goal: str, fragment: str) -> bool:
    """Whether ``goal`` has a place for ``fragment``; the top is always there, and files of other kinds are not read."""
    if not fragment or goal not in site.pages:
        return True
    anchors = site.pages[goal].anchors
    return fragment in anchors or unquote(fragment) in anchors or unquote(fragment).lower() == "top"


def _text_fault(link: PageLink) -> Fault:
    if link.text:
        message = f"the link text '{link.text}' says nothing when it is read alone"
        return Fault("LINK-TEXT", "warning", message, "let the link's words say where it leads")
    return Fault("LINK-TEXT", "error", f"the link to '{link.href}' has no words", "say in words where it leads")


def outside_links(site: SiteIndex) -> Iterator[tuple[str, str]]:
    """Yield each outside address of the site with the page that it is on."""
    for page, content in site.pages.items():
        for link in content.links:
            address = link.href.strip()
            if not link.is_file and scheme_of(address) in OUTSIDE:
                yield address, page
