"""The pages that show a version's text, and those that say that there is none to show."""

from typing import Any

from noticepress.model import Document, Heading, Page, State, Version
from noticepress.pages import addresses
from noticepress.pages.linked import linked_data
from noticepress.pages.record import Record, coming
from noticepress.pages.wording import CLASSES, LABELS, Sentence, london_day, meaning, on, period, plain, to


def current_page(record: Record) -> Page:
    """Return the page of the notice in force, or one that says that none is yet and names what is coming."""
    version = record.in_force
    if version:
        return _text_page(record, version, addresses.current(record.notice), indexed=True, banner=coming(record))
    say: list[Sentence] = [["No version of this notice is in force yet."], *_awaited(record)]
    return _message(record, addresses.current(record.notice), record.timeline.title, say, indexed=True)


def version_page(record: Record, version: Version) -> Page:
    """Return the permanent page of one version, whatever its state."""
    address = addresses.version(record.notice, version.document.version)
    in_force = version.state == "in-force"
    banner = coming(record) if in_force else _instead(record)
    return _text_page(record, version, address, indexed=in_force, banner=banner)


def upcoming_page(record: Record) -> Page:
    """Return the page of the approved version that comes next, or one that says that none is coming."""
    version, address = record.timeline.first("upcoming"), addresses.upcoming(record.notice)
    if version:
        return _text_page(record, version, address, indexed=False, banner=_instead(record))
    awaited = _awaited(record)
    if awaited:
        title, first = "No new version has been approved", "No new version of this notice has been approved."
    else:
        title, first = "No new version is coming", "No new version of this notice is coming."
    return _message(record, address, title, [[first], *awaited, *_now(record)], indexed=False)


def proposed_page(record: Record) -> Page | None:
    """Return the page of the first version that awaits a decision, or ``None`` where none does."""
    version = record.timeline.first("proposed")
    if version is None:
        return None
    return _text_page(record, version, addresses.proposed(record.notice), indexed=False, banner=_instead(record))


def _text_page(record: Record, version: Version, address: str, *, indexed: bool, banner: Sentence) -> Page:
    document = version.document
    in_force = version.state == "in-force"
    name = document.title if address == addresses.current(record.notice) else f"{document.title}, {_name(version)}"
    meta = {
        **record.shell(),
        "heading": document.title,
        "state": version.state,
        "label": "" if in_force else LABELS[version.state],
        "meaning": meaning(version),
        "banner": banner,
        "contents": contents(document.headings),
        "glance": glance(document),
        "data": linked_data(record, version, address),
        "description": f"{document.title} of {document.brand_name}, {_name(version)}. {plain(period(version))}.",
        "indexed": indexed,
        **facts(record, version),
    }
    return Page(addresses.source(address), "notice.html", name, meta, document.html)


def facts(record: Record, version: Version) -> dict[str, Any]:
    """Return what a page says of one version beside its text: number, period, class, fingerprint, addresses."""
    number, release = version.document.version, version.release
    return {
        "version": number,
        "name": _name(version),
        "period": period(version),
        "class": CLASSES[version.change_class] if version.change_class else "",
        "declared_by": release.declared_by if release else "",
        "summary": release.summary if release else "",
        "approved": [on(london_day(release.approval.at))] if release and release.approval else [],
        "sha256": version.document.sha256,
        "permanent": addresses.version(record.notice, number),
        "alone": addresses.body(record.notice, number) if release else "",
        "pdf": record.pdf(version) or "",
        "pdf_name": addresses.pdf(record.notice, number).rpartition("/")[2],
        "pdf_sha256": record.pdf_sums.get(number, ""),
        "commands": commands(record, version),
        "changed": record.what_changed(version),
    }


def commands(record: Record, version: Version) -> list[str]:
    """Return the plain commands that show what a released version's text and PDF are; where to, once that is known."""
    if version.release is None:
        return []
    number, site = version.document.version, record.timeline.brand.site_url
    files = [addresses.body(record.notice, number)]
    files += [addresses.pdf(record.notice, number)] if number in record.pdf_sums else []
    said = []
    for file in files:
        said += [f"curl -sO {addresses.absolute(site, file)}"] if site else []
        said.append(f"sha256sum {file.rpartition('/')[2]}")
    return said


def glance(document: Document) -> list[dict[str, str]]:
    """Return the sentences at a glance, each with the anchor and the words of its section's heading."""
    titles = {heading.id: heading.text for heading in document.headings}
    known = [line for line in document.glance if line.section in titles]
    return [{"id": line.section, "says": line.text, "text": titles[line.section]} for line in known]


def contents(headings: tuple[Heading, ...]) -> list[dict[str, Any]]:
    """Return the contents list: sections at level 2, each with its sub-sections at level 3."""
    sections: list[dict[str, Any]] = []
    for heading in headings:
        item = {"id": heading.id, "text": heading.text}
        if heading.level == 2:  # noqa: PLR2004 - h2
            sections.append({**item, "parts": []})
        elif heading.level == 3 and sections:  # noqa: PLR2004 - h3
            sections[-1]["parts"].append(item)
    return sections


def _name(version: Version) -> str:
    return "draft" if version.state == "draft" else f"version {version.document.version}"


def _instead(record: Record) -> Sentence:
    """Lead from a version that does not apply to the one that does."""
    now = record.in_force
    if now is None:
        return ["No version of this notice is in force yet."]
    return [to(addresses.current(record.notice), f"Read the notice in force, version {now.document.version}"), "."]


def _now(record: Record) -> list[Sentence]:
    return [_instead(record)] if record.in_force else []


def _awaited(record: Record) -> list[Sentence]:
    """Name each version that may come, with its day and a link."""
    states: tuple[State, ...] = ("upcoming", "proposed")
    return [_await(record, version) for version in record.timeline.versions if version.state in states]


def _await(record: Record, version: Version) -> Sentence:
    number = version.document.version
    day = version.start or version.document.effective
    link = to(addresses.version(record.notice, number), f"Version {number}")
    if version.state == "upcoming":
        return [link, " is approved and will be in force from ", on(day), "."] if day else [link, " is approved."]
    when: Sentence = [" for ", on(day)] if day else []
    return [link, " is proposed", *when, ". Nobody has approved it yet."]


def _message(record: Record, address: str, title: str, say: list[Sentence], *, indexed: bool) -> Page:
    meta = {
        **record.shell(),
        "heading": title,
        "say": say,
        "description": f"{record.timeline.title} of {record.timeline.brand.name}. {plain(say[0])}",
        "indexed": indexed,
    }
    return Page(addresses.source(address), "message.html", title, meta, "")
