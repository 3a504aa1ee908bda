"""Release 1.0 is the notice as it was handed over; 1.1 says what it said, in better language."""

import re

import pytest
from conftest import REPOSITORY

from noticepress.archive import load_releases
from noticepress.model import Document

SEED = (REPOSITORY / "tests/data/loop-privacy-notice.txt").read_text(encoding="utf-8")


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="module")
def documents() -> dict[tuple[str, str], Document]:
    return {(r.version, b): d for r in load_releases(REPOSITORY, "privacy") for b, d in r.documents.items()}


def test_release_1_0_is_the_handed_over_text_character_by_character(documents: dict[tuple[str, str], Document]) -> None:
    handed_over = folded(re.sub(r"^· ", "", SEED, flags=re.MULTILINE))
    assert folded(documents["1.0", "loop"].text) == handed_over
    assert documents["1.0", "loop"].html.count("\u00a0") == SEED.count("\u00a0") == 14


def test_release_1_0_has_no_link(documents: dict[tuple[str, str], Document]) -> None:
    assert documents["1.0", "loop"].links == ()


def test_release_1_1_has_every_lost_link_whose_target_is_known(documents: dict[tuple[str, str], Document]) -> None:
    addresses = {link.href for link in documents["1.1", "loop"].links}
    assert addresses >= {
        "https://ico.org.uk/make-a-complaint/data-protection-complaints/",
        "https://www.aboutcookies.org/",
        "https://www.allaboutcookies.org/",
        "https://www.theonepoint.co.uk/",
        "tel:+441482420150",
        "mailto:info@theonepoint.co.uk",
        "mailto:help@theonepoint.co.uk",
    }


SLIPS = [
    "the The", "  ", "upto", "Article 6(1)(f ", "(f)\n", "The legal basis we rely on are", "Loop take the",
    "click here", "Information Commissioners Office", "Privacy & Electronic", "\u00a0",
    "such as an employer or school, to our",
]  # fmt: skip


@pytest.mark.parametrize("wrong", SLIPS)
def test_release_1_1_has_lost_the_slips(documents: dict[tuple[str, str], Document], wrong: str) -> None:
    assert wrong not in documents["1.1", "loop"].text.replace("(f))", "")
    assert not re.search(r"(?<!UK )GDPR", documents["1.1", "loop"].text)


def test_each_brand_reads_as_itself(documents: dict[tuple[str, str], Document]) -> None:
    opening = {brand: documents["1.1", brand].text.split("\n")[1] for version, brand in documents if version == "1.1"}
    assert opening["loop"].startswith("Loop is part of The One Point group, which offers a wide range")
    assert opening["the-one-point"].startswith("The One Point offers a wide range")
    assert opening["it-spectrum"].startswith("IT@Spectrum is part of The One Point group")
    assert "such as Think 360 Limited)" in documents["1.1", "it-spectrum"].text
    assert "such as IT@Spectrum Limited)" in documents["1.1", "think-360"].text
    assert "such as IT@Spectrum Limited or Think 360 Limited)" in documents["1.1", "loop"].text


def test_no_brands_name_stands_in_anothers_notice(documents: dict[tuple[str, str], Document]) -> None:
    for brand in ("the-one-point", "it-spectrum", "think-360"):
        assert "Loop" not in documents["1.1", brand].text


def test_anchors_of_1_0_live_on_in_1_1(documents: dict[tuple[str, str], Document]) -> None:
    first, second = ({h.id for h in documents[version, "loop"].headings} for version in ("1.0", "1.1"))
    assert first <= second
