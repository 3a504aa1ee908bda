import gzip
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
import yaml
from factory import (
    AS_AT,
    BASE_CONFIG,
    BODY,
    ROOT,
    TEMPLATES,
    full_timeline,
    make_brand,
    make_site,
    make_timeline,
    make_version,
)
from sites import LOGO, build_states

from noticepress.errors import BuildError
from noticepress.look import brand_style, compact
from noticepress.model import File, Page, Site, Theme
from noticepress.site import build_site, stage

ODD = (
    "<p>_under_ *stars* **bold** `code` &amp; &lt;b&gt; &copy; &#169; [[x]] [a](b) {{ x }} {% x %} {# x #}</p>\n\n\n"
    "<pre><code>\n\n---\n...\n   \n\ttab\n    # no heading\n:::\n~~~\n</code></pre>\n---\n...\n"
    "<p>\u0085\u2028\u2029\ufeff\U0001f600\x7f\u00a0“é” \\n \\u0041 \" ' : # %</p>\r\n   \n<p>last</p>\t \n\n"
)


def build(out: Path, site: Site | None = None, templates: Path = TEMPLATES, base_config: Path = BASE_CONFIG) -> Path:
    build_site(site or make_site(), out, templates, base_config, AS_AT)
    return out


def digests(folder: Path) -> dict[str, str]:
    """Every file below ``folder`` with its mode and what is in it."""
    return {
        path.relative_to(folder).as_posix(): f"{path.stat().st_mode:o} "
        + (sha256(path.read_bytes()).hexdigest() if path.is_file() else "")
        for path in folder.rglob("*")
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("built") / "site")


@pytest.fixture(scope="module")
def html_pages(built) -> dict[str, str]:
    return {
        path.relative_to(built).as_posix(): path.read_text(encoding="utf-8")
        for path in built.rglob("*.html")
        if path.name != "notice.html"
    }


@pytest.fixture
def theme(tmp_path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "theme"))


def test_the_site_has_its_pages_and_files_and_nothing_else(built):
    names = {name for name in digests(built) if (built / name).is_file()}
    pages = {page.path.replace(".md", ".html") for page in make_site().pages}
    bodies = {file.path for file in make_site().files}
    assert names == pages | bodies | {"404.html", "style.css", "favicon.svg"}


def test_bodies_of_record_are_byte_for_byte(built):
    assert (built / "privacy/1.1/notice.html").read_bytes() == BODY.encode()


def test_every_page_is_valid_html(html_pages):
    parser = html5lib.HTMLParser(strict=True)
    for name, text in html_pages.items():
        try:
            parser.parse(text)
        except html5lib.html5parser.ParseError as error:
            pytest.fail(f"{name}: {error}")


def test_no_page_repeats_an_id(html_pages):
    for name, text in html_pages.items():
        twice = [key for key, count in Counter(re.findall(r'\sid="([^"]*)"', text)).items() if count > 1]
        assert not twice, name


def test_every_page_has_one_h1_a_title_and_a_description(html_pages):
    for name, text in html_pages.items():
        assert len(re.findall("<h1[ >]", text)) == 1, name
        assert re.search("<title>[^<]+</title>", text), name
        assert name == "404.html" or '<meta name="description" content="' in text, name


def test_a_strict_policy_has_nothing_to_refuse(html_pages):
    for name, text in html_pages.items():
        # A block of data is no script: nothing of it is run, and no policy asks about it.
        assert not re.search(
            r"<script(?! type=\"application/ld\+json\">)|<style|<iframe|<form|\sstyle=|\son[a-z]+=|javascript:", text
        ), name
        loaded = re.findall(r'<(?:link|img|source)[^>]*(?:href|src)="([^"]+)"', text)
        assert not [address for address in loaded if "//" in address], name


def test_every_link_leads_somewhere(html_pages, built):
    """As files, with each folder's address standing for the page in it."""
    ids = {name: set(re.findall(r'\sid="([^"]*)"', text)) for name, text in html_pages.items()}
    for name, text in html_pages.items():
        for href in re.findall(r'\shref="([^"]+)"', text):
            address = urlsplit(urljoin(f"http://site/{name}", href))
            if address.netloc != "site":
                continue
            path = unquote(address.path).lstrip("/")
            path = f"{path}index.html" if path.endswith("/") or not path else path
            assert (built / path).is_file(), f"{name}: {href}"
            assert not address.fragment or address.fragment in ids[path], f"{name}: {href}"


def test_links_are_relative_so_that_the_site_works_below_any_path(html_pages):
    for name, text in html_pages.items():
        if name != "404.html":  # served at any depth, so its links start from the root
            assert not re.findall(r'(?:href|src)="/', text), name


def test_what_a_brand_says_is_escaped(html_pages):
    assert "What version 2.0 is &lt;about&gt; &amp; why." in html_pages["privacy/index.html"]


def test_only_pages_that_apply_may_be_indexed(html_pages):
    indexed = {name for name, text in html_pages.items() if 'content="noindex"' not in text}
    assert indexed == {"index.html", "privacy/index.html", "privacy/2.0/index.html", "privacy/history/index.html"}


def test_each_template_stays_small_enough_for_a_first_window(built):
    """What comes on top of a notice's text; with a text of 12 kB, page and stylesheet go out in 10 kB packed."""
    page, style = (built / "privacy/index.html").read_bytes(), (built / "style.css").read_bytes()
    packed = len(gzip.compress(page.replace(BODY.encode(), b""))) + len(gzip.compress(style))
    assert len(page) - len(BODY.encode()) + len(style) < 16_000
    assert packed < 5_200


def test_a_body_goes_through_untouched_whatever_it_holds(tmp_path):
    meta = {"heading": "Odd", "say": [], "indexed": True, "notice": {"title": "N", "to": "odd/", "history": "odd/"}}
    for name in ("message.html", "home.html"):
        page = Page("odd/index.md", name, "Odd: {{ title }}", meta, ODD)
        site = build(tmp_path / name, Site(make_brand(), (page,), ()))
        assert ODD.encode() in (site / "odd/index.html").read_bytes()


def test_the_staged_tree_is_plain_pages_and_an_inheriting_config(tmp_path):
    stage(make_site(), tmp_path, TEMPLATES, BASE_CONFIG)
    config = yaml.safe_load((tmp_path / "mkdocs.yml").read_text(encoding="utf-8"))
    assert config["INHERIT"] == str(BASE_CONFIG)
    assert config["theme"]["custom_dir"] == str(TEMPLATES)
    assert (tmp_path / "docs/privacy/1.0/index.md").read_text(encoding="ascii").startswith("---\n")


_BUILD = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[2], 8))
from test_site import build
build(Path(sys.argv[1]))
"""


def test_two_builds_are_byte_identical_whatever_the_machine(tmp_path):
    sites = []
    for name, umask, environment in [
        ("a", "022", {"TZ": "UTC", "LANG": "C", "PYTHONHASHSEED": "1"}),
        (
            "b/deeper",
            "077",
            {"TZ": "Pacific/Apia", "LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
        ),
    ]:
        out = tmp_path / name
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        subprocess.run(
            [sys.executable, "-W", "error", "-c", _BUILD, str(out), umask],
            check=True,
            env={**os.environ, **environment, "PYTHONPATH": path},
            cwd=tmp_path,
        )
        sites.append(digests(out))
    assert sites[0] == sites[1]
    assert {entry.split()[0] for entry in sites[1].values()} == {"100644", "40755"}


def test_a_second_build_replaces_the_first_whole(tmp_path):
    out = build(tmp_path / "site")
    (out / "stale.html").write_text("gone next time", encoding="utf-8")
    assert not (build(out) / "stale.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failed_build_leaves_the_old_site(tmp_path, theme):
    out = build(tmp_path / "out" / "site")
    before = digests(out)
    (theme / "notice.html").write_text("{% if %}", encoding="utf-8")
    with pytest.raises(BuildError):
        build(out, templates=theme)
    assert digests(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('{% extends "main.html" %}\n{% if %}', 2, "Expected an expression"),
        ('{% extends "main.html" %}\n{% block main %}\n{{ page.nothing.there }}{% endblock %}', 3, "has no attribute"),
    ],
)
def test_a_mistake_in_a_template_is_shown_with_its_line(tmp_path, theme, text, line, says):
    (theme / "notice.html").write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match=says) as caught:
        build(tmp_path / "site", templates=theme)
    assert caught.value.findings[0].path == theme / "notice.html"
    assert caught.value.findings[0].line == line


def test_a_template_that_alters_the_body_is_refused(tmp_path, theme):
    template = theme / "notice.html"
    template.write_text(template.read_text(encoding="utf-8").replace("meta.body }}", "meta.body|upper }}"), "utf-8")
    with pytest.raises(BuildError, match=r"notice\.html does not put out the body"):
        build(tmp_path / "site", templates=theme)


def test_what_mkdocs_warns_of_is_an_error_that_says_it(tmp_path):
    config = tmp_path / "mkdocs.yml"
    config.write_text(BASE_CONFIG.read_text(encoding="utf-8") + "no_such_setting: 1\n", encoding="utf-8")
    before = logging.getLogger("mkdocs").handlers[:]
    with pytest.raises(BuildError, match="no_such_setting"):
        build(tmp_path / "site", base_config=config)
    assert logging.getLogger("mkdocs").handlers == before


@pytest.mark.parametrize("value", [None, "86400"])
def test_the_environment_is_put_back(tmp_path, monkeypatch, value):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if value:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    build(tmp_path / "site")
    assert os.environ.get("SOURCE_DATE_EPOCH") == value


def test_a_folder_that_is_no_site_is_not_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(BuildError, match="not a built site"):
        build(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize(
    ("path", "says"),
    [("../out.txt", "inside the site"), ("/etc/out.txt", "inside the site"), ("privacy/index.html", "two pages")],
)
def test_a_file_stays_inside_the_site_and_overwrites_nothing(tmp_path, path, says):
    site = make_site()
    with pytest.raises(BuildError, match=says):
        build(tmp_path / "site", Site(site.brand, site.pages, (File(path, b"", "text/plain"),)))


def test_a_brand_adds_its_accent_and_nothing_else(tmp_path):
    theme = Theme("#123456", "#abcdef")
    site = build(tmp_path / "site", make_site(full_timeline(make_brand(theme=theme))))
    assert (site / "style.css").read_text(encoding="utf-8").endswith(brand_style(theme))
    assert "light){:root{--accent:#123456}}" in brand_style(theme)
    assert "dark){:root{--accent:#abcdef}}" in brand_style(theme)
    assert "dark" not in brand_style(Theme("#123456"))
    assert brand_style(Theme()) == ""


def test_with_an_address_there_are_canonical_links_and_a_sitemap(tmp_path):
    brand = make_brand(site_url="https://example.org/legal/")
    site = build(tmp_path / "site", make_site(full_timeline(brand)))
    found = {node.text for node in ET.parse(site / "sitemap.xml").iter() if node.tag.endswith("loc")}
    base = "https://example.org/legal/"
    assert found == {base, f"{base}privacy/", f"{base}privacy/2.0/", f"{base}privacy/history/"}
    assert f'<link rel="canonical" href="{base}privacy/">' in (site / "privacy/index.html").read_text(encoding="utf-8")
    assert 'href="/legal/style.css"' in (site / "404.html").read_text(encoding="utf-8")
    assert not (site / "sitemap.xml.gz").exists()


@pytest.fixture(scope="module")
def states(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("states") / "out"
    build_states(out)
    return out / "site"


def test_a_page_says_in_its_head_what_machines_ask(states):
    head = (states / "privacy/index.html").read_text(encoding="utf-8").partition("</head>")[0]
    base = "https://privacy.widgets.example/"
    for wanted in (
        f'<link rel="canonical" href="{base}privacy/">',
        f'<meta property="og:url" content="{base}privacy/">',
        '<meta property="og:title" content="Privacy notice">',
        '<meta property="og:site_name" content="Example Widgets">',
        '<link rel="privacy-policy" href="./">',
        '<link rel="alternate" type="application/atom+xml" title="Changes of this notice" href="feed.atom">',
        '<link rel="alternate" type="application/json" title="Every version of this notice" href="versions.json">',
    ):
        assert wanted in head
    assert '<link rel="privacy-policy" href="/privacy/">' in (states / "404.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', head)[1])
    assert data["version"] == "2.0"
    assert data["temporalCoverage"] == "2026-10-01/2026-11-30"
    assert data["url"] == f"{base}privacy/"
    assert data["publisher"] == {
        "@type": "Organization",
        "name": "Example Widgets",
        "url": "https://www.widgets.example/",
    }


def test_without_an_address_no_page_makes_one_up(built):
    page = (built / "privacy/index.html").read_text(encoding="utf-8")
    assert "canonical" not in page
    assert "og:url" not in page
    assert not re.search(r'rel="alternate"[^>]*href="[^"]*//', page)
    assert '"url"' not in page


def test_nothing_that_a_brand_says_ends_the_data(tmp_path):
    brand = make_brand(name="</script><b>&'\"")
    site = build(tmp_path / "site", make_site(full_timeline(brand)))
    page = (site / "privacy/index.html").read_text(encoding="utf-8")
    assert page.count("</script>") == 1
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert data["publisher"]["name"] == brand.name


def test_a_brands_logo_is_its_icon_too_unless_it_has_one(states, tmp_path):
    page = (states / "privacy/index.html").read_text(encoding="utf-8")
    assert '<img src="../logo.svg" alt="Example Widgets, home" width="90" height="32" class="plate">' in page
    assert '<link rel="icon" href="../logo.svg" type="image/svg+xml">' in page
    assert (states / "logo.svg").read_text(encoding="utf-8") == LOGO
    for name in ("logo.svg", "dark.svg", "icon.svg"):
        (tmp_path / name).write_text(LOGO, encoding="utf-8")
    theme = Theme(logo=tmp_path / "logo.svg", logo_dark=tmp_path / "dark.svg", icon=tmp_path / "icon.svg")
    site = build(tmp_path / "site", make_site(full_timeline(make_brand(theme=theme))))
    page = (site / "index.html").read_text(encoding="utf-8")
    assert '<source srcset="logo-dark.svg" media="screen and (prefers-color-scheme: dark)">' in page
    assert '<link rel="icon" href="icon.svg" type="image/svg+xml">' in page
    assert 'alt="Example Widgets" width="90" height="32">' in page
    assert {"logo.svg", "logo-dark.svg", "icon.svg"} <= {path.name for path in site.iterdir()}


def test_every_page_leads_to_the_brands_own_site(states):
    for name in ("index.html", "privacy/index.html", "404.html"):
        page = (states / name).read_text(encoding="utf-8")
        assert 'Website: <a href="https://www.widgets.example/">www.widgets.example</a>' in page
        assert '<a href="https://www.widgets.example/contact/">Contact form</a>' in page


def test_a_page_gives_the_plain_commands_that_check_it(states, built):
    page = (states / "privacy/1.0/index.html").read_text(encoding="utf-8")
    assert (
        "<pre><code>curl -sO https://privacy.widgets.example/privacy/1.0/notice.html\nsha256sum notice.html\n"
        "curl -sO https://privacy.widgets.example/privacy/privacy-notice-1.0.pdf\n"
        "sha256sum privacy-notice-1.0.pdf</code></pre>"
    ) in page
    assert f"of the PDF</dt><dd><code>{'0' * 64}</code></dd>" in page
    assert "<pre><code>sha256sum notice.html</code></pre>" in (built / "privacy/1.0/index.html").read_text("utf-8")


def test_each_section_has_an_address_that_stays_with_the_version(states):
    page = (states / "privacy/index.html").read_text(encoding="utf-8")
    for anchor in ("intro", "purposes", "contract", "interests", "retention", "rights"):
        assert f'<a href="2.0/#{anchor}">' in page


def test_a_stylesheet_loses_its_space_and_keeps_its_strings():
    css = 'a , b { color: red; content: "a ; b: c { }"; }\n/* x */\n@media (min-width: 1em) { a:hover { top: 0; } }\n'
    assert "".join(compact(css).split("\n")) == (
        'a,b{color:red;content:"a ; b: c { }"}@media (min-width:1em){a:hover{top:0}}'
    )


def test_a_first_notice_that_nobody_approved_makes_a_site_too(tmp_path):
    site = make_site(make_timeline(make_version("1.0", "proposed", AS_AT)), {})
    text = (build(tmp_path / "site", site) / "privacy/index.html").read_text(encoding="utf-8")
    assert "No version of this notice is in force yet." in text


def test_one_setting_makes_links_work_from_a_folder_on_disk(tmp_path):
    config = tmp_path / "mkdocs.yml"
    config.write_text(BASE_CONFIG.read_text(encoding="utf-8").replace('index: ""', "index: index.html"), "utf-8")
    site = build(tmp_path / "site", base_config=config)
    for path in site.rglob("index.html"):
        for href in re.findall(r'\shref="([^"#:]+)["#]', path.read_text(encoding="utf-8")):
            assert (path.parent / href).is_file(), f"{path}: {href}"
