"""The vocabulary of a site: enough of what was searched in it to say later what cannot stand in it.

It is a set of short digests of traces. Two traces with one digest make a site look as if it might hold what it does
not; nothing makes it look the other way round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256

from noticepress.check.registry import Identifier
from noticepress.check.traces import needs, traces

#: Of four thousand million digests a site has some thousands: one in a million words is taken for one of them.
_WIDTH = 4
_SUM_WIDTH = 32
#: Which traces are told apart, and how they are written; another one is another vocabulary.
_FORMAT = b"noticepress-vocabulary-1\n"


@dataclass(frozen=True)
class Vocabulary:
    """The digests of the traces of one text or of many. ``|`` gives the vocabulary of both."""

    digests: frozenset[int] = frozenset()

    def __or__(self, other: "Vocabulary") -> "Vocabulary":
        """Return what stands in either."""
        return Vocabulary(self.digests | other.digests)

    def to_bytes(self) -> bytes:
        """Return the vocabulary as bytes, the same for the same texts: four for each trace, and a check sum."""
        data = b"".join(digest.to_bytes(_WIDTH) for digest in sorted(self.digests))
        return _FORMAT + sha256(data).digest() + data

    @staticmethod
    def from_bytes(data: bytes) -> "Vocabulary":
        """Return the vocabulary that ``to_bytes`` wrote; ``ValueError`` for anything else, cut or changed."""
        rest = data.removeprefix(_FORMAT)
        digests = rest[_SUM_WIDTH:]
        if not data.startswith(_FORMAT) or len(digests) % _WIDTH or sha256(digests).digest() != rest[:_SUM_WIDTH]:
            raise ValueError("this is no vocabulary, or it was changed")
        found = (int.from_bytes(digests[at : at + _WIDTH]) for at in range(0, len(digests), _WIDTH))
        return Vocabulary(frozenset(found))


def vocabulary_of(texts: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of texts as they are searched: ``leaks.searched`` is what ``leaks`` searches."""
    found = set[str]().union(*(traces(text) for text in texts))
    return Vocabulary(frozenset(map(_digest, found)))


def may_hold(vocabulary: Vocabulary, identifier: Identifier) -> bool:
    """Whether ``identifier`` may stand in one of the texts: never false where ``search`` would find it in one.

    To know whether a new search could find anything else than the one before, ask for each identifier of other brands
    that came *and* each that went: a longer name hides a shorter one inside it.
    """
    return any(all(_digest(trace) in vocabulary.digests for trace in need) for need in needs(identifier))


@lru_cache(maxsize=1 << 14)
def _digest(trace: str) -> int:
    return int.from_bytes(blake2b(trace.encode("utf-8", "surrogatepass"), digest_size=_WIDTH).digest())
