"""Markdown to the body of record: CommonMark with tables, heading attributes and references by name."""

from noticepress.markdown.render import render

__all__ = ["render"]
