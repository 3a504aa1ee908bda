"""Checks of sentences and lists that can be judged without guessing."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from noticepress.check.case import Case, Check, Hit, whole
from noticepress.check.view import Block

#: Verbs that notices use of a company, in the plural.
_PLURAL = (
    "aim|are|ask|believe|care|collect|comply|do|endeavour|ensure|give|have|hold|keep|make|need|offer|operate|process|"
    "protect|provide|receive|recognise|rely|reserve|respect|retain|run|seek|sell|send|share|store|supply|take|treat|"
    "understand|undertake|use|value|want|work"
)
_SINGULAR = re.compile(r"\s+(?:\w+ly\s+)?(?:\w+s|has|does|is)\b")
#: What before a name makes the verb no verb of that name: a modal, another subject, a preposition, an 'and'.
_NO_SUBJECT = re.compile(
    r"\b(?:do|does|did|will|would|can|could|may|might|must|shall|should|let|lets|help|helps|make|makes|and|or|at|of|"
    r"by|to|for|with|from|in|on|between|that|which|we|you|they)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
#: Lists of whole sentences and lists of fragments may end in two ways; a third is a slip.
_TOLERATED = 2
_BY = re.compile(r"\bby\s*:\s*$")
#: A verb that goes on from 'by'; some verbs end so without being one.
_PARTICIPLE = re.compile(r"(?:\w+ly\s+)?(?!(?:ring|bring|sing|spring|string|ping)\b)\w+ing\b", re.IGNORECASE)
_CONJUNCTION = re.compile(r"(?:and|or)\s+\w", re.IGNORECASE)
_ENDS = re.compile(r"[;,.](?=(?:\s+(?:and|or))?\s*$)")


def brand_agreement(case: Case) -> Iterator[Hit]:
    """Ask for a verb in the singular after the brand's name."""
    brand = case.brand
    if brand is None:
        return
    names = [brand.name, brand.legal_name, brand.parent.name if brand.parent else None]
    spelled = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in sorted(filter(None, names), key=len, reverse=True))
    plural = re.compile(rf"(?<![\w@])(?:{spelled})\s+(?:(?:also|only|always|never|\w+ly)\s+)?(?:{_PLURAL})(?!\w)")
    usual = re.compile(rf"(?<![\w@])(?:{spelled})(?:{_SINGULAR.pattern})")
    singular = tuple((block, match.start()) for block in case.view.blocks for match in usual.finditer(block.text))
    for block in case.view.blocks:
        for match in plural.finditer(block.text):
            low, _ = block.sentence(match.start())
            if _NO_SUBJECT.search(block.text[low : match.start()]):
                continue
            words = block.shown(*match.span())
            elsewhere = f"; line {singular[0][0].place(singular[0][1])[0]} has the singular" if singular else ""
            yield Hit(f"'{words}': the verb is in the plural{elsewhere}", block, *match.span(), others=singular)


def lists(case: Case) -> Iterator[Hit]:
    """Ask for items that go on from their introduction, none of which begins with 'or' or 'and'."""
    for intro, items in case.view.lists:
        if intro is not None and _BY.search(intro.text):
            odd = [item for item in items if not _PARTICIPLE.match(item.text)]
            if odd:
                shown = [f"'{item.shown(0, item.text.find(' '))}'" for item in odd]
                message = f"the list goes on from 'by', and {', '.join(shown)} {'do' if len(odd) > 1 else 'does'} not"
                yield whole(odd[0], message, others=tuple((item, 0) for item in odd[1:]))
        for before, item in pairwise(items):
            if _CONJUNCTION.match(item.text) and not before.text.rstrip().endswith(("and", "or")):
                word = item.text.split()[0]
                yield whole(item, f"the item begins with '{word}', which belongs to the end of the item before")


def list_punctuation(case: Case) -> Iterator[Hit]:
    """Ask for one way to end the items of lists: the fault is at the last list that brings in another way."""
    styles: dict[str, Block] = {}
    for _, items in case.view.lists:
        if len(items) > 1:
            styles.setdefault(_style(items), items[0])
    if len(styles) > _TOLERATED:
        shown = [f"{name} (line {block.place(0)[0]})" for name, block in styles.items()]
        *before, last = styles.values()
        others = tuple((block, block.text.rstrip().rfind(" ") + 1) for block in before)  # how an item ends, at its end
        yield Hit(f"lists end in {len(styles)} ways: {', '.join(shown)}", last, 0, len(last.text), others=others)


def _style(items: tuple[Block, ...]) -> str:
    ends = [match.group() if (match := _ENDS.search(item.text)) else "none" for item in items[:-1]]
    return max(set(ends), key=lambda end: (ends.count(end), end))


GRAMMAR: Mapping[str, Check] = {
    "brand agreement": brand_agreement,
    "lists": lists,
    "list punctuation": list_punctuation,
}
