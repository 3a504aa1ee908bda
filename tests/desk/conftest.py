"""The desk of the workspace itself, built once a worker, and one with all that it may have to show."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from browser import ARGUMENTS, require_chromium
from conftest import REPOSITORY
from playwright.sync_api import Browser, sync_playwright

from noticepress.cli.parser import make_parser
from noticepress.config import load_workspace
from noticepress.desk import Desk, build_desk, gather

AS_AT = date(2026, 11, 25)
WEB = {
    "GITHUB_SERVER_URL": "https://git.example",
    "GITHUB_REPOSITORY": "group/notices",
    "GITHUB_SHA": "0123abc",
    "GITHUB_REF_TYPE": "branch",
    "GITHUB_REF_NAME": "main",
}


@pytest.fixture(scope="session")
def desk() -> Desk:
    """What the desk of the real workspace shows."""
    return gather(load_workspace(REPOSITORY), AS_AT, WEB)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk of the real workspace, built."""
    out = tmp_path_factory.mktemp("desk") / "desk"
    build_desk(load_workspace(REPOSITORY), out, as_at=AS_AT, parser=make_parser(), environ=WEB)
    return out


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of a module's tests: while one is open no other can be opened, and nothing else can wait."""
    path = require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
