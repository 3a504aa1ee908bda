"""Which sites have to be built, and which stand as they would come out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

from noticepress.build.inputs import Inputs, read_inputs
from noticepress.build.order import BuiltSite, Order
from noticepress.build.records import Checked, Records, SiteRecord, Words, listing
from noticepress.cache import fingerprint
from noticepress.check.registry import identifiers
from noticepress.model import Brand


class Standing:
    """The sites in the folder of ``order`` as an earlier build left them, held to the inputs of this one."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._records = Records(order.workspace.root, order.out)
        self._before = self._records.checked()
        self._known = {brand.id: self._records.site(brand.id) for brand in order.workspace.brands}

    @cached_property
    def _inputs(self) -> Inputs:
        return read_inputs(self._order.workspace, self._order.options)

    @property
    def unchecked(self) -> Sequence[Brand]:
        """The brands whose texts and values have to be checked: what was checked before is still so of the others."""
        brands = self._order.workspace.brands
        if self._before is None or self._before.source != self._inputs.source:
            return brands
        changed = {b.id for b in brands if self._before.brands.get(b.id) != self._inputs.brands[b.id]}
        return tuple(brand for brand in brands if brand.id in changed or self._is_touched(brand))

    def left(self, brand: Brand) -> BuiltSite | None:
        """Return the site of ``brand`` where it stands as it would come out; else ``None``: it has to be built."""
        known = self._known[brand.id]
        if known is None or self._before is None or known.made_from != self._inputs.sites[brand.id]:
            return None
        if known.listing != listing(self._order.out / brand.id) or self._is_touched(brand):
            return None
        return replace(known.result, made=None)

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """What stands by brand for all that its site is made from and was searched for."""
        words = fingerprint(sorted(_owned(self._words)))
        return {brand: fingerprint("site", made_from, words) for brand, made_from in self._inputs.sites.items()}

    @property
    def whole(self) -> str:
        """What stands for all that all sites are made from."""
        return fingerprint(self.keys)

    def remember(self, built: Sequence[BuiltSite], checked: Sequence[Brand]) -> None:
        """Remember the sites that were built just now, and that what ``checked`` have was found without fault."""
        brands = self._order.workspace.brands
        now = {site.brand for site in built}
        # Where another brand's new words may stand has been searched for them in what was built now, and nowhere else.
        for brand in brands:
            if brand.id not in now and self._known[brand.id] is not None and self._is_touched(brand):
                self._records.forget(brand.id)
        for site in built:
            made_from, found = self._inputs.sites[site.brand], listing(self._order.out / site.brand)
            if found is not None:
                self._records.keep_site(site.brand, SiteRecord(made_from, found, site))
        fine = {brand.id for brand in brands} - {brand.id for brand in self.unchecked} | {b.id for b in checked}
        digests = {brand: digest for brand, digest in self._inputs.brands.items() if brand in fine}
        self._records.keep_checked(Checked(self._inputs.source, digests, self._words))

    def _is_touched(self, brand: Brand) -> bool:
        """Whether words that are another brand's only now, or no longer, may stand in what ``brand`` has."""
        return any(owner != brand.id for owner, _ in self._other_words)

    @cached_property
    def _other_words(self) -> frozenset[tuple[str, Words]]:
        """The words that came to a brand, or went, since the last build."""
        before = self._before.words if self._before else {}
        return frozenset(_owned(before) ^ _owned(self._words))

    @cached_property
    def _words(self) -> dict[str, frozenset[Words]]:
        return {
            brand.id: frozenset((found.kind, found.key, found.text) for found in identifiers(brand))
            for brand in self._order.workspace.brands
        }


def _owned(words: Mapping[str, frozenset[Words]]) -> set[tuple[str, Words]]:
    return set(chain.from_iterable(((owner, word) for word in of_brand) for owner, of_brand in words.items()))
