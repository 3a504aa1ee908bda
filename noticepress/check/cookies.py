"""Checks of a cookie table: its rows in full, what each rests on, and the text beside it that says otherwise."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from noticepress.check.case import Case, Check, Hit
from noticepress.check.view import Block, View
from noticepress.config.cookies import SESSION
from noticepress.errors import did_you_mean
from noticepress.law import Law
from noticepress.law.model import Exemption, applies
from noticepress.model import Cookie

#: What a cookie that needs no exception rests on.
CONSENT = "consent"
#: What a row has to state, and what is asked for where it does not.
_FIELDS: Mapping[str, str] = {
    "name": "its name, as a browser shows it",
    "purpose": "what it is for",
    "party": "who sets it: 'first' for the website itself, 'third' for another company, with 'who'",
    "duration": f"how long it lasts, such as '1 year', or '{SESSION}'",
    "basis": "'consent', or the exception of PECR that it rests on",
}
_ADVERTISING = re.compile(r"\b(?:advert\w*|ads?|marketing|re-?targeting|targeted|profil(?:e|ing))\b", re.IGNORECASE)
_ANALYTICS = re.compile(r"\b(?:analy[sz]e\w*|analytics?|analysis|statistics?|measure\w*|count\w*)\b", re.IGNORECASE)
#: What shows that a reader can object, other than by a setting of the browser.
_OBJECTING = re.compile(
    r"\b(?:object(?:s|ing|ion)?|opt(?:ing|ed)?[- ]out|(?:turn|switch)\w*\s+\w*\s*off)\b", re.IGNORECASE
)
#: A sentence with one of these speaks of a case, not of all cookies.
_CASE = re.compile(
    r"\b(?:if|unless|until|when|where|before|reject\w*|refus\w*|declin\w*|choos\w*|some|could|might|other than|except|"
    r"apart from|besides|beyond)\b",
    re.IGNORECASE,
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = re.compile(
    rf"\b(?:uses?|sets?|places?|stores?|keeps?)\s+(?:only\s+|just\s+)?(\d{{1,3}}|{'|'.join(_NUMBERS)})\s+cookies?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Claim:
    """What a text may claim of all cookies, the rows that say otherwise, and in which words those do."""

    words: re.Pattern[str]
    denied_by: Callable[[Cookie], bool]
    but: str


def _claim(words: str, denied_by: Callable[[Cookie], bool], but: str) -> _Claim:
    return _Claim(re.compile(words, re.IGNORECASE), denied_by, but)


def _exempt(cookie: Cookie) -> bool:
    return cookie.basis not in {None, CONSENT}


def _more_than_necessary(cookie: Cookie) -> bool:
    return cookie.basis not in {None, "strictly necessary", "communication"}


_NO = r"\b(?:no|not|never|without|nor|\w+n['’]t)\b[^.;]{0,40}?"
_CLAIMS = (
    _claim(
        r"\b(?:only|solely|just|nothing but)\b[^.;]{0,40}\b(?:necessary|essential)\b[^.;]{0,20}\bcookies?\b"
        r"|\b(?:all|every|each)\b[^.;]{0,20}\bcookies?\b[^.;]{0,40}\b(?:are|is)\s+(?:strictly\s+)?(?:necessary|essential)\b",
        _more_than_necessary,
        "rests on '{basis}'",
    ),
    _claim(
        r"\b(?:no|never|not)\b[^.;]{0,40}\bcookies?\b[^.;]{0,30}\bwithout\b[^.;]{0,20}\b(?:consent|permission)\b"
        r"|\b(?:all|every|each|any)\b[^.;]{0,20}\bcookies?\b[^.;]{0,30}\b(?:with|need|require)\w*\s+(?:your\s+)?consent\b"
        r"|\bonly\b[^.;]{0,20}\bcookies?\b[^.;]{0,20}\bwith\s+your\s+consent\b",
        _exempt,
        "rests on the exception '{basis}'",
    ),
    _claim(
        rf"{_NO}\bthird[- ]part(?:y|ies)\b[^.;]{{0,20}}\bcookies?\b|\bonly\b[^.;]{{0,30}}\bfirst[- ]party\s+cookies?\b",
        lambda cookie: cookie.party == "third",
        "is a third party's",
    ),
    _claim(
        rf"\b(?:only|all)\b[^.;]{{0,30}}\bsession\s+cookies?\b|{_NO}\b(?:persistent|permanent)\s+cookies?\b",
        lambda cookie: cookie.duration not in {None, SESSION},
        "lasts {duration}",
    ),
    _claim(
        rf"{_NO}\b(?:advertising|marketing|targeting|tracking)\b[^.;]{{0,20}}\bcookies?\b"
        rf"|{_NO}\bcookies?\s+(?:for|to)\s+[^.;]{{0,20}}\b(?:advert\w*|ads|market\w*)\b",
        lambda cookie: bool(_ADVERTISING.search(cookie.purpose or "")),
        "is '{purpose}'",
    ),
    _claim(
        rf"{_NO}\b(?:analytics?|statistics?|statistical|analytical)\b[^.;]{{0,20}}\bcookies?\b",
        lambda cookie: bool(_ANALYTICS.search(cookie.purpose or "")),
        "is '{purpose}'",
    ),
    _claim(
        r"\b(?:do(?:es)?\s+not|do(?:es)?n['’]t|never)\s+(?:use|set|place|store)\s+(?:any\s+)?cookies\b(?!\s+(?:to|for|that|which|without|unless|until))"
        r"|\b(?:uses?|sets?|places?|stores?)\s+no\s+cookies\b(?!\s+(?:to|for|that|which|without|unless|until))",
        lambda _: True,
        "stands in the table",
    ),
)


def cookie_rows(case: Case) -> Iterator[Hit]:
    """Ask each row for its name, purpose, party, duration and basis, and the notice for the table itself."""
    known = exemptions(case.law)
    for cookie in case.view.cookies or ():
        for name, what in _FIELDS.items():
            if getattr(cookie, name) is None:
                only = name == "basis" and _ADVERTISING.search(cookie.purpose or "") is not None
                what = f"{what}; advertising has none, and needs consent" if only else what  # noqa: PLW2901
                yield _of(cookie, f"'{name}' of {cookie.called} is missing: {what}")
        if cookie.party == "third" and cookie.who is None:
            yield _of(cookie, f"'who' of {cookie.called} is missing: the company that sets it")
        if _exempt(cookie) and cookie.basis not in known:
            message = f"'basis' of {cookie.called} is '{cookie.basis}': neither consent nor an exception of PECR"
            hint = did_you_mean(cookie.basis or "", [CONSENT, *known])
            yield _of(cookie, message, "basis", hint, severity="error")
    yield from _not_shown(case.view)


def _not_shown(view: View) -> Iterator[Hit]:
    """Yield an error where the text shows none of the cookies that are listed for it."""
    for cookie in view.cookies or ():
        if not any(" ".join((words or "\0").split()) in view.text for words in (cookie.name, cookie.purpose)):
            message = f"{cookie.called} is listed, and stands nowhere in the notice"
            hint = "put the table into it, with a row for each: {% for cookie in cookies %}"
            yield _of(cookie, message, hint=hint, severity="error")


def cookie_basis(case: Case) -> Iterator[Hit]:
    """Ask each row that rests on an exception for one that is law on the day, that fits, and whose terms are kept."""
    known = exemptions(case.law)
    for cookie in case.view.cookies or ():
        exemption = known.get(cookie.basis or "")
        if exemption is None:
            continue
        if not applies(exemption.applies_from, exemption.applies_to, case.as_at):
            message = f"{cookie.called} rests on the exception '{exemption.name}', which is no law on {case.as_at}"
            yield _of(cookie, message, "basis", _window(exemption))
        elif _ADVERTISING.search(cookie.purpose or ""):
            message = f"{cookie.called} rests on the exception '{exemption.name}', and no exception covers advertising"
            yield _of(cookie, message, "basis")
        elif exemption.objecting == "yes" and not _OBJECTING.search(_prose(case.view)):
            message = (
                f"{cookie.called} rests on the exception '{exemption.name}', "
                "and nothing says how to object, which has to be simple and free"
            )
            yield _of(cookie, message, "basis", "say how readers object, or ask for their consent")


def _window(exemption: Exemption) -> str:
    if exemption.applies_from is not None:
        return f"it is an exception from {exemption.applies_from}; before, ask for consent"
    return "ask for consent"


def cookie_claims(case: Case) -> Iterator[Hit]:
    """Ask that nothing which the text says of its cookies is otherwise in their table."""
    cookies = case.view.cookies
    if not cookies:
        return
    for block, low, high in _sentences(case.view):
        words = block.text[low:high]
        yield from _denials(words, cookies, block, low)
        count = _COUNT.search(words)
        if count and not _CASE.search(words) and _number(count[1]) not in {0, len(cookies)}:
            message = f"'{count.group()}', and the table has {len(cookies)}"
            yield Hit(message, block, low + count.start(), low + count.end())


def _denials(words: str, cookies: Sequence[Cookie], block: Block, low: int) -> Iterator[Hit]:
    for claim in _CLAIMS:
        found = claim.words.search(words)
        if found is None or _CASE.search(words):
            continue
        other = next((cookie for cookie in cookies if claim.denied_by(cookie)), None)
        if other is not None:
            but = claim.but.format(basis=other.basis, duration=other.duration, purpose=other.purpose)
            message = f"'{found.group()}', and {other.called} {but}"
            yield Hit(message, block, low + found.start(), low + found.end())


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.index(word.lower())


def _sentences(view: View) -> Iterator[tuple[Block, int, int]]:
    """Yield each sentence that stands outside headings and tables."""
    for block in view.blocks:
        if block.kind in {"paragraph", "item"}:
            yield from ((block, low, high) for low, high in block.sentences)


def _prose(view: View) -> str:
    return "\n".join(block.text[low:high] for block, low, high in _sentences(view))


def exemptions(law: Law) -> Mapping[str, Exemption]:
    """Return every exception that some rule of ``law`` lists, by its name, whatever its days."""
    return {exemption.name: exemption for rule in law.rules.values() for exemption in rule.exceptions}


def _of(cookie: Cookie, message: str, field: str = "", hint: str | None = None, **more: object) -> Hit:
    """Return a fault of a row, at the place of ``field`` in its file; released text has its values alone."""
    place = (cookie.path, *cookie.places[field]) if cookie.path is not None else None
    return Hit(message, place=place, hint=hint, **more)  # type: ignore[arg-type]


COOKIES: Mapping[str, Check] = {
    "cookie rows": cookie_rows,
    "cookie basis": cookie_basis,
    "cookie claims": cookie_claims,
}
