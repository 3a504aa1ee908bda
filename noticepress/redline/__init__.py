"""The redline between two bodies: exact, as small as a reader wants it, and readable as data.

A redline is a body in HTML with marks. Accepted it is the new body, rejected the old one, byte for byte;
both are verified before a redline is returned. ``ins`` and ``del`` elements stand inside paragraphs,
headings, items and cells; a block that came, went or moved says so in ``data-diff``; ``data-old`` holds what
stood where only a link's target, a format or typography changed; ``data-note`` is for the reader and part of
neither text.
"""

from dataclasses import replace

from noticepress.model import Document, Redline
from noticepress.redline.data import to_json
from noticepress.redline.engine import compare_html
from noticepress.redline.project import accept, reject, rows
from noticepress.redline.text import to_text
from noticepress.redline.values import by_brand_value

__all__ = ["accept", "compare", "compare_html", "reject", "rows", "to_json", "to_text"]


def compare(before: Document, after: Document) -> Redline:
    """Return the verified redline between the bodies of two documents. See :func:`compare_html`.

    What another value of the brand changed, such as a telephone number, is one change wherever it stands.
    """
    redline = compare_html(before.html, after.html)
    return replace(redline, changes=by_brand_value(redline.changes, before.values, after.values))
