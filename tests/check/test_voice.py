import pytest
from sources import make_notice

from check.group import GROUP
from noticepress.check.voice import disagreements, short_scopes, singular, voice_findings

NAME = "{{ brand.name }}"


@pytest.mark.parametrize(
    ("text", "verb", "right"),
    [
        ("{} take the security of data seriously", "take", "takes"),
        ("If {} process your data", "process", "processes"),
        ("Text. {} also carry out checks", "carry", "carries"),
        ("- {} have a policy", "have", "has"),
        ("**{}** do not sell data", "do", "does"),
        ("the rights that {} are bound by", "are", "is"),
    ],
)
@pytest.mark.parametrize("name", [NAME, "Loop"])
def test_a_verb_in_the_plural_after_the_name_is_found(text: str, verb: str, right: str, name: str) -> None:
    found = list(disagreements(text.format(name), [r"\{\{ brand\.name \}\}", "Loop"]))
    assert [(v, r) for _, v, r in found] == [(verb, right)]


@pytest.mark.parametrize(
    "text",
    [
        "products supplied by {} are yours", "{} takes care", "{} may use it", "{} will keep it", "Does {} keep it?",
        "We let {} use it", "you and {} agree", "{} and its group use it", "{}'s staff use it", "{} offers",
        "the {} use of data", "{} use-cases",
    ],
)  # fmt: skip
def test_other_words_after_the_name_are_silent(text: str) -> None:
    assert list(disagreements(text.format("Loop"), ["Loop"])) == []


def test_the_fix_is_offered_where_the_notice_has_the_singular_elsewhere() -> None:
    body = f"{NAME} take care.\n"
    assert [f.fix for f in voice_findings(make_notice(body), GROUP)] == [None]
    (finding,) = voice_findings(make_notice(f"{body}\n{NAME} is fair.\n"), GROUP)
    assert (finding.rule, finding.line, finding.column, finding.words) == ("BRAND-AGREE", 4, 18, "take")
    assert finding.fix == "takes"


@pytest.mark.parametrize(("verb", "right"), [("employ", "employs"), ("supply", "supplies"), ("search", "searches")])
def test_singular(verb: str, right: str) -> None:
    assert singular(verb) == right


@pytest.mark.parametrize(
    "text",
    [
        "This notice only applies to our website. We collect data to provide our services.",
        "This policy relates solely to this site.\n\nThe services we provide need data.",
    ],
)
def test_a_reach_that_other_sections_exceed_is_found(text: str) -> None:
    assert len(list(short_scopes(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "This notice only applies to our website. It sets cookies.",
        "This notice applies to our website and our services.",
        "These cookies only work. Our services are many.",
    ],
)
def test_a_reach_that_is_right_is_silent(text: str) -> None:
    assert list(short_scopes(text)) == []
