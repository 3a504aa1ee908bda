"""The part of a rule that is data: words, names, what must be said, and what a declared section must hold."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from textwrap import shorten

from noticepress.check.case import Case, Hit
from noticepress.check.view import Block, Section, View
from noticepress.law import Name, Words, compiled
from noticepress.law.model import Missing, applies


@lru_cache(maxsize=1 << 17)
def spans(pattern: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return where a rule's pattern stands in a block; most blocks read the same for every brand: searched once."""
    return tuple(match.span() for match in compiled(pattern).finditer(text))


@lru_cache(maxsize=1 << 16)
def holds(pattern: str, text: str) -> bool:
    """Whether a rule's pattern stands anywhere in ``text``: a heading is asked for each block below it."""
    return compiled(pattern).search(text) is not None


def word_hits(case: Case) -> Iterator[Hit]:
    """Yield each place of the rule's words."""
    for words in case.rule.words:
        if applies(words.applies_from, words.applies_to, case.as_at) and _asked(words, case.view):
            found = _places(words, case.view)
            yield from found if words.once == "no" else list(found)[:1]


def _asked(words: Words, view: View) -> bool:
    somewhere = words.notice is None or holds(words.notice, view.text)
    return somewhere and not (words.lacking is not None and holds(words.lacking, view.text))


def _places(words: Words, view: View) -> Iterator[Hit]:
    for block in view.blocks:
        found = spans(words.find, block.text)
        if not found or (words.kinds and block.kind not in words.kinds) or not _below(words, block, view):
            continue
        if (words.evidence == "yes" and block.evidence) or (words.listed == "yes" and _has_list(block, view)):
            continue
        for start, end in found:
            low, high = block.sentence(start)
            sentence = block.text[low:high]
            if words.unless is not None and holds(words.unless, sentence):
                continue
            if words.together is not None and not holds(words.together, sentence):
                continue
            message = words.say.replace("{words}", block.shown(start, end))
            places = {"words": (start, end), "sentence": (low, high), "block": (0, len(block.text))}
            yield Hit(message, block, *places[words.at], words.severity, words.hint, words.fix)


def _below(words: Words, block: Block, view: View) -> bool:
    heading = view.heading_of[id(block)]
    above = heading.text if heading else ""
    if words.outside is not None and holds(words.outside, above):
        return False
    return words.under is None or holds(words.under, above)


def _has_list(block: Block, view: View) -> bool:
    """Whether a list or a table stands under the same heading as ``block``."""
    heading = view.heading_of[id(block)]
    return any(b.kind in {"item", "cell"} and view.heading_of[id(b)] is heading for b in view.blocks if b is not block)


def name_hits(case: Case) -> Iterator[Hit]:
    """Yield each wrong name, with the right one of the day."""
    for name in case.rule.names:
        if applies(name.applies_from, name.applies_to, case.as_at):
            for block in case.view.blocks:
                yield from _names(name, block, in_links=case.rule.id.startswith("LINK"))


def _names(name: Name, block: Block, *, in_links: bool) -> Iterator[Hit]:
    pattern = compiled(name.wrong)
    for start, end in spans(name.wrong, block.text):
        low, high = block.sentence(start)
        if name.unless is None or not holds(name.unless, block.text[low:high]):
            yield _wrong(name, block, start, end, block.text[start:end])
    for link in block.links if in_links else ():
        found = pattern.search(link.href)
        if found and not pattern.search(block.text[link.start : link.end]):
            yield _wrong(name, block, link.start, link.end, link.href)


def _wrong(name: Name, block: Block, start: int, end: int, words: str) -> Hit:
    message = f"'{' '.join(words.split())}' should be '{name.right}'"
    return Hit(message, block, start, end, name.severity, name.hint, name.right, safe=name.safe == "yes")


def declaring(view: View, item: str | None) -> tuple[Section, ...]:
    """Return the sections that declare ``item``."""
    return tuple(s for s in view.sections if item and s.heading is not None and item in s.heading.covers)


def body_of(sections: Sequence[Section]) -> str:
    """Return the text of sections without their own headings: a heading alone meets no need."""
    return "\n".join(block.text for section in sections for block in section.blocks if block is not section.heading)


def item_hits(case: Case) -> Iterator[Hit]:
    """Yield what a declared section does not hold, what no section declares, and what is nowhere said."""
    rule, view = case.rule, case.view
    declared = declaring(view, rule.item)
    if declared:
        yield from _unmet(case, declared)
        return
    absent = list(_absent(rule.missing, view))
    yield from absent
    yield from _needs_anywhere(case)
    statutory = rule.item is not None and rule.item.startswith(("13(", "14("))
    if view.ours and statutory and rule.missing and not absent and not rule.missing[0].when:
        place = next((b for b in view.blocks if holds(rule.missing[0].find, b.text)), None)
        message = f"no section declares {rule.item}, though the notice seems to say it"
        hint = f'write covers="{rule.item}" behind the heading of the section that is meant to meet it'
        yield Hit(message, place, 0, 0, "info", hint)


def _unmet(case: Case, declared: tuple[Section, ...]) -> Iterator[Hit]:
    text, heading, item = body_of(declared), declared[0].heading, case.rule.item
    assert heading is not None
    blocks = [block for section in declared for block in section.blocks if block is not section.heading]
    for missing in case.rule.missing:
        if not holds(missing.find, text) and _is_asked(missing, text, blocks):
            message = f"covers says {item}, but in the section {missing.say}"
            yield Hit(message, heading, 0, len(heading.text))
            return
    for need in case.rule.needs:
        if not holds(need.find, text):
            yield Hit(f"covers says {item}, but {need.say}", heading, 0, len(heading.text))


def _absent(asked: Sequence[Missing], view: View) -> Iterator[Hit]:
    for missing in asked:
        if holds(missing.find, view.text) or not _is_asked(missing, view.text, view.blocks):
            continue
        if missing.when is None:
            yield Hit(missing.say, severity=missing.severity)
        for block, start, end in islice(_occasions(missing, view.blocks), 1):
            shown = shorten(block.shown(start, end), 60, placeholder=" …")
            message = f"{missing.say} (it says '{shown}' in line {block.place(start)[0]})"
            yield Hit(message, severity=missing.severity)


def _is_asked(missing: Missing, text: str, blocks: Sequence[Block]) -> bool:
    """Whether a text gives occasion to say what may be missing, and does not say it by a link."""
    if missing.unless and holds(missing.unless, text):
        return False
    if missing.when is None:
        return True
    linked = missing.linked == "yes" and any(_has_link(*occasion) for occasion in _occasions(missing, blocks))
    return holds(missing.when, text) and not linked


def _occasions(missing: Missing, blocks: Sequence[Block]) -> Iterator[tuple[Block, int, int]]:
    """Yield where the words stand that give occasion to say what may be missing."""
    for block in blocks if missing.when is not None else ():
        yield from ((block, *span) for span in spans(missing.when, block.text))


def _has_link(block: Block, start: int, end: int) -> bool:
    """Whether a link stands in the sentence of these words."""
    low, high = block.sentence(start)
    return any(low <= link.start < max(high, end) for link in block.links)


def _needs_anywhere(case: Case) -> Iterator[Hit]:
    needs = [need for need in case.rule.needs if need.anywhere == "yes"]
    if not needs:
        return
    sections = [s for s in case.view.sections if s.heading and case.rule.heading and _is_home(s, case.rule.heading)]
    text = body_of(sections) or _among(case.rule.among, case.view)
    heading = sections[0].heading if sections else None
    for need in needs:
        if not holds(need.find, text):
            yield Hit(need.say, heading, 0, len(heading.text) if heading else 0)


def _among(pattern: str | None, view: View) -> str:
    """Return the sentences that hold ``pattern``, and the items of the lists that such a sentence introduces."""
    if pattern is None:
        return view.text
    found = [b.text[low:high] for b in view.blocks for low, high in b.sentences if holds(pattern, b.text[low:high])]
    introduced = (items for intro, items in view.lists if intro is not None and holds(pattern, intro.text))
    return "\n".join([*found, *(item.text for items in introduced for item in items)])


def _is_home(section: Section, pattern: str) -> bool:
    return section.heading is not None and holds(pattern, section.heading.text)
