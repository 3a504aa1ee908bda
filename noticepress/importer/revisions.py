"""Tracked changes and comments of a Word document: what was accepted, dropped and left out, by whom."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.errors import Finding
from noticepress.importer.package import Package
from noticepress.importer.reading import shortened
from noticepress.importer.styles import W
from noticepress.importer.wordprocessing import said

_CHANGES = {
    f"{W}ins": "a tracked insertion is accepted",
    f"{W}moveTo": "a tracked move is accepted: here is the new place of",
    f"{W}del": "a tracked deletion is left out",
    f"{W}moveFrom": "a tracked move is accepted: this is gone from its old place",
}
_HINT = "accept or reject the changes in Word and import again, or look at each"


def remark_revisions(root: ET.Element, path: Path) -> Iterator[Finding]:
    """Yield each tracked change of a tree with its words and its author; runs of one author's are one change."""
    last: tuple[str, str] | None = None
    words: list[str] = []
    for kind, author, text in _changes(root):
        if last is not None and last != (kind, author):
            yield from _change(last, words, path)
            words = []
        last = (kind, author)
        if text is None:
            yield from _change(last, words, path)
            words = []
        elif text:
            words.append(text)
    if last is not None:
        yield from _change(last, words, path)


def _changes(root: ET.Element) -> Iterator[tuple[str, str, str | None]]:
    """Yield each change's kind, author and words; the end of a paragraph, ``None``, ends a change."""
    last = ("", "")
    for node in root.iter():
        if node.tag == f"{W}p" and last != ("", ""):
            yield (*last, None)
        if node.tag in _CHANGES and (text := said(node)):
            last = (node.tag, node.get(f"{W}author", ""))
            yield (*last, text)


def _change(change: tuple[str, str], words: list[str], path: Path) -> Iterator[Finding]:
    text = " ".join(words)
    if text:
        kind, author = change
        message = f"{_CHANGES[kind]}, by {author or 'somebody'}: {shortened(text)}"
        severity = "warning" if kind in {f"{W}del", f"{W}moveFrom"} else "info"
        yield Finding(
            "IMPORT-CHANGE", "warning" if severity == "warning" else "info", message, path, hint=_HINT, words=text
        )


def remark_comments(package: Package, path: Path) -> Iterator[Finding]:
    """Yield each comment with its words and its author: comments are no part of a notice."""
    for name in package.related("comments"):
        tree = package.tree(name)
        for comment in tree if tree is not None else ():
            words, author = said(comment), comment.get(f"{W}author") or "somebody"
            message = f"a comment is left out, by {author}: {shortened(words)}"
            yield Finding("IMPORT-COMMENT", "warning", message, path, words=words)
