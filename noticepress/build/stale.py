"""Which sites have to be built, and which stand as they would come out."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import cast

from noticepress.build.inputs import Inputs, read_inputs
from noticepress.build.order import BuiltSite, Order
from noticepress.build.records import Checked, Records, SiteRecord, Words, listing
from noticepress.cache import fingerprint
from noticepress.check.leaks import file_words
from noticepress.check.registry import Identifier, Kind, identifiers
from noticepress.check.vocabulary import Vocabulary, may_hold, vocabulary_of
from noticepress.model import Brand
from noticepress.site.plain import is_plain


class Standing:
    """The sites in the folder of ``order`` as an earlier build left them, held to the inputs of this one."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._records = Records(order.workspace.root, order.out)
        self._touched: dict[str, bool] = {}

    @cached_property
    def _before(self) -> Checked | None:
        return self._records.checked()

    @cached_property
    def _is_plain(self) -> bool:
        return is_plain(self._order.workspace.base_config)

    @cached_property
    def _inputs(self) -> Inputs:
        return read_inputs(self._order.workspace, self._order.options, self._order.digest_of)

    @property
    def unchecked(self) -> Sequence[Brand]:
        """The brands whose texts and values have to be checked: what was checked before is still so of the others."""
        brands = self._order.workspace.brands
        # Read before anything is built, so that what changes meanwhile is built next time.
        inputs = self._inputs
        if self._before is None or self._before.source != inputs.source:
            return brands
        before, now = self._before.brands, inputs.brands
        found = {b.id for b in brands if before.get(b.id) != now[b.id] or self._is_touched(b)}
        # All texts are held to each other: one that was checked before stands for those that were.
        reference = next((brand.id for brand in brands if brand.id not in found), None) if found else None
        wanted = {*found, reference}
        return tuple(brand for brand in brands if brand.id in wanted)

    def left(self, brand: Brand) -> BuiltSite | None:
        """Return the site of ``brand`` where it stands as it would come out; else ``None``: it has to be built."""
        known = self._records.site(brand.id) if self._is_plain else None
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
        """Remember the sites that were built just now, and that what ``checked`` have was found without fault.

        Nothing is remembered of what was changed while it was built: nobody knows which of the two it was built from.
        """
        after = read_inputs(self._order.workspace, self._order.options, self._order.digest_of)
        brands = self._order.workspace.brands
        now = {site.brand for site in built}
        # Where another brand's new words may stand has been searched for them in what was built now, and nowhere else.
        for brand in brands:
            if brand.id not in now and self._is_touched(brand):
                self._records.forget(brand.id)
        for site in built:
            made_from, found = self._inputs.sites[site.brand], listing(self._order.out / site.brand)
            if found is not None and made_from == after.sites[site.brand]:
                self._records.keep_site(site.brand, SiteRecord(made_from, found, site))
        fine = {brand.id for brand in brands} - {brand.id for brand in self.unchecked} | {b.id for b in checked}
        if after.source != self._inputs.source:
            return
        digests = {brand: digest for brand, digest in self._inputs.brands.items() if brand in fine}
        self._records.keep_checked(Checked(self._inputs.source, digests, self._words))

    def _is_touched(self, brand: Brand) -> bool:
        """Whether words that are another brand's only now, or no longer, may stand in what ``brand`` has."""
        others = [identifier for identifier in self._moved_words if identifier.owner != brand.id]
        if others and brand.id not in self._touched:
            known = self._vocabulary(brand)
            self._touched[brand.id] = known is None or any(may_hold(known, identifier) for identifier in others)
        return bool(others) and self._touched[brand.id]

    def _vocabulary(self, brand: Brand) -> Vocabulary | None:
        """Return every word that was searched for other brands' in what ``brand`` has; ``None`` where nobody knows."""
        site = self._records.site(brand.id)
        try:
            found = None if site is None else Vocabulary.from_bytes(b64decode(site.result.vocabulary))
        except ValueError:
            return None
        return found and found | vocabulary_of(file_words(brand)) | self._source_words

    @cached_property
    def _source_words(self) -> Vocabulary:
        """The words of the unreleased sources. A draft's own words are in its site's."""
        folders = [self._order.workspace.root / "notices" / notice for notice in self._order.workspace.notices]
        files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
        return vocabulary_of(path.read_text(encoding="utf-8", errors="replace") for path in files)

    @cached_property
    def _moved_words(self) -> Sequence[Identifier]:
        """The words that came to a brand, or went, since the last build."""
        before = self._before.words if self._before else {}
        moved = sorted(_owned(before) ^ _owned(self._words))
        return [Identifier(owner, owner, "", cast(Kind, kind), text) for owner, (kind, _, text) in moved]

    @cached_property
    def _words(self) -> dict[str, frozenset[Words]]:
        return {
            brand.id: frozenset((found.kind, found.key, found.text) for found in identifiers(brand))
            for brand in self._order.workspace.brands
        }


def _owned(words: Mapping[str, frozenset[Words]]) -> set[tuple[str, Words]]:
    return set(chain.from_iterable(((owner, word) for word in of_brand) for owner, of_brand in words.items()))
