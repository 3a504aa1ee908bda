"""What a version, or the unreleased source, changes for a brand's readers: as data, as a letter, as a comment."""

from noticepress.summary.changes import Summary, Touched, next_version, summarise
from noticepress.summary.comment import MARKER, Remarks, comment
from noticepress.summary.data import to_json
from noticepress.summary.due import due
from noticepress.summary.email import eml, to_html, to_text
from noticepress.summary.letter import Letter, letter

__all__ = [
    "MARKER",
    "Letter",
    "Remarks",
    "Summary",
    "Touched",
    "comment",
    "due",
    "eml",
    "letter",
    "next_version",
    "summarise",
    "to_html",
    "to_json",
    "to_text",
]
