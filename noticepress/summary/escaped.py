"""Words of people in Markdown that GitHub and GitLab show: as characters, whatever they look like."""

import re
from html import escape

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$])")
#: A name after ``@`` is told, a number after ``#`` or ``!`` and an address become links; an invisible character between
#: keeps them words. Whoever reads sees no difference.
_BREAK = "\u200b"
_MENTION = re.compile(r"(?<![\w])([@#!&%~$^])(?=[\w\"])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto)(:)|\b(www)(\.)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


def escaped(text: str) -> str:
    """Return ``text`` on one line so that none of it acts as Markdown or HTML, tells anybody, or becomes a link."""
    words = " ".join(_CONTROL.sub(" ", text).split())
    words = _MENTION.sub(rf"\1{_BREAK}", words)
    words = _ADDRESS.sub(lambda m: f"{m[1] or m[3]}{_BREAK}{m[2] or m[4]}", words)
    return _SPECIAL.sub(r"\\\1", escape(words, quote=False))


def code(text: str) -> str:
    """Return ``text``, which holds some letter, on one line as code, without backticks and pipes."""
    return "`" + " ".join(_CONTROL.sub(" ", text).split()).replace("`", "'").replace("|", "¦") + "`"


def cut(markdown: str, room: int) -> str:
    """Return whole lines of Markdown that fit into ``room`` characters, what they leave open closed, and a note."""
    if len(markdown) <= room:
        return markdown
    note = "\n\n*The rest is too long for a comment.*\n"
    kept = markdown[: max(0, room - len(note) - len("\n</details>"))].rpartition("\n")[0]
    if kept.count("<details>") > kept.count("</details>"):
        kept += "\n\n</details>"
    return kept + note
