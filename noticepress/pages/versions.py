"""The pages that show a version's text, and those that say that there is none to show."""

from typing import Any

from noticepress.languages import Sentence, plain, words
from noticepress.model import Document, Heading, Page, State, Version
from noticepress.pages import addresses
from noticepress.pages.linked import linked_data
from noticepress.pages.record import Record, coming
from noticepress.pages.wording import london_day, meaning, on, period


def current_page(record: Record) -> Page:
    """Return the page of the notice in force, or one that says that none is yet and names what is coming."""
    version, address = record.in_force, addresses.current(record.notice, record.language)
    if version:
        return _text_page(record, version, address, indexed=True, banner=coming(record))
    first = untranslated(record) or record.words.say("say", "none")
    return _message(record, address, record.timeline.title, [first, *_awaited(record)], indexed=True)


def version_page(record: Record, version: Version) -> Page:
    """Return the permanent page of one version, whatever its state."""
    address = addresses.version(record.notice, version.document.version, record.language)
    in_force = version.state == "in-force"
    banner = coming(record) if in_force else _instead(record)
    return _text_page(record, version, address, indexed=in_force, banner=banner)


def upcoming_page(record: Record) -> Page:
    """Return the page of the approved version that comes next, or one that says that none is coming."""
    version, address = record.timeline.first("upcoming"), addresses.upcoming(record.notice, record.language)
    if version:
        return _text_page(record, version, address, indexed=False, banner=_instead(record))
    awaited, said = _awaited(record), record.words
    what = "none-approved" if awaited else "none-coming"
    elsewhere = coming(record)
    say = [elsewhere] if elsewhere else [said.say("say", what), *awaited, *_now(record)]
    return _message(record, address, said.text("say", f"{what}-title"), say, indexed=False)


def proposed_page(record: Record) -> Page | None:
    """Return the page of the first version that awaits a decision, or ``None`` where none does."""
    version = record.timeline.first("proposed")
    if version is None:
        return None
    address = addresses.proposed(record.notice, record.language)
    return _text_page(record, version, address, indexed=False, banner=_instead(record))


def _text_page(record: Record, version: Version, address: str, *, indexed: bool, banner: Sentence) -> Page:
    document, said = version.document, record.words
    in_force = version.state == "in-force"
    titled = said.text("say", "titled", title=document.title, name=name_of(record, version))
    is_current = address == addresses.current(record.notice, record.language)
    meta = {
        **record.shell(),
        "heading": document.title,
        "state": version.state,
        "label": "" if in_force else said.text("states", version.state),
        "meaning": meaning(version, said),
        "banner": banner,
        "contents": contents(document.headings),
        "glance": glance(document),
        "data": linked_data(record, version, address),
        "description": said.text(
            "say",
            "described",
            title=document.title,
            brand=document.brand_name,
            name=name_of(record, version),
            period=plain(period(version, said)),
        ),
        "indexed": indexed,
        **facts(record, version),
    }
    return Page(addresses.source(address), "notice.html", document.title if is_current else titled, meta, document.html)


def facts(record: Record, version: Version) -> dict[str, Any]:
    """Return what a page says of one version beside its text: number, period, class, fingerprint, addresses."""
    number, release, said = version.document.version, version.release, record.words
    return {
        "version": number,
        "name": name_of(record, version),
        "period": period(version, said),
        "class": said.text("classes", version.change_class) if version.change_class else "",
        "declared_by": release.declared_by if release else "",
        "summary": release.summary if release else "",
        "approved": [on(london_day(release.approval.at), said)] if release and release.approval else [],
        "sha256": version.document.sha256,
        "permanent": addresses.version(record.notice, number, record.language),
        "alone": addresses.body(record.notice, number, record.language) if release else "",
        "pdf": record.pdf(version) or "",
        "pdf_name": addresses.pdf(record.notice, number, record.language).rpartition("/")[2],
        "pdf_sha256": record.pdf_sums.get(number, ""),
        "commands": commands(record, version),
        "changed": record.what_changed(version),
    }


def commands(record: Record, version: Version) -> list[str]:
    """Return the plain commands that show what a released version's text and PDF are; where to, once that is known."""
    if version.release is None:
        return []
    number, site = version.document.version, record.timeline.brand.site_url
    files = [addresses.body(record.notice, number, record.language)]
    files += [addresses.pdf(record.notice, number, record.language)] if number in record.pdf_sums else []
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


def name_of(record: Record, version: Version) -> str:
    """Return what a version is called in the middle of a sentence."""
    return record.words.text("say", "draft" if version.state == "draft" else "version", number=version.document.version)


def _instead(record: Record) -> Sentence:
    """Lead from a version that does not apply to the one that does, in the language of the source if need be."""
    now, said, source = record.in_force, record.words, record.timeline.source
    if now is not None:
        address = addresses.current(record.notice, record.language)
        return said.say("say", "read-now", to=address, number=now.document.version)
    now = source.first("in-force")
    if now is None:
        return said.say("say", "none")
    language, address = words(source.language).name, addresses.current(record.notice)
    return said.say("say", "read-now-in", to=address, number=now.document.version, language=language)


def _now(record: Record) -> list[Sentence]:
    return [_instead(record)] if record.timeline.source.first("in-force") else []


def untranslated(record: Record) -> Sentence:
    """Say that the notice in force is not translated, and where to read it; nothing where there is none."""
    source = record.timeline.source
    now = source.first("in-force")
    if now is None:
        return []
    language, address = words(source.language).name, addresses.current(record.notice)
    return record.words.say("say", "untranslated", number=now.document.version, to=address, language=language)


def _awaited(record: Record) -> list[Sentence]:
    """Name each version that may come, with its day and a link."""
    states: tuple[State, ...] = ("upcoming", "proposed")
    return [_await(record, version) for version in record.timeline.versions if version.state in states]


def _await(record: Record, version: Version) -> Sentence:
    number, said = version.document.version, record.words
    day = version.start or version.document.effective
    address = addresses.version(record.notice, number, record.language)
    if day is None:
        return said.say("say", f"{version.state}-undated", number=number, to=address)
    return said.say("say", version.state, number=number, to=address, day=on(day, said))


def _message(record: Record, address: str, title: str, say: list[Sentence], *, indexed: bool) -> Page:
    timeline = record.timeline
    about = {"title": timeline.title, "brand": timeline.brand.name, "sentence": plain(say[0])}
    meta = {
        **record.shell(),
        "heading": title,
        "say": say,
        "description": record.words.text("say", "described-page", **about),
        "indexed": indexed,
    }
    return Page(addresses.source(address), "message.html", title, meta, "")
