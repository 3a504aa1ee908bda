"""What the configuration was found to say: kept, it is what the files say, and whatever else is there is read anew."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from conftest import REPOSITORY, Change
from hypothesis import given
from hypothesis import strategies as st
from sites import LOGO

import noticepress.config.brand_file
import noticepress.config.yaml
from noticepress.cache import FOLDER, keys
from noticepress.cache.plain import from_plain, to_json
from noticepress.config import Workspace, load_workspace
from noticepress.config.kept import NAME
from noticepress.errors import NoticepressError
from noticepress.model import Brand, Cookie, Redline, Reference, Retirement

from .test_store import DAMAGE
from .workspaces import DAY, build, swap, write

EVERYTHING: dict[str, str | None] = {
    "brands/full.yml": """name: Full
legal_name: Full Limited
parent: acme
contact: {telephone: "01632 960009", address: [9 High Road, Anytown, AN1 1AB]}
company: {number: "01234567", registered_in: Wales, registered_office: [9 High Road, Anytown, AN1 1AB]}
site_url: https://privacy.full.example/
privacy_contact_title: Data Protection Lead
statutory_dpo: yes
look: material
theme: {accent: "#8A2F6B", logo: logo.svg, logo_dark: logo.svg, logo_alt: The word Full, favicon: icon.svg}
was: [ful, fu]
moved: {/old/: /privacy/, /older/: /old/}
retired: {on: 2027-01-01, because: It is over., see: https://www.acme.example/}
values: {opening_hours: 9 to 5}
confirmed: {by: "Ann Editor, Head of Legal", on: 2026-05-01, note: All of it.}
targets:
  - {kind: folder, address: ../out}
  - kind: sftp
    name: web
    address: sftp://deploy@host.example/var/www
    known_hosts: [host ssh-ed25519 AAAA]
    key_env: KEY
""",
    "brands/full/logo.svg": LOGO,
    "brands/full/icon.svg": LOGO,
    "notices/privacy/cookies.yml": """cookies:
  - {name: sid, purpose: to keep you signed in, party: first, duration: session, basis: strictly necessary}
  - {name: _x, party: third, who: Somebody Limited, brands: [full]}
""",
    "notices/moved.yml": "data: privacy\n",
    "notices/retired.yml": "privacy: {on: 2027-01-01, because: It is over.}\n",
    "noticepress.yml": "time_stamps: {url: https://tsa.example/}\nrepository: {repo_url: https://git.example/x}\n",
}  # fmt: skip


@pytest.fixture
def full(project: Change) -> Path:
    """A workspace that says everything that a configuration can say."""
    return project(EVERYTHING)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed."""
    names: list[str] = []
    parse = noticepress.config.yaml.parse_yaml

    def noted(text: str, path: Path, first_line: int = 1) -> noticepress.config.yaml.YamlText:
        names.append(path.as_posix())
        return parse(text, path, first_line)

    for module in (noticepress.config.yaml, noticepress.config.brand_file):
        monkeypatch.setattr(module, "parse_yaml", noted)
    return names


def places(workspace: Workspace) -> list[object]:
    """What two cookies that are equal may still differ in."""
    return [(c.path, c.places) for brand in workspace.brands for cs in brand.cookies.values() for c in cs]


def test_what_was_parsed_is_parsed_once_and_is_the_same(full: Path, parsed: list[str]) -> None:
    fresh = load_workspace(full)
    assert load_workspace(full, cached=True) == fresh
    parsed.clear()
    again = load_workspace(full, cached=True)
    assert again == fresh
    assert places(again) == places(fresh)
    assert parsed == []


def test_without_asking_nothing_is_kept_and_nothing_that_was_kept_is_read(full: Path, parsed: list[str]) -> None:
    load_workspace(full)
    assert not (full / FOLDER).exists()
    load_workspace(full, cached=True)
    parsed.clear()
    load_workspace(full)
    assert len(parsed) == len(list((full / "brands").glob("*.yml"))) + 5


@pytest.mark.parametrize("name", [name for name in EVERYTHING if name.endswith("yml")])
def test_a_file_that_says_something_else_is_parsed_and_no_other(full: Path, name: str, parsed: list[str]) -> None:
    load_workspace(full, cached=True)
    write(full, name, f"# Another line.\n{(full / name).read_text('utf-8')}")
    parsed.clear()
    assert load_workspace(full, cached=True) == load_workspace(full)
    assert parsed[: parsed.index(name) + 1] == [name]


CHANGES: dict[str, Callable[[Path], object]] = {
    "another telephone of the parent": lambda root: swap(root, "brands/acme.yml", "01632 960001", "01632 960008"),
    "another name of a sister": lambda root: swap(root, "brands/bolt.yml", "Bolt Limited", "Bolts Limited"),
    "a value that nobody had": lambda root: swap(root, "brands/full.yml", "9 to 5}", "9 to 5, more: More}"),
    "a brand too many": lambda root: write(root, "brands/more.yml", "name: More\nparent: acme\n"),
    "a brand that another names is gone": lambda root: (root / "brands/bolt.yml").unlink(),
    "the parent is gone": lambda root: (root / "brands/acme.yml").unlink(),
    "the parent has a parent": lambda root: swap(root, "brands/acme.yml", "name: Acme", "name: Acme\nparent: bolt"),
    "a former id is a brand's": lambda root: write(root, "brands/ful.yml", "name: Ful\n"),
    "a former id is claimed twice": lambda root: write(root, "brands/more.yml", "name: More\nwas: [fu]\n"),
    "a brand of another ending": lambda root: write(root, "brands/more.yaml", "name: More\n"),
    "no brand": lambda root: [path.unlink() for path in (root / "brands").glob("*.yml")],
    "a logo that acts": lambda root: swap(root, "brands/full/logo.svg", "<svg ", '<svg onload="x()" '),
    "a logo that is gone": lambda root: (root / "brands/full/logo.svg").unlink(),
    "a logo behind a link": lambda root: [
        (root / "brands/full/logo.svg").rename(root / "brands/full/real.svg"),
        (root / "brands/full/logo.svg").symlink_to("real.svg"),
    ],
    "a mistake in a brand": lambda root: swap(root, "brands/bolt.yml", "legal_name", "legl_name"),
    "a file that is no YAML": lambda root: write(root, "brands/bolt.yml", "name: [Bolt"),
    "a file that is not UTF-8": lambda root: (root / "brands/bolt.yml").write_bytes(b"name: B\xfflt\n"),
    "a cookie's brand is gone": lambda root: [(root / "brands/full.yml").rename(root / "brands/whole.yml")],
    "the notice has another id": lambda root: (root / "notices/privacy").rename(root / "notices/other"),
    "the notice's former id is a notice's": lambda root: shutil.copytree(
        root / "notices/privacy", root / "notices/data"
    ),
    "moved in a circle": lambda root: swap(root, "brands/full.yml", "/old/: /privacy/", "/old/: /older/"),
    "two targets of a name": lambda root: swap(root, "brands/full.yml", "name: web", "name: folder"),
    "no settings": lambda root: (root / "noticepress.yml").unlink(),
    "no cookies": lambda root: (root / "notices/privacy/cookies.yml").unlink(),
    "a reference": lambda root: write(root, "notices/references.yml", "x: {title: X, url: https://x.example/}\n"),
    "a mistaken reference": lambda root: write(root, "notices/references.yml", "x: {title: X}\n"),
}


def said(root: Path, *, cached: bool) -> Workspace | tuple[str, int]:
    try:
        return load_workspace(root, cached=cached)
    except NoticepressError as error:
        return str(error), error.exit_code


@pytest.mark.parametrize("change", CHANGES.values(), ids=[name.replace(" ", "-") for name in CHANGES])
def test_after_any_change_it_is_what_a_fresh_look_says(full: Path, change: Callable[[Path], object]) -> None:
    before = load_workspace(full, cached=True)
    change(full)
    fresh = said(full, cached=False)
    assert said(full, cached=True) == fresh
    assert said(full, cached=True) == fresh
    assert fresh != before or (full / "brands/full/real.svg").exists()


def test_a_logo_that_leads_elsewhere_is_where_it_leads(full: Path) -> None:
    load_workspace(full, cached=True)
    CHANGES["a logo behind a link"](full)
    assert load_workspace(full, cached=True).brand("full").theme.logo == full / "brands/full/real.svg"


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_damaged_is_made_again(full: Path, damage: Callable[[Path], object]) -> None:
    fresh = load_workspace(full, cached=True)
    damage(full / FOLDER / NAME)
    assert load_workspace(full, cached=True) == fresh
    assert load_workspace(full, cached=True) == fresh


def test_whole_lines_of_somebody_else_are_not_read(full: Path) -> None:
    load_workspace(full, cached=True)
    path = full / FOLDER / NAME
    path.write_text(path.read_text("utf-8").replace("Full Limited", "Evil Limited"), encoding="utf-8")
    assert load_workspace(full, cached=True).brand("full").legal_name == "Full Limited"


def test_another_program_reads_none_of_it(full: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    load_workspace(full, cached=True)
    monkeypatch.setattr("noticepress.config.kept.program", lambda: "0" * 64)
    parsed.clear()
    load_workspace(full, cached=True)
    assert len(parsed) == len(list((full / "brands").glob("*.yml"))) + 5


def test_what_no_brand_has_any_more_is_not_kept(full: Path) -> None:
    load_workspace(full, cached=True)
    assert "brands/full/icon.svg" in (full / FOLDER / NAME).read_text("utf-8")
    for name in ("brands/full.yml", "notices/privacy/cookies.yml"):
        (full / name).unlink()
    load_workspace(full, cached=True)
    assert "brands/full" not in (full / FOLDER / NAME).read_text("utf-8")


HEAVY = ("pydantic", "yaml", "jinja2", "html5lib", "markdown_it", "mkdocs", "typst", "multiprocessing", "asyncio")


def test_a_build_with_nothing_to_do_imports_nothing_that_builds(root: Path) -> None:
    assert build(root) == 0
    program = (
        "import sys; from noticepress.cli import main\n"
        f"code = main(['build', '--as-at', '{DAY}', '--workspace', sys.argv[1]])\n"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])\n"
        "print('own:', sum(name.startswith('noticepress.check') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, root], env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[-3].startswith("nothing changed for 3 sites"), done.stdout
    assert lines[-2:] == ["heavy: []", "own: 0"]


def test_another_program_is_told_by_one_look_at_its_files(tmp_path: Path) -> None:
    write(tmp_path, "a/b.py", "x = 1\n")
    first = keys.tree(tmp_path)
    write(tmp_path, "a/__pycache__/b.pyc", "x")
    assert keys.tree(tmp_path) == first
    (tmp_path / "a/b.py").rename(tmp_path / "a/c.py")
    assert keys.tree(tmp_path) != first


@dataclass(frozen=True)
class Inner:
    day: date | None
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Outer:
    inner: Inner
    named: Mapping[str, Inner]
    pair: tuple[str, int]
    set: frozenset[str]
    path: Path
    number: float | None = None


TEXTS = st.text(max_size=4)
INNER = st.builds(Inner, st.none() | st.dates(), st.lists(TEXTS, max_size=3).map(tuple))
OUTER = st.builds(
    Outer, INNER, st.dictionaries(TEXTS, INNER, max_size=3), st.tuples(TEXTS, st.integers()),
    st.frozensets(TEXTS, max_size=3), st.sampled_from([Path("a/b"), Path("c")]), st.none() | st.floats(allow_nan=False),
)  # fmt: skip


@given(OUTER)
def test_a_value_comes_back_out_of_json(value: Outer) -> None:
    assert from_plain(Outer, json.loads(to_json(value))) == value


@pytest.mark.parametrize("kind", [Brand, Cookie, Reference, Retirement, Redline])
def test_what_is_kept_can_be_brought_back(kind: type) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_plain(kind, [])
    with pytest.raises((TypeError, ValueError)):
        from_plain(kind, None)


@pytest.mark.parametrize("value", [Path("/abroad"), object(), {1, 2}, b"bytes"])
def test_what_would_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        to_json([value])


@pytest.mark.parametrize("kind", [object, set[str], str | Inner, Mapping[str, bytes]])
def test_a_kind_that_never_comes_back_is_refused(kind: object) -> None:
    with pytest.raises(TypeError):
        from_plain(kind, {})
