"""Signals are facts, each with the words that raised it."""

import pytest

from noticepress.redline import compare_html


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We will not sell it", "We may sell it", {"negation-or-modal": ("will", "not", "may")}),
        ("kept for 6 months", "kept for 12 months", {"number-or-duration": ("6", "12")}),
        ("kept for a month", "kept for a year", {"number-or-duration": ("month", "year")}),
        ("seen by staff", "seen by staff and our suppliers", {"recipient": ("suppliers",)}),
        ("sent to Hull", "sent to Acme Hosting Ltd", {"recipient": ("Acme Hosting Ltd",)}),
        ("stored in the UK", "stored in the USA", {"country-or-transfer": ("UK", "USA")}),
        ("because of your consent", "because of our need", {"lawful-basis": ("consent",)}),
        ("You have a right to object", "You have a reason to smile", {"right": ("right", "object")}),
        ("a red door", "a blue door", {}),
        ("the UK is not far", "the UK is not near", {}),
    ],
)
def test_words_raise_signals(old, new, expected):
    changes = compare_html(f"<p>{old}</p>\n", f"<p>{new}</p>\n").changes
    found = {signal.kind: signal.words for change in changes for signal in change.signals}
    assert found == expected


def test_a_word_is_read_with_its_neighbours() -> None:
    redline = compare_html("<p>As the GDPR says, we keep it.</p>\n", "<p>As the UK GDPR says, we keep it.</p>\n")
    assert [change.signals for change in redline.changes] == [()]
    redline = compare_html("<p>We keep your data.</p>\n", "<p>We keep your data in the UK.</p>\n")
    assert [signal.words for change in redline.changes for signal in change.signals] == [("UK",)]
