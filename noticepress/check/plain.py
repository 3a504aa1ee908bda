"""A notice in plain text: bullets, short lines as headings, and either a paragraph a line or wrapped lines."""

import re
from collections.abc import Iterator
from pathlib import Path

from noticepress.check.view import Block, View, Writer

_BULLET = re.compile(r"[ \t]*(?:[·•‣◦▪*–-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[ \t\u00a0]+")
_HASHES = re.compile(r"(#{1,6})[ \t]+")
_RULE = re.compile(r"[ \t]*[-=_*]{3,}[ \t]*")
#: A heading is a line of at most so many words …
_HEADING_WORDS = 16
#: … and text whose lines are all shorter than this is wrapped, so that blank lines part its paragraphs.
_WRAPPED = 100
_ENDS_NO_HEADING = re.compile(r"[.;:,!][\"”’)]*$")

Line = tuple[int, str]


def plain_view(text: str, path: Path) -> View:
    """Return the view of a plain-text notice."""
    chunks = [chunk for chunk in paragraph_chunks(text) if not _RULE.fullmatch(chunk[0][1])]
    return View(path, tuple(_blocks(chunks)), linked=False)


def paragraph_chunks(text: str) -> list[list[Line]]:
    """Return the lines of each heading, paragraph and item, with their numbers from 1."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1)]
    wrapped = any(not line.strip() for _, line in lines[:-1]) and max(len(line) for _, line in lines) <= _WRAPPED
    return list(_paragraphs(lines) if wrapped else ([line] for line in lines if line[1].strip()))


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph and item: a blank line, a bullet or a heading begins another."""
    chunk: list[Line] = []
    for line in lines:
        fresh = not line[1].strip() or _BULLET.match(line[1]) or _HASHES.match(line[1]) or _RULE.fullmatch(line[1])
        if fresh and chunk:
            yield chunk
            chunk = []
        if line[1].strip():
            chunk.append(line)
    if chunk:
        yield chunk


def _blocks(chunks: list[list[Line]]) -> Iterator[Block]:
    group, in_list = 0, False
    for number, chunk in enumerate(chunks):
        last = number == len(chunks) - 1
        bullet = _BULLET.match(chunk[0][1])
        hashes = _HASHES.match(chunk[0][1])
        group += bool(bullet) and not in_list
        in_list = bool(bullet)
        writer = Writer()
        lead = len(bullet.group()) if bullet else len(hashes.group()) if hashes else 0
        writer.add("\n".join(line for _, line in chunk)[lead:], chunk[0][0], lead + 1)
        if hashes or (not bullet and not last and is_heading([line for _, line in chunk])):
            found = writer.block("heading", level=len(hashes.group(1)) if hashes else 2)
        else:
            found = writer.block("item", group=group) if bullet else writer.block("paragraph")
        if found is not None:
            yield found


def is_heading(chunk: list[str]) -> bool:
    """Whether lines that belong together are a short one that ends in no stop and begins as a heading does."""
    text = chunk[0].strip()
    short = len(chunk) == 1 and len(text.split()) <= _HEADING_WORDS
    return short and not _ENDS_NO_HEADING.search(text) and (text[0].isupper() or text[0].isdigit())
