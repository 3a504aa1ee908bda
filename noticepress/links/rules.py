"""What is wrong with one address by itself, wherever it stands: its scheme, its syntax, whether the registry has it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from noticepress.errors import Severity
from noticepress.links.contact import mailto_fault, tel_fault
from noticepress.model import Brand, Reference, Retirement

OUTSIDE = frozenset({"http", "https"})
SCHEMES = OUTSIDE | {"mailto", "tel"}


@dataclass(frozen=True)
class Fault:
    """A fault of an address: its rule, how grave it is, what to say, and what to do."""

    rule: str
    severity: Severity
    message: str
    hint: str


def scheme_of(href: str) -> str:
    """Return the scheme of an address in small letters; ``//host`` takes that of its page, which is https."""
    if href.startswith("//"):
        return "https"
    head, colon, _ = href.partition(":")
    return head.lower() if colon and head[:1].isalpha() and head.replace("+", "a").replace("-", "a").isalnum() else ""


def known_addresses(
    brand: Brand, references: Collection[Reference], retired: Collection[Retirement] = ()
) -> frozenset[str]:
    """Return the outside addresses that a brand's pages may lead to, without fragments.

    ``retired`` are the ends of its notices, each of which may name where to look instead.
    """
    contact = brand.contact
    own = [reference.url or getattr(contact, reference.brand_value or "") for reference in references]
    ends = [end.see for end in (brand.retired, *retired) if end]
    moved = [move.new for move in brand.moves if scheme_of(move.new)]
    every = (*own, contact.website, contact.form, brand.site_url, *ends, *moved)
    return frozenset(_bare(url) for url in every if url)


def frame_addresses(brand: Brand) -> frozenset[str]:
    """Return the addresses to which a page's foot and a PDF's letterhead lead: website, contact form and mailbox."""
    contact = brand.contact
    mailbox = contact.privacy_email or contact.email
    return frozenset(filter(None, (contact.website, contact.form, mailbox and f"mailto:{mailbox}")))


def address_faults(href: str, known: Collection[str] | None) -> Iterator[Fault]:
    """Yield the faults of an address that has a scheme; ``known`` are the registry's, ``None``: do not ask."""
    scheme = scheme_of(href)
    if scheme not in SCHEMES:
        hint = f"a link leads to a page of the site, or with {', '.join(sorted(SCHEMES))} outside"
        yield Fault("LINK-SCHEME", "error", f"a link may not lead to '{href}'", hint)
    elif scheme in OUTSIDE:
        yield from _outside_faults(href, scheme, known)
    else:
        fault = mailto_fault(href) if scheme == "mailto" else tel_fault(href)
        if fault:
            rule = "LINK-MAILTO" if scheme == "mailto" else "LINK-TEL"
            yield Fault(rule, "error", f"'{href}' reaches nobody: {fault}", "mend the address")


def _outside_faults(href: str, scheme: str, known: Collection[str] | None) -> Iterator[Fault]:
    try:
        host = urlsplit(href).hostname
    except ValueError:
        host = None
    if not host:
        hint = "write it as https://host/path"
        yield Fault("LINK-ADDRESS", "error", f"'{href}' is no address that a browser could read", hint)
        return
    if scheme == "http":
        yield Fault("LINK-HTTP", "warning", f"the address '{href}' is not protected", "use https://")
    if known is not None and _bare(href) not in known:
        name = host.removeprefix("www.").replace(".", "-")
        hint = f"add to notices/references.yml: '{name}: {{title: …, url: {href}}}'"
        yield Fault("LINK-REGISTRY", "error", f"the registry does not have the address {href}", hint)


def _bare(url: str) -> str:
    return url.strip().partition("#")[0]
