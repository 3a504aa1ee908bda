"""The findings on a workspace, on one notice and on any text, and what they stop."""

from noticepress.check.blocking import stops_build, stops_release
from noticepress.check.frozen import check_document, replay
from noticepress.check.judge import check_text
from noticepress.check.reading import read_view
from noticepress.check.view import View
from noticepress.check.waivers import with_waivers
from noticepress.check.workspace import check_notice, check_source, check_translation, check_workspace, fact_findings

__all__ = [
    "View",
    "check_document",
    "check_notice",
    "check_source",
    "check_text",
    "check_translation",
    "check_workspace",
    "fact_findings",
    "read_view",
    "replay",
    "stops_build",
    "stops_release",
    "with_waivers",
]
