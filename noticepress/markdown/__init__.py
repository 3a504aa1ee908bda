"""Markdown to the body of record: CommonMark with tables, heading attributes and references by name."""

from noticepress.markdown.glance import read_glance
from noticepress.markdown.render import render

__all__ = ["read_glance", "render"]
