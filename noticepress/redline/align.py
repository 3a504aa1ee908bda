"""Two trees aligned: sections, then blocks, then what is left anywhere in the document."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from noticepress.redline import match as m
from noticepress.redline.joins import find_joins
from noticepress.redline.match import Matching
from noticepress.redline.tables import pair_cells, pair_rows
from noticepress.redline.tree import HEADINGS, Node

_ID = re.compile(r"\sid\s*=\s*[\"']?([^\"'\s>]+)")
Section = tuple[Node, ...]
#: Sections of one id that have less in common than random prose has are hardly the same section.
_LIKELY = 0.3
#: Characters of source that two sections do not share by accident.
_TELLING = 60


def align(old: Node, new: Node) -> Matching:
    """Return which nodes of two bodies are the same, changed or not, wherever they stand."""
    matching = Matching()
    matching.pair(old, new)
    before, after = sections(old), sections(new)
    for a, b in _section_pairs(before, after):
        pair_siblings(a, b, matching)
    _leftovers_of_root(old, new, matching)
    _leftovers(old, new, matching)
    find_joins(old, new, matching)
    return matching


def sections(root: Node) -> list[Section]:
    """Return a body's virtual sections: what stands before a heading, then each heading and its text."""
    found: list[list[Node]] = [[]]
    for child in root.children:
        if child.tag in HEADINGS:
            found.append([])
        found[-1].append(child)
    return [tuple(section) for section in found if section]


def identity(node: Node) -> str:
    """Return an element's ``id``, or nothing."""
    found = _ID.search(node.start) if "id" in node.start else None
    return found.group(1) if found else ""


def _section_pairs(before: list[Section], after: list[Section]) -> list[tuple[Section, Section]]:
    """Pair sections by equal text, by id, by equal heading, by likeness, and last by id whatever they hold.

    An id alone is not trusted at first: two sections of one title swap ids when their order changes.
    """
    pairs = _same(before, after, _text)
    pairs += [pair for pair in _same(before, after, _anchor, take=False) if _plausible(*pair)]
    _drop(pairs, before, after)
    pairs += _same(before, after, _title)
    pairs += _similar_sections(before, after)
    _drop(pairs, before, after)
    return pairs + _same(before, after, _anchor)


def _same(
    before: list[Section], after: list[Section], key: Callable[[Section], str], *, take: bool = True
) -> list[tuple[Section, Section]]:
    """Pair the sections whose key is the same and unique on both sides; ``take`` them off the lists."""
    counts_old, counts_new = Counter(map(key, before)), Counter(map(key, after))
    same = {key(section): section for section in after if counts_new[key(section)] == 1}
    pairs = [
        (section, same[name]) for section in before if (name := key(section)) and counts_old[name] == 1 and name in same
    ]
    if take:
        _drop(pairs, before, after)
    return pairs


def _drop(pairs: list[tuple[Section, Section]], before: list[Section], after: list[Section]) -> None:
    olds, news = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    before[:] = [section for section in before if section not in olds]
    after[:] = [section for section in after if section not in news]


def _plausible(old: Section, new: Section) -> bool:
    """Whether two sections of one id have the title or some of the text in common."""
    if _title(old) == _title(new):
        return len(old) == 1 or len(new) == 1 or m.ratio(_words(old[1:]), _words(new[1:])) >= _LIKELY
    return m.ratio(_words(old), _words(new)) >= _LIKELY


def _words(section: Sequence[Node]) -> list[str]:
    return [word for node in section for word in m.words_of(node)]


def _text(section: Section) -> str:
    """Return a section's source without its heading, where that is long enough to tell it from others."""
    body = section[1:] if section[0].tag in HEADINGS else section
    source = "".join([node.raw for node in body])
    return source if len(source) >= _TELLING else ""


def _anchor(section: Section) -> str:
    return identity(section[0]) if section[0].tag in HEADINGS else "#start"


def _title(section: Section) -> str:
    return " ".join(m.words_of(section[0])).lower() if section[0].tag in HEADINGS else ""


def _similar_sections(before: list[Section], after: list[Section]) -> list[tuple[Section, Section]]:
    if not before or not after:
        return []
    olds = [_words(section) for section in before]
    news = [_words(section) for section in after]
    scored = []
    close = max(3, 4000 // max(len(olds), len(news)))
    for i, a in enumerate(olds):
        for j in range(max(0, i - close), min(len(news), i + close + 1)):
            score = m.ratio(a, news[j], m.SIBLING)
            if score >= m.SIBLING:
                scored.append((score, -abs(i - j), -i, -j))
    return [(before[-i], after[-j]) for i, j in m.greedy(scored)]


def pair_siblings(olds: Sequence[Node], news: Sequence[Node], matching: Matching) -> None:
    """Pair two lists of siblings by source, by words, and by likeness, and then what is inside each pair."""
    pairs = m.exact(olds, news)
    if olds and news and olds[0].tag in HEADINGS and news[0].tag in HEADINGS:
        pairs = [pair for pair in pairs if olds[0] not in pair and news[0] not in pair]
        pairs.append((olds[0], news[0]))
    taken = {node for pair in pairs for node in pair}
    rest_old = [node for node in olds if node not in taken]
    rest_new = [node for node in news if node not in taken]
    if rest_old and rest_new:
        pairs += m.similar(rest_old, rest_new, pairs, (olds, news))
    for old, new in pairs:
        pair(old, new, matching)


def pair(old: Node, new: Node, matching: Matching) -> None:
    """Pair two nodes and what is inside them."""
    if old.raw == new.raw:
        for a, b in zip(old.walk(), new.walk(), strict=True):
            matching.pair(a, b)
        return
    matching.pair(old, new)
    if old.tag == "#run":
        return
    if old.tag == "table" and new.tag == "table":
        pair_rows(old, new, matching, pair)
    elif old.tag == "tr":
        pair_cells(old, new, matching, pair)
    else:
        _pair_inside(old, new, matching)


def _pair_inside(old: Node, new: Node, matching: Matching) -> None:
    runs_old = [node for node in old.children if node.tag == "#run"]
    runs_new = [node for node in new.children if node.tag == "#run"]
    if len(runs_old) == len(runs_new) == 1:
        matching.pair(runs_old[0], runs_new[0])
        runs_old, runs_new = [], []
    olds = [node for node in old.children if node.tag != "#run" or runs_old]
    news = [node for node in new.children if node.tag != "#run" or runs_new]
    pair_siblings(olds, news, matching)


def _leftovers_of_root(old: Node, new: Node, matching: Matching) -> None:
    """Pair blocks that went from one section to another, and those around a heading that is gone or new."""
    olds = [node for node in old.children if node not in matching.new_of]
    news = [node for node in new.children if node not in matching.old_of]
    if olds and news:
        anchors = [(node, matching.new_of[node]) for node in old.children if node in matching.new_of]
        pairs = [(o, n) for o, n in m.exact(olds, news) if _enough(o, n, exact=True)]
        taken = {node for couple in pairs for node in couple}
        rest_old = [node for node in olds if node not in taken]
        rest_new = [node for node in news if node not in taken]
        if rest_old and rest_new:
            pairs += m.similar(rest_old, rest_new, anchors + pairs, (old.children, new.children))
        for a, b in pairs:
            pair(a, b, matching)


def _leftovers(old: Node, new: Node, matching: Matching) -> None:
    """Pair what is left across the whole document, where enough of its words are the same."""
    last: tuple[list[Node], list[Node]] = ([], [])
    for within in (False, True):
        olds = _loose(old, matching.new_of, within=within)
        news = _loose(new, matching.old_of, within=within)
        if olds and news and (olds, news) != last:
            _pair_distant(olds, news, matching)
        last = (olds, news)


def _pair_distant(olds: list[Node], news: list[Node], matching: Matching) -> None:
    by_words: dict[tuple[str, ...], list[Node]] = {}
    for old in olds:
        by_words.setdefault((m.kind(old), *m.words_of(old)), []).append(old)
    for new in news:
        same = by_words.get((m.kind(new), *m.words_of(new)))
        if same and m.comparable(same[0], new) and _enough(same[0], new, exact=True) and _free(same[0], new, matching):
            pair(same.pop(0), new, matching)
    scored = []
    for i, j in m.candidates(olds, news):
        if _enough(olds[i], news[j], exact=False) and _free(olds[i], news[j], matching):
            score = m.similarity(olds[i], news[j], m.DISTANT)
            if score >= m.DISTANT:
                scored.append((score, -abs(i - j), -i, -j))
    for i, j in m.greedy(scored):
        if _free(olds[-i], news[-j], matching):
            pair(olds[-i], news[-j], matching)


def _enough(old: Node, new: Node, *, exact: bool) -> bool:
    least = 3 if exact else 5
    return old.tag != "#run" and new.tag != "#run" and min(len(m.words_of(old)), len(m.words_of(new))) >= least


def _free(old: Node, new: Node, matching: Matching) -> bool:
    """Whether neither node nor anything inside it is paired yet."""
    return not any(node in matching.new_of for node in old.walk()) and not any(
        node in matching.old_of for node in new.walk()
    )


def _loose(root: Node, paired: dict[Node, Node], *, within: bool) -> list[Node]:
    """Return unpaired blocks: the largest, or with ``within`` also the items, rows and paragraphs in them."""
    found: list[Node] = []
    for child in root.children:
        if child.tag == "#run":
            continue
        if child in paired:
            found += _loose(child, paired, within=within)
        elif m.kind(child) != "cell":
            found.append(child)
            if within and m.kind(child) != "tr":
                found += _loose(child, paired, within=True)
    return found
