"""Words, white space and inline elements of a run, with typography folded away for comparison."""

import html
import re
import unicodedata
from collections.abc import Sequence

from noticepress.redline.tree import Node

_FOLD = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "`": "'", "\u00b4": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-",
        "\u2212": "-",
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    },
)  # fmt: skip
_JOIN = "'\u2019\u2018\u2010\u2011\u00ad\u200b\u200c\u200d\u2060\\-.,@/:&_"
#: A word with what joins it inside (an address, a hyphen, a decimal point), white space, or one sign.
_UNIT = re.compile(rf"\w+(?:[{_JOIN}]+\w+)*|\s+|\.\.\.|[^\w\s]")
_PIECE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|.", re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_BREAK = re.compile(r"<(?:br|/?(?:p|li|ul|ol|td|th|tr|div|h[1-6]|pre|hr|dt|dd|blockquote))\b[^>]*>", re.IGNORECASE)
_WORD = re.compile(rf"\w+(?:[{_JOIN}]+\w+)*")


class Unit:
    """A word or sign (``w``), white space (``s``) or an inline element (``e``) with its own units.

    ``first`` and ``last`` bound the words in it: positions in the run's sequence of keys, half open.
    """

    __slots__ = ("first", "kind", "last", "node", "raw", "units")

    def __init__(self, kind: str, raw: str, first: int, last: int, node: Node | None = None) -> None:
        self.kind = kind
        self.raw = raw
        self.first = first
        self.last = last
        self.node = node
        self.units: list[Unit] = []


def fold(text: str) -> str:
    """Return ``text`` with quotes, dashes and invisible characters made plain: typography is no change."""
    if text.isascii():
        return text.replace("`", "'")
    return unicodedata.normalize("NFC", text).replace("\u2026", "...").translate(_FOLD)


def units(nodes: Sequence[Node], keys: list[str]) -> list[Unit]:
    """Return the units of inline nodes; append the key of each word to ``keys``."""
    found: list[Unit] = []
    for node in nodes:
        if node.tag == "#text":
            _text(node.start, keys, found)
        elif node.end or node.children:
            unit = Unit("e", node.raw, len(keys), 0, node)
            unit.units = units(node.children, keys)
            unit.last = len(keys)
            found.append(unit)
        else:
            keys.append(_atom(node))
            found.append(Unit("w", node.raw, len(keys) - 1, len(keys)))
    return found


def _text(raw: str, keys: list[str], found: list[Unit]) -> None:
    at = len(keys)
    for piece, plain in _split(raw) if "&" in raw else zip(pieces := _UNIT.findall(raw), pieces, strict=True):
        if plain.isspace():
            found.append(Unit("s", piece, at, at))
        else:
            keys.append(plain if plain.isascii() and plain != "`" else fold(plain))
            found.append(Unit("w", piece, at, at + 1))
            at += 1


def _split(raw: str) -> list[tuple[str, str]]:
    """Return (source, decoded) of each unit of a text with character references."""
    pieces = _PIECE.findall(raw)
    plain = "".join([_one(piece) for piece in pieces])
    return [("".join(pieces[found.start() : found.end()]), found.group()) for found in _UNIT.finditer(plain)]


def _one(piece: str) -> str:
    """Decode a character reference; what is not exactly one character stands as an object replacement."""
    plain = html.unescape(piece)
    return plain if len(plain) == 1 else "\ufffc"


def _atom(node: Node) -> str:
    if node.tag == "br":
        return "<br>"
    return node.raw


def text(source: str) -> str:
    """Return what a reader sees of a source: tags gone, references decoded, white space folded."""
    plain = _TAG.sub("", _BREAK.sub(" ", source)) if "<" in source else source
    return " ".join(html.unescape(plain).split())


def words(source: str) -> tuple[str, ...]:
    """Return the folded words of a source, signs left out."""
    return tuple(_WORD.findall(fold(text(source))))


def count(source: str) -> int:
    """Return how many words a reader would count: between white space, with a letter or a digit."""
    return sum(1 for word in text(source).split() if any(map(str.isalnum, word)))
