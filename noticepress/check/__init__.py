"""The findings on a workspace and on one notice."""

from noticepress.check.workspace import check_notice, check_workspace, fact_findings, stops_build

__all__ = ["check_notice", "check_workspace", "fact_findings", "stops_build"]
