"""JSON Schemas: of the files that people write, for editors that check YAML, and of the data that are written.

``python -m noticepress.schemas FOLDER`` writes them; a test holds the committed ones to the models.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from noticepress.config.cookie_fields import CookiesFile
from noticepress.config.schema import BrandFields, MovedFile, ReferencesFile, RetiredFile, SettingsFile
from noticepress.ledger.entry import EntryFile
from noticepress.ledger.head import HeadFile
from noticepress.links.evidence import EvidenceFile
from noticepress.machine.versions import VersionsFile
from noticepress.publish.manifest import ManifestFile
from noticepress.publish.saved import PlansFile
from noticepress.source import FrontMatter

MODELS: Mapping[str, type[BaseModel]] = {
    "brand": BrandFields,
    "references": ReferencesFile,
    "cookies": CookiesFile,
    "moved": MovedFile,
    "retired": RetiredFile,
    "notice": FrontMatter,
    "versions": VersionsFile,
    "settings": SettingsFile,
    "ledger-entry": EntryFile,
    "privacy-notices": HeadFile,
    "links-evidence": EvidenceFile,
    "plan": PlansFile,
    "manifest": ManifestFile,
}


def schema_text(name: str) -> str:
    """Return the JSON Schema called ``name`` as it stands in ``schemas/``."""
    schema = MODELS[name].model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(folder: Path) -> None:
    """Write every schema into ``folder``."""
    for name in MODELS:
        (folder / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
