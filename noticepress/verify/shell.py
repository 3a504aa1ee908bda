"""The words of a page without its shell, so that a notice is found in whatever a website puts around it."""

from difflib import SequenceMatcher
from html.parser import HTMLParser

from noticepress.document import BLOCKS

#: What no reader sees.
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "svg", "title"})
#: Within a line of text; whatever is not one of these begins another.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
     "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "font"}
)  # fmt: skip
#: So many words on either side show where a text differs.
_AROUND = 6


def words(html: str) -> list[str]:
    """Return the words of a page or a body in the order in which they stand, without markup."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.text).split()


def holds(page: list[str], notice: list[str]) -> bool:
    """Whether all words of a notice stand in a page, one after the other with nothing between them."""
    if not notice:
        return False
    starts = (place for place, word in enumerate(page) if word == notice[0])
    return any(page[place : place + len(notice)] == notice for place in starts)


def first_difference(page: list[str], notice: list[str]) -> str:
    """Return in words where a page that does not hold a notice first departs from it."""
    blocks = SequenceMatcher(None, page, notice, autojunk=False).get_matching_blocks()
    found = [block for block in blocks if block.size]
    if sum(block.size for block in found) * 2 < len(notice):
        return "the notice is not there"
    if found[0].b > 0:
        return f"it lacks '{_shown(notice[: found[0].b])}'"
    there, here = found[0].a + found[0].size, found[0].size
    return f"'{_shown(page[there:])}' stands where '{_shown(notice[here:])}' should"


def _shown(found: list[str]) -> str:
    return " ".join(found[:_AROUND])


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class's
        if tag == "body" or tag in BLOCKS:
            self._unseen = [unseen for unseen in self._unseen if unseen != "head"]  # its end may be left out
        if tag in _UNSEEN:
            self._unseen.append(tag)
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.text.append(data)

    def _break(self, tag: str) -> None:
        if tag in BLOCKS or tag not in _INLINE:
            self.text.append(" ")
