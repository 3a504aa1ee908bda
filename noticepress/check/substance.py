"""Checks of what a notice says about data, cookies, transfers and rights."""

import re
from collections.abc import Iterator, Mapping, Sequence

from noticepress.check.case import Case, Check, Hit, whole
from noticepress.check.patterns import body_of, declaring
from noticepress.check.view import Block
from noticepress.law import compiled

_AREAS: Mapping[str, re.Pattern[str]] = {
    "UK": re.compile(r"\b(?:UK|United\s+Kingdom|Britain)\b"),
    "EU": re.compile(r"\b(?:EU|European\s+Union)\b"),
    "EEA": re.compile(r"\b(?:EEA|European\s+Economic\s+Area)\b"),
}
_TRANSFER = re.compile(
    r"\b(?:transfer\w*|outside|beyond|send\w*|leav\w+|overseas|abroad|international\w*)\b", re.IGNORECASE
)
_SHARING = re.compile(
    r"\b(?:who\b.*\b(?:share|disclos|pass|give|receiv|see|access)\w*|recipients?|whom)\b", re.IGNORECASE
)
_REASON = re.compile(
    r"(?:in\s+order\s+)?(?:to\s+\w+|when\b|where\b|if\b|for\s+the\s+purposes?|as\s+required)", re.IGNORECASE
)
_COOKIES_FOR = re.compile(
    r"\bcookies?\b[”\"’']?[^.]{0,40}\b(?:to|for|that|which|so|help|helps|allow|allows|enable)\s+\w+"
    r"|\b(?:use|set|place|store)s?\s+(?:\w+\s+){0,3}[“\"‘']?cookies?",
    re.IGNORECASE,
)
_USES_COOKIES = re.compile(
    r"\b(?:we|site|website|our)\b[^.]*\b(?:use|set|place|store|drop)s?\s+(?:\w+\s+){0,3}[“\"‘']?cookies?", re.IGNORECASE
)
_COOKIE_PURPOSE = re.compile(
    r"\b(?:use|uses|set|sets|place|places|store)\s+(?:\w+\s+){0,3}[“\"‘']?(?:cookies?|them)[”\"’']?\s+(?:\w+\s+){0,2}"
    r"(?:to|for|so|in\s+order)\b|\bcookies?\s+(?:help|allow|let|enable|are\s+used)",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"\bsession\s+cookies?|\bexpir\w+|\b\d+\s+(?:minute|hour|day|week|month|year)s?\b|\b(?:one|two|six|twelve|thirty)\s+"
    r"(?:minute|hour|day|week|month|year)s?\b|\blasts?\b|\bduration|until\s+you\s+close",
    re.IGNORECASE,
)
_COOKIE_LIST = re.compile(
    r"\bcookie\s+(?:policy|notice|list|table|statement|register)\b|\blist\s+of\s+(?:the\s+)?cookies", re.IGNORECASE
)
#: Kinds of data that a reader would look for in the list of what is collected, the most telling first.
_KINDS: Mapping[str, str] = {
    "health": r"health|medical|disabilit(?:y|ies)|sickness",
    "biometric data": r"biometric\w*|fingerprints?|facial recognition",
    "financial information": r"financial (?:information|data|details|history|position)"
    r"|bank(?:ing)? (?:details|account\w*)"
    r"|credit (?:history|score|report|rating|reference|check|card)\w*|payment (?:details|card|information)",
    "date of birth": r"dates? of birth|birthdays?",
    "location": r"location data|your location|geolocation|gps",
    "call recordings": r"call recordings?|record(?:ing|ed)? (?:of )?(?:your |telephone |phone )?calls|recorded calls",
    "camera pictures": r"cctv|video recordings?",
    "IP addresses": r"ip (?:address(?:es)?|tracking)",
    "marketing preferences": r"marketing preferences",
}
_COLLECTED = (
    r"(?:data|information|details|what) (?:that )?(?:we |is |you )?(?:collect\w*|hold|gather|need|process|give)|"
    r"collect\w*|gather\w*"
)
_BASES: Mapping[str, re.Pattern[str]] = {
    "contract": re.compile(r"\bcontract\w*|6\(1\)\(b\)", re.IGNORECASE),
    "consent": re.compile(r"\bconsent\w*|6\(1\)\(a\)", re.IGNORECASE),
    "legitimate interests": re.compile(r"\blegitimate\s+interests?|6\(1\)\(f\)", re.IGNORECASE),
    "legal obligation": re.compile(r"\blegal\s+(?:obligation|duty)|6\(1\)\(c\)", re.IGNORECASE),
    "vital interests": re.compile(r"\bvital\s+interests?|6\(1\)\(d\)", re.IGNORECASE),
    "public task": re.compile(r"\bpublic\s+(?:task|interest)|6\(1\)\(e\)", re.IGNORECASE),
}
#: Words that begin what data is used for; a sentence with as many of them as bases may well pair them.
_WHAT_FOR = re.compile(
    r"\b(?:to|for|when|where|because)\s+(?!(?:you|us|our|your|the|a|an|this|that|these|each|all)\b)\w+", re.IGNORECASE
)
_RELIED_ON = re.compile(r"\b(?:rely|relies|relying|bas[ie]s|grounds?|lawful|justif\w+|under|with|on)\b", re.IGNORECASE)
_MOVED = re.compile(r"\b(?:transfer|send|move|outside|beyond|leave|process)\w*\b[^.]*", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:do|does|did|will|need)(?:\s+not|n['’]t)\b|\bnever\b", re.IGNORECASE)


def transfer_areas(case: Case) -> Iterator[Hit]:
    """Ask that the heading on transfers and the text under it speak of the same area."""
    for section in case.view.sections:
        heading = section.heading
        if heading is None or not _TRANSFER.search(heading.text):
            continue
        whole_area = _areas(heading.text)
        if _areas(body_of([section])) >= whole_area:
            continue
        for block, at, words in _moves(section.blocks[1:]):
            found = _areas(words)
            if found and found < whole_area:
                line = block.place(at)[0]
                message = f"the heading says {_and(whole_area)} and the text says {_and(found)} (line {line})"
                yield Hit(message, heading, 0, len(heading.text), others=((block, at),))
                return


def _moves(blocks: Sequence[Block]) -> Iterator[tuple[Block, int, str]]:
    """Yield the words of each sentence from where it speaks of moving data."""
    for block in blocks:
        for low, high in block.sentences:
            match = _MOVED.search(block.text[low:high])
            if match:
                yield block, low + match.start(), match.group()


def _areas(text: str) -> set[str]:
    return {name for name, pattern in _AREAS.items() if pattern.search(text)}


def _and(areas: set[str]) -> str:
    return " and ".join(name for name in _AREAS if name in areas)


def recipients_first(case: Case) -> Iterator[Hit]:
    """Ask a section that promises to say who receives data to begin with recipients, not with reasons."""
    for section in case.view.sections:
        if section.heading is None or not _SHARING.search(section.heading.text):
            continue
        items = [block for block in section.blocks if block.kind == "item"]
        first = [block for block in items if items and block.group == items[0].group]
        reasons = [block for block in first if _REASON.match(block.text)]
        if len(first) > 1 and len(reasons) * 2 > len(first):
            message = "the heading asks who receives the data, and the list begins with reasons"
            yield whole(first[0], message, severity="warning")
            return


def cookie_list(case: Case) -> Iterator[Hit]:
    """Ask for a list of cookies with whose they are, what for and for how long, or for a link to one."""
    view, found = case.view, None
    declared = declaring(view, case.rule.item)
    sections = declared or tuple(s for s in view.sections if s.heading and is_cookies(s.heading))
    blocks = [block for section in sections for block in section.blocks] or list(view.blocks)
    text = "\n".join(block.text for block in blocks)
    listed = _LASTS.search(text) or _COOKIE_LIST.search(text) or any(_links_list(block) for block in blocks)
    if listed:
        return
    for pattern in (_COOKIE_PURPOSE, _USES_COOKIES, _COOKIES_FOR):
        found = found or next(_sentences_with(pattern, blocks), None)
    if found is not None:
        block, low, high = found
        yield Hit("no list of cookies: which, whose, what for and how long each lasts", block, low, high)


def is_cookies(heading: Block) -> bool:
    """Whether a heading announces cookies or tracking."""
    return bool(re.search(r"\bcookies?\b|\btracking\b", heading.text, re.IGNORECASE))


def _links_list(block: Block) -> bool:
    return any(
        re.search(r"cookie[-_]?(?:policy|notice|list|statement|s\b)", link.href, re.IGNORECASE) for link in block.links
    )


def _sentences_with(pattern: re.Pattern[str], blocks: list[Block]) -> Iterator[tuple[Block, int, int]]:
    for block in blocks:
        if block.kind != "heading":
            yield from ((block, low, high) for low, high in block.sentences if pattern.search(block.text[low:high]))


def purposes_paired(case: Case) -> Iterator[Hit]:
    """Ask that each purpose has its basis: in a table, under a heading for the basis, or in a sentence of its own."""
    view, rule = case.view, case.rule
    homes = declaring(view, rule.item) or tuple(
        s for s in view.sections if s.heading and rule.heading and compiled(rule.heading).search(s.heading.text)
    )
    blocks = [block for section in homes for block in section.blocks] or list(view.blocks)
    if any(block.kind in {"heading", "cell"} and len(_bases(block.text)) == 1 for block in blocks):
        return
    sentences = [(b, low, high) for b in blocks if b.kind != "heading" for low, high in b.sentences]
    named = [(b, low, high, _bases(b.text[low:high])) for b, low, high in sentences]
    alone = [bases for *_, bases in named if len(bases) == 1]
    for block, low, high, bases in named:
        words = block.text[low:high]
        if (
            len(bases) > 1
            and len(alone) <= 1
            and _RELIED_ON.search(words)
            and len(_WHAT_FOR.findall(words)) < len(bases)
        ):
            message = "several lawful bases are named together, and nothing says which purpose rests on which"
            yield Hit(message, block, low, high, severity="warning")
            return


def _bases(text: str) -> set[str]:
    return {name for name, pattern in _BASES.items() if pattern.search(text)}


def data_listed(case: Case) -> Iterator[Hit]:
    """Ask that each kind of data that is spoken of is in the list of what is collected, where there is such a list."""
    view = case.view
    lists = [s for s in view.sections if s.heading and compiled(_COLLECTED).search(s.heading.text)]
    lists = list(declaring(view, "14(1)(d)")) or lists
    if not lists:
        return
    listed = body_of(lists)
    inside = {id(block) for section in lists for block in section.blocks}
    gaps = []
    for name, words in _KINDS.items():
        outside = [block for block in view.blocks if id(block) not in inside]
        found = [(b, m) for b in outside for m in [compiled(words).search(b.text)] if m and not _denied(b, m)]
        in_text = [(b, m) for b, m in found if b.kind != "heading"] or found
        if in_text and not compiled(words).search(listed):
            gaps.append((name, *in_text[0]))
    if gaps:
        _, block, match = gaps[0]
        shown = ", ".join(f"{name} (line {b.place(m.start())[0]})" for name, b, m in gaps)
        others = tuple((b, m.start()) for _, b, m in gaps[1:])
        yield Hit(f"not in the list of data that is collected: {shown}", block, *match.span(), others=others)


def _denied(block: Block, match: re.Match[str]) -> bool:
    low, high = block.sentence(match.start())
    return bool(_DENIAL.search(block.text[low:high]))


SUBSTANCE: Mapping[str, Check] = {
    "transfer areas": transfer_areas,
    "recipients first": recipients_first,
    "cookie list": cookie_list,
    "purposes paired": purposes_paired,
    "data listed": data_listed,
}
