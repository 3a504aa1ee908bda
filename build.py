"""Build, check and compare the notices of this workspace: ``python build.py --help``."""

from noticepress.cli import run

if __name__ == "__main__":
    raise SystemExit(run())
