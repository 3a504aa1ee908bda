"""The index of a group: whose identifiers can stand in a text, looked up by what the text holds."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from noticepress.check.registry import Identifier, Kind, declared, identifiers, lent, longest_first
from noticepress.check.traces import can_stand, endings, needs, traces
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

    def file(self) -> None:
        """File what is otherwise filed when a text is first searched."""
        _ = self._filed, self._domains

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
        for numbers in zip(*self._spellings, strict=True):
            alike = tuple(self.identifiers[number] for number in numbers if number >= 0)
            if alike[0].kind == "domain":
                found[alike[0].key] = (*found.get(alike[0].key, ()), *alike)
        return found

    @cached_property
    def _spellings(self) -> tuple[Sequence[int], Sequence[int]]:
        """What is spelt alike, in the order of ``identifiers``: of each spelling one item of each of two owners.

        What two brands spell alike stands in the same places, and the first in order is found there: more than a
        second, for the first owner's own texts, is never needed. They are numbers of ``identifiers``, ``-1`` for none.
        """
        firsts, seconds = array("l"), array("l")
        known: dict[tuple[Kind, str], int] = {}
        for number, item in enumerate(self.identifiers):
            spelling = known.setdefault((item.kind, item.text), len(firsts))
            if spelling == len(firsts):
                firsts.append(number)
                seconds.append(-1)
            elif seconds[spelling] < 0 and self.identifiers[firsts[spelling]].owner != item.owner:
                seconds[spelling] = number
        return firsts, seconds

    @cached_property
    def _filed(self) -> Mapping[str | None, int | list[int]]:
        """The spellings by number, under the rarest of what each way to write one needs; under ``None`` if nothing."""
        spelt = [self.identifiers[first] for first in self._spellings[0]]
        often = Counter(trace for item in spelt for need in needs(item) for trace in need)
        filed: dict[str | None, int | list[int]] = {}
        for spelling, item in enumerate(spelt):
            for need in needs(item):
                rarest = min(need, key=lambda trace: (often[trace], trace)) if len(need) > 1 else next(iter(need), None)
                # Most stand there alone.
                others = filed.setdefault(rarest, spelling)
                if isinstance(others, list):
                    others.append(spelling)
                elif others != spelling:
                    filed[rarest] = [others, spelling]
        return filed

    def _matching(self, found: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Yield the numbers of what is spelt as something that can stand in a text with the traces ``found``."""
        filed, (firsts, seconds) = self._filed, self._spellings
        under = (filed[trace] for trace in (None, *(found & filed.keys())) if trace in filed)
        numbers = {number for entry in under for number in (entry if isinstance(entry, list) else (entry,))}
        can = (number for number in sorted(numbers) if can_stand(self.identifiers[firsts[number]], found))
        return ((firsts[number], seconds[number]) for number in can)

    def _first(
        self, spellings: Iterable[tuple[int, int]], wanted: Callable[[Identifier], bool]
    ) -> tuple[Identifier, ...]:
        """Return of each spelling the first item that is wanted, in the order of ``identifiers``."""
        of_each = (filter(lambda number: number >= 0 and wanted(self.identifiers[number]), s) for s in spellings)
        firsts = (next(numbers, None) for numbers in of_each)
        return tuple(self.identifiers[number] for number in sorted(n for n in firsts if n is not None))


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
