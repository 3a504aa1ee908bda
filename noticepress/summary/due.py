"""Whether a release is due: what differs from the last one, what is to be read again, which law has changed since."""

from collections.abc import Iterator

from noticepress.check import replay
from noticepress.law import Law
from noticepress.model import Notice, Timeline, Version


def due(timeline: Timeline, source: Notice, law: Law) -> tuple[str, ...]:
    """Return the reasons for a release of a brand's notice as at the timeline's day, none where none is due.

    ``timeline`` holds the draft, which is made of ``source``.
    """
    return (*_differs(timeline), *_review(timeline, source), *_law(timeline, law))


def last_release(timeline: Timeline) -> Version | None:
    """Return the last version that was released and not withdrawn, approved or not."""
    released = [version for version in timeline.versions if version.release and version.state != "withdrawn"]
    return released[-1] if released else None


def _differs(timeline: Timeline) -> Iterator[str]:
    draft, last = timeline.first("draft"), last_release(timeline)
    if draft is None:
        return
    if last is None:
        yield "nothing has been released yet"
    elif draft.document.html != last.document.html:
        yield f"the draft differs from {last.document.version}, the last release ({last.state})"


def _review(timeline: Timeline, source: Notice) -> Iterator[str]:
    if source.review is not None and source.review < timeline.as_at:
        yield f"the notice was to be reviewed by {source.review}"


def _law(timeline: Timeline, law: Law) -> Iterator[str]:
    """Yield which rules began while the text in force stood, and are not met by it."""
    live = timeline.first("in-force")
    if live is None:
        return
    broken = replay(timeline.keeping(lambda version: version.document.version == live.document.version), law)
    said = dict.fromkeys(finding.message.partition(": since ")[2].partition(" is not met")[0] for finding in broken)
    for words in said:
        day, _, rule = words.partition(" ")
        yield f"since {day} the text in force does not meet {rule}"
