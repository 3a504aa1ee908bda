"""Markdown of any kind as HTML: CommonMark with tables, footnotes, definitions and struck-out text."""

import re
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from noticepress.errors import Finding
from noticepress.importer.hypertext import read_html
from noticepress.importer.reading import Reading, lost

_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"([A-Za-z][\w-]*):(.*)")
_ATTRIBUTES = re.compile(r"^(#{1,6}[ \t].*?)[ \t]*\{(#[\w.:-]+)?[^{}\n]*\}[ \t]*$", re.MULTILINE)


def read_markdown(text: str, remarks: tuple[Finding, ...], path: Path) -> Reading:
    """Return what Markdown says, as the page that it makes; ids in ``{#braces}`` and a title on top are kept."""
    front = _FRONT.match(text)
    matter = _matter(front[1]) if front else {}
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser = parser.use(front_matter_plugin).use(footnote_plugin).use(deflist_plugin)
    html = parser.render(_ATTRIBUTES.sub(_with_anchor, text))
    reading = read_html(html, remarks, path)
    title = matter.pop("title", None)
    said = [lost(path, f"'{key}' of the front matter is left out", str(value)) for key, value in matter.items()]
    return Reading(path, reading.body, reading.lines, (*reading.remarks, *said), title or reading.title)


def _matter(text: str) -> dict[str, str]:
    """Return what front matter gives in lines of its own; a value of several lines is the lines, as they stand."""
    found: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        match = _KEY.match(line)
        if match:
            key = match[1]
            found[key] = match[2].strip().strip("\"'")
        elif key:
            found[key] = f"{found[key]} {line.strip()}".strip()
    return found


def _with_anchor(match: re.Match[str]) -> str:
    return f'{match[1]} <a id="{match[2][1:]}"></a>' if match[2] else match[1]
