"""What tests share: a small workspace to change, and the real one to read."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# Shared machines are slow at times; speed is shown by benchmarks, never by a test that may time out.
settings.register_profile("noticepress", deadline=None)
settings.load_profile("noticepress")

# What a shell starts in the background ignores interrupts, and so does all that it starts: tests would wait in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

REPOSITORY = Path(__file__).resolve().parent.parent
BASE = Path(__file__).parent / "projects" / "base"

Change = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Change:
    """Return a function that copies the base workspace and writes ``path → text`` over it (``None`` deletes)."""

    def make(files: dict[str, str | None] | None = None) -> Path:
        root = tmp_path / "workspace"
        shutil.copytree(BASE, root)
        for name, text in (files or {}).items():
            path = root / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return root

    return make
