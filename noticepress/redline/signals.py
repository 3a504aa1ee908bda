"""Facts about a change that a lawyer looks for. A fact is no judgement: it names the words that raised it."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from noticepress.model import Signal
from noticepress.redline.tokens import fold

_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|thirty|sixty|ninety|hundred"
_COUNTRIES = (
    "UK|U\\.K\\.|United Kingdom|EU|EEA|European Economic Area|European Union|US|USA|U\\.S\\.A?\\.?|"
    "United States|America|England|Wales|Scotland|Northern Ireland|Ireland|France|Germany|Netherlands|"
    "Switzerland|India|China|"
    "Japan|Canada|Australia|Singapore|Brazil|Israel|South Africa|Philippines|Poland|Romania|Ukraine|Russia"
)
#: What raises each kind of signal. Words are matched whole; case matters in names of countries alone.
PATTERNS = {
    "negation-or-modal": re.compile(
        r"\b(?:not|no|never|neither|nor|none|without|cannot|can't|won't|don't|doesn't|isn't|aren't|shouldn't|"
        r"mustn't|wouldn't|couldn't|unless|except|only|may|might|must|shall|should|will|would|can|could|"
        r"is required to|are required to|need to|have to)\b",
        re.IGNORECASE,
    ),
    "number-or-duration": re.compile(
        rf"\b\d[\d.,/:]*\d\b%?|\b\d+\b%?|\b(?:{_NUMBERS})\b|\b(?:second|minute|hour|day|week|month|year|quarter)s?\b|"
        r"\b(?:daily|weekly|monthly|quarterly|annual|annually|yearly|indefinitely|permanently)\b",
        re.IGNORECASE,
    ),
    "recipient": re.compile(
        r"\b(?:third[- ]part(?:y|ies)|processors?|sub-?processors?|controllers?|recipients?|suppliers?|"
        r"vendors?|affiliates?|subsidiar(?:y|ies)|partners?|contractors?|service providers?|agenc(?:y|ies)|"
        r"regulators?|"
        r"police|law enforcement|authorit(?:y|ies)|insurers?|advisers?|advisors?|auditors?|advertisers?|"
        r"sister compan(?:y|ies)|group compan(?:y|ies)|share[ds]?|sharing|disclos(?:e|es|ed|ing|ure)|"
        r"sell|sells|sold|selling|"
        r"(?-i:[A-Z][\w&'-]*(?: [A-Z0-9][\w&'-]*)* (?:Ltd|Limited|PLC|plc|LLP|Inc|LLC|GmbH)))\b",
        re.IGNORECASE,
    ),
    "country-or-transfer": re.compile(
        rf"\b(?:{_COUNTRIES})(?!\w| GDPR)|\b(?i:transfer(?:s|red|ring)?|outside|overseas|abroad|international(?:ly)?|"
        r"third countr(?:y|ies)|adequacy|standard contractual clauses|binding corporate rules|data bridge|"
        r"addendum|IDTA)\b",
    ),
    "lawful-basis": re.compile(
        r"\b(?:lawful basis|legal basis|lawful bases|legal bases|legitimate interests?|consent(?:s|ed)?|"
        r"contract(?:s|ual)?|legal obligations?|vital interests?|public (?:task|interest)|soft opt-in|"
        r"opt(?:s|ed|ing)?[- ](?:in|out)|article \d+(?:\(\d+\))?(?:\([a-z]\))?)",
        re.IGNORECASE,
    ),
    "right": re.compile(
        r"\b(?:rights?|access(?:es|ed)?|rectif\w+|correct(?:s|ed|ion)?|eras(?:e|es|ed|ure)|delet(?:e|es|ed|ion)|"
        r"restrict(?:s|ed|ion)?|portab\w+|object(?:s|ed|ions?)?|withdraw(?:s|al|n)?|complain(?:s|ts?)?|"
        r"automated decisions?|automated decision-making|profiling|unsubscribe)\b",
        re.IGNORECASE,
    ),
}


def signals(before: str, after: str) -> tuple[Signal, ...]:
    """Return the kinds of words that stand on one side of a change more often than on the other.

    Each signal has the words that raised it, as they stand: first those that went, then those that came.
    """
    old, new = fold(before), fold(after)
    found = []
    for kind in PATTERNS:
        words = _difference(_raised(kind, old), _raised(kind, new))
        if words:
            found.append(Signal(kind, words))
    return tuple(found)


@lru_cache(maxsize=2048)
def _raised(kind: str, words: str) -> tuple[str, ...]:
    """Return what raises ``kind`` in folded words; kept, as each change of a block asks of the whole block."""
    return tuple(PATTERNS[kind].findall(words))


def within(change: tuple[Signal, ...], block: tuple[Signal, ...]) -> tuple[Signal, ...]:
    """Return the signals of a change that the whole block raises too.

    So a word is read with its neighbours: the ``UK`` put before ``GDPR`` names no country.
    """
    raised = {signal.kind: signal.words for signal in block}
    kept = [(s.kind, tuple(word for word in s.words if word in raised.get(s.kind, ()))) for s in change]
    return tuple(Signal(kind, words) for kind, words in kept if words)


def _difference(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    if old == new:
        return ()
    counts_old, counts_new = Counter(map(str.lower, old)), Counter(map(str.lower, new))
    gone, come = counts_old - counts_new, counts_new - counts_old
    words = [word for word in old if word.lower() in gone] + [word for word in new if word.lower() in come]
    return tuple(dict.fromkeys(words))
