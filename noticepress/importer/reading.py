"""What was read from a file, before it becomes a notice, and the remarks that readers leave."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from noticepress.document import BLOCKS
from noticepress.errors import ConfigError, Finding

#: Characters of a remark's words that are shown: enough to find them, and a page is not shown whole.
_SHOWN = 120


@dataclass(frozen=True)
class Reading:
    """A file's content as HTML, and as the lines that the notice has to say.

    ``body`` has the HTML of the content alone, as ``shape`` takes it. ``lines`` is the same text read in another way,
    without what ``remarks`` say was left out: the notice is held to it. ``title`` is the one that the file gives
    beside its text, ``base`` the address that a page was saved from. ``keeps_spaces``: each space is
    meant, as it is in a text and is not in HTML.
    """

    path: Path
    body: ET.Element
    lines: tuple[str, ...]
    remarks: tuple[Finding, ...]
    title: str | None = None
    base: str | None = None
    keeps_spaces: bool = False


def lost(path: Path, message: str, words: str | None = None, hint: str | None = None) -> Finding:
    """Return the remark that something of the file is not in the notice; ``words`` are what it said."""
    return Finding("IMPORT-LOST", "warning", _with(message, words), path, hint=hint, words=words)


def guess(path: Path, message: str, words: str | None = None, hint: str | None = None) -> Finding:
    """Return the remark that something was decided that the file does not say."""
    return Finding("IMPORT-GUESS", "info", _with(message, words), path, hint=hint, words=words)


def refused(path: Path, message: str, hint: str | None = None, line: int | None = None) -> ConfigError:
    """Return the error of a file that cannot be imported as it is."""
    return ConfigError(Finding("IMPORT", "error", message, path, line, hint=hint))


def folded(text: str) -> str:
    """Return ``text`` with each run of white space, non-breaking spaces included, as one space."""
    return " ".join(text.split())


def text_of(node: ET.Element) -> str:
    """Return all the text inside an element, white space folded."""
    return folded("".join(_texts(node)))


def _texts(node: ET.Element) -> Iterator[str]:
    space = " " if node.tag in BLOCKS or node.tag == "br" else ""
    yield space + (node.text or "")
    for child in node:
        yield from _texts(child)
        yield child.tail or ""
    yield space


def shortened(text: str) -> str:
    """Return the beginning of a long text, for a line of a report."""
    text = folded(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"


def counted(number: int, noun: str) -> str:
    """Return ``1 word`` or ``2 words``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def distinct(remarks: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return remarks in their order, each once."""
    return tuple(dict.fromkeys(remarks))


def _with(message: str, words: str | None) -> str:
    return f"{message}: {shortened(words)}" if words else message
