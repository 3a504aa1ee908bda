"""Checks of who speaks, who is spoken to, and by which names."""

import re
from collections.abc import Iterator, Mapping, Sequence

from noticepress.check.case import Case, Check, Hit
from noticepress.check.patterns import body_of, declaring
from noticepress.check.view import Block, View
from noticepress.errors import did_you_mean

MAILBOX = re.compile(r"(?<![\w@.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_COMPANY = re.compile(
    r"(?:[A-Z0-9][\w@&'’.-]*,?\s+(?:(?:of|and|&)\s+)?){1,6}"
    r"(?:Limited|LIMITED|Ltd|LTD|LLP|PLC|plc|CIC|Inc|LLC|GmbH|Corporation|Corp)\b"
)
_BODY = re.compile(
    r"\b(?:council|university|trust|charit\w+|sole trader|trading as|partnership|college|authority)\b", re.IGNORECASE
)
_CONTROLLER = re.compile(r"\b(?:controllers?|responsible for|decides? (?:how|why)|trading as|we are)\b", re.IGNORECASE)
_NOT_CONTROLLER = re.compile(
    r"\b(?:sister|such as|for example|e\.g|including|supplier|provider|processor|hosted by)\b", re.IGNORECASE
)
#: Words of a sentence in which a company speaks of itself.
_ITSELF = re.compile(
    r"\bcontrollers?\b|\bresponsible\b|\bwe(?:['’]re|\s+are)\b|[“\"'‘(](?:we|us|our)\b|\btrad(?:ing|es)\s+as\b|"
    r"\b(?:owned|operated|run|provided|published)\s+by\b|\b(?:policy|notice|statement)\s+(?:of|for|is)\b|\bregistered\b|\bcompany\s+(?:no|number)|"
    r"\b[A-Z]{1,2}\d[\dA-Z]?\s+\d[A-Z]{2}\b|\bour\s+(?:full\s+|legal\s+)*(?:company\s+)?name\b|\bknown\s+as\b",
    re.IGNORECASE,
)
_REACH = re.compile(
    r"[\w.+-]+@(?!ico\.)[\w-]+\.\w|(?<!\d)(?!0303\s*123\s*1113)\+?\d[\d ()-]{7,}\d|\b(?:contact|online|web) form\b",
    re.IGNORECASE,
)
#: Links by which a company is reached: a mailbox, a telephone, a page for it. The regulator's are none.
_REACH_LINK = re.compile(
    r"mailto:(?!.*@ico\.)|tel:|(?!.*\bico\.(?:org|gov)\.uk).*(?:contact|form|help|support)", re.IGNORECASE
)
_POSTAL = re.compile(
    r"\b[A-Z]{1,2}\d[\dA-Z]?\s*\d[A-Z]{2}\b|\bP\.?\s*O\.?\s+Box\b|\b\d+[A-Za-z]?,?\s+(?:[\w’'.-]+,?\s+){1,4}(?:Street|St|Road|Rd|"
    r"Avenue|Ave|Lane|Park|House|Square|Drive|Way|Place|Court|Close|Terrace|Suite|Floor|Boulevard|Blvd|Quay|Row)\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:(?P<whose>this|our|the|these|your|their|its|whose|individual|own|own\s+individual|other|separate|relevant)\s+)?"
    r"(?:[\w’']+\s+)?(?:privacy|data\s+protection|fair\s+processing|privacy\s+and\s+cookies?)\s+"
    r"(?P<noun>notice|policy|statement|charter|declaration)\b",
    re.IGNORECASE,
)
_NOTICE_TO = re.compile(r"^(?:privacy\s+)?(?P<noun>notice|policy|statement)\s+(?:to|for)\b", re.IGNORECASE)
_THEIRS = {"your", "their", "its", "whose", "individual", "own", "other", "separate", "relevant"}
_TERM = re.compile(r"\b(?:personal(?:ly[ -]identifiable)?\s+(?:data|information)|personal\s+details)\b", re.IGNORECASE)
_REGULATOR = re.compile(
    r"\b(?:Information\s+Commission\w*(?:['’]?s?['’]?\s+Office)?|ICO\b|supervisory\s+authority|regulator)(?:\s+\(ICO\))?",
    re.IGNORECASE,
)
_REGULATOR_REACH = re.compile(r"\bico\.org\.uk|0303\s*123\s*1113|Wycliffe\s+House", re.IGNORECASE)


def controller(case: Case) -> Iterator[Hit]:
    """Ask for the company's registered name and a way to reach it; in the source, where that is declared."""
    view = case.view
    declared = declaring(view, case.rule.item)
    blocks = [b for s in declared for b in s.blocks] if declared else list(view.blocks)
    place = declared[0].heading if declared else None
    end = len(place.text) if place else 0
    if not any(_names_controller(block, case) for block in blocks):
        yield Hit(
            "no company is named as the controller by its registered name (Limited, Ltd, LLP, PLC)", place, 0, end
        )
    else:
        yield from _unreachable(body_of(declared) or view.text, blocks, view, place)


def _unreachable(text: str, blocks: Sequence[Block], view: View, place: Block | None) -> Iterator[Hit]:
    """Ask for a mailbox, form or telephone number where the controller is named, and for a postal address anywhere."""
    links = (link.href for block in blocks for link in block.links)
    quick = _REACH.search(text) is not None or any(_REACH_LINK.match(href) for href in links)
    postal = _POSTAL.search(view.text) is not None
    end = len(place.text) if place else 0
    if not quick and not postal:
        yield Hit("nothing says how to reach the controller", place, 0, end)
    elif not quick:
        yield Hit("the controller gives no mailbox, form or telephone number", place, 0, end, severity="warning")
    elif not postal:
        yield Hit("the controller gives no postal address", place, 0, end, severity="warning")


def _names_controller(block: Block, case: Case) -> bool:
    brand = case.brand
    if brand is not None and brand.legal_name:
        return brand.legal_name.casefold() in " ".join(block.text.split()).casefold()
    others = {(c.legal_name or c.name).casefold() for c in brand.sisters} if brand else set()
    for low, high in block.sentences:
        sentence = block.text[low:high]
        if _CONTROLLER.search(sentence) and _BODY.search(sentence) and "controller" in sentence.lower():
            return True
        for match in _COMPANY.finditer(sentence):
            known = any(" ".join(match.group().split()).casefold().endswith(other) for other in others)
            if not known and _ITSELF.search(sentence) and not _NOT_CONTROLLER.search(sentence[: match.start()]):
                return True
    return False


def firsts(view: View, pattern: re.Pattern[str]) -> dict[str, list[tuple[Block, re.Match[str]]]]:
    """Return every match in the notice by its words, folded."""
    found: dict[str, list[tuple[Block, re.Match[str]]]] = {}
    for block in view.blocks:
        for match in pattern.finditer(block.text):
            found.setdefault(" ".join(match.group().lower().split()), []).append((block, match))
    return found


def several(found: Mapping[str, list[tuple[Block, re.Match[str]]]], what: str, first: str | None = None) -> Hit:
    """Return one fault for several words where one should be, at the first place of ``first`` or of any."""
    named = [(places[0][0], places[0][1]) for places in found.values()]
    block, match = found[first][0] if first else named[0]
    shown = [f"'{' '.join(m.group().split())}' (line {b.place(m.start())[0]})" for b, m in named]
    others = tuple((b, _begin(m)) for places in found.values() for b, m in places if m is not match)
    return Hit(f"{what}: {', '.join(shown)}", block, _begin(match), match.end(), others=others)


def _begin(match: re.Match[str]) -> int:
    """Return where a name begins, behind the ``this`` or ``our`` before it."""
    behind = match.end("whose") if "whose" in match.re.groupindex and match.group("whose") else match.start()
    return behind + len(match.string[behind:]) - len(match.string[behind:].lstrip())


def document_names(case: Case) -> Iterator[Hit]:
    """Ask for one name for the document itself; what others publish has its own."""
    found: dict[str, list[tuple[Block, re.Match[str]]]] = {}
    for block in case.view.blocks:
        matches = list(_DOCUMENT.finditer(block.text))
        matches += [m for m in [_NOTICE_TO.match(block.text)] if m and block.kind == "heading"]
        for match in matches:
            whose = (match.groupdict().get("whose") or "").lower()
            if whose in _THEIRS or (not whose and block.kind != "heading"):
                continue
            found.setdefault(match.group("noun").lower(), []).append((block, match))
    if len(found) > 1:
        yield several(found, f"{len(found)} names for this document")


def mailboxes(case: Case) -> Iterator[Hit]:
    """Ask for one mailbox of the company's own for the reader's privacy matters."""
    found = {w: p for w, p in firsts(case.view, MAILBOX).items() if not w.endswith("ico.org.uk")}
    domains = [words.partition("@")[2] for words in found]
    shared = {words: places for words, places in found.items() if domains.count(words.partition("@")[2]) > 1}
    if shared:
        hit = several(shared, "several mailboxes for the reader's privacy matters")
        yield _as_written(hit, case)


def _as_written(hit: Hit, case: Case) -> Hit:
    """Return the fault without the brand's own values in its words where the notice is a source."""
    if not case.view.ours:
        return hit
    return Hit("several mailboxes for the reader's privacy matters", hit.block, hit.start, hit.end, others=hit.others)


def terms(case: Case) -> Iterator[Hit]:
    """Ask for one term for personal data: the fault is at the first place of the rarer one."""
    found = firsts(case.view, _TERM)
    if len(found) > 1:
        usual = max(found, key=lambda words: len(found[words]))
        rare = next(words for words in found if words != usual)
        yield several(found, "several terms for one thing", rare)


def reach_regulator(case: Case) -> Iterator[Hit]:
    """Ask for a way to reach the regulator where it is named for complaints."""
    view = case.view
    links = [link.href for block in view.blocks for link in block.links]
    if _REGULATOR_REACH.search(view.text) or any(_REGULATOR_REACH.search(href) for href in links):
        return
    for block in view.blocks:
        for match in _REGULATOR.finditer(block.text):
            low, high = block.sentence(match.start())
            if re.search(r"\b(?:complain|concern|contact|lodge|report)", block.text[low:high], re.IGNORECASE):
                if not any(low <= link.start < high and not link.href.startswith("mailto:") for link in block.links):
                    message = f"'{block.shown(*match.span())}' is named with no address, telephone number or link"
                    yield Hit(message, block, *match.span())
                return


def declarations(case: Case) -> Iterator[Hit]:
    """Ask that what sections declare is what some rule calls so."""
    known = sorted({rule.item for rule in case.law.rules.values() if rule.item})
    for block in case.view.blocks:
        for item in block.covers:
            if item not in known:
                yield Hit(f"covers says '{item}', and no rule is declared so", block, hint=did_you_mean(item, known))


PARTIES: Mapping[str, Check] = {
    "controller": controller,
    "document names": document_names,
    "mailboxes": mailboxes,
    "terms": terms,
    "reach regulator": reach_regulator,
    "declarations": declarations,
}
