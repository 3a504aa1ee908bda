"""What stands round a text on paper: the sender's letterhead, the standing of the version, and how to check it."""

from noticepress.model import Brand, Document, State, Theme
from noticepress.pages import addresses
from noticepress.pdf.breaks import settle_breaks
from noticepress.pdf.links import link_to
from noticepress.pdf.nodes import Node
from noticepress.pdf.wording import Wording, language

#: Colour of links and rules for a brand that has named none: 7.9:1 on white.
DEFAULT_ACCENT = "#1f4e5f"


def letterhead(brand: Brand) -> Node:
    """Return the brand's name, colour, logo and the address that its file gives, a list of inline content a line."""
    contact = brand.contact
    mailbox = contact.privacy_email or contact.email
    lines: list[list[Node | str]] = [[line] for line in contact.address or ()]
    lines += [[contact.telephone]] if contact.telephone else []
    lines += [[link_to(f"mailto:{mailbox}")]] if mailbox else []
    lines += [[link_to(contact.website)]] if contact.website else []
    return {
        "brand": brand.name,
        "accent": brand.theme.accent or DEFAULT_ACCENT,
        "logo": _logo(brand.theme),
        "contact": [settle_breaks(line) for line in lines],
    }


def _logo(theme: Theme) -> Node | None:
    """Return the logo as data. Beside the brand's name it says nothing more, unless ``logo_alt`` says what."""
    if theme.logo is None:
        return None
    return {"data": list(theme.logo.read_bytes()), "format": theme.logo.suffix[1:], "alt": theme.logo_alt}


def languages(lang: str, words: Wording) -> Node:
    """Return the language of the text, and of the words that stand round it, with those that templates print."""
    keys = ("contents", "page", "see_page")
    return {"language": language(lang), "words": language(words.lang) | {key: getattr(words, key) for key in keys}}


def standing(state: State | None, words: Wording) -> Node | None:
    """Return the word for a state and what it means; ``None`` where nothing has to be said."""
    name, meaning = words.states.get(state, ("", "")) if state else ("", "")
    return {"name": name, "meaning": meaning} if name else None


def check(document: Document, brand: Brand, words: Wording) -> Node:
    """Return how a reader finds out that the text is the one of record; addresses only where the site is known."""
    where: list[Node | str] = [words.check_where]
    if brand.site_url:
        places = {
            "page": addresses.version(document.notice, document.version, document.language),
            "body": addresses.body(document.notice, document.version, document.language),
        }
        links = {name: link_to(site_address(brand.site_url, path)) for name, path in places.items()}
        where = filled(words.check_at, links)
    return {
        "title": words.check_title,
        "text": words.check_text,
        "digest": document.sha256,
        "steps": [*where, " ", words.check_same],
        "commands": words.commands,
    }


def site_address(site_url: str, path: str) -> str:
    """Return the address of ``path`` below a site's root."""
    return f"{site_url.rstrip('/')}/{path}"


def filled(template: str, links: dict[str, Node]) -> list[Node | str]:
    """Return ``template`` with each name in braces replaced by its node."""
    pieces: list[Node | str] = []
    for number, piece in enumerate(template.replace("}", "{").split("{")):
        pieces.append(links[piece] if number % 2 else piece)
    return pieces
