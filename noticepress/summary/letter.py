"""A letter to customers about a version: every word of it from the release, the redline, or the brand's file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from noticepress.dates import in_words
from noticepress.errors import Finding
from noticepress.languages import english_name, words
from noticepress.model import Brand, Reference
from noticepress.pages.addresses import absolute
from noticepress.summary.changes import SPOKEN, Summary, Touched

WORDS = words()
#: The regulator's own site; one of the shared references leads to where people complain.
_REGULATOR = "ico.org.uk"


@dataclass(frozen=True)
class Link:
    """An address, shown as it is: a reader sees where it leads."""

    href: str
    text: str


Line = tuple[str | Link, ...]


@dataclass(frozen=True)
class Block:
    """Some of a letter: a heading or paragraph of one line, a list of several, or a warning to its sender."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Letter:
    """A draft that nobody has sent. ``findings`` say what it lacks, by the field that would give it.

    ``name`` is what its files are called.
    """

    name: str
    subject: str
    blocks: tuple[Block, ...]
    accent: str | None
    findings: tuple[Finding, ...]


def letter(summary: Summary, references: Mapping[str, Reference]) -> Letter:
    """Return the letter about a version to one brand's customers, in English.

    A fact that is not known stands in square brackets, by the field of the brand's file that lacks it, and is a
    finding.
    """
    brand, document = summary.timeline.brand, summary.after.document
    blocks = (*_opening(summary), *_changes(summary), *_where(summary), *_objecting(summary, references))
    return Letter(
        name=f"{brand.id}-{document.notice}-{document.version}",
        subject=_subject(summary),
        blocks=(*blocks, Block("p", ((brand.legal_name or brand.name,),))),
        accent=brand.theme.accent,
        findings=tuple(_findings(summary)),
    )


def _approved(summary: Summary) -> bool:
    return summary.after.release is not None and summary.after.release.approval is not None


def _subject(summary: Summary) -> str:
    day = summary.after.start or summary.after.document.effective
    verb = "changes" if summary.before else "applies"
    when = f" from {in_words(day)}" if day else ""
    mark = "" if _approved(summary) else "[NOT APPROVED] "
    return _folded(f"{mark}{summary.timeline.brand.name}: our {_title(summary)} {verb}{when}")


def _title(summary: Summary) -> str:
    """Return the notice's title as it goes on in a sentence; a name in capitals stays as it is."""
    title = _folded(summary.after.document.title)
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _folded(text: str) -> str:
    return " ".join(text.split())


def _opening(summary: Summary) -> Iterator[Block]:
    version, before = summary.after, summary.before
    number, day = version.document.version, version.start or version.document.effective
    if not _approved(summary):
        yield Block("warning", ((f"NOT APPROVED. Nobody has approved version {number}: do not send this yet.",),))
    yield Block("p", (("Hello,",),))
    verb = "applies" if _approved(summary) else "is proposed to apply"
    applies = f"{verb} from {in_words(day)}" if day else "has no date yet"
    said = f"Version {number} of our {_title(summary)} {applies}."
    if day:
        said += " The day begins at midnight in London."
    if before is not None and before.state == "in-force" and version.state in {"upcoming", "proposed"}:
        said += f" Until then version {before.document.version} applies."
    yield Block("p", ((said,),))


def _changes(summary: Summary) -> Iterator[Block]:
    release = summary.after.release
    yield Block("h", (("What changes" if summary.before else "What it is",),))
    if release is not None:
        yield Block("p", ((_folded(release.summary),),))
        if summary.after.change_class in {"editorial", "material"}:
            yield Block("p", ((f"How the change is declared: {WORDS.text('classes', summary.after.change_class)}.",),))
    if summary.before is None:
        yield Block("p", (("This is the first version of this notice that we release.",),))
    elif summary.sections:
        totals = f"{WORDS.count('added', summary.added)}, {WORDS.count('removed', summary.removed)}"
        where = WORDS.count("sections", len(summary.sections))
        said = f"Compared with version {summary.before.document.version}, the text changes in {where} ({totals}):"
        yield Block("p", ((said,),))
        yield Block("ul", tuple((section_line(section),) for section in summary.sections))
    else:
        yield Block("p", ((f"The text is that of version {summary.before.document.version}.",),))


def section_line(section: Touched) -> str:
    """Return a section that changes in a sentence or two: its heading, how many words, and what that touches."""
    title = section.title or WORDS.text("changes", "beginning")
    counts = [WORDS.count(key, n) for key, n in (("added", section.added), ("removed", section.removed)) if n]
    moved = f"{WORDS.count('passages', section.passages)} moved, linked or set otherwise, in the same words"
    line = f"{title}: {', '.join(counts) or moved}."
    if section.signals:
        line += f" It touches {touching(section)}."
    return line


def touching(section: Touched) -> str:
    """Return what a section's changes touch, each with the words that say so."""
    return "; ".join(
        f"{SPOKEN.get(signal.kind, signal.kind)} ({', '.join(f'“{_folded(word)}”' for word in signal.words)})"
        for signal in section.signals
    )


def _where(summary: Summary) -> Iterator[Block]:
    brand = summary.timeline.brand
    places = [("The new text", "the page", summary.page()), ("As a PDF", "the PDF", summary.pdf)]
    if summary.redline is not None:
        places.insert(1, ("What changes, word by word", "the redline", summary.redline))
    places.extend((f"In {_name(tag)}", f"the page in {_name(tag)}", summary.page(tag)) for tag in _languages(summary))
    yield Block("h", (("Where to read it",),))
    yield Block("ul", tuple((f"{label}: ", _address(brand, path, what)) for label, what, path in places))


def _address(brand: Brand, path: str, what: str, anchor: str = "") -> str | Link:
    if brand.site_url is None:
        return f"[address of {what}: {brand.path.as_posix()} gives no site_url]"
    url = absolute(brand.site_url, path) + anchor
    return Link(url, url)


def _objecting(summary: Summary, references: Mapping[str, Reference]) -> Iterator[Block]:
    brand = summary.timeline.brand
    yield Block("h", (("If you object, or have a question",),))
    lines: list[Line] = []
    if summary.rights is not None:
        anchor, heading = summary.rights
        address = _address(brand, summary.page(), f"the section “{heading}”", f"#{anchor}")
        lines.append((f"Your rights, and how to use them, are in the section “{heading}”: ", address))
    lines.extend(_contact(brand))
    complaint = regulator(references)
    if complaint is not None and complaint.url is not None:
        lines.append((f"You can complain to the regulator. {complaint.title}: ", Link(complaint.url, complaint.url)))
    yield Block("ul", tuple(lines))


def _contact(brand: Brand) -> Iterator[Line]:
    """Yield how readers reach the brand, as its file or its parent's gives it."""
    contact = brand.contact
    mailbox = contact.privacy_email or contact.email
    if mailbox:
        yield ("Write to ", Link(f"mailto:{mailbox}", mailbox))
    else:
        yield (f"[mailbox for objections: {brand.path.as_posix()} gives no contact.privacy_email]",)
    if contact.telephone:
        digits = "".join(c for c in contact.telephone if c.isdigit() or c == "+")
        yield ("Telephone ", Link(f"tel:{digits}", contact.telephone))
    if contact.form:
        yield ("Use our contact form: ", Link(contact.form, contact.form))
    if contact.address:
        yield (f"Write by post to {', '.join(contact.address)}",)


def regulator(references: Mapping[str, Reference]) -> Reference | None:
    """Return the reference that leads to where people complain to the regulator, ``None`` where there is none."""
    return next((r for name, r in references.items() if r.url and _REGULATOR in r.url and "complain" in name), None)


def _findings(summary: Summary) -> Iterator[Finding]:
    brand = summary.timeline.brand
    if brand.site_url is None:
        yield _lacking(brand, "'site_url' is missing: the letter cannot say where to read the notice")
    if not (brand.contact.privacy_email or brand.contact.email):
        yield _lacking(brand, "'contact.privacy_email' is missing: the letter cannot say where to object")
    if summary.rights is None:
        message = "no section declares that it says which rights readers have, so the letter leads to none"
        hint = 'declare it in the heading: covers="13(2)(b)"'
        path = summary.timeline.brand.path.parent.parent / "notices" / summary.timeline.notice / "notice.md"
        yield Finding("LETTER", "warning", message, path, hint=hint, brands=(brand.id,))
    for language in _languages(summary):
        message = f"the letter is in English alone: nobody has written its words in {_name(language)} ({language})"
        hint = "have it translated before it is sent"
        yield Finding("LETTER", "warning", message, hint=hint, brands=(brand.id,))
    if not _approved(summary):
        message = f"nobody has approved version {summary.after.document.version}: the letter says so on top"
        yield Finding("LETTER", "warning", message, hint="approve it first, then draft the letter again")


def _languages(summary: Summary) -> tuple[str, ...]:
    """Return the further languages in which the brand's customers can read the version."""
    release, brand = summary.after.release, summary.timeline.brand.id
    return tuple(tag for tag, texts in release.translations.items() if brand in texts) if release else ()


def _name(language: str) -> str:
    return english_name(language) or language


def _lacking(brand: Brand, message: str) -> Finding:
    hint = f"ask the company, and write it into {brand.path}"
    return Finding("FACT", "warning", message, brand.path, hint=hint, brands=(brand.id,))
