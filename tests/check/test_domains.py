import pytest
from sources import REFERENCES, make_notice

from check.group import BOLT, COG, GROUP
from noticepress.bind import bind
from noticepress.check.domains import domain_findings, host
from noticepress.document import render_document
from noticepress.errors import Finding
from noticepress.model import Brand


def found(body: str, brand: Brand) -> list[Finding]:
    notice = make_notice(body)
    document = render_document(bind(notice, brand), REFERENCES)
    return list(domain_findings(notice, document, brand, GROUP, REFERENCES))


@pytest.mark.parametrize(
    "body",
    [
        "[us](mailto:{{ brand.contact.email }})", "[the regulator][regulator]", "write to info@orchard.example",
        "[call](tel:+441632960001)", "[up](#top)", "write to hi@loop.example",
    ],
)  # fmt: skip
def test_own_hosts_and_references_are_fine_and_a_leak_is_not_reported_twice(body: str) -> None:
    assert found(body, BOLT) == []


@pytest.mark.parametrize("body", ["write to data@elsewhere.example", "[x](mailto:data@elsewhere.example?subject=a)"])
def test_a_host_that_is_nobodys_is_found_in_its_place(body: str) -> None:
    (finding, *_) = found(body, COG)
    assert (finding.rule, finding.severity, finding.line) == ("BRAND-DOMAIN", "error", 4)
    assert "elsewhere.example" in finding.message


@pytest.mark.parametrize(
    ("address", "expected"),
    [("https://WWW.a.example/x", "a.example"), ("mailto:x@a.example?s=1", "a.example"), ("tel:1", None), ("#a", None)],
)
def test_host(address: str, expected: str | None) -> None:
    assert host(address) == expected
