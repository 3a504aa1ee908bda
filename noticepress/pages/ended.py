"""What the pages of a brand or a notice say once it has come to its end."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from noticepress.model import Brand, Page, Retirement, Timeline
from noticepress.pages.wording import on


def with_ends(pages: Iterable[Page], brand: Brand, timelines: Iterable[Timeline]) -> Iterator[Page]:
    """Yield the pages; those of what has ended have ``meta.retired``: a sentence, and where to look instead."""
    timelines = tuple(timelines)
    by_notice = {timeline.notice: timeline for timeline in timelines}
    whole = all(brand.retired is not None and t.retired == brand.retired for t in timelines)
    for page in pages:
        timeline = by_notice.get(page.path.partition("/")[0])
        end = timeline.retired if timeline else brand.retired if timelines and whole else None
        if end is None:
            yield page
            continue
        what = "this site" if end == brand.retired else "this notice"
        yield replace(page, meta={**page.meta, "retired": _said(end, what)})


def _said(end: Retirement, what: str) -> dict[str, object]:
    because = end.because if end.because.endswith((".", "!", "?")) else f"{end.because}."
    return {"say": ["Since ", on(end.on), f" {what} is kept as a record alone. {because}"], "see": end.see or ""}
