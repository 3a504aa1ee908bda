"""The tree that the engine builds a site from: a plain folder of pages, and a ``mkdocs.yml`` beside it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from noticepress.errors import BuildError, Finding
from noticepress.extras import install
from noticepress.hosts import content_policy
from noticepress.languages import words
from noticepress.look import brand_style, compact, has_scripts, look, pictures
from noticepress.machine.search import search_index
from noticepress.model import SOURCE, Brand, Page, Site
from noticepress.pages import addresses
from noticepress.site.place import write_file, write_files

#: The template of a page that need not be made: it puts out nothing, and the engine then writes no file.
KEPT = "kept.html"

#: The templates that are made once of all pages, and not for each.
OF_ALL = ("sitemap.xml", "404.html")
#: All of a page's data taken at once, so that no name tells what is used of it.
_WHOLE_META = re.compile(r"\bmeta\b(?!\.\w)|\b(?:include|import)\b")

#: Of Material's files those that no page loads: source maps, searches in other languages, its icon, its palettes.
_UNUSED = "*.map\n/assets/javascripts/lunr/\n/assets/images/\n/assets/stylesheets/palette.*\n"


@dataclass(frozen=True)
class Given:
    """What a tree does not say itself: the configuration's ``extra``, and the data of each page by its path."""

    extra: Mapping[str, Any]
    pages: Mapping[str, Mapping[str, Any]]


def stage(
    site: Site,
    folder: Path,
    templates: Path,
    base_config: Path,
    *,
    kept: Collection[str] = (),
    given: Mapping[str, Any] | None = None,
) -> Given | None:
    """Write the tree that mkdocs builds: ``docs/`` and a ``mkdocs.yml`` that INHERITs ``base_config``.

    ``templates`` is the theme's folder. Each page's body stands in its front matter, as a YAML string: there
    it goes past the Markdown parser untouched, byte for byte, whatever it holds. Pages whose path is in ``kept`` are
    only listed, for those that list them: the engine makes nothing of them.

    With ``given``, what ``base_config`` says under ``extra``, all data are returned as values instead, and the tree
    has neither them nor any front matter: YAML is slow to write and to read.
    """
    docs, folders = folder / "docs", layers(site.brand, templates)
    first, listing = folders[0], _listing(folders) if kept else ""
    data = {page.path: _listed(page, listing) if page.path in kept else _data(page) for page in site.pages}
    for path, said in data.items():
        write_file(docs, path, b"" if given is not None else f"---\n{_yaml(said)}---\n".encode())
    write_files(docs, dict(beside(site, first)))
    config = {"INHERIT": str(base_config), **configuration(site)}
    config["theme"] = {**config["theme"], "custom_dir": str(first)}
    extra = config.pop("extra") if given is not None else {}
    write_file(folder, "mkdocs.yml", _yaml(config).encode())
    return None if given is None else Given({**given, **extra}, data)


def _listing(folders: Sequence[Path]) -> str:
    """Return the text of the templates that are made once of all pages."""
    files = (folder / name for folder in folders for name in OF_ALL)
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.is_file())


def beside(site: Site, templates: Path) -> Iterator[tuple[str, bytes]]:
    """Yield by path what stands beside the pages in the tree: pictures, the stylesheet, what a search looks in."""
    yield from pictures(site.brand.theme).items()
    stylesheet = (templates / "style.css").read_text(encoding="utf-8")
    yield "style.css", (compact(stylesheet) + brand_style(site.brand.theme)).encode()
    if has_scripts(site.brand):
        yield "search/search_index.json", search_index(site.pages)


def layers(brand: Brand, templates: Path) -> list[Path]:
    """Return the folders in which a template is looked for, the first one first.

    Another look has a folder of its own beside ``templates``: what it lacks it shares.
    """
    return [templates] if brand.look is None else [templates.with_name(brand.look), templates]


def configuration(site: Site) -> dict[str, Any]:
    """Return what a brand's ``mkdocs.yml`` adds to the one that it inherits, but for where the templates lie."""
    config: dict[str, Any] = {
        "site_name": site.brand.name,
        "site_url": site.brand.site_url,
        "theme": {},
        "extra": {
            "look": look(site.brand),
            "policy": content_policy(meta=True, scripts=has_scripts(site.brand)),
            "scripts": has_scripts(site.brand),
            "notice": _privacy_notice(site),
            "words": {language: words(language).page for language in _languages(site)},
        },
    }
    return _as_material(config, site.brand) if site.brand.look == "material" else config


def _as_material(config: dict[str, Any], brand: Brand) -> dict[str, Any]:
    """Return ``config`` for mkdocs-material: no font of another host, no word of the maker's, no plugin.

    Raises ``BuildError`` where mkdocs-material is not installed: it is an extra.
    """
    if find_spec("material") is None:
        message = "'look: material' needs mkdocs-material, which is not installed"
        hint = f"install it: {install('material')}; or leave 'look' out"
        raise BuildError(Finding("LOOK", "error", message, brand.path, hint=hint, brands=(brand.id,)))
    theme = {"name": "material", "font": False}
    return {**config, "theme": theme, "extra": {**config["extra"], "generator": False}, "exclude_docs": _UNUSED}


def _languages(site: Site) -> list[str]:
    """Return the languages of a site's pages; that of the source always, for pages that no notice has."""
    return list(dict.fromkeys([SOURCE, *(str(page.meta.get("lang", SOURCE)) for page in site.pages)]))


def _privacy_notice(site: Site) -> str | None:
    """Return the address of the privacy notice, for ``rel="privacy-policy"`` on every page of the site."""
    address = addresses.current("privacy")
    return address if any(page.path == addresses.source(address) for page in site.pages) else None


def _data(page: Page) -> Mapping[str, Any]:
    return {"template": page.template, "title": page.title, **page.meta, "body": page.html}


def _listed(page: Page, listing: str) -> Mapping[str, Any]:
    """Return a page that is not made, with all that ``listing``, the templates that list all pages, may say of it."""
    said = {name: value for name, value in page.meta.items() if _WHOLE_META.search(listing) or name in listing}
    return {**said, "template": KEPT, "title": page.title}


def _yaml(value: Mapping[str, Any]) -> str:
    """Return ``value`` as YAML in ASCII, with no line that could be taken for the end of the front matter."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(dict(value), Dumper=dumper, default_style='"', width=2**31 - 1, sort_keys=False))
