"""Characters that may stand in no source and no value, because nobody can see what they do."""

import unicodedata

#: Directional overrides can show a reader another text than the one that is there (CVE-2021-42574).
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: The two kinds of non-character (Unicode 23.7): a block of 32, and the last two of each plane.
_ARABIC_NONCHARACTERS = range(0xFDD0, 0xFDF0)
_LAST_TWO = 0xFFFE
_ALLOWED_CONTROLS = frozenset("\n\t")


def is_forbidden(character: str) -> bool:
    """Whether ``character`` is private-use, a surrogate, a control, a non-character or a directional override."""
    if character in _ALLOWED_CONTROLS:
        return False
    if unicodedata.category(character) in {"Cc", "Co", "Cs"} or character in _DIRECTION:
        return True
    return ord(character) in _ARABIC_NONCHARACTERS or ord(character) & _LAST_TWO == _LAST_TWO


def first_forbidden(text: str) -> tuple[int, str] | None:
    """Return the position from 0 of the first forbidden character of ``text`` and its name, such as ``U+E000``."""
    for position, character in enumerate(text):
        if is_forbidden(character):
            return position, f"U+{ord(character):04X}"
    return None
