"""The files of a release: YAML that a person can read, and the sums that hold all of them."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from noticepress.archive import SUMS
from noticepress.files import write_folder, write_once

__all__ = ["to_yaml", "write_once", "write_whole"]


class _Dumper(yaml.SafeDumper):
    """Writes each value where it stands: a reader of ours takes no alias, and one day may be two fields' value."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - of nothing
        return True


def to_yaml(fields: Mapping[str, Any]) -> bytes:
    """Return ``fields`` as YAML in their order, text unescaped, each value written out."""
    text: str = yaml.dump(dict(fields), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return text.encode()


def write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` and their ``SHA256SUMS`` as ``folder``, which appears whole or not at all.

    Raises ``BuildError`` where the folder exists or the file system refuses.
    """
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    write_folder(folder, {**files, SUMS: sums.encode()}, "RELEASE")
