"""The engine that makes pages of a staged tree: mkdocs, in this process. Another one would take its place here."""

import logging
import os
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.pages import Page
from mkdocs.theme import Theme

from noticepress.errors import BuildError, Finding
from noticepress.site.staging import KEPT, Given


class _Compiled(jinja2.BytecodeCache):
    """Templates as this process has compiled them, by name and source: all brands have the same ones."""

    def __init__(self) -> None:
        self._code: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._code.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.checksum, bucket.code


_COMPILED = _Compiled()
#: The engine takes the day and tells its warnings by way of the whole process: two threads go one after the other.
_ALONE = threading.Lock()


class _Pages(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Gives mkdocs the data of pages that their own files do not say."""

    def __init__(self, pages: Mapping[str, Mapping[str, Any]]) -> None:
        self._pages = pages

    def on_page_read_source(self, **_: object) -> str:
        """Return what the file of a page holds."""
        return ""

    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Give a page its data."""
        page.meta = dict(self._pages[page.file.src_uri])
        # Its body is HTML already, in its data: no parser of Markdown is made for each page to find nothing.
        page.content = ""
        page.render = _nothing_to_render  # type: ignore[method-assign]
        return markdown


def _nothing_to_render(config: object, files: object) -> None:
    """Take the place of ``Page.render`` on a page whose body is in its data."""


def run_mkdocs(work: Path, layers: Sequence[Path], as_at: date, given: Given | None = None) -> None:
    """Make ``work/site`` of the tree in ``work``; ``layers`` are the folders in which templates are looked for.

    ``given`` is what the tree was staged without. Raises ``BuildError`` with what mkdocs warns of or refuses, and with
    the line of a template that fails.
    """
    with _ALONE, _epoch(as_at), _listening() as said:
        try:
            known: dict[str, Any] = {} if given is None else {"extra": given.extra}
            config = load_config(str(work / "mkdocs.yml"), strict=True, **known)
            if given is not None:
                config.plugins["noticepress"] = _Pages(given.pages)
            # A configuration file names one folder; a look's own is first, what it shares comes next.
            config.theme.dirs[1:1] = [*map(str, layers[1:]), str(_nothing(work))]
            _compile_once(config.theme)
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


def compile_templates(folder: Path) -> None:
    """Compile the templates in ``folder``, which this process and its copies then need not. Faulty ones are let be."""
    theme = Theme(name=None, custom_dir=str(folder))
    _compile_once(theme)
    environment = theme.get_env()
    for path in sorted(folder.glob("*.*ml")):
        with suppress(jinja2.TemplateError, OSError, ValueError):
            environment.get_template(path.name)


def _nothing(work: Path) -> Path:
    """Return a folder with the template of pages that are not made."""
    folder = work / "nothing"
    folder.mkdir()
    (folder / KEPT).touch()
    return folder


def _compile_once(theme: Theme) -> None:
    """Let the environment that mkdocs makes for each site take templates that this process has compiled."""
    make = theme.get_env

    def environment() -> jinja2.Environment:
        made = make()
        made.bytecode_cache = _COMPILED
        return made

    theme.get_env = environment  # type: ignore[method-assign]


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
