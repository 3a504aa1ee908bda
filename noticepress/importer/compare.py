"""The text of a notice beside the text of the file that it was imported from: word for word, spaces folded."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Signs of lists, alone: a notice's own lists have theirs.
_SIGNS = re.compile(r"[·•‣◦▪●○*–-]")
#: Words on each side that show where a difference is.
_AROUND = 4


@dataclass(frozen=True)
class Difference:
    """Words that stand in the file alone, words that stand in the notice alone, and those before them in the file."""

    missing: str
    added: str
    before: str

    def __str__(self) -> str:
        """Say it as a person reads it."""
        parts = [f"the notice lacks '{self.missing}'"] if self.missing else []
        parts += [f"the notice has '{self.added}', which the file has not"] if self.added else []
        return " and ".join(parts) + (f", after '{self.before}'" if self.before else "")


def differences(file: Iterable[str], notice: Iterable[str]) -> Iterator[Difference]:
    """Yield where two texts differ in a word; how words are parted by lines, spaces and bullets does not count."""
    before, after = _words(file), _words(notice)
    if before == after:
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            context = " ".join(before[max(0, start - _AROUND) : start])
            yield Difference(" ".join(before[start:end]), " ".join(after[first:last]), context)


def _words(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in line.split() if not _SIGNS.fullmatch(word)]
