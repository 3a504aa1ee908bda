"""Writes the reference page of the rules: ``python -m noticepress.law docs/rules.md``."""

import sys
from pathlib import Path

from noticepress.law import reference_page, uk_law

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(uk_law()), encoding="utf-8")
