"""Start LinkChecker behind the guard: ``python -m noticepress.links.crawler SETTINGS CONFIG``."""

import codecs
import importlib
import pkgutil
import ssl
import sys
from pathlib import Path
from typing import Any

import linkcheck.checker
import linkcheck.htmlutil
import linkcheck.logger
from linkcheck.command.linkchecker import linkchecker
from linkcheck.director import aggregator

from noticepress.links.crawler import plugin
from noticepress.links.crawler.pace import Pace
from noticepress.links.crawler.session import GuardedSession, guard_connections
from noticepress.links.crawler.settings import Settings, read_settings
from noticepress.links.crawler.visit import Watch

#: Loaded now, though used later: LinkChecker, started by root, goes on as a user who may not see these files.
_LATER = ("_strptime", plugin.__name__)
_ENCODINGS = (
    "ascii", "idna", "punycode", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1250", "cp1251",
    "cp1252", "iso8859-2", "iso8859-15", "koi8-r", "big5", "gbk", "shift-jis", "euc-jp", "euc-kr",
)  # fmt: skip


def main(settings_path: Path, config_path: Path) -> None:
    """Check the addresses on standard input, a line each; LinkChecker's XML goes to standard output."""
    settings = read_settings(settings_path)
    for name in _LATER:
        importlib.import_module(name)
    for name in _ENCODINGS:
        codecs.lookup(name)
    for package in (linkcheck.checker, linkcheck.logger, linkcheck.htmlutil):
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    guard_connections(settings.guard)
    _take_sessions(settings)
    # Ours is the pace: LinkChecker's own holds one lock for all hosts while it waits for one of them.
    aggregator.Aggregate.wait_time_min_default = aggregator.Aggregate.wait_time_max_default = 0.0
    sys.argv = ["linkchecker", "--config", str(config_path), "--output", "xml/utf-8", "--stdin"]
    linkchecker()


def _take_sessions(settings: Settings) -> None:
    """Let each of LinkChecker's threads work with a session of ours."""
    watch, pace = Watch(), Pace(settings.rate, settings.patience)
    context = ssl.create_default_context(cafile=settings.ca_file)
    watch.start()

    def new_session(_config: Any, _cookies: Any) -> GuardedSession:
        return GuardedSession(settings, watch, pace, context)

    aggregator.new_request_session = new_session


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
