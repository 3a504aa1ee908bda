"""Moved text in a redline: where it came from, and at its old place, where it went."""

from dataclasses import dataclass

from noticepress.document import HEADINGS
from noticepress.pdf.nodes import Node, enclose, is_block, leaves, note, text_of, walk


@dataclass(frozen=True)
class Move:
    """One move: where its text stood and where it stands, in words; both empty where it stayed in its section."""

    old: str
    new: str

    @property
    def opening(self) -> str:
        """What stands before the moved text."""
        return f"[moved from {self.old}: " if self.old else "[moved within this section: "

    @property
    def stub(self) -> str:
        """What stands where the text was."""
        return f"[text moved from here to {self.new}]" if self.new else "[text moved from here, within this section]"

    @property
    def way(self) -> str:
        """The move as a list of changes puts it."""
        return f"from {self.old} to {self.new}" if self.old else "within its section"


def moves(body: Node) -> dict[str, Move]:
    """Find the moves of a raw redline, by name: places are told by the heading above, as the new text has it."""
    old: dict[str, str] = {}
    new: dict[str, tuple[str, str]] = {}
    heading = ""
    for node in walk(body):
        name, mark = node["a"].get("data-move"), node["a"].get("data-diff")
        if name is not None and mark == "move-from":
            old.setdefault(name, heading)
        elif name is not None:
            new.setdefault(name, ("after" if node["t"] in HEADINGS else "under", heading))
        if node["t"] in HEADINGS and mark not in {"del", "move-from"}:
            heading = _new_text(node)
    return {name: _move(word, old.get(name), now) for name, (word, now) in new.items()}


def _new_text(heading: Node) -> str:
    kept = [child for child in heading["c"] if isinstance(child, str) or child["t"] != "del"]
    return text_of(heading | {"c": kept})


def _move(word: str, old: str | None, new: str) -> Move:
    return Move("", "") if old == new else Move(_place(word, old), _place(word, new))


def _place(word: str, heading: str | None) -> str:
    if heading is None:
        return "elsewhere"
    return f"{word} “{heading}”" if heading else "the beginning"


def spell_out_moves(body: Node, found: dict[str, Move]) -> None:
    """Put the words of each move around its text and at its old place."""
    for node in list(walk(body)):
        if node["a"].get("data-diff") == "move-from":
            _fill_stub(node, found.get(node["a"].get("data-move", ""), Move("elsewhere", "elsewhere")))
    for name, move in found.items():
        moved = [node for node in walk(body) if _is_moved(node, name)]
        if texts := [leaf for node in moved for leaf in leaves(node)]:
            enclose(texts, move.opening)


def _is_moved(node: Node, name: str) -> bool:
    return bool(node["a"].get("data-diff") == "move" and node["a"].get("data-move") == name)


def _fill_stub(node: Node, move: Move) -> None:
    """Say where the text went; inside a block, what was split off went on its own."""
    if node["t"] == "tr":
        node["c"] = [{"t": "td", "a": {}, "c": [note(move.stub)], "whole": True}]
    elif is_block(node):
        node["c"] = [note(move.stub)]
        node["t"] = "p" if node["t"] in HEADINGS else node["t"]
    else:
        node["c"] = [note(" [split here]")]
