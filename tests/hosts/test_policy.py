"""The policy as data, and ``_headers`` read back as the documentation of its hosts says it is read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosts.sample import FILES, MOVES, paths, policy
from noticepress.hosts.headers import LONGEST_LINE, MOST_RULES, headers_file, redirects_file
from noticepress.hosts.policy import FRESH, Policy, content_policy, cover, everywhere, make_rules


def read(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Read a ``_headers`` file: an address, then indented headers; ``#`` begins a comment."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line.startswith(" "):
            assert line.startswith("/"), line
            rules.append((line, []))
        else:
            name, colon, value = line.strip().partition(":")
            assert colon, line
            assert value.strip(), line
            rules[-1][1].append((name, value.strip()))
    return rules


def applies(address: str, path: str) -> bool:
    """``*`` is anything at all, ``:name`` one part; one star and no more, which is all that Cloudflare reads."""
    assert address.count("*") <= 1, address
    expression = re.sub(r":\w+", "[^/]+", re.escape(address).replace(r"\*", ".*"))
    return re.fullmatch(expression, path) is not None


def sent(text: str, path: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for address, headers in read(text):
        if applies(address, path):
            for name, value in headers:
                found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("path", paths())
def test_headers_file_says_what_the_policy_says_each_once(path) -> None:
    found = sent(headers_file(policy(), paths()), f"/{path}")
    expected = {name: [value] for name, value in policy().headers(path).items()}
    if expected["Cache-Control"] == [FRESH]:  # left to the host, which asks each time
        del expected["Cache-Control"]
    type_ = found.pop("Content-Type", None)
    assert found == expected
    if path.endswith(("notice.html", ".md", ".txt", ".atom", ".json")):
        assert type_ is not None
        assert [value.partition("; ")[2] for value in type_] == ["charset=utf-8"]


def test_headers_file_keeps_within_the_limits_of_its_hosts() -> None:
    many = [f"privacy/{n}.{m}/notice.{e}" for n in range(9) for m in range(30) for e in ("html", "txt", "md")]
    pdfs = [f"privacy/privacy-notice-{n}.{m}.pdf" for n in range(9) for m in range(30)]
    rules = make_rules([*many, *pdfs], pdfs, [*many, *pdfs[:-1]])
    text = headers_file(Policy("/", rules), [*many, *pdfs])
    assert len(read(text)) <= MOST_RULES
    assert max(map(len, text.splitlines())) <= LONGEST_LINE
    assert sent(text, "/privacy/3.7/notice.html")["X-Robots-Tag"] == ["noindex"]
    assert sent(text, "/privacy/privacy-notice-0.0.pdf")["Cache-Control"] == ["public, max-age=31536000, immutable"]


def test_a_version_that_is_not_there_yet_is_not_remembered_as_missing() -> None:
    text = headers_file(policy(), paths())
    for path in ("/privacy/9.9/notice.html", "/privacy/privacy-notice-9.9.pdf"):
        assert "Cache-Control" not in sent(text, path)


def test_redirects_file_has_a_line_for_each_move() -> None:
    lines = [line for line in redirects_file(policy()).splitlines() if not line.startswith("#")]
    assert lines == [f"{move.old} {move.new} 301" for move in MOVES]


def test_the_policy_of_a_meta_leaves_out_what_only_a_header_can_say() -> None:
    strict = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
    assert content_policy(meta=True) == strict
    assert content_policy() == f"{strict}; frame-ancestors 'none'"
    assert content_policy(scripts=True) == f"{strict}; frame-ancestors 'none'; script-src 'self'; connect-src 'self'"


def test_every_feature_is_denied() -> None:
    assert all(part.endswith("=()") for part in everywhere()["Permissions-Policy"].split(", "))


PARTS = st.sampled_from(
    ["a", "1.0", "1.1", "2", "b", "n-1.0.pdf", "n-2.pdf", "x.0123abcd.css", "x.89abcdef.css", "n.txt"]
)
PATHS = st.sets(st.lists(PARTS, min_size=1, max_size=3).map("/".join), min_size=1, max_size=12)


@given(PATHS, st.data())
def test_patterns_match_what_is_wanted_and_nothing_else(everything, data) -> None:
    wanted = data.draw(st.sets(st.sampled_from(sorted(everything))))
    policy = Policy("/", tuple(rule for rule in make_rules(everything, wanted, ())))
    assert {path for path in everything if "immutable" in policy.headers(path)["Cache-Control"]} == wanted


def test_the_next_version_needs_no_new_pattern() -> None:
    frozen = [file.path for file in FILES if file.immutable]
    assert sorted(cover(frozen, paths())) == [
        "assets/style.*.css", "privacy/*/notice.html", "privacy/privacy-notice-*.pdf",
    ]  # fmt: skip
