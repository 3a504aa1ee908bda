from dataclasses import replace

import pytest
from sources import make_brand, make_notice

from noticepress.bind import bind
from noticepress.errors import NoticeError
from noticepress.model import BoundNotice, Brand, Company

PARENT = Company("group", "The Group", None)


def filled(bound: BoundNotice) -> str:
    return "".join(bound.values.get(character, character) for character in bound.markdown)


def written(body: str, brand: Brand | None = None) -> str:
    return filled(bind(make_notice(body), brand or make_brand()))


def refusals(body: str, brand: Brand | None = None) -> list[str]:
    with pytest.raises(NoticeError) as caught:
        bind(make_notice(body), brand or make_brand())
    return [str(finding).split("\n")[0] for finding in caught.value.findings]


def test_a_value_is_a_private_use_character_until_the_end() -> None:
    bound = bind(make_notice("Hi {{ brand.name }}!\n"), make_brand())
    assert bound.markdown == "Hi \U000f0000!\n"
    assert bound.values == {"\U000f0000": "Acme"}
    assert bound.names == {"\U000f0000": "brand.name"}


def test_a_condition_chooses_and_leaves_no_empty_line() -> None:
    body = "A\n{% if brand.parent %}\nB {{ brand.parent.name }}\n{% else %}\nC\n{% endif %}\nD\n"
    assert written(body) == "A\nC\nD\n"
    assert written(body, make_brand(parent=PARENT)) == "A\nB The Group\nD\n"


def test_tags_alone_on_a_line_leave_nothing_and_tags_within_one_take_nothing() -> None:
    assert written("A\n  {% if brand.name %} {% if brand.id %}\nB\n{% endif %}{% endif %}\nC\n") == "A\nB\nC\n"
    assert written("A {% if brand.parent %}x{% endif %}\nB\n") == "A \nB\n"
    assert written("A <!-- x -->\nB\n") == "A \nB\n"


def test_elif_and_not() -> None:
    body = "{% if brand.parent %}a{% elif not brand.legal_name %}b{% else %}c{% endif %}\n"
    assert written(body) == "c\n"
    assert written(body, make_brand(legal_name=None)) == "b\n"


def test_a_loop_over_a_declared_list() -> None:
    body = (
        "{% for c in brand.sister_companies %}\n- {{ c }}{% if loop.last %}.{% else %};{% endif %}\n{% endfor %}\nEnd\n"
    )
    assert written(body) == "- Bolt Limited;\n- Cog.\nEnd\n"
    assert written(body, make_brand(sisters=())) == "End\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('{{ brand.contact.address | join(", ") }}', "1 Mill Lane, Anytown"),
        ('{{ brand.sister_companies | join(", ", " or ") }}', "Bolt Limited or Cog"),
        ("{{ brand.contact.telephone | tel }}", "+441632960001"),
        ("{{ brand.contact.website | host }}", "www.acme.example"),
    ],
)
def test_filters(expression: str, expected: str) -> None:
    assert written(expression) == expected


def test_a_note_to_editors_is_not_published() -> None:
    assert written("A\n<!-- ask\nlegal -->\nB\n") == "A\nB\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{{ ''.__class__ }}", "notice.md:4:1: this is not allowed in a notice"),
        ("x\n{{ 'a'*10**9 }}", "notice.md:5:1: this is not allowed in a notice"),
        ("{{ brand.__class__ }}", "notice.md:4:4: no value is called 'brand.__class__'"),
        ("{{ brand['name'] }}", "notice.md:4:1: this is not allowed in a notice"),
        ("{{ brand.name() }}", "notice.md:4:1: this is not allowed in a notice"),
        ("\n\n{% include 'x' %}", "notice.md:6:1: this is not allowed in a notice (include)"),
        ("{% extends 'x' %}", "notice.md:4:1: this is not allowed in a notice (extends)"),
        ("{% import 'x' as y %}", "notice.md:4:1: this is not allowed in a notice (import)"),
        ("{% raw %}{{ x }}{% endraw %}", "notice.md:4:1: this is not allowed in a notice (raw)"),
        ("{% set x = 1 %}", "notice.md:4:1: this is not allowed in a notice (assign)"),
        ("{% macro m() %}{% endmacro %}", "notice.md:4:1: this is not allowed in a notice (macro)"),
        ("{% if brand.name == 'x' %}{% endif %}", "notice.md:4:1: this is not allowed in a notice"),
        ("{{ 1 if brand.name else 2 }}", "notice.md:4:1: this is not allowed in a notice"),
        ("{{ brand.name | default('x') }}", "notice.md:4:17: no filter is called 'default'"),
        ("{{ brand.name | upper }}", "notice.md:4:17: no filter is called 'upper'"),
        ("{{ brand.sister_companies | join(brand.name) }}", "the filter 'join' takes plain texts only"),
        ("{{ brand.sister_companies | join('\\U000F0000') }}", "the filter 'join' takes plain texts only"),
        ("{{ brand.name | join(',') }}", "'join' needs a list, and 'brand.name' is none"),
        ("{{ brand.contact.address | tel }}", "'tel' needs a text, and 'brand.contact.address' is none"),
        ("{{ brand.contact }}", "'brand.contact' holds several values"),
        ("{{ brand.contact.address }}", "'brand.contact.address' is a list"),
        ("{% for x in brand.name %}{% endfor %}", "'brand.name' is no list"),
        ("{% for x in brand.sister_companies recursive %}{% endfor %}", "only a plain 'for item in list' is allowed"),
        ("{% for x in brand.sister_companies if x %}{% endfor %}", "only a plain 'for item in list' is allowed"),
        (
            "{% for a in brand.sister_companies %}\n{% for b in brand.sister_companies %}{% endfor %}{% endfor %}",
            "notice.md:5:1: only a plain 'for item in list' is allowed, and none inside another",
        ),
        ("{% for brand in brand.sister_companies %}{% endfor %}", "the name 'brand' is taken"),
        ("{{ loop.index }}", "no value is called 'loop.index'"),
        ("A\n\n{{ brand.name", "notice.md:6:1: unexpected end of template"),
        ("A\n{% if brand.name %}\nB\n", "notice.md:6:1: Unexpected end of template"),
        ("{{" + "(" * 5000 + "brand" + ")" * 5000 + "}}", "notice.md:4:1: the template is nested too deeply"),
    ],
)
def test_anything_else_is_refused_with_its_line(body: str, expected: str) -> None:
    assert any(expected in refusal for refusal in refusals(body))


def test_every_mistake_of_a_notice_comes_in_one_run_in_branches_not_taken_too() -> None:
    body = "{% if brand.parent %}\n{{ brand.emial }}\n{% else %}\n{{ brand.nam }}\n{% endif %}\n{{ x }}\n"
    assert [refusal.split(":")[1] for refusal in refusals(body)] == ["5", "7", "9"]


def test_a_typo_is_told_what_was_meant() -> None:
    with pytest.raises(NoticeError, match=r"notice.md:4:4: no value is called 'brand.emial'\n  hint: did you mean"):
        bind(make_notice("{{ brand.emial }}"), make_brand())


def test_a_missing_value_names_the_brands_file_and_the_line_whatever_stood_above() -> None:
    brand = make_brand()
    brand = replace(brand, contact=replace(brand.contact, form=None))
    body = "A\n{% if brand.parent %}\nB\nB\n{% endif %}\n<!-- one\ntwo -->\n{{ brand.contact.form }}\n"
    with pytest.raises(NoticeError) as caught:
        bind(make_notice(body), brand)
    finding = caught.value.findings[0]
    assert (finding.line, finding.column, finding.brands) == (11, 4, ("acme",))
    assert finding.message == "'brand.contact.form' has no value for Acme"
    assert "brands/acme.yml" in (finding.hint or "")
    assert "{% if brand.contact.form %}" in (finding.hint or "")


def test_each_output_line_knows_its_source_line() -> None:
    body = (
        "one\n{% if brand.name %}\nthree\n{% endif %}\n<!-- x\ny -->\nseven\n"
        "{% for c in brand.sister_companies %}\nnine {{ c }}\n{% endfor %}\neleven\n"
    )
    bound = bind(make_notice(body), make_brand())
    assert bound.markdown.count("\n") == len(bound.lines)
    assert [line - 3 for line in bound.lines] == [1, 3, 7, 9, 9, 11]


@pytest.mark.parametrize("value", ["a\ue000b", "\U000f0001", "a\u202eb", "\x00"])
def test_a_value_with_a_character_that_nobody_can_see_is_refused(value: str) -> None:
    assert "holds the character U+" in refusals("{{ brand.name }}", make_brand(name=value))[0]


def test_a_number_that_cannot_be_dialled_is_refused() -> None:
    brand = make_brand()
    brand = replace(brand, contact=replace(brand.contact, telephone="8675309"))
    assert "is no number that can be dialled" in refusals("{{ brand.contact.telephone | tel }}", brand)[0]


def test_a_name_is_found_as_a_whole_and_not_as_the_beginning_of_another() -> None:
    assert refusals("{{ brand.name }} and {{ brand.nam }}\n") == ["notice.md:4:25: no value is called 'brand.nam'"]


def test_the_host_of_what_is_no_address_is_the_text_itself() -> None:
    brand = make_brand(values={"place": "http://[x"})
    assert written("{{ brand.values.place | host }}\n", brand) == "http://[x\n"
