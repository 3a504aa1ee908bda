"""Old addresses that keep answering: what stands there once a notice was renamed or a page was moved."""

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, TemplateError, select_autoescape

from noticepress.errors import BuildError, Finding, NoticeError, did_you_mean
from noticepress.model import Brand, File, Move, Page, Timeline
from noticepress.pages.company import particulars
from noticepress.pages.wording import ENGLISH


@dataclass(frozen=True)
class Life:
    """What a site owes its past: ``moves`` for hosts, and ``files`` for hosts that know no redirects.

    Pages stand at old addresses as pages that lead on; frozen files, feeds and data stand there as they are.
    """

    moves: tuple[Move, ...]
    files: tuple[File, ...]


def life(
    brand: Brand,
    timelines: Iterable[Timeline],
    pages: Sequence[Page],
    files: Sequence[File],
    templates: Path,
    policy: str,
) -> Life:
    """Return what has to stand at the old addresses of a site of ``pages`` and ``files``.

    ``policy`` is the Content-Security-Policy that a page states. Raises ``NoticeError`` for an old address that
    the site still uses and for a target that it does not have, at their lines of the brand's file.
    """
    taken = {*(_html(page.path) for page in pages), *(file.path for file in files)}
    timelines = [timeline for timeline in timelines if timeline.was]
    renamed = [move for timeline in timelines for move in _renamed_pages(timeline, pages)]
    copies = [copy for timeline in timelines for copy in _renamed_files(timeline, files)]
    given = {move.old for move in brand.moves}
    renamed = [move for move in renamed if move.old not in given]
    onward = {move.old: move.new for move in renamed}
    moves = [replace(move, new=onward.get(move.new, move.new)) for move in brand.moves]
    findings = [finding for move in moves for finding in _faults(move, brand, taken)]
    if findings:
        raise NoticeError(*findings)
    moves += renamed
    leading = [page for page in _leading(moves, brand, templates, policy) if page.path not in taken]
    return Life(tuple(moves), (*leading, *copies))


def _renamed_pages(timeline: Timeline, pages: Iterable[Page]) -> Iterator[Move]:
    start = f"{timeline.notice}/"
    for old in timeline.was:
        for page in pages:
            if page.path.startswith(start):
                address = page.path.removesuffix("index.md")
                yield Move(f"/{old}/{address.removeprefix(start)}", f"/{address}")


def _renamed_files(timeline: Timeline, files: Iterable[File]) -> Iterator[File]:
    """Yield copies of the notice's files at the addresses that they had; a PDF's name holds the notice's id too."""
    for old in timeline.was:
        for file in files:
            folder, _, name = file.path.partition("/")
            if folder == timeline.notice:
                yield replace(file, path=f"{old}/{name.replace(f'{folder}-notice-', f'{old}-notice-')}")
            elif file.path.startswith(f"embed/{timeline.notice}.") and file.path.endswith(".html"):
                yield replace(file, path=file.path.replace(timeline.notice, old, 1))


def _faults(move: Move, brand: Brand, taken: Collection[str]) -> Iterator[Finding]:
    place = (brand.path, move.line, move.column)
    if _path(move.old) in taken:
        message = f"'{move.old}' is said to have moved, and the site still has it"
        yield Finding("MOVED", "error", message, *place, "take the line out, or name the old address", (brand.id,))
    if move.new.startswith("/") and _path(move.new) not in taken:
        hint = did_you_mean(move.new, sorted(f"/{path.removesuffix('index.html')}" for path in taken))
        message = f"'{move.old}' leads to '{move.new}', which the site does not have"
        yield Finding("MOVED", "error", message, *place, hint, (brand.id,))


def _leading(moves: Iterable[Move], brand: Brand, templates: Path, policy: str) -> Iterator[File]:
    """Yield a page for each old address that can be one; other endings, such as .pdf, are for the host alone."""
    environment = Environment(loader=FileSystemLoader(templates), autoescape=select_autoescape(default=True))
    try:
        template = environment.get_template("moved.html")
        said = {"brand": brand.name, "company": particulars(brand), "policy": policy, "words": ENGLISH.page}
        for move in moves:
            path = _path(move.old)
            if path.endswith(".html"):
                html = template.render(shown=move.new, **_links(move, path, brand), **said)
                yield File(path, f"{html}\n".encode(), "text/html; charset=utf-8")
    except TemplateError as error:
        raise BuildError(Finding("TEMPLATE", "error", str(error), templates / "moved.html")) from error


def _links(move: Move, path: str, brand: Brand) -> Mapping[str, str]:
    """Return where a page leads, from itself so that it works in a folder on disk too, and by its full address."""
    folder = posixpath.dirname(path) or "."
    root = posixpath.relpath(".", folder) + "/"
    if not move.new.startswith("/"):
        return {"to": move.new, "canonical": move.new, "root": root}
    site = f"{brand.site_url.rstrip('/')}/" if brand.site_url else ""
    relative = posixpath.relpath(move.new.removeprefix("/") or ".", folder)
    slash = "/" if move.new.endswith("/") else ""
    return {"to": f"{relative}{slash}", "canonical": site and urljoin(site, move.new[1:]), "root": root}


def _path(address: str) -> str:
    path = address.removeprefix("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def _html(path: str) -> str:
    return PurePosixPath(path).with_suffix(".html").as_posix()
