"""What takes longest to make, kept from one build to the next: redlines, and the PDFs of drafts."""

import json
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from noticepress.build.order import Job
from noticepress.cache import fingerprint, program, tree
from noticepress.cache.plain import from_plain, to_json
from noticepress.look import pictures
from noticepress.model import Brand, Document, Redline


class Products:
    """The products of one job. ``made`` counts those that no store had."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.made = 0

    def redline(self, before: Document, after: Document) -> Redline:
        """Return the redline between two texts, as ``redline.compare`` makes it."""
        if self._job.store is None:
            return self._compare(before, after)
        # All that ``compare`` looks at.
        key = fingerprint("redline", program(), before.html, after.html, before.values, after.values)
        kept = self._job.store.kept(key, lambda: to_json(self._compare(before, after)).encode())
        found: Redline = from_plain(Redline, json.loads(kept))
        return found

    def _compare(self, before: Document, after: Document) -> Redline:
        from noticepress.redline import compare  # noqa: PLC0415 - not where every redline is kept

        self.made += 1
        return compare(before, after)

    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a draft, typeset as of the day that the build is for."""
        if self._job.store is None:
            return self._typeset(document)
        key = fingerprint("pdf", program(), self._typeface, document, brand_facts(self._job.brand), self._job.as_at)
        return self._job.store.kept(key, lambda: self._typeset(document))

    def _typeset(self, document: Document) -> bytes:
        from noticepress.pdf import notice_pdf  # noqa: PLC0415 - it takes longer to import than a PDF to read

        job = self._job
        self.made += 1
        return notice_pdf(document, brand=job.brand, templates=job.templates, produced=job.as_at)

    @cached_property
    def _typeface(self) -> str:
        return tree(self._job.templates / "pdf")


def brand_facts(brand: Brand) -> tuple[Brand, dict[str, bytes]]:
    """Return all that is known of a brand as a value for a key: its pictures by what they show, not by where they lie.

    ``path`` stays: it stands in what is reported.
    """
    return shown(brand), pictures(brand.theme)


def shown(brand: Brand) -> Brand:
    """Return a brand with the names alone of its pictures, wherever they lie: a value for a key."""
    theme = brand.theme
    if not (theme.logo or theme.logo_dark or theme.icon):
        return brand
    named = replace(theme, logo=_name(theme.logo), logo_dark=_name(theme.logo_dark), icon=_name(theme.icon))
    return replace(brand, theme=named)


def _name(path: Path | None) -> Path | None:
    return path and Path(path.name)
