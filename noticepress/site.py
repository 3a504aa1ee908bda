"""From a site as values to a site on disk: stage a tree, build it with mkdocs, put it in place whole.

To change the engine, change ``run_mkdocs``: everything before it is a plain folder of pages.
"""

import logging
import os
import shutil
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException

from noticepress.errors import BuildError, Finding
from noticepress.hosts import content_policy
from noticepress.languages import words
from noticepress.look import brand_style, compact, has_scripts, look, pictures
from noticepress.machine.search import search_index
from noticepress.model import SOURCE, Brand, Page, Site
from noticepress.pages import addresses

FILE_MODE, FOLDER_MODE = 0o644, 0o755

#: What every built site has; a folder that is not empty and lacks them is not replaced.
MARKS = ("404.html", "style.css")

#: Of Material's files those that no page loads: source maps, searches in other languages, its icon, its palettes.
_UNUSED = "*.map\n/assets/javascripts/lunr/\n/assets/images/\n/assets/stylesheets/palette.*\n"


def stage(site: Site, folder: Path, templates: Path, base_config: Path, as_at: date) -> None:
    """Write the tree that mkdocs builds: ``docs/`` and a ``mkdocs.yml`` that INHERITs ``base_config``.

    ``templates`` is the theme's folder. Each page's body stands in its front matter, as a YAML string: there
    it goes past the Markdown parser untouched, byte for byte, whatever it holds.
    """
    docs, layers = folder / "docs", _layers(site.brand, templates)
    for page in site.pages:
        _write(docs, page.path, _front_matter(page).encode())
    for name, data in pictures(site.brand.theme).items():
        _write(docs, name, data)
    stylesheet = (layers[0] / "style.css").read_text(encoding="utf-8")
    _write(docs, "style.css", (compact(stylesheet) + brand_style(site.brand.theme)).encode())
    if has_scripts(site.brand):
        _write(docs, "search/search_index.json", search_index(site.pages))
    _write(folder, "mkdocs.yml", _yaml(_config(site, layers[0], base_config, as_at)).encode())


def build_site(site: Site, out: Path, templates: Path, base_config: Path, as_at: date) -> None:
    """Build ``site`` into the folder ``out``, which is replaced whole; a build that fails leaves it as it was.

    The same site and ``as_at`` (a day in Europe/London) give the same bytes and file modes anywhere. Raises
    ``BuildError`` where the engine or the file system refuses, or where ``out`` holds something else.
    """
    out = out.resolve()
    refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
            work = Path(temporary)
            stage(site, work, templates.resolve(), base_config.resolve(), as_at)
            run_mkdocs(work, _layers(site.brand, templates.resolve()), as_at)
            _finish(site, work / "site")
            put_in_place(work / "site", out, work / "old")
    except OSError as error:
        raise BuildError(Finding("SITE", "error", f"the site cannot be written: {error}", out)) from error


def _layers(brand: Brand, templates: Path) -> list[Path]:
    """Return the folders in which a template is looked for, the first one first.

    Another look has a folder of its own beside ``templates``: what it lacks it shares.
    """
    return [templates] if brand.look is None else [templates.with_name(brand.look), templates]


def _config(site: Site, templates: Path, base_config: Path, as_at: date) -> dict[str, Any]:
    config = {
        "INHERIT": str(base_config),
        "site_name": site.brand.name,
        "site_url": site.brand.site_url,
        "theme": {"custom_dir": str(templates)},
        "extra": {
            "as_at": as_at.isoformat(),
            "look": look(site.brand),
            "policy": content_policy(meta=True, scripts=has_scripts(site.brand)),
            "scripts": has_scripts(site.brand),
            "notice": _privacy_notice(site),
            "words": {language: words(language).page for language in _languages(site)},
        },
    }
    return _as_material(config, site.brand) if site.brand.look == "material" else config


def _as_material(config: dict[str, Any], brand: Brand) -> dict[str, Any]:
    """Return ``config`` for mkdocs-material: no font of another host, no word of the maker's, no plugin.

    Raises ``BuildError`` where mkdocs-material is not installed: it is an extra.
    """
    if find_spec("material") is None:
        message = "'look: material' needs mkdocs-material, which is not installed"
        hint = "install it: python -m pip install 'noticepress[material]'; or leave 'look' out"
        raise BuildError(Finding("LOOK", "error", message, brand.path, hint=hint, brands=(brand.id,)))
    theme = {**config["theme"], "name": "material", "font": False}
    return {**config, "theme": theme, "extra": {**config["extra"], "generator": False}, "exclude_docs": _UNUSED}


def _languages(site: Site) -> list[str]:
    """Return the languages of a site's pages; that of the source always, for pages that no notice has."""
    return list(dict.fromkeys([SOURCE, *(str(page.meta.get("lang", SOURCE)) for page in site.pages)]))


def _privacy_notice(site: Site) -> str | None:
    """Return the address of the privacy notice, for ``rel="privacy-policy"`` on every page of the site."""
    address = addresses.current("privacy")
    return address if any(page.path == addresses.source(address) for page in site.pages) else None


def _front_matter(page: Page) -> str:
    return f"---\n{_yaml({'template': page.template, 'title': page.title, **page.meta, 'body': page.html})}---\n"


def _yaml(value: Mapping[str, Any]) -> str:
    """Return ``value`` as YAML in ASCII, with no line that could be taken for the end of the front matter."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(dict(value), Dumper=dumper, default_style='"', width=2**31 - 1, sort_keys=False))


def _write(folder: Path, path: str, data: bytes) -> None:
    """Write a file below ``folder``, refusing a path that leads out of it or that is taken."""
    pure = PurePosixPath(path)
    target = folder / pure
    if pure.is_absolute() or ".." in pure.parts:
        raise BuildError(Finding("SITE", "error", f"'{path}' does not lie inside the site"))
    if target.exists():
        raise BuildError(Finding("SITE", "error", f"two pages or files of the site have the path '{path}'"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def run_mkdocs(work: Path, layers: Sequence[Path], as_at: date) -> None:
    """Have mkdocs build the tree at ``work``; ``BuildError`` with what it, or a template in ``layers``, refuses."""
    with _epoch(as_at), _listening() as said:
        try:
            config = load_config(str(work / "mkdocs.yml"), strict=True)
            # A configuration file names one folder; a look's own is first, what it shares comes next.
            config.theme.dirs[1:1] = map(str, layers[1:])
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except (Abort, MkDocsException) as error:
            findings = [Finding("MKDOCS", "error", message) for message in said] or [
                Finding("MKDOCS", "error", str(error))
            ]
            raise BuildError(*findings) from error
        except jinja2.TemplateError as error:
            raise BuildError(_template_fault(error, layers)) from error


def _template_fault(error: jinja2.TemplateError, layers: Sequence[Path]) -> Finding:
    """Point to the line of the template that a designer has to mend."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if any(Path(frame.filename).is_relative_to(folder) for folder in layers)
    ]
    path, line = (Path(frames[-1].filename), frames[-1].lineno) if frames else (layers[0], None)
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        path, line = Path(error.filename), error.lineno
    return Finding("TEMPLATE", "error", str(error.message or error).splitlines()[0], path, line)


@contextmanager
def _epoch(as_at: date) -> Iterator[None]:
    """Let mkdocs take ``as_at`` for the time of the build, and put the environment back."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime(as_at.year, as_at.month, as_at.day, tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(max(1, int(moment.timestamp())))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what mkdocs warns of. Its logger stays at WARNING: higher, ``strict`` would not see the warnings."""
    logger, said = logging.getLogger("mkdocs"), list[str]()
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    before = logger.level, logger.propagate
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


def _finish(site: Site, built: Path) -> None:
    """Add the files beside the pages, check that each body came through, and set every mode."""
    # mkdocs packs the sitemap, and the packed bytes depend on the machine's zlib.
    (built / "sitemap.xml.gz").unlink(missing_ok=True)
    for page in site.pages:
        _check_body(page, built)
    for file in site.files:
        _write(built, file.path, file.data)
    for folder, _, names in os.walk(built):
        Path(folder).chmod(FOLDER_MODE)
        for name in names:
            (Path(folder) / name).chmod(FILE_MODE)


def _check_body(page: Page, built: Path) -> None:
    html = (built / page.path).with_suffix(".html").read_bytes()
    if page.html.encode() not in html:
        message = f"the template {page.template} does not put out the body of {page.path} as it is"
        raise BuildError(Finding("TEMPLATE", "error", message, hint="use {{ page.meta.body }}, with no filter"))


def refuse_foreign(out: Path) -> None:
    """Raise ``BuildError`` where ``out`` holds something that no build made, and so must not be replaced."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not all((out / mark).is_file() for mark in MARKS):
        hint = "name an empty folder, or one that an earlier build made"
        raise BuildError(Finding("SITE", "error", "this is not a built site, so it is not replaced", out, hint=hint))


def put_in_place(built: Path, out: Path, old: Path) -> None:
    """Swap the finished site in by renaming; where that fails, the old one goes back."""
    is_there = out.exists()
    if is_there:
        out.rename(old)
    try:
        built.rename(out)
    except OSError:
        if is_there:
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
