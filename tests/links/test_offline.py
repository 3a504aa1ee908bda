"""Links without a network: in built sites, in texts, in the registry, in PDFs."""

import json
import shutil
from datetime import date
from pathlib import Path

import html5lib
import pytest
from conftest import BASE, REPOSITORY, Change
from hypothesis import given
from hypothesis import strategies as st

from links.conftest import entry, write_registry
from noticepress.build import build_sites
from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.errors import Finding, NoticeError
from noticepress.links.contact import mailto_fault, tel_fault
from noticepress.links.extract import read_links
from noticepress.links.offline import SiteContext, site_findings
from noticepress.links.papers import paper_findings
from noticepress.links.rules import frame_addresses
from noticepress.links.sites import read_site

DAY = date(2026, 11, 23)
KNOWN = frozenset({"https://known.example/"})
PLACE = '<p id="here">x <a name="there">y</a></p>'


def faults(folder: Path, pages: dict[str, str], **more: object) -> list[tuple[str, str]]:
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    context = SiteContext("b", Path("site/b"), KNOWN, **more)
    return [(finding.rule, finding.severity) for finding in site_findings(read_site(folder), context)]


@pytest.mark.parametrize(
    ("href", "rule"),
    [
        ("#top", None), ("", None), ("#here", None), ("#there", None), ("#", None), ("#TOP", None), ("?a=b#here", None),
        ("#nowhere", "LINK-ANCHOR"), ("sub/", None), ("sub/index.html", None), ("sub/#deep", None), ("./", None),
        ("sub", None), ("sub/#shallow", "LINK-ANCHOR"), ("nofile.html", "LINK-INTERNAL"), ("../", "LINK-INTERNAL"),
        ("file.pdf", None), ("file.pdf#page=2", None), ("file.pdf/", "LINK-INTERNAL"), ("/sub/", None), ("/", None),
        ("a%20b.txt", None), ("https://known.example/", None), ("https://known.example/#part", None),
        ("//known.example/", "LINK-REGISTRY"), ("https://unknown.example/", "LINK-REGISTRY"),
        ("http://known.example/", "LINK-HTTP"), ("https://own.example/n/sub/", None),
        ("https://own.example/n", None), ("https://own.example/n/gone/", "LINK-INTERNAL"),
        ("javascript:void(0)", "LINK-SCHEME"),
        ("htps://typo.example/", "LINK-SCHEME"),
        ("data:text/html,x", "LINK-SCHEME"),
        ("http:/one-slash.example/", "LINK-ADDRESS"), ("https://[", "LINK-ADDRESS"),
        ("ftp://x.example/", "LINK-SCHEME"),
        ("mailto:privacy@example.invalid", None), ("mailto:a@b.example,c@d.example?subject=Hello%20you", None),
        ("mailto:bad..dots@example.com", "LINK-MAILTO"), ("mailto:", "LINK-MAILTO"), ("mailto:a@b", "LINK-MAILTO"),
        ("mailto:a b@example.com", "LINK-MAILTO"), ("mailto:a%20b@example.com", "LINK-MAILTO"),
        ("tel:+441482420150", None), ("tel:+44-1482-420150", None), ("tel:999", None), ("tel:+12025550100", None),
        ("tel:01482420150", "LINK-TEL"), ("tel:+4401482420150", "LINK-TEL"), ("tel:0303 123 1113", "LINK-TEL"),
        ("tel:help", "LINK-TEL"), ("tel:", "LINK-TEL"), ("tel:+44148242", "LINK-TEL"),
        ("tel:+44(0)1482420150", "LINK-TEL"),
        ("tel:1482420150", "LINK-TEL"), (" https://known.example/ ", None),
    ],
)  # fmt: skip
def test_each_address_is_judged(href: str, rule: str | None, tmp_path: Path) -> None:
    pages = {
        "index.html": f"{PLACE}<a href='{href}'>words that say it</a>",
        "sub/index.html": '<h2 id="deep">x</h2>',
        "file.pdf": "",
        "a b.txt": "",
    }
    found = [rule for rule, _ in faults(tmp_path, pages, own="https://own.example/n/")]
    assert (rule in found) if rule else not found


def test_a_link_has_words_that_say_where_it_leads(tmp_path: Path) -> None:
    html = "<a href='#'></a><a href='#'>Click here</a><a href='#'><img alt='The history' src='i.png'></a>"
    assert faults(tmp_path, {"index.html": html, "i.png": ""}) == [("LINK-TEXT", "error"), ("LINK-TEXT", "warning")]


def test_a_page_needs_its_files(tmp_path: Path) -> None:
    html = "<link rel=stylesheet href=style.css><script src='gone.js'></script><img src=../out.png alt=x>"
    assert faults(tmp_path, {"index.html": html, "style.css": ""}) == [("LINK-INTERNAL", "error")] * 2


def test_a_fault_of_released_text_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("\n<a href='mailto:x'>our mailbox</a>", encoding="utf-8")
    context = SiteContext("b", Path("site/b"), frozen=frozenset({"mailto:x"}))
    (finding,) = site_findings(read_site(tmp_path), context)
    assert (finding.rule, finding.blocks, finding.line) == ("LINK-MAILTO", False, 2)


def test_one_fault_on_many_pages_is_one_finding(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"p{number}.html").write_text("<a href='tel:'>telephone us</a>", encoding="utf-8")
    (finding,) = site_findings(read_site(tmp_path), SiteContext("b", Path("b")))
    assert finding.message.endswith(", on 5 pages")


NAMES = st.sampled_from(["a", "A", "p", "div", "span", "area", "em", "section", "A1", "abbr"])
VALUES = st.text(alphabet="ab \"'<>&;=/#\u00e9\n-!", max_size=8)
ATTRIBUTES = st.lists(
    st.tuples(st.sampled_from(["href", "id", "name", "HREF", "title", "data-href", "alt"]), VALUES), max_size=3
)


@st.composite
def tags(draw: st.DrawFn) -> str:
    name = draw(NAMES)
    written = []
    for key, value in draw(ATTRIBUTES):
        quote = draw(st.sampled_from(['"', "'"]))
        written.append(f"{key}={quote}{value.replace(quote, '')}{quote}")
    closing = f"</{name}>" if draw(st.booleans()) else ""
    return (
        f"<{name} {' '.join(written)}>{draw(st.sampled_from(['', 'words', '&amp;', '<!-- <a href=x> -->']))}{closing}"
    )


PIECES = tags() | st.sampled_from(
    ["<!-- <a href='c'>c</a> -->", "<style>a{b:'<a href=x>'}</style>", "<script>'<a href=y id=z>'</script>", "<!-->",
     "<title><a href=t></title>", "<textarea><p id=u></textarea>", "text", "<br/>",
     "<a/href=w>", "< a href=no>", "&lt;a"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12))
def test_the_tokenizer_finds_what_a_browsers_parser_finds(pieces: list[str]) -> None:
    html = "<!doctype html><html><head></head><body>" + "".join(pieces) + "</body></html>"
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    hrefs = {node.get("href") for node in nodes if node.tag in {"a", "area"} and node.get("href") is not None}
    anchors = {node.get("id") for node in nodes if node.get("id") is not None}
    anchors |= {node.get("name") for node in nodes if node.tag == "a" and node.get("name") is not None}
    found = read_links(html)
    assert {link.href for link in found.links if not link.is_file} == hrefs
    assert found.anchors == anchors


def test_no_input_makes_the_tokenizer_go_back(tmp_path: Path) -> None:
    for piece in ("<a " + "x=" * 50_000, "<" * 100_000, "<a '" * 30_000, "<!--" * 30_000, "<a href='" + "x" * 10**6):
        read_links(piece)


def test_the_tokenizer_agrees_with_html5lib_on_every_built_page(tmp_path: Path) -> None:
    workspace = load_workspace(BASE)
    build_sites(workspace, workspace.brands, tmp_path / "site", as_at=DAY, draft=True, pdf=False)
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        html = page.read_text(encoding="utf-8")
        tree = html5lib.parse(html, namespaceHTMLElements=False)
        wanted = [(node.get("href"), " ".join("".join(node.itertext()).split())) for node in tree.iter("a")]
        assert [(link.href, link.text) for link in read_links(html).links if not link.is_file] == [
            pair for pair in wanted if pair[0] is not None
        ]


def test_the_sites_of_this_workspace_have_no_fault_that_can_be_mended(tmp_path: Path) -> None:
    assert main(["build", "--draft", "--workspace", str(REPOSITORY), "--out", str(tmp_path / "site")]) == 0
    assert main(["links", "--offline", "--workspace", str(REPOSITORY), "--site", str(tmp_path / "site")]) == 0


def test_a_build_stops_at_a_template_that_leads_nowhere(project: Change) -> None:
    root = project()
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    page = root / "templates/site/home.html"
    text = page.read_text(encoding="utf-8")
    at = text.rindex("{%- endblock -%}")
    link = '<p><a href="#gone">a place</a> <a href="https://tracker.example/">another site</a></p>'
    page.write_text(text[:at] + link + text[at:], encoding="utf-8")
    workspace = load_workspace(root)
    with pytest.raises(NoticeError) as caught:
        build_sites(workspace, workspace.brands[:1], root / "site", as_at=DAY, pdf=False)
    assert {finding.rule for finding in caught.value.findings} == {"LINK-ANCHOR", "LINK-REGISTRY"}
    assert not (root / "site").exists()


def test_check_names_mailboxes_and_telephones_that_reach_nobody(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    path = root / "notices/privacy/notice.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text + "\nOr [write to us](mailto:bad..dots@acme.example) and [ring](tel:0800).\n", encoding="utf-8"
    )
    assert main(["check", "--workspace", str(root), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    last = len(text.split("\n")) + 1
    ours = {f["rule"]: (f["line"], f["brands"]) for f in found if f["rule"] in {"LINK-MAILTO", "LINK-TEL"}}
    assert ours == {"LINK-MAILTO": (last, ["acme", "bolt", "cog"]), "LINK-TEL": (last, ["acme", "bolt", "cog"])}


def test_an_address_typed_into_a_notice_is_an_error_with_the_line_to_add(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    path = root / "notices/privacy/notice.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n[The helpline](https://help.example/a).\n", encoding="utf-8")
    assert main(["check", "--workspace", str(root)]) == 1
    out = capsys.readouterr().out
    assert "add to notices/references.yml: 'help-example: {title: …, url: https://help.example/a}'" in out


def test_an_unprotected_address_of_the_registry_is_a_warning_at_its_line(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    write_registry(root, {"a": entry("http://a.example/")})
    assert main(["check", "--workspace", str(root), "--format", "github"]) == 0
    assert "::warning file=notices/references.yml,line=9,col=8,title=LINK-HTTP::" in capsys.readouterr().out


def released_site(project: Change, folder: Path) -> tuple[Path, Path]:
    root = project()
    arguments = ["--effective", "2026-01-01", "--recorded", "2025-12-01", "--summary", "W.", "--declared-by", "Ann"]
    assert main(["release", "privacy", "1.0", *arguments, "--workspace", str(root)]) == 0
    assert main(["build", "--workspace", str(root), "--out", str(folder)]) == 0
    return root, folder


def test_a_pdf_leads_where_its_page_leads(project: Change, tmp_path: Path) -> None:
    root, folder = released_site(project, tmp_path / "site")
    body = folder / "acme/privacy/1.0/notice.html"
    site = read_site(folder / "acme")
    (acme,) = (brand for brand in load_workspace(root).brands if brand.id == "acme")
    context = SiteContext("acme", Path("site/acme"), frame=frame_addresses(acme))
    assert not list(paper_findings(site, context, ()))
    html = body.read_text(encoding="utf-8")
    body.write_text(html.replace("https://regulator.example/complain/", "https://regulator.example/"), encoding="utf-8")
    found: list[Finding] = list(paper_findings(read_site(folder / "acme"), context, ()))
    assert sorted(finding.message for finding in found) == [
        "the PDF does not lead to https://regulator.example/, as its page does",
        "the PDF leads to https://regulator.example/complain/, and its page does not",
    ]
    assert all(f.blocks for f in found)
    frozen = paper_findings(read_site(folder / "acme"), context, {"privacy-notice-1.0.pdf"})
    assert not any(f.blocks for f in frozen)


@given(st.text(max_size=30))
def test_any_text_is_judged_as_a_mailbox_and_as_a_number(text: str) -> None:
    for fault in (mailto_fault(f"mailto:{text}"), tel_fault(f"tel:{text}")):
        assert fault is None or fault
