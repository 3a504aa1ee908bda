"""The LinkChecker plugin: what each address answered and what its page says, as JSON in the XML's ``info``.

LinkChecker gives a plugin for content only pages below 5 MB that it takes for good. This one is called for every
answer, and reads as much of it as the settings allow.
"""

import json
import ssl
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from linkcheck.plugins import _ConnectionPlugin

from noticepress.links.crawler.failure import VisitFailed
from noticepress.links.crawler.reading import decoded, folded, has_anchor, parse_refresh, read_page
from noticepress.links.crawler.session import GuardedSession
from noticepress.links.crawler.settings import Wanted

#: Marks our line among LinkChecker's own.
MARK = "noticepress "
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_CHUNK = 16 * 1024
#: So much of a title or a heading says what it says.
_LONGEST = 200


class NoticepressObserver(_ConnectionPlugin):  # type: ignore[misc] # LinkChecker has no types
    """Says of each address what it answered in the end."""

    def applies_to(self, url_data: Any, **_: Any) -> bool:
        """Whether there is an answer, and no redirect that LinkChecker is yet to follow."""
        response = getattr(url_data, "url_connection", None)
        return isinstance(response, requests.Response) and not response.is_redirect

    def check(self, url_data: Any) -> None:
        """Add what was seen to the infos of ``url_data``, and end the visit."""
        session: GuardedSession = url_data.session
        response: requests.Response = url_data.url_connection
        seen: dict[str, Any] = {
            "status": response.status_code,
            "hops": list(session.visit.hops) if session.visit else [],
            "retry_after": response.headers.get("Retry-After"),
            "challenge": "cf-mitigated" in response.headers,
            "certificate_until": _until(url_data.ssl_cert),
        }
        try:
            body, whole = _body(response, session)
        except VisitFailed as failed:
            seen["failure"] = str(failed)
        else:
            wanted = session.settings.wanted.get(url_data.base_url, Wanted())
            seen["page"] = _page(response, body, wanted, whole=whole)
        session.finish()
        url_data.add_info(MARK + json.dumps(seen))


def _body(response: requests.Response, session: GuardedSession) -> tuple[bytes, bool]:
    """Return what may be read of a body, and whether that is all of it; ``VisitFailed`` where it breaks off."""
    pieces, size, most = [], 0, session.settings.most_bytes
    try:
        for piece in response.iter_content(_CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                response.close()
                return b"".join(pieces)[:most], False
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise session.failed(error) from error
    if session.visit is not None and session.visit.expired:
        raise session.failed(TimeoutError())
    return b"".join(pieces), True


def _page(response: requests.Response, body: bytes, wanted: Wanted, *, whole: bool) -> dict[str, Any]:
    kind, _, parameters = response.headers.get("Content-Type", "").lower().partition(";")
    is_html = kind.strip() in _HTML or (not kind.strip() and body.lstrip()[:1] == b"<")
    facts: dict[str, Any] = {"kind": kind.strip(), "bytes": len(body), "whole": whole, "is_html": is_html}
    if not is_html and not kind.startswith("text/"):
        return {**facts, "sha256": sha256(body).hexdigest()}
    charset = parameters.partition("charset=")[2].strip("\"' ;") or None
    text = decoded(body, charset)
    page = read_page(text) if is_html else None
    words = page.words if page else " ".join(text.split())
    searched = folded(f"{page.title if page else ''}\n{words}")
    own = [urlsplit(response.url).fragment] if response.url else []
    anchors = page.anchors if page else set()
    return {
        **facts,
        "sha256": sha256(words.encode()).hexdigest(),
        "words": len(words.split()),
        "title": page.title[:_LONGEST] if page else "",
        "heading": page.heading[:_LONGEST] if page else "",
        "refresh": (page.refresh if page else None) or parse_refresh(response.headers.get("Refresh", "")),
        "found": [word for word in wanted.words if word in searched],
        "anchors": [name for name in (*wanted.fragments, *own) if not is_html or has_anchor(name, anchors)],
    }


def _until(certificate: dict[str, Any] | None) -> str | None:
    """Return the last moment of a certificate, ISO 8601 in UTC."""
    text = (certificate or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC).isoformat() if text else None
