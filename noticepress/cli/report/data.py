"""Findings as data: the format of ``schemas/findings.schema.json``."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from noticepress.errors import Finding


def to_json(findings: Sequence[Finding]) -> str:
    """Return findings as one JSON object, every field of each; paths with forward slashes."""
    rows = [
        {**asdict(finding), "path": finding.path.as_posix() if finding.path else None, "blocks": finding.blocks}
        for finding in findings
    ]
    return json.dumps({"findings": rows}, indent=2, ensure_ascii=False)
