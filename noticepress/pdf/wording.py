"""What a PDF says in words of its own, in one language: labels, states, and how to check the text.

A translation is one more ``Wording`` in ``WORDINGS``. A document in a language that has none keeps its own text, and
what stands round it is in English and tagged as English, so that a screen reader changes its voice for it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from noticepress.dates import in_words
from noticepress.model import State

#: A language as Typst takes it: ISO 639 in two or three letters, and a country.
_TAG = re.compile(r"(?P<lang>[a-z]{2,3})(-(?P<region>[A-Z]{2}))?")


@dataclass(frozen=True)
class Wording:
    """The words of one language. What stands in braces is filled in: a ``{day}``, a ``{page}``, a ``{place}``.

    ``on`` writes a day. ``states`` has a name and a sentence for each state but the one that needs no word.
    ``commands`` name a system and what to type there.
    """

    lang: str
    on: Callable[[date], str]
    version: str
    draft: str
    effective: str
    company: str
    standing: str
    fingerprint: str
    not_set: str
    not_known: str
    contents: str
    page: str
    see_page: str
    subject: str
    proposal: str
    see_history: str
    see_history_at: str
    states: Mapping[State, tuple[str, str]]
    check_title: str
    check_text: str
    check_where: str
    check_at: str
    check_same: str
    commands: tuple[tuple[str, str], ...]


ENGLISH = Wording(
    lang="en-GB",
    on=in_words,
    version="Version",
    draft="Draft",
    effective="Effective date",
    company="Company",
    standing="Standing",
    fingerprint="SHA-256 of the text",
    not_set="Not yet set",
    not_known="Not known; in use on or before {day}",
    contents="Contents",
    page="Page {page} of {pages}",
    see_page="page {page}",
    subject="{title} of {brand}, {version}. SHA-256 of the text: {digest}",
    proposal="Proposed until its approval is recorded; in force on no day before {day}.",
    see_history="The history page of this notice says whether it applies today: a copy cannot tell.",
    see_history_at="Whether it applies today is said at {place}: a copy cannot tell.",
    states={
        "draft": ("Draft", "Work in progress: nobody has released or approved this text, and it is not in force."),
        "proposed": ("Proposed", "Nobody has approved this version, and it is not in force."),
        "upcoming": ("Upcoming", "This version is approved but not in force yet."),
        "superseded": ("Superseded", "This version is no longer in force: a later one has taken its place."),
        "withdrawn": ("Withdrawn", "This version was withdrawn. It never applied."),
    },
    check_title="How to check this document",
    check_text="The text above has a fingerprint, its SHA-256. One changed letter gives another one. It is",
    check_where="The same text is published with this version as the file notice.html.",
    check_at="This version is published at {page}, and its text alone at {body}.",
    check_same="Save that file. The fingerprint that one of these commands prints for it is the one above:",
    commands=(
        ("Linux", "sha256sum notice.html"),
        ("macOS", "shasum -a 256 notice.html"),
        ("Windows", "certutil -hashfile notice.html SHA256"),
    ),
)

#: By the language's own letters, without a country.
WORDINGS: Mapping[str, Wording] = {"en": ENGLISH}


def language(tag: str) -> dict[str, str | None]:
    """Return ``en-GB`` or ``cy`` as the typesetter takes it; ``ValueError`` for what is no such tag."""
    match = _TAG.fullmatch(tag)
    if not match:
        raise ValueError(f"{tag!r} is not a language such as 'cy' or 'en-GB'")
    return {"lang": match["lang"], "region": match["region"]}


def wording(tag: str) -> Wording:
    """Return the words for a document in the language ``tag``: English where nobody has translated them."""
    return WORDINGS.get(str(language(tag)["lang"]), ENGLISH)
