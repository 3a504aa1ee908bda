"""A translation held to its source: the same sections, covers, values and links, and nothing that changed since.

Law and wording are judged in English alone; of a translation that is said, and left to its translator.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from noticepress.document import HEADINGS, tree
from noticepress.errors import Finding, Severity
from noticepress.languages import english_name, words
from noticepress.markdown.sections import Section, sections, title_fingerprint
from noticepress.model import Document, Notice, Translated

STALE, SECTION, COVERS, VALUE = "TRANS-STALE", "TRANS-SECTION", "TRANS-COVERS", "TRANS-VALUE"
LINK, WORDS, SCOPE = "TRANS-LINK", "TRANS-WORDS", "TRANS-SCOPE"


def translation_findings(
    source: Notice,
    translation: Notice,
    documents: Mapping[str, Document] | None = None,
    translated: Mapping[str, Document] | None = None,
) -> Iterator[Finding]:
    """Yield every finding on a translation beside its source.

    ``documents`` and ``translated`` are the texts of brands in both languages, by brand, whose links are compared.
    """
    ours, theirs = sections(translation), sections(source)
    yield from _stale_findings(source, translation, ours, theirs)
    yield from _structure_findings(source, translation, ours, theirs)
    yield from _value_findings(translation, ours, theirs)
    for brand, document in (translated or {}).items():
        if documents and brand in documents:
            yield from _link_findings(translation, documents[brand], document, ours)
    yield from _word_findings(translation)


def record_of(source: Notice) -> tuple[str, str | None, dict[str, str]]:
    """Return the fingerprints that a translation of ``source`` is held to: title, opening and sections."""
    found = {section.id: section.fingerprint for section in sections(source)}
    return title_fingerprint(source), found.pop("", None), found


def command(translation: Notice) -> str:
    """Return what to type once somebody has held a translation to its source."""
    return f"noticepress translated {translation.id} {translation.language} --by 'Name, role'"


def _stale_findings(
    source: Notice, translation: Notice, ours: Sequence[Section], theirs: Sequence[Section]
) -> Iterator[Finding]:
    known, then = translation.translates, f"hold it to the source, then: {command(translation)}"
    if known is None:
        message = f"nobody has said that this is a translation of {source.path.name} as it stands"
        yield _finding(STALE, "error", message, translation, translation.title_place, then)
        return
    if known.title != title_fingerprint(source):
        yield _finding(STALE, "error", _since("the title", source, known), translation, translation.title_place, then)
    places = {section.id: (section.line, 1) for section in ours}
    recorded = {**known.sections, **({"": known.opening} if known.opening else {})}
    for section in theirs:
        if section.id not in places:
            continue
        what = f"the section '{section.id}'" if section.id else "what stands before the first heading"
        if section.id not in recorded:
            message = f"nobody has said that {what} translates {source.path.name} as it stands"
            yield _finding(STALE, "error", message, translation, places[section.id], then)
        elif recorded[section.id] != section.fingerprint:
            yield _finding(STALE, "error", _since(what, source, known), translation, places[section.id], then)


def _since(what: str, source: Notice, known: Translated) -> str:
    return f"{what} of {source.path.name} changed after its translation, last held to it by {known.by} on {known.on}"


def _structure_findings(
    source: Notice, translation: Notice, ours: Sequence[Section], theirs: Sequence[Section]
) -> Iterator[Finding]:
    mine, wanted = {section.id: section for section in ours}, {section.id: section for section in theirs}
    after = (translation.first_line, 1)
    for section in theirs:
        if section.id in mine:
            after = (mine[section.id].line, 1)
            yield from _differing(source, translation, mine[section.id], section)
        else:
            what = f"the section '{section.id}'" if section.id else "what stands before the first heading"
            message = f"{what} of {source.path}, line {section.line}, is not translated"
            yield _finding(SECTION, "error", message, translation, after, "translate it, here or below")
    for section in ours:
        if section.id not in wanted:
            what = f"a section '{section.id}'" if section.id else "nothing before its first heading, and this has"
            hint = "give it the id that it has in the source, or take it out: a translation adds nothing"
            message = (
                f"{source.path.name} has no section '{section.id}'" if section.id else f"{source.path.name} has {what}"
            )
            yield _finding(SECTION, "error", message, translation, (section.line, 1), hint)
    common = [section for section in ours if section.id in wanted]
    order = [section.id for section in theirs if section.id in mine]
    for section, expected in zip(common, order, strict=False):
        if section.id != expected:
            message = f"the section '{section.id}' stands where {source.path.name} has '{expected}'"
            yield _finding(SECTION, "error", message, translation, (section.line, 1), "keep the source's order")
            return


def _differing(source: Notice, translation: Notice, mine: Section, wanted: Section) -> Iterator[Finding]:
    """Yield in what a section's heading differs from that of the source."""
    place, name = (mine.line, 1), source.path.name
    if mine.level != wanted.level:
        message = f"the heading of '{mine.id}' is of level {mine.level}, and of level {wanted.level} in {name}"
        yield _finding(SECTION, "error", message, translation, place, f"write it with {'#' * wanted.level}")
    if set(mine.covers) != set(wanted.covers):
        said = " ".join(wanted.covers)
        message = (
            f"'{mine.id}' says that it covers {' '.join(mine.covers) or 'nothing'}, and in {name} {said or 'nothing'}"
        )
        hint = f'write covers="{said}"' if said else "take covers out"
        yield _finding(COVERS, "error", message, translation, place, hint)
    if mine.has_glance != wanted.has_glance:
        message = f"'{mine.id}' has {'a' if mine.has_glance else 'no'} sentence at a glance, unlike in {name}"
        yield _finding(SECTION, "warning", message, translation, place, "keep the same sentences at a glance")


def _value_findings(translation: Notice, ours: Sequence[Section], theirs: Sequence[Section]) -> Iterator[Finding]:
    mine = {section.id: section for section in ours}
    for wanted in theirs:
        section = mine.get(wanted.id)
        if section is None:
            continue
        for name in sorted(wanted.values - section.values):
            message = f"'{section.id}' does not name {name}, and in the source it does"
            yield _finding(VALUE, "warning", message, translation, (section.line, 1), f"write {{{{ {name} }}}} there")
        for name in sorted(section.values - wanted.values):
            message = f"'{section.id}' names {name}, and in the source it does not"
            yield _finding(VALUE, "warning", message, translation, (section.line, 1), "say what the source says")


def _link_findings(
    translation: Notice, source: Document, document: Document, ours: Sequence[Section]
) -> Iterator[Finding]:
    wanted, found = _links(source), _links(document)
    lines = {section.id: section.line for section in ours}
    for name in found.keys() & wanted.keys():
        place = (lines.get(name, translation.first_line), 1)
        for href in sorted(wanted[name] - found[name]):
            message = f"'{name}' has no link to {href}, and in the source it has"
            yield _finding(LINK, "warning", message, translation, place, "keep the source's links", document.brand)
        for href in sorted(found[name] - wanted[name]):
            message = f"'{name}' has a link to {href}, and in the source it has not"
            yield _finding(LINK, "warning", message, translation, place, "keep the source's links", document.brand)


def _links(document: Document) -> dict[str, set[str]]:
    """Return the addresses that each section of a text links to, by the id of the section."""
    found: dict[str, set[str]] = {"": set()}
    at = ""
    for node in tree(document.html).iter():
        if node.tag in HEADINGS:
            at = node.get("id", at)
            found.setdefault(at, set())
        if node.tag == "a" and node.get("href"):
            found[at].add(str(node.get("href")))
    return found


def _word_findings(translation: Notice) -> Iterator[Finding]:
    language, place = translation.language, translation.title_place
    name = english_name(language)
    if words(language).reviewed_by is None:
        file = Path("noticepress/languages") / f"{language.partition('-')[0]}.yml"
        message = f"the words that the pages put round this notice in {name} have been read by no translator"
        hint = f"let one read {file}, and write the name into 'reviewed_by'"
        yield _finding(WORDS, "warning", message, translation, place, hint)
    message = f"law and wording are judged in English alone: of the text in {name} they were not"
    yield _finding(SCOPE, "info", message, translation, place, "its translator answers for them")


def _finding(
    rule: str,
    severity: Severity,
    message: str,
    translation: Notice,
    place: tuple[int, int],
    hint: str,
    brand: str | None = None,
) -> Finding:
    return Finding(rule, severity, message, translation.path, *place, hint, (brand,) if brand else ())
