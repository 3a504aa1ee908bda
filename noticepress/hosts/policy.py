"""What a web server is asked to send with each file of a site: the one place where that is decided.

``headers``, ``apache`` and ``nginx`` write it down for each kind of host; the pages' ``<meta>`` is taken from here too.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from noticepress.model import Move

#: What a page may load and do: its own style and pictures, nothing else (Content Security Policy Level 3).
_DIRECTIVES: Mapping[str, str] = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
#: What a look adds that brings a script: the site's own files, which its search's worker is one of (``worker-src``
#: falls back to this), and the site itself to ask for the search's index. Nothing else may run, nobody else be asked.
_SCRIPTS: Mapping[str, str] = {"script-src": "'self'", "connect-src": "'self'"}
#: What a ``<meta>`` cannot say: a browser that finds it there complains and ignores it (CSP3, section 3.3).
_HEADER_ONLY = frozenset({"frame-ancestors"})

#: Every feature that a page has unless it is told not to. Names that Chromium does not know it complains of.
_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "clipboard-write",
    "compute-pressure", "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope",
    "hid", "identity-credentials-get", "idle-detection", "interest-cohort", "keyboard-map", "local-fonts",
    "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture",
    "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access",
    "sync-xhr", "unload", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip

#: A year, the longest that caches are asked for (RFC 9111); ``immutable`` is RFC 8246.
FROZEN = "public, max-age=31536000, immutable"
#: Long enough for one visit, short enough that a new version is seen on the day it is published.
FRESH = "public, max-age=300"

#: The type of each file that a site holds, by its ending. A body of record states no charset: this does.
MEDIA_TYPES: Mapping[str, str] = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".xml": "application/xml; charset=utf-8",
}

#: A part of a path that differs from version to version, and the hash in the name of an asset.
_VARYING = re.compile(r"(?:(?<=/)|(?<=-))\d+(?:\.\d+){0,3}(?=/|\.[a-z])|(?<=[.-])[0-9a-f]{8,64}(?=\.[a-z])")


@dataclass(frozen=True)
class Rule:
    """Headers for the files whose path below the site's root matches ``pattern``: ``*`` is anything but a slash."""

    pattern: str
    headers: Mapping[str, str]

    def matches(self, path: str) -> bool:
        """Whether the rule is for ``path``; a pattern is a path too, and matches where the rule is for all it means."""
        return re.fullmatch(expression(self.pattern), path) is not None


@dataclass(frozen=True)
class Policy:
    """What a host is asked for: headers of every answer, those of some files, and addresses that moved.

    ``root`` is the path at which the site stands on its host, ``/`` where nobody has said. No two rules give the
    same header to the same file, so a host may add them up in any order. ``FRESH`` is for whatever no rule caches.
    ``scripts`` lets the site run its own.
    """

    root: str
    rules: tuple[Rule, ...]
    moves: tuple[Move, ...] = ()
    scripts: bool = False

    @property
    def everywhere(self) -> dict[str, str]:
        """The headers of every answer, errors among them."""
        return everywhere(scripts=self.scripts)

    def headers(self, path: str) -> dict[str, str]:
        """Return every header that the file at ``path`` is to be sent with, but for its type."""
        found = {**self.everywhere, "Cache-Control": FRESH}
        for rule in self.rules:
            if rule.matches(path):
                found |= rule.headers
        return found


def everywhere(*, scripts: bool = False) -> dict[str, str]:
    """Return the headers of every answer, errors among them.

    Strict-Transport-Security is left to the host: it binds everything under the host's name, this site or not, for
    as long as it says, and cannot be taken back.
    """
    return {
        "Content-Security-Policy": content_policy(scripts=scripts),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def content_policy(*, scripts: bool = False, meta: bool = False) -> str:
    """Return the Content-Security-Policy.

    ``scripts`` lets the site's own scripts run and ask the site itself; ``meta`` leaves out what only a header can say.
    """
    directives = {**_DIRECTIVES, **(_SCRIPTS if scripts else {})}
    return "; ".join(f"{name} {value}" for name, value in directives.items() if not (meta and name in _HEADER_ONLY))


def make_rules(paths: Collection[str], frozen: Collection[str], unlisted: Collection[str]) -> tuple[Rule, ...]:
    """Return the rules for a site that holds ``paths``.

    ``frozen`` are the files that never change once published; ``unlisted`` those that search engines should leave out:
    the page is what they are to find. ``embed/`` and ``versions.json`` are for other sites' pages to fetch.
    """
    shared = [path for path in paths if PurePosixPath(path).name == "versions.json"]
    found = [
        *(Rule(pattern, {"Cache-Control": FROZEN}) for pattern in cover(frozen, paths)),
        *(Rule(pattern, {"X-Robots-Tag": "noindex"}) for pattern in cover(unlisted, paths)),
        *(Rule(pattern, {"Access-Control-Allow-Origin": "*"}) for pattern in cover(shared, paths)),
    ]
    if any(path.startswith("embed/") for path in paths):
        # Also for pages that may load nothing but what says that it may be loaded.
        opened = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        found.append(Rule("embed/*", opened))
    return tuple(found)


def cover(wanted: Collection[str], everything: Collection[str]) -> Iterator[str]:
    """Yield patterns that match each path of ``wanted`` and no other path of ``everything``, each once.

    Versions and hashes become ``*`` where that takes in nothing else, so that the next version needs no new pattern.
    """
    unwanted = frozenset(everything) - frozenset(wanted)
    seen = set[str]()
    for path in sorted(wanted):
        pattern = _VARYING.sub("*", path)
        rule = re.compile(expression(pattern))
        chosen = path if any(rule.fullmatch(other) for other in unwanted) else pattern
        if chosen not in seen:
            seen.add(chosen)
            yield chosen


def expression(pattern: str) -> str:
    """Return a pattern as a regular expression, without anchors, that Python, Apache and nginx read alike."""
    return "[^/]+".join(re.sub(r"[^A-Za-z0-9/_-]", r"\\\g<0>", piece) for piece in pattern.split("*"))
