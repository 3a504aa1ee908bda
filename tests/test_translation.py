import hashlib
import json
import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import Change
from test_release import FIRST, SECOND, edit
from welsh import APPROVED, CY, WELSH, bilingual, edit_welsh, held, release, two_versions

from noticepress.archive import load_releases
from noticepress.check import check_workspace
from noticepress.cli import main
from noticepress.cli.commands import translated
from noticepress.cli.parser import make_parser
from noticepress.config import load_workspace
from noticepress.errors import ConfigError, Finding, NoticeError, UsageError
from noticepress.release import Declaration, approve, make_release
from noticepress.source import parse_notice
from noticepress.timelines import load_timelines

DAY = FIRST.recorded
QUIET = {"TRANS-WORDS", "TRANS-SCOPE"}


def found(root: Path) -> list[Finding]:
    findings = check_workspace(load_workspace(root), DAY)
    return [f for f in findings if f.rule.startswith(("TRANS", "LANGUAGE")) and f.rule not in QUIET]


def one(root: Path) -> Finding:
    (finding,) = found(root)
    return finding


def test_a_translation_that_was_held_to_its_source_is_clean(project: Change) -> None:
    root = bilingual(project)
    assert found(root) == []
    rules = {f.rule: f.severity for f in check_workspace(load_workspace(root), DAY) if f.path == Path(CY)}
    assert rules == {"TRANS-WORDS": "warning", "TRANS-SCOPE": "info"}


def test_one_that_nobody_has_held_to_it_is_an_error(project: Change) -> None:
    finding = one(project({CY: WELSH}))
    assert (finding.rule, finding.severity) == ("TRANS-STALE", "error")
    assert "noticepress translated privacy cy --by" in str(finding.hint)


def test_a_section_that_changed_in_the_source_is_named_at_its_line_in_the_translation(project: Change) -> None:
    root = bilingual(project)
    edit(root, "- see your data;", "- see all your data;")
    finding = one(root)
    assert (finding.rule, finding.severity) == ("TRANS-STALE", "error")
    assert "'your-rights' of notice.md changed after its translation" in finding.message
    lines = (root / CY).read_text(encoding="utf-8").splitlines()
    assert lines[(finding.line or 0) - 1].startswith("## Eich hawliau")
    edit_welsh(root, "- weld eich data;", "- weld eich holl ddata;")
    assert one(root).rule == "TRANS-STALE", "an edit is no word of a translator"
    assert held(root, "--section", "your-rights") == 0
    assert found(root) == []


def test_only_the_named_section_is_recorded(project: Change) -> None:
    root = bilingual(project)
    edit(root, "- see your data;", "- see all your data;")
    edit(root, "post office alone", "post office and a courier")
    assert held(root, "--section", "purposes") == 0
    assert "'your-rights'" in one(root).message
    with pytest.raises(UsageError, match="no section 'right'"):
        load_and_hold(root, "right")


def load_and_hold(root: Path, section: str) -> None:
    command = ["--workspace", str(root), "translated", "privacy", "cy", "--by", "A", "--section", section]
    translated(make_parser().parse_args(command))


def test_spaces_and_empty_lines_are_no_change(project: Change) -> None:
    root = bilingual(project)
    edit(root, "You can:\n", "You can:   \n\n")
    assert found(root) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("title: Privacy notice", "title: Your privacy", "the title"),
        ("## Who we are {#who", "A word before.\n\n## Who we are {#who", "before the first heading"),
        ("## Your rights", "## All your rights", "'your-rights'"),
        ("{% if brand.parent %}", "{% if brand.legal_name %}", "'who-we-are'"),
        ("| 2 years |", "| 3 years |", "'your-rights'"),
    ],
)
def test_every_kind_of_change_is_seen(project: Change, old: str, new: str, what: str) -> None:
    root = bilingual(project)
    edit(root, old, new)
    assert any(what in f.message and f.severity == "error" for f in found(root))


@pytest.mark.parametrize(
    ("old", "new", "rule", "says"),
    [
        ("## Ein cwmni {#company", "## Ein cwmni {#cwmni", "TRANS-SECTION", "'company' of"),
        ("## Ein cwmni {#company", "## Ein cwmni {#cwmni", "TRANS-SECTION", "notice.md has no section 'cwmni'"),
        ("## Ein cwmni", "### Ein cwmni", "TRANS-SECTION", "of level 3"),
        ('{#company covers="13(1)(a)"}', '{#company covers="13(1)(b)"}', "TRANS-COVERS", "covers 13(1)(b)"),
        (
            "[cwyno wrth y rheoleiddiwr][regulator]",
            "cwyno",
            "TRANS-LINK",
            "no link to https://regulator.example/complain/",
        ),
        ("- [cwyno", "- [ni][contact-form], [cwyno", "TRANS-LINK", "a link to https://www.acme.example/contact/"),
        ("## Pwy ydym", "Gair.\n\n## Pwy ydym", "TRANS-SECTION", "has nothing before its first heading"),
    ],
)
def test_what_is_not_as_in_the_source(project: Change, old: str, new: str, rule: str, says: str) -> None:
    root = bilingual(project)
    edit_welsh(root, old, new)
    assert any(f.rule == rule and says in f.message for f in found(root)), found(root)


def test_a_value_that_the_translation_does_not_name(project: Change) -> None:
    root = bilingual(project)
    edit_welsh(root, "Enw un o gwsmeriaid {{ brand.name }}", "Enw cwsmer {{ brand.contact.email }}")
    said = {f.message for f in found(root) if f.rule == "TRANS-VALUE"}
    assert any("does not name brand.name" in message for message in said)
    assert any("names brand.contact.email, and in the source it does not" in message for message in said)


def test_sections_in_another_order(project: Change) -> None:
    root = bilingual(project)
    text = (root / CY).read_text(encoding="utf-8")
    head, rest = text.split("## Ein cwmni")
    company, purposes = rest.split("## At ba")
    purposes, more = purposes.split("## Rhagor")
    (root / CY).write_text(f"{head}## At ba{purposes}## Ein cwmni{company}## Rhagor{more}", encoding="utf-8")
    assert "stands where notice.md has 'company'" in one(root).message


def test_other_brands_words_in_a_translation_stop_the_build(project: Change) -> None:
    root = bilingual(project)
    edit_welsh(root, "Gallwch:", "Gallwch ofyn i Bolt:")
    assert main(["--workspace", str(root), "build", "--no-pdf", "--out", str(root / "site")]) == 1
    assert not (root / "site").exists()


def test_binding_a_translation_is_judged_too(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = bilingual(project)
    edit_welsh(root, "{{ brand.legal_name }}", "{{ brand.legal_nam }}")
    assert main(["--workspace", str(root), "build", "--no-pdf", "--out", str(root / "site")]) == 1
    assert "notice.cy.md" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "says"),
    [("fr", "have no words in French"), ("xx", "no language"), ("en", "the source's own"), ("CY", "no language")],
)
def test_a_language_that_cannot_be_published_stops_the_build(
    project: Change, capsys: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    root = project({f"notices/privacy/notice.{name}.md": WELSH})
    assert main(["--workspace", str(root), "build", "--no-pdf", "--out", str(root / "site")]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert f"notice.{name}.md" in said


def test_the_source_translates_nothing(project: Change) -> None:
    root = bilingual(project)
    record = re.search(r"translates:\n(?: .*\n)+", (root / CY).read_text(encoding="utf-8"))
    assert record
    edit(root, "title: Privacy notice\n", f"title: Privacy notice\n{record[0]}")
    assert any("translates nothing" in f.message for f in check_workspace(load_workspace(root), DAY))


def test_the_record_keeps_the_rest_of_the_front_matter(project: Change) -> None:
    waiver = "waivers:\n  - {rule: TRANS-WORDS, reason: A translator reads them., by: Ann, until: 2026-01-31}\n"
    root = project({CY: WELSH.replace("preifatrwydd\n", f"preifatrwydd\n{waiver}", 1)})
    assert held(root) == held(root) == 0
    text = (root / CY).read_text(encoding="utf-8")
    assert waiver in text
    assert text.count("translates:") == 1
    assert text.partition("\n---\n")[2] == WELSH.partition("\n---\n")[2]
    waived = [f for f in check_workspace(load_workspace(root), DAY) if f.rule == "TRANS-WORDS"]
    assert waived
    assert all(f.waived for f in waived)


def test_a_release_freezes_every_language_and_sums_hold_them(project: Change) -> None:
    root = bilingual(project)
    made = release(root)
    folder = root / "notices/privacy/releases/1.0"
    for brand in ("acme", "bolt", "cog"):
        assert (folder / f"{brand}.cy.html").read_text(encoding="utf-8") == made.translations["cy"][brand].html
        assert (folder / f"{brand}.cy.pdf").is_file()
    assert (folder / "notice.cy.md").read_bytes() == (root / CY).read_bytes()
    assert made.translations["cy"]["acme"].title == "Hysbysiad preifatrwydd"
    assert made.translations["cy"]["acme"].language == "cy"
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    assert run.returncode == 0
    (folder / "cog.cy.html").write_text("<p>Arall</p>\n", encoding="utf-8")
    assert main(["--workspace", str(root), "check"]) == 1


def test_a_release_without_translation_has_none(project: Change) -> None:
    root = project()
    made = release(root)
    assert made.translations == {}
    assert "translations" not in (made.path / "release.yml").read_text(encoding="utf-8")


def test_a_stale_translation_is_not_released_in_silence(project: Change) -> None:
    root = bilingual(project)
    edit(root, "- see your data;", "- see all your data;")
    with pytest.raises(NoticeError, match="changed after its translation"):
        release_plain(root, FIRST)
    made = release(root, replace(FIRST, without=("cy",)))
    assert made.translations == {}
    assert not list(made.path.glob("*.cy.*"))
    with pytest.raises(UsageError, match="no translation in 'fr'"):
        release_plain(root, replace(SECOND, without=("fr",)))


def release_plain(root: Path, declared: Declaration) -> None:
    make_release(load_workspace(root), "privacy", declared, lambda *_: b"")


def test_a_better_translation_alone_is_a_new_version(project: Change) -> None:
    root = bilingual(project)
    release(root)
    with pytest.raises(UsageError, match="no brand's text differs"):
        release(root, SECOND)
    edit_welsh(root, "Gallwch:", "Fe allwch:")
    made = release(root, SECOND)
    assert made.documents["acme"].html == load_releases(root, "privacy")[0].documents["acme"].html
    assert "Fe allwch" in made.translations["cy"]["acme"].html


def built(root: Path, as_at: str, *more: str) -> Path:
    out = root / f"site-{as_at}"
    assert (
        main(["--workspace", str(root), "build", "acme", "--as-at", as_at, "--out", str(out), "--no-pdf", *more]) == 0
    )
    return out / "acme"


def page(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text(encoding="utf-8")


def alternates(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


BASE = "https://privacy.acme.example/"
SAME = {
    "privacy/": "privacy/cy/",
    "privacy/1.0/": "privacy/1.0/cy/",
    "privacy/history/": "privacy/cy/history/",
    "privacy/changes/1.0-1.1/": "privacy/cy/changes/1.0-1.1/",
    "privacy/upcoming/": "privacy/cy/upcoming/",
}


def test_pages_of_both_languages_lead_to_each_other(project: Change) -> None:
    site = built(two_versions(project), "2026-02-01")
    for english, welsh in SAME.items():
        expected = {"en-GB": BASE + english, "cy": BASE + welsh, "x-default": BASE + english}
        for address, lang, other in ((english, "en-GB", "cy"), (welsh, "cy", "en-GB")):
            html = page(site, address)
            assert alternates(html) == expected
            assert f'<html lang="{lang}">' in html
            assert re.search(rf'<nav [^>]*>.*<a href="[^"]+" lang="{other}" hreflang="{other}">', html)
            own = re.search(r'<link rel="canonical" href="([^"]+)">', html)
            assert own is None or own[1] == BASE + address
    assert "cy" not in alternates(page(site, ""))
    assert 'href="privacy/cy/" lang="cy" hreflang="cy">Hysbysiad preifatrwydd (Cymraeg)</a>' in page(site, "")


def test_the_welsh_pages_speak_welsh(project: Change) -> None:
    site = built(two_versions(project), "2026-02-01")
    html = page(site, "privacy/cy")
    assert "Mewn grym ers <time" in html or "Mewn grym o" in html
    assert '<time datetime="2026-06-01">1 Mehefin 2026</time>' in html
    assert "Gallwch:" in html
    english = set(re.findall(r"[A-Z]\w+", " ".join(re.findall(r">([^<]+)<", html))))
    assert not english & {"Version", "Contents", "History", "Skip", "About", "These", "Website", "Save", "Check"}
    redline = page(site, "privacy/cy/changes/1.0-1.1")
    assert "<ins" in redline
    assert "heb newid" in redline
    assert "not changed" not in redline


def test_what_is_frozen_is_what_is_served(project: Change) -> None:
    root = two_versions(project)
    site = built(root, "2026-02-01")
    frozen = root / "notices/privacy/releases/1.0"
    body = (site / "privacy/1.0/cy/notice.html").read_bytes()
    assert body == (frozen / "acme.cy.html").read_bytes()
    assert hashlib.sha256(body).hexdigest() in page(site, "privacy/1.0/cy")
    assert (site / "privacy/privacy-notice-1.0.cy.pdf").read_bytes() == (frozen / "acme.cy.pdf").read_bytes()
    assert body.decode() in page(site, "privacy/1.0/cy")


def test_programs_find_the_languages(project: Change) -> None:
    site = built(two_versions(project), "2026-02-01")
    english, welsh = (json.loads((site / f"privacy/{p}versions.json").read_text("utf-8")) for p in ("", "cy/"))
    assert (english["language"], welsh["language"]) == ("en-GB", "cy")
    assert english["languages"] == {"cy": f"{BASE}privacy/cy/versions.json"}
    assert welsh["languages"] == {"en-GB": f"{BASE}privacy/versions.json"}
    assert welsh["versions"][0]["body"] == f"{BASE}privacy/1.1/cy/notice.html"
    feed = (site / "privacy/cy/feed.atom").read_text(encoding="utf-8")
    assert 'xml:lang="cy"' in feed
    assert set(re.findall(r"<id>(.*?)</id>", feed)).isdisjoint(
        re.findall(r"<id>(.*?)</id>", (site / "privacy/feed.atom").read_text(encoding="utf-8"))
    )
    assert 'lang="cy"' in (site / "embed/privacy.cy.html").read_text(encoding="utf-8")


def test_a_site_in_one_language_says_nothing_of_others(project: Change) -> None:
    root = project()
    release(root)
    site = built(root, "2026-02-01")
    for path in site.rglob("*"):
        if path.suffix in {".html", ".json", ".atom", ".xml"}:
            assert "hreflang" not in path.read_text(encoding="utf-8")
    assert "languages" not in json.loads((site / "privacy/versions.json").read_text("utf-8"))


def test_a_version_that_is_not_translated(project: Change) -> None:
    root = two_versions(project)
    edit(root, "You always can:", "You always can, at any time:")
    day = date(2026, 9, 1)
    release(root, replace(SECOND, version="1.2", effective=day, without=("cy",)))
    approve(load_workspace(root), "privacy", "1.2", "Ann Editor", at=APPROVED)
    before = built(root, "2026-07-01")
    coming = page(before, "privacy/cy")
    assert '<time datetime="2026-09-01">1 Medi 2026</time> bydd yr hysbysiad hwn yn newid' in coming
    assert "Gallwch bob amser:" in coming
    after = built(root, "2026-10-01")
    current = page(after, "privacy/cy")
    assert "Nid yw fersiwn 1.2 o’r hysbysiad hwn, sydd mewn grym, wedi’i gyfieithu" in current
    assert "Gallwch" not in current
    assert not (after / "privacy/1.2/cy").exists()
    assert alternates(page(after, "privacy/1.2")) == {}
    assert 'href="../cy/"' in page(after, "privacy/1.2")
    assert 'href="../../history/"' in page(after, "privacy/cy/history")


def test_a_draft_in_both_languages(project: Change) -> None:
    site = built(bilingual(project), "2026-02-01", "--draft")
    assert "Gwaith ar y gweill" in page(site, "privacy/draft/cy")


def test_a_redline_of_a_translation_on_the_command_line(project: Change, capsys: pytest.CaptureFixture[str]) -> None:
    root = two_versions(project)
    command = ["--workspace", str(root), "diff", "privacy", "1.0", "1.1", "--brand", "acme", "--language"]
    assert main([*command, "cy"]) == 0
    assert "bob amser" in capsys.readouterr().out
    assert main([*command, "fr"]) == 2


def test_what_is_left_out_is_left_out_in_each_language(project: Change) -> None:
    root = bilingual(project)
    release(root)
    edit_welsh(root, "Gallwch:", "Fe allwch:")
    release(root, SECOND)
    workspace = load_workspace(root)
    timeline = load_timelines(workspace, "privacy", workspace.brands, DAY)[0]
    first = timeline.keeping(lambda version: version.document.version == "1.0")
    numbers = [[v.document.version for v in one.versions] for one in first.in_each_language]
    assert numbers == [["1.0"], ["1.0"]]
    assert timeline.keeping(lambda version: version.document.language == "en-GB").family == ()


def test_evidence_holds_the_translation(project: Change) -> None:
    root = two_versions(project)
    out = root.parent / "evidence"
    command = ["--workspace", str(root), "evidence", "privacy", "1.0", "--brand", "acme", "-o", str(out)]
    assert main(command) == 0
    assert (out / "release/acme.cy.html").is_file()
    run = subprocess.run(["sh", "verify.sh"], cwd=out, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert "release/acme.cy.pdf is in release/SHA256SUMS" in run.stdout


def test_an_unknown_language_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"notice\.xx\.md"):
        parse_notice(WELSH, Path("notice.xx.md"), "privacy")
