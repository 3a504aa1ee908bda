"""What the pages of a brand or a notice say once it has come to its end."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from noticepress.languages import words
from noticepress.model import SOURCE, Brand, Page, Retirement, Timeline
from noticepress.pages.wording import on, theirs


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
        what = "ended-site" if end == brand.retired else "ended-notice"
        yield replace(page, meta={**page.meta, "retired": _said(end, what, page.meta.get("lang", SOURCE))})


def _said(end: Retirement, what: str, language: str) -> dict[str, object]:
    said = words(language)
    because = end.because if end.because.endswith((".", "!", "?")) else f"{end.because}."
    return {"say": said.say("say", what, day=on(end.on, said), because=theirs(because, said)), "see": end.see or ""}
