"""What was seen of one address: facts, and no judgement yet."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

#: The line of the plugin among LinkChecker's infos, and the name of our error in its results.
_MARK = "noticepress "
_FAILED = re.compile(r"(?:VisitFailed: )?([a-z]+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Failure:
    """Why there was no answer: a kind such as ``timeout``, ``reset`` or ``tls``, and what the other side said."""

    kind: str
    detail: str


@dataclass(frozen=True)
class PageFacts:
    """What a page said. ``found`` are the wanted words on it, ``anchors`` the wanted fragments that it has.

    ``whole`` is false where only the first part was read. ``refresh`` is a delay in seconds and an address.
    """

    kind: str
    size: int
    whole: bool
    is_html: bool
    sha256: str
    words: int | None = None
    title: str = ""
    heading: str = ""
    refresh: tuple[int, str] | None = None
    found: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Observation:
    """What one address answered. ``hops`` are its addresses in turn, each with the status that it answered."""

    address: str
    status: int | None = None
    hops: tuple[tuple[str, int], ...] = ()
    failure: Failure | None = None
    page: PageFacts | None = None
    retry_after: str | None = None
    challenge: bool = False
    certificate_until: datetime | None = None

    @property
    def final(self) -> str:
        """The address that answered in the end."""
        return self.hops[-1][0] if self.hops else self.address


def read_xml(xml: str) -> dict[str, Observation]:
    """Return what LinkChecker's XML says, by address; XML that breaks off is read as far as it goes."""
    parser = ET.XMLPullParser(["end"])  # type: ignore[var-annotated] # the stubs name no type for it
    found: dict[str, Observation] = {}
    try:
        parser.feed(xml)
        for event in parser.read_events():
            node = event[-1]
            if isinstance(node, ET.Element) and node.tag == "urldata":
                seen = _observation(node)
                found[seen.address] = seen
    except ET.ParseError:
        pass
    return found


def _observation(node: ET.Element) -> Observation:
    address = node.findtext("url", "")
    for info in node.iter("info"):
        if (info.text or "").startswith(_MARK):
            return _answered(address, json.loads((info.text or "").removeprefix(_MARK)))
    valid = node.find("valid")
    return Observation(address, failure=_failure(valid.get("result", "") if valid is not None else ""))


def _answered(address: str, seen: dict[str, Any]) -> Observation:
    until = seen["certificate_until"]
    return Observation(
        address,
        status=seen["status"],
        hops=tuple((url, status) for url, status in seen["hops"]),
        failure=_failure(seen["failure"]) if "failure" in seen else None,
        page=_page(seen["page"]) if "page" in seen else None,
        retry_after=seen["retry_after"],
        challenge=seen["challenge"],
        certificate_until=datetime.fromisoformat(until) if until else None,
    )


def _failure(text: str) -> Failure:
    match = _FAILED.fullmatch(text)
    return Failure(match.group(1), match.group(2)) if match else Failure("failed", text or "LinkChecker said nothing")


def _page(facts: dict[str, Any]) -> PageFacts:
    refresh = facts.get("refresh")
    return PageFacts(
        kind=facts["kind"],
        size=facts["bytes"],
        whole=facts["whole"],
        is_html=facts["is_html"],
        sha256=facts["sha256"],
        words=facts.get("words"),
        title=facts.get("title", ""),
        heading=facts.get("heading", ""),
        refresh=(refresh[0], refresh[1]) if refresh else None,
        found=frozenset(facts.get("found", ())),
        anchors=frozenset(facts.get("anchors", ())),
    )
