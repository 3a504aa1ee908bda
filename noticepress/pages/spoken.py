"""The ways from a page to the same page in the notice's other languages: for readers, and for search engines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from noticepress.languages import words
from noticepress.model import SOURCE, Page, Timeline
from noticepress.pages import addresses


def with_languages(pages: Iterable[Page], timelines: Iterable[Timeline]) -> Iterator[Page]:
    """Yield the pages; those of a notice in several languages know the others.

    ``meta.languages`` leads to each other language: to the same page, or to the notice in force where that has none.
    ``meta.alternates`` are the addresses of the same page in every language, its own too, for ``hreflang``; a page
    that no other language has, has none.
    """
    pages = tuple(pages)
    by_notice = {t.notice: [one.language for one in t.family] for t in timelines if t.family}
    twins: dict[str, dict[str, str]] = {}
    for page in pages:
        twins.setdefault(_shared(page), {})[_language(page)] = page.path.removesuffix("index.md")
    for page in pages:
        notice, own = page.path.partition("/")[0], _language(page)
        if notice not in by_notice or "notice" not in page.meta:
            yield page
            continue
        found = twins[_shared(page)]
        others = [tag for tag in by_notice[notice] if tag != own]
        languages = [_language_link(tag, found.get(tag) or addresses.current(notice, tag)) for tag in others]
        yield replace(page, meta={**page.meta, "languages": languages, "alternates": _alternates(found)})


def _language(page: Page) -> str:
    return str(page.meta.get("lang", SOURCE))


def _shared(page: Page) -> str:
    """Return what the addresses of a page have in common in all languages."""
    language = _language(page)
    return page.path if language == SOURCE else page.path.replace(f"/{language}/", "/", 1)


def _language_link(tag: str, address: str) -> dict[str, str]:
    return {"lang": tag, "name": words(tag).name, "to": address}


def _alternates(found: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the addresses for ``hreflang``; who asks for another language gets that of the source."""
    if len(found) == 1:
        return []
    default = [{"lang": "x-default", "to": found[SOURCE]}] if SOURCE in found else []
    return [{"lang": tag, "to": address} for tag, address in found.items()] + default
