"""What is forbidden, held against the Unicode database for every code point there is."""

import sys
import unicodedata

from noticepress.characters import first_forbidden, is_forbidden


def test_every_code_point_is_judged_by_its_category() -> None:
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        invisible = unicodedata.category(character) in {"Cc", "Co", "Cs"} and character not in "\n\t"
        nobodys = 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE
        direction = 0x202A <= number <= 0x202E or 0x2066 <= number <= 0x2069
        assert is_forbidden(character) is (invisible or nobodys or direction), hex(number)


def test_the_first_one_is_named_with_its_position() -> None:
    assert first_forbidden("ab\ue000c\ue001") == (2, "U+E000")
    assert first_forbidden("plain — “text”\n\tä漢😀") is None
