"""Build, check and compare the notices of this workspace: ``python build.py --help``."""

from noticepress.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
