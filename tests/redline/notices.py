"""Random notices and random edits to them, laid out as CommonMark renders."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

_WORDS = (
    "we may must not will share keep your personal data with the to of and or for in by from you our "
    "partners months 6 12 retention marketing consent contract transfer UK EU right object access "
    "delete cookies staff “quoted” don’t third-party 3.5 a@b.example café &amp; &lt;x&gt; upto "
    "&nbsp;wide (see above) i.e. processors"
)
WORDS = _WORDS.split()
SIGNS = ["", "", "", "", "", ",", ".", ";", ":", ".", " –", "…"]
STYLES: list[tuple[str, ...]] = [
    (),
    (),
    (),
    (),
    (),
    (),
    ("strong",),
    ("em",),
    ("code",),
    ("a",),
    ("a", "strong"),
    ("span",),
]
TYPOGRAPHY = {"’": "'", "“": '"', "”": "&quot;", " –": " -", "…": "...", "third-party": "third‑party"}


@dataclass
class Word:
    text: str
    style: tuple[str, ...] = ()
    href: str = "https://example.org/1"


@dataclass
class Block:
    """A paragraph, item, cell, heading (``words``), or what holds others (``inner``)."""

    tag: str
    words: list[Word] = field(default_factory=list)
    inner: list["Block"] = field(default_factory=list)
    attributes: str = ""


def _close_open(opened: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> str:
    keep = 0
    while keep < min(len(opened), len(wanted)) and opened[keep] == wanted[keep]:
        keep += 1
    out = "".join(f"</{tag}>" for tag, _ in reversed(opened[keep:]))
    return out + "\0" + "".join(f"<{tag}{attributes}>" for tag, attributes in wanted[keep:])


def inline(words: list[Word]) -> str:
    """Render words, each element as wide as its neighbours allow."""
    out, opened = "", []
    for at, word in enumerate(words):
        extra = {"a": f' href="{word.href}"', "span": ' class="x"'}
        wanted = [(tag, extra.get(tag, "")) for tag in word.style]
        space = " " if at else ""
        change = _close_open(opened, wanted)
        out += (
            change.replace("\0", space) + word.text
            if change.startswith("</") or change == "\0"
            else space + change.replace("\0", "") + word.text
        )
        opened = wanted
    return out + "".join(f"</{tag}>" for tag, _ in reversed(opened))


def render(blocks: list[Block]) -> str:
    return "".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    start = f"<{block.tag}{block.attributes}>"
    if block.tag == "hr":
        return "<hr />\n"
    if block.tag == "pre":
        return f"<pre><code>{inline(block.words)}\n</code></pre>\n"
    text = inline(block.words)
    inner = render(block.inner)
    if inner:
        return f"{start}{text}\n{inner}</{block.tag}>\n"
    return f"{start}{text}</{block.tag}>\n"


class Maker:
    """Makes notices and edits them, all from one source of chance."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.ids = 0

    def words(self, least: int = 1, most: int = 25) -> list[Word]:
        found: list[Word] = []
        for _ in range(self.chance.randint(least, most)):
            style = (
                self.chance.choice(STYLES)
                if self.chance.random() < 0.3
                else (found[-1].style if found and self.chance.random() < 0.5 else ())
            )
            found.append(Word(self.chance.choice(WORDS) + self.chance.choice(SIGNS), style))
        return found

    def heading(self) -> Block:
        self.ids += 1
        covers = ' data-covers="13(1)(a) 13(2)(b)"' if self.chance.random() < 0.3 else ""
        level = self.chance.choice("223")
        return Block(f"h{level}", self.words(1, 6), attributes=f' id="s{self.ids}"{covers}')

    def items(self, depth: int = 0) -> list[Block]:
        found = []
        for _ in range(self.chance.randint(1, 5)):
            item = Block("li", self.words(1, 12))
            if depth < 2 and self.chance.random() < 0.15:
                item.inner.append(Block("ul", inner=self.items(depth + 1)))
            elif self.chance.random() < 0.1:
                item.inner = [Block("p", item.words), Block("p", self.words())]
                item.words = []
            found.append(item)
        return found

    def table(self) -> Block:
        width = self.chance.randint(1, 4)

        def row(tag: str) -> Block:
            return Block("tr", inner=[Block(tag, self.words(1, 5)) for _ in range(width)])

        body = [row("td") for _ in range(self.chance.randint(1, 4))]
        return Block("table", inner=[Block("thead", inner=[row("th")]), Block("tbody", inner=body)])

    def block(self) -> Block:
        draw = self.chance.random()
        if draw < 0.55:
            return Block("p", self.words())
        if draw < 0.75:
            return Block(self.chance.choice(["ul", "ol"]), inner=self.items())
        if draw < 0.87:
            return self.table()
        if draw < 0.93:
            return Block("blockquote", inner=[self.block() for _ in range(self.chance.randint(1, 2))])
        return Block("hr") if draw < 0.96 else Block("pre", [Word(w.text) for w in self.words(1, 6)])

    def notice(self) -> list[Block]:
        blocks = [self.block() for _ in range(self.chance.randint(0, 2))]
        for _ in range(self.chance.randint(1, 6)):
            blocks.append(self.heading())
            blocks += [self.block() for _ in range(self.chance.randint(0, 4))]
        return blocks

    def edited(self, blocks: list[Block], times: int) -> tuple[list[Block], list[str]]:
        """Return an edited copy and the names of the edits."""
        blocks = copy.deepcopy(blocks)
        done = []
        for _ in range(times):
            name, edit = self.chance.choice(list(EDITS.items()))
            edit(self, blocks)
            done.append(name)
        return blocks, done


def _walk(blocks: list[Block]) -> list[tuple[list[Block], int]]:
    found = []
    for at, block in enumerate(blocks):
        found.append((blocks, at))
        found += _walk(block.inner)
    return found


def _pick(maker: Maker, blocks: list[Block], *tags: str) -> tuple[list[Block], int] | None:
    places = [(home, at) for home, at in _walk(blocks) if not tags or home[at].tag in tags]
    return maker.chance.choice(places) if places else None


def _worded(maker: Maker, blocks: list[Block]) -> Block | None:
    found = [home[at] for home, at in _walk(blocks) if home[at].words]
    return maker.chance.choice(found) if found else None


def replace(maker: Maker, blocks: list[Block]) -> None:
    if block := _worded(maker, blocks):
        at = maker.chance.randrange(len(block.words))
        block.words[at : at + maker.chance.randint(0, 3)] = maker.words(1, 4)


def insert(maker: Maker, blocks: list[Block]) -> None:
    blocks.insert(maker.chance.randint(0, len(blocks)), maker.block())


def insert_item(maker: Maker, blocks: list[Block]) -> None:
    if found := _pick(maker, blocks, "li"):
        found[0].insert(found[1], Block("li", maker.words(1, 10)))


def delete(maker: Maker, blocks: list[Block]) -> None:
    found = _pick(maker, blocks, "p", "ul", "ol", "table", "li", "hr", "blockquote", "pre")
    if found and (len(found[0]) > 1 or found[0] is blocks):
        del found[0][found[1]]


def move(maker: Maker, blocks: list[Block]) -> None:
    if len(blocks) > 1:
        block = blocks.pop(maker.chance.randrange(len(blocks)))
        blocks.insert(maker.chance.randint(0, len(blocks)), block)


def move_item(maker: Maker, blocks: list[Block]) -> None:
    found = _pick(maker, blocks, "li")
    if found and len(found[0]) > 1:
        block = found[0].pop(found[1])
        there = _pick(maker, blocks, "li") or found
        there[0].insert(there[1], block)


def split(maker: Maker, blocks: list[Block]) -> None:
    found = _pick(maker, blocks, "p", "li")
    if found and len(found[0][found[1]].words) > 3:
        home, at = found
        block = home[at]
        cut = maker.chance.randint(1, len(block.words) - 1)
        home.insert(at + 1, Block(block.tag, block.words[cut:]))
        block.words = block.words[:cut]


def merge(maker: Maker, blocks: list[Block]) -> None:
    places = [(h, a) for h, a in _walk(blocks) if a + 1 < len(h) and h[a].tag == h[a + 1].tag in ("p", "li")]
    if places:
        home, at = maker.chance.choice(places)
        home[at].words += home[at + 1].words
        home[at].inner += home[at + 1].inner
        del home[at + 1]


def nest(maker: Maker, blocks: list[Block]) -> None:
    found = _pick(maker, blocks, "li")
    if found and found[1] > 0:
        item = found[0].pop(found[1])
        above = found[0][found[1] - 1]
        if above.inner and above.inner[-1].tag in ("ul", "ol"):
            above.inner[-1].inner.append(item)
        else:
            above.inner.append(Block("ul", inner=[item]))


def listed(maker: Maker, blocks: list[Block]) -> None:
    """Turn paragraphs into a list, or one paragraph into a list of its parts."""
    found = _pick(maker, blocks, "p")
    if found:
        home, at = found
        stop = at + 1
        while stop < len(home) and home[stop].tag == "p":
            stop += 1
        words = home[at].words
        if stop == at + 1 and len(words) > 4:
            third = len(words) // 3
            parts = [words[third : 2 * third], words[2 * third :]]
            home[at] = Block("p", words[:third])
            home.insert(at + 1, Block("ul", inner=[Block("li", part) for part in parts]))
        else:
            home[at:stop] = [Block("ul", inner=[Block("li", p.words) for p in home[at:stop]])]


def unlisted(maker: Maker, blocks: list[Block]) -> None:
    found = _pick(maker, blocks, "ul", "ol")
    if found:
        home, at = found
        new = [
            part for item in home[at].inner for part in ([Block("p", item.words)] if item.words else []) + item.inner
        ]
        home[at : at + 1] = new or [Block("p", maker.words())]


def relist(maker: Maker, blocks: list[Block]) -> None:
    if found := _pick(maker, blocks, "ul", "ol"):
        block = found[0][found[1]]
        block.tag = "ol" if block.tag == "ul" else "ul"
        block.attributes = ' start="3"' if block.tag == "ol" and maker.chance.random() < 0.5 else ""


def _table(maker: Maker, blocks: list[Block]) -> Block | None:
    found = _pick(maker, blocks, "table")
    return found[0][found[1]] if found else None


def row(maker: Maker, blocks: list[Block]) -> None:
    if table := _table(maker, blocks):
        body = table.inner[-1].inner
        draw = maker.chance.randrange(3)
        if draw == 0:
            width = len(table.inner[0].inner[0].inner)
            body.insert(
                maker.chance.randint(0, len(body)),
                Block("tr", inner=[Block("td", maker.words(1, 4)) for _ in range(width)]),
            )
        elif draw == 1 and len(body) > 1:
            del body[maker.chance.randrange(len(body))]
        elif len(body) > 1:
            body.insert(maker.chance.randint(0, len(body) - 1), body.pop(maker.chance.randrange(len(body))))


def column(maker: Maker, blocks: list[Block]) -> None:
    if table := _table(maker, blocks):
        rows = [r for part in table.inner for r in part.inner]
        width = len(rows[0].inner)
        draw, at, to = maker.chance.randrange(3), maker.chance.randrange(width), maker.chance.randrange(width)
        for r in rows:
            if draw == 0:
                r.inner.insert(at, Block(r.inner[0].tag, maker.words(1, 3)))
            elif draw == 1 and width > 1:
                del r.inner[at]
            elif draw == 2:
                r.inner.insert(to, r.inner.pop(at))


def cell(maker: Maker, blocks: list[Block]) -> None:
    if found := _pick(maker, blocks, "td", "th"):
        block = found[0][found[1]]
        if maker.chance.random() < 0.3:
            block.attributes = maker.chance.choice(["", ' style="text-align:right"'])
        else:
            block.words = maker.words(1, 4)


def restyle(maker: Maker, blocks: list[Block]) -> None:
    if block := _worded(maker, blocks):
        start = maker.chance.randrange(len(block.words))
        style = maker.chance.choice(STYLES)
        for word in block.words[start : start + maker.chance.randint(1, 5)]:
            word.style = style


def unstyle(maker: Maker, blocks: list[Block]) -> None:
    if block := _worded(maker, blocks):
        for word in block.words:
            word.style = ()


def link(maker: Maker, blocks: list[Block]) -> None:
    linked = [w for home, at in _walk(blocks) for w in home[at].words if "a" in w.style]
    if linked:
        maker.chance.choice(linked).href = f"https://example.org/{maker.chance.randint(2, 4)}?a=1&amp;b=2"


def heading(maker: Maker, blocks: list[Block]) -> None:
    if found := _pick(maker, blocks, "h2", "h3", "h4"):
        block = found[0][found[1]]
        draw = maker.chance.randrange(4)
        if draw == 0:
            block.tag = maker.chance.choice(["h2", "h3", "h4"])
        elif draw == 1:
            block.words = maker.words(1, 6)
        elif draw == 2:
            block.attributes = f' id="n{maker.chance.randint(1, 99)}"'
        else:
            del found[0][found[1]]


def typography(maker: Maker, blocks: list[Block]) -> None:
    swaps = TYPOGRAPHY if maker.chance.random() < 0.5 else {b: a for a, b in TYPOGRAPHY.items()}
    for home, at in _walk(blocks):
        for word in home[at].words:
            if "&" not in word.text:
                for old, new in swaps.items():
                    word.text = word.text.replace(old, new)


def _sections(blocks: list[Block]) -> list[list[Block]]:
    found: list[list[Block]] = [[]]
    for block in blocks:
        if block.tag in ("h2", "h3", "h4"):
            found.append([])
        found[-1].append(block)
    return found


def section_move(maker: Maker, blocks: list[Block]) -> None:
    parts = _sections(blocks)
    if len(parts) > 2:
        part = parts.pop(maker.chance.randrange(1, len(parts)))
        parts.insert(maker.chance.randint(1, len(parts)), part)
        blocks[:] = [block for found in parts for block in found]


def section_remove(maker: Maker, blocks: list[Block]) -> None:
    parts = _sections(blocks)
    if len(parts) > 2:
        del parts[maker.chance.randrange(1, len(parts))]
        blocks[:] = [block for found in parts for block in found]


def section_insert(maker: Maker, blocks: list[Block]) -> None:
    parts = _sections(blocks)
    parts.insert(maker.chance.randint(1, len(parts)), [maker.heading(), maker.block(), maker.block()])
    blocks[:] = [block for found in parts for block in found]


EDITS: dict[str, Callable[[Maker, list[Block]], Any]] = {
    edit.__name__: edit
    for edit in (
        replace, insert, insert_item, delete, move, move_item, split, merge, nest, listed, unlisted, relist,
        row, column, cell, restyle, unstyle, link, heading, typography,
        section_move, section_remove, section_insert,
    )
}  # fmt: skip


def pair(seed: int) -> tuple[str, str, list[str]]:
    """Return the old body, the new one and the names of the edits between them."""
    maker = Maker(Random(seed))
    old = maker.notice()
    new, done = maker.edited(old, maker.chance.randint(4, 16))
    return render(old), render(new), done
