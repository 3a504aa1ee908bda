"""``feed.atom``: what a subscriber is told, and when (RFC 4287).

A version is announced when it is approved, once more on the day from which it applies, and if it is withdrawn.
Times come from these facts alone, so a feed that is built again says nothing anew. Without the site's address links
are relative to the feed's own, as RFC 4287 allows; no reader can then tell the feed's address from the feed.
"""

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urljoin
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from noticepress.dates import LONDON
from noticepress.history import redline_pairs
from noticepress.languages import Words, words
from noticepress.machine.versions import base_of
from noticepress.model import SOURCE, File, Timeline, Version
from noticepress.pages import addresses
from noticepress.pages.record import Record
from noticepress.pages.wording import london_day

ATOM = "http://www.w3.org/2005/Atom"
#: Made once at random. Ids of feeds and entries are made from it, so it never changes.
_NAMESPACE = UUID("0b0c6f3e-4a5e-4c1c-9a53-5b8f6f0a7d21")
#: When nothing has happened yet a feed must have a time all the same.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_APPLIED = frozenset({"in-force", "superseded"})


@dataclass(frozen=True)
class Event:
    """Something that happened to a version, when (UTC), and how a subscriber is told."""

    kind: str
    version: Version
    at: datetime
    title: str


def feed_file(timeline: Timeline, pdfs: Collection[File]) -> bytes:
    """Return the feed of a notice, newest first; ``pdfs`` are the PDFs on the site.

    Versions that nobody has approved are not in it. An id is made from what was frozen (the text's SHA-256, and the
    brand's id and the version's number in the release), so that it lasts whatever is renamed or moved.
    """
    notice, base, said = timeline.notice, base_of(timeline), words(timeline.language)
    about = {"title": timeline.title.lower(), "brand": timeline.brand.name}
    events = sorted(_events(timeline), key=lambda event: event.at, reverse=True)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": timeline.language})
    _text(feed, "id", _feed_id(timeline))
    _text(feed, "title", said.text("feed", "title", brand=timeline.brand.name, title=timeline.title))
    _text(feed, "subtitle", said.text("feed", "subtitle", **about))
    _text(feed, "updated", _instant(events[0].at if events else _recorded(timeline)))
    _text(ET.SubElement(feed, "author"), "name", timeline.brand.name)
    own = addresses.feed(notice, timeline.language)
    if base:
        _link(feed, "self", urljoin(base, own), "application/atom+xml")
    _link(feed, "alternate", _address(base, own, addresses.current(notice, timeline.language)), "text/html")
    by_path = {file.path: file for file in pdfs}
    for event in events:
        _entry(feed, event, timeline, by_path)
    ET.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'.encode()


def _events(timeline: Timeline) -> Iterator[Event]:
    """Yield what has happened by the day that the timeline is for; what has not been approved has not happened."""
    said = words(timeline.language)
    for version in timeline.versions:
        release, title = version.release, timeline.title
        if release is None or release.approval is None:
            continue
        number, approved = version.document.version, release.approval.at
        about = {"title": title, "number": number}
        start = _midnight(release.effective) if release.effective else approved
        if start > approved and release.effective:
            day = said.on(release.effective)
            yield Event("announced", version, approved, said.text("feed", "announced", day=day, **about))
        if release.withdrawal:
            yield Event("withdrawn", version, release.withdrawal.at, said.text("feed", "withdrawn", **about))
        elif version.state in _APPLIED and not version.never_applied:
            yield Event("applies", version, max(start, approved), said.text("feed", "applies", **about))


def _entry(feed: ET.Element, event: Event, timeline: Timeline, pdfs: dict[str, File]) -> None:
    version, notice, base, said = event.version, timeline.notice, base_of(timeline), words(timeline.language)
    number, language, own = version.document.version, timeline.language, addresses.feed(notice, timeline.language)
    entry = ET.SubElement(feed, "entry")
    _text(entry, "id", _entry_id(event))
    _text(entry, "title", event.title)
    _text(entry, "updated", _instant(event.at))
    if version.change_class:
        attributes = {"term": version.change_class, "label": said.text("classes", version.change_class)}
        ET.SubElement(entry, "category", attributes)
    _link(entry, "alternate", _address(base, own, addresses.version(notice, number, language)), "text/html")
    for old in _earlier(timeline, version):
        change = Record(timeline, {}, ()).changes_addresses(old, number)[0]
        _link(entry, "related", _address(base, own, change), "text/html", said.text("feed", "changed", old=old))
    pdf = pdfs.get(addresses.pdf(notice, number, language))
    if pdf:
        attributes = {"length": str(len(pdf.data))}
        _link(entry, "enclosure", _address(base, own, pdf.path), "application/pdf", None, attributes)
    _text(entry, "summary", _summary(event, said))


def _summary(event: Event, said: Words) -> str:
    """Say what kind of change it is, when it applies and what it is about."""
    version, release = event.version, event.version.release
    assert release is not None
    if event.kind == "withdrawn" and release.withdrawal:
        day = said.on(london_day(release.withdrawal.at))
        return said.text("feed", "withdrawn-on", day=day, reason=release.withdrawal.reason)
    kind = said.text("classes", version.change_class) if version.change_class else ""
    if release.effective is None:
        return said.text("feed", "summary", kind=kind, summary=release.summary)
    day = said.on(release.effective)
    return said.text("feed", "summary-from", kind=kind, summary=release.summary, day=day)


def _earlier(timeline: Timeline, version: Version) -> list[str]:
    """Return the numbers of the versions that a reader is shown the changes from, nearest first."""
    order = list(timeline.versions)
    olds = [old for old, new in redline_pairs(timeline) if new is version]
    return [old.document.version for old in sorted(olds, key=order.index, reverse=True)]


def _feed_id(timeline: Timeline) -> str:
    """Return the feed's id: of the name under which the brand began."""
    first = timeline.brand.was[0] if timeline.brand.was else timeline.brand.id
    language = "" if timeline.language == SOURCE else f" {timeline.language}"
    return uuid5(_NAMESPACE, f"feed {first} {(timeline.was or (timeline.notice,))[0]}{language}").urn


def _entry_id(event: Event) -> str:
    version, release = event.version, event.version.release
    assert release is not None
    frozen = release.frozen_as(version.document.brand)
    return uuid5(_NAMESPACE, f"{event.kind} {frozen} {version.document.version} {version.document.sha256}").urn


def _recorded(timeline: Timeline) -> datetime:
    days = [version.release.recorded for version in timeline.versions if version.release]
    return _midnight(max(days)) if days else _NEVER


def _midnight(day: date) -> datetime:
    """Return the moment at which a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _address(base: str | None, own: str, path: str) -> str:
    """Return an address in full; where the site's is unknown, relative to the feed's own."""
    if base:
        return urljoin(base, path)
    relative = posixpath.relpath(path, posixpath.dirname(own))
    return f"{relative}/" if path.endswith("/") else relative


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _link(
    parent: ET.Element, rel: str, href: str, type_: str, title: str | None = None, more: dict[str, str] | None = None
) -> None:
    named = {"title": title} if title else {}
    ET.SubElement(parent, "link", {"rel": rel, "href": href, "type": type_, **named, **(more or {})})
