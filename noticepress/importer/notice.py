"""The whole way from what was read to a notice, top to bottom."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.bind import bind
from noticepress.characters import first_forbidden
from noticepress.document import render_document
from noticepress.errors import Finding, NoticepressError
from noticepress.importer.anchors import NEAR, name_headings
from noticepress.importer.compare import differences
from noticepress.importer.headings import bold_headings, give_ids, settle_levels, take_title
from noticepress.importer.links import Links
from noticepress.importer.lost_links import lost_links
from noticepress.importer.reading import Reading, distinct, guess, refused
from noticepress.importer.shape import Shape
from noticepress.importer.values import guessed_brand, left_over, with_values
from noticepress.importer.write import settle_text, written
from noticepress.model import Brand, Document, Reference
from noticepress.source import SIZE_LIMIT, parse_notice

_PLAIN_TITLE = re.compile(r"[A-Za-z][\w ,.()’'&/-]*")
_TEMPLATE = re.compile(r"\{\{|\{%|<!--")
#: Plain words that YAML readers take for something else.
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_HEADING = re.compile(r"^#{2,6} (.*) \{#([a-z0-9-]+)\}$", re.MULTILINE)
#: A translation's name would make another language of it: the source is bound under the name of a source.
_NAME = Path("notice.md")


@dataclass(frozen=True)
class Imported:
    """A notice's source, and the report on how it was made.

    ``findings`` are what was lost, guessed, replaced and pointed out; lines and columns are those of ``source``. One
    of severity ``error`` means that the notice does not say what the file says. ``document`` is the notice bound to
    ``brand``, ``None`` where it could not be bound.
    """

    title: str
    source: str
    brand: Brand | None
    findings: tuple[Finding, ...]
    document: Document | None
    references: Mapping[str, Reference]

    @property
    def binds_back(self) -> bool:
        """Whether the notice, bound to its brand, says word for word what the file says, but for what was reported."""
        return self.document is not None and not any(finding.severity == "error" for finding in self.findings)


def import_reading(
    reading: Reading,
    brands: Sequence[Brand],
    references: Mapping[str, Reference],
    *,
    brand: Brand | None = None,
    shown: Path,
    title: str | None = None,
    named: bool = False,
) -> Imported:
    """Return the notice that a file holds, with ``brand``'s words as values; findings call the source ``shown``.

    Without ``brand`` it is the one of ``brands`` whose words the text holds most often. ``named`` writes addresses that
    ``references`` lacks as references too, which are to be added. Raises ``ConfigError`` for what no notice can hold.
    """
    remarks = list(reading.remarks)
    chosen = brand or _guessed(reading, brands, remarks)
    body, found_title, in_text = _shaped(reading, remarks)
    links = _linked(body, reading, chosen, references, remarks)
    settle_text(body, reading.path, remarks)
    text = _valued(written(body), chosen, reading.path, remarks)
    head = _front_matter(title or found_title, reading.path)
    source = head + links.written(text, named=named)
    if len(source) > SIZE_LIMIT:
        raise refused(reading.path, f"the notice would be larger than {SIZE_LIMIT // 1024} kB", "import it in parts")
    proposed = links.proposed()
    remarks.extend(_unknown(proposed, reading.path, named=named))
    remarks.extend(_pointed_out(source, chosen, brands, references, shown))
    complete = head + links.written(text, named=True)
    bound_to = chosen or next(iter(brands), None)
    document, faults = _bound(complete, bound_to, {**references, **proposed}, shown)
    told = [*faults, *_differences(reading, document, found_title if in_text else None)]
    return Imported(title or found_title, source, chosen, distinct((*told, *remarks)), document, proposed)


def _guessed(reading: Reading, brands: Sequence[Brand], remarks: list[Finding]) -> Brand | None:
    found = guessed_brand("\n".join(reading.lines), brands)
    if found:
        message = f"the notice is taken for that of {found.name}, whose words it holds most often"
        remarks.append(guess(reading.path, message, hint="--brand names another"))
    else:
        message = "no brand's words stand out in the text, so none became values"
        remarks.append(guess(reading.path, message, hint="--brand names the brand"))
    return found


def _shaped(reading: Reading, remarks: list[Finding]) -> tuple[ET.Element, str, bool]:
    """Return the blocks of a reading below its title, the title, and whether it stood in the text."""
    name_headings(reading.body)
    shape = Shape(reading.path, reading.keeps_spaces, remarks)
    body = shape.body(reading.body)
    title, in_text = take_title(body, reading.title, reading.path, remarks)
    bold_headings(body, reading.path, remarks)
    settle_levels(body, reading.path, remarks)
    return body, title, in_text


def _linked(
    body: ET.Element,
    reading: Reading,
    brand: Brand | None,
    references: Mapping[str, Reference],
    remarks: list[Finding],
) -> Links:
    places = give_ids(body)
    near = {name: node.get("id", "") for node in body for name in node.attrib.pop(NEAR, "").split()}
    links = Links(reading.path, reading.base, brand, references, remarks)
    links.settle(body, places, near)
    return links


def _valued(markdown: str, brand: Brand | None, path: Path, remarks: list[Finding]) -> str:
    if brand is None:
        return markdown
    valued = with_values(markdown, brand, path)
    remarks.extend(valued.remarks)
    return valued.written()


def _front_matter(title: str, path: Path) -> str:
    """Return the lines above a notice; ``ConfigError`` for a title that no notice can have."""
    bad = first_forbidden(title)
    if bad or _TEMPLATE.search(title):
        what = f"the character {bad[1]}" if bad else "signs of a template"
        raise refused(path, f"a title cannot hold {what}: {title}", "--title gives another")
    quoted = (
        title
        if _PLAIN_TITLE.fullmatch(title) and title.lower() not in _WORDS
        else json.dumps(title, ensure_ascii=False)
    )
    return f"---\ntitle: {quoted}\n---\n\n"


def _unknown(proposed: Mapping[str, Reference], path: Path, *, named: bool) -> Iterator[Finding]:
    """Yield each outside address that the registry lacks, with the lines that it needs there."""
    for name, reference in proposed.items():
        lines = f"'{name}: {{title: …, url: {reference.url}}}'"
        if named:
            message = f"the address {reference.url} is called '{name}' in the notice"
            yield guess(path, message, hint=f"give it a title in notices/references.yml: {lines}")
        else:
            message = (
                f"notices/references.yml does not know the address {reference.url}, so it stands in the notice itself"
            )
            hint = f"add {lines} and write [words][{name}], or import with --add-references"
            yield Finding("IMPORT-REFERENCE", "warning", message, path, hint=hint, words=reference.url)


def _pointed_out(
    source: str, brand: Brand | None, brands: Sequence[Brand], references: Mapping[str, Reference], shown: Path
) -> Iterator[Finding]:
    """Yield what stands at a place of the source that somebody has to look at: lost links, and brands' words left."""
    headings = {match[2]: match[1] for match in _HEADING.finditer(source)}
    for found in lost_links(source, references, headings):
        message = f"a link may have been lost here: '{found.words}'"
        place = _place(source, found.start)
        yield Finding("IMPORT-LINK", "warning", message, shown, *place, found.hint, words=found.words)
    if brand:
        for start, words, message, hint in left_over(source, brand, brands):
            is_title = start < source.index("\n---\n")
            told = f"'{words}' stands in the title of every brand" if is_title else message
            helps = "--title gives another: a title holds no values" if is_title else hint
            yield Finding("IMPORT-BRAND", "warning", told, shown, *_place(source, start), helps, words=words)


def _place(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _bound(
    source: str, brand: Brand | None, references: Mapping[str, Reference], shown: Path
) -> tuple[Document | None, tuple[Finding, ...]]:
    """Bind a source as ``build`` would; what it refuses is found here and not by whoever builds."""
    if brand is None:
        return None, ()
    try:
        notice = parse_notice(source, _NAME, "imported")
        return render_document(bind(notice, brand), references), ()
    except NoticepressError as error:
        return None, tuple(replace(finding, path=shown, severity="error") for finding in error.findings)


def _differences(reading: Reading, document: Document | None, title: str | None) -> Iterator[Finding]:
    if document is None:
        return
    notice = document.text.split("\n")
    for found in min((list(differences(lines, notice)) for lines in _without(title, reading.lines)), key=len):
        message = f"the notice does not say what the file says: {found}"
        hint = "put it right in the source; the file is as it was"
        words = found.missing or found.added
        yield Finding("IMPORT-TEXT", "error", message, reading.path, hint=hint, words=words)


def _without(title: str | None, lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the lines of a file without its title: in each way, where other lines say the same."""
    places = [number for number, line in enumerate(lines) if line == title]
    yield from ([*lines[:number], *lines[number + 1 :]] for number in places)
    if not places:
        # A title of two lines is two lines of the file.
        yield " ".join(lines).replace(title, "", 1).split() if title else lines
