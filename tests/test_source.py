from pathlib import Path

import pytest

from noticepress.errors import ConfigError, NoticeError
from noticepress.source import SIZE_LIMIT, load_notice, parse_notice

PATH = Path("notice.md")


def test_the_body_begins_at_its_line() -> None:
    notice = parse_notice("---\ntitle: Privacy notice\n---\n\n## A {#a}\n", PATH, "privacy")
    assert (notice.title, notice.body, notice.first_line) == ("Privacy notice", "\n## A {#a}\n", 4)


@pytest.mark.parametrize("text", ["", "## A\n", "title: x\n", "---\ntitle: x\n"])
def test_a_notice_without_front_matter_is_told_how(text: str) -> None:
    with pytest.raises(NoticeError, match=r"notice.md:1:1: the notice has no title\n  hint: begin the file"):
        parse_notice(text, PATH, "privacy")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitel: x\n---\n", "notice.md:2:1: unknown field 'titel'\n  hint: did you mean 'title'?"),
        ("---\n---\n", "the field 'title' is missing"),
        ("---\ntitle: a\ntitle: b\n---\n", "notice.md:3:1: the key 'title' is given twice"),
        ("---\ntitle: ' '\n---\n", "notice.md:2:8: 'title': it should be words on one line"),
        ("---\ntitle: |\n  a\n  b\n---\n", "notice.md:2:8: 'title': it should be words on one line (it is 'a b ')"),
    ],
)
def test_front_matter_is_read_strictly(text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_notice(text, PATH, "privacy")
    assert expected in str(caught.value)


@pytest.mark.parametrize("character", ["\ue000", "\U000f0000", "\U0010fffd", "\u202e", "\x00", "\x1b", "\ufffe"])
def test_a_character_that_nobody_can_see_is_refused_at_its_place(character: str) -> None:
    with pytest.raises(NoticeError, match=f"notice.md:5:3: the character U\\+{ord(character):04X}"):
        parse_notice(f"---\ntitle: x\n---\n\nab{character}c\n", PATH, "privacy")


def test_a_huge_source_is_refused() -> None:
    with pytest.raises(NoticeError, match="larger than 1024 kB"):
        parse_notice("---\ntitle: x\n---\n" + "x" * SIZE_LIMIT, PATH, "privacy")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    text = "---\ntitle: x\n---\nA\nB\n"
    (tmp_path / "a.md").write_bytes(text.encode())
    (tmp_path / "b.md").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    one, two = (load_notice(tmp_path / name, tmp_path, "privacy") for name in ("a.md", "b.md"))
    assert one.body == two.body


def test_a_missing_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none.md: cannot be read"):
        load_notice(tmp_path / "none.md", tmp_path, "privacy")


@pytest.mark.parametrize("spelt", ["&#xE000;", "&#xF0000;", "&#983040;", "&#x202e;", "&#X7;"])
def test_such_a_character_spelt_as_a_number_is_refused_too(spelt: str) -> None:
    with pytest.raises(NoticeError, match=r"notice.md:5:3: the character U\+"):
        parse_notice(f"---\ntitle: x\n---\n\nab{spelt}c\n", PATH, "privacy")


def test_a_title_holds_no_values() -> None:
    with pytest.raises(NoticeError, match=r"notice.md:2:8: a title holds no values"):
        parse_notice("---\ntitle: '{{ brand.name }} notice'\n---\n", PATH, "privacy")
