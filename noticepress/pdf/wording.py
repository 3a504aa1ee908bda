"""What a PDF says in words of its own, in one language: labels, states, and how to check the text.

They are those of ``noticepress.languages``, the section ``pdf``. A document in a language that has none keeps its own
text, and what stands round it is in English and tagged as English, so that a screen reader changes its voice for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from noticepress.languages import TAG, Words, known, words
from noticepress.model import State


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


#: Commands are the same in every language.
_COMMANDS = (
    ("Linux", "sha256sum notice.html"),
    ("macOS", "shasum -a 256 notice.html"),
    ("Windows", "certutil -hashfile notice.html SHA256"),
)
_STATES: tuple[State, ...] = ("draft", "proposed", "upcoming", "superseded", "withdrawn")


def _wording(said: Words) -> Wording:
    texts: Mapping[str, str] = said.texts["pdf"]
    names = {field.name for field in fields(Wording)}
    return Wording(
        lang=said.lang,
        on=said.on,
        states={state: (texts[f"state-{state}"], texts[f"means-{state}"]) for state in _STATES},
        commands=_COMMANDS,
        **{name: text for name, text in texts.items() if name in names},
    )


ENGLISH = _wording(words())


def language(tag: str) -> dict[str, str | None]:
    """Return ``en-GB`` or ``cy`` as the typesetter takes it; ``ValueError`` for what is no such tag."""
    match = TAG.fullmatch(tag)
    if not match:
        raise ValueError(f"{tag!r} is not a language such as 'cy' or 'en-GB'")
    return {"lang": match["lang"], "region": match["region"]}


@cache
def wording(tag: str) -> Wording:
    """Return the words for a document in the language ``tag``: English where nobody has translated them."""
    lang = language(tag)["lang"]
    return _wording(words(tag)) if lang in known() and lang != "en" else ENGLISH
