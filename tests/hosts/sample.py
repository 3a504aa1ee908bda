"""A site with a file of every kind and a version in every state, as its host would get it."""

from pathlib import Path

from noticepress.hosts import host_files, make_policy
from noticepress.hosts.policy import Policy
from noticepress.model import File, Move, Page

PAGES = ("", "privacy/", "privacy/1.0/", "privacy/1.1/", "privacy/history/", "privacy/changes/1.0-1.1/")
VERSIONS = ("1.0", "1.1")
FILES = (
    *(File(f"privacy/{v}/notice.html", "<p>Café</p>\n".encode(), "text/html", immutable=True) for v in VERSIONS),
    *(File(f"privacy/{v}/notice.{end}", "Café\n".encode(), "text/plain") for v in VERSIONS for end in ("md", "txt")),
    *(File(f"privacy/privacy-notice-{v}.pdf", b"%PDF-1.7", "application/pdf", immutable=True) for v in VERSIONS),
    File("privacy/versions.json", b"{}\n", "application/json"),
    File("privacy/feed.atom", b"<feed/>\n", "application/atom+xml"),
    File("embed/privacy.html", b"<p>x</p>\n", "text/html"),
    File("embed/notice.js", b"//\n", "text/javascript"),
    File("embed/notice.css", b"p{}\n", "text/css"),
    File("assets/style.0123abcd.css", b"p{}\n", "text/css", immutable=True),
)  # fmt: skip
UNLISTED = [
    *(file.path for file in FILES if file.path.endswith((".md", ".txt", ".html"))),
    "privacy/privacy-notice-1.0.pdf",
]
MOVES = (
    Move("/old-privacy/", "/privacy/"),
    Move("/datenschutz.html", "/privacy/history/"),
    Move("/else/", "https://www.example.org/a+b/"),
)
THEME = ("404.html", "style.css", "favicon.svg", "sitemap.xml")


def paths() -> list[str]:
    return [f"{page}index.html" for page in PAGES] + [file.path for file in FILES] + list(THEME)


def policy(moves: tuple[Move, ...] = MOVES) -> Policy:
    return make_policy(paths(), FILES, moves=moves, unlisted=UNLISTED)


def write_site(folder: Path, site_url: str | None = None) -> Path:
    pages = [Page(f"{page}index.md", "notice.html", "", {}, "") for page in PAGES]
    hosts = host_files(pages, FILES, site_url=site_url, moves=MOVES, unlisted=UNLISTED)
    for path in (*(f"{page}index.html" for page in PAGES), *THEME):
        _write(folder / path, f"<!doctype html><title>{path}</title>".encode())
    for file in (*FILES, *hosts):
        _write(folder / file.path, file.data)
    return folder


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
