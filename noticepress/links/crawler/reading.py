"""What a page out there says: its title, its first heading, its words, and where it sends its reader."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

#: No words that a reader reads, or those of every page of a site: menus and what stands below.
_QUIET = frozenset({"script", "style", "template", "svg", "nav", "footer", "noscript", "iframe"})
_APART = frozenset({"p", "div", "br", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "tr"})
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_REFRESH = re.compile(r"""^\s*([0-9]+)[0-9.]*\s*[;,]?\s*(?:url\s*=\s*)?["']?([^"']*)["']?""", re.IGNORECASE)
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-"})
#: So many bytes are searched for a page's own word on its encoding (the HTML standard, section 4.2.5.4).
_PRELUDE = 1024


@dataclass
class Page:
    """What was read. ``refresh`` is where the page sends its reader by itself, and after how many seconds."""

    title: str = ""
    heading: str = ""
    words: str = ""
    anchors: set[str] = field(default_factory=set)
    refresh: tuple[int, str] | None = None


def folded(text: str) -> str:
    """Return ``text`` as words are compared: no case, single spaces, straight quotes, plain hyphens."""
    return " ".join(text.translate(_QUOTES).casefold().split())


def decoded(data: bytes, charset: str | None) -> str:
    """Return a page's text by what its server, else the page itself, calls its encoding, else as UTF-8."""
    found = _CHARSET.search(data[:_PRELUDE])
    for name in (charset, found.group(1).decode("ascii") if found else None, "utf-8"):
        try:
            return data.decode(name or "", errors="strict" if name == "utf-8" else "replace")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("cp1252", errors="replace")


def read_page(html: str) -> Page:
    """Return what an HTML page says; broken markup is read as well as it can be."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page()


def parse_refresh(content: str) -> tuple[int, str] | None:
    """Return the delay in seconds and the address of a refresh; ``None`` where it only loads the page anew."""
    match = _REFRESH.match(content)
    target = match.group(2).strip() if match else ""
    return (int(match.group(1)), target) if match and target else None


def has_anchor(fragment: str, anchors: set[str]) -> bool:
    """Whether a fragment leads somewhere: as it is written, or percent-decoded (the HTML standard, section 7.4.6.4)."""
    name = fragment.partition(":~:")[0]
    decoded_name = unquote(name)
    return not name or name in anchors or decoded_name in anchors or decoded_name.lower() == "top"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._page = Page()
        self._quiet: list[str] = []
        self._words: list[str] = []
        self._all: list[str] = []
        self._into: list[str] | None = None
        self._title: list[str] = []
        self._heading: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        if given.get("id"):
            self._page.anchors.add(given["id"])
        if tag == "a" and given.get("name"):
            self._page.anchors.add(given["name"])
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh" and self._page.refresh is None:
            self._page.refresh = parse_refresh(given.get("content", ""))
        if tag in _QUIET:
            self._quiet.append(tag)
        if tag == "title" and not self._quiet and not self._title:
            self._into = self._title
        if tag == "h1" and not self._heading:
            self._into = self._heading
        if tag in _APART:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._quiet:
            del self._quiet[self._quiet.index(tag) :]
        if tag in {"title", "h1"}:
            self._into = None
        if tag in _APART:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)
        if self._into is self._title and self._into is not None:
            return
        self._all.append(data)
        if not self._quiet:
            self._words.append(data)

    def page(self) -> Page:
        """Return what was read; where a menu was never closed, all words count."""
        self._page.title = " ".join("".join(self._title).split())
        self._page.heading = " ".join("".join(self._heading).split())
        self._page.words = " ".join("".join(self._all if self._quiet else self._words).split())
        return self._page
