"""Cookie tables held to PECR: rows in full, what each rests on, and a text that says the same."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import Change
from sources import REFERENCES, make_brand

from check.group import BOLT, COG, GROUP
from noticepress.bind import bind
from noticepress.check import check_document, check_text, check_workspace
from noticepress.check.cookies import exemptions
from noticepress.check.guard import brand_findings, source_findings
from noticepress.check.leaks import cookie_leaks, leaks
from noticepress.check.marked import bound_view
from noticepress.check.waivers import with_waivers
from noticepress.config import load_workspace
from noticepress.config.cookies import parse_cookies, with_cookies
from noticepress.document import render_document
from noticepress.errors import Finding
from noticepress.law import commencements, load_law, uk_law
from noticepress.model import Brand, Cookie
from noticepress.source import parse_notice

AS_AT = date(2026, 11, 23)
BEFORE = date(2026, 2, 4)
PATH = Path("notices/cookies/cookies.yml")
TABLE = """
| Cookie | What for | Who | How long | First? |
|---|---|---|---|---|
{% for c in cookies %}
| # {% if c.name %}{{ c.name }}{% else %}?{% endif %} | {% if c.purpose %}{{ c.purpose }}{% endif %} | \
{% if c.who %}{{ c.who }}{% endif %} | {% if c.duration %}{{ c.duration }}{% endif %} | x |
{% endfor %}
"""
FULL = Cookie("sid", "to keep you signed in", "first", None, "session", "strictly necessary")
ADS = Cookie("ad", "to show targeted ads", "third", "Ads Limited", "90 days", "consent")
STATS = Cookie("stats", "to count visits", "first", None, "1 year", "statistics")


def judged(text: str, *cookies: Cookie, day: date = AS_AT, about: str = "cookies") -> list[Finding]:
    brand = with_cookies(make_brand(), {"cookies": cookies})
    written = (
        f'---\ntitle: Cookie notice\nabout: {about}\n---\n## Cookies {{#cookies covers="PECR-6"}}\n\n{text}\n{TABLE}'
    )
    bound = bind(parse_notice(written, Path("notices/cookies/notice.md"), "cookies"), brand)
    return list(check_text(bound_view(bound, REFERENCES), brand, day))


def found(rule: str, text: str, *cookies: Cookie, day: date = AS_AT) -> list[Finding]:
    return [finding for finding in judged(text, *cookies, day=day) if finding.rule == rule]


def test_a_row_in_full_is_none_the_worse() -> None:
    assert found("PECR-6-TABLE", "We use cookies.", FULL, ADS, STATS) == []


@pytest.mark.parametrize("field", ["name", "purpose", "party", "duration", "basis"])
def test_each_missing_fact_is_a_finding_of_its_own(field: str) -> None:
    (cookie,) = parse_cookies("cookies:\n  - {purpose: to sign in, name: sid}\n", PATH, [])
    full = replace(cookie, party="first", duration="1 year", basis="consent")
    (finding,) = found("PECR-6-TABLE", "We use cookies.", replace(full, **{field: None}))
    assert finding.message.startswith(f"'{field}' of the cookie ")
    assert ("'sid'" in finding.message) == (field != "name")
    assert (finding.path, finding.line, finding.column, finding.severity) == (PATH, 2, 5, "warning")
    assert finding.citation == "PECR regulation 6(2); ICO, 'How do we tell people'"
    assert finding.hint is not None
    assert "never guessed" in finding.hint


def test_a_third_party_has_a_name() -> None:
    (finding,) = found("PECR-6-TABLE", "We use cookies.", replace(ADS, who=None))
    assert finding.message == "'who' of the cookie 'ad' is missing: the company that sets it"


def test_advertising_is_told_that_it_has_no_exception() -> None:
    (finding,) = found("PECR-6-TABLE", "We use cookies.", replace(ADS, basis=None))
    assert finding.message.endswith("advertising has none, and needs consent")


@pytest.mark.parametrize(
    ("basis", "hint"),
    [
        ("strictly neccessary", "did you mean 'strictly necessary'?"),
        ("statistic", "did you mean 'statistics'?"),
        (
            "legitimate interests",
            "known here: appearance, communication, consent, emergency, statistics, strictly necessary",
        ),
    ],
)
def test_a_basis_that_is_none_is_an_error_with_a_likely_one(basis: str, hint: str) -> None:
    (finding,) = found("PECR-6-TABLE", "We use cookies.", replace(FULL, basis=basis))
    assert (finding.severity, finding.hint) == ("error", hint)


def test_a_list_that_no_table_shows_is_an_error() -> None:
    brand = with_cookies(make_brand(), {"cookies": (FULL,)})
    notice = parse_notice("---\ntitle: T\nabout: cookies\n---\n## A {#a}\n\nText.\n", Path("n.md"), "cookies")
    said = [f for f in check_text(bound_view(bind(notice, brand), {}), brand, AS_AT) if f.rule == "PECR-6-TABLE"]
    assert [(f.severity, f.message) for f in said] == [
        ("error", "the cookie 'sid' is listed, and stands nowhere in the notice")
    ]


OBJECT = "You can object to statistics and to appearance at any time, free of charge."


@pytest.mark.parametrize("basis", ["statistics", "appearance", "emergency"])
def test_an_exception_of_schedule_a1_is_none_before_its_day(basis: str) -> None:
    cookie = replace(STATS, basis=basis)
    assert found("PECR-6-CONSENT", OBJECT, cookie) == []
    (finding,) = found("PECR-6-CONSENT", OBJECT, cookie, day=BEFORE)
    assert finding.message == f"the cookie 'stats' rests on the exception '{basis}', which is no law on 2026-02-04"
    assert finding.citation == "PECR regulation 6"
    assert finding.severity == "warning", "nobody saw the text of the Schedule"
    assert finding.hint is not None
    assert "2026-02-05" in finding.hint


@pytest.mark.parametrize("basis", ["strictly necessary", "communication"])
@pytest.mark.parametrize("day", [BEFORE, AS_AT])
def test_older_exceptions_hold_on_any_day(basis: str, day: date) -> None:
    assert found("PECR-6-CONSENT", "We use cookies.", replace(FULL, basis=basis), day=day) == []


def test_what_schedule_a1_brought_is_in_the_timeline_of_the_law() -> None:
    assert date(2026, 2, 5) in commencements(uk_law())


@pytest.mark.parametrize("basis", ["strictly necessary", "statistics", "appearance"])
def test_no_exception_covers_advertising(basis: str) -> None:
    (finding,) = found("PECR-6-CONSENT", f"We ask for consent. {OBJECT}", replace(ADS, basis=basis))
    assert finding.message.endswith("and no exception covers advertising")
    assert found("PECR-6-CONSENT", f"We ask for consent. {OBJECT}", ADS) == []


@pytest.mark.parametrize("basis", ["statistics", "appearance"])
@pytest.mark.parametrize("text", [OBJECT, "Opt out on our settings page.", "You can switch them off here."])
def test_some_exceptions_need_a_way_to_object(basis: str, text: str) -> None:
    (finding,) = found("PECR-6-CONSENT", "You can set your browser to accept none.", replace(STATS, basis=basis))
    assert "nothing says how to object" in finding.message
    assert found("PECR-6-CONSENT", text, replace(STATS, basis=basis)) == []


#: What a text claims, a row that says otherwise, and one that does not.
CLAIMS = [
    ("We only use strictly necessary cookies.", ADS, FULL),
    ("All of our cookies are essential.", STATS, FULL),
    ("We set no cookies without your consent.", FULL, ADS),
    ("Every cookie is set with your consent.", STATS, ADS),
    ("We only set cookies with your consent.", FULL, ADS),
    ("There are no third-party cookies.", ADS, FULL),
    ("We use only first-party cookies.", ADS, FULL),
    ("We don’t allow third parties to set cookies.", ADS, FULL),
    ("We use session cookies only. All are session cookies.", STATS, FULL),
    ("We set no persistent cookies.", ADS, FULL),
    ("We do not use advertising cookies.", ADS, STATS),
    ("We never use cookies for marketing.", ADS, STATS),
    ("We use no analytics cookies.", STATS, ADS),
    ("Our website does not use cookies.", FULL, None),
    ("We use no cookies.", FULL, None),
    ("Our website sets two cookies.", FULL, None),
]


@pytest.mark.parametrize(("text", "denied", "kept"), CLAIMS, ids=[text for text, *_ in CLAIMS])
def test_a_claim_that_the_table_denies_is_an_error_at_its_words(text: str, denied: Cookie, kept: Cookie | None) -> None:
    (finding,) = found("PECR-6-CLAIM", text, denied)
    assert (finding.severity, finding.line) == ("error", 7)
    assert finding.path == Path("notices/cookies/notice.md")
    if kept is not None:
        assert found("PECR-6-CLAIM", text, kept) == []
    assert found("PECR-6-CLAIM", text) == [], "no list, no contradiction"


@pytest.mark.parametrize(
    "text",
    [
        "If you refuse, we only set strictly necessary cookies.",
        "We set no cookies without your consent other than strictly necessary ones.",
        "Until you choose, all cookies are strictly necessary.",
        "We use cookies to keep you signed in, and for advertising.",
        "Third parties set some cookies.",
        "Some cookies last for the session only; session cookies go when you close the browser.",
        "Our website does not use cookies to find out who you are.",
        "Our website sets three cookies.",
        "You can set your browser to not accept cookies.",
        "However, in a few cases, some of our website features may not function as a result.",
    ],
)
def test_what_is_true_of_a_case_or_of_the_table_is_no_fault(text: str) -> None:
    assert found("PECR-6-CLAIM", text, FULL, ADS, STATS) == []


def test_what_nobody_stated_denies_nothing() -> None:
    text = "We only use strictly necessary session cookies. No third-party cookies are used."
    assert found("PECR-6-CLAIM", text, Cookie(purpose="to keep you signed in")) == []


def test_a_notice_of_cookies_is_not_asked_for_a_privacy_notices_contents() -> None:
    def rules(about: str) -> set[str]:
        return {finding.rule for finding in judged("We use cookies.", FULL, about=about)}

    assert {"A13-1a", "A13-2b", "A13-2d"} <= rules("personal data")
    assert not {rule for rule in rules("cookies") if rule.startswith(("A13", "A14", "S164"))}


def test_what_it_declares_or_says_wrongly_is_judged_all_the_same() -> None:
    brand = with_cookies(make_brand(), {"cookies": (FULL,)})
    text = '---\ntitle: T\nabout: cookies\n---\n## A {#a covers="13(2)(d)"}\n\nWe transfer data under Privacy Shield.\n'
    view = bound_view(bind(parse_notice(text, Path("n.md"), "cookies"), brand), {})
    rules = {finding.rule for finding in check_text(view, brand, AS_AT)}
    assert {"A13-2d", "A13-1f"} <= rules


def test_released_text_is_held_to_its_own_cookies() -> None:
    brand = with_cookies(make_brand(), {"cookies": (replace(STATS, purpose="to send you marketing"),)})
    notice = parse_notice(f"---\ntitle: T\nabout: cookies\n---\n{TABLE}", Path("n.md"), "cookies")
    document = render_document(bind(notice, brand), {})
    messages = [f.message for f in check_document(document, make_brand(), AS_AT, Path("x.html"))]
    assert any("no exception covers advertising" in message for message in messages)
    assert not any("controller" in message for message in messages)


def owned(brand: Brand, *cookies: Cookie) -> Brand:
    return with_cookies(brand, {"cookies": cookies})


@pytest.mark.parametrize("name", ["cog_pref", "PHPSESSID", "_ga", "x-cog.id", "id2"])
def test_a_brands_own_cookie_in_anothers_text_is_a_leak(name: str) -> None:
    own = Cookie(name, "to count", brands=("cog",))
    group = [owned(brand, own) for brand in GROUP]
    cog, bolt = (next(brand for brand in group if brand.id == id_) for id_ in ("cog", "bolt"))
    assert [leak.identifier.called for leak in leaks(f"We set {name} too.", bolt, group)] == ["cookie"]
    assert leaks(f"We set {name} too.", cog, group) == ()


@pytest.mark.parametrize(
    "cookie", [Cookie("cog_pref"), Cookie("session", brands=("cog",)), Cookie(None, "x", brands=("cog",))]
)
def test_a_shared_cookie_and_an_ordinary_word_are_none(cookie: Cookie) -> None:
    group = [owned(brand, cookie) for brand in GROUP]
    bolt = next(brand for brand in group if brand.id == "bolt")
    assert leaks("We set cog_pref and a session x.", bolt, group) == ()


def test_another_brands_words_in_a_row_are_named_at_their_place() -> None:
    text = "cookies:\n  - {name: a, purpose: to count visits to Cog}\n"
    group = [owned(brand, *parse_cookies(text, PATH, GROUP)) for brand in GROUP]
    bolt, cog = (next(brand for brand in group if brand.id == id_) for id_ in (BOLT.id, COG.id))
    (finding,) = cookie_leaks(bolt, group)
    assert (finding.path, finding.line, finding.column) == (PATH, 2, 24)
    assert finding.message == "'purpose' of the cookie 'a' holds Cog's name 'Cog'"
    assert finding.hint is not None
    assert "brands" in finding.hint
    assert list(cookie_leaks(cog, group)) == []


def test_a_company_of_the_group_may_set_a_cookie() -> None:
    group = [owned(brand, Cookie("a", "to count", "third", "Orchard Group")) for brand in GROUP]
    bolt = next(brand for brand in group if brand.id == "bolt")
    assert list(cookie_leaks(bolt, group)) == []


NOTICE = f"---\ntitle: Cookie notice\nabout: cookies\n---\n## Cookies {{#cookies}}\n\nOne is acme_pref_1.\n{TABLE}"


def test_a_brands_own_cookie_typed_into_the_shared_text_stops_a_build(project: Change) -> None:
    rows = "cookies:\n  - {name: acme_pref_1, purpose: to remember, brands: [acme]}\n"
    root = project({"notices/cookies/notice.md": NOTICE, "notices/cookies/cookies.yml": rows})
    found = [
        f
        for f in check_workspace(load_workspace(root), AS_AT, thorough=False)
        if f.path == Path("notices/cookies/notice.md")
    ]
    (literal,) = [finding for finding in found if finding.rule == "BRAND-LITERAL"]
    assert (literal.line, literal.brands) == (7, ("bolt", "cog"))
    assert literal.hint is not None
    assert "for cookie in cookies" in literal.hint


def test_a_workspace_reports_words_of_a_row_once(project: Change) -> None:
    rows = "cookies:\n  - {name: acme_pref_1, purpose: to remember Bolt}\n"
    body = NOTICE.replace("One is acme_pref_1.", "Text.")
    root = project({"notices/cookies/notice.md": body, "notices/cookies/cookies.yml": rows})
    workspace = load_workspace(root)
    assert {f.path for f in brand_findings(workspace, workspace.brands)} == {Path("notices/cookies/cookies.yml")}
    notice = parse_notice(body, Path("notices/cookies/notice.md"), "cookies")
    documents = {b.id: render_document(bind(notice, b), workspace.references) for b in workspace.brands}
    said = source_findings(workspace, notice, workspace.brands, documents)
    assert [f for f in said if f.rule == "BRAND-LEAK"] == [], "the row itself explains it"


def test_a_waiver_of_the_notice_covers_its_rows() -> None:
    waiver = "{rule: PECR-6-TABLE, reason: Asked the agency for it, by: Ann, until: 2027-01-01, words: \"'name'\"}"
    front = f"waivers:\n  - {waiver}\n"
    notice = parse_notice(f"---\ntitle: T\n{front}---\nx\n", Path("notices/cookies/notice.md"), "cookies")
    row = Finding("PECR-6-TABLE", "warning", "'name' of the cookie is missing", PATH, 2, 5)
    other = replace(row, message="'party' of the cookie is missing")
    waived = with_waivers(notice, [row, other], AS_AT)
    assert [finding.waived is not None for finding in waived] == [True, False]


def test_a_workspace_can_add_an_exception(tmp_path: Path) -> None:
    path = tmp_path / "law.yml"
    path.write_text(
        "rules:\n  - {id: X-1, group: G, cite: C, title: T, states: S, severity: info, source: own, hint: H, manual: M,"
        " exceptions: [{name: a new one, covers: C, applies_from: 2030-01-01}]}\n",
        encoding="utf-8",
    )
    assert exemptions(load_law(path))["a new one"].applies_from == date(2030, 1, 1)
    assert "a new one" not in exemptions(uk_law())
