"""What programs read of a notice: its versions as data, a feed, plain text, Markdown, and a fragment to embed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from noticepress.machine.embed import embed_files
from noticepress.machine.feed import feed_file
from noticepress.machine.markdown import markdown_file
from noticepress.machine.sitemap import dated, robots_file
from noticepress.machine.text import text_file
from noticepress.machine.versions import versions_file
from noticepress.model import Brand, File, State, Timeline
from noticepress.pages import addresses

__all__ = ["dated", "machine_files", "site_files", "unlisted_files"]

_TEXT, _MARKDOWN = "text/plain; charset=utf-8", "text/markdown; charset=utf-8"


def machine_files(timeline: Timeline, pdfs: Collection[File], leave_out: Collection[State] = ()) -> tuple[File, ...]:
    """Return the files for programs of one notice of one brand; ``pdfs`` are those on the site.

    Versions in a state of ``leave_out`` are named in none of them; a draft never is. Plain text and Markdown are at
    addresses that stay, but are no text of record: a later build may set them otherwise, so they are not immutable.
    """
    shown = [v for v in timeline.versions if v.release and v.state not in leave_out]
    told = replace(timeline, versions=tuple(shown))
    paths = {file.path for file in pdfs}
    notice, language, files = timeline.notice, timeline.language, list[File]()
    numbers = [v.document.version for v in shown if addresses.pdf(notice, v.document.version, language) in paths]
    for version in shown:
        document, number = version.document, version.document.version
        files.append(File(addresses.text(notice, number, language), text_file(document).encode(), _TEXT))
        files.append(File(addresses.markdown(notice, number, language), markdown_file(document).encode(), _MARKDOWN))
    data = versions_file(told, numbers).encode()
    files.append(File(addresses.versions(notice, language), data, "application/json"))
    files.append(File(addresses.feed(notice, language), feed_file(told, pdfs), "application/atom+xml"))
    return tuple(files)


def site_files(timelines: Sequence[Timeline], brand: Brand, templates: Path) -> tuple[File, ...]:
    """Return what a site has once: the files that other sites embed, and ``robots.txt`` where it counts."""
    return (*embed_files(timelines, brand, templates), *robots_file(brand))


def unlisted_files(timelines: Iterable[Timeline], files: Iterable[File]) -> tuple[str, ...]:
    """Return the paths of the files that search engines should leave out.

    A text in another form than its page is one: the page is to be found. So is the PDF of a version not in force.
    """
    endings = (".txt", ".md", ".html")
    paths = [f.path for f in files if "/" in f.path and f.path.endswith(endings)]
    for timeline in (each for of_notice in timelines for each in of_notice.in_each_language):
        others = [version.document.version for version in timeline.versions if version.state != "in-force"]
        paths.extend(addresses.pdf(timeline.notice, number, timeline.language) for number in others)
    return tuple(dict.fromkeys(paths))
