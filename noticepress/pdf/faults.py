"""Why there is no PDF, in the user's words: a character that no font has, a template that refuses."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from unicodedata import name

import typst

from noticepress.errors import Finding
from noticepress.pdf.nodes import Node, plain

#: The fonts that come with Typst, in the order in which they are tried.
FONTS = ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern")
#: Where a Typst diagnostic points: ``┌─ base.typ:12:4``.
_PLACE = re.compile(r"┌─ (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)")
#: What Typst could set in no font; it writes some characters by their number.
_UNSHOWN = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed')
_NUMBER = re.compile(r"\\u\{([0-9a-f]+)\}")
#: Characters on either side by which a reader finds a place.
_AROUND = 24
#: Nodes that a reader sees as one stretch of text.
_STRETCHES = frozenset({"p", "h", "run", "dt", "pre"})


def faults(error: typst.TypstError | OSError, folder: Path, body: Sequence[Node | str]) -> tuple[Finding, ...]:
    """Return what stopped Typst: each character that no font has, with its place in ``body``, or a template's line."""
    if not isinstance(error, typst.TypstError):
        return (Finding("PDF", "error", f"no PDF: {error}", folder, hint="is this the project's templates folder?"),)
    unshown = dict.fromkeys(match["text"] for match in _UNSHOWN.finditer(error.diagnostic))
    if unshown:
        return tuple(_unshown(_NUMBER.sub(lambda match: chr(int(match[1], 16)), text), body) for text in unshown)
    hint = "; ".join(error.hints) or "the text is set by this template; what it could not set is named above"
    place = _PLACE.search(error.diagnostic)
    if place is None:
        return (Finding("PDF", "error", f"no PDF: {error.message}", folder, hint=hint),)
    path, line, column = folder / Path(place["file"]).name, int(place["line"]), int(place["column"])
    return (Finding("PDF", "error", f"no PDF: {error.message}", path, line, column, hint),)


def _unshown(text: str, body: Sequence[Node | str]) -> Finding:
    called = ", ".join(f"U+{ord(character):04X} {name(character, 'with no name')}" for character in text)
    message = f"no PDF: no font has {text} ({called}), {_place(text, body)}"
    hint = f"say it in words, or with another sign; tried {', '.join(FONTS)}, and never a font of the machine"
    return Finding("PDF", "error", message, hint=hint)


def _place(text: str, body: Sequence[Node | str]) -> str:
    section = ""
    for kind, said in _stretches(body):
        if kind == "h":
            section = said
        if text in said:
            at = said.index(text)
            around = said[max(at - _AROUND, 0) : at + len(text) + _AROUND].strip()
            return (f"under “{section}”: " if section else "in ") + f"“…{around}…”"
    return "in the title, or the brand's name or address"


def _stretches(nodes: Sequence[Node | str]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, dict):
            if node["t"] in _STRETCHES:
                yield node["t"], plain(node)
            for key in ("caption", "head", "c"):
                yield from _stretches(node.get(key, []))
