"""``embed/``: the notice in force for the pages of another site, as a fragment of HTML with a style of its own.

A server may put the fragment into its page, or a page may have ``notice.js`` fetch it. Ids begin with
the notice's, so that they clash with none of the page around them.
"""

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from noticepress.errors import BuildError, Finding
from noticepress.languages import Sentence
from noticepress.machine.versions import base_of
from noticepress.model import Brand, File, Timeline
from noticepress.pages import addresses
from noticepress.pages.record import Record, coming
from noticepress.pages.versions import untranslated
from noticepress.pages.wording import period

#: The files of ``templates/embed`` that every site gets as they are, but for comments in the style.
_STYLE, _SCRIPT = "notice.css", "notice.js"
#: Where the brand's own colour goes into the style.
_ACCENT = "var(--notice-accent, #1f5673)"
_ANCHORS = re.compile(r'(<[a-z][^<>]*?\s(?:id=|href=)")(#?)([^"]*)"')


def embed_files(timelines: Iterable[Timeline], brand: Brand, templates: Path) -> Iterator[File]:
    """Yield the fragment of each notice, the style and the script; ``templates`` is the folder that holds ``embed``."""
    for timeline in (each for of_notice in timelines for each in of_notice.in_each_language):
        address = addresses.fragment(timeline.notice, timeline.language)
        yield File(address, _fragment(timeline).encode(), "text/html; charset=utf-8")
    style = re.sub(r"/\*.*?\*/\s*", "", _template(templates, _STYLE), flags=re.DOTALL)
    if brand.theme.accent:
        style = style.replace(_ACCENT, f"var(--notice-accent, {brand.theme.accent})")
    yield File(f"embed/{_STYLE}", style.encode(), "text/css; charset=utf-8")
    yield File(f"embed/{_SCRIPT}", _template(templates, _SCRIPT).encode(), "text/javascript; charset=utf-8")


def _template(templates: Path, name: str) -> str:
    path = templates / "embed" / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        hint = "copy it from the templates that come with noticepress"
        raise BuildError(Finding("TEMPLATE", "error", f"cannot be read: {error.strerror}", path, hint=hint)) from error


def _fragment(timeline: Timeline) -> str:
    """Return the version in force as one element, or a word that there is none."""
    record = Record(timeline, {}, ())
    version, notice, language = record.in_force, timeline.notice, timeline.language
    history, said = addresses.history(notice, language), record.words
    attributes = f'class="noticepress-notice" lang="{language}"'
    if version is None:
        facts = untranslated(record) or said.say("embed", "none", history=history)
        return f"<div {attributes}>\n{_facts(facts, timeline)}</div>\n"
    number, title = version.document.version, version.document.title
    values = {"version": addresses.version(notice, number, language), "history": history, "number": number}
    facts = said.say("embed", "facts", title=title, period=period(version, said), **values)
    say = _facts(facts, timeline) + _facts(coming(record), timeline)
    attributes += f' data-version="{number}" data-sha256="{version.document.sha256}"'
    return f"<div {attributes}>\n{say}{_prefixed(version.document.html, notice)}</div>\n"


def _facts(sentence: Sentence, timeline: Timeline) -> str:
    """Return a sentence as a paragraph; its links begin at ``embed/`` where the site's address is unknown."""
    if not sentence:
        return ""
    base, words = base_of(timeline) or "../", []
    for part in sentence:
        if isinstance(part, str):
            words.append(html.escape(part))
        elif "day" in part:
            words.append(f'<time datetime="{part["day"]}">{html.escape(part["text"])}</time>')
        else:
            words.append(f'<a href="{html.escape(base + part["to"])}">{html.escape(part["text"])}</a>')
    return f'<p class="noticepress-facts">{"".join(words)}</p>\n'


def _prefixed(body: str, notice: str) -> str:
    """Return a body whose own anchors begin with the notice's id."""

    def renamed(match: re.Match[str]) -> str:
        start, sign, name = match.groups()
        is_anchor = bool(sign) or start.endswith('id="')
        return f'{start}{sign}{notice}-{name}"' if is_anchor else match.group()

    return _ANCHORS.sub(renamed, body)
