"""The redline between two bodies: exact, as small as a reader wants it, and readable as data."""

from noticepress.redline.engine import compare_html
from noticepress.redline.project import accept, reject

__all__ = ["accept", "compare_html", "reject"]
