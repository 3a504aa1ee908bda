"""A redline in the form that was asked for: text for a terminal or a pipe, HTML, data or PDF."""

import json
import os
import sys
from argparse import Namespace

from noticepress.cli.output import put
from noticepress.config import Workspace
from noticepress.dates import today
from noticepress.errors import UsageError
from noticepress.model import Brand, Document, Redline, Version
from noticepress.pages.standalone import standalone_page
from noticepress.redline import to_json, to_text


def write_redline(
    arguments: Namespace, workspace: Workspace, brand: Brand, pair: tuple[Version, Version], redline: Redline
) -> None:
    """Write ``redline`` in the format and to the place that ``arguments`` name."""
    before, after = (version.document for version in pair)
    if arguments.format == "pdf":
        data = _redline_pdf(arguments, workspace, brand, pair, redline)
    elif arguments.format == "json":
        data = (json.dumps(to_json(redline, before, after), indent=2, ensure_ascii=False) + "\n").encode()
    elif arguments.format == "html":
        data = standalone_page(redline, before, after, workspace.templates).encode()
    else:
        colour = arguments.output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        data = (_redline_title(before, after, redline) + to_text(redline, colour=colour)).encode()
    put(data, arguments.output)


def _redline_title(before: Document, after: Document, redline: Redline) -> str:
    inserted = sum(change.words_inserted for change in redline.changes)
    deleted = sum(change.words_deleted for change in redline.changes)
    counts = f"changes: {len(redline.changes)}, words in: {inserted}, words out: {deleted}"
    return f"{after.brand_name}: {after.title}, {before.version} to {after.version} ({counts})\n\n"


def _redline_pdf(
    arguments: Namespace, workspace: Workspace, brand: Brand, pair: tuple[Version, Version], redline: Redline
) -> bytes:
    from noticepress.pdf import redline_pdf  # noqa: PLC0415

    if arguments.output is None and sys.stdout.isatty():
        raise UsageError("a PDF does not go to a terminal", "name a file: -o redline.pdf")
    before, after = pair
    return redline_pdf(
        redline,
        before=before.document,
        after=after.document,
        brand=brand,
        templates=workspace.templates,
        produced=today(),
        before_recorded=before.release.recorded if before.release else None,
        after_recorded=after.release.recorded if after.release else None,
    )
