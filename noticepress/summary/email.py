"""A letter as files that people and mail programs read: text, HTML, and an unsent message with both."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from html import escape
from textwrap import TextWrapper

from noticepress.model import SOURCE
from noticepress.summary.letter import Block, Letter, Line, Link

#: RFC 5322 asks for at most 78 characters a line; some stay free for those who quote it.
_WIDTH = 74
#: Inline, as mail programs keep nothing else. Only the link's colour is set, and by no name that a dark mode would keep
#: on a dark page: everything else is the reader's own.
_BODY = "font:16px/1.5 Arial,Helvetica,sans-serif;max-width:40em;margin:0 auto;padding:16px;overflow-wrap:anywhere"
_STYLES = {
    "h": "font-size:18px;line-height:1.3;margin:24px 0 8px",
    "p": "margin:0 0 12px",
    "ul": "margin:0 0 12px;padding-left:20px",
    "li": "margin:0 0 6px",
    "warning": "margin:0 0 16px;padding:12px;border:3px solid #c62828;font-weight:bold",
}


def to_text(letter: Letter) -> str:
    """Return a letter as plain text, wrapped; an address is never broken."""
    parts = [_folded(block) for block in letter.blocks]
    return "\n\n".join(parts) + "\n"


def _folded(block: Block) -> str:
    lines = ["".join(part if isinstance(part, str) else part.text for part in line) for line in block.lines]
    if block.kind == "ul":
        return "\n".join(_wrapped(line, "- ", "  ") for line in lines)
    if block.kind == "warning":
        return f"{'*' * _WIDTH}\n{_wrapped(lines[0])}\n{'*' * _WIDTH}"
    underline = "\n" + "-" * min(len(lines[0]), _WIDTH) if block.kind == "h" else ""
    return _wrapped(lines[0]) + underline


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    lines = TextWrapper(
        _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return lines.fill(text)


def to_html(letter: Letter) -> str:
    """Return a letter as a page with inline styles and no picture, legible on a phone, in light and in dark."""
    bar = f"border-top:4px solid {letter.accent};" if letter.accent else ""
    body = "\n".join(_element(block) for block in letter.blocks)
    return f"""<!DOCTYPE html>
<html lang="{SOURCE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{escape(letter.subject)}</title>
</head>
<body style="margin:0;color-scheme:light dark">
<div style="{bar}{_BODY}">
{body}
</div>
</body>
</html>
"""


def _element(block: Block) -> str:
    style = _STYLES[block.kind]
    if block.kind == "ul":
        items = "\n".join(f'<li style="{_STYLES["li"]}">{_inline(line)}</li>' for line in block.lines)
        return f'<ul style="{style}">\n{items}\n</ul>'
    tag = "h2" if block.kind == "h" else "p"
    return f'<{tag} style="{style}">{_inline(block.lines[0])}</{tag}>'


def _inline(line: Line) -> str:
    return "".join(
        f'<a href="{escape(part.href)}">{escape(part.text)}</a>' if isinstance(part, Link) else escape(part)
        for part in line
    )


def eml(letter: Letter) -> bytes:
    """Return a letter as an unsent message (RFC 5322, RFC 2046): text and HTML, nobody as sender or recipient.

    ``X-Unsent`` has mail programs open it as a draft. The same letter is the same bytes.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = re.sub(r"\s+", " ", letter.subject)
    message["X-Unsent"] = "1"
    message.set_content(to_text(letter), cte="quoted-printable")
    message.add_alternative(to_html(letter), subtype="html", cte="quoted-printable")
    message["Content-Language"] = SOURCE
    message.set_boundary(f"noticepress-{sha256(to_html(letter).encode()).hexdigest()[:32]}")
    return message.as_bytes()
