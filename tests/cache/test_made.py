"""How much a build makes: nothing that it has, and no more than what changed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY
from test_release import edit

import noticepress.pdf
import noticepress.redline
import noticepress.site.engine
from noticepress.build import build_sites
from noticepress.cache import FOLDER, keys
from noticepress.config import load_workspace
from noticepress.site.plain import is_plain

from .workspaces import BRANDS, DAY, build, swap, tree

Made = dict[str, int | None]


def made(root: Path, day: str = DAY, *, draft: bool = True) -> Made:
    """Build, and return by brand how many pages, redlines and PDFs were made; ``None`` for a site that was left."""
    workspace = load_workspace(root)
    built = build_sites(
        workspace, workspace.brands, root / "site", as_at=date.fromisoformat(day), draft=draft, cached=True
    )
    return {site.brand: site.made for site in built}


LEFT: Made = dict.fromkeys(BRANDS)
NOTHING: Made = dict.fromkeys(BRANDS, 0)


def pages(root: Path, brand: str) -> int:
    """The pages of a site that the engine made: all but the frozen texts and what leads on from old addresses."""
    workspace = load_workspace(root)
    built = build_sites(workspace, [workspace.brand(brand)], root / "clean", as_at=date.fromisoformat(DAY), draft=True)
    return built[0].pages


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was really done, by the name of what did it."""
    done: list[str] = []

    def watched(name: str, what: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            done.append(name)
            return what(*arguments, **named)

        return call

    for module, name in (
        (noticepress.site.engine, "run_mkdocs"),
        (noticepress.redline, "compare"),
        (noticepress.pdf, "notice_pdf"),
    ):
        monkeypatch.setattr(module, name, watched(name, getattr(module, name)))
    return done


def test_nothing_changed_and_nothing_is_made(root: Path, engine: list[str]) -> None:
    assert made(root) == NOTHING  # the products are there, and no site is
    before = tree(root / "site")
    assert made(root) == LEFT
    assert engine == []
    assert tree(root / "site") == before


def test_a_site_is_made_of_products_without_the_engine(root: Path, engine: list[str]) -> None:
    made(root)
    shutil.rmtree(root / "site/cog")
    assert made(root) == {**LEFT, "cog": 0}
    assert engine == []


def test_one_brands_new_telephone_makes_that_brand(root: Path) -> None:
    made(root)
    swap(root, "brands/cog.yml", "01632 960002", "01632 960008")
    now = made(root)
    assert (now["acme"], now["bolt"]) == (None, None)
    # Its draft, the redline and the changes that lead to it, and its PDF: what was released has the old number.
    assert now["cog"] is not None
    assert 2 < now["cog"] < pages(root, "cog")
    assert made(root) == LEFT


def test_the_parents_new_telephone_makes_who_inherits_it(root: Path) -> None:
    made(root)
    swap(root, "brands/acme.yml", "01632 960001", "01632 960009")
    now = made(root)
    assert now["acme"]
    assert now["bolt"]
    assert now["cog"] is None


def test_a_new_text_makes_every_draft_and_nothing_that_was_released(root: Path) -> None:
    made(root)
    edit(root, "2 years", "6 years")
    now = made(root)
    for brand in BRANDS:
        count = now[brand]
        assert count is not None
        assert 2 < count < pages(root, brand)


def test_a_new_text_makes_nothing_where_no_draft_is_asked_for(root: Path) -> None:
    made(root, draft=False)
    edit(root, "2 years", "6 years")
    assert made(root, draft=False) == LEFT


@pytest.mark.parametrize("name", ["site/main.html", "site/parts.html", "site/foot.html"])
def test_a_template_makes_every_page(root: Path, name: str) -> None:
    made(root)
    swap(root, f"templates/{name}", "</", " </")
    assert made(root) == {brand: pages(root, brand) for brand in BRANDS}


def test_the_setting_of_pdfs_makes_each_pdf_and_no_page(root: Path) -> None:
    made(root)
    swap(root, "templates/pdf/notice.typ", "\n#let", "\n#let x1 = 1\n#let")
    assert made(root) == dict.fromkeys(BRANDS, 1)


def test_a_new_day_makes_the_history_which_names_it_and_the_pdf_of_the_draft(root: Path) -> None:
    made(root, draft=False)
    before = tree(root / "site")
    assert made(root, "2026-05-31", draft=False) == dict.fromkeys(BRANDS, 1)
    after = tree(root / "site")
    names = ("privacy/history/index.html", "privacy/versions.json")
    assert {name for name in after if after[name] != before[name]} == {f"{b}/{name}" for b in BRANDS for name in names}
    assert made(root, "2026-05-31") == dict.fromkeys(BRANDS, 2)
    assert made(root, "2026-05-30") == NOTHING  # and the day before is not forgotten


def test_the_day_that_a_version_comes_into_force_makes_the_pages_that_say_so(root: Path) -> None:
    made(root, "2026-05-31", draft=False)
    before = tree(root / "site")
    now = made(root, "2026-06-01", draft=False)
    after = tree(root / "site")
    changed = {name for name in after if name.endswith("index.html") and before.get(name) != after[name]}
    for brand in BRANDS:
        # The notice, its versions, its history, the redlines between them; home says it too.
        assert f"{brand}/privacy/index.html" in changed
        assert f"{brand}/privacy/1.0/notice.html" not in changed
        assert now[brand] == len([name for name in changed if name.startswith(f"{brand}/")])


def test_another_program_or_another_library_makes_everything(root: Path, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    assert made(root) == NOTHING
    (tmp_path / "lib/Jinja2-99.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    keys.program.cache_clear()
    try:
        assert all(count and count >= pages(root, brand) for brand, count in made(root).items())
    finally:
        monkeypatch.undo()
        keys.program.cache_clear()
    # What the program before made is still there for it.
    assert made(root) == NOTHING


def test_a_changed_module_is_another_program(tmp_path: Path) -> None:
    package = shutil.copytree(REPOSITORY / "noticepress", tmp_path / "a/noticepress", ignore=lambda *_: ["__pycache__"])
    command = [sys.executable, "-c", "from noticepress.cache import program; print(program())"]

    def program(**settings: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1", **settings}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, cwd="/").stdout

    first = program()
    # Neither the seed of hashes nor the time zone nor what Python compiled counts.
    (package / "__pycache__").mkdir()
    (package / "__pycache__/model.cpython-311.pyc.4711").write_bytes(b"half")
    assert program(PYTHONHASHSEED="7", TZ="Pacific/Kiritimati", LANG="C") == first
    path = package / "languages/en.yml"
    path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
    assert program() != first


def test_another_zone_locale_and_seed_find_the_sites_as_they_are(root: Path) -> None:
    assert build(root, "--draft") == 0
    for zone, seed in (("Pacific/Kiritimati", "1"), ("America/Los_Angeles", "2")):
        command = [sys.executable, REPOSITORY / "build.py", "build", "--draft", "--as-at", DAY, "--workspace", root]
        settings = {"TZ": zone, "PYTHONHASHSEED": seed, "LANG": "de_DE.UTF-8", "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=True)
        assert "nothing changed for 3 sites" in done.stdout


def test_what_a_configuration_takes_out_of_the_environment_is_never_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap(root, "mkdocs.yml", 'index: ""', 'index: ""\n  said: !ENV [NOTICE_INDEX, ""]')
    swap(root, "templates/site/foot.html", "</", "{{ config.extra.said }}</")
    monkeypatch.setenv("NOTICE_INDEX", "one.html")
    assert build(root, "--no-pdf") == 0
    monkeypatch.setenv("NOTICE_INDEX", "two.html")
    assert build(root, "--no-pdf") == 0
    assert "two.html" in (root / "site/cog/index.html").read_text("utf-8")
    assert "one.html" not in (root / "site/cog/index.html").read_text("utf-8")


@pytest.mark.parametrize("setting", ["hooks: [hook.py]", "INHERIT: other.yml", "extra_templates: [x.txt]"])
def test_what_a_configuration_reads_elsewhere_is_never_kept(root: Path, setting: str) -> None:
    path = root / "mkdocs.yml"
    assert is_plain(path)
    text = path.read_text("utf-8")
    path.write_text(f"{text}{setting}\n", encoding="utf-8")
    assert not is_plain(path)
    path.write_text(text.replace("plugins: []", "plugins: [search]"), encoding="utf-8")
    assert not is_plain(path)
    path.write_text(text.replace("plugins: []\n", ""), encoding="utf-8")
    assert not is_plain(path)


def test_a_build_that_keeps_nothing_reads_and_writes_nothing_of_it(root: Path) -> None:
    shutil.rmtree(root / FOLDER)
    assert build(root, "--no-cache", "--no-pdf") == 0
    assert not (root / FOLDER).exists()
