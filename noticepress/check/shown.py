"""What a built site says of its versions: which text stands as the notice, and the number and day of each page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from noticepress.errors import Finding
from noticepress.model import Timeline, Version
from noticepress.pages import addresses

_DAY = re.compile(r'<time datetime="([0-9-]+)"')
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_HINT = "mend the template or the program: the release is right, and what is built from it is not"


def shown_findings(folder: Path, timeline: Timeline) -> Iterator[Finding]:
    """Yield an error where the site in ``folder`` puts another text, number or day before readers than the releases.

    The text in force stands at the notice's own address and no other text does; the page of each version says its
    number and its effective date, in words and in its data for machines.
    """
    yield from _standing(folder, timeline)
    for version in timeline.versions:
        address = addresses.version(timeline.notice, version.document.version, timeline.language)
        html = _read(folder / address)
        for what in _unsaid(html, version):
            yield _fault("VER-DATE", f"the page {timeline.brand.id}/{address} {what}", timeline)


def _standing(folder: Path, timeline: Timeline) -> Iterator[Finding]:
    """Yield an error where the text at the notice's own address is not the one in force on the day."""
    html = _read(folder / addresses.current(timeline.notice, timeline.language))
    live = timeline.first("in-force")
    if live is not None and live.document.html not in html:
        message = f"{timeline.brand.id} does not show version {live.document.version}, which is in force, as the notice"
        yield _fault("VER-FUTURE", message, timeline)
    # A text that only gained a passage at its end holds the one before it.
    rest = html.replace(live.document.html, "") if live else html
    for document in (version.document for version in timeline.versions):
        if document.html and document.html in rest:
            expected = live.document.version if live else "none"
            message = f"{timeline.brand.id} shows version {document.version} as the notice, and {expected} is in force"
            yield _fault("VER-FUTURE", message, timeline)


def _unsaid(html: str, version: Version) -> Iterator[str]:
    """Yield what a version's page fails to say, or says otherwise in its data for machines."""
    document = version.document
    shell = html.replace(document.html, "")
    if document.version not in shell:
        yield f"does not say that it is of version {document.version}"
    start = version.start or document.effective
    day = start.isoformat() if start else None
    if day and version.state not in {"withdrawn", "draft"} and day not in _DAY.findall(shell):
        yield f"does not say that version {document.version} is of {day}"
    for data in _data(shell):
        if data.get("version", document.version) != document.version:
            yield f"says to machines that it is of version {data['version']}, and it is of {document.version}"
        first = str(data.get("temporalCoverage", day or "..")).partition("/")[0]
        if first != (day or ".."):
            yield f"says to machines that it applies from {first}, and it is of {day or 'no known day'}"


def _data(html: str) -> Iterator[dict[str, Any]]:
    """Yield the objects that a page states for machines, as JSON-LD."""
    for text in _DATA.findall(html):
        found = json.loads(text)
        yield from (item for item in (found if isinstance(found, list) else [found]) if isinstance(item, dict))


def _read(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def _fault(rule: str, message: str, timeline: Timeline) -> Finding:
    return Finding(rule, "error", message, hint=_HINT, brands=(timeline.brand.id,))
