"""Which sites have to be built, and which stand as they would come out."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from noticepress.build.inputs import Files, Inputs, make_inputs, read_files
from noticepress.build.order import BuiltSite, Order
from noticepress.build.records import Checked, Records, SiteRecord, Words, listing
from noticepress.cache import fingerprint
from noticepress.model import Brand

if TYPE_CHECKING:
    from noticepress.check.registry import Identifier, Kind
    from noticepress.check.vocabulary import Vocabulary

#: Returns what stands for the files of a site, by its folder.
Look = Callable[[Path], str | None]
#: To look at so many sites takes longer than to have a copy of this process do it.
_MANY = 100


@contextmanager
def looking(out: Path) -> Iterator[Look]:
    """Give what looks at the sites below ``out`` as they stand now; at many of them, while this process goes on."""
    try:
        sites = [entry.path for entry in os.scandir(out) if entry.is_dir()]
    except OSError:
        sites = []
    if len(sites) < _MANY:
        yield listing
        return
    from noticepress.workers import ahead, can_copy  # noqa: PLC0415 - a build with little to look at needs none of it

    if not can_copy():
        yield listing
        return
    with ahead(lambda: {site: listing(Path(site)) for site in sites}) as seen:
        listed = cache(seen)
        yield lambda folder: listed().get(str(folder))


class Standing:
    """The sites in the folder of ``order`` as an earlier build left them, held to the inputs of this one."""

    def __init__(self, order: Order, look: Look = listing) -> None:
        self._order, self._look = order, look
        self._records = Records(order.workspace.root, order.out)
        self._touched: dict[str, bool] = {}

    @cached_property
    def _before(self) -> Checked | None:
        return self._records.checked()

    @cached_property
    def _sites(self) -> Mapping[str, SiteRecord]:
        return self._records.sites()

    @cached_property
    def _files(self) -> Files:
        return read_files(self._order.workspace, self._order.digest_of)

    @cached_property
    def _inputs(self) -> Inputs:
        return make_inputs(self._order.workspace, self._order.options, self._files)

    @cached_property
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
        known = self._sites.get(brand.id)
        if known is None or self._before is None or known.made_from != self._inputs.sites[brand.id]:
            return None
        if known.listing != self._look(self._order.out / brand.id) or self._is_touched(brand):
            return None
        return known.result

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """What stands by brand for all that its site is made from and was searched for."""
        words = fingerprint({owner: sorted(word[1:] for word in of_brand) for owner, of_brand in self._words.items()})
        return {brand: fingerprint("site", made_from, words) for brand, made_from in self._inputs.sites.items()}

    @property
    def whole(self) -> str:
        """What stands for all that all sites are made from."""
        return fingerprint(self.keys)

    def remember(self, built: Sequence[BuiltSite], checked: Sequence[Brand]) -> None:
        """Remember the sites that were built just now, and that what ``checked`` have was found without fault.

        Nothing is remembered of what was changed while it was built: nobody knows which of the two it was built from.
        """
        files = read_files(self._order.workspace, self._order.digest_of)
        after = self._inputs
        if files != self._files:
            after = make_inputs(self._order.workspace, self._order.options, files)
        self._remember_sites(built, after)
        if after.source != self._inputs.source:
            return
        brands = self._order.workspace.brands
        fine = {brand.id for brand in brands} - {brand.id for brand in self.unchecked} | {b.id for b in checked}
        digests = {brand: digest for brand, digest in self._inputs.brands.items() if brand in fine}
        self._records.keep_checked(Checked(self._inputs.source, digests, self._words))

    def _remember_sites(self, built: Sequence[BuiltSite], after: Inputs) -> None:
        brands = self._order.workspace.brands
        now = {site.brand for site in built}
        # Where another brand's new words may stand has been searched for them in what was built now, and nowhere else.
        forgotten = {brand.id for brand in brands if brand.id not in now and self._is_touched(brand)}
        kept: dict[str, tuple[str, str, str, BuiltSite]] = {}
        for site in built if self._is_plain else ():
            made_from, found = self._inputs.sites[site.brand], listing(self._order.out / site.brand)
            if found is not None and made_from == after.sites[site.brand]:
                kept[site.brand] = (made_from, found, self._inputs.brands[site.brand], site)
        self._records.keep_sites(kept, forgotten | now - kept.keys())

    @cached_property
    def _is_plain(self) -> bool:
        from noticepress.site.plain import is_plain  # noqa: PLC0415 - a build with nothing to do reads no YAML

        return is_plain(self._order.workspace.base_config)

    def _is_touched(self, brand: Brand) -> bool:
        """Whether words that are another brand's only now, or no longer, may stand in what ``brand`` has."""
        others = [identifier for identifier in self._moved_words if identifier.owner != brand.id]
        if others and brand.id not in self._touched:
            self._touched[brand.id] = self._may_hold(brand, others)
        return bool(others) and self._touched[brand.id]

    def _may_hold(self, brand: Brand, others: "Sequence[Identifier]") -> bool:
        from noticepress.check.vocabulary import Vocabulary, may_hold  # noqa: PLC0415 - for the same reason

        record, known = self._sites.get(brand.id), self._searched.get(brand.id)
        if record is None or known is None or record.brand != self._inputs.brands[brand.id]:
            return True  # nobody knows what was searched in what it has now
        try:
            found = Vocabulary.from_bytes(known)
        except ValueError:
            return True
        return any(may_hold(found, identifier, self._source_words) for identifier in others)

    @cached_property
    def _searched(self) -> Mapping[str, bytes]:
        return self._records.searched()

    @cached_property
    def _source_words(self) -> "Vocabulary":
        """The words of the unreleased sources. A draft's own words are in its site's."""
        from noticepress.check.traces import traces  # noqa: PLC0415
        from noticepress.check.vocabulary import vocabulary_of  # noqa: PLC0415

        folders = [self._order.workspace.root / "notices" / notice for notice in self._order.workspace.notices]
        files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
        texts = (path.read_text(encoding="utf-8", errors="replace") for path in files)
        return vocabulary_of(trace for text in texts for trace in traces(text))

    @cached_property
    def _moved_words(self) -> "Sequence[Identifier]":
        """The words that came to a brand, or went, since the last build."""
        before, now = self._before.words if self._before else {}, self._words
        if before == now:
            return ()
        from noticepress.check.registry import Identifier  # noqa: PLC0415 - only where there are words to look for

        moved = {
            (owner, *word)
            for owner in before.keys() | now.keys()
            if before.get(owner) != now.get(owner)
            for word in {word[1:] for word in before.get(owner, ())} ^ {word[1:] for word in now.get(owner, ())}
        }
        return [Identifier(owner, owner, "", cast("Kind", kind), text) for owner, kind, _, text in sorted(moved)]

    @cached_property
    def _words(self) -> Mapping[str, tuple[Words, ...]]:
        """What is searched for of each brand: as it was told before, of those that are as they were."""
        brands, before = self._order.workspace.brands, self._before
        same = {
            brand.id: before.words[brand.id]
            for brand in brands
            if before and before.brands.get(brand.id) == self._inputs.brands[brand.id] and brand.id in before.words
        }
        if before and len(same) == len(brands):
            return same
        from noticepress.check.registry import know, told  # noqa: PLC0415 - only where some brand is another

        for brand in brands:
            if brand.id in same:
                know(brand, same[brand.id])
        return {brand.id: same.get(brand.id) or told(brand) for brand in brands}
