"""Characters that may stand in no source and no value, because nobody can see what they do."""

import re

_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
#: Directional overrides can show a reader another text than the one that is there (CVE-2021-42574).
_DIRECTION = "\u202a-\u202e\u2066-\u2069"
_SURROGATES = "\ud800-\udfff"
_PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
#: The non-characters (Unicode 23.7): a block of 32, and the last two of each plane.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0xF0000, 0x10000)
)
_FORBIDDEN = re.compile(f"[{_CONTROLS}{_DIRECTION}{_SURROGATES}{_PRIVATE_USE}{_NONCHARACTERS}]")


def is_forbidden(character: str) -> bool:
    """Whether ``character`` is private-use, a surrogate, a control, a non-character or a directional override.

    A line end and a tab are controls that everyone can see.
    """
    return _FORBIDDEN.match(character) is not None


def first_forbidden(text: str) -> tuple[int, str] | None:
    """Return the position from 0 of the first forbidden character of ``text`` and its name, such as ``U+E000``."""
    found = _FORBIDDEN.search(text)
    return (found.start(), f"U+{ord(found.group()):04X}") if found else None
