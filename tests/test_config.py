import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import REPOSITORY, Change

from noticepress.config import load_workspace
from noticepress.config.contrast import (
    DARK_BACKGROUND,
    DARK_BACKGROUNDS,
    LIGHT_BACKGROUND,
    LIGHT_BACKGROUNDS,
    nearest_passing,
    ratio,
)
from noticepress.errors import ConfigError, UsageError
from noticepress.model import Company, Registration
from noticepress.schemas import MODELS, schema_text


def findings(root: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_workspace(root)
    return [str(finding) for finding in caught.value.findings]


def test_a_brand_takes_its_parents_contact_details_field_by_field(project: Change) -> None:
    workspace = load_workspace(project())
    acme, bolt, cog = workspace.brands
    assert acme.inherited == frozenset()
    assert bolt.contact == acme.contact
    assert bolt.inherited == {"address", "telephone", "email", "privacy_email", "website", "form"}
    assert cog.contact == replace(acme.contact, telephone="01632 960002")
    assert "telephone" not in cog.inherited


def test_what_the_register_says_is_the_brands_own(project: Change) -> None:
    company = "company:\n  number: 01234567\n  registered_in: Scotland\n  registered_office: [1 Quay, Leith]\n"
    root = project({"brands/acme.yml": f"name: Acme\nstatutory_dpo: no\nsister_companies: [bolt, cog]\n{company}"})
    acme, bolt, _ = load_workspace(root).brands
    assert acme.company == Registration("01234567", "Scotland", ("1 Quay", "Leith"))
    assert (acme.statutory_dpo, bolt.statutory_dpo) == (False, None)
    assert bolt.company == Registration(), "nothing of it is the parent's"


@pytest.mark.parametrize("number", ["01234567", "SC123456", "NI123456", "OC301234", "R0000123", "IP12345R"])
def test_the_forms_of_a_company_number(project: Change, number: str) -> None:
    root = project({"brands/cog.yml": f"name: Cog\nparent: acme\ncompany: {{number: {number}}}\n"})
    assert load_workspace(root).brand("cog").company.number == number


def test_the_sister_companies_leave_the_brand_itself_out(project: Change) -> None:
    acme, bolt, cog = load_workspace(project()).brands
    assert [company.id for company in acme.sisters] == ["bolt", "cog"]
    assert bolt.sisters == (Company("cog", "Cog", "Cog Limited"),)
    assert [company.id for company in cog.sisters] == ["bolt"]


def test_a_value_of_one_brand_is_known_to_all_as_missing(project: Change) -> None:
    text = "name: Bolt\nparent: acme\nvalues: {office_hours: 9 to 5}\n"
    acme, bolt, _ = load_workspace(project({"brands/bolt.yml": text})).brands
    assert bolt.values == {"office_hours": "9 to 5"}
    assert acme.values == {"office_hours": None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: ' '\n", "brands/bolt.yml:1:7: 'name': it should be words on one line (it is ' ')"),
        ("name: B\nvalues: {Bad Key: y}\n", "brands/bolt.yml:2:10: the name 'Bad Key': it should be small letters"),
        ("name: Bolt\nparent: acm\n", "brands/bolt.yml:2:9: no brand is called 'acm'\n  hint: did you mean 'acme'?"),
        ("name: Bolt\nparent: cog\n", "brands/bolt.yml:2:9: 'cog' cannot be the parent"),
        ("name: Bolt\nparent: bolt\n", "brands/bolt.yml:2:9: 'bolt' cannot be the parent"),
        ("name: Bolt\nsister_companies: [acme, cgo]\n", "brands/bolt.yml:2:26: no brand is called 'cgo'"),
        ("name: Bolt\ncontact: {email: me at home}\n", "brands/bolt.yml:2:18: 'contact.email': it should be a mailbox"),
        (
            "name: Bolt\ncontact: {website: 'javascript:x'}\n",
            "brands/bolt.yml:2:20: 'contact.website': it should be a web",
        ),
        (
            "name: Bolt\nconfirmed: {by: A, on: 2026-02-30}\n",
            "brands/bolt.yml:2:24: 'confirmed.on': there is no such day",
        ),
        ("name: Bolt\nconfirmed: {by: A, on: 1.2.2026}\n", "'confirmed.on': it should be a date as YYYY-MM-DD"),
        ("name: Bolt\ntheme: {accent: '#ffee00'}\n", "the nearest colour that passes is #"),
        ("name: Bolt\ntheme: {logo_alt: Bolt}\n", "brands/bolt.yml:2:8: 'theme': 'logo_dark' and 'logo_alt' go with a"),
        (
            "name: Bolt\ncompany: {number: '1234567'}\n",
            "brands/bolt.yml:2:19: 'company.number'",
        ),
        ("name: Bolt\ncompany: {number: sc123456}\n", "'company.number': it should be the 8 characters"),
        ("name: Bolt\ncompany: {registered_in: England}\n", "brands/bolt.yml:2:26: 'company.registered_in'"),
        ("name: Bolt\ncompany: {registered_office: ['']}\n", "'company.registered_office.0'"),
        ("name: Bolt\ncompany: {office: x}\n", "unknown field 'company.office'"),
        ("name: Bolt\nstatutory_dpo: maybe\n", "brands/bolt.yml:2:16: 'statutory_dpo'"),
        ("legal_name: Bolt Limited\n", "brands/bolt.yml:1:1: the field 'name' is missing"),
    ],
)
def test_a_mistake_in_a_brand_is_named_with_its_place(project: Change, text: str, expected: str) -> None:
    assert any(expected in found for found in findings(project({"brands/bolt.yml": text})))


def test_the_mistakes_of_all_files_come_in_one_run(project: Change) -> None:
    root = project(
        {"brands/bolt.yml": "nam: x\n", "brands/cog.yml": "name: [\n", "notices/references.yml": "a: {url: x}\n"}
    )
    files = {found.split(":")[0] for found in findings(root)}
    assert files == {"brands/bolt.yml", "brands/cog.yml", "notices/references.yml"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {title: T}\n", "notices/references.yml:1:1: 'a' needs either 'url' or 'brand_value'"),
        ("a: {title: T, url: https://x.example/, brand_value: form}\n", "'a' needs either"),
        ("a: {title: T, brand_value: fom}\n", "'fom' is no contact field of a brand\n  hint: did you mean 'form'?"),
        ("A B: {title: T, url: https://x.example/}\n", "small letters, digits and single hyphens"),
    ],
)
def test_a_mistake_in_the_references_is_named(project: Change, text: str, expected: str) -> None:
    assert any(expected in found for found in findings(project({"notices/references.yml": text})))


def test_a_file_that_is_not_utf8_names_the_byte(project: Change) -> None:
    root = project()
    (root / "brands" / "bolt.yml").write_bytes(b"name: Bolt\nlegal_name: Caf\xe9\n")
    assert findings(root) == ["brands/bolt.yml:2:16: this is not UTF-8\n  hint: save the file as UTF-8"]


def test_a_file_from_windows_reads_the_same(project: Change) -> None:
    root = project()
    plain = load_workspace(root).brands
    path = root / "brands" / "bolt.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_workspace(root).brands == plain


def test_an_unknown_brand_is_told_what_was_meant(project: Change) -> None:
    with pytest.raises(UsageError, match="did you mean 'bolt'"):
        load_workspace(project()).brand("blot")


@pytest.mark.parametrize("name", MODELS)
def test_the_committed_schema_is_the_models(name: str) -> None:
    assert (REPOSITORY / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8") == schema_text(name)


@pytest.mark.parametrize("path", sorted((REPOSITORY / "brands").glob("*.yml")), ids=lambda p: p.stem)
def test_each_brand_file_names_its_schema_and_holds_to_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schemas/brand.schema.json"
    schema = json.loads((path.parent / first.split("=")[1]).read_text(encoding="utf-8"))
    jsonschema.validate(yaml.load(text, yaml.BaseLoader), schema)


def test_the_real_brands_say_only_what_the_handed_over_text_says() -> None:
    seed = (REPOSITORY / "tests/data/loop-privacy-notice.txt").read_text(encoding="utf-8").replace("\u00a0", " ")
    for brand in load_workspace(REPOSITORY).brands:
        contact = brand.contact
        for fact in (
            brand.legal_name,
            contact.telephone,
            contact.email,
            contact.privacy_email,
            *(contact.address or ()),
        ):
            assert fact is None or fact in seed
        assert contact.website == "https://www.theonepoint.co.uk/"
        assert contact.form is None
        assert brand.site_url is None


def test_contrast_is_as_wcag_defines_it() -> None:
    assert ratio("#000000", "#ffffff") == 21
    assert ratio("#ffffff", "#ffffff") == 1
    # W3C's own well-known example: #767676 is the lightest grey that passes on white.
    assert ratio("#767676", "#ffffff") >= 4.5 > ratio("#777777", "#ffffff")


@pytest.mark.parametrize("background", [LIGHT_BACKGROUND, DARK_BACKGROUND])
@pytest.mark.parametrize("colour", ["#ffee00", "#00ff00", "#ff8800", "#0000ff", "#777777", "#000000", "#ffffff"])
def test_the_nearest_passing_colour_passes_and_no_nearer_one_does(colour: str, background: str) -> None:
    nearest = nearest_passing(colour, background)
    assert ratio(nearest, background) >= 4.5
    if ratio(colour, background) >= 4.5:
        assert nearest == colour


def test_colours_are_judged_on_the_backgrounds_that_the_pages_have() -> None:
    style = (REPOSITORY / "templates/site/style.css").read_text(encoding="utf-8")
    names = ("paper", "wash", "warn-wash", "add-wash", "cut-wash")
    for number, backgrounds in enumerate((LIGHT_BACKGROUNDS, DARK_BACKGROUNDS), 1):
        found = [style.split(f" --{name}: ")[number].split(";")[0] for name in names]
        assert tuple(colour.replace("#fff", "#ffffff") if len(colour) == 4 else colour for colour in found) == (
            backgrounds
        )


def test_the_default_colours_pass_on_every_background_too() -> None:
    style = (REPOSITORY / "templates/site/style.css").read_text(encoding="utf-8")
    for number, backgrounds in enumerate((LIGHT_BACKGROUNDS, DARK_BACKGROUNDS), 1):
        for name in ("accent", "ink", "soft"):
            colour = style.split(f" --{name}: ")[number].split(";")[0]
            assert all(ratio(colour, background) >= 4.5 for background in backgrounds), (name, colour)


@pytest.mark.parametrize("backgrounds", [LIGHT_BACKGROUNDS, DARK_BACKGROUNDS])
def test_the_nearest_colour_passes_on_every_background(backgrounds: tuple[str, ...]) -> None:
    for colour in ("#0b72b9", "#767676", "#ff8800", "#ffffff", "#000000"):
        nearest = nearest_passing(colour, *backgrounds)
        assert all(ratio(nearest, background) >= 4.5 for background in backgrounds)


def test_a_colour_that_passes_on_white_alone_is_refused(project: Change) -> None:
    (told,) = findings(project({"brands/bolt.yml": "name: Bolt\ntheme: {accent: '#767676'}\n"}))
    assert "its contrast on #fcebea is 3.9" in told


def test_a_brand_file_with_another_ending_is_not_passed_over(project: Change) -> None:
    told = findings(project({"brands/dot.yaml": "name: Dot\n"}))
    assert told == [
        "brands/dot.yaml: a brand's file ends in .yml, so this one would not be read\n  hint: rename it to dot.yml"
    ]


def test_a_workspace_without_a_notice_says_so(project: Change) -> None:
    root = project({"notices/privacy/notice.md": None})
    assert findings(root) == ["notices: there is no notice here\n  hint: write one, such as notices/privacy/notice.md"]


def test_a_notices_folder_has_a_name_that_can_stand_in_an_address(project: Change) -> None:
    told = findings(project({"notices/Our Cookies/notice.md": "---\ntitle: Cookies\n---\n"}))
    assert told[0].startswith("notices/Our Cookies: 'Our Cookies' cannot be a notice's id\n  hint: name it with")
