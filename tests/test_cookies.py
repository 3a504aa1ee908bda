"""A notice's cookies: read strictly from YAML, and put into its table last, a row each."""

from pathlib import Path

import pytest
from conftest import Change
from hypothesis import given
from hypothesis import strategies as st
from sources import REFERENCES, make_brand, make_notice

from noticepress.bind import bind
from noticepress.config import load_workspace
from noticepress.config.cookies import parse_cookies, with_cookies
from noticepress.document import make_document, render_document, tree
from noticepress.errors import ConfigError, NoticeError
from noticepress.machine.markdown import body_markdown
from noticepress.markdown import render
from noticepress.model import Brand, Cookie

ACME, BOLT = make_brand(), make_brand(id="bolt", name="Bolt", was=("spark",))
PATH = Path("notices/privacy/cookies.yml")
FULL = Cookie("_ga", "to count visits", "third", "Counters Limited", "2 years", "consent")
BODY = """
Table: The cookies

| Cookie | What for | Who | How long | First? |
|---|---|---|---|---|
{% for cookie in cookies %}
| # {{ cookie.name }} | {{ cookie.purpose }} | {% if cookie.first_party %}us{% else %}{{ cookie.who }}{% endif %} | \
{% if cookie.session %}until you go{% else %}{{ cookie.duration }}{% endif %} | \
{% if cookie.consent %}yes{% else %}no: {{ cookie.exception }}{% endif %} |
{% endfor %}
"""


def with_list(*cookies: Cookie, brand: Brand = ACME) -> Brand:
    return with_cookies(brand, {"privacy": cookies})


def html(*cookies: Cookie, body: str = BODY) -> str:
    return render(bind(make_notice(body), with_list(*cookies)), REFERENCES)


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_cookies(text, PATH, [ACME, BOLT])
    return [str(finding) for finding in caught.value.findings]


def test_an_entry_in_full_is_read_with_its_places() -> None:
    text = """cookies:
  - name: _ga
    purpose: to count visits
    party: third
    who: Counters Limited
    duration: 2 years
    basis: consent
    brands: [bolt]
  - purpose: to keep you signed in
"""
    first, second = parse_cookies(text, PATH, [ACME, BOLT])
    assert first == Cookie("_ga", "to count visits", "third", "Counters Limited", "2 years", "consent", ("bolt",))
    assert first.places["duration"] == (6, 15)
    assert second == Cookie(purpose="to keep you signed in")
    assert (second.path, second.places[""], second.called) == (
        PATH,
        (9, 5),
        "the cookie that is 'to keep you signed in'",
    )


def test_what_is_one_brands_is_no_others() -> None:
    own = Cookie("acme_id", brands=("acme",))
    assert with_list(own, FULL).cookies == {"privacy": (own, FULL)}
    assert with_list(own, FULL, brand=BOLT).cookies == {"privacy": (FULL,)}


@pytest.mark.parametrize("text", ["session", "1 second", "30 minutes", "1 year", "400 days", "until deleted"])
def test_a_duration_has_a_number_and_a_unit(text: str) -> None:
    assert parse_cookies(f"cookies:\n  - {{name: a, duration: {text}}}\n", PATH, [ACME])[0].duration == text


@pytest.mark.parametrize("text", ["long", "2 year", "1 years", "0 days", "a year", "persistent", "-1 days", "01 days"])
def test_any_other_duration_is_refused(text: str) -> None:
    (said,) = mistakes(f"cookies:\n  - {{name: a, duration: {text}}}\n")
    assert said.startswith(f"{PATH}:2:25: 'cookies.0.duration': it should be such as '30 minutes', '1 year'")
    assert text in said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{duration: 1 year}", "2:5: 'cookies.0': a cookie needs its 'name' or its 'purpose'"),
        ("{name: a, party: first, who: B}", "2:5: 'cookies.0': 'who' goes with 'party: third'"),
        ("{name: a, who: B}", "2:5: 'cookies.0': 'who' goes with 'party: third'"),
        ("{name: a, party: ours}", "2:22: 'cookies.0.party': it should be 'first' or 'third' (it is 'ours')"),
        ("{name: a, durration: 1 year}", "2:15: unknown field 'cookies.0.durration'\n  hint: did you mean 'duration'?"),
        ("{name: a, brands: []}", "2:23: 'cookies.0.brands': List should have at least 1 item"),
        ("{name: a, brands: [atcme]}", "2:24: no brand is called 'atcme'\n  hint: did you mean 'acme'?"),
        ("{name: a, brands: [spark]}", "2:24: no brand is called 'spark'\n  hint: it was renamed: use 'bolt'"),
        ("{name: NO, purpose: ~}", "2:25: '~' stands for nothing in YAML"),
        ("{name: a, name: b}", "2:15: the key 'name' is given twice"),
    ],
)
def test_a_mistake_is_named_at_its_place(entry: str, said: str) -> None:
    assert mistakes(f"cookies:\n  - {entry}\n")[0].startswith(f"{PATH}:{said}")


@pytest.mark.parametrize(
    ("first", "second", "doubled"),
    [("", "", True), ("[acme]", "", True), ("[acme]", "[acme, bolt]", True), ("[acme]", "[bolt]", False)],
)
def test_a_brand_has_a_name_once(first: str, second: str, doubled: bool) -> None:
    lines = [f"  - {{name: a{f', brands: {brands}' if brands else ''}}}\n" for brands in (first, second)]
    text = f"cookies:\n{''.join(lines)}"
    if not doubled:
        assert len(parse_cookies(text, PATH, [ACME, BOLT])) == 2
        return
    (said,) = mistakes(text)
    assert said.startswith(f"{PATH}:3:12: the cookie 'a' is listed twice\n  hint: the first is in line 2")


def test_mistakes_of_all_files_come_in_one_run(project: Change) -> None:
    root = project({"notices/privacy/cookies.yml": "cookies:\n  - {party: second}\n", "notices/moved.yml": "a: b\n"})
    with pytest.raises(ConfigError) as caught:
        load_workspace(root)
    assert {str(finding.path) for finding in caught.value.findings} == {str(PATH), "notices/moved.yml"}


def test_no_cookies_are_said_by_an_empty_list_and_not_by_an_empty_file() -> None:
    assert parse_cookies("cookies: []\n", PATH, [ACME]) == ()
    assert mistakes("") == [f"{PATH}:1:1: the file holds no 'field: value' lines\n  hint: fields: cookies"]


def test_each_cookie_is_a_row_with_a_header_of_its_own() -> None:
    found = tree(html(FULL, Cookie("sid", "to sign in", "first", None, "session", "strictly necessary")))
    assert [caption.text for caption in found.iter("caption")] == ["The cookies"]
    assert {cell.get("scope") for cell in found.findall(".//thead//th")} == {"col"}
    rows = [["".join(cell.itertext()) for cell in row] for row in found.findall(".//tbody/tr")]
    assert rows == [
        ["_ga", "to count visits", "Counters Limited", "2 years", "yes"],
        ["sid", "to sign in", "us", "until you go", "no: strictly necessary"],
    ]
    assert [(row[0].tag, row[0].get("scope")) for row in found.findall(".//tbody/tr")] == [("th", "row")] * 2
    assert {cell.tag for row in found.findall(".//tbody/tr") for cell in row[1:]} == {"td"}


def test_a_brand_without_cookies_has_no_table() -> None:
    assert "table" not in html(body=f"{{% if cookies %}}\n{BODY}{{% endif %}}\n\nText.\n")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cf", "Cn", "Zl", "Zp")), min_size=1))
def test_no_value_of_a_cookie_acts_as_markup(text: str) -> None:
    if not text.strip():
        return
    plain = tree(html(FULL))
    found = tree(html(Cookie(text, text, "third", text, "2 years", text)))
    assert [node.tag for node in found.iter()] == [node.tag for node in plain.iter()]
    assert found.findtext(".//tbody//td") == text


@pytest.mark.parametrize("text", ["# x", "a | b", "`_ga`", "<b>", "|---|", "[a](b)", "\\#"])
def test_markdown_of_a_version_gives_its_table_again(text: str) -> None:
    body = html(Cookie(text, text, "third", text, "2 years", text)).replace("<caption>The cookies</caption>\n", "")
    assert render(bind(make_notice(body_markdown(body)), ACME), {}) == body


def test_the_first_cell_of_a_row_can_begin_with_a_number_sign() -> None:
    body = render(bind(make_notice("| a | b |\n|---|---|\n| \\# 1 | # 2 |\n| #3 | 4 |\n"), ACME), {})
    assert [(node.tag, node.text) for node in tree(body).findall(".//tbody/tr/*")] == [
        ("td", "# 1"), ("td", "# 2"), ("td", "#3"), ("td", "4")
    ]  # fmt: skip
    again = render(bind(make_notice(body_markdown(body)), ACME), {})
    assert again == body


@pytest.mark.parametrize(
    ("body", "message", "hint"),
    [
        ("{{ cookies }}", "'cookies' is a list", "go through it: {% for item in cookies %}"),
        ('{{ cookies | join(", ") }}', "'join' needs a list of texts, and 'cookies' is none", None),
        ("{{ cookies.name }}", "no value is called 'cookies.name'", None),
        ("{% for c in cookies %}{{ c.nmae }}{% endfor %}", "no value is called 'c.nmae'", "did you mean 'c.name'?"),
        ("{% for c in cookies %}{{ c }}{% endfor %}", "'c' holds several values", None),
        (
            "{% for c in cookies %}{{ c.who | host }}{% endfor %}x{{ cookie.name }}",
            "no value is called 'cookie.name'",
            None,
        ),
        ("{% for c in cookies %}{{ c.who }}{% endfor %}", "'c.who' has no value for Acme", None),
    ],
)
def test_a_list_of_cookies_is_only_gone_through(body: str, message: str, hint: str | None) -> None:
    with pytest.raises(NoticeError) as caught:
        bind(make_notice(body), with_list(Cookie("a")))
    found = next(finding for finding in caught.value.findings if finding.message == message)
    assert found.line == 4
    assert hint is None or found.hint == hint


def test_a_notice_without_the_file_is_told_where_to_write_it() -> None:
    with pytest.raises(NoticeError, match="no value is called 'cookies'") as caught:
        bind(make_notice("{% for c in cookies %}{{ c.name }}{% endfor %}"), ACME)
    assert "cookies.yml, beside the notice" in str(caught.value)


def test_a_document_knows_what_it_was_bound_to() -> None:
    document = render_document(bind(make_notice(BODY), with_list(FULL)), REFERENCES)
    assert document.cookies == (FULL,)
    assert not any("cookies" in name for name in document.values), "a changed cookie is a change of its row"
    assert (
        make_document(
            notice="a", brand="b", brand_name="B", version="1", effective=None, title="T", html="<p>x</p>"
        ).cookies
        is None
    )
