"""The index of a group: whose identifiers can stand in a text, looked up by what the text holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from noticepress.check.registry import Identifier, Kind, declared, identifiers, lent, longest_first
from noticepress.check.traces import endings, needs, traces
from noticepress.model import Brand

#: So many groups are kept: a workspace has one, and what was loaded before it is soon forgotten.
_GROUPS = 4
#: The brands whose own words are kept at hand: each is asked for every text of its site, one brand after another.
_BRANDS = 64


@dataclass(frozen=True, eq=False)
class Index:
    """The identifiers of a group of brands, each filed under the traces that a text has in which it stands.

    It finds what ``search`` finds for all of the group, in the same order: it only leaves out, unseen, what cannot
    stand in the text. To build it takes time by the size of the group; to ask it, by that of the text.
    """

    group: tuple[Brand, ...]

    @cached_property
    def brands(self) -> Mapping[str, Brand]:
        """The brands by their ids."""
        return {brand.id: brand for brand in reversed(self.group)}

    @cached_property
    def known_as(self) -> Mapping[str, Brand]:
        """The brands by the ids that they have or ever had, the first of the group where two had the same."""
        return {name: brand for brand in reversed(self.group) for name in (brand.id, *brand.was)}

    @cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """Every identifier of every brand, in the order in which they are searched."""
        return longest_first(found for brand in self.group for found in identifiers(brand))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all brands."""
        return frozenset(found.text for found in self.identifiers if found.kind == "name")

    def parents(self, brand: Brand) -> tuple[Brand, ...]:
        """Return the brand's parent, if it has one that is in the group."""
        parent = self.brands.get(brand.parent.id) if brand.parent else None
        return (parent,) if parent else ()

    def lent(self, brand: Brand) -> tuple[Identifier, ...]:
        """Return what ``brand`` has from its parent, as ``registry.lent``."""
        return lent(brand, self.parents(brand))

    def declared(self, brand: Brand) -> frozenset[tuple[Kind, str]]:
        """Return what may stand anywhere in the brand's notice, as ``registry.declared``."""
        return _declared(self, brand)

    def candidates(self, text: str) -> tuple[Identifier, ...]:
        """Return what of the group can stand in ``text``, in the order of ``identifiers``."""
        return self._first(self._matching(traces(text)), lambda _: True)

    def foreign(self, brand: Brand, found: frozenset[str]) -> tuple[Identifier, ...]:
        """Return what of ``registry.foreign`` can stand in a text with the traces ``found``, in the same order."""
        allowed = self.declared(brand)
        return self._first(
            self._matching(found),
            lambda item: item.owner != brand.id and (item.kind, item.key) not in allowed,
        )

    def is_foreign_host(self, brand: Brand, host: str) -> bool:
        """Whether ``host`` is, or lies below, one that belongs to other brands alone."""
        allowed = self.declared(brand)
        return any(
            found.owner != brand.id and ("domain", ending) not in allowed
            for ending in endings(host)
            for found in self._domains.get(ending, ())
        )

    @cached_property
    def _domains(self) -> Mapping[str, tuple[Identifier, ...]]:
        found: dict[str, tuple[Identifier, ...]] = {}
        for alike in self._spellings:
            if alike[0].kind == "domain":
                found[alike[0].key] = (*found.get(alike[0].key, ()), *alike)
        return found

    @cached_property
    def _spellings(self) -> tuple[tuple[Identifier, ...], ...]:
        """What is spelt alike, in the order of ``identifiers``: of each spelling one item of each of two owners.

        What two brands spell alike stands in the same places, and the first in order is found there: more than a
        second, for the first owner's own texts, is never needed.
        """
        found: dict[tuple[Kind, str], tuple[Identifier, ...]] = {}
        for item in self.identifiers:
            alike = found.get((item.kind, item.text), ())
            if not alike or (len(alike) == 1 and alike[0].owner != item.owner):
                found[item.kind, item.text] = (*alike, item)
        return tuple(found.values())

    @cached_property
    def _filed(self) -> Mapping[str | None, tuple[tuple[frozenset[str], int], ...]]:
        """The spellings by number, with all that they need, each under the rarest of it; under ``None`` if nothing."""
        needed = [(need, number) for number, alike in enumerate(self._spellings) for need in needs(alike[0])]
        often = Counter(trace for need, _ in needed for trace in need)
        filed: dict[str | None, list[tuple[frozenset[str], int]]] = {}
        for need, number in needed:
            rarest = min(need, key=lambda trace: (often[trace], trace)) if len(need) > 1 else next(iter(need), None)
            filed.setdefault(rarest, []).append((need, number))
        return {trace: tuple(entries) for trace, entries in filed.items()}

    def _matching(self, found: frozenset[str]) -> Iterator[tuple[Identifier, ...]]:
        filed = self._filed
        under = (trace for trace in (None, *(found & filed.keys())))
        numbers = {number for trace in under for need, number in filed.get(trace, ()) if need <= found}
        return (self._spellings[number] for number in sorted(numbers))

    def _first(
        self, spellings: Iterable[tuple[Identifier, ...]], wanted: Callable[[Identifier], bool]
    ) -> tuple[Identifier, ...]:
        """Return of each spelling the first item that is wanted, in the order of ``identifiers``."""
        firsts = (next(filter(wanted, alike), None) for alike in spellings)
        return tuple(sorted((item for item in firsts if item), key=self._ranks.__getitem__))

    @cached_property
    def _ranks(self) -> Mapping[Identifier, int]:
        return {item: rank for rank, item in enumerate(self.identifiers)}


@lru_cache(maxsize=_BRANDS)
def _declared(index: Index, brand: Brand) -> frozenset[tuple[Kind, str]]:
    return declared(brand, index.parents(brand))


class _Same:
    """Stands for one group as an object, so that to look its index up takes no look at a thousand brands."""

    def __init__(self, group: tuple[Brand, ...]) -> None:
        self.group = group

    def __hash__(self) -> int:
        return id(self.group)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.group is self.group


def index_of(group: Sequence[Brand]) -> Index:
    """Return the index of a group, made once for each tuple of brands and once for all that are equal."""
    return _index_of(_Same(group)) if isinstance(group, tuple) else Index(tuple(group))


@lru_cache(maxsize=_GROUPS)
def _index_of(same: _Same) -> Index:
    return _equal_index(same.group)


@lru_cache(maxsize=_GROUPS)
def _equal_index(group: tuple[Brand, ...]) -> Index:
    return Index(group)
