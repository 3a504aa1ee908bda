"""From what the desk shows to its pages: each a function of values, laid out by a template of ``templates/desk``."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from noticepress.dates import in_words
from noticepress.desk import comparison, handbook
from noticepress.desk.calendar import Event, events, icalendar, months
from noticepress.desk.coverage import Coverage, alike, coverage
from noticepress.desk.listing import VERDICTS, entry_rows, finding_row, finding_rows, link_rows, site_rows
from noticepress.desk.margin import margin
from noticepress.desk.model import Desk, Text
from noticepress.desk.overview import same_as, spoken, standings, tally, wanted
from noticepress.desk.picture import MOST_LANES, STATES, lanes, timeline_picture
from noticepress.desk.tree import DeskPage, Nav
from noticepress.document import DRAFT
from noticepress.languages import english_name
from noticepress.pages import addresses

#: With more texts than this the navigation names the list of drafts alone.
_MOST_IN_NAV = 24
CALENDAR = "calendar.ics"
#: Texts that stand alike to the law, and how.
Alike = tuple[tuple[Text, ...], Coverage]


class Press:
    """Fills the templates of the desk. ``desk`` is known to all of them, and so is the way back to the desk's root."""

    def __init__(self, desk: Desk, templates: Path) -> None:
        self.desk = desk
        loader = FileSystemLoader(templates / "pages")
        self.environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self.environment.filters |= {"day": in_words, "moment": spoken, "draft_of": draft_path, "safe_html": Markup}
        self.environment.globals |= {"desk": desk, "states": STATES, "anchor": handbook.anchor}

    def page(self, path: str, template: str, title: str, *, indexed: bool = True, **values: Any) -> DeskPage:
        """Return the page at ``path`` (without its ending) that ``template`` makes of ``values``."""
        root = "../" * path.count("/")
        text = self.environment.get_template(template).render(root=root, path=path, title=title, **values)
        return DeskPage(f"{path}.md", title, text, indexed=indexed)


def make_pages(desk: Desk, templates: Path, parser: ArgumentParser) -> tuple[DeskPage, ...]:
    """Return every page of the desk; ``templates`` is its own folder, ``parser`` that of the command line."""
    press, coming = Press(desk, templates), events(desk)
    covered = {notice: matrices(desk, notice) for notice in desk.notices}
    found = [overview_page(press, coming)]
    for notice in desk.notices:
        found += compare_pages(press, notice)
        found.append(coverage_page(press, notice, covered[notice]))
    found.append(drafts_page(press))
    found += [draft_page(press, text, covered[text.notice]) for text in desk.texts]
    found += [findings_page(press), links_page(press), publication_page(press), ledger_page(press)]
    return (*found, *handbook_pages(desk, templates, parser))


def desk_files(desk: Desk) -> Mapping[str, bytes]:
    """Return the files of the desk that are no pages."""
    return {CALENDAR: icalendar(events(desk), desk.as_at)}


def navigation(desk: Desk, pages: Sequence[DeskPage]) -> Nav:
    """Return what stands in the navigation: every kind of page, and each brand's draft while those are few."""
    titles = {page.path: page.title for page in pages}
    drafts = [draft_path(text) for text in desk.texts]
    drafts = drafts if len(drafts) <= _MOST_IN_NAV else []
    compare = [f"compare/{notice}/{kind}" for notice in desk.notices for kind in ("index", "sections")]
    books = [page.path.removesuffix(".md") for page in pages if page.path.startswith("handbook/")]

    def entries(paths: Sequence[str]) -> list[Any]:
        return [{titles[f"{path}.md"].replace("&", "&amp;").replace("<", "&lt;"): f"{path}.md"} for path in paths]

    return [
        {"Overview": "index.md"},
        {"Compare": entries(compare)},
        {"Drafts": entries(["draft/index", *drafts])},
        {"Coverage": entries([f"coverage/{notice}" for notice in desk.notices])},
        *({name.capitalize(): f"{name}.md"} for name in ("findings", "links", "publication", "ledger")),
        {"Handbook": entries(books)},
    ]


def draft_path(text: Text) -> str:
    """Return the path of a text's page, without its ending."""
    language = "" if text.is_source else f".{text.language}"
    return f"draft/{text.notice}/{text.brand.id}{language}"


def _named(text: Text, desk: Desk) -> str:
    """Return what tells a text from the desk's others."""
    title = f", {desk.title(text.notice).lower()}" if len(desk.notices) > 1 else ""
    language = "" if text.is_source else f", {english_name(text.language) or text.language}"
    return f"{text.brand.name}{title}{language}"


def overview_page(press: Press, coming: Sequence[Event]) -> DeskPage:
    """Return the page that is left open all day: how each brand stands, what comes when, every version as a picture."""
    desk = press.desk
    rows = standings(desk)
    pictures = []
    for notice in desk.notices:
        found = lanes(desk.of(notice))
        title = f"Every version of the {desk.title(notice).lower()} of every brand"
        pictures.append((notice, title, found, timeline_picture(found, desk.as_at, f"t-{notice}", title)))
    return press.page(
        "index",
        "overview.md",
        "Overview",
        rows=rows,
        wanted=list(wanted(desk, rows, coming)),
        events=coming,
        months=months(coming, desk.as_at),
        pictures=pictures,
        most_lanes=MOST_LANES,
        calendar=CALENDAR,
    )


def compare_pages(press: Press, notice: str) -> Iterator[DeskPage]:
    """Yield the pages that hold brands beside each other: which differ, each pair, and each section in all brands."""
    desk = press.desk
    texts, title = desk.of(notice), desk.title(notice)
    paired = [(pair, comparison.compared(pair)) for pair in comparison.pairs(texts)]
    known = [text for text in texts if text.document is not None]
    name = f"{title}: brands side by side" if len(desk.notices) > 1 else "Brands side by side"
    shared = {"notice": notice, "which": comparison.which, "most": comparison.MOST_IN_PAIRS, "texts": known}
    yield press.page(f"compare/{notice}/index", "compare.md", name, indexed=False, pairs=paired, **shared)
    for pair, redline in paired:
        yield press.page(
            pair.address,
            "pair.md",
            f"{pair.before.brand.name} and {pair.after.brand.name}",
            indexed=False,
            pair=pair,
            redline=redline,
            rows=comparison.side_by_side(redline),
            **shared,
        )
    found = comparison.shared_sections(texts)
    name = f"{title}: each section in all brands" if len(desk.notices) > 1 else "Each section in all brands"
    yield press.page(f"compare/{notice}/sections", "sections.md", name, indexed=False, sections=found, **shared)


def drafts_page(press: Press) -> DeskPage:
    """Return the list of all drafts."""
    return press.page("draft/index", "drafts.md", "All drafts", rows=standings(press.desk), named=_named)


def draft_page(press: Press, text: Text, matrix: Sequence[Alike]) -> DeskPage:
    """Return a text as its reader will see it, its redline with findings beside it, and what of the law it covers."""
    desk = press.desk
    beside = margin(text)
    known = ((n, found) for n, (texts, found) in enumerate(matrix, 1) if any(one is text for one in texts))
    number, covered = next(known, (0, None))
    site = text.site if text.draft else None
    return press.page(
        draft_path(text),
        "draft.md",
        _named(text, desk),
        text=text,
        margin=beside,
        row=lambda finding: finding_row(finding, desk),
        coverage=covered,
        group_number=number,
        reader=f"{site}{addresses.version(text.notice, DRAFT, text.language)}index.html" if site else None,
        tally=tally([f for passage in beside.passages for f in passage.findings] + list(beside.apart)),
        same_as=same_as(text),
    )


def matrices(desk: Desk, notice: str) -> tuple[Alike, ...]:
    """Return how a notice's drafts stand to the law, those that are alike together."""
    found = ((text, coverage(text, desk.law, desk.as_at)) for text in desk.of(notice))
    return alike([(text, covered) for text, covered in found if covered is not None])


def coverage_page(press: Press, notice: str, matrix: Sequence[Alike]) -> DeskPage:
    """Return the matrix of what the law asks and the sections that say it; brands that are alike share one."""
    desk = press.desk
    title = f"Coverage: {desk.title(notice)}" if len(desk.notices) > 1 else "Coverage"
    return press.page(f"coverage/{notice}", "coverage.md", title, notice=notice, groups=matrix)


def findings_page(press: Press) -> DeskPage:
    """Return the list of all findings."""
    return press.page("findings", "findings.md", "Findings", rows=finding_rows(press.desk))


def links_page(press: Press) -> DeskPage:
    """Return the list of outside addresses and what checks saw of them."""
    return press.page("links", "links.md", "Links", rows=link_rows(press.desk), verdicts=VERDICTS)


def publication_page(press: Press) -> DeskPage:
    """Return what stands where, and since when it was seen there."""
    return press.page("publication", "publication.md", "Publication", rows=site_rows(press.desk))


def ledger_page(press: Press) -> DeskPage:
    """Return the ledger."""
    return press.page("ledger", "ledger.md", "Ledger", rows=entry_rows(press.desk))


def handbook_pages(desk: Desk, templates: Path, parser: ArgumentParser) -> Iterator[DeskPage]:
    """Yield the handbook: what people wrote, then what is written from the program."""
    for name, (title, text) in handbook.written_pages(templates / "handbook").items():
        yield DeskPage(f"handbook/{name}.md", title, text, plain=True)
    yield DeskPage("handbook/rules.md", "What each rule means", handbook.rules_page(desk.law), plain=True)
    yield DeskPage("handbook/commands.md", "The command line", handbook.commands_page(parser), plain=True)
