"""The vocabulary of a site: enough of what was searched in it to say later what cannot stand in it.

It is a set of short digests of traces. Two traces with one digest make a site look as if it might hold what it does
not; nothing makes it look the other way round.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b, sha256

from noticepress.check.registry import Identifier
from noticepress.check.traces import needs

#: Of four thousand million digests a site has some thousands: one in a million words is taken for one of them.
_WIDTH = 4
_SUM_WIDTH = 32
#: Which traces are told apart, and how they are written; another one is another vocabulary.
_FORMAT = b"noticepress-vocabulary-1\n"


def _numbers(sorted_digests: Iterable[int] = ()) -> "array[int]":
    return array("I", sorted_digests)


@dataclass(frozen=True)
class Vocabulary:
    """The digests of the traces of one text or of many, the least first. ``|`` gives the vocabulary of both.

    A thousand of them are asked for a few digests each time that a brand's words change: they stay as they are kept.
    """

    digests: "array[int]" = field(default_factory=_numbers)

    def __or__(self, other: "Vocabulary") -> "Vocabulary":
        """Return what stands in either."""
        return Vocabulary(_numbers(sorted({*self.digests, *other.digests})))

    def __contains__(self, digest: int) -> bool:
        """Whether a trace with this digest may stand in a text."""
        place = bisect_left(self.digests, digest)
        return place < len(self.digests) and self.digests[place] == digest

    def to_bytes(self) -> bytes:
        """Return the vocabulary as bytes, the same for the same texts: four for each trace, and a check sum."""
        data = _turned(self.digests).tobytes()
        return _FORMAT + sha256(data).digest() + data

    @staticmethod
    def from_bytes(data: bytes) -> "Vocabulary":
        """Return the vocabulary that ``to_bytes`` wrote; ``ValueError`` for anything else, cut or changed."""
        rest = data.removeprefix(_FORMAT)
        digests = rest[_SUM_WIDTH:]
        if not data.startswith(_FORMAT) or len(digests) % _WIDTH or sha256(digests).digest() != rest[:_SUM_WIDTH]:
            raise ValueError("this is no vocabulary, or it was changed")
        found = _numbers()
        found.frombytes(digests)
        return Vocabulary(_turned(found))


def _turned(numbers: "array[int]") -> "array[int]":
    """Return numbers as another machine's bytes have them, the greatest byte first; or such as this one's."""
    if sys.byteorder == "big":
        return numbers
    turned = numbers[:]
    turned.byteswap()
    return turned


def vocabulary_of(found: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of texts of which ``found`` are the traces, as they are searched: see ``leaks.Ready``."""
    return Vocabulary(_numbers(sorted(set(map(_digest, found)))))


def may_hold(vocabulary: Vocabulary, identifier: Identifier, beside: Vocabulary = Vocabulary()) -> bool:
    """Whether ``identifier`` may stand in one of the texts: never false where ``search`` would find it in one.

    The texts are those of ``vocabulary`` and those of ``beside``. To know whether a new search could find anything else
    than the one before, ask for each identifier of other brands that came *and* each that went: a longer name hides a
    shorter one inside it.
    """
    return any(all(digest in vocabulary or digest in beside for digest in need) for need in _needed(identifier))


@lru_cache(maxsize=1 << 10)
def _needed(identifier: Identifier) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(_digest, need)) for need in needs(identifier))


@lru_cache(maxsize=1 << 14)
def _digest(trace: str) -> int:
    return int.from_bytes(blake2b(trace.encode("utf-8", "surrogatepass"), digest_size=_WIDTH).digest())
