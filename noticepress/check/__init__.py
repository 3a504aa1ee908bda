"""The findings on a workspace and on one notice, and what they stop."""

from noticepress.check.blocking import stops_build, stops_release
from noticepress.check.waivers import with_waivers
from noticepress.check.workspace import check_notice, check_source, check_workspace, fact_findings

__all__ = [
    "check_notice",
    "check_source",
    "check_workspace",
    "fact_findings",
    "stops_build",
    "stops_release",
    "with_waivers",
]
