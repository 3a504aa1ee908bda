"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import noticepress
from noticepress.errors import Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(findings: Sequence[Finding]) -> str:
    """Return a SARIF log of one run. Columns count characters.

    A waived finding is suppressed with its reason; one of released text is so, too, as it stops nothing.
    """
    rules = sorted({finding.rule for finding in findings})
    driver = {
        "name": "noticepress",
        "version": noticepress.__version__,
        "rules": [{"id": rule} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules.index(finding.rule)) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _result(finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "partialFingerprints": {"noticepress/v1": _fingerprint(finding)},
    }
    if finding.path is not None:
        result["locations"] = [{"physicalLocation": _location(finding)}]
    properties = {"brands": list(finding.brands), "citation": finding.citation, "hint": finding.hint}
    result["properties"] = {name: value for name, value in properties.items() if value}
    if finding.waived or finding.frozen:
        reason = f"waived {finding.waived}" if finding.waived else "released text is never edited"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    elif finding.fix is not None and finding.path is not None and finding.words and finding.line and finding.column:
        result["fixes"] = [_fix(finding)]
    return result


def _message(finding: Finding) -> str:
    law = f" ({finding.citation})" if finding.citation else ""
    return f"{finding.message}{law}" + (f"\n{finding.hint}" if finding.hint else "")


def _location(finding: Finding) -> dict[str, Any]:
    assert finding.path is not None
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path.as_posix())}}
    if finding.line is not None:
        location["region"] = _region(finding)
    return location


def _region(finding: Finding) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": finding.line}
    if finding.column is not None:
        region["startColumn"] = finding.column
        if finding.words and "\n" not in finding.words:
            region["endColumn"] = finding.column + len(finding.words)
    return region


def _fix(finding: Finding) -> dict[str, Any]:
    assert finding.path is not None
    lines = (finding.words or "").split("\n")
    region = {"startLine": finding.line, "startColumn": finding.column}
    region["endLine"] = (finding.line or 1) + len(lines) - 1
    region["endColumn"] = len(lines[-1]) + (finding.column or 1 if len(lines) == 1 else 1)
    replacement = {"deletedRegion": region, "insertedContent": {"text": finding.fix}}
    change = {"artifactLocation": {"uri": quote(finding.path.as_posix())}, "replacements": [replacement]}
    return {"description": {"text": finding.hint or "the safe fix"}, "artifactChanges": [change]}


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same while lines move: rule, file, words and brands."""
    parts = (finding.rule, str(finding.path), finding.words or finding.message, *finding.brands)
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
