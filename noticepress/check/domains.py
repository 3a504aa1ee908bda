"""Where a notice's links and mailboxes lead: to the brand's own hosts, or to addresses that all notices share."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from noticepress.check.index import index_of
from noticepress.check.registry import MAILBOX, identifiers, registrable
from noticepress.errors import Finding
from noticepress.model import Brand, Document, Notice, Reference

RULE = "BRAND-DOMAIN"


def domain_findings(
    notice: Notice, document: Document, brand: Brand, group: Sequence[Brand], references: Mapping[str, Reference]
) -> Iterator[Finding]:
    """Yield an error for each link and mailbox of a host that is neither the brand's nor a shared reference's.

    A host that is another brand's is a leak, and reported as one.
    """
    known = own_hosts(brand) | {host(reference.url) for reference in references.values() if reference.url}
    index = index_of(group)
    # A name that looks like a mailbox is none.
    names = {found.text for found in identifiers(brand) if found.kind == "name"} | index.names
    mailboxes = {match.group() for match in MAILBOX.finditer(document.text)} - names
    addresses = dict.fromkeys([*(unquote(link.href) for link in document.links), *sorted(mailboxes)])
    for address in addresses:
        found = host(address)
        is_known = found and any(found == own or found.endswith(f".{own}") for own in known)
        if found and not is_known and not index.is_foreign_host(brand, found):
            message = f"'{found}' is no host of {brand.name}, and no reference leads there"
            hint = f"give it in {brand.path} if it is the brand's, in notices/references.yml if all notices share it"
            yield _in_source(notice, message, address.removeprefix("mailto:"), hint, brand)


def own_hosts(brand: Brand) -> frozenset[str]:
    """Return the hosts that a brand's own and inherited details name, its public mail hosts among them."""
    contact = brand.contact
    given = (contact.email, contact.privacy_email, contact.website, contact.form, brand.site_url)
    values = (value for value in brand.values.values() if value and ("://" in value or MAILBOX.fullmatch(value)))
    return frozenset(filter(None, (host(address) for address in (*given, *values) if address)))


def host(address: str) -> str | None:
    """Return the host of a web address, a ``mailto:`` link or a mailbox as it is compared; ``None`` for others."""
    if MAILBOX.fullmatch(address.removeprefix("mailto:").partition("?")[0]):
        return registrable(address.partition("?")[0].rpartition("@")[2])
    found = urlsplit(address).hostname if address.casefold().startswith(("http://", "https://")) else None
    return registrable(found) if found else None


def _in_source(notice: Notice, message: str, words: str, hint: str, brand: Brand) -> Finding:
    before, found, _ = notice.body.partition(words)
    line = before.count("\n") + notice.first_line if found else None
    column = len(before.rpartition("\n")[2]) + 1 if found else None
    return Finding(RULE, "error", message, notice.path, line, column, hint, (brand.id,), words=words)
