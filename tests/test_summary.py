"""What changes for readers: every claim out of the data, drafts that nobody sends, one comment that stays bounded."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path

import html5lib
import pytest
from browser import ARGUMENTS, require_chromium
from conftest import Change
from factory import make_brand, make_text, make_timeline, make_version
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, sync_playwright

from noticepress.cli import main
from noticepress.config import load_workspace
from noticepress.errors import Finding
from noticepress.model import Reference
from noticepress.release import approve
from noticepress.summary import MARKER, Remarks, comment, eml, letter, summarise, to_html, to_text
from noticepress.summary.comment import LIMIT
from noticepress.summary.escaped import code, cut, escaped

DAY = "2026-03-01"
NASTY = 'A|B `x` @ann <img src="https://evil.example/p.png"> [a](javascript:1) #12 *b*\n# c'


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--workspace", str(root)])


def release(root: Path, version: str, effective: str, *more: str) -> None:
    code = run(
        root, "release", "privacy", version, "--effective", effective, "--recorded", "2026-01-02",
        "--summary", f"What {version} is about.", "--declared-by", "Ann Editor", *more,
    )  # fmt: skip
    assert code == 0


def edit(root: Path, old: str = "see your data", new: str = "get your data within 30 days") -> None:
    path = root / "notices/privacy/notice.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def coming(project: Change, capsys: pytest.CaptureFixture[str]) -> Path:
    """Version 1.0 in force, 1.1 approved for April; Acme has an address and Bolt has none."""
    root = project()
    with (root / "brands/acme.yml").open("a", encoding="utf-8") as file:
        file.write("site_url: https://privacy.acme.example/\n")
    release(root, "1.0", "2026-01-10")
    approve(load_workspace(root), "privacy", "1.0", "Ann", at=datetime(2026, 1, 3, tzinfo=UTC))
    edit(root)
    release(root, "1.1", "2026-04-01", "--class", "material")
    approve(load_workspace(root), "privacy", "1.1", "Ann", at=datetime(2026, 2, 3, tzinfo=UTC))
    capsys.readouterr()
    return root


def drafted(root: Path, out: Path, *more: str) -> None:
    assert run(root, "summary", "privacy", *more, "--format", "email", "--as-at", DAY, "-o", str(out)) == 0


def test_letters_hold_what_the_data_say_and_are_sent_to_nobody(
    coming: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "letters"
    drafted(coming, out)
    shown = capsys.readouterr()
    assert "3 drafts" in shown.out
    assert "nothing was sent" in shown.out
    assert sorted(path.name for path in out.iterdir()) == sorted(
        f"{brand}-privacy-1.1.{ending}" for brand in ("acme", "bolt", "cog") for ending in ("eml", "txt", "html")
    )
    message = BytesParser(policy=policy.default).parsebytes((out / "acme-privacy-1.1.eml").read_bytes())
    assert message["Subject"] == "Acme: our privacy notice changes from 1 April 2026"
    assert message["X-Unsent"] == "1"
    assert message["Content-Language"] == "en-GB"
    assert [message[name] for name in ("From", "To", "Cc", "Bcc", "Date", "Message-ID")] == [None] * 6
    assert not message.defects
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    plain = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert plain == (out / "acme-privacy-1.1.txt").read_text(encoding="utf-8")
    flat = " ".join(plain.split())
    for words in (
        "Version 1.1 of our privacy notice applies from 1 April 2026.",
        "Until then version 1.0 applies.",
        "What 1.1 is about.",
        "Material: what the notice says has changed",
        "the text changes in 1 section (",
        "- Your rights: ",
        "a number or a period (“30”, “days”)",
        "https://privacy.acme.example/privacy/1.1/",
        "https://privacy.acme.example/privacy/changes/1.0-1.1/",
        "https://privacy.acme.example/privacy/privacy-notice-1.1.pdf",
        "https://privacy.acme.example/privacy/1.1/#your-rights",
        "privacy@acme.example",
        "01632 960001",
        "https://www.acme.example/contact/",
    ):
        assert words in flat, words
    assert max(len(line) for line in plain.splitlines() if "://" not in line) <= 78


def test_the_addresses_of_a_letter_are_those_of_the_site(coming: Path, tmp_path: Path) -> None:
    drafted(coming, tmp_path / "letters", "--brand", "acme")
    command = ["build", "acme", "--as-at", DAY, "--published", "--out", str(tmp_path / "site"), "--no-pdf"]
    assert run(coming, *command) == 0
    text = (tmp_path / "letters/acme-privacy-1.1.txt").read_text(encoding="utf-8")
    paths = re.findall(r"https://privacy\.acme\.example/(\S*)", text)
    assert len(paths) == 4
    for path in paths:
        where, _, anchor = path.partition("#")
        file = tmp_path / "site/acme" / where
        page = file / "index.html" if where.endswith("/") else file
        assert page.is_file(), path
        assert not anchor or f'id="{anchor}"' in page.read_text(encoding="utf-8")


def test_an_address_that_nobody_knows_is_a_finding_and_no_address(
    coming: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drafted(coming, tmp_path / "out", "--brand", "bolt")
    text = " ".join((tmp_path / "out/bolt-privacy-1.1.txt").read_text(encoding="utf-8").split())
    assert "[address of the PDF: brands/bolt.yml gives no site_url]" in text
    assert "acme.example/privacy/" not in text
    assert "warning: brands/bolt.yml: 'site_url' is missing" in capsys.readouterr().err


def test_a_letter_about_what_nobody_approved_says_so_first(
    coming: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(coming, "get your data", "have your data")
    release(coming, "1.2", "2026-06-01", "--class", "material")
    drafted(coming, tmp_path, "1.2", "--brand", "acme")
    text = (tmp_path / "acme-privacy-1.2.txt").read_text(encoding="utf-8")
    assert text.splitlines()[1] == "NOT APPROVED. Nobody has approved version 1.2: do not send this yet."
    assert "is proposed to apply from 1 June 2026" in " ".join(text.split())
    subject = BytesParser(policy=policy.default).parsebytes((tmp_path / "acme-privacy-1.2.eml").read_bytes())["Subject"]
    assert subject.startswith("[NOT APPROVED] ")
    assert "nobody has approved version 1.2" in capsys.readouterr().err


def test_a_letter_needs_a_version_that_readers_can_still_be_told_of(
    coming: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letters = ("summary", "privacy", "--format", "email", "-o", str(tmp_path / "out"))
    assert run(coming, "summary", "privacy", "draft", *letters[2:], "--as-at", DAY) == 2
    assert run(coming, "summary", "privacy", "1.0", *letters[2:], "--as-at", "2026-05-01") == 2
    assert run(coming, *letters, "--as-at", "2026-05-01") == 2
    assert "no version is coming" in capsys.readouterr().err
    assert run(coming, "summary", "privacy", "1.7", *letters[2:]) == 2
    assert run(coming, "summary", "privacy", "--format", "email", "--as-at", DAY) == 2
    assert not (tmp_path / "out").exists()


def test_a_draft_that_somebody_went_on_to_edit_is_not_overwritten(
    coming: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drafted(coming, tmp_path)
    drafted(coming, tmp_path)
    edited = tmp_path / "cog-privacy-1.1.txt"
    edited.write_text("mine", encoding="utf-8")
    assert run(coming, "summary", "privacy", "--format", "email", "--as-at", DAY, "-o", str(tmp_path)) == 2
    assert edited.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("ending", ["eml", "txt", "html"])
def test_one_letter_may_be_one_file(coming: Path, tmp_path: Path, ending: str) -> None:
    drafted(coming, tmp_path / f"x.{ending}", "--brand", "acme")
    drafted(coming, tmp_path / "all", "--brand", "acme")
    assert (tmp_path / f"x.{ending}").read_bytes() == (tmp_path / f"all/acme-privacy-1.1.{ending}").read_bytes()


def nasty_letter():
    before, after = make_version("1.0", "in-force"), make_version("1.1", "upcoming", date(2026, 12, 1))
    document = make_text("1.1", f"<h2>{'&lt;b&gt;'}</h2><p>Within 9 days.</p>", date(2026, 12, 1), f"Notice {NASTY}")
    release_ = replace(after.release, summary=NASTY, documents={"widgets": document})
    after = replace(after, document=document, release=release_)
    brand = make_brand(site_url="https://w.example/", name=f"W {NASTY}")
    found = summarise(make_timeline(before, after, brand=brand), after)
    return letter(found, {"complain": Reference("complain", NASTY, url="https://ico.org.uk/complaint/?a=1&b='2'")})


def test_nothing_that_people_wrote_acts_in_a_letter() -> None:
    found = nasty_letter()
    page = to_html(found)
    assert not re.search(r"<(img|script|link|b|iframe|object)\b", page)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert not [node for node in tree.iter() if {"src", "background", "srcset"} & set(node.attrib)]
    addresses = [node.attrib["href"] for node in tree.iter() if "href" in node.attrib]
    assert addresses
    assert all(address.startswith(("https://w.example/", "https://ico.org.uk/")) for address in addresses)
    assert "url(" not in page
    message = BytesParser(policy=policy.default).parsebytes(eml(found))
    assert set(message.keys()) == {"Subject", "X-Unsent", "MIME-Version", "Content-Type", "Content-Language"}
    assert eml(found) == eml(found)
    assert b"\n" not in eml(found).replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in eml(found).split(b"\r\n"))


def test_a_letter_is_in_english_alone_and_leads_to_the_other_language() -> None:
    after = make_version("1.1", "upcoming", date(2026, 12, 1))
    welsh = replace(after.document, language="cy", title="Hysbysiad preifatrwydd")
    release_ = replace(after.release, translations={"cy": {"widgets": welsh}, "fr": {"gadgets": welsh}})
    after = replace(after, release=release_)
    found = letter(summarise(make_timeline(after, brand=make_brand(site_url="https://w.example/")), after), {})
    assert "In Welsh: https://w.example/privacy/1.1/cy/" in " ".join(to_text(found).split())
    assert "This is the first version of this notice that we release." in to_text(found)
    messages = [finding.message for finding in found.findings]
    assert "the letter is in English alone: nobody has written its words in Welsh (cy)" in messages
    assert not any("French" in message for message in messages)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_letter_is_legible_on_a_phone_and_a_desk_in_light_and_dark(
    chromium: Browser, scheme: str, width: int
) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(to_html(nasty_letter()))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink, paper = page.evaluate(
        """() => ['CanvasText', 'Canvas'].map(name => {
            const probe = document.createElement('p'); probe.style.color = name; document.body.append(probe);
            const found = getComputedStyle(probe).color; probe.remove(); return found })"""
    )
    body = page.evaluate("getComputedStyle(document.querySelector('p')).color")
    assert body == ink
    assert (ink, paper) == (
        ("rgb(0, 0, 0)", "rgb(255, 255, 255)") if scheme == "light" else ("rgb(255, 255, 255)", "rgb(18, 18, 18)")
    )
    assert not [url for url in asked if url.startswith("http")]
    context.close()


def test_text_and_data_say_what_changes(coming: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(coming, "summary", "privacy", "1.1", "--as-at", DAY, "--brand", "acme") == 0
    text = capsys.readouterr().out
    assert text.startswith("Acme: Privacy notice, 1.0 (in-force) to 1.1 (upcoming)\n")
    assert run(coming, "summary", "privacy", "1.1", "--as-at", DAY, "--brand", "acme", "--format", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert run(coming, "diff", "privacy", "1.0", "1.1", "--brand", "acme", "--format", "json") == 0
    totals = json.loads(capsys.readouterr().out)["totals"]
    assert (row["words_added"], row["words_removed"]) == (totals["words_inserted"], totals["words_deleted"])
    assert [section["id"] for section in row["sections"]] == [found["section"] for found in totals["by_section"]]
    assert row["addresses"]["page"]["url"] == "https://privacy.acme.example/privacy/1.1/"
    assert row["release_due"] == []


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def markdown(root: Path, capsys: pytest.CaptureFixture[str], *more: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(root, "summary", "--format", "markdown", "--as-at", DAY, *more) == code
    return capsys.readouterr().out


def test_the_comment_says_what_changes_what_is_new_and_that_a_release_is_due(
    coming: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    git(coming, "init", "--quiet")
    git(coming, "add", "--all")
    git(coming, "commit", "--quiet", "--message", "x")
    text = markdown(coming, capsys, "--since", "HEAD")
    assert text.startswith(f"{MARKER}\n")
    assert "errors (0 new)" in text
    assert "Release due: no." in text
    assert "From 1.0 \\(in force\\)" not in text
    assert "From 1.0 (in force) to the draft:" in text
    edit(coming, "get your data", "shall get your data and and")
    plan = tmp_path / "plan.md"
    plan.write_text("**Publishing this would change nothing.**\n", encoding="utf-8")
    url = "https://ci.example/job/7/file/{path}"
    text = markdown(coming, capsys, "--since", "HEAD", "--artifact-url", url, "--plan", str(plan))
    assert "Acme, Bolt, Cog" in text
    assert "Release due: the draft differs from 1\\.1, the last release \\(upcoming\\)." in text
    assert "[Bolt](<https://ci.example/job/7/file/redlines/privacy-bolt.html>)" in text
    findings = text[text.index("<details>") :].splitlines()
    assert "(1 new)" in findings[0]
    assert findings[2].startswith("- **new** error `notices/privacy/notice.md:")
    assert "TYP-DUP" in findings[2]
    assert "Publishing this would change nothing" in text


def test_a_review_day_that_passed_and_a_law_that_began_make_a_release_due(
    project: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project()
    release(root, "1.0", "2026-01-10")
    approve(load_workspace(root), "privacy", "1.0", "Ann", at=datetime(2026, 1, 3, tzinfo=UTC))
    edit(root, "title: Privacy notice\n", "title: Privacy notice\nreview: 2026-02-01\n")
    assert run(root, "summary", "privacy", "--as-at", "2026-08-01", "--brand", "acme") == 0
    text = capsys.readouterr().out
    assert "release due: the notice was to be reviewed by 2026-02-01" in text
    assert "release due: since 2026-06-19 the text in force does not meet A13-2ca" in text


def test_a_draft_that_cannot_be_made_is_what_the_comment_says(coming: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(coming, "{{ brand.name }} is responsible", "{{ brand.nme }} is responsible")
    text = markdown(coming, capsys, code=1)
    assert "the draft cannot be made" in text
    assert "brand\\.nme" in text


def test_a_revision_that_git_does_not_know_is_named(coming: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(coming, "init", "--quiet")
    assert run(coming, "summary", "--format", "markdown", "--since", "--output=x") == 2
    assert run(coming, "summary", "--format", "markdown", "--since=nope") == 2
    assert "git knows no revision 'nope' here" in capsys.readouterr().err
    assert run(coming, "summary", "--since", "HEAD") == 2


#: As GitHub reads a comment: CommonMark with tables, strikethrough and bare addresses as links.
GFM = MarkdownIt("gfm-like", {"linkify": False})


@given(st.text(alphabet=st.one_of(st.sampled_from("|`@<>&*_[]()!#~\\\n$:/.-+1a"), st.characters(codec="utf-8"))))
def test_words_of_people_stay_words_in_markdown(text: str) -> None:
    line = f"| x {escaped(text)} y |"
    html = GFM.render(f"| a |\n|---|\n{line}\n")
    cells = re.findall(r"<td>(.*?)</td>", html, re.DOTALL)
    assert len(cells) == 1
    assert "<" not in cells[0]
    assert "\n" not in line
    assert GFM.render(code(f"x{text}")).count("<code>") == 1


def test_nobody_is_told_and_nothing_is_linked_by_a_name() -> None:
    for text in ("@ann", "hello @org/team", "fixes #12", "see http://evil.example", "www.evil.example"):
        said = re.sub(r"\\(.)", r"\1", escaped(text))
        assert not re.search(r"@\w|#\d|http:|www\.", said), text
    assert escaped("IT@Spectrum") == "IT@Spectrum"


def test_a_thousand_brands_fit_into_one_comment_and_equal_ones_share_an_entry() -> None:
    before, after = make_version("1.0", "in-force"), make_version("draft", "draft", html="<h2>A</h2><p>x</p>")
    summaries = []
    for n in range(1000):
        brand = replace(make_brand(name=f"Brand {n}"), id=f"b{n}")
        summaries.append((summarise(make_timeline(before, after, brand=brand), after), (f"reason {n % 2}",)))
    findings = tuple(Finding("X-Y", "warning", f"message {n} " * 20, Path("a.md"), n) for n in range(2000))
    plan = "**Plan**\n\n<details><summary>a</summary>\n\n" + "| add | `x` | y |\n" * 9000 + "\n</details>\n"
    text = comment(summaries, Remarks(findings, plan=plan))
    assert len(text) <= LIMIT
    assert text.count("####") == 2
    assert "and 488 more" in text
    assert text.count("<details>") == text.count("</details>") == 2
    assert text.count("too long for a comment") == 2


def test_what_is_cut_is_cut_at_a_line_and_said() -> None:
    text = "<details>\n" + "line\n" * 100 + "</details>"
    short = cut(text, 200)
    assert len(short) <= 200
    assert short.count("</details>") == 1
    assert "too long" in short
    assert cut("a\nb", 100) == "a\nb"


def test_a_letter_in_text_says_the_same_as_in_html() -> None:
    found = nasty_letter()
    page = re.sub(r"<style.*?</style>|<title.*?</title>|<[^>]+>", " ", to_html(found), flags=re.DOTALL)
    words = page.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&#x27;", "'")
    said = " ".join(words.replace("&amp;", "&").split())
    plain = " ".join(re.sub(r"(?m)^(-+|\*+)$|^- ", "", to_text(found)).split())
    assert said == plain
