"""Every kind of input, changed in turn: what is kept is, byte for byte, what a clean build makes."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sites import LOGO
from test_release import edit, released
from welsh import WELSH

from noticepress.cache import FOLDER
from noticepress.config import load_workspace
from noticepress.ledger import Entry, record
from noticepress.release import Declaration, approve, withdraw

from .workspaces import APPROVED, DAY, Run, swap, tree, write

Change = Callable[[Path], object]
NEXT_DAY, IN_FORCE, LAPSED = "2026-05-31", "2026-06-01", "2026-10-01"


def nothing(root: Path) -> None:
    pass


@dataclass(frozen=True)
class Case:
    """A change of one kind. ``shows``: whether the sites differ after it; ``first``: what is done before the first build."""

    name: str
    change: Change = nothing
    shows: bool = True
    code: int = 0
    options: tuple[str, ...] = ("--draft", "--no-pdf")
    then: tuple[str, ...] | None = None
    first: Change = nothing


def acme(old: str, new: str) -> Change:
    return lambda root: swap(root, "brands/acme.yml", old, new)


def more(name: str, text: str) -> Change:
    return lambda root: write(root, name, (root / name).read_text("utf-8") + text)


def site(name: str, old: str, new: str) -> Change:
    return lambda root: swap(root, f"templates/site/{name}", old, new)


def both(*changes: Change) -> Change:
    return lambda root: [change(root) for change in changes]


def acme_adds(line: str) -> Change:
    return more("brands/acme.yml", f"{line}\n")


def source(old: str, new: str) -> Change:
    return lambda root: edit(root, old, new)


def approved(root: Path) -> None:
    approve(load_workspace(root), "privacy", "1.3", "Ann Editor")


def withdrawn(root: Path) -> None:
    withdraw(load_workspace(root), "privacy", "1.1", "Ann Editor", "It came too early.", date(2026, 5, 29))


def next_release(root: Path) -> None:
    released(root, Declaration("1.3", date(2026, 10, 1), date(2026, 5, 1), "The fourth.", "editorial", "Ann Editor"))


def published(root: Path) -> None:
    sums = sha256((root / "notices/privacy/releases/1.0/SHA256SUMS").read_bytes()).hexdigest()
    site = {"brand": "acme", "target": "production", "manifest": "ab" * 32}
    record(root, Entry("published", APPROVED, "privacy", version="1.0", sums=sums, **site))


def renamed_notice(root: Path) -> None:
    (root / "notices/privacy").rename(root / "notices/data-protection")
    write(root, "notices/moved.yml", "privacy: data-protection\n")


def renamed_brand(root: Path) -> None:
    (root / "brands/bolt.yml").rename(root / "brands/spark.yml")
    write(root, "brands/spark.yml", "name: Spark\nlegal_name: Bolt Limited\nparent: acme\nwas: [bolt]\n")
    swap(root, "brands/acme.yml", "[bolt, cog]", "[spark, cog]")


GLANCE = "title: Privacy notice\nglance:\n  - section: your-rights\n    says: You have rights.\n"
WAIVER = "waivers:\n  - rule: LINK-TEXT\n    reason: The design team renames these links in January.\n    by: Ann Editor\n    until: 2027-01-31\n"
RETIRED = "retired: {on: 2026-05-01, because: It is over., see: https://www.acme.example/}"
COG = "brands/cog.yml"
OWN = """name: Cog
legal_name: Cog Limited
contact:
  address: [3 Mill Lane, Anytown, AN1 1AC]
  telephone: 01632 960002
  email: hello@cog.example
  privacy_email: privacy@cog.example
  website: https://www.cog.example/
  form: https://www.cog.example/contact/
"""

CASES = [
    Case("nothing", shows=False),
    # The unreleased source.
    Case("the text of the source", source("2 years", "6 years")),
    Case("the text of the source, where it is in no site", source("2 years", "6 years"), shows=False, options=()),
    Case("white space of the source", source("\n\nWe use it", "\n\n\nWe use it"), shows=False),
    Case("the title of the source", source("title: Privacy notice", "title: Our privacy notice")),
    Case("at a glance", source("title: Privacy notice\n", GLANCE)),
    Case("a waiver", source("title: Privacy notice\n", f"title: Privacy notice\n{WAIVER}"), shows=False),
    Case("a fault in the source", source("{{ brand.legal_name }}", "{{ brand.legal_nam }}"), code=1, shows=False),
    Case("a fault in a source that is in no site", source("{{ brand.legal_name }}", "{{ brand.legal_nam }}"), code=1,
         shows=False, options=()),
    Case("raw HTML", source("2 years", "<b>2 years</b>"), code=1, shows=False),
    Case("a new translation", lambda root: write(root, "notices/privacy/notice.cy.md", WELSH)),
    Case("a translation's words", lambda root: swap(root, "notices/privacy/notice.cy.md", "Gallwch:", "Gallwch oll:"),
         first=lambda root: write(root, "notices/privacy/notice.cy.md", WELSH)),
    Case("a translation that is gone", lambda root: (root / "notices/privacy/notice.cy.md").unlink(),
         first=lambda root: write(root, "notices/privacy/notice.cy.md", WELSH)),
    Case("another notice", lambda root: write(root, "notices/cookies/notice.md",
                                              "---\ntitle: Cookies\n---\n## Cookies {#cookies}\n\nWe set none.\n")),
    Case("the title of a notice before its first release",
         lambda root: swap(root, "notices/cookies/notice.md", "title: Cookies", "title: Our cookies"), options=(), shows=False,
         first=lambda root: write(root, "notices/cookies/notice.md", "---\ntitle: Cookies\n---\n## A {#a}\n\nNone.\n")),
    Case("the title of a notice with an empty folder of releases",
         lambda root: swap(root, "notices/cookies/notice.md", "title: Cookies", "title: Our cookies"), options=(), shows=False,
         first=lambda root: [write(root, "notices/cookies/notice.md", "---\ntitle: Cookies\n---\n## A {#a}\n\nNone.\n"),
                             (root / "notices/cookies/releases").mkdir()]),
    # The registry of references.
    Case("an address", lambda root: swap(root, "notices/references.yml", "/complain/", "/complaints/")),
    Case("an address's title", lambda root: swap(root, "notices/references.yml", "title: The regulator", "title: R"),
         shows=False),
    Case("an address that nobody uses any more", lambda root: swap(root, "notices/references.yml", "regulator:", "r:"),
         code=1, shows=False),
    # A brand's file.
    Case("a name", acme("name: Acme\n", "name: Apex\n")),
    Case("a legal name", acme("Acme Trading Limited", "Acme Trading PLC")),
    Case("an address by post", acme("1 Mill Lane", "2 Mill Lane")),
    Case("a telephone, which a child inherits", acme("01632 960001", "01632 960009")),
    Case("a telephone", lambda root: swap(root, COG, "01632 960002", "01632 960008")),
    Case("a mailbox", acme("hello@acme", "hallo@acme"), shows=False),
    Case("a website", acme("https://www.acme.example/\n", "https://w.acme.example/\n")),
    Case("a form", acme("https://www.acme.example/contact/", "https://www.acme.example/form/")),
    Case("a site's address", acme("https://privacy.acme", "https://notices.acme")),
    Case("a site's address gone", acme("site_url: https://privacy.acme.example/\n", "")),
    Case("a colour", acme("#8a2f6b", "#1d4f91")),
    Case("a logo's words", acme("logo: logo.svg}", "logo: logo.svg, logo_alt: Acme Group}")),
    Case("a logo's bytes", lambda root: swap(root, "brands/acme/logo.svg", "#8a2f6b", "#1d4f91")),
    Case("another logo", both(lambda root: write(root, "brands/acme/other.svg", LOGO.replace("8a2f6b", "000000")),
                              acme("logo: logo.svg", "logo: other.svg"))),
    Case("a logo of the same bytes by another name", both(lambda root: write(root, "brands/acme/other.svg", LOGO),
                                                          acme("logo: logo.svg", "logo: other.svg")), shows=False),
    Case("a logo that is gone", lambda root: (root / "brands/acme/logo.svg").unlink(), code=2, shows=False),
    Case("an icon", both(lambda root: write(root, "brands/acme/icon.svg", LOGO), acme("{accent", "{favicon: icon.svg, accent"))),
    Case("a company's number", acme("01234567", "01234568")),
    Case("an old address", acme("/old-privacy/", "/older-privacy/")),
    Case("an old address that is taken", acme("/old-privacy/", "/privacy/history/"), code=1, shows=False),
    Case("a title of whom to write to", acme_adds("privacy_contact_title: Privacy Officer"), shows=False),
    Case("a statutory officer", acme_adds('statutory_dpo: "yes"'), shows=False),
    Case("a free value", both(acme_adds("values: {hours: 9 to 5}"), more(COG, "values: {hours: 9 to 6}\n"),
                              more("brands/bolt.yml", "values: {hours: 9 to 7}\n"),
                              source("2 years", "2 years, {{ brand.values.hours }}"))),
    Case("a confirmation", acme_adds("confirmed: {by: Ann Editor, on: 2026-05-01}"), shows=False),
    Case("a target", acme_adds("targets: [{folder: /srv/www}]"), shows=False, code=2),
    Case("another look", acme_adds("look: material")),
    Case("another look's template", lambda root: swap(root, "templates/material/style.css", "{", "{ /**/ ;"),
         first=acme_adds("look: material")),
    Case("a template that another look shares", site("foot.html", "</", "<!-- x --></"), first=acme_adds("look: material")),
    Case("a day, with another look", options=("--as-at", DAY), then=("--as-at", NEXT_DAY),
         first=acme_adds("look: material")),
    Case("a brand's end", acme_adds(RETIRED)),
    Case("a brand's new id", renamed_brand),
    Case("a new brand", lambda root: write(root, "brands/dot.yml", "name: Dot Works\nparent: acme\n")),
    Case("a parent", both(lambda root: write(root, COG, OWN),
                          source("{% else %}\n{{ brand.name }} is the parent", "{% elif brand.sister_companies %}\n{{ brand.name }} is the parent"))),
    Case("a parent who is no parent", lambda root: swap(root, COG, "parent: acme", "parent: bolt"), code=2, shows=False),
    Case("a comment in a brand's file", more(COG, "# nothing\n"), shows=False),
    Case("a mistake in a brand's file", more(COG, "nme: x\n"), code=2, shows=False),
    # Another brand's words.
    Case("another brand takes a telephone that stands in the text", code=1, shows=False,
         first=source("2 years", "2 years, 01632 960077"), change=lambda root: swap(root, COG, "960002", "960077")),
    Case("another brand takes a name that stands in the text", code=1, shows=False,
         first=source("2 years", "2 years at Zinc Works"), change=lambda root: swap(root, COG, "name: Cog\n", "name: Zinc Works\n")),
    Case("another brand gives up a telephone that stands in the text", first=nothing, code=0,
         change=both(lambda root: swap(root, COG, "960002", "960078"), source("2 years", "2 years, 01632 960002"))),
    Case("another brand's telephone comes into the text", source("2 years", "2 years, 01632 960002"), code=1, shows=False),
    Case("a new brand's name stands in the text", code=1, shows=False, first=source("2 years", "2 years at Zinc Works"),
         change=lambda root: write(root, "brands/zinc.yml", "name: Zinc Works\n")),
    Case("another brand takes a telephone that stands in one's pages, and in no text", code=1, shows=False,
         first=acme_adds("retired: {on: 2026-05-01, because: Call 01632 960077.}"),
         change=lambda root: swap(root, COG, "960002", "960077"), options=()),
    # Templates.
    Case("the style", site("style.css", "{", "{--x:1;")),
    Case("a comment in the style", site("style.css", "{", "{/* x */"), shows=False),
    Case("the frame of pages", site("main.html", "</body>", "<!-- x --></body>")),
    Case("the pieces of pages", site("parts.html", "<picture>", '<picture class="x">'), first=both(acme("logo: logo.svg", "logo: logo.svg, logo_dark: d.svg"),
         lambda root: write(root, "brands/acme/d.svg", LOGO))),
    Case("a page's template", site("history.html", "{%- endblock -%}", "<!-- x -->{%- endblock -%}")),
    Case("the page of what is not there", site("404.html", "{%- block main -%}", "{%- block main -%}<!-- x -->")),
    Case("the map of the site", site("sitemap.xml", "<urlset", "<!-- x --><urlset")),
    Case("a picture of the theme", site("favicon.svg", "<svg", "<svg ")),
    Case("a template that fails", site("home.html", "{%", "{% if %}{%"), code=3, shows=False),
    Case("a template that names the day", site("foot.html", "</", "{{ build_date_utc }}</")),
    Case("the day, where a template names it", options=("--as-at", DAY), then=("--as-at", NEXT_DAY),
         first=site("foot.html", "</", "{{ build_date_utc }}</")),
    Case("a page, where a template lists all", source("title: Privacy notice", "title: Our privacy notice"),
         first=site("foot.html", "</", "{% for one in nav %}{{ one.title }}{% endfor %}</")),
    Case("a template out of a file of another kind", lambda root: swap(root, "templates/site/x.txt", "1", "2"),
         first=both(lambda root: write(root, "templates/site/x.txt", "1"), site("foot.html", "</", '{% include "x.txt" %}</'))),
    Case("a page, where such a file lists all", source("title: Privacy notice", "title: Our privacy notice"),
         first=both(lambda root: write(root, "templates/site/x.txt", "{% for one in nav %}{{ one.title }}{% endfor %}"),
                    site("foot.html", "</", '{% include "x.txt" %}</'))),
    Case("a piece of a page behind a link", lambda root: write(root, "shared/x.html", "2"),
         first=both(lambda root: write(root, "shared/x.html", "1"),
                    lambda root: (root / "templates/site/pieces").symlink_to(root / "shared"),
                    site("foot.html", "</", '{% include "pieces/x.html" %}</'))),
    Case("how a PDF is set", lambda root: swap(root, "templates/pdf/notice.typ", "\n#let", "\n#let x1 = 1\n#let"), shows=False,
         options=("--draft",)),
    Case("the words of a PDF", source("2 years", "6 years"), options=("--draft",)),
    Case("how every PDF is set", lambda root: write(root, "templates/pdf/base.typ", "#{\n"), code=3, shows=False,
         options=("--draft",)),
    Case("what other sites embed", more("templates/embed/notice.css", "\nx{y:z}\n")),
    Case("a page at an old address", lambda root: swap(root, "templates/moved.html", "</", "<!-- x --></")),
    # The engine's configuration.
    Case("the configuration", lambda root: swap(root, "mkdocs.yml", 'index: ""', 'index: "index.html"')),
    # Settings and decisions.
    Case("a setting", lambda root: write(root, "noticepress.yml", "time_stamps: {url: https://tsa.example/}\n"), shows=False),
    Case("a mistake in a setting", lambda root: write(root, "noticepress.yml", "x: y\n"), shows=False, code=2),
    Case("a notice's new id", renamed_notice),
    Case("a notice's end", lambda root: write(root, "notices/retired.yml",
                                              "privacy: {on: 2026-05-01, because: It is over.}\n")),
    Case("a rule of law", lambda root: write(root, "notices/law.yml", "confirmed: {}\n"), shows=False),
    Case("an approval", approved, first=next_release),
    Case("a withdrawal", withdrawn),
    Case("a release", next_release),
    Case("an approval by another's name", lambda root: swap(root, "notices/privacy/releases/1.1/approval.yml", "Ann", "Bob"), code=1, shows=False),
    Case("a released text that was changed", lambda root: swap(root, "notices/privacy/releases/1.0/cog.html", "2 years", "3 years"), code=1, shows=False),
    Case("a release that is gone", lambda root: shutil.rmtree(root / "notices/privacy/releases/1.1"), code=1, shows=False),
    Case("an entry of the ledger", published),
    Case("an entry of the ledger that is gone", lambda root: max((root / "notices/ledger").glob("*.json")).unlink(),
         code=1, shows=False),
    # Days and options.
    Case("the next day", options=("--as-at", DAY), then=("--as-at", NEXT_DAY)),
    Case("the next day, with a draft", options=("--draft", "--as-at", DAY), then=("--draft", "--as-at", NEXT_DAY)),
    Case("the day that a version is in force", options=("--as-at", NEXT_DAY), then=("--as-at", IN_FORCE)),
    Case("a day in the past", options=("--as-at", IN_FORCE), then=("--as-at", NEXT_DAY)),
    Case("the day that a proposal would be in force", options=("--as-at", IN_FORCE), then=("--as-at", LAPSED), first=next_release),
    Case("the day of a brand's end", first=acme_adds("retired: {on: 2026-05-31, because: It is over.}"),
         options=("--as-at", DAY), then=("--as-at", NEXT_DAY)),
    Case("no draft", then=("--no-pdf",)),
    Case("a draft", options=("--no-pdf",), then=("--draft", "--no-pdf")),
    Case("only what is approved", options=(), then=("--published",), first=next_release),
    Case("no PDF", options=("--draft",), then=("--draft", "--no-pdf")),
    Case("a PDF", then=("--draft",)),
    Case("one brand alone", then=("--draft", "--no-pdf", "cog"), shows=False),
    Case("one brand alone, of what is new", source("2 years", "6 years"), then=("--draft", "--no-pdf", "cog")),
    # The sites themselves.
    Case("a page that was changed by hand", lambda root: swap(root, "site/cog/privacy/history/index.html", "</body>", "x</body>")),
    Case("a page that is gone", lambda root: (root / "site/cog/privacy/history/index.html").unlink()),
    Case("a page too many", lambda root: write(root, "site/cog/x.html", "x")),
    Case("a folder too many", lambda root: (root / "site/cog/empty").mkdir()),
    Case("a page that nobody may read", lambda root: (root / "site/cog/index.html").chmod(0o600)),
    Case("a folder that nobody may read", lambda root: (root / "site/cog/privacy").chmod(0o700)),
    Case("a site that nobody may read", lambda root: (root / "site/cog").chmod(0o700)),
    Case("a site that is gone", lambda root: shutil.rmtree(root / "site/cog")),
    Case("all sites gone", lambda root: shutil.rmtree(root / "site")),
    Case("a site that is somebody else's", lambda root: [(root / "site/cog/404.html").unlink()], code=3),
    Case("a released text that was changed in the site",
         lambda root: swap(root, "site/cog/privacy/1.0/notice.html", "2 years", "3 years"), code=1),
]  # fmt: skip

#: What is put right again in the sites themselves: they are, after it, as they were before.
PUT_RIGHT = {case.name for case in CASES[[c.name for c in CASES].index("a page that was changed by hand") :]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: re.sub(r"\W+", "-", case.name))
def test_what_is_kept_is_what_a_clean_build_makes(root: Path, tmp_path: Path, run: Run, case: Case) -> None:
    then = case.options if case.then is None else case.then
    case.first(root)
    assert run(root, *case.options)[0] == 0
    before = tree(root / "site")
    case.change(root)
    clean = tmp_path / "clean"
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns(FOLDER), symlinks=True)
    said = run(root, *then)
    assert said == run(clean, "--no-cache", *then)
    assert said[0] == case.code, said
    assert "Traceback" not in said[2]
    after = tree(root / "site")
    assert after == tree(clean / "site")
    if case.name not in PUT_RIGHT:
        assert (after != before) is case.shows
    elif case.code == 0:
        assert after == before
    assert run(root, *then) == said
    assert tree(root / "site") == after


@pytest.mark.parametrize("name", ["config", "sites/*/checked", "sites/*/sites", "sites/*/searched", "products"])
@pytest.mark.parametrize("old", [False, True], ids=["gone", "of-an-earlier-build"])
def test_what_is_kept_may_be_gone_or_old_each_part_for_itself(
    root: Path, tmp_path: Path, run: Run, name: str, *, old: bool
) -> None:
    assert run(root, "--no-pdf")[0] == 0
    kept = tmp_path / "kept"
    shutil.copytree(root / FOLDER, kept)
    # Another brand's new name stands in a text, then a telephone is another's: each has to be seen.
    swap(root, "brands/cog.yml", "name: Cog", "name: Cogs")
    assert run(root, "--no-pdf")[0] == 0
    (path,) = (root / FOLDER).glob(name)
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    before = kept / path.relative_to(root / FOLDER)
    if old:
        shutil.copytree(before, path) if before.is_dir() else shutil.copy2(before, path)
    for old_words, new_words in (("960001", "960003"), ("name: Acme", "name: Cogs"), ("name: Cogs", "name: Acme")):
        acme(old_words, new_words)(root)
        clean = tmp_path / "clean"
        shutil.copytree(root, clean, ignore=shutil.ignore_patterns(FOLDER), symlinks=True)
        assert run(root, "--no-pdf") == run(clean, "--no-cache", "--no-pdf")
        assert tree(root / "site") == tree(clean / "site")
        shutil.rmtree(clean)
