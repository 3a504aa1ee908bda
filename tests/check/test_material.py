import pytest

from noticepress.check.material import effects, named
from noticepress.redline import compare_html


def section(covers: str, *blocks: str) -> str:
    return f'<h2 id="a" data-covers="{covers}">A</h2>\n' + "\n".join(blocks) + "\n"


def listed(*items: str) -> str:
    return "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>"


def found(covers: str, before: str, after: str) -> list[str]:
    blocks = [text if text.startswith("<") else f"<p>{text}</p>" for text in (before, after)]
    return [effect.what for effect in effects(compare_html(section(covers, blocks[0]), section(covers, blocks[1])))]


@pytest.mark.parametrize(
    ("covers", "before", "after", "what"),
    [
        ("13(1)(c)", "We use it to bill you.", "We use it to bill you and to build up a profile.", "adds a purpose"),
        ("13(1)(c)", listed("billing"), listed("billing", "marketing of our new products"), "adds a purpose"),
        ("13(1)(e)", listed("couriers"), listed("couriers", "credit agencies"), "adds a recipient"),
        ("13(1)(e)", "We share it with couriers.", "We share it with couriers and insurers.", "adds a recipient"),
        ("x", "We keep it.", "We keep it and pass it to Bright Ads Limited.", "adds a recipient"),
        ("13(1)(f)", "Data stays here.", "Data stays here or goes to India.", "adds a transfer"),
        ("x", "Our servers are near.", "Our servers are near, or in Ireland.", "adds a transfer"),
        ("13(1)(c)", "We rely on a contract.", "We rely on a contract or your consent.", "adds a basis"),
        ("13(2)(a)", "We keep it for 6 months.", "We keep it for 2 years.", "keeps data for longer"),
        ("13(2)(a)", "We keep it for six months.", "We keep it for twelve months.", "keeps data for longer"),
        ("13(2)(a)", "We keep it for 6 months.", "We keep it indefinitely.", "keeps data for longer"),
        ("13(2)(b)", listed("ask", "have your data deleted at once"), listed("ask"), "takes a right away"),
    ],
)  # fmt: skip
def test_what_a_change_does_to_a_reader_is_found(covers: str, before: str, after: str, what: str) -> None:
    assert what in found(covers, before, after)


@pytest.mark.parametrize(
    ("covers", "before", "after"),
    [
        ("13(1)(c)", "We use data to bill you.", "We use the data to bill you."),
        ("13(1)(c)", "You can write to us.", "You can write to us at Loop House, 1 High Street, Hull."),
        ("13(1)(c)", "GDPR Article 6(1)(b)", "UK GDPR Article 6(1)(b)"),
        ("13(2)(a)", "We keep it for 2 years.", "We keep it for 6 months."),
        ("13(2)(a)", "We keep it upto 6 months.", "We keep it up to 6 months."),
        ("13(2)(a)", "We keep it for 12 months.", "We keep it for twelve months."),
        ("13(2)(b)", "You can ask us to delete data.", "You can ask us to erase and delete data."),
        ("13(1)(e)", "<p>We share it.</p>\n<p>Not sold.</p>", "<p>Not sold.</p>\n<p>We share it.</p>"),
        ("x", "Under contract.", "Under a contract with us."),
        ("x", "Our servers stand in Hull.", "Our servers stand in Hull in the UK."),
    ],
)
def test_an_editors_change_is_silent(covers: str, before: str, after: str) -> None:
    assert found(covers, before, after) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [("six months and 2 years", 732), ("a 30-day period", 30), ("for ever", 10**6), ("soon", 0), ("12 months", 366)],
)
def test_named(text: str, days: int) -> None:
    assert max(named(text), default=(0, ""))[0] == days
