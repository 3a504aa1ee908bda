from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import make_notice

from check.group import BOLT, COG, LOOP, ORCHARD
from noticepress.bind import bind
from noticepress.check.masks import conditional_lines, difference_findings, frozen_findings, masked
from noticepress.document import render_document
from noticepress.errors import NoticeError
from noticepress.model import Document

BODY = """## Who {#who}

{% if brand.parent %}
{{ brand.name }} is part of {{ brand.parent.name }} group.
{% else %}
{{ brand.name }} leads {{ brand.sister_companies | join(", ", " and ") }}.
{% endif %}

Call {{ brand.contact.telephone }}{% if brand.legal_name %} or write to {{ brand.legal_name }}{% endif %}.

We keep data.
"""
BRANDS = (ORCHARD, LOOP, BOLT, COG)


def documents() -> list[Document]:
    return [render_document(bind(make_notice(BODY), brand), {}) for brand in BRANDS]


def test_brands_differ_inside_conditionals_only() -> None:
    assert list(difference_findings([bind(make_notice(BODY), brand) for brand in BRANDS])) == []


def test_the_lines_of_conditionals_are_known() -> None:
    assert conditional_lines(make_notice(BODY)) == {6, 7, 8, 9, 10, 12}
    assert conditional_lines(make_notice("<!-- {% if x %} -->\nA\n")) == frozenset()


def test_every_value_is_one_mask_and_so_is_a_list() -> None:
    assert [text for number, text in masked(bind(make_notice(BODY), ORCHARD)) if number == 9] == ["▮ leads ▮."]


def test_a_text_that_was_changed_for_one_brand_is_found_at_its_line() -> None:
    bounds = [bind(make_notice(BODY), brand) for brand in BRANDS]
    bounds[2] = replace(bounds[2], markdown=bounds[2].markdown.replace("We keep data.", "We sell data."))
    (finding,) = difference_findings(bounds)
    assert (finding.rule, finding.line, finding.brands) == ("BRAND-DIFF", 14, ("bolt",))
    assert finding.words == "We sell data."


def test_a_released_body_is_what_its_source_and_values_give() -> None:
    for document in documents():
        assert list(frozen_findings(document, make_notice(BODY), {}, Path("x.html"))) == []


def test_a_released_body_that_was_written_by_hand_is_found() -> None:
    body = documents()[1]
    body = replace(body, text=body.text.replace("We keep data.", "We keep data and sell it."))
    (finding,) = frozen_findings(body, make_notice(BODY), {}, Path("x.html"))
    assert finding.message == "loop.html says 'We keep data and sell it.', which its source and values do not give"


def test_a_source_that_cannot_be_bound_today_is_left_alone() -> None:
    assert list(frozen_findings(documents()[1], make_notice("{{ brand.shoe_size }}"), {}, Path("x.html"))) == []


names = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)


@given(names, names, st.booleans())
@pytest.mark.parametrize("body", [BODY, "{{ brand.name }}\n\n- {{ brand.contact.telephone }}\n"])
def test_no_values_make_two_brands_differ_outside_conditionals(body: str, one: str, two: str, legal: bool) -> None:
    first = replace(LOOP, name=one, legal_name=two if legal else None)
    second = replace(COG, name=two)
    assert list(difference_findings([bind(make_notice(body), brand) for brand in (first, second)])) == []


pieces = st.sampled_from(
    [
        "We keep data.", "{{ brand.name }} is fair", "\n\n", "\n", "- item\n", "{% if brand.parent %}", "{% else %}",
        "{% endif %}", "{% if brand.legal_name %}x{% endif %}", "<!-- note\n{% if %} -->", " ",
        "{% for s in brand.sister_companies %}{{ s }}{% if not loop.last %}, {% endif %}{% endfor %}",
        '{{ brand.sister_companies | join(", ", " or ") }}', "{%- if brand.legal_name -%} y {%- endif -%}",
        "{% for s in brand.sister_companies %}\n- {{ s }}\n{% endfor %}\n",
    ]
)  # fmt: skip


@given(st.lists(pieces, max_size=14).map("".join))
def test_no_template_makes_brands_differ_outside_conditionals(body: str) -> None:
    try:
        bounds = [bind(make_notice(body), brand) for brand in (ORCHARD, LOOP, replace(COG, sisters=()), BOLT)]
    except NoticeError:
        return
    assert list(difference_findings(bounds)) == []
