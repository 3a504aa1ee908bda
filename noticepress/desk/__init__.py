"""The desk: where legal works. One internal site that shows every brand side by side, made from the workspace alone.

``gather`` reads, ``make_pages`` turns what was read into pages, ``stage`` writes them as a tree, and ``build_desk``
does all of it and has mkdocs build the tree.
"""

from noticepress.desk.build import BuiltDesk, build_desk, refresh
from noticepress.desk.gather import gather
from noticepress.desk.model import Desk, Text
from noticepress.desk.pages import make_pages
from noticepress.desk.tree import DeskPage, stage

__all__ = ["BuiltDesk", "Desk", "DeskPage", "Text", "build_desk", "gather", "make_pages", "refresh", "stage"]
