"""Which pages of a site need not be made: each is a function of its own data, the templates and the configuration."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

from noticepress.cache import Store, files_below, fingerprint, program, tree
from noticepress.cache.parcel import pack, unpack
from noticepress.model import Page, Site
from noticepress.site.staging import OF_ALL, beside, configuration, layers

#: What a template may use that is no page's own: the other pages. Its site is then made whole or not at all.
_OTHERS = re.compile(r"\b(?:nav|pages|previous_page|next_page|homepage|ancestors|parent|children|is_homepage)\b")
#: The day of the build, as mkdocs gives it to templates.
_DATED = re.compile(r"\b(?:build_date_utc|update_date)\b")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """Everything that the pages of ``site`` are made from, and the ``store`` of those made before."""

    site: Site
    templates: Path
    base_config: Path
    as_at: date
    store: Store

    @cached_property
    def known(self) -> Mapping[str, bytes] | None:
        """All files but ``site.files`` by path, where the store has them all; else ``None``."""
        if self._frame is None or self.missing:
            return None
        return {**self._frame, **self.kept}

    @cached_property
    def kept(self) -> Mapping[str, bytes]:
        """The pages that the store has, by the path of the finished page."""
        found = {path: self.store.get(key) for path, key in self._keys.items()}
        return {path: data for path, data in found.items() if data is not None}

    @property
    def missing(self) -> tuple[Page, ...]:
        """The pages that have to be made."""
        if not self._single:
            return () if self._frame is not None else self.site.pages
        return tuple(page for page in self.site.pages if output(page) not in self.kept)

    def remember(self, built: Path) -> None:
        """Keep what the engine put into the folder ``built``."""
        single = self._keys.keys()
        for page in self.missing if self._single else ():
            self.store.put(self._keys[output(page)], (built / output(page)).read_bytes())
        paths = (path for path in built.rglob("*") if path.is_file())
        named = ((path.relative_to(built).as_posix(), path) for path in paths)
        self.store.put(self._frame_key, pack({name: path.read_bytes() for name, path in named if name not in single}))

    @cached_property
    def _single(self) -> tuple[Page, ...]:
        """The pages that are made one by one: all, or none where a template uses what is no page's own."""
        alone = self.site.brand.look is None and not any(_OTHERS.search(said) for said in self._said)
        return self.site.pages if alone else ()

    @cached_property
    def _frame(self) -> Mapping[str, bytes] | None:
        found = self.store.get(self._frame_key)
        return None if found is None else unpack(found)

    @cached_property
    def _layers(self) -> Sequence[Path]:
        return layers(self.site.brand, self.templates)

    @cached_property
    def _said(self) -> tuple[str, ...]:
        """What the templates of single pages take from their surroundings."""
        return tuple(_expressions(self._layers))

    @cached_property
    def _engine(self) -> str:
        """What stands for all that every page of the site has in common."""
        dated = any(_DATED.search(said) for said in self._said) or self.site.brand.look is not None
        day = self.as_at if dated else None
        templates = [tree(folder) for folder in self._layers]
        return fingerprint(program(), templates, self.base_config.read_bytes(), configuration(self.site), day)

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """The keys of the pages that are made one by one, by the path of the finished page."""
        return {output(page): fingerprint("page", self._engine, page) for page in self._single}

    @cached_property
    def _frame_key(self) -> str:
        listed = [(page.path, page.title, page.template, page.meta) for page in self.site.pages]
        whole = () if self._single else self.site.pages
        return fingerprint("frame", self._engine, listed, whole, dict(beside(self.site, self._layers[0])))


def output(page: Page) -> str:
    """Return the path of the finished page, below the site's root."""
    return PurePosixPath(page.path).with_suffix(".html").as_posix()


def _expressions(folders: Sequence[Path]) -> Iterator[str]:
    for folder in folders:
        # A template may include a file of any name.
        for path in files_below(folder):
            if path.relative_to(folder).as_posix() not in OF_ALL:
                yield from _EXPRESSION.findall(path.read_text(encoding="utf-8", errors="replace"))
