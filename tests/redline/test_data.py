"""A redline as JSON is what its schema says."""

import hashlib
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from noticepress.model import Document
from noticepress.redline import compare, to_json

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "redline.schema.json").read_text(encoding="utf-8"))
CASES = Path(__file__).parent / "cases"


def document(html, version, effective):
    digest = hashlib.sha256(html.encode()).hexdigest()
    return Document("privacy", "loop", "Loop", version, effective, "Privacy notice", html, "", (), (), digest)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.old.html")), ids=lambda path: path.name[:-9])
def test_the_schema_holds(path):
    old = document(path.read_text(encoding="utf-8"), "1.0", None)
    new = document(
        path.with_name(path.name.replace(".old", ".new")).read_text(encoding="utf-8"),
        "1.1",
        date(2026, 12, 1),
    )
    redline = compare(old, new)
    data = to_json(redline, old, new)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    assert json.loads(json.dumps(data)) == data
    assert data["before"] == {"version": "1.0", "effective": None, "sha256": redline.before_sha256}
    assert data["after"]["effective"] == "2026-12-01"
    assert data["totals"]["changes"] == sum(section["changes"] for section in data["totals"]["by_section"])
