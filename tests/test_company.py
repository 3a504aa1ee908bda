"""What the register of companies says of a brand's company, on its pages and its PDFs: all that is given, no more."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import page
import pytest
from conftest import BASE, Change
from factory import AS_AT, BASE_CONFIG, BODY, ROOT, TEMPLATES, make_brand, make_redline, make_site, make_text
from pdf_text import body_text, whole_text

from noticepress.build import build_sites
from noticepress.config import load_workspace
from noticepress.document import fold
from noticepress.model import Brand, Registration
from noticepress.pages.company import particulars
from noticepress.pdf import notice_pdf, redline_pdf
from noticepress.site import build_site

FULL = Registration("01234567", "England and Wales", ("1 High Street", "Anytown AB1 2CD"))
WHOLE = (
    "Example Limited. Registered in England and Wales, number 01234567. "
    "Registered office: 1 High Street, Anytown AB1 2CD."
)


def company(registration: Registration, legal_name: str | None = "Example Limited", **more) -> Brand:
    return replace(make_brand(), company=registration, legal_name=legal_name, **more)


@pytest.mark.parametrize(
    ("registration", "legal_name", "said"),
    [
        (FULL, "Example Limited", WHOLE),
        (FULL, None, WHOLE.removeprefix("Example Limited. ")),
        (Registration(registered_in="Scotland"), "Example Co.", "Example Co. Registered in Scotland."),
        (Registration(number="SC123456"), "Example Limited", "Example Limited. Company number SC123456."),
        (Registration(registered_office=("1 High Street,", "Anytown")), None,
         "Registered office: 1 High Street, Anytown."),
        (Registration(), "Example Limited", None),
        (Registration(), None, None),
    ],
)  # fmt: skip
def test_what_is_given_is_said_and_nothing_else(registration, legal_name, said):
    assert particulars(company(registration, legal_name)) == said


def pages(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.html")
        if path.name != "notice.html" and path.parent.name != "embed"
    }


def built(brand: Brand, out: Path) -> dict[str, str]:
    build_site(replace(make_site(), brand=brand), out, TEMPLATES, BASE_CONFIG, AS_AT)
    return pages(out)


def test_every_page_has_it_in_its_footer_and_is_otherwise_the_same(tmp_path: Path) -> None:
    office = replace(FULL, registered_office=("1 High <Street> & Co", "Anytown AB1 2CD"))
    shown = WHOLE.replace("High Street", "High &lt;Street&gt; &amp; Co")
    without, named = built(make_brand(), tmp_path / "a"), built(company(Registration()), tmp_path / "b")
    assert without == named
    for path, html in built(company(office), tmp_path / "c").items():
        footer = html.partition('<footer class="end">')[2]
        assert f"\n<p>{shown}</p>\n" in footer, path
        assert html.replace(f"\n<p>{shown}</p>", "") == without[path], path


def test_pages_at_old_addresses_have_it_too(project: Change, tmp_path: Path) -> None:
    acme = (BASE / "brands/acme.yml").read_text(encoding="utf-8") + "moved:\n  /old/: /privacy/\n"
    given = "company:\n  number: '01234567'\n  registered_in: Scotland\n  registered_office: [1 High Street, Anytown]\n"
    workspace = load_workspace(project({"brands/acme.yml": acme + given}))
    build_sites(workspace, workspace.brands[:1], tmp_path / "site", as_at=date(2026, 7, 1), pdf=False, draft=True)
    found = pages(tmp_path / "site" / "acme")
    said = (
        "<p>Acme Trading Limited. Registered in Scotland, number 01234567. "
        "Registered office: 1 High Street, Anytown.</p>"
    )
    assert {"404.html", "index.html", "old/index.html", "privacy/draft/index.html"} <= found.keys()
    assert [path for path, html in found.items() if said not in html] == []


def typeset(brand: Brand) -> bytes:
    text = make_text("1.1", effective=date(2026, 12, 1))
    return notice_pdf(text, brand=brand, templates=ROOT / "templates", produced=AS_AT)


def redlined(brand: Brand) -> bytes:
    old, new = make_text("1.0", effective=date(2026, 1, 1)), make_text("1.1", effective=date(2026, 12, 1))
    common = {"brand": brand, "templates": ROOT / "templates", "produced": AS_AT}
    return redline_pdf(make_redline(), before=old, after=new, **common)


def test_the_pdf_says_it_on_its_first_page_and_not_in_its_body() -> None:
    pdf = typeset(company(FULL))
    assert f"Company\n{WHOLE}" in whole_text(pdf)
    assert fold(body_text(pdf)) == fold(body_text(typeset(make_brand()))) == fold(make_text("1.1").text)
    assert f"Company\n{WHOLE}" in whole_text(redlined(company(FULL)))
    for profile in ("ua1", "pdfa2a"):
        assert page.is_pdf_compliant_bytes(pdf, profile=profile)


def test_a_brand_that_gives_none_of_it_has_the_pdf_that_it_had() -> None:
    brand = make_brand()
    assert typeset(replace(brand, company=Registration())) == typeset(brand)
    assert redlined(company(Registration())) == redlined(brand)
    assert "Company" not in whole_text(typeset(brand))
    assert f"Company\n{WHOLE.partition('.')[0]}" in whole_text(typeset(company(Registration())))


def test_no_page_of_the_real_brands_has_any_for_none_is_known(tmp_path: Path) -> None:
    assert [brand.id for brand in load_workspace(ROOT).brands if particulars(brand)] == []
    assert BODY in built(make_brand(), tmp_path / "site")["privacy/index.html"]
